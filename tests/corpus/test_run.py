"""A run can be killed anywhere and ends with the same bytes; nothing is half-written; one bad file stops nothing."""

from __future__ import annotations

import errno
import functools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from corpus_letters import LETTER, bytes_of, job

from lorscore import writing
from lorscore.analysis import Analyzer
from lorscore.corpus import manifest, tables
from lorscore.corpus import run as run_module
from lorscore.corpus.columns import error_columns, evidence_columns, letter_columns
from lorscore.corpus.merge import merge
from lorscore.corpus.run import Job, run
from lorscore.corpus.work import Settings
from lorscore.errors import InputError, OutputError

DISK = ("fsync", "link", "replace", "unlink", "mkdir", "rmdir")


def rows(folder: Path, suffix: str = ".parquet") -> list[dict]:
    return list(tables.read(folder / f"scores{suffix}", letter_columns()))


def killed_at(number: int, work) -> bool:
    """Do the work in a process that is killed before its n-th operation on the disk; False where it ended before."""
    child = os.fork()
    if child == 0:
        left = number

        def counted(real):
            def call(*args, **kwargs):
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)

            return call

        for name in DISK:
            setattr(os, name, counted(getattr(os, name)))
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_the_tables(letters, tmp_path):
    done = run(job(letters, tmp_path / "out"))
    table = rows(tmp_path / "out")
    assert [row["id"] for row in table] == ["a.txt", "b/one.txt", "b/two.md", "c.txt", "d.html"]
    assert all(row["score"] is not None for row in table)
    spans = list(tables.read(tmp_path / "out" / "evidence.parquet", evidence_columns()))
    assert len(spans) == sum(row["n_evidence"] for row in table) == done["counts"]["spans"] > 0
    text = (letters / "a.txt").read_text()
    assert all(text[s["start"] : s["end"]] == s["text"] for s in spans if s["id"] == "a.txt")
    assert not (tmp_path / "out" / ".scores.parquet.unfinished").exists()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out").iterdir())


def test_killed_at_any_operation_on_the_disk_and_started_again_it_ends_with_the_same_bytes(
    letters, tmp_path, monkeypatch
):
    monkeypatch.setattr(run_module, "_LETTERS", 1)
    run(job(letters / "b", tmp_path / "plain"))
    wanted = bytes_of(tmp_path / "plain")
    number = 0
    while killed_at(number, functools.partial(run, job(letters / "b", tmp_path / f"k{number}"))):
        out = tmp_path / f"k{number}"
        for name, data in bytes_of(out).items():
            assert name.startswith(".") or data == wanted[name], f"{name} is half-written after {number} operations"
        run(job(letters / "b", out))
        assert bytes_of(out) == wanted, f"killed after {number} operations"
        assert [p.name for p in out.iterdir() if p.is_dir()] == []
        number += 1
    assert number > 20


@pytest.mark.usefixtures("small_chunks")
def test_what_was_done_before_a_kill_is_not_done_again(letters, tmp_path, monkeypatch):
    assert killed_at(9, lambda: run(job(letters, tmp_path / "out")))
    told: list[tuple[int, bool]] = []
    run(job(letters, tmp_path / "out"), start=lambda total: lambda n, earlier: told.append((n, earlier)))
    assert (2, True) in told
    assert sum(n for n, _ in told) == 5


@pytest.mark.usefixtures("small_chunks")
def test_a_letter_that_changed_meanwhile_is_scored_again(letters, tmp_path):
    assert killed_at(12, lambda: run(job(letters, tmp_path / "out")))
    (letters / "a.txt").write_text("Take two eggs and stir.")
    run(job(letters, tmp_path / "out"))
    assert rows(tmp_path / "out")[0]["score"] is None


