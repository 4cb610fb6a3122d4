"""Tables in files: Parquet, CSV and JSON Lines, by suffix; rows in or out as a stream, always as the same bytes."""

from __future__ import annotations

import contextlib
import csv
import importlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from lorscore import writing
from lorscore.corpus.columns import Column
from lorscore.errors import InputError, OutputError

Row = dict[str, Any]
Write = Callable[[Row], object]

SUFFIXES = (".parquet", ".csv", ".jsonl")
_GROUP = 1024
"""Rows a row group of Parquet: all that is held in memory while writing."""
_BATCH = 256
"""Rows that are read from Parquet at a time."""
_QUOTED = re.compile(r'[,"\r\n]')
FIELD = 10_000_000
"""Characters that a field of CSV, or a line of JSON, may have; more is an open quote or no letter."""


def must_be_table(path: Path) -> None:
    """Raise where the suffix is none that is written, or where what writes it is not installed.

    Raises
    ------
    OutputError

    Examples
    --------
    >>> must_be_table(Path("scores.xlsx"))
    Traceback (most recent call last):
    ...
    lorscore.errors.OutputError: scores.xlsx: tables are written as .parquet, .csv or .jsonl. Give the file one of these endings.
    """  # noqa: E501
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(
            f"{path}: tables are written as {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}. Give the file one of these "
            "endings."
        )
    if path.suffix.lower() == ".parquet":
        arrow("pyarrow.parquet")


@contextlib.contextmanager
def writers(outputs: Mapping[Path, Sequence[Column]], *, force: bool = False) -> Iterator[dict[Path, Write]]:
    """Give a function for each table that takes one row after the other.

    All tables appear whole when the block ends well, and only after the last of them is written, the first one last.

    Parameters
    ----------
    outputs : mapping of pathlib.Path to sequence of Column
        Suffixes decide on the formats.
    force : bool
        Replace files that exist.

    Raises
    ------
    OutputError
        Where a table cannot be written.
    """
    kinds = {".parquet": _to_parquet, ".csv": _to_csv, ".jsonl": _to_jsonl}
    with contextlib.ExitStack() as drafts, contextlib.ExitStack() as files:
        made = {path: drafts.enter_context(writing.atomic(path, force=force)) for path in outputs}
        yield {
            path: files.enter_context(kinds[path.suffix.lower()](made[path], columns))
            for path, columns in outputs.items()
        }


def read(path: Path, columns: Sequence[Column]) -> Iterator[Row]:
    """Yield the rows of a table that `writers` wrote, with values of the columns' types.

    Raises
    ------
    InputError
        Where it is no such table: another version's columns, or damaged.
    """
    kinds = {".parquet": _from_parquet, ".csv": _from_csv, ".jsonl": _from_jsonl}
    try:
        yield from kinds[path.suffix.lower()](path, columns)
    except OSError as error:
        raise InputError(f"{path}: the table could not be read ({error.strerror or error}).") from None
    except (ValueError, KeyError, csv.Error):
        raise InputError(f"{path}: this is no table of this version of lorscore, or it is damaged.") from None


def arrow(module: str) -> Any:
    """Import a module of pyarrow, or say how to install it."""
    try:
        return importlib.import_module(module)
    except ImportError:
        raise InputError('Parquet tables need pyarrow. Run: pip install "lorscore[corpus]"') from None


def arrow_schema(columns: Iterable[Column]) -> Any:
    """Return the schema of pyarrow for these columns."""
    pa = arrow("pyarrow")
    types = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "yes/no": pa.bool_()}
    return pa.schema([pa.field(c.name, types[c.type]) for c in columns])


@contextlib.contextmanager
def _to_parquet(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    pa, parquet, schema = arrow("pyarrow"), arrow("pyarrow.parquet"), arrow_schema(columns)
    # every setting that changes bytes is fixed here, and a row group ends after so many rows, whoever made them
    with parquet.ParquetWriter(path, schema, version="2.6", compression="zstd", compression_level=3) as out:
        group: list[Row] = []

        def write(row: Row) -> None:
            group.append(row)
            if len(group) == _GROUP:
                flush()

        def flush() -> None:
            out.write_table(pa.Table.from_pylist(group, schema=schema), row_group_size=_GROUP)
            group.clear()

        yield write
        if group:
            flush()


@contextlib.contextmanager
def _to_csv(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(c.name for c in columns) + "\n")
        yield lambda row: file.write(",".join(_field(row[c.name]) for c in columns) + "\n")


def _field(value: Any) -> str:
    """Return a value as a field of CSV; by hand, because Python's releases differ in what they quote."""
    if value is None:
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


@contextlib.contextmanager
def _to_jsonl(path: Path, columns: Sequence[Column]) -> Iterator[Write]:
    with path.open("w", encoding="utf-8", newline="\n") as file:

        def write(row: Row) -> None:
            file.write(json.dumps({c.name: row[c.name] for c in columns}, ensure_ascii=False) + "\n")

        yield write


def _from_parquet(path: Path, columns: Sequence[Column]) -> Iterator[Row]:
    with arrow("pyarrow.parquet").ParquetFile(path) as file:
        if file.schema_arrow != arrow_schema(columns):
            raise ValueError
        for batch in file.iter_batches(batch_size=_BATCH):
            yield from batch.to_pylist()


def _from_csv(path: Path, columns: Sequence[Column]) -> Iterator[Row]:
    with open_csv(path) as file:
        rows = csv.DictReader(file, strict=True)
        if list(rows.fieldnames or ()) != [c.name for c in columns]:
            raise ValueError
        for row in rows:
            yield {c.name: _TYPED[c.type](row[c.name]) if row[c.name] else None for c in columns}


def _yes_no(text: str) -> bool:
    return {"true": True, "false": False}[text]


_TYPED: dict[str, Callable[[str], Any]] = {"text": str, "whole": int, "number": float, "yes/no": _yes_no}


def _from_jsonl(path: Path, columns: Sequence[Column]) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if list(row) != [c.name for c in columns]:
                raise ValueError
            yield row


def open_csv(path: Path, *, errors: str = "strict") -> TextIO:
    """Open a table of text: UTF-8 with or without mark, or UTF-16 with one; long fields are let through."""
    csv.field_size_limit(FIELD)
    with path.open("rb") as file:
        start = file.read(2)
    encoding = "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return path.open(encoding=encoding, errors=errors, newline="")
