"""``lorscore explain`` says what `check` shows of a sentence, and why."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from lorscore.cli import main

LETTER = """Dear Program Director,

I have supervised Dr. Amina Diallo for two years. She is in the top 5 percent of the 60 residents I have taught.

She called the laboratory about a variant, and it was reclassified. She is hard-working.{mark}

Sincerely,
Jane Roe, MD
"""


def explained(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: int, mark: str = "", *more: str) -> str:
    """What the command prints."""
    (tmp_path / "letter.txt").write_text(LETTER.format(mark=mark), encoding="utf-8")
    assert main(["explain", str(tmp_path / "letter.txt"), "--at", str(line), *more]) == 0
    return capsys.readouterr().out


def test_it_says_what_was_found_and_by_which_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(tmp_path, capsys, 3)
    assert "comparative, percentile, strong (comparative.top-percent): top 5 percent of the 60 residents" in told
    assert "writer, perfect: I have supervised Dr. Amina Diallo for two years." in told
    assert "example, " not in told
    assert "example (example.model): She called the laboratory" in explained(tmp_path, capsys, 5)


def test_a_greeting_holds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(tmp_path, capsys, 1)
    assert "nothing was found" in told
    assert explained(tmp_path, capsys, 2) == "Line 2 holds no sentence.\n"


def test_shown_is_told_of_a_competency_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = explained(tmp_path, capsys, 5)
    assert "    shown  " in told.partition("She is hard-working.")[0]
    assert "    shown  " not in explained(tmp_path, capsys, 3)


def test_what_is_switched_off_is_not_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = "generic_adjective, grade (generic.graded-faculty): hard-working"
    assert found in explained(tmp_path, capsys, 5)
    told = explained(tmp_path, capsys, 5, " <!-- lorscore: ignore generic.* -->")
    assert found not in told
    assert "ignore" not in told, "the mark is no text of the letter"
    assert "generic.trait: hard-working" in told, "why it matched is still told"


def test_a_word_comment_switches_a_finding_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = "generic_adjective, grade (generic.graded-faculty): hard-working"
    for comment, there in (("Is this true?", True), ("lorscore: ignore generic.*", False)):
        document = docx.Document()
        for text in LETTER.format(mark="").split("\n\n"):
            run = document.add_paragraph().add_run(text)
            if "hard-working" in text:
                document.add_comment(run, comment, author="Me")
        document.save(str(tmp_path / "letter.docx"))
        assert main(["explain", str(tmp_path / "letter.docx"), "--at", "5"]) == 0
        assert (found in capsys.readouterr().out) is there


def test_own_rules_of_the_settings_are_heard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "lorscore.toml"
    settings.write_text('[words]\ncompetency = ["called the laboratory"]\n', encoding="utf-8")
    told = explained(tmp_path, capsys, 5, "", "--config", str(settings))
    assert "(words.competency): called the laboratory" in told


def test_a_line_that_is_not_there_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letter.txt").write_text("One line.", encoding="utf-8")
    assert main(["explain", str(tmp_path / "letter.txt"), "--at", "7"]) != 0
    assert "there is no line 7; the letter has 1" in capsys.readouterr().err
