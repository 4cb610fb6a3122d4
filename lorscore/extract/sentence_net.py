"""A small convolutional network over the tokens of a sentence: what no list of features says. NumPy at work.

It sees what the linear model sees (words, word classes, who does what, how sure), but in order and together: a token is
the sum of the vectors of its word, its tag, its word classes and its clause; two convolutions look at three tokens
each; every label has its own attention over the tokens (Kim 2014; Bahdanau, Cho and Bengio 2015). Trained with PyTorch
(``models/evidence/train_net.py``); here are the weights and the arithmetic, nothing to install.
"""

from __future__ import annotations

import functools
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lorscore.errors import ModelError
from lorscore.extract.context import Clause
from lorscore.extract.kinds import Column, Token, kinds_of
from lorscore.extract.model_files import loaded_once, model_path
from lorscore.extract.sentence_features import class_names, word_text
from lorscore.extract.view import Sentence
from lorscore.extract.word_vectors import word_vectors

Array = NDArray[np.float32]

NET = "evidence/net.npz"
"""The shipped network, below ``models/``."""
WHO = (
    "none", "applicant", "applicant_thing", "writer", "team", "patient", "trainee", "colleague", "thing", "other",
)  # fmt: skip
TENSES = ("none", "past", "present", "perfect", "future", "modal")
FLAGS = ("negated", "hypothetical", "habitual", "reported", "quoted", "implied", "subordinate", "bounded")
ROLES = ("other", "subject", "verb", "object")
LAYERS = 2
LONGEST, AT_ONCE = 200, 4000
"""Of a longer sentence so many tokens are read; so many are worked on together, which bounds the memory."""
_EPSILON = 1e-5
"""PyTorch's, in layer normalisation."""


class Described(NamedTuple):
    """A token without its clause.

    Attributes
    ----------
    word : str
        As the sentence features name it: its lemma, ``<applicant>``, ``<name>``, ``<number>``.
    vector : int or None
        Its row among the word vectors.
    tag : str
    classes : tuple of str
        Lexicon classes.
    """

    word: str
    vector: int | None
    tag: str
    classes: tuple[str, ...]


def described(token: Token) -> Described:
    """Return what the network is told of a token by itself."""
    return Described(word_text(token), word_vectors().row_of(token), token.tag, class_names(token.classes))


def setting(clause: Clause) -> tuple[str, str, tuple[bool, ...]]:
    """Return what the network is told of the clause that a token stands in: who, tense, `FLAGS`."""
    return clause.who, clause.tense, tuple([getattr(clause, name) for name in FLAGS])


def places(s: Sentence) -> tuple[list[int], list[int]]:
    """Return, for each token, the index of its clause (-1: none; the last of several) and of its role in `ROLES`.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> places(sentences(load_english()("She called them."))[0])
    ([0, 0, 0, 0], [1, 2, 3, 0])
    """
    clause, role = [-1] * len(s), [0] * len(s)
    for i, c in enumerate(s.clauses):
        clause[c.start : c.end] = [i] * (min(c.end, len(s)) - c.start)
        for k, token in enumerate((c.subject, c.verb, c.object), start=1):
            if token >= 0:
                role[token] = k
    return clause, role


