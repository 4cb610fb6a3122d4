"""Report -> what the page shows, as plain JSON values; words are the renderers', places count as a browser does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from lorscore.render import view
from lorscore.render.words import kinds, label, word
from lorscore.report import CRITERIA, Evidence, Report, Suggestion

_ASKS = 3
"""Questions beside one finding, at most."""


def screen(report: Report) -> dict[str, Any]:
    r"""Return everything that the page shows of a report.

    Parameters
    ----------
    report : Report

    Returns
    -------
    dict
        Plain JSON values. ``text`` is the letter with its line ends as a browser's text field has them, and every
        ``start`` and ``end`` counts UTF-16 units of it.

    Examples
    --------
    >>> import lorscore
    >>> screen(lorscore.analyze("Take two eggs.\r\nStir."))["text"]
    'Take two eggs.\nStir.'
    """
    at = places(report.text)
    steps = view.next_steps(report)
    return {
        "text": in_field(report.text),
        "title": view.title(report),
        "lead": view.lead(report),
        "headline": view.headline(report),
        "score": None if report.score is None else view.figure(report.score),
        "caveat": word("overall", "caveat"),
        "criteria": _criteria(report) if report.abstained is None else [],
        "alerts": list(_alerts(report)),
        "strengths": view.strengths(report) if report.abstained is None else [],
        "steps": [_step(report, step, at) for step in steps],
        "findings": _findings(report, steps, at),
        "marks": [
            {
                "start": at(s.start),
                "end": at(s.end),
                "ids": [e.id for e in s.covering],
                "ends": [e.id for e in s.closing],
            }
            for _, line in view.marked_lines(report)
            for s in line
            if s.covering
        ],
        "legend": [{"kind": k, "name": word("kinds", k), "code": kinds()[k].code} for k in view.used_kinds(report)],
        "tables": list(_tables(report)) if report.abstained is None else [],
        "notes": report.notes,
    }  # fmt: skip


def in_field(text: str) -> str:
    r"""Return a text as a browser's text field holds it: every line end is ``"\n"``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def places(text: str) -> Callable[[int], int]:
    r"""Return what turns an offset into ``text`` into one of UTF-16 units into ``in_field(text)``.

    Examples
    --------
    >>> at = places("a\U0001F9ECb\r\nc")
    >>> [at(i) for i in range(7)]
    [0, 1, 3, 4, 4, 5, 6]
    """
    if text.isascii() and "\r" not in text:
        return int
    paired = itertools.pairwise([*text, ""])
    widths = (0 if (here, after) == ("\r", "\n") else 2 if here > "\uffff" else 1 for here, after in paired)
    return list(itertools.accumulate(widths, initial=0)).__getitem__


def _criteria(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "name": word("criteria", name),
            "level": criterion.level,
            "said": view.level(criterion),
            "why": view.why(report, name),
        }
        for name in CRITERIA
        if (criterion := report.criteria.get(name))
    ]


def _alerts(report: Report) -> Iterable[dict[str, Any]]:
    """Yield what a writer must not miss: flags, patient identifiers, limits on the score."""
    names = [said for _, said in view.identifiers(report)]
    for key, rows in (("flags", view.raised(report)), ("identifiers", names), ("caps", view.caps(report))):
        if rows:
            yield {"heading": word("headings", key), "rows": rows}


def _step(report: Report, step: Suggestion, at: Callable[[int], int]) -> dict[str, Any]:
    placed = step.start is not None and step.end is not None
    return {
        "message": view.clean(step.message),
        "prompt": view.clean(step.prompt),
        "gain": view.gain(step),
        "severity": step.severity,
        "place": view.suggested_place(report, step),
        "start": at(step.start) if placed and step.start is not None else None,
        "end": at(step.end) if placed and step.end is not None else None,
    }


def _findings(report: Report, steps: list[Suggestion], at: Callable[[int], int]) -> list[dict[str, Any]]:
    codes = view.codes(report)
    return [
        {
            "id": e.id,
            "code": codes[e.id],
            "kind": e.kind,
            "what": view.describe(e),
            "sort": label(e.kind, e.label),
            "explain": view.clean(e.explain),
            "rule": e.rule,
            "criterion": word("criteria", e.criterion) if e.criterion else "",
            "against": view.speaks_against(e),
            "line": view.line_number(report.text, e.start),
            "quote": view.quote(report.text, e.start, e.end, 80),
            "start": at(e.start),
            "end": at(e.end),
            "asks": asks(e, steps),
        }
        for e in report.evidence
    ]


def asks(evidence: Evidence, steps: list[Suggestion]) -> list[int]:
    """Return which suggestions go with a finding: those on its words, or else those for its criterion.

    Parameters
    ----------
    evidence : Evidence
    steps : list of Suggestion
        As the page shows them.

    Returns
    -------
    list of int
        Indices into ``steps``.
    """
    here = [
        i
        for i, s in enumerate(steps)
        if s.start is not None and s.end is not None and s.start < evidence.end and s.end > evidence.start
    ]
    alike = [i for i, s in enumerate(steps) if s.start is None and s.criterion and s.criterion == evidence.criterion]
    return (here or alike)[:_ASKS]


def _tables(report: Report) -> Iterable[dict[str, Any]]:
    for _, heading, rows in view.tables(report):
        yield {"heading": heading, "rows": [row._asdict() for row in rows]}
