"""Vectors for tokens, from whole words, affixes and shapes: the layer that all trained components share.

spaCy's own embedding hashes every feature into four rows, so that an unknown word gets four rows of other words. Here
each known feature has a row of its own, an unknown one has its column's row for "unknown", and each distinct word of a
batch is embedded once, which is faster. White space tokens (line wraps) are left out, so that a wrapped line reads as
the unwrapped one; whether a token touches its neighbours is kept.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import IS_SPACE, ORTH, SPACY
from spacy.strings import StringStore, get_string_id
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import (
    Maxout,
    Model,
    NumpyOps,
    chain,
    clone,
    deserialize_attr,
    expand_window,
    residual,
    serialize_attr,
    with_array,
)
from thinc.initializers import uniform_init
from thinc.types import Floats2d

from lorscore.extract import encoder
from lorscore.extract.applicant_names import applicant_names
from lorscore.guide.one_pronoun import ONE_FORM, one_pronoun

COLUMNS = (
    "word", "capitals", "suffix1", "suffix2", "suffix3", "suffix4", "suffix5", "prefix1", "prefix2", "prefix3", "shape",
)  # fmt: skip
CACHE_LIMIT = 30_000
"""Distinct words whose rows are kept; then the cache starts anew, so that a long-running process does not grow."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})
_DIGIT = re.compile(r"\d")
_RUN = re.compile(r"(.)\1{2,}")


def word_features(word: str) -> tuple[str, ...]:
    """Return the features of one word, one for each of `COLUMNS`.

    Parameters
    ----------
    word : str
        One token, as it stands in the text.

    Examples
    --------
    >>> word_features("Ranked")
    ('ranked', 'Ranked', 'd', 'ed', 'ked', 'nked', 'anked', 'r', 'ra', 'ran', 'Xxx')
    """
    plain = _DIGIT.sub("0", word.translate(_QUOTES))
    low = plain.lower()
    shape = "".join("d" if c == "0" else "X" if c.isupper() else "x" if c.isalpha() else c for c in plain[:12])
    shape = _RUN.sub(r"\1\1", shape)
    capitals = plain if plain != low else ""
    return (low, capitals, low[-1:], low[-2:], low[-3:], low[-4:], low[-5:], low[:1], low[:2], low[:3], shape)


class WordRows:
    """Which row of the embedding table stands for which feature; row ``i < len(COLUMNS)`` is column i's "unknown".

    Parameters
    ----------
    known : mapping of str to int
        ``"column index:value"`` to how often it was seen in training, in the order of the rows.
    """

    def __init__(self, known: Mapping[str, int] | None = None) -> None:
        self.known = dict(known or {})
        self._row = {feature: i + len(COLUMNS) for i, feature in enumerate(self.known)}
        self._cache: dict[int, tuple[int, ...]] = {}
        self.counts = np.array([0] * len(COLUMNS) + list(self.known.values()), dtype="f")
        """How often each row was seen in training; 0 for the rows of unknown features."""

    def __len__(self) -> int:
        return len(COLUMNS) + len(self.known)

    @classmethod
    def learn(cls, words: Iterable[str], at_least: Mapping[str, int]) -> WordRows:
        """Give a row to each feature that occurs often enough.

        Parameters
        ----------
        words : iterable of str
            The tokens of the training text.
        at_least : mapping of str to int
            The least number of occurrences, by column; a column that is not named gets no rows.
        """
        counts: Counter[str] = Counter()
        for word, n in Counter(w for w in words if not w.isspace()).items():
            for i, value in enumerate(word_features(word)):
                counts[f"{i}:{value}"] += n
        least = {str(i): at_least[c] for i, c in enumerate(COLUMNS) if c in at_least}
        kept = {f: n for f, n in counts.items() if f.split(":", 1)[0] in least and n >= least[f.split(":", 1)[0]]}
        return cls(dict(sorted(kept.items())))

    def of(self, orths: npt.NDArray[np.uint64], strings: StringStore) -> npt.NDArray[np.int32]:
        """Return the rows of distinct words, of shape (words, columns)."""
        if len(self._cache) > CACHE_LIMIT:
            self._cache.clear()
        cache, found = self._cache, []
        for orth in orths.tolist():
            rows = cache.get(orth)
            if rows is None:
                features = word_features(strings[orth])
                rows = tuple(self._row.get(f"{c}:{value}", c) for c, value in enumerate(features))
                cache[orth] = rows
            found.append(rows)
        flat = itertools.chain.from_iterable(found)
        out = np.fromiter(flat, dtype="i", count=len(found) * len(COLUMNS)).reshape(-1, len(COLUMNS))
        return out

    def __getstate__(self) -> dict[str, int]:
        return self.known

    def __setstate__(self, known: dict[str, int]) -> None:
        WordRows.__init__(self, known)


