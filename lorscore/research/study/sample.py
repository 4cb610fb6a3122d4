"""A stratified sample of letters with blank rating forms for human raters, and the forms read back into ratings."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lorscore import writing
from lorscore.errors import InputError
from lorscore.report import CRITERIA
from lorscore.research.study.inputs import Scores
from lorscore.research.study.libraries import library
from lorscore.research.study.ratings import LEVEL, OVERALL, Rating, on_scale
from lorscore.research.study.tables import Cell, Study, Table
from lorscore.scoring.levels import criteria

QUANTILES = 4
"""Strata of a number: its quarters."""
FORM, HELP, ABOUT = "Ratings", "Instructions", "About"
COLUMNS = ("id", "overall", *CRITERIA, "comment")
_PACKAGE = Path(__file__).resolve().parents[2]
_RUBRIC = (_PACKAGE / "_rubric" / "RUBRIC.md", _PACKAGE.parent / "data" / "letters" / "RUBRIC.md")
"""In a wheel, in a checkout; see ``force-include`` in pyproject.toml."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter of the sample: its number there, its id, its stratum, and how many letters it stands for."""

    number: str
    id: str
    stratum: str
    weight: float


def strata(frame: Any, by: Sequence[str]) -> dict[str, str]:
    """Return the stratum of each letter: the quarter of a number, the value of anything else, joined.

    Letters without a value are a stratum of their own, so that those on which lorscore abstained are drawn too.
    """
    parts = []
    for column in by:
        values = frame[column]
        if library("pandas.api.types").is_float_dtype(values) or (
            values.nunique() > 2 * QUANTILES and values.dtype != "string"
        ):
            ranks = values.rank(method="first", pct=True)
            names = [
                f"{column} Q{min(QUANTILES, int(r * QUANTILES - 1e-9) + 1)}" if r == r else f"{column} none"
                for r in ranks
            ]
        else:
            names = [f"{column} {v}" for v in values.astype("string").fillna("none")]
        parts.append(names)
    joined = [" / ".join(names) for names in zip(*parts, strict=True)] if parts else ["all"] * len(frame)
    return dict(zip(frame["id"], joined, strict=True))


def draw(strata_of: Mapping[str, str], n: int, *, seed: int = 0) -> list[Drawn]:
    """Draw letters in proportion to the strata, at least one of each, under numbers in random order.

    Parameters
    ----------
    strata_of : mapping of id to stratum
    n : int
        Letters to draw.
    seed : int

    Raises
    ------
    InputError
        Where there are fewer letters, or more strata, than ``n``.

    Examples
    --------
    >>> got = draw({"a": "x", "b": "x", "c": "x", "d": "y"}, 2)
    >>> sorted((d.stratum, d.weight) for d in got)
    [('x', 3.0), ('y', 1.0)]
    """
    members: dict[str, list[str]] = {}
    for name in sorted(strata_of):
        members.setdefault(strata_of[name], []).append(name)
    if n > len(strata_of):
        raise InputError(f"A sample of {n} letters cannot be drawn from {len(strata_of)}.")
    if n < len(members):
        raise InputError(
            f"{n} letters are fewer than the {len(members)} strata. Draw more letters, or use fewer columns."
        )
    rng = np.random.default_rng(seed)
    take = dict.fromkeys(members, 1)
    total = len(strata_of)
    while sum(take.values()) < n:
        # the stratum that is furthest below its share takes the next letter
        open_ = [s for s in members if take[s] < len(members[s])]
        most = max(open_, key=lambda s: (n * len(members[s]) / total - take[s], s))
        take[most] += 1
    chosen = [(i, s) for s in members for i in sorted(rng.choice(members[s], take[s], replace=False).tolist())]
    order = rng.permutation(len(chosen))
    width = max(3, len(str(n)))
    return [
        Drawn(f"S{k:0{width}d}", chosen[j][0], chosen[j][1], len(members[chosen[j][1]]) / take[chosen[j][1]])
        for k, j in enumerate(order, 1)
    ]


