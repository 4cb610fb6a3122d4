"""What a sentence is about, as the mean of its words' vectors: it tells trained models of words that they never saw.

The vectors are GloVe's (Pennington, Socher and Manning 2014; ``models/vectors/CARD.md``). Names and numbers have none.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lorscore.errors import ModelError
from lorscore.extract.kinds import Column, Token, kinds_of
from lorscore.extract.model_files import loaded_once, model_path
from lorscore.extract.view import Sentence

_WORDS, _VECTORS = "vectors/words.txt", "vectors/vectors.npy"


class WordVectors:
    """Vectors of frequent words.

    Parameters
    ----------
    words : sequence of str
        In lower case, one a row of ``table``.
    table : numpy.ndarray, shape (n_words, n_dimensions)
        Eight-bit integers; only directions count.
    """

    def __init__(self, words: Sequence[str], table: NDArray[np.int8]) -> None:
        self.table = table
        self._row = {word: i for i, word in enumerate(words)}
        self._of_kind = Column(self.row_of)

    def means(self, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
        """Return the mean vector of each sentence's words, of length 1; zeros where no word has a vector.

        Parameters
        ----------
        sentences : sequence of Sentence

        Returns
        -------
        numpy.ndarray, shape (n_sentences, n_dimensions)
        """
        flat: list[int] = []
        starts, filled = [], []
        for i, s in enumerate(sentences):
            before = len(flat)
            kinds, numbers = kinds_of(s)
            rows = self._of_kind.of(kinds)
            flat += [row for k in numbers if (row := rows[k]) is not None]
            if len(flat) > before:  # reduceat cannot sum nothing
                starts.append(before)
                filled.append(i)
        out = np.zeros((len(sentences), self.table.shape[1]), dtype=np.float32)
        if flat:
            sums = np.add.reduceat(self.table[flat].astype(np.float32), starts, axis=0)
            out[filled] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
        return out

    def row_of(self, token: Token) -> int | None:
        """Return the row of ``table`` that holds a token's vector; None for names, numbers and words not known."""
        if token.applicant or token.tag == "CD" or (token.tag in _NAMES and not token.classes):
            return None
        row = self._row.get(token.lower)
        return self._row.get(token.lemma) if row is None else row


_NAMES = ("NNP", "NNPS")


@loaded_once
def word_vectors() -> WordVectors:
    """Return the shipped vectors; raises ModelError where they are missing or damaged.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> means = word_vectors().means(sentences(load_english()("The kidney failed. The liver failed. She sang.")))
    >>> bool(means[0] @ means[1] > means[0] @ means[2])
    True
    """
    words = model_path(_WORDS).read_text(encoding="utf-8").split()
    try:
        table: NDArray[np.int8] = np.load(model_path(_VECTORS), allow_pickle=False)
    except ValueError as error:
        raise ModelError(f"{_VECTORS}: the word vectors are damaged ({error}). Install lorscore again.") from None
    if table.shape[:1] != (len(words),):
        raise ModelError(f"{_VECTORS}: {len(table)} vectors for {len(words)} words. Install lorscore again.")
    return WordVectors(words, table)