@serialize_attr.register(WordRows)
def _save_rows(_: Any, value: WordRows, name: str, model: Model[Any, Any]) -> bytes:
    return json.dumps(value.known, ensure_ascii=False).encode("utf-8")


@deserialize_attr.register(WordRows)
def _load_rows(_: Any, value: bytes, name: str, model: Model[Any, Any]) -> WordRows:
    return WordRows(json.loads(value))


@registry.architectures("lorscore.WordTok2Vec.v1")  # type: ignore[untyped-decorator]
def word_tok2vec(
    width: int, depth: int, embed_width: int, pieces: int, word_dropout: float
) -> Model[list[Doc], list[Floats2d]]:
    """Build the shared layer: embed each distinct word, then mix each token with its neighbours.

    Parameters
    ----------
    width : int
        Width of the vectors that come out.
    depth : int
        Convolutions over three tokens each; a token sees ``depth`` neighbours on either side.
    embed_width : int
        Width of the table of features.
    pieces : int
        Pieces of each maxout.
    word_dropout : float
        In training, a word seen n times is treated as unknown with probability ``word_dropout / (word_dropout + n)``,
        so that the row for unknown words is trained.
    """
    mix = Maxout(nO=width, nI=embed_width, nP=pieces, normalize=True, dropout=0.0)
    step = residual(chain(expand_window(1), Maxout(nO=width, nI=width * 3, nP=pieces, normalize=True, dropout=0.0)))
    model: Model[list[Doc], list[Floats2d]] = Model(
        "word_tok2vec",
        _forward,
        init=_init,
        layers=[mix, with_array(clone(step, depth), pad=depth)],
        params={"E": None, "S": None},
        dims={"nO": width, "nE": embed_width},
        attrs={"rows": WordRows(), "word_dropout": word_dropout},
    )
    use_numpy(model)
    return model


def use_numpy(model: Model[Any, Any]) -> None:
    """Let NumPy multiply the matrices of a model: its BLAS was three times as fast as the one that thinc brings."""
    if isinstance(model.ops, NumpyOps):
        for node in model.walk():
            node.ops = NumpyOps(use_blis=False)


def _init(model: Model[Any, Any], X: list[Doc] | None = None, Y: Any = None) -> None:
    if model.has_param("E"):
        return
    shape = (len(model.attrs["rows"]), model.get_dim("nE"))
    model.set_param("E", uniform_init(model.ops, shape))
    model.set_param("S", uniform_init(model.ops, (4, model.get_dim("nO"))))
    for layer in model.layers:
        layer.initialize()


