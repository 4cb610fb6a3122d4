"""``lorscore upload``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lorscore.cli import main

FIXTURES = Path(__file__).parents[1] / "fixtures"
LETTER = Path(__file__).parents[1] / "render" / "fixtures" / "letter.txt"


def test_a_file_that_would_be_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upload", str(LETTER)]) == 1
    out = capsys.readouterr().out
    assert "[refused] PDF file: The portal takes PDF only." in out
    assert '[ok] General salutation: "Dear Program Director,"' in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_locked_file_says_what_can_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upload", str(FIXTURES / "locked.pdf")]) == 1
    out = capsys.readouterr().out
    assert "[refused] Encryption" in out
    assert "locked.pdf:" in out, "why the letter in it was not looked at"
    assert "Letterhead" not in out


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upload", str(LETTER), "--format", "json"]) == 1
    items = json.loads(capsys.readouterr().out)
    assert {"key", "name", "outcome", "message", "source"} == set(items[0])
    assert {i["key"]: i["outcome"] for i in items}["format"] == "fail"


def test_a_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upload", "none.pdf"]) == 2
    assert capsys.readouterr().err == "lorscore: none.pdf: there is no such file. Check the path.\n"