class SentenceNet:
    """The network's weights, and what it says of sentences.

    Parameters
    ----------
    arrays : mapping of str to numpy.ndarray
        As `SentenceNet.to_arrays` gives them, without ``names``.
    names : mapping of str to sequence of str
        What the rows stand for: ``labels``, ``words`` (the first row of the array is for words not known), ``tags``,
        ``classes``.

    Raises
    ------
    ModelError
        Where an array is missing or does not fit the others.
    """

    def __init__(self, arrays: Mapping[str, Array], names: Mapping[str, Sequence[str]]) -> None:
        self.labels = tuple(names["labels"])
        self._arrays = {name: np.asarray(a, dtype=np.float32) for name, a in arrays.items()}
        self._names = {k: list(v) for k, v in names.items()}
        _check(self._arrays, self._names)
        self._row = {
            kind: {name: i for i, name in enumerate(names[kind], start=kind == "words")}
            for kind in ("words", "tags", "classes")
        }
        self._clauses = {key: i for i, key in enumerate(itertools.product(WHO, TENSES), start=1)}  # row 0: in no clause
        self._of_kind = Column(self._token)
        self._setting = functools.lru_cache(4096)(self._clause)
        self._kernels = [
            np.ascontiguousarray(np.concatenate(list(self._arrays[f"kernel{k}"]), axis=1)) for k in range(LAYERS)
        ]

    def _token(self, token: Token) -> Array:
        """Vector of a token without its clause."""
        a, told = self._arrays, described(token)
        out: Array = a["bias"] + a["words"][self._row["words"].get(told.word, 0)]
        if told.tag in self._row["tags"]:
            out = out + a["tags"][self._row["tags"][told.tag]]
        if told.vector is not None:
            out = out + (word_vectors().table[told.vector].astype(np.float32) / 127) @ a["vectors"]
        known = [self._row["classes"][name] for name in told.classes if name in self._row["classes"]]
        return out + a["classes"][known].sum(axis=0) if known else out

    def _clause(self, who: str, tense: str, flags: tuple[bool, ...]) -> Array:
        a = self._arrays
        out: Array = a["clauses"][self._clauses[who, tense]] + a["flags"][list(flags)].sum(axis=0)
        return out

    def logits(self, sentences: Sequence[Sentence]) -> Array:
        """Return the log odds of each label; each sentence is judged by itself.

        Parameters
        ----------
        sentences : sequence of Sentence

        Returns
        -------
        numpy.ndarray, shape (n_sentences, n_labels)
            What stands outside the body, in a letterhead or signature, is not looked at and has `NOTHING`.
        """
        out = np.full((len(sentences), len(self.labels)), NOTHING, dtype=np.float32)
        filled = [i for i, s in enumerate(sentences) if len(s) and s.in_body]
        for some in _in_turn(filled, [min(len(sentences[i]), LONGEST) for i in filled]):
            out[some] = self._judged([sentences[i] for i in some])
        return out

    def _judged(self, sentences: Sequence[Sentence]) -> Array:
        a = self._arrays
        lengths = np.asarray([min(len(s), LONGEST) for s in sentences])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        x = _normal(self._embedded(sentences), a["norm0"])
        np.maximum(x, 0.0, out=x)
        # A row of zeros after each sentence: convolutions see no neighbour sentence.
        inside = np.arange(len(x)) + np.repeat(np.arange(len(sentences)), lengths)
        rows = np.zeros((len(x) + len(sentences), x.shape[1]), dtype=np.float32)
        rows[inside] = x
        for k in range(LAYERS):
            seen = _convolved(rows, self._kernels[k], a[f"kernel_bias{k}"])[inside]
            x = _normal(x + seen, a[f"norm{k + 1}"])
            rows[inside] = x
        weights = x @ a["attention"]
        weights -= np.repeat(np.maximum.reduceat(weights, starts), lengths, axis=0)
        np.exp(weights, out=weights)
        heard = np.add.reduceat(weights * (x @ a["value"]), starts) / np.add.reduceat(weights, starts)
        strongest = np.maximum.reduceat(x, starts) @ a["strongest"]
        return np.asarray(heard + strongest + a["intercepts"], dtype=np.float32)

    def _embedded(self, sentences: Sequence[Sentence]) -> Array:
        """Vectors of all tokens of all sentences, one after the other."""
        a = self._arrays
        vectors: list[Array] = []
        settings = [a["clauses"][0]]
        where: list[int] = []
        roles: list[int] = []
        for s in sentences:
            kinds, numbers = kinds_of(s)
            of_kind = self._of_kind.of(kinds)
            vectors += [of_kind[k] for k in numbers[:LONGEST]]
            clause, role = places(s)
            where += [0 if c < 0 else c + len(settings) for c in clause[:LONGEST]]
            settings += [self._setting(*setting(c)) for c in s.clauses]
            roles += role[:LONGEST]
        out: Array = np.array(vectors) + np.array(settings)[where]
        marked = np.flatnonzero(roles)
        out[marked] += a["roles"][np.asarray(roles)[marked]]
        return out

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return what a file of the network holds (`numpy.savez`): the arrays in half precision, the names as JSON."""
        names = np.frombuffer(json.dumps(self._names).encode("utf-8"), dtype=np.uint8)
        return {"names": names, **{name: a.astype(np.float16) for name, a in self._arrays.items()}}

    @classmethod
    def load(cls, path: Path) -> SentenceNet:
        """Read a file of what `to_arrays` gave; raises ModelError where there is none or it is damaged."""
        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            names = json.loads(arrays.pop("names").tobytes())
        except FileNotFoundError:
            raise ModelError(f"{path}: the network for sentences is missing. Install lorscore again.") from None
        except Exception as error:  # zip, NumPy and JSON each have their own
            raise ModelError(
                f"{path}: the network for sentences is damaged ({error}). Install lorscore again."
            ) from None
        return cls(arrays, names)


def _in_turn(index: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Parts of an index that have about `AT_ONCE` tokens together."""
    part: list[int] = []
    tokens = 0
    for i, n in zip(index, lengths, strict=True):
        part.append(i)
        tokens += n
        if tokens >= AT_ONCE:
            yield part
            part, tokens = [], 0
    if part:
        yield part