def _forward(
    model: Model[Any, Any], docs: list[Doc], is_train: bool
) -> tuple[list[Floats2d], Callable[[list[Floats2d]], list[Doc]]]:
    mix, encode = model.layers
    words: WordRows = model.attrs["rows"]
    table: Any = model.get_param("E")  # (rows, embed_width)
    gaps: Any = model.get_param("S")  # (with and without space before and after, width)
    ops: Any = model.ops
    arrays: list[Any] = [doc.to_array([ORTH, IS_SPACE, SPACY]).reshape(-1, 3) for doc in docs]
    names = [applicant_names(doc) for doc in docs]
    kept = [_kept(a, spans, docs[0].vocab.strings) for a, spans in zip(arrays, names, strict=True)]
    if not any(len(k) for k in kept):  # nothing but white space
        return [ops.alloc2f(len(doc), model.get_dim("nO")) for doc in docs], lambda d_vectors: docs
    orths = np.concatenate([a[k, 0] for a, k in zip(arrays, kept, strict=True)])
    distinct, place = np.unique(orths, return_inverse=True)
    rows = words.of(distinct, docs[0].vocab.strings)
    if is_train:
        _drop_words(rows, words, model.attrs["word_dropout"])
    summed = ops.gather_add(table, rows)
    ends = np.cumsum([len(k) for k in kept])[:-1]
    spacing = np.concatenate([_spacing(a, n)[k] for a, n, k in zip(arrays, names, kept, strict=True)])
    if is_train or not isinstance(ops, NumpyOps):
        mixed, back_mix = mix(summed, is_train)
        encoded, back_encode = encode(np.split(mixed[place] + gaps[spacing], ends), is_train)
    else:
        mixed = encoder.maxout(mix, summed)
        encoded = encoder.encoded(encode, np.split(mixed[place] + gaps[spacing], ends))
    width = model.get_dim("nO")
    vectors: list[Any] = []
    for doc, k, found in zip(docs, kept, encoded, strict=True):
        if len(k) == len(doc):
            vectors.append(found)
        else:
            full = ops.alloc2f(len(doc), width)
            full[k] = found
            vectors.append(full)

    def backprop(d_vectors: list[Any]) -> list[Doc]:
        d_mixed_each = np.concatenate(back_encode([d[k] for d, k in zip(d_vectors, kept, strict=True)]))
        d_gaps = ops.alloc2f(*gaps.shape)
        ops.scatter_add(d_gaps, spacing, d_mixed_each)
        model.inc_grad("S", d_gaps)
        d_mixed = ops.alloc2f(len(distinct), width)
        ops.scatter_add(d_mixed, place.astype("i"), d_mixed_each)
        d_summed = back_mix(d_mixed)
        d_table = ops.alloc2f(*table.shape)
        for column in np.ascontiguousarray(rows.T):
            ops.scatter_add(d_table, column, d_summed)
        model.inc_grad("E", d_table)
        return docs

    return vectors, backprop


_STAND_IN = "Smith"
"""What the tagger reads for the applicant, whatever the name, its title and its number of words."""
_FOLDED = {
    get_string_id(form): one_pronoun(form) for word in ONE_FORM for form in (word, word.capitalize(), word.upper())
}


def _kept(array: Any, names: list[tuple[int, int]], strings: StringStore) -> npt.NDArray[np.intp]:
    """Tokens that are encoded: no white space, and of the applicant's name the last word, as one fixed word.

    "he" becomes "she" in the array, as `one_pronoun` has it.
    """
    keep = array[:, 1] == 0
    orths = array[:, 0]
    for orth in _FOLDED.keys() & set(orths.tolist()):
        orths[orths == orth] = strings.add(_FOLDED[orth])
    for first, last in names:
        keep[first:last] = False
        array[last, 0] = strings.add(_STAND_IN)
    return np.flatnonzero(keep)


def _spacing(array: Any, names: list[tuple[int, int]]) -> npt.NDArray[np.int32]:
    """Say of each token whether white space stands before it (2) and after it (1): it tells a dash from a hyphen."""
    blank = array[:, 1] != 0
    after = (array[:, 2] != 0) | blank
    after[:-1] |= blank[1:]
    before = np.ones_like(after)
    before[1:] = after[:-1]
    for first, last in names:
        before[last] = before[first]
    codes: npt.NDArray[np.int32] = (2 * before + after).astype("i")
    return codes


def _drop_words(rows: npt.NDArray[np.int32], words: WordRows, rate: float) -> None:
    """Make some words unknown, in place: the rare ones more often, as unknown words resemble rare ones."""
    for column in (COLUMNS.index("word"), COLUMNS.index("capitals")):
        seen = np.maximum(words.counts[rows[:, column]], 1)
        rows[np.random.uniform(size=len(rows)) < rate / (rate + seen), column] = column
