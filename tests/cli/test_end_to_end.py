"""``lorscore check`` on the sample letters, with the shipped models."""

from __future__ import annotations

from pathlib import Path

import docx
import jsonschema
import pytest
from test_html import Page
from word_files import commented, shown

import lorscore
from lorscore.cli import main
from lorscore.report import Report, json_schema

ROOT = Path(__file__).parents[2]
SAMPLES = sorted(p for p in (ROOT / "data" / "samples").iterdir() if p.name[:2].isdigit())
WORD = [p for p in SAMPLES if p.suffix == ".docx"]


pytestmark = pytest.mark.usefixtures("loaded_once")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_every_sample_is_read_by_a_person(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(path)]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "How it reads" in out
    assert "Upload check" in out
    assert max(map(len, (line for line in out.splitlines() if str(path) not in line))) <= 80


def test_reports_fit_the_schema_and_say_what_the_library_says(
    loaded_once: lorscore.Analyzer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *map(str, SAMPLES), "--format", "jsonl"]) == 0
    reports = [Report.from_json(line) for line in capsys.readouterr().out.splitlines()]
    assert [r.source for r in reports] == [str(p) for p in SAMPLES]
    for report in reports:
        jsonschema.validate(report.to_dict(), json_schema())
        assert all(report.text[e.start : e.end] == e.text for e in report.evidence)
    assert reports[0] == loaded_once.analyze(lorscore.readers.read(SAMPLES[0]))


@pytest.mark.parametrize("path", WORD, ids=lambda p: p.name)
def test_page_and_word_copy(path: Path, tmp_path: Path) -> None:
    page, copy = tmp_path / "report.html", tmp_path / "reviewed.docx"
    assert main(["check", str(path), "--html", str(page), "--annotate", str(copy)]) == 0
    Page(page.read_text(encoding="utf-8"))
    before, after = docx.Document(str(path)), docx.Document(str(copy))
    assert shown(after) == shown(before)
    assert set(commented(after)) >= {c.comment_id for c in after.comments if c.author == "lorscore"}


def test_a_recipe_has_no_score(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "recipe.txt"
    path.write_text("Take two eggs and a cup of flour. Stir until smooth. Bake for twenty minutes.\n" * 4)
    assert main(["check", str(path)]) == 0
    assert "No score:" in capsys.readouterr().out
    assert main(["check", str(path), "--fail-under", "1"]) == 1
