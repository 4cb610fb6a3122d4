"""Features of a sentence in pieces that recur, so that a model looks most of them up together instead of name by name.

A piece is a function and its arguments, ``(function, *arguments)``; calling it gives the names of some features. The
arguments are few and small (who, tense, a word, its classes), so that the same pieces come again in every letter, and
what a model knows of a piece is worked out once.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Piece = tuple[Any, ...]
REMEMBERED = 30_000
"""So many pieces are remembered before all is begun anew: a corpus of any length takes bounded memory."""


class Row(NamedTuple):
    """The features of one sentence: pieces, and the names of those that hardly come again."""

    pieces: list[Piece]
    names: list[str]


def names_of(pieces: Iterable[Piece]) -> list[str]:
    """Return the names of the features of some pieces, each once.

    Examples
    --------
    >>> names_of([(lambda who, tense: (f"who={who}", f"tense={tense}"), "writer", "past")])
    ['who=writer', 'tense=past']
    """
    return list(dict.fromkeys([name for piece in pieces for name in piece[0](*piece[1:])]))


class _Known(dict[Piece, int]):
    """Number of each piece, from 0; its rows are ``rows[start[number] : start[number + 1]]``."""

    def __init__(self, features: Mapping[str, int]) -> None:
        super().__init__()
        self._features = features
        self._new: list[list[int]] = []
        self._start = np.zeros(1024, dtype=np.int64)
        self._rows = np.zeros(1024, dtype=np.int64)

    def __missing__(self, piece: Piece) -> int:
        known = self._features
        self._new.append([known[name] for name in piece[0](*piece[1:]) if name in known])
        number = self[piece] = len(self)
        return number

    def tables(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return ``start`` and ``rows``, with what was asked for since the last time."""
        if self._new:
            first = len(self) - len(self._new)
            ends = self._start[first] + np.cumsum([len(rows) for rows in self._new])
            self._start, self._rows = _room(self._start, len(self) + 1), _room(self._rows, int(ends[-1]))
            self._rows[self._start[first] : ends[-1]] = list(itertools.chain.from_iterable(self._new))
            self._start[first + 1 : len(self) + 1] = ends
            self._new = []
        return self._start, self._rows


def _room(array: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Return the array, or a larger copy where it is too short."""
    return array if size <= len(array) else np.concatenate([array, np.zeros(2 * size - len(array), dtype=np.int64)])


class PieceRows:
    """Which rows of a model's weights are on in a sentence.

    Parameters
    ----------
    features : mapping of str to int
        Feature name to row; names that are not in it have none.
    """

    def __init__(self, features: Mapping[str, int]) -> None:
        self._features = features
        self._known = _Known(features)
        self._lock = threading.Lock()

    def of(self, sentences: Sequence[Row]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (sentence, row) of each feature that is on and known, in order, each once.

        Examples
        --------
        >>> shout = lambda word: (f"w={word}", f"W={word.upper()}")
        >>> PieceRows({"w=a": 0, "W=A": 1, "b": 2}).of([Row([(shout, "x")], []), Row([(shout, "a")], ["b"])])
        (array([1, 1, 1]), array([0, 1, 2]))
        """
        size = len(self._features) + 1  # the last number stands for a name that is not known
        with self._lock:
            if len(self._known) > REMEMBERED:
                self._known = _Known(self._features)
            known = self._known
            numbers = np.array([known[piece] for row in sentences for piece in row.pieces], dtype=np.int64)
            start, rows = known.tables()
        get = self._features.get
        named = np.array([get(name, size - 1) for row in sentences for name in row.names], dtype=np.int64)
        here = np.arange(len(sentences)) * size
        first, count = start[numbers], start[numbers + 1] - start[numbers]
        shift = np.cumsum(count) - count
        place = np.arange(int(count.sum())) + np.repeat(first - shift, count)
        of_pieces = np.repeat(np.repeat(here, [len(row.pieces) for row in sentences]), count) + rows[place]
        of_names = np.repeat(here, [len(row.names) for row in sentences]) + named
        codes = np.sort(np.concatenate([of_pieces, of_names]))
        codes = codes[np.diff(codes, prepend=-1) > 0]
        sentence, row_number = np.divmod(codes, size)
        on = row_number < size - 1
        return sentence[on], row_number[on]
