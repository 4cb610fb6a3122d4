"""Spans of characters that must not overlap."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


class Taken:
    """Spans that are taken, none overlapping another; a look-up is a bisection.

    Examples
    --------
    >>> taken = Taken([(0, 4)])
    >>> taken.add(2, 6), taken.add(4, 6), list(taken)
    (False, True, [(0, 4), (4, 6)])
    """

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._spans: list[Span] = []
        for start, end in spans:
            self.add(start, end)

    def __iter__(self) -> Iterator[Span]:
        return iter(self._spans)

    def free(self, start: int, end: int) -> bool:
        """Say whether no span overlaps this one."""
        at = bisect_left(self._spans, (start, end))
        before = at == 0 or self._spans[at - 1][1] <= start
        return before and (at == len(self._spans) or self._spans[at][0] >= end)

    def add(self, start: int, end: int) -> bool:
        """Take a span if it is free, and say whether it was."""
        free = end > start and self.free(start, end)
        if free:
            insort(self._spans, (start, end))
        return free


def without_overlap(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order; of two that overlap the one that begins first, or the longer one.

    Examples
    --------
    >>> without_overlap([(3, 5), (0, 2), (0, 4)])
    [(0, 4)]
    """
    out: list[Span] = []
    for start, end in sorted(spans, key=lambda x: (x[0], -x[1])):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out
