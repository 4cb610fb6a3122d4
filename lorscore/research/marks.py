"""The marked corpus: letters with readings, what they endorse, and labelled sentences (folders of ``data``)."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lorscore.errors import InputError

MARKED_KINDS = ("comparative", "example", "competency", "generic_adjective", "doubt", "inflated")


@dataclass(frozen=True, slots=True)
class Mark:
    """One span that a reader marked.

    ``label`` is the quality of a competency, the strength of a comparative, the rung of an endorsement.
    """

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
        yield marked_letter(file, reading)


def marked_letter(letter: Path, reading: Path) -> MarkedLetter:
    """Return one letter with one reader's reading; raises InputError as `marked_letters`."""
    text, ratings = text_of(letter), ratings_of(reading)
    return MarkedLetter(letter.stem, text, ratings, tuple(_marks(letter.stem, text, ratings)))


def text_of(path: Path) -> str:
    """Return the text of a file; raises InputError where it cannot be had."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file. Check the path.") from None
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path}: this file cannot be read. It must be text in UTF-8.") from None


def ratings_of(reading: Path) -> dict[str, Any]:
    """Return what a reading says; raises InputError where it is no JSON object."""
    try:
        ratings = json.loads(text_of(reading))
    except ValueError:
        ratings = None
    if not isinstance(ratings, dict):
        raise InputError(f"{reading}: this is no reading of a letter.")
    return ratings


def sub_folders(readings: Path) -> list[Path]:
    """Return the sub-folders of a folder of readings, one a reader, in order; raises InputError where it is none."""
    if not readings.is_dir():
        raise InputError(f"{readings}: there is no such folder. Check the path.")
    return sorted(d for d in readings.iterdir() if d.is_dir())


def lines_by_id(path: Path) -> dict[str, dict[str, Any]]:
    r"""Read JSON lines with an ``id`` each: reports, endorsements, checklists.

    Raises
    ------
    InputError
        Where there is no such file, or a line is no JSON object with an id.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "lines.jsonl"
    >>> _ = path.write_text('{"id": "L1", "overall": 4}\n')
    >>> lines_by_id(path)
    {'L1': {'id': 'L1', 'overall': 4}}
    """
    out = {}
    # not splitlines: JSON may hold other separators of lines inside a string
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            out[str(row["id"])] = row
        except (ValueError, KeyError, TypeError):
            raise InputError(f"{path}, line {number}: this is no JSON object with an id.") from None
    return out


def endorsements(file: Path) -> dict[str, list[dict[str, str]]]:
    """Return each letter's endorsing sentences (``quote``, ``rung``), as ``data/endorsements`` has them."""
    return _of_lines(file, "endorsement")


def checklists(file: Path) -> dict[str, dict[str, int]]:
    """Return each letter's levels of the checklists' items (0 absent, 1 said, 2 shown), as ``data/checklists`` does."""
    return _of_lines(file, "checklist")


def _of_lines(file: Path, key: str) -> dict[str, Any]:
    rows = lines_by_id(file)
    if lost := [name for name, row in rows.items() if key not in row]:
        raise InputError(f"{file}: the line of {lost[0]} has no {key}.")
    return {name: row[key] for name, row in rows.items()}


TRAINING = (("letters/train", "letters/readings/r1"), ("more_letters/train", "more_letters/readings/r3"))
"""The letters that everything is trained on, and their readings, under ``data/``."""
FIRST_READERS_COUNT = 6
"""A letter of ``data/letters`` counts so many times beside one of ``data/more_letters`` where levels are fitted: its
readers have the rubric's conventions, from which the others' differ. Of 1, 3 and 6 the best for the score on
``data/letters``, no worse on the others; of 1, 2, 3, 6 and 10 the best for the qualities there."""
ENDORSEMENTS = "endorsements/train.jsonl"
"""What the same letters endorse, under ``data/``."""


def training_letters(data: Path) -> Iterator[MarkedLetter]:
    """Yield the letters that lorscore is trained on, in order of id: those of the corpus, and those added to it.

    Their marks have endorsements as well.

    Parameters
    ----------
    data : pathlib.Path
        The folder ``data`` of the repository.

    Raises
    ------
    InputError
        As `marked_letters`, and where it is not known what a letter endorses.
    """
    endorsed = endorsements(data / ENDORSEMENTS)
    for letters, readings in TRAINING:
        for letter in marked_letters(data / letters, data / readings):
            if letter.id not in endorsed:
                raise InputError(f"{data / ENDORSEMENTS}: there is no line for {letter.id}.")
            more = _quoted(letter.id, letter.text, "endorsement", endorsed[letter.id])
            yield dataclasses.replace(letter, marks=(*letter.marks, *more))


def times_counted(names: Sequence[str]) -> NDArray[np.int64]:
    """Return how many times each training letter counts where levels are fitted: shape (n_letters,).

    Examples
    --------
    >>> times_counted(["L0001", "M001"]).tolist()
    [6, 1]
    """
    return np.where(of_first_readers(names), FIRST_READERS_COUNT, 1)


def of_first_readers(names: Sequence[str]) -> NDArray[np.bool_]:
    """Return whether each name is that of a letter of ``data/letters``: shape (n_names,).

    Examples
    --------
    >>> of_first_readers(["L0001", "M001"]).tolist()
    [True, False]
    """
    return np.asarray([name.startswith("L") for name in names], dtype=np.bool_)


def _marks(name: str, text: str, ratings: dict[str, Any]) -> Iterator[Mark]:
    for kind in MARKED_KINDS:
        yield from _quoted(name, text, kind, ratings[kind])


def _quoted(name: str, text: str, kind: str, marks: Sequence[Mapping[str, Any]]) -> Iterator[Mark]:
    seen: Counter[str] = Counter()
    for mark in marks:
        quote = " ".join(mark["quote"].split())
        start, end = find_quote(name, text, quote, seen[quote])
        seen[quote] += 1
        label = mark.get("quality") or mark.get("strength") or mark.get("rung") or ""
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
