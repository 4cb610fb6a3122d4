"""A page of plain text for a terminal: wrapped lines, headings and lists, with or without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from lorscore.render import view

_STOPS = "\033[0m"


class Page:
    """Lines as they are written; control characters in what is given are made visible.

    Parameters
    ----------
    width : int
        Columns; no paragraph is wider.
    colour : bool
        Write ANSI codes for styles; without it styles do nothing.
    ruled : bool
        Draw a line of dashes under each heading.

    Examples
    --------
    >>> from lorscore.render.page import Page
    >>> page = Page(20)
    >>> page.heading("Dates")
    >>> page.listing(["Ask in June, and again in July."])
    >>> print(page.text(), end="")
    Dates
    - Ask in June, and
      again in July.
    """

    def __init__(self, width: int = 80, *, colour: bool = False, ruled: bool = False) -> None:
        self.width, self.colour, self.ruled = width, colour, ruled
        self.lines: list[str] = []

    def text(self) -> str:
        """Return the page."""
        return "\n".join(line.rstrip() for line in self.lines).strip("\n") + "\n"

    def styled(self, text: str, style: str) -> str:
        """Return a text in a style (an SGR code), where there is colour."""
        return f"\033[{style}m{text}{_STOPS}" if self.colour and style and text.strip() else text

    def heading(self, text: str, detail: str | None = None) -> None:
        """Begin a section; ``detail`` is one line under its heading."""
        self.lines += ["", self.styled(text, "1;4")]
        if self.ruled:
            self.lines.append("-" * min(len(text), self.width))
        if detail:
            # the name of a file may hold tabs and line breaks
            self.lines.append(view.clean(detail).translate({ord("\t"): "·", ord("\n"): "·"}))

    def paragraph(self, text: str, *, first: str = "", rest: str = "", style: str = "") -> None:
        """Add wrapped text; ``first`` and ``rest`` stand before its lines."""
        wrapped = textwrap.wrap(
            view.clean(text), self.width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        )
        self.lines += [self.styled(line, style) for line in wrapped]

    def listing(self, rows: Iterable[str], none: str = "") -> None:
        """Add a list, or what stands for an empty one."""
        rows = list(rows)
        for row in rows:
            self.paragraph(row, first="- ", rest="  ")
        if not rows and none:
            self.paragraph(none)
