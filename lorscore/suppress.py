"""Findings that a writer has switched off: by settings for a folder, or by a mark in the draft.

A mark in plain text is ``<!-- lorscore: ignore RULE [RULE ...] -->``; it holds for the paragraph it stands in, or for
the next one where it stands alone. In Word it is a comment that says ``lorscore: ignore RULE``, and holds for the words
that it is set on. Marks change what is shown, never the score.
"""

from __future__ import annotations

import dataclasses
import fnmatch
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lorscore.letter import Letter
from lorscore.render.words import phrase
from lorscore.report import Report

_IDS = r"lorscore:\s*+ignore\s([\w.*?,\s-]+?)"
_MARK = re.compile(rf"<!--\s*{_IDS}-->")
_COMMENT = re.compile(rf"\s*{_IDS}$")
_NUMBER = re.compile(r"\.\d+$")
"""Advice at several places has one id and a number each (``"doubt.2"``); it is switched off by the id."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


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


def in_word(source: Path | IO[bytes], letter: Letter) -> list[Ignore]:
    """Return the marks in the comments of a Word file.

    Parameters
    ----------
    source : pathlib.Path or binary file
        The file.
    letter : Letter
        As it was read from that file.

    Returns
    -------
    list of Ignore
        One for each comment that is a mark.
    """
    import docx

    from lorscore.readers.docx import walk

    document = docx.Document(str(source) if isinstance(source, Path) else source)
    marks = {str(c.comment_id): m for c in document.comments if (m := _COMMENT.match(c.text))}
    if not marks:
        return []
    places = {o.locator.split("+")[0]: (o.start, o.end) for o in letter.origin}
    runs = {
        run.element: places[f"{b}/{r}"]
        for b, block in enumerate(walk(document))
        for r, run in enumerate(block.runs)
        if f"{b}/{r}" in places
    }
    spans: dict[str, list[tuple[int, int]]] = {id: [] for id in marks}
    open_: set[str] = set()
    for element in document.element.body.iter():
        if element.tag == f"{_W}commentRangeStart":
            open_.add(element.get(f"{_W}id"))
        elif element.tag == f"{_W}commentRangeEnd":
            open_.discard(element.get(f"{_W}id"))
        elif element in runs:
            for id in open_ & set(marks):
                spans[id].append(runs[element])
    return [
        Ignore(rules_in(marks[id][1]), min(s for s, _ in found), max(e for _, e in found))
        for id, found in spans.items()
        if found
    ]


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
    # advice on words of which nothing is said any more goes with them
    places = {(e.start, e.end) for e in evidence}
    silent = {(e.start, e.end) for e in report.evidence} - places
    suggestions = [
        s
        for s in report.suggestions
        if not _hit(switches, _NUMBER.sub("", s.id), s.start, s.end, used) and (s.start, s.end) not in silent
    ]
    kept = {e.id for e in evidence}
    criteria = {
        name: dataclasses.replace(level, why=[i for i in level.why if i in kept])
        for name, level in report.criteria.items()
    }
    gone = len(report.evidence) - len(evidence) + len(report.suggestions) - len(suggestions)
    notes = list(report.notes)
    if gone:
        notes.append(phrase("switched_off", "hidden" if gone > 1 else "hidden_one", count=gone))
    idle = sorted({r for i in switches for r in i.rules} - used)
    if idle:
        notes.append(phrase("switched_off", "idle", rules=", ".join(idle)))
    return dataclasses.replace(report, evidence=evidence, suggestions=suggestions, criteria=criteria, notes=notes)


def _hit(switches: Iterable[Ignore], id: str, start: int | None, end: int | None, used: set[str]) -> bool:
    patterns = {p for s in switches if s.covers(start, end) for p in s.rules if fnmatch.fnmatchcase(id, p)}
    used |= patterns
    return bool(patterns)
