"""A letter: its text, its parts, and where each came from in the source file. Knows no spaCy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

PartKind: TypeAlias = Literal[
    "letterhead", "date", "reference", "salutation", "heading", "paragraph", "bullet", "closing", "signature",
]  # fmt: skip

BODY_PARTS = ("heading", "paragraph", "bullet")


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a letter, as character offsets into ``Letter.text``."""

    kind: PartKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Letter:
    """The text of a letter and its parts, in order, without overlap."""

    text: str
    parts: tuple[Part, ...]
    source: str | None = None
    format: str = "text"
    images: tuple[str, ...] = ()

    @classmethod
    def from_text(cls, text: str, *, source: str | None = None) -> Letter:
        """Find the parts of a plain text."""
        parts = [Part("paragraph", m.start(), m.end()) for m in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)]
        return cls(text, tuple(parts), source)
