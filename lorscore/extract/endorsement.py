"""The recommendation itself: does the letter recommend, and how strongly."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence

from lorscore.extract.found import Found
from lorscore.extract.match import RuleMatcher
from lorscore.extract.view import Sentence
from lorscore.guide.rules import rules_of

RUNGS = {"highest": 5, "unreserved": 4, "strong": 3, "plain": 2, "reserved": 1}
"""The ladder of closers; 0 is a letter without any sentence that recommends."""


@functools.cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(rules_of("endorsement"))


def find_endorsement(sentences: Sequence[Sentence]) -> list[Found]:
    """Find the words that recommend the applicant, each with its rung on the ladder.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.

    Returns
    -------
    list of Found
        Kind ``endorsement``; label one of `RUNGS`; details: ``rung`` (1-5). Of rungs that overlap in one place the
        highest counts, so "I recommend her without reservation" is one endorsement, not two.
    """
    body = [s for s in sentences if s.in_body or s.part == "closing"]
    out: list[Found] = []
    for s in body:
        here = [dataclasses.replace(f, details={"rung": RUNGS[f.label]}) for f in _matcher().find([s])]
        best = max((f.details["rung"] for f in here), default=0)
        low = [f for f in here if f.label == "reserved"]
        out += [f for f in here if f.details["rung"] == best][:1] if best > 1 else low[:1]
        if best > 1 and low:
            out += low[:1]
    return out


def endorsement_rung(found: Sequence[Found]) -> int:
    """Return the rung of the letter, 0-5: its strongest recommendation, less one for a reserved one beside it.

    Examples
    --------
    >>> from lorscore.extract.endorsement import endorsement_rung
    >>> endorsement_rung([])
    0
    """
    rungs = [int(f.details["rung"]) for f in found if f.kind == "endorsement"]
    best = max(rungs, default=0)
    return best - 1 if best > 2 and 1 in rungs else best
