"""Report -> text for a terminal: 80 columns, with or without colour, plain enough for a screen reader."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from lorscore.render import view
from lorscore.render.page import Page
from lorscore.render.words import kinds, phrase, word
from lorscore.report import CRITERIA, Report

if TYPE_CHECKING:
    from lorscore.upload import UploadItem

_BAR = 20
_NARROWEST = 60
_OUTCOMES = {"pass": "", "fail": "31;1", "advice": "33", "unknown": "2"}


def render(report: Report, *, colour: bool = False, width: int = 80, letter: bool = True) -> str:
    """Return the whole report as text.

    Parameters
    ----------
    report : Report
        What to show.
    colour : bool
        Colour the evidence by kind (ANSI codes); without it every span stands in brackets. Each span is followed
        by its short name either way.
    width : int
        Columns; 60 is the least that is used.
    letter : bool
        Show the letter with its evidence first.

    Returns
    -------
    str
        Lines joined by newlines, the last one ended.
    """
    page = Page(max(width, _NARROWEST), colour=colour)
    page.heading(view.title(report), report.source)
    page.paragraph(view.lead(report))
    if letter and report.text.strip():
        _letter(page, report)
    page.heading(word("headings", "overall"))
    page.paragraph(" ".join(view.headline(report)), style="1")
    page.paragraph(word("overall", "caveat"))
    judged = report.abstained is None
    if judged:
        _criteria(page, report)
        _values(page, report)
    _section(page, "flags", view.raised(report), none=word("phrases", "no_flags") if judged else "")
    _section(page, "caps", view.caps(report))
    _section(page, "identifiers", [said for _, said in view.identifiers(report)])
    if judged:
        _section(page, "strengths", view.strengths(report), none=word("phrases", "no_strengths"))
        _next(page, report)
    _section(page, "notes", report.notes)
    return page.text()


def upload(items: Iterable[UploadItem], *, colour: bool = False, width: int = 80, unread: str = "") -> str:
    """Return the check for the portal as text; ``unread`` says why the letter itself could not be read."""
    page = Page(max(width, _NARROWEST), colour=colour)
    page.heading(word("headings", "upload"))
    if unread:
        page.paragraph(unread)
    for item in items:
        outcome = word("outcomes", item.outcome)
        page.paragraph(f"[{outcome}] {item.name}: {item.message}", rest="  ", style=_OUTCOMES[item.outcome])
    return page.text()


def _section(page: Page, heading: str, rows: Sequence[str], none: str = "") -> None:
    if rows or none:
        page.heading(word("headings", heading))
        page.listing(rows, none)


def _letter(page: Page, report: Report) -> None:
    page.heading(word("headings", "letter"))
    present = view.used_kinds(report)
    if present:
        legend = ", ".join(f"{kinds()[k].code} {word('kinds', k)}" for k in present)
        page.paragraph(f"{word('headings', 'legend')}: {legend}.")
    else:
        page.paragraph(word("phrases", "no_evidence"))
    page.lines.append("")
    margin = len(str(report.text.count("\n") + 1)) + 1
    previous = None
    names = view.codes(report)
    for line, segments in view.marked_lines(report):
        if previous is not None and line.number > previous + 1:
            page.lines.append("")
        previous = line.number
        for i, row in enumerate(_wrap(_marked(report, segments, names, page.colour), page.width - margin - 1)):
            number = str(line.number) if i == 0 else ""
            page.lines.append(f"{number:>{margin}} " + "".join(_painted(page, row)))


Cell = tuple[str, str]
"""One character and its style."""


def _marked(report: Report, segments: list[view.Segment], names: dict[str, str], colour: bool) -> list[Cell]:
    """Return a line's characters with their styles, brackets and short names put in."""
    cells = list[Cell]()
    first, last = segments[0].start, segments[-1].end
    for segment in segments:
        # the shortest span is the most telling where several lie on the same words
        style = kinds()[segment.covering[-1].kind].ansi if segment.covering else ""
        if not colour:
            cells += [("[", "")] * sum(max(e.start, first) == segment.start for e in segment.covering)
        cells += [(c, style) for c in view.clean(report.text[segment.start : segment.end]).replace("\t", " ")]
        for evidence in reversed(segment.closing):
            cells += [(c, "2") for c in (f"({names[evidence.id]})" if colour else f"]{names[evidence.id]}")]
        if not colour and segment.end == last:
            cells += [("]", "")] * (len(segment.covering) - len(segment.closing))
    return cells


def _wrap(cells: list[Cell], width: int) -> list[list[Cell]]:
    """Break at spaces, or within a word that is longer than a row."""
    rows, start = [], 0
    while len(cells) - start > width:
        blank = next((i for i in range(start + width, start, -1) if cells[i][0] == " "), None)
        end = blank or start + width
        rows.append(cells[start:end])
        start = end + (blank is not None)
    return [*rows, cells[start:]]


def _painted(page: Page, row: list[Cell]) -> Iterable[str]:
    for style, run in groupby(row, key=lambda cell: cell[1]):
        yield page.styled("".join(c for c, _ in run), style)


def _criteria(page: Page, report: Report) -> None:
    page.heading(word("headings", "criteria"))
    label = max(len(word("criteria", c)) for c in CRITERIA) + 2
    for name in CRITERIA:
        criterion = report.criteria.get(name)
        if criterion is None:
            continue
        bar = ""
        if criterion.level is not None:
            full = round(criterion.level / 4 * _BAR)
            bar = page.styled("#" * full, "34") + "." * (_BAR - full)
        page.lines.append(f"{word('criteria', name):<{label}}{view.level(criterion):<9}{bar}")
        page.paragraph(view.why(report, name), first="  ", rest="  ")


def _values(page: Page, report: Report) -> None:
    """Write the qualities, the concerns that the letter speaks to, and the checklist."""
    for _, heading, rows in view.tables(report):
        page.heading(heading)
        for row in rows:
            mark = {0: "[ ]", 1: "[-]", 2: "[x]"}[row.value]
            page.paragraph(f"{mark} {row.name}: {row.said}", rest="    ")


def _next(page: Page, report: Report) -> None:
    page.heading(word("headings", "next"))
    if not report.suggestions:
        page.paragraph(word("phrases", "no_suggestions"))
    for number, suggestion in enumerate(view.next_steps(report), 1):
        first = f"{number}. "
        rest = " " * len(first)
        page.paragraph(f"{suggestion.message} ({view.gain(suggestion)})", first=first, rest=rest)
        page.paragraph(view.suggested_place(report, suggestion), first=rest, rest=rest)
        if suggestion.prompt:
            page.paragraph(phrase("phrases", "prompt", prompt=suggestion.prompt), first=rest, rest=rest)
