"""Findings that a writer has switched off: by settings for a folder, or by a mark in the draft.

A mark is ``<!-- lorscore: ignore RULE [RULE ...] -->``. It holds for the paragraph it stands in, or for the next one
where it stands alone. It changes what is shown, never the score.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lorscore.letter import Letter
from lorscore.report import Report

_MARK = re.compile(r"<!--\s*lorscore:\s*ignore\s+([\w.*?,\s-]+?)\s*-->")


@dataclass(frozen=True, slots=True)
class Ignore:
    """Rules that are not shown between two offsets of the letter; ``*`` stands for any characters."""

    rules: tuple[str, ...]
    start: int
    end: int
    everywhere: bool = False

    def covers(self, start: int | None, end: int | None) -> bool:
        """Say whether a finding at this place, or one without a place, is meant."""
        if self.everywhere or start is None or end is None:
            return self.everywhere
        return start < self.end and end > self.start


def take(letter: Letter) -> tuple[Letter, list[Ignore]]:
    """Take the marks out of a letter: each becomes blanks, so that every offset stays.

    Parameters
    ----------
    letter : Letter
        As it was read.

    Returns
    -------
    Letter
        Without marks, and without parts that held nothing else.
    list of Ignore
        What the marks said.

    Examples
    --------
    >>> from lorscore.letter import Letter
    >>> from lorscore.suppress import take
    >>> letter, ignores = take(Letter.from_text("He is nice. <!-- lorscore: ignore generic.nice -->"))
    >>> letter.text.strip(), ignores[0].rules
    ('He is nice.', ('generic.nice',))
    """
    marks = list(_MARK.finditer(letter.text))
    if not marks:
        return letter, []
    text = _MARK.sub(lambda m: " " * len(m[0]), letter.text)
    parts = tuple(p for p in letter.parts if text[p.start : p.end].strip())
    ignores = []
    for mark in marks:
        # the part that holds the mark, or the first one after it
        scope = next((p for p in parts if p.end > mark.start()), None)
        if scope is not None:
            ignores.append(Ignore(rules_in(mark[1]), scope.start, scope.end))
    return dataclasses.replace(letter, text=text, parts=parts), ignores


def rules_in(listed: str) -> tuple[str, ...]:
    """Return the ids in a list parted by blanks or commas."""
    return tuple(r for r in re.split(r"[\s,]+", listed) if r)


def hide(report: Report, disabled: Sequence[str], ignores: Iterable[Ignore] = ()) -> Report:
    """Leave out what was switched off, and say so in the report's notes.

    Parameters
    ----------
    report : Report
        As it was analysed.
    disabled : sequence of str
        Ids of rules or suggestions that are not shown anywhere.
    ignores : iterable of Ignore
        Rules that are not shown at a place.

    Returns
    -------
    Report
        With the same score, levels and flags.
    """
    switches = [Ignore(tuple(disabled), 0, 0, everywhere=True), *ignores]
    if not any(switch.rules for switch in switches):
        return report
    used: set[str] = set()
    evidence = [e for e in report.evidence if not _hit(switches, e.rule, e.start, e.end, used)]
    suggestions = [s for s in report.suggestions if not _hit(switches, s.id, s.start, s.end, used)]
    kept = {e.id for e in evidence}
    criteria = {
        name: dataclasses.replace(level, why=[i for i in level.why if i in kept])
        for name, level in report.criteria.items()
    }
    gone = len(report.evidence) - len(evidence) + len(report.suggestions) - len(suggestions)
    notes = list(report.notes)
    if gone:
        notes.append(f"{gone} findings were switched off and are not shown; the score still counts them.")
    idle = sorted({r for i in switches for r in i.rules} - used)
    if idle:
        notes.append(f"Switched off, but found nowhere: {', '.join(idle)}.")
    return dataclasses.replace(report, evidence=evidence, suggestions=suggestions, criteria=criteria, notes=notes)


def _hit(switches: Iterable[Ignore], id: str, start: int | None, end: int | None, used: set[str]) -> bool:
    patterns = {p for s in switches if s.covers(start, end) for p in s.rules if fnmatch.fnmatchcase(id, p)}
    used |= patterns
    return bool(patterns)
