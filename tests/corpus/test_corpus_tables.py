"""Tables in and out: what is written is what is read, and the same rows are the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from lorscore.corpus import tables
from lorscore.corpus.columns import Column
from lorscore.errors import InputError, OutputError

COLUMNS = [Column(n, t, "m", "s", "s") for n, t in (("a", "text"), ("b", "whole"), ("c", "number"), ("d", "yes/no"))]
ROWS = [
    {"a": 'he said "yes", and\r\nleft\u2028', "b": -3, "c": 0.1 + 0.2, "d": True},
    {"a": None, "b": None, "c": None, "d": None},
    {"a": "=1+1;\tÅ", "b": 2**53 + 1, "c": 1e-300, "d": False},
    {"a": "a\rb", "b": 0, "c": 0.0, "d": False},
]


def write(path: Path, rows=ROWS) -> bytes:
    with tables.writers({path: COLUMNS}, force=True) as add:
        for row in rows:
            add[path](row)
    return path.read_bytes()


@pytest.mark.parametrize("suffix", tables.SUFFIXES)
def test_what_is_written_is_read_again(suffix, tmp_path):
    path = tmp_path / f"t{suffix}"
    first = write(path)
    assert list(tables.read(path, COLUMNS)) == ROWS
    assert write(path) == first
    assert list(tables.read(path, COLUMNS)) == ROWS


@pytest.mark.parametrize("suffix", tables.SUFFIXES)
def test_no_rows_are_a_table_too(suffix, tmp_path):
    write(tmp_path / f"t{suffix}", [])
    assert list(tables.read(tmp_path / f"t{suffix}", COLUMNS)) == []


@pytest.mark.parametrize("suffix", tables.SUFFIXES)
def test_a_failure_leaves_nothing_under_the_name(suffix, tmp_path):
    def rows():
        yield ROWS[0]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(tmp_path / f"t{suffix}", rows())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", tables.SUFFIXES)
def test_another_table_is_refused(suffix, tmp_path):
    path = tmp_path / f"t{suffix}"
    write(path)
    with pytest.raises(InputError, match="no table of this version"):
        list(tables.read(path, COLUMNS[::-1]))
    path.write_bytes(b"\x00\x01 nonsense")
    with pytest.raises(InputError, match="no table of this version"):
        list(tables.read(path, COLUMNS))


def test_other_suffixes_are_refused_before_any_work():
    with pytest.raises(OutputError, match=r"\.parquet, \.csv or \.jsonl"):
        tables.must_be_table(Path("scores.xlsx"))


def test_pandas_reads_every_format_alike(tmp_path):
    import pandas as pd

    for suffix in tables.SUFFIXES:
        write(tmp_path / f"t{suffix}")
    parquet = pd.read_parquet(tmp_path / "t.parquet")
    assert parquet["c"].tolist()[0] == pd.read_csv(tmp_path / "t.csv")["c"].tolist()[0] == 0.1 + 0.2
    assert parquet["a"].tolist()[2] == pd.read_json(tmp_path / "t.jsonl", lines=True)["a"].tolist()[2]
