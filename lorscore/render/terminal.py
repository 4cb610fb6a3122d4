"""Report -> text for a terminal: 80 columns, with or without colour, plain enough for a screen reader."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from lorscore.render import view
from lorscore.render.words import kinds, phrase, word
from lorscore.report import CRITERIA, Report

if TYPE_CHECKING:
    from lorscore.upload import UploadItem

_BAR = 20
_NARROWEST = 60
_STOPS = "\033[0m"
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
    page = _Page(colour, max(width, _NARROWEST))
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
    page.listing("flags", view.raised(report), none=word("phrases", "no_flags") if judged else None)
    page.listing("caps", [_cap(c.why, c.before, c.after) for c in report.caps])
    page.listing("identifiers", _identifiers(report))
    if judged:
        page.listing("strengths", view.strengths(report), none=word("phrases", "no_strengths"))
        _next(page, report)
    page.listing("notes", report.notes)
    return page.text()


def upload(items: Iterable[UploadItem], *, colour: bool = False, width: int = 80, unread: str = "") -> str:
    """Return the check for the portal as text; ``unread`` says why the letter itself could not be read."""
    page = _Page(colour, max(width, _NARROWEST))
    page.heading(word("headings", "upload"))
    if unread:
        page.paragraph(unread)
    for item in items:
        outcome = word("outcomes", item.outcome)
        page.paragraph(f"[{outcome}] {item.name}: {item.message}", rest="  ", style=_OUTCOMES[item.outcome])
    return page.text()


class _Page:
    """Lines as they are written; knows the width and whether there is colour."""

    def __init__(self, colour: bool, width: int) -> None:
        self.colour, self.width = colour, width
        self.lines: list[str] = []

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines).strip("\n") + "\n"

    def styled(self, text: str, style: str) -> str:
        return f"\033[{style}m{text}{_STOPS}" if self.colour and style and text.strip() else text

    def heading(self, text: str, detail: str | None = None) -> None:
        self.lines += ["", self.styled(text, "1;4")]
        if detail:
            # the name of a file may hold tabs and line breaks
            self.lines.append(view.clean(detail).translate({ord("\t"): "·", ord("\n"): "·"}))

    def paragraph(self, text: str, *, first: str = "", rest: str = "", style: str = "") -> None:
        wrapped = textwrap.wrap(
            view.clean(text), self.width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )
        self.lines += [self.styled(line, style) for line in wrapped]

    def listing(self, heading: str, items: Iterable[str], *, none: str | None = None) -> None:
        rows = list(items)
        if not rows and none is None:
            return
        self.heading(word("headings", heading))
        for row in rows:
            self.paragraph(row, first="- ", rest="  ")
        if not rows and none:
            self.paragraph(none)


def _letter(page: _Page, report: Report) -> None:
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


def _painted(page: _Page, row: list[Cell]) -> Iterable[str]:
    for style, run in groupby(row, key=lambda cell: cell[1]):
        yield page.styled("".join(c for c, _ in run), style)


def _criteria(page: _Page, report: Report) -> None:
    page.heading(word("headings", "criteria"))
    label = max(len(word("criteria", c)) for c in CRITERIA) + 2
    for name in CRITERIA:
        criterion = report.criteria.get(name)
        if criterion is None:
            continue
        if criterion.level is None:
            page.lines.append(f"{word('criteria', name):<{label}}{word('phrases', 'not_measured')}")
        else:
            full = round(criterion.level / 4 * _BAR)
            level = phrase("phrases", "level", level=view.figure(criterion.level))
            bar = page.styled("#" * full, "34") + "." * (_BAR - full)
            page.lines.append(f"{word('criteria', name):<{label}}{level:<9}{bar}")
        page.paragraph(view.why(report, name), first="  ", rest="  ")


def _values(page: _Page, report: Report) -> None:
    """Write the qualities, the concerns that the letter speaks to, and the checklist."""
    tables = {
        "qualities": report.qualities,
        "img": {k: v for k, v in report.img.items() if v},
        "checklist": report.checklist,
    }
    for table, values in tables.items():
        if not values:
            continue
        page.heading(view.heading(report, table))
        for name, value in values.items():
            mark = {0: "[ ]", 1: "[-]", 2: "[x]"}[value]
            page.paragraph(f"{mark} {word(table, name)}: {word('values', str(value))}", rest="    ")


def _next(page: _Page, report: Report) -> None:
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


def _identifiers(report: Report) -> list[str]:
    return [
        phrase("phrases", "identifier", place=view.place(report.text, e.start, e.end)) for e in view.identifiers(report)
    ]


def _cap(why: str, before: float, after: float) -> str:
    return phrase("phrases", "cap", why=why, before=view.figure(before), after=view.figure(after))
