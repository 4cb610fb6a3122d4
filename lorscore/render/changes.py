"""Two reports on the same letter -> what changed between two saves."""

from __future__ import annotations

from collections import Counter

from lorscore.render import view
from lorscore.render.words import phrase, word
from lorscore.report import CRITERIA, Evidence, Report


def changes(before: Report, after: Report) -> list[str]:
    """Return what changed, one sentence each: score, levels, qualities, flags, findings, suggestions.

    Findings are compared by their kind and words, so that text moved within the letter is no change.
    """
    said = []
    scores = [_score(before), _score(after)]
    if scores[0] != scores[1]:
        said.append(phrase("changes", "score", before=scores[0], after=scores[1]))
    for name in CRITERIA:
        levels = [_level(before, name), _level(after, name)]
        if levels[0] != levels[1]:
            said.append(
                phrase("changes", "level", name=word("criteria", name), before=levels[0], after=levels[1])
            )  # fmt: skip
    for name, value in after.qualities.items():
        was = before.qualities.get(name, 0)
        if was != value:
            values = {"before": word("values", str(was)), "after": word("values", str(value))}
            said.append(phrase("changes", "quality", name=word("qualities", name), **values))
    for name, value in after.flags.items():
        if value != before.flags.get(name, False):
            said.append(phrase("changes", "raised" if value else "cleared", flag=word("flags", name)))
    said += [
        phrase("changes", "found", kind=word("kinds", e.kind), place=_where(after, e)) for e in _new(before, after)
    ]
    said += [
        phrase("changes", "lost", kind=word("kinds", e.kind), quote=view.quote(before.text, e.start, e.end))
        for e in _new(after, before)
    ]
    old, new = [Counter(view.clean(s.message) for s in view.next_steps(r)) for r in (before, after)]
    said += [phrase("changes", "settled", message=message) for message in (old - new)]
    said += [phrase("changes", "asked", message=message) for message in (new - old)]
    return said or [word("phrases", "same")]


def _new(before: Report, after: Report) -> list[Evidence]:
    """Return the evidence of ``after`` that ``before`` lacks."""
    left = Counter(_key(e) for e in before.evidence)
    found = []
    for evidence in after.evidence:
        if left[_key(evidence)]:
            left[_key(evidence)] -= 1
        else:
            found.append(evidence)
    return found


def _key(evidence: Evidence) -> tuple[str, str, str]:
    return evidence.kind, evidence.label, " ".join(evidence.text.split())


def _where(report: Report, evidence: Evidence) -> str:
    return view.place(report.text, evidence.start, evidence.end)


def _score(report: Report) -> str:
    return word("changes", "none") if report.score is None else view.figure(report.score)


def _level(report: Report, name: str) -> str:
    level = report.criteria[name].level if name in report.criteria else None
    return word("phrases", "not_measured") if level is None else view.figure(level)
