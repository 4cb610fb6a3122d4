"""Ratings that people gave: from a table, or from a folder of readings."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from lorscore.corpus.tables import open_csv
from lorscore.errors import InputError
from lorscore.report import CRITERIA

OVERALL = (1.0, 5.0)
LEVEL = (0.0, 4.0)
RATER = "rater1"
"""Name of the rater where the table has no such column."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater gave one letter: ``overall`` 1 to 5, criteria 0 to 4 where they were rated; halves allowed."""

    id: str
    rater: str
    overall: float
    criteria: Mapping[str, float]

    def value(self, measure: str) -> float | None:
        """Return ``overall`` or the level of a criterion, None where it was not rated."""
        return self.overall if measure == "overall" else self.criteria.get(measure)


def read_ratings(path: Path) -> list[Rating]:
    r"""Read ratings.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file with columns ``id``, ``overall``, optionally ``rater`` and the names of criteria; other columns are
        passed over. Or a folder with one sub-folder a reader and ``<id>.json`` in it, as ``data/letters/readings``.

    Raises
    ------
    InputError
        Where it is none of these, a value is not on its scale, or a rater rated a letter twice.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "ratings.csv"
    >>> _ = path.write_text("id,rater,overall\nA,ann,4.5\n")
    >>> read_ratings(path)
    [Rating(id='A', rater='ann', overall=4.5, criteria={})]
    """
    if not path.exists():
        raise InputError(f"{path}: there are no ratings here. Check the path.")
    found = list(_from_folder(path) if path.is_dir() else _from_table(path))
    if not found:
        raise InputError(f"{path}: there is no rating in it.")
    counts = Counter((r.id, r.rater) for r in found)
    (letter, rater), times = counts.most_common(1)[0]
    if times > 1:
        raise InputError(f"{path}: {rater} rated {letter} {times} times. Keep one row a rater and letter.")
    return found


def _from_table(path: Path) -> Iterator[Rating]:
    try:
        with open_csv(path) as file:
            rows = csv.DictReader(file)
            names = {name.strip().lower(): name for name in rows.fieldnames or ()}
            for wanted in ("id", "overall"):
                if wanted not in names:
                    raise InputError(
                        f"{path}: there is no column {wanted!r}. Ratings need the columns id and overall; rater and "
                        f"{', '.join(CRITERIA)} are used where they are there."
                    )
            for line, row in enumerate(rows, 2):
                yield _of_row(f"{path}, line {line}", {k: (row[v] or "").strip() for k, v in names.items()})
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError(f"{path}: this is no table of ratings that can be read. Save it as CSV (UTF-8).") from None


def _of_row(place: str, row: Mapping[str, str]) -> Rating:
    if not row["id"]:
        raise InputError(f"{place}: the id is empty.")
    criteria = {c: on_scale(row[c], c, LEVEL, place) for c in CRITERIA if row.get(c)}
    overall = on_scale(row["overall"], "overall", OVERALL, place)
    return Rating(row["id"], row.get("rater") or RATER, overall, criteria)


def on_scale(value: Any, name: str, scale: tuple[float, float], place: str) -> float:
    """Return a value as a number on its scale, in halves; raises InputError where it is none."""
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        number = math.nan
    if not scale[0] <= number <= scale[1] or number * 2 != round(number * 2):
        raise InputError(
            f"{place}: {name} is {value!r}; it must be a number from {scale[0]:g} to {scale[1]:g}, halves allowed."
        )
    return number


def _from_folder(path: Path) -> Iterator[Rating]:
    for folder in sorted(d for d in path.iterdir() if d.is_dir()):
        for file in sorted(folder.glob("*.json")):
            try:
                data = json.loads(file.read_text(encoding="utf-8"))
                criteria = {c: on_scale(v, c, LEVEL, str(file)) for c, v in data["criteria"].items() if c in CRITERIA}
                overall = on_scale(data["overall"], "overall", OVERALL, str(file))
            except (ValueError, KeyError, TypeError, AttributeError, OSError):
                raise InputError(f"{file}: this is no reading of a letter.") from None
            yield Rating(file.stem, folder.name, overall, criteria)


def matching(ids: Sequence[str], wanted: Iterable[str]) -> dict[str, str]:
    """Return the letter that each id of another table means: the same id, or the same name without folder and suffix.

    Examples
    --------
    >>> matching(["a/L1.docx", "a/L2.docx"], ["L1", "a/L2.docx", "L3"])
    {'L1': 'a/L1.docx', 'a/L2.docx': 'a/L2.docx'}
    """
    exact = set(ids)
    stems = Counter(PurePosixPath(i).stem for i in ids)
    by_stem = {PurePosixPath(i).stem: i for i in ids if stems[PurePosixPath(i).stem] == 1}
    out = {}
    for name in wanted:
        stem = PurePosixPath(name).stem if PurePosixPath(name).stem in by_stem else name
        if name in exact:
            out[name] = name
        elif stem in by_stem:
            out[name] = by_stem[stem]
    return out


def of_letters(ratings: Sequence[Rating], ids: Sequence[str], where: str) -> list[Rating]:
    """Return the ratings of some letters, under the letters' own ids.

    Raises
    ------
    InputError
        Where no rating is of any of these letters.
    """
    names = matching(ids, dict.fromkeys(r.id for r in ratings))
    kept = [replace(r, id=names[r.id]) for r in ratings if r.id in names]
    if not kept:
        raise InputError(
            f"{where}: no rating is of any of these letters. The first id rated is {ratings[0].id!r}, the first letter "
            f"{ids[0] if ids else 'none'!r}."
        )
    return kept


def means(ratings: Iterable[Rating], measure: str = "overall") -> dict[str, float]:
    """Return the mean rating of each letter, over the raters who rated it."""
    values: dict[str, list[float]] = {}
    for r in ratings:
        value = r.value(measure)
        if value is not None:
            values.setdefault(r.id, []).append(value)
    return {name: sum(v) / len(v) for name, v in values.items()}