def write(
    drawn: Sequence[Drawn],
    texts: Mapping[str, str],
    folder: Path,
    *,
    raters: Sequence[str],
    seed: int = 0,
    force: bool = False,
) -> list[str]:
    """Write the letters under their numbers, a form a rater, and the key.

    The forms hold no score and no file name. Each rater has the letters in an order of their own. The key
    (``key.csv``) tells which letter is which: it is for the researcher, not for the raters.

    Returns
    -------
    list of str
        Names of the files.
    """
    (folder / "letters").mkdir(parents=True, exist_ok=True)
    names = []
    for one in drawn:
        names.append(f"letters/{one.number}.txt")
        writing.write_text(folder / names[-1], texts[one.id], force=force)
    for rater in raters:
        digest = hashlib.sha256(f"{seed} {rater}".encode()).digest()
        order = np.random.default_rng(list(digest[:8])).permutation(len(drawn))
        names.append(f"form-{rater}.xlsx")
        writing.write_bytes(folder / names[-1], form([drawn[i].number for i in order], rater), force=force)
    names.append("key.csv")
    writing.write_text(folder / names[-1], key_text(drawn), force=force)
    return names


def study(scores: Scores, drawn: Sequence[Drawn], by: Sequence[str]) -> Study:
    """Return what was drawn, stratum by stratum; which letter is which stands in the key alone."""
    members = Counter(strata(scores.frame, by).values())
    taken = Counter(d.stratum for d in drawn)
    rows: list[list[Cell]] = [[s, members[s], taken[s], members[s] / taken[s]] for s in sorted(members)]
    table = Table("sample", "Strata", ("stratum", "letters", "drawn", "weight"), rows, (
        "weight: letters of the corpus that each letter of the sample stands for.",
        "The letters are copies of the text as it was read. Take names out first: lorscore deidentify.",
    ))  # fmt: skip
    return Study("sample", "Sample for raters", [table], {}, scores.notes())


