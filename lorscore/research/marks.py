"""The marked corpus: letters with readings (``data/letters``) and labelled sentences (``data/sentences``)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lorscore.errors import InputError

MARKED_KINDS = ("comparative", "example", "competency", "generic_adjective", "doubt", "inflated")


@dataclass(frozen=True, slots=True)
class Mark:
    """One span that a reader marked; ``label`` is the quality of a competency, the strength of a comparative."""

    kind: str
    label: str
    shown: bool | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkedLetter:
    """A letter, one reader's ratings (as in the readings' JSON), and the marks as offsets into the text."""

    id: str
    text: str
    ratings: dict[str, Any]
    marks: tuple[Mark, ...]


def marked_letters(letters: Path, readings: Path) -> Iterator[MarkedLetter]:
    """Yield the letters of a folder with one reader's readings, in order of id.

    Parameters
    ----------
    letters : pathlib.Path
        Folder of ``<id>.txt``.
    readings : pathlib.Path
        Folder of ``<id>.json`` of one reader.

    Raises
    ------
    InputError
        Where a folder holds no letter, a letter has no reading, or a quote is not in its letter.
    """
    files = sorted(letters.glob("*.txt"))
    if not files:
        raise InputError(f"{letters}: no .txt letters here.")
    for file in files:
        reading = readings / f"{file.stem}.json"
        if not reading.exists():
            raise InputError(f"{reading}: there is no reading of {file.name}.")
        text = file.read_text(encoding="utf-8")
        ratings = json.loads(reading.read_text(encoding="utf-8"))
        yield MarkedLetter(file.stem, text, ratings, tuple(_marks(file.stem, text, ratings)))


TRAINING = (("letters/train", "letters/readings/r1"), ("more_letters/train", "more_letters/readings/r3"))
"""The letters that everything is trained on, and their readings, under ``data/``."""


def training_letters(data: Path) -> Iterator[MarkedLetter]:
    """Yield the letters that lorscore is trained on, in order of id: those of the corpus, and those added to it.

    Parameters
    ----------
    data : pathlib.Path
        The folder ``data`` of the repository.

    Raises
    ------
    InputError
        As `marked_letters`.
    """
    for letters, readings in TRAINING:
        yield from marked_letters(data / letters, data / readings)


def _marks(name: str, text: str, ratings: dict[str, Any]) -> Iterator[Mark]:
    for kind in MARKED_KINDS:
        seen: Counter[str] = Counter()
        for mark in ratings[kind]:
            quote = " ".join(mark["quote"].split())
            start, end = find_quote(name, text, quote, seen[quote])
            seen[quote] += 1
            label = mark.get("quality") or mark.get("strength") or ""
            yield Mark(kind, label, mark.get("shown"), start, end)


def find_quote(name: str, text: str, quote: str, nth: int) -> tuple[int, int]:
    """Offsets of the nth whole-word occurrence of a quote, white space folded; the last where there are fewer."""
    pattern = r"\s+".join(map(re.escape, quote.split()))
    places = [m.span() for m in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)]
    places = places or [m.span() for m in re.finditer(pattern, text)]
    if not places:
        raise InputError(f"{name}: the quote {quote!r} is not in the letter.")
    return places[min(nth, len(places) - 1)]


def labelled_sentences(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of all ``*.jsonl`` of a folder, in order of file name."""
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def covered(mark_start: int, mark_end: int, start: int, end: int) -> bool:
    """Whether a mark covers a sentence by 12 characters or more, or by half of itself (the corpus's own yardstick)."""
    need = min(12, max(1, (mark_end - mark_start) // 2))
    return min(mark_end, end) - max(mark_start, start) >= need
