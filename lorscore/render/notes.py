"""Report -> the comments that a Word file gets: where, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from lorscore.render import view
from lorscore.render.words import kinds, phrase, word
from lorscore.report import Report, Suggestion


@dataclass(frozen=True, slots=True)
class Note:
    """One comment on ``report.text[start:end]``."""

    start: int
    end: int
    text: str


def summary(report: Report) -> str:
    """Return the comment on the whole letter: how it reads, its flags, and what has no place of its own."""
    said = [*view.headline(report), *view.raised(report), *report.notes]
    said += [_ask(step) for step in view.next_steps(report) if step.start is None]
    return "\n".join([*(view.clean(s) for s in said), word("overall", "caveat")])


def notes(report: Report) -> list[Note]:
    """Return the comments that have a place, in its order; what is said of the same words is one comment."""
    said: dict[tuple[int, int], list[str]] = {}
    for entity, warning in view.identifiers(report):
        said.setdefault((entity.start, entity.end), []).append(warning)
    for step in view.next_steps(report):
        if step.start is not None and step.end is not None:
            said.setdefault((step.start, step.end), []).append(_ask(step))
    for evidence in report.evidence:
        if kinds()[evidence.kind].comment:
            text = f"{view.describe(evidence)}. {evidence.explain}"
            said.setdefault((evidence.start, evidence.end), []).append(text[:1].upper() + text[1:])
    return [
        Note(start, end, "\n".join(view.clean(t) for t in texts))
        for (start, end), texts in sorted(said.items())
        if start < end
    ]


def _ask(step: Suggestion) -> str:
    prompt = " " + phrase("phrases", "prompt", prompt=step.prompt) if step.prompt else ""
    return f"{step.message} ({view.gain(step)}){prompt}"
