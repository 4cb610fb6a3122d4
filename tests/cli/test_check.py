"""``lorscore check``, with an analyzer that gives prepared reports."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import docx
import pytest
from full_report import LETTER, abstained, build

import lorscore
from lorscore.cli import main
from lorscore.cli._letters import Reading
from lorscore.cli._watch import watch
from lorscore.letter import Letter
from lorscore.report import Report

TEXT = LETTER.read_text(encoding="utf-8")


class Analyzer:
    """Gives the full report on what it is given, and none where the text is about eggs."""

    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.asked: list[str | None] = []

    def analyze(self, letter: Letter, applicant: str | None = None) -> Report:
        self.asked.append(applicant)
        return abstained() if "eggs" in letter.text else build(letter.text, source=letter.source)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Analyzer]:
    made: list[Analyzer] = []

    def load(**options: Any) -> Analyzer:
        made.append(Analyzer(options))
        return made[-1]

    monkeypatch.setitem(vars(lorscore), "load", load)  # the name is lazy: getting it would import everything
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def letter(tmp_path: Path, loaded: list[Analyzer]) -> str:
    (tmp_path / "letter.txt").write_text(TEXT, encoding="utf-8")
    return "letter.txt"


def test_text_for_a_person(letter: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", letter]) == 0
    out, err = capsys.readouterr()
    assert "The five criteria" in out
    assert "Upload check" in out
    assert "\033" not in out, "no colour into a pipe"
    assert err == ""


def test_json_is_one_object_for_one_file_and_a_list_for_several(
    letter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", letter, "--format", "json"]) == 0
    assert Report.from_json(capsys.readouterr().out).source == letter
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    assert main(["check", letter, "b.txt", "--format", "json"]) == 0
    assert [r["source"] for r in json.loads(capsys.readouterr().out)] == [letter, "b.txt"]


def test_jsonl_is_one_report_a_line_and_a_bad_file_stops_no_other(
    letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "missing.docx", letter, "--format", "jsonl"]) == 2
    out, err = capsys.readouterr()
    [line] = out.splitlines()
    assert Report.from_json(line).source == letter
    assert err.startswith("lorscore: missing.docx: there is no such file.")
    assert "Traceback" not in err


def test_a_list_stays_a_list_when_only_one_of_several_can_be_read(
    letter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", letter, "missing.docx", "--format", "json"]) == 2
    assert isinstance(json.loads(capsys.readouterr().out), list)


@pytest.mark.parametrize(("mark", "code"), [("62.5", 0), ("62.6", 1), ("0", 0)])
def test_fail_under(mark: str, code: int, letter: str) -> None:
    assert main(["check", letter, "--fail-under", mark]) == code


def test_no_score_is_below_any_mark(loaded: list[Analyzer], tmp_path: Path) -> None:
    (tmp_path / "recipe.txt").write_text("Take two eggs and stir.")
    assert main(["check", "recipe.txt"]) == 0
    assert main(["check", "recipe.txt", "--fail-under", "0"]) == 1


def test_standard_input(
    loaded: list[Analyzer], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["check", "-", "--applicant", "Priya Raman"]) == 0
    assert "Upload check" not in capsys.readouterr().out
    assert loaded[0].asked == ["Priya Raman"]


def test_options_and_settings_reach_the_analyzer(letter: str, loaded: list[Analyzer], tmp_path: Path) -> None:
    (tmp_path / "lorscore.toml").write_text('specialty = "cardiology"\nrules = ["mine.toml"]\ndisable = ["doubt.*"]\n')
    assert main(["check", letter, "--model", "m.json", "--spacy-model", "en_x"]) == 0
    options = loaded[0].options
    assert (options["specialty"], options["model"], options["spacy_model"]) == ("cardiology", "m.json", "en_x")
    assert options["rules"] == (tmp_path / "mine.toml",)
    assert main(["check", letter, "--specialty", "genetics"]) == 0
    assert loaded[1].options["specialty"] == "genetics"


def test_what_is_switched_off_is_not_shown(letter: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "lorscore.toml").write_text('disable = ["doubt.*"]')
    marked = TEXT.replace(
        "Dr. Raman is hard-working", "<!-- lorscore: ignore generic_adjective.* -->Dr. Raman is hard-working"
    )
    (tmp_path / "letter.txt").write_text(marked, encoding="utf-8")
    assert main(["check", letter, "--format", "json"]) == 0
    report = Report.from_json(capsys.readouterr().out)
    assert not report.evidence_of("doubt", "generic_adjective")
    assert "lorscore" not in report.text


def test_page_and_word_copy_are_written(loaded: list[Analyzer], tmp_path: Path) -> None:
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.save("draft.docx")
    before = Path("draft.docx").read_bytes()
    assert main(["check", "draft.docx", "--html", "report.html", "--annotate", "reviewed.docx"]) == 0
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(list(docx.Document("reviewed.docx").comments)) > 5
    assert Path("draft.docx").read_bytes() == before
    assert main(["check", "draft.docx", "--html", "report.html"]) == 2
    assert main(["check", "draft.docx", "--html", "report.html", "--force"]) == 0
    if os.name == "posix":
        assert Path("report.html").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["none.docx"], "there is no such file"),
        (["letter.txt", "--annotate", "x.docx"], "Word files"),
        (["letter.txt", "b.txt", "--html", "x.html"], "one letter"),
        (["letter.txt", "--html", "letter.txt", "--force"], "never written to"),
        (["letter.txt", "--html", "none/x.html"], "does not exist"),
        (["letter.txt", "--html", "x", "--annotate", "x"], "the same file"),
        (["letter.txt", "--watch", "--format", "json"], "--watch"),
        (["-", "--watch"], "--watch"),
        (["letter.txt", "--config", "none.toml"], "none.toml"),
    ],
)
def test_a_wrong_call_loads_nothing(
    args: list[str], message: str, letter: str, loaded: list[Analyzer], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *args]) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert err.count("\n") == 1
    assert out == ""
    assert not loaded
    assert Path("letter.txt").read_text(encoding="utf-8") == TEXT


@pytest.mark.parametrize(
    ("options", "variables", "coloured"),
    [([], {}, True), (["--no-color"], {}, False), ([], {"NO_COLOR": "1"}, False), ([], {"TERM": "dumb"}, False)],
)
def test_colour(
    options: list[str], variables: dict[str, str], coloured: bool, letter: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert main(["check", letter, *options]) == 0
    assert ("\033[" in capsys.readouterr().out) == coloured


def test_watch_shows_what_changed_on_a_save(letter: str, tmp_path: Path) -> None:
    path, out, rounds = tmp_path / "letter.txt", io.StringIO(), iter(range(5))

    def read(name: str) -> Reading:
        text = Path(name).read_text(encoding="utf-8")
        return Reading(path, Letter.from_text(text), build(text))

    def sleep(seconds: float) -> None:
        match next(rounds):
            case 0:
                save(path, TEXT.replace("With more confidence she will become", "She is"))
            case 1:
                path.unlink()  # as an editor does while it saves
            case 2:
                save(path, TEXT)
            case 4:
                raise KeyboardInterrupt

    written: list[str] = []
    assert watch(path, read, lambda r: None, lambda r: written.append(r.report.text), out, sleep=sleep) == 0
    said = out.getvalue()
    assert 'Gone: doubt, "With more confidence she will"' in said
    assert 'New doubt, line 20, "With more confidence she will"' in said
    assert said.count("Checked again") == 2
    assert len(written) == 3


def save(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    stamp = time.time_ns() + next(_later)
    os.utime(path, ns=(stamp, stamp))  # saves within one tick of the clock differ


_later = iter(range(10**9, 10**10, 10**9))
