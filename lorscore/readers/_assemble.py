"""Lines with their origin, put together into a Letter."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lorscore.errors import ReadError
from lorscore.letter import Letter, Origin, PartKind

MAX_CHARS = 1_000_000
"""Characters of text beyond which a file is no letter; the longest letters have some ten thousand."""

PAGE_NUMBER = re.compile(
    r"[\s\-–—|]*+(?:(?:page|p\.)\s*+)?(?:\d{1,3}\s*+)?(?:(?:of|/)\s*+\d{0,3})?[\s\-–—|.]*+$", re.IGNORECASE
)
"""A line of a page's margin that holds a page number and nothing else."""

# A line longer than this is running text, and is set off by blank lines as a reader sees it set off.
PROSE = 100


class TooLongError(ReadError):
    """The text is longer than `MAX_CHARS`; the caller adds the file's name."""


def bounded(text: str) -> str:
    """Return the text, or refuse it where it is too long for a letter."""
    if len(text) > MAX_CHARS:
        raise TooLongError
    return text


class Assembly:
    """Collects the lines of a document in reading order.

    Examples
    --------
    >>> assembly = Assembly()
    >>> assembly.line([("Dear ", "0/0+0"), ("Dr. Ito,", "0/1+0")])
    >>> assembly.letter("docx").origin[1]
    Origin(start=5, end=13, locator='0/1+0')
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._origin: list[Origin] = []
        self._known: dict[int, PartKind] = {}
        self._images: list[tuple[int, str | None]] = []
        self._last = ""

    def line(
        self, pieces: Iterable[tuple[str, str | None]], kind: PartKind | None = None, *, join: bool = False
    ) -> None:
        """Add a line, given as texts with their locators; ``join`` continues the line above."""
        pieces = [(text, locator) for text, locator in pieces if text]
        text = "".join(text for text, _ in pieces)
        if self._length and not join:
            self._add("\n\n" if max(len(text), len(self._last)) > PROSE else "\n")
        start = self._length
        for piece, locator in pieces:
            if locator is not None:
                self._origin.append(Origin(self._length, self._length + len(piece), locator))
            self._add(piece)
        self._last = self._last + text if join else text
        if kind:
            self._state(text, start, kind)

    def join(self, text: str, locator: str, *, space: bool = False, drop: bool = False) -> None:
        """Continue the line above; ``drop`` takes the hyphen at its end away."""
        if drop and self._last.endswith("-"):
            self._pieces[-1] = self._pieces[-1][:-1]
            self._length -= 1
            self._origin[-1] = self._origin[-1]._replace(end=self._length)
        if space:
            self._add(" ")
        self._origin.append(Origin(self._length, self._length + len(text), locator))
        self._add(text)
        self._last = text

    def gap(self) -> None:
        """Set off what follows by a blank line."""
        if self._length:
            self._add("\n")
            self._last = ""

    def image(self, where: str | None = None) -> None:
        """Note a picture here; ``where`` if the document says which part it belongs to."""
        self._images.append((self._length, where))

    def letter(self, format: str, *, wrapped: bool | None = False, notes: tuple[str, ...] = ()) -> Letter:
        """Return the letter; see `Letter.from_text` for ``wrapped``."""
        told = self._origin[-1].end if self._origin else 0
        text = "".join(self._pieces)
        text = text[: max(told, len(text.rstrip("\n")))]
        plain = Letter.from_text(text, wrapped=wrapped, known=self._known)
        places = tuple(dict.fromkeys(where or place(plain, offset) for offset, where in self._images))
        return Letter(text, plain.parts, None, format, places, tuple(self._origin), notes)

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        if self._length > MAX_CHARS:
            raise TooLongError

    def _state(self, text: str, start: int, kind: PartKind) -> None:
        for line in text.splitlines(keepends=True):
            if line.strip():
                self._known[start + len(line) - len(line.lstrip())] = kind
            start += len(line)


def place(letter: Letter, offset: int) -> str:
    """Tell where in a letter a picture stands: ``"header"``, ``"body"`` or ``"signature"``."""
    body = [p for p in letter.parts if p.kind in ("salutation", "paragraph", "bullet")]
    if not body or offset <= body[0].start:
        return "header"
    return "signature" if offset >= body[-1].end else "body"