def key_text(drawn: Sequence[Drawn]) -> str:
    """Return the key as CSV: number, id, stratum, weight."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("number", "id", "stratum", "weight"))
    rows.writerows((d.number, d.id, d.stratum, d.weight) for d in sorted(drawn, key=lambda d: d.number))
    return out.getvalue()


def instructions() -> list[str]:
    """Return what a rater must know: the introduction and the section on ratings of the rubric, line by line."""
    path = next((p for p in _RUBRIC if p.exists()), None)
    if path is None:
        raise InputError("The rubric is missing from this installation of lorscore. Install it again.")
    text = path.read_text(encoding="utf-8")
    part = re.split(r"(?m)^## 2\.", text)[0]
    return [re.sub(r"[`*]|^#+ ", "", line).rstrip() for line in part.splitlines() if not re.match(r"\|[-|]+\|$", line)]


def form(numbers: Sequence[str], rater: str) -> bytes:
    """Return a blank form as an Excel workbook: ratings with drop-down lists, instructions, whose it is."""
    openpyxl = library("openpyxl")
    styles, validation = library("openpyxl.styles"), library("openpyxl.worksheet.datavalidation")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = FORM
    sheet.append(list(COLUMNS))
    for number in numbers:
        sheet.append([number])
    sheet.freeze_panes = "B2"
    bold = styles.Font(bold=True)
    for cell in sheet[1]:
        cell.font = bold
    last = len(numbers) + 1
    for at, name in enumerate(COLUMNS[1:-1], 2):
        low, high = OVERALL if name == "overall" else LEVEL
        halves = ",".join(f"{low + k / 2:g}" for k in range(int((high - low) * 2) + 1))
        rule = validation.DataValidation(type="list", formula1=f'"{halves}"', allow_blank=True, showErrorMessage=True)
        rule.error = f"{name}: a number from {low:g} to {high:g}, halves allowed."
        letter = sheet.cell(1, at).column_letter
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)
        sheet.column_dimensions[letter].width = 14
    sheet.column_dimensions[sheet.cell(1, len(COLUMNS)).column_letter].width = 60
    page = book.create_sheet(HELP)
    page.column_dimensions["A"].width = 120
    for line in _how_to(rater) + instructions():
        page.append([line])
        page.cell(page.max_row, 1).alignment = styles.Alignment(wrap_text=True, vertical="top")
        page.cell(page.max_row, 1).data_type = "s"  # a line that begins with "=" is no formula
    about = book.create_sheet(ABOUT)
    about.append(["rater", rater])
    out = io.BytesIO()
    book.save(out)
    return _dated(out.getvalue())


def _how_to(rater: str) -> list[str]:
    titles = "; ".join(f"{c.name}: {c.title}" for c in criteria())
    return [
        f"Rating form of {rater}.",
        "Read each letter (letters/<id>.txt) once, in the order of the sheet Ratings, alone, and without any score.",
        f"Give overall (1 to 5) and, where you can, each criterion (0 to 4); halves are allowed. {titles}.",
        "Leave a row empty where you know the applicant or the writer, or cannot judge; say so under comment.",
        "Do not write names of applicants, writers or patients into the form.",
        "",
    ]


def _dated(data: bytes) -> bytes:
    """Return the workbook with fixed dates, so that the same form is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read_form(path: Path, key: Mapping[str, str]) -> tuple[list[Rating], int]:
    """Read a form that was filled in.

    Parameters
    ----------
    path : pathlib.Path
    key : mapping of number to id

    Returns
    -------
    ratings : list of Rating
        Under the letters' ids; the rater is the one the form was made for.
    empty : int
        Rows without an overall rating.

    Raises
    ------
    InputError
        Where it is no such form, or a value is not on its scale; the message names the cell's row.
    """
    openpyxl = library("openpyxl")
    try:
        book = openpyxl.load_workbook(path, read_only=False, data_only=True)
        rows = list(book[FORM].iter_rows(values_only=True))
        rater = str(book[ABOUT].cell(1, 2).value or "").strip()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"{path}: this is no rating form of lorscore ({type(error).__name__}).") from None
    except library("openpyxl.utils.exceptions").InvalidFileException:
        raise InputError(f"{path}: this is no Excel workbook. Save the form as .xlsx.") from None
    head = [str(v or "").strip().lower() for v in rows[0]] if rows else []
    if lost := [c for c in ("id", "overall") if c not in head]:
        raise InputError(f"{path}: the sheet {FORM} has lost its column {lost[0]!r}.")
    out, empty = [], 0
    for line, row in enumerate(rows[1:], 2):
        cells = {name: "" if v is None else str(v).strip() for name, v in zip(head, row, strict=False)}
        place = f"{path}, sheet {FORM}, row {line}"
        if not cells["id"]:
            continue
        if cells["id"] not in key:
            raise InputError(f"{place}: {cells['id']!r} is no letter of this sample.")
        levels = {c: on_scale(cells[c], c, LEVEL, place) for c in CRITERIA if cells.get(c)}
        if not cells["overall"]:
            if levels:
                raise InputError(
                    f"{place}: the criteria are rated, overall is not. Rate overall too, or empty the row."
                )
            empty += 1
            continue
        overall = on_scale(cells["overall"], "overall", OVERALL, place)
        out.append(Rating(key[cells["id"]], rater or path.stem, overall, levels))
    return out, empty


def read_key(path: Path) -> dict[str, str]:
    """Read ``key.csv``: the id of each number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["number"]: row["id"] for row in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeDecodeError):
        raise InputError(f"{path}: the key of the sample could not be read; it lies beside the forms.") from None


def ratings_csv(ratings: Sequence[Rating]) -> str:
    """Return ratings as the CSV that ``lorscore study`` and ``lorscore fit`` read."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("id", "rater", "overall", *CRITERIA))
    for r in sorted(ratings, key=lambda r: (r.id, r.rater)):
        rows.writerow(
            (r.id, r.rater, f"{r.overall:g}", *(f"{r.criteria[c]:g}" if c in r.criteria else "" for c in CRITERIA))
        )
    return out.getvalue()