def test_a_command_killed_at_a_random_time_goes_on(tmp_path):
    table = tmp_path / "letters.csv"
    text = LETTER.replace("\n", " ")
    table.write_text("id,text\n" + "".join(f'{n},"{text.format(n=n)}"\n' for n in range(200)))
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    run(Job((str(table),), tmp_path / "one" / "s.csv"))
    command = [sys.executable, "-m", "lorscore", "score", str(table), "-o", "s.csv"]
    with subprocess.Popen(command, cwd=tmp_path / "two", stderr=subprocess.PIPE) as started:
        while started.poll() is None and not list(tmp_path.glob("two/.s.csv.unfinished/0*.jsonl")):
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.2))
        started.kill()
    assert started.returncode == -signal.SIGKILL
    subprocess.run([*command, "--batch-size", "5"], cwd=tmp_path / "two", check=True, capture_output=True)
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("suffix", tables.SUFFIXES)
def test_jobs_batches_and_shards_change_no_byte(suffix, letters, tmp_path):
    (letters / "broken.docx").write_bytes(b"PK\x03\x04 nonsense")
    done = run(job(letters, tmp_path / "plain", suffix))
    wanted = bytes_of(tmp_path / "plain")
    assert done["counts"]["unreadable"] == 1
    run(job(letters, tmp_path / "batch", suffix, settings=Settings(evidence="words", batch_size=1)))
    assert bytes_of(tmp_path / "batch") == wanted
    parts = []
    for i in (1, 2, 3, 4):
        run(job(letters, tmp_path / f"part{i}", suffix, shard=(i, 4)))
        parts.append(tmp_path / f"part{i}" / f"scores{suffix}")
    out = tmp_path / "merged"
    out.mkdir()
    merge(parts[::-1], out / f"scores{suffix}", evidence=out / f"evidence{suffix}", errors=out / f"errors{suffix}")
    assert bytes_of(out) == wanted


@pytest.mark.usefixtures("small_chunks")
def test_two_processes_make_the_same_bytes_as_one(letters, tmp_path):
    run(job(letters, tmp_path / "one"))
    run(job(letters, tmp_path / "two", jobs=2))
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")


def test_shards_that_do_not_belong_together_are_refused(letters, tmp_path):
    for i in (1, 2):
        run(job(letters, tmp_path / f"p{i}", ".jsonl", shard=(i, 3)))
    run(job(letters, tmp_path / "p3", ".jsonl", shard=(3, 3), settings=Settings(specialty="pediatrics"), evidence=None))
    parts = [tmp_path / f"p{i}" / "scores.jsonl" for i in (1, 2, 3)]
    with pytest.raises(InputError, match="number 3 is missing"):
        merge(parts[:2], tmp_path / "all.jsonl")
    with pytest.raises(InputError, match=r"another run.*evidence|another run.*pediatrics"):
        merge(parts, tmp_path / "all.jsonl")
    shutil.copytree(parts[0].parent, tmp_path / "copy")
    with pytest.raises(InputError, match="Name each once"):
        merge([parts[0], tmp_path / "copy" / "scores.jsonl"], tmp_path / "all.jsonl")
    run(job(letters, tmp_path / "p3", ".jsonl", shard=(3, 3), force=True))
    parts[1].write_text(parts[1].read_text() + "\n")
    with pytest.raises(InputError, match="was changed"):
        merge(parts, tmp_path / "all.jsonl")
    assert not (tmp_path / "all.jsonl").exists()


def test_one_bad_letter_stops_nothing(letters, tmp_path, monkeypatch):
    (letters / "aa.docx").write_bytes(b"no Word file")
    (letters / "empty.txt").write_bytes(b"")
    (letters / "latin.txt").write_bytes(LETTER.format(n=7).replace("Silva", "Sílva").encode("cp1252"))
    pipe = Analyzer._batch

    def fails(self, batch):
        if any("bed 3" in letter.text for letter in batch):
            raise ZeroDivisionError("the infant in bed 3")
        return pipe(self, batch)

    monkeypatch.setattr(Analyzer, "_batch", fails)
    done = run(job(letters, tmp_path / "out"))
    found = {e["id"]: e["error"] for e in tables.read(tmp_path / "out" / "errors.parquet", error_columns())}
    assert set(found) == {"aa.docx", "empty.txt", "b/one.txt"}
    assert "ZeroDivisionError" in found["b/one.txt"]
    assert "infant" not in found["b/one.txt"]
    assert done["counts"] == {"scored": 5, "abstained": 0, "unreadable": 3, "spans": done["counts"]["spans"]}
    assert "latin.txt" in [row["id"] for row in rows(tmp_path / "out")]


