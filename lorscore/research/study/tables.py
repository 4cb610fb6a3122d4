"""What a study says: tables without gaps that nobody explains, and plots."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_MOST_ROWS = 60
"""Rows that Markdown shows."""
Cell = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95% interval, or the reason why there is none.

    Attributes
    ----------
    value, low, high : float or None
        None where ``limit`` says why.
    n : int
        Letters behind it.
    limit : str
        What keeps the figure, or its interval, from being estimated; ``""`` for nothing.

    Examples
    --------
    >>> Estimate.of(float("nan"), n=3, limit="no variance").value is None
    True
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    limit: str = ""

    @classmethod
    def of(
        cls, value: float, low: float | None = None, high: float | None = None, *, n: int, limit: str = ""
    ) -> Estimate:
        """Build one from floats; what is not finite becomes None, with a limit."""
        if not math.isfinite(value):
            return cls(None, None, None, n, limit or "cannot be estimated from these letters")
        bounds = [None if v is None or not math.isfinite(v) else float(v) for v in (low, high)]
        return cls(float(value), bounds[0], bounds[1], n, limit)

    @classmethod
    def missing(cls, limit: str, n: int = 0) -> Estimate:
        """Build one without a figure."""
        return cls(None, None, None, n, limit)

    def cells(self) -> list[Cell]:
        """Return n, value, low, high, limit: the columns of `ESTIMATE`."""
        return [self.n, self.value, self.low, self.high, self.limit]


ESTIMATE = ("n", "value", "low", "high", "limit")
"""Columns of an `Estimate`."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a study.

    Attributes
    ----------
    name : str
        Stem of its files.
    title : str
    columns : sequence of str
    rows : sequence of sequences
        Numbers are written with four figures in Markdown, in full in CSV.
    notes : sequence of str
        Limits, methods and sources, below the table.

    Raises
    ------
    ValueError
        Where a cell is not finite, or a row has another length: a fault of the study.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.name}: {len(row)} cells for {len(self.columns)} columns")
            for column, cell in zip(self.columns, row, strict=True):
                if isinstance(cell, float) and not math.isfinite(cell):
                    raise ValueError(f"{self.name}: {column} is {cell} in {list(row)}")

    def markdown(self) -> str:
        """Return the table as Markdown, with title and notes."""
        lines = [f"## {self.title}", "", "| " + " | ".join(self.columns) + " |"]
        lines.append("|" + "|".join("---" for _ in self.columns) + "|")
        lines += ["| " + " | ".join(_shown(cell) for cell in row) + " |" for row in self.rows[:_MOST_ROWS]]
        notes = list(self.notes)
        if not self.rows:
            notes.insert(0, "None.")
        if len(self.rows) > _MOST_ROWS:
            notes.insert(0, f"The first {_MOST_ROWS} of {len(self.rows)} rows; all of them are in {self.name}.csv.")
        return "\n".join([*lines, "", *(f"- {note}" for note in notes), ""])

    def csv(self) -> str:
        """Return the table as CSV; an empty cell is one that does not apply, or that the column ``limit`` explains."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(self.columns)
        rows.writerows([["" if cell is None else cell for cell in row] for row in self.rows])
        return out.getvalue()


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.4g}" if abs(cell) < 1000 else f"{cell:.0f}"
    return str(cell).replace("|", "\\|").replace("\n", " ")


@dataclass(frozen=True, slots=True)
class Study:
    """The result of a study.

    Attributes
    ----------
    name, title : str
    tables : list of Table
    plots : dict of str to matplotlib Figure
        By the stem of their files.
    notes : list of str
        What holds for the study as a whole.
    """

    name: str
    title: str
    tables: list[Table]
    plots: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        """Return all of it as one Markdown text."""
        head = [f"# {self.title}", "", *(f"- {note}" for note in self.notes), ""]
        body = [table.markdown() for table in self.tables]
        pictures = [f"![{name}]({name}.svg)\n" for name in self.plots]
        return "\n".join([*head, *body, *pictures])
