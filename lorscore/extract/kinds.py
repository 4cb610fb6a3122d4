"""A number for each distinct token, so that what depends on the token alone is worked out once and then looked up.

A letter has some 400 tokens of 250 kinds, and shares most of them with the letter before. Those who need something of a
token (which tests of rules it passes, what it weighs in a tagger) keep a list beside these numbers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, NamedTuple, TypeVar

from lorscore.extract.view import Sentence

REMEMBERED = 15_000
"""So many kinds are remembered before all is begun anew: a corpus of any length takes bounded memory."""
_KINDS = "kinds of tokens"


class Token(NamedTuple):
    """What extractors see of one token; the fields are those of `Sentence`."""

    orth: str
    lower: str
    lemma: str
    tag: str
    pos: str
    classes: int
    applicant: bool


class Kinds(dict[tuple[Any, ...], int]):
    """Number of each kind, from 0, in the order in which they were met; nothing is ever taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[Token] = []
        self._lock = threading.Lock()

    def __missing__(self, token: tuple[Any, ...]) -> int:
        with self._lock:
            number = self.get(token)
            if number is None:
                number = len(self.tokens)
                self.tokens.append(Token._make(token))
                self[token] = number
            return number


_now = Kinds()


def kinds_of(s: Sentence) -> tuple[Kinds, list[int]]:
    """Return the numbers of a sentence's tokens, and the table that they are of.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> kinds, numbers = kinds_of(sentences(load_english()("He ran and ran"))[0])
    >>> [kinds.tokens[k].lemma for k in numbers], numbers[1] == numbers[3]
    (['she', 'run', 'and', 'run'], True)
    """
    global _now
    found: tuple[Kinds, list[int]] | None = s.memo.get(_KINDS)
    if found is None:
        if len(_now.tokens) > REMEMBERED:
            _now = Kinds()  # sentences that were numbered before keep their own table
        rows = zip(s.orth, s.lower, s.lemma, s.tag, s.pos, s.classes, s.applicant, strict=True)
        kinds = _now
        found = s.memo[_KINDS] = (kinds, list(map(kinds.__getitem__, rows)))
    return found


Value = TypeVar("Value")


class Column(Generic[Value]):
    """What one user works out of each kind of token.

    Parameters
    ----------
    make : callable
        Token to its value.
    """

    def __init__(self, make: Callable[[Token], Value]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._of: tuple[Kinds | None, list[Value]] = (None, [])

    def of(self, kinds: Kinds) -> list[Value]:
        """Return the values of all kinds that have a number by now."""
        known, values = self._of
        if known is kinds and len(values) >= len(kinds.tokens):
            return values
        with self._lock:
            known, values = self._of
            if known is not kinds:
                values = []
            for token in kinds.tokens[len(values) :]:
                values.append(self._make(token))
            self._of = kinds, values
        return values

    def clear(self) -> None:
        """Forget all values: they would now be others."""
        with self._lock:
            self._of = (None, [])
