"""A letter: its text, its parts, and where each came from in the source file. Knows no spaCy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lorscore.parts import PartKind, find_parts

__all__ = ["BODY_PARTS", "Letter", "Origin", "Part", "PartKind"]

BODY_PARTS = ("heading", "paragraph", "bullet")


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a letter, as character offsets into ``Letter.text``."""

    kind: PartKind
    start: int
    end: int


class Origin(NamedTuple):
    """Where a stretch of ``Letter.text`` stands in the source file.

    ``locator`` is plain text that the format's reader writes and reads: ``"12/3+0"`` is block 12, run 3, character 0 of
    a Word file (see ``lorscore.readers.docx.locate``); ``"page 2"`` a page of a PDF.
    """

    start: int
    end: int
    locator: str


@dataclass(frozen=True, slots=True)
class Letter:
    r"""The text of a letter and its parts, in order, without overlap.

    Attributes
    ----------
    text : str
        What the letter says. Every offset in a report is into this text.
    parts : tuple of Part
        Together they cover every character that is not white space.
    source : str or None
        Name of the file it was read from.
    format : str
        ``"text"``, ``"markdown"``, ``"docx"``, ``"pdf"``, ``"odt"``, ``"rtf"``, ``"html"`` or ``"eml"``.
    images : tuple of str
        Where the file shows a picture: ``"header"``, ``"signature"``, ``"body"``. Words in a picture are not read, so a
        letterhead or signature that is one is "not measured", never "absent".
    origin : tuple of Origin
        Back to the source file, in order; empty where the text is the file. Line breaks put in by the reader have none.
    notes : tuple of str
        What the user should know about the reading, in whole sentences.

    Examples
    --------
    >>> letter = Letter.from_text("Dear Colleagues,\n\nI taught her for a year.\n\nSincerely,\nAna Silva, MD")
    >>> [(p.kind, letter.text[p.start : p.end]) for p in letter.parts][-1]
    ('signature', 'Ana Silva, MD')
    >>> letter.body
    ((18, 42),)
    """

    text: str
    parts: tuple[Part, ...]
    source: str | None = None
    format: str = "text"
    images: tuple[str, ...] = ()
    origin: tuple[Origin, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        source: str | None = None,
        format: str = "text",
        wrapped: bool | None = None,
        known: Mapping[int, PartKind] | None = None,
        images: tuple[str, ...] = (),
        origin: tuple[Origin, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> Letter:
        """Find the parts of a text.

        Parameters
        ----------
        text : str
            Any text, as pasted.
        source, format, images, origin, notes
            Stored as they are; the readers know them.
        wrapped : bool, optional
            Whether a line break may fall inside a paragraph; None where only the lines can tell.
        known : mapping of int to str, optional
            Kinds of lines that the source file states, by offset of their first character.
        """
        parts = tuple(Part(*span) for span in find_parts(text, wrapped=wrapped, known=known))
        return cls(text, parts, source, format, images, origin, notes)

    @property
    def body(self) -> tuple[tuple[int, int], ...]:
        """Offsets of the headings, paragraphs and list items: what the letter says of the applicant."""
        return tuple((p.start, p.end) for p in self.parts if p.kind in BODY_PARTS)

    def part_at(self, offset: int) -> Part | None:
        """Return the part that holds this character, or None between parts."""
        return next((p for p in self.parts if p.start <= offset < p.end), None)
