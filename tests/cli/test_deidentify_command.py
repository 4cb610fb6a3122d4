"""``lorscore deidentify``: one letter, a folder, and what goes wrong."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from lorscore.cli import main

LETTER = "To the Committee:\n\nI recommend Dr. Ana Silva. Dr. Silva is exact.\n\nSincerely,\n\nJo Ito, MD\n"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "more").mkdir(parents=True)
    (folder / "Ana Silva.txt").write_text(LETTER, encoding="utf-8")
    (folder / "more" / "b.md").write_text(
        LETTER.replace("Ana Silva", "Bo Lind").replace("Silva", "Lind"), encoding="utf-8"
    )
    (folder / ".hidden.txt").write_text(LETTER, encoding="utf-8")
    (folder / "notes.xyz").write_text(LETTER, encoding="utf-8")
    return folder


def run(*args: object) -> int:
    return main(["deidentify", *map(str, args)])


def test_one_letter(letters: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.txt"
    assert run(letters / "Ana Silva.txt", "-o", target) == 0
    assert "I recommend Dr. [APPLICANT]. Dr. [APPLICANT] is exact." in target.read_text(encoding="utf-8")
    told = capsys.readouterr().err
    assert "replaced 3 person" in told
    assert "not a guarantee" in told


def test_a_folder_gets_numbers_for_names(letters: Path, tmp_path: Path) -> None:
    target, index = tmp_path / "out", tmp_path / "index.csv"
    assert run(letters, "-o", target, "--index", index) == 0
    assert sorted(p.name for p in target.iterdir()) == ["letter-0001.txt", "letter-0002.txt"]
    rows = list(csv.reader(io.StringIO(index.read_text(encoding="utf-8"))))
    assert rows == [["file", "letter"], ["Ana Silva.txt", "letter-0001.txt"], ["more/b.md", "letter-0002.txt"]]
    assert not any(n in p.read_text(encoding="utf-8") for p in target.iterdir() for n in ("Silva", "Lind", "Ito"))


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    letters: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (letters / "broken.docx").write_bytes(b"PK\x03\x04 not a zip")
    assert run(letters, "-o", tmp_path / "out") == 2
    assert "broken.docx" in capsys.readouterr().err
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_key_ties_a_corpus_together(letters: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("0123456789abcdef0123456789abcdef\n", encoding="utf-8")
    assert run(letters, "-o", tmp_path / "out", "--key", key) == 0
    writers = {p.read_text(encoding="utf-8").partition("[WRITER ")[2][:8] for p in (tmp_path / "out").iterdir()}
    assert len(writers) == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["{in}", "-o", "{in}/out"], "lies in the one that is read"),
        (["{in}", "-o", "-"], "cannot be printed"),
        (["{in}", "-o", "{out}", "--applicant", "Ana"], "several"),
        (["{in}/Ana Silva.txt", "-o", "{in}/Ana Silva.txt", "--force"], "the letter itself"),
        (["{in}/Ana Silva.txt", "-o", "{in}/more/b.md"], "exists already"),
        (["{in}/nothing.txt", "-o", "{out}"], "there is no such file"),
        (["{in}/Ana Silva.txt", "-o", "{out}", "--key", "{in}/nokey"], "secrets.token_hex"),
        (["{in}/Ana Silva.txt", "-o", "{out}", "--keep", "names"], "no kind 'names'"),
        (["{in}/Ana Silva.txt", "-o", "{out}", "--index", "{out}.csv"], "--index"),
        (["{in}/empty", "-o", "{out}"], "no letter in this folder"),
    ],
)
def test_a_wrong_call_says_what_to_do(
    args: list[str], message: str, letters: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (letters / "empty").mkdir()
    filled = [a.format(**{"in": letters, "out": tmp_path / "out"}) for a in args]
    assert run(*filled) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())


def test_an_output_that_exists_is_kept(letters: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out"
    assert run(letters, "-o", target) == 0
    (target / "letter-0001.txt").write_text("mine", encoding="utf-8")
    assert run(letters, "-o", target) == 2
    assert (target / "letter-0001.txt").read_text(encoding="utf-8") == "mine"
    assert run(letters, "-o", target, "--force") == 0