def test_a_file_that_exists_is_not_replaced_unless_told_to(letters, tmp_path):
    (tmp_path / "out").mkdir()
    for name in ("scores.parquet", "evidence.parquet"):
        mine = tmp_path / "out" / name
        mine.write_text("mine")
        with pytest.raises(OutputError, match="exists already"):
            run(job(letters, tmp_path / "out"))
        assert bytes_of(tmp_path / "out") == {name: b"mine"}
        mine.unlink()
    mine.write_text("mine")
    run(job(letters, tmp_path / "out", force=True))
    assert rows(tmp_path / "out")


def test_a_run_that_is_finished_is_not_done_again(letters, tmp_path):
    run(job(letters, tmp_path / "out"))
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").iterdir()}
    run(job(letters, tmp_path / "out"))
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out").iterdir()} == before
    (letters / "c.txt").write_text("Another letter.")
    with pytest.raises(OutputError, match="exists already"):
        run(job(letters, tmp_path / "out"))


@pytest.mark.usefixtures("small_chunks")
def test_a_full_disk_is_told_and_the_next_start_goes_on(letters, tmp_path, monkeypatch):
    run(job(letters, tmp_path / "plain"))
    sync, calls = writing._sync, iter(range(100))

    def full(path):
        if next(calls) >= 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(path)

    monkeypatch.setattr(writing, "_sync", full)
    with pytest.raises(OutputError, match="no space left on device"):
        run(job(letters, tmp_path / "out"))
    assert bytes_of(tmp_path / "out") == {}
    monkeypatch.setattr(writing, "_sync", sync)
    run(job(letters, tmp_path / "out"))
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "plain")


def test_a_disk_that_fills_while_the_tables_are_written_leaves_none_of_them(letters, tmp_path, monkeypatch):
    def full(group, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    import pyarrow.parquet

    monkeypatch.setattr(pyarrow.parquet.ParquetWriter, "write_table", lambda self, *a, **k: full(a))
    with pytest.raises(OutputError, match="no space left on device"):
        run(job(letters, tmp_path / "out"))
    assert bytes_of(tmp_path / "out") == {}


def test_a_folder_that_cannot_be_written_to(letters, tmp_path, monkeypatch):
    def refuse(self, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "out").mkdir()
    j = job(letters, tmp_path / "out")
    elsewhere = job(letters, tmp_path / "out", evidence=tmp_path / "no" / "e.csv")
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(OutputError, match="permission denied"):
        run(j)
    with pytest.raises(OutputError, match="does not exist"):
        run(elsewhere)


def test_a_damaged_chunk_is_made_anew(letters, tmp_path):
    assert killed_at(12, lambda: run(job(letters, tmp_path / "out")))
    chunks = [p for p in (tmp_path / "out" / ".scores.parquet.unfinished").iterdir() if p.name != "claim.json"]
    assert chunks
    chunks[0].write_bytes(chunks[0].read_bytes()[:-20])
    run(job(letters, tmp_path / "out"))
    assert len(rows(tmp_path / "out")) == 5


def test_without_words_none_is_on_the_disk_at_any_time(letters, tmp_path):
    done = job(letters, tmp_path / "out", settings=Settings(evidence="no words"))
    assert killed_at(12, lambda: run(done))
    held = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert b"uvula" not in held
    run(done)
    assert b"uvula" not in b"".join(bytes_of(tmp_path / "out").values())


def test_the_manifest_says_whether_scores_can_be_compared(letters, tmp_path):
    one = run(job(letters, tmp_path / "one"))
    two = run(job(letters, tmp_path / "two", ".csv", settings=Settings(evidence="none"), evidence=None))
    three = run(job(letters, tmp_path / "three", settings=Settings(specialty="pediatrics", evidence="words")))
    assert one["input"]["letters"] == 5
    assert json.loads((tmp_path / "one" / "scores.parquet.manifest.json").read_text()) == one
    assert manifest.differences(one, two) == []
    assert manifest.differences(one, three) == ["options.specialty: medical_genetics and pediatrics"]
    assert str(tmp_path) not in json.dumps(one)
