"""``lorscore score`` and ``lorscore corpus``: printed scores, tables, and what is refused."""

from __future__ import annotations

import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

import lorscore
from lorscore.cli import main
from lorscore.cli.score import _bar

TEXT = """Dear Program Director,

I supervised Dr. Ana Silva for two months on our genetics service, and I saw her at work on most days. In March she
noticed that an infant had a cleft uvula, asked for a microarray, and it showed the deletion. She explained the result
to the parents in plain words, and they came back with questions that she answered one by one. She is among the top ten
percent of the residents whom I have taught. I recommend her without reservation.

Sincerely,
John Ito, MD
Associate Professor of Pediatrics
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT)
    (tmp_path / "in" / "b.txt").write_text("Take two eggs and stir.")
    return tmp_path


def test_scores_are_printed_a_line_a_letter(folder, capsys):
    assert main(["score", "in/a.txt"]) == 0
    score = lorscore.analyze_file(folder / "in" / "a.txt").score
    assert capsys.readouterr().out == f"{score:.1f}\ta.txt\n"
    (folder / "in" / "c.docx").write_bytes(b"nonsense")
    assert main(["score", "in"]) == 2
    out, err = capsys.readouterr()
    assert [line.split("\t")[1] for line in out.splitlines()] == ["a.txt", "b.txt"]
    assert out.splitlines()[1].startswith("-\tb.txt\t")
    assert "c.docx: " in err


def test_standard_input_is_one_letter(folder, capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(TEXT.encode())))
    assert main(["score", "-"]) == 0
    assert capsys.readouterr().out.endswith("\t-\n")


def test_a_table_is_written_and_told_of(folder, capsys):
    assert main(["score", "in", "-o", "s.csv", "--evidence", "e.jsonl", "--no-text"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "lorscore: s.csv: letters: 1 scored, 1 that cannot be judged (column abstained).\n"
    assert sorted(p.name for p in folder.iterdir()) == ["e.jsonl", "in", "s.csv", "s.csv.manifest.json"]
    assert "uvula" not in (folder / "e.jsonl").read_text()


def test_a_letter_that_cannot_be_read_is_counted(folder, capsys):
    (folder / "in" / "c.docx").write_bytes(b"nonsense")
    assert main(["score", "in", "-o", "s.csv", "--errors", "bad.csv"]) == 2
    assert "1 that could not be read (bad.csv)" in capsys.readouterr().err
    assert (folder / "bad.csv").read_text().splitlines()[1].startswith("c.docx,c.docx,")


@pytest.mark.parametrize("terminal", [True, False])
def test_progress_is_drawn_on_a_terminal_only(terminal, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    update = _bar(100)
    update(60, True)
    update(40, False)
    assert ("100/100" in capsys.readouterr().err) is terminal


def test_shards_are_merged_and_compared(folder, capsys):
    for i in "12":
        assert main(["score", "in", "-o", f"{i}.jsonl", "--shard", f"{i}/2"]) == 0
    assert main(["score", "in", "-o", "whole.jsonl"]) == 0
    assert main(["corpus", "merge", "2.jsonl", "1.jsonl", "-o", "merged.jsonl"]) == 0
    assert (folder / "merged.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
    assert main(["corpus", "compare", "merged.jsonl", "whole.jsonl"]) == 0
    assert main(["score", "in", "-o", "other.jsonl", "--specialty", "pediatrics"]) == 0
    capsys.readouterr()
    assert main(["corpus", "compare", "other.jsonl", "whole.jsonl"]) == 1
    assert "options.specialty: pediatrics and medical_genetics" in capsys.readouterr().out


def test_settings_of_the_folder_hold(folder):
    assert main(["score", "in", "-o", "all.csv", "--evidence", "all_e.csv"]) == 0
    (folder / "lorscore.toml").write_text('disable = ["credential.*"]')
    assert main(["score", "in", "-o", "some.csv", "--evidence", "some_e.csv"]) == 0
    assert "credential." in (folder / "all_e.csv").read_text()
    assert "credential." not in (folder / "some_e.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in", "--evidence", "e.csv"], "Name one by -o"),
        (["in", "--jobs", "2"], "Name one by -o"),
        (["-", "-o", "s.csv"], "Standard input is one letter"),
        (["in", "-o", "s.csv", "--no-text"], "--evidence"),
        (["in", "-o", "s.csv", "--scheduler", "tcp://x:1"], "--engine dask"),
        (["in", "-o", "s.xlsx"], ".parquet, .csv or .jsonl"),
        (["in", "-o", "s.csv", "--errors", "s.csv"], "same name"),
        (["in", "-o", "gone/s.csv"], "does not exist"),
        (["gone", "-o", "s.csv"], "no such file or folder"),
        (["in", "-o", "s.csv", "--text-column", "x"], "none is named here"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_nothing(arguments, said, folder, capsys):
    assert main(["score", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert [p.name for p in folder.iterdir()] == ["in"]


@pytest.mark.parametrize("arguments", [["--shard", "3/2"], ["--shard", "0/2"], ["--shard", "x"], ["--jobs", "0"]])
def test_numbers_are_checked(arguments, folder, capsys):
    with pytest.raises(SystemExit):
        main(["score", "in", "-o", "s.csv", *arguments])
    assert "is no" in capsys.readouterr().err