NOTHING = -20.0
"""Log odds of a sentence that cannot hold anything."""


def _check(a: Mapping[str, Array], names: Mapping[str, Sequence[str]]) -> None:
    """Raise ModelError where the arrays are not those of one network."""
    try:
        width, labels = a["words"].shape[1], len(names["labels"])
        expected = {
            "words": (len(names["words"]) + 1, width),
            "vectors": (word_vectors().table.shape[1], width),
            "tags": (len(names["tags"]), width),
            "classes": (len(names["classes"]), width),
            "clauses": (len(WHO) * len(TENSES) + 1, width),
            "flags": (len(FLAGS), width),
            "roles": (len(ROLES), width),
            "bias": (width,),
            **{f"norm{k}": (2, width) for k in range(LAYERS + 1)},
            **{f"kernel{k}": (3, width, 2 * width) for k in range(LAYERS)},
            **{f"kernel_bias{k}": (2 * width,) for k in range(LAYERS)},
            **dict.fromkeys(("attention", "value", "strongest"), (width, labels)),
            "intercepts": (labels,),
        }
        wrong = [name for name, shape in expected.items() if a[name].shape != shape]
    except KeyError as error:
        raise ModelError(f"The network for sentences lacks {error}. Install lorscore again.") from None
    if wrong:
        raise ModelError(f"The network for sentences does not fit together ({', '.join(wrong)}). Install it again.")


def _normal(x: Array, scale_and_shift: Array) -> Array:
    """Layer normalisation (Ba, Kiros and Hinton 2016) of each row."""
    x = x - x.mean(axis=1, keepdims=True)
    x *= scale_and_shift[0] / np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + np.float32(_EPSILON))
    x += scale_and_shift[1]
    return x


def _convolved(x: Array, kernel: Array, bias: Array) -> Array:
    """Convolution over three rows, gated (Dauphin and others 2017): shape of ``x``."""
    width = kernel.shape[1] // 3
    product = x @ kernel
    out = product[:, width : 2 * width] + bias
    out[1:] += product[:-1, :width]
    out[:-1] += product[1:, 2 * width :]
    half = width // 2
    gated: Array = out[:, :half] / (1.0 + np.exp(-out[:, half:]))
    return gated


@loaded_once
def sentence_net() -> SentenceNet:
    """Return the shipped network; raises ModelError where it is missing or damaged."""
    return SentenceNet.load(model_path(NET))
