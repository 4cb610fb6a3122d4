"""Spans that a person would underline: whole phrases, without the comma before or the "and" behind."""

from __future__ import annotations

from lorscore.extract.view import Sentence

_BEFORE = frozenset({",", ":", "CC", "``", "''", ".", "-LRB-"})
_BEHIND = frozenset({",", ".", ":", "CC", "``", "''", "WRB", "WDT", "WP", "-RRB-", "-LRB-"})
_OPEN = frozenset({"DT", "IN", "TO", "PRP$", "JJ", "CD", "VBG", "MD", "RP"})
"""Tags that leave a phrase open: "took the history from the" wants the rest."""


def trimmed(s: Sentence, first: int, last: int) -> tuple[int, int]:
    """Return (first, last token) of the span made whole.

    A clause whose end was cut off by the next one's subject ("told the intern that the | baby looked tired") is carried
    on through the clauses that hang on it.

    Parameters
    ----------
    s : Sentence
    first, last : int
        First and last token of the clauses meant.
    """
    n = len(s)
    for clause in s.clauses:
        if clause.start <= last + 1 < clause.end and clause.start > first and (clause.subordinate or _opens(s, last)):
            last = clause.end - 1
    while last + 1 < n and _opens(s, last):
        last += 1
    while first < last and s.tag[first] in _BEFORE:
        first += 1
    while last > first and s.tag[last] in _BEHIND:
        last -= 1
    return first, last


def _opens(s: Sentence, last: int) -> bool:
    """Whether the token leaves its phrase open."""
    if s.tag[last] not in _OPEN or last + 1 >= len(s):
        return False
    return s.tag[last + 1] not in _BEHIND
