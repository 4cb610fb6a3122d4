"""Letters in the rows of a table: CSV, JSON Lines or Parquet, read as a stream."""

from __future__ import annotations

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lorscore.corpus.tables import FIELD, arrow, open_csv
from lorscore.errors import InputError
from lorscore.readers._assemble import MAX_CHARS

TEXT, ID = "text", "id"
"""Columns that are looked for where none is named."""
_BATCH = 64
"""Rows that are read from Parquet at a time."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One row: the letter's id and its text, or why there is none."""

    id: str
    text: str | None
    error: str | None = None


class Table(ABC):
    """A table of letters.

    Parameters
    ----------
    path : pathlib.Path
    name : str
        Its name in the tables that are written.
    text, id : str, optional
        Columns; `TEXT`, and `ID` where the table has one.

    Raises
    ------
    InputError
        Where it cannot be read, or lacks a column.
    """

    def __init__(self, path: Path, name: str, text: str | None, id: str | None) -> None:
        self.path, self.name = path, name
        self.text = text or TEXT
        try:
            columns = self.columns()
        except OSError as error:
            raise InputError(f"{path}: the table could not be read ({error.strerror or error}).") from None
        for wanted, option in ((self.text, "--text-column"), (id, "--id-column")):
            if wanted is not None and wanted not in columns:
                raise InputError(
                    f"{path}: there is no column {wanted!r}. It has: {', '.join(columns) or 'none'}. Name the "
                    f"right one by {option}."
                )
        self.id = id or (ID if ID in columns else None)

    @abstractmethod
    def columns(self) -> Sequence[str]:
        """Return the names of the columns."""

    @abstractmethod
    def values(self) -> Iterator[tuple[Any, Any, str | None]]:
        """Yield the id, the text and the error of each row, as they stand."""

    def count(self) -> int:
        """Return the number of rows; reads the table once, so that damage is seen before any work is done."""
        return sum(1 for _ in self.values())

    def rows(self) -> Iterator[Cell]:
        """Yield the rows in order; a row without an id or a text has an error."""
        for number, (id, text, error) in enumerate(self.values(), 1):
            place = f"{self.name}:{number}"
            if self.id is not None and error is None and (id is None or str(id).strip() == ""):
                error = f"the column {self.id!r} is empty in this row."
            yield _cell(place if self.id is None or error else str(id), text, error)


def _cell(id: str, text: Any, error: str | None) -> Cell:
    if error is None:
        error = fault(text)
    shown = id.encode("utf-8", "backslashreplace").decode()
    return Cell(shown, None, error) if error else Cell(shown, text)


def fault(text: Any) -> str | None:
    """Say why a value of a table is no text of a letter, or None.

    Examples
    --------
    >>> fault("Dear Colleagues,") is None, fault("  ")
    (True, 'there is no text.')
    """
    if not isinstance(text, str):
        missing = text is None or text != text  # NaN, as pandas has it
        return "there is no text." if missing else f"the text is no text but {type(text).__name__}."
    if not text.strip():
        return "there is no text."
    if len(text) > MAX_CHARS:
        return f"the text is longer than {MAX_CHARS:,} characters, which no letter is."
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "the text is not valid UTF-8. Save the table as UTF-8."
    return None


class _Csv(Table):
    delimiter = ","

    def columns(self) -> Sequence[str]:
        try:
            with open_csv(self.path, errors="surrogateescape") as file:
                head = file.readline(FIELD)
        except UnicodeError:
            raise InputError(f"{self.path}: the table is neither UTF-8 nor UTF-16. Save it as UTF-8.") from None
        for self.delimiter in (",", ";", "\t"):
            found = next(csv.reader([head], delimiter=self.delimiter), [])
            if self.text in found:
                return found
        self.delimiter = ","
        return next(csv.reader([head]), [])

    def values(self) -> Iterator[tuple[Any, Any, str | None]]:
        with open_csv(self.path, errors="surrogateescape") as file:
            rows = csv.DictReader(file, delimiter=self.delimiter)
            try:
                for row in rows:
                    extra = None in row
                    yield (
                        row[self.id] if self.id else None,
                        row[self.text],
                        "the row has more fields than the table has columns: a quote is missing." if extra else None,
                    )
            except csv.Error as error:
                raise InputError(
                    f"{self.path}, line {rows.line_num}: this is no CSV ({error}). Is a quote left open?"
                ) from None
            except UnicodeError:
                raise InputError(f"{self.path}: the table is damaged after line {rows.line_num}.") from None


class _Jsonl(Table):
    def columns(self) -> Sequence[str]:
        names: dict[str, None] = {}
        for row, _ in self._lines():
            names.update(dict.fromkeys(row))
        return list(names)

    def values(self) -> Iterator[tuple[Any, Any, str | None]]:
        for row, error in self._lines():
            yield row.get(self.id) if self.id else None, row.get(self.text), error

    def _lines(self) -> Iterator[tuple[dict[str, Any], str | None]]:
        with self.path.open("rb") as file:
            while line := file.readline(FIELD):
                if len(line) == FIELD and not line.endswith(b"\n"):
                    while (rest := file.readline(FIELD)) and not rest.endswith(b"\n"):
                        pass
                    yield {}, f"the line is longer than {FIELD:,} bytes, which no letter is."
                elif line.strip():
                    yield _object(line)


def _object(line: bytes) -> tuple[dict[str, Any], str | None]:
    try:
        row = json.loads(line)
    except UnicodeError:
        return {}, "the line is not valid UTF-8. Save the table as UTF-8."
    except (ValueError, RecursionError):
        return {}, "the line is not valid JSON."
    return (row, None) if isinstance(row, dict) else ({}, "the line is no JSON object.")


class _Parquet(Table):
    def _file(self) -> Any:
        try:
            return arrow("pyarrow.parquet").ParquetFile(self.path)
        except ValueError:
            raise InputError(f"{self.path}: this is no Parquet file, or it is damaged.") from None

    def columns(self) -> Sequence[str]:
        with self._file() as file:
            return list(file.schema_arrow.names)

    def count(self) -> int:
        with self._file() as file:
            return int(file.metadata.num_rows)

    def values(self) -> Iterator[tuple[Any, Any, str | None]]:
        wanted = [self.text] if self.id is None else [self.text, self.id]
        with self._file() as file:
            try:
                for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
                    for row in batch.to_pylist():
                        yield row[self.id] if self.id else None, row[self.text], None
            except (ValueError, OSError):
                raise InputError(f"{self.path}: the table is damaged.") from None


_KINDS: dict[str, type[Table]] = {
    ".csv": _Csv, ".tsv": _Csv, ".jsonl": _Jsonl, ".ndjson": _Jsonl, ".parquet": _Parquet,
}  # fmt: skip


def is_table(path: Path) -> bool:
    """Say whether a file of this name is a table."""
    return path.suffix.lower() in _KINDS


def open_table(path: Path, name: str, text: str | None, id: str | None) -> Table:
    """Open a table; raises InputError where it lacks a column or cannot be read."""
    return _KINDS[path.suffix.lower()](path, name, text, id)
