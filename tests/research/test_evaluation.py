"""``lorscore evaluate``: what it prints beside the yardstick."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lorscore
from lorscore.cli import main
from lorscore.errors import InputError
from lorscore.report import CRITERIA, FLAGS, IMG_CONCERNS, QUALITIES
from lorscore.research.evaluation import checklists, first_reader, rule_precision
from lorscore.research.marks import MARKED_KINDS, marked_letter

TEXT = "She found the variant. She is kind."
READING = {
    "overall": 4,
    "criteria": dict.fromkeys(CRITERIA, 2),
    "qualities": dict.fromkeys(QUALITIES, 1),
    "flags": dict.fromkeys(FLAGS, False),
    "img": dict.fromkeys(IMG_CONCERNS, 0),
    "letter_type": "clinical",
    "writer": "other",
} | {kind: [] for kind in MARKED_KINDS}
REPORT = {
    "text": TEXT,
    "overall": 3.5,
    "criteria": {c: {"level": 2.0} for c in CRITERIA},
    "evidence": [],
    "checklist": {"teamwork": 1},
} | {key: READING[key] for key in ("qualities", "flags", "img", "letter_type", "writer")}


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_checklists_are_compared_item_by_item() -> None:
    levels = [(0, 0), (1, 1), (2, 2), (2, 0)]
    read = {f"A{k}": {"teamwork": want, "perseverance": 1} for k, (want, _) in enumerate(levels)}
    system = {f"A{k}": {"checklist": {"teamwork": got, "unknown": 2}} for k, (_, got) in enumerate(levels)}
    said: list[str] = []
    checklists(system | {"B": {"checklist": {"teamwork": 2}}}, read, "read.jsonl", said.append)
    assert len(said) == 2  # the heading, and the one item that both have
    name, letters, have, kappa = said[1].split()
    assert (name, letters, have) == ("teamwork", "4", "3")
    assert float(kappa) == pytest.approx(1 - 1 / 1.625, abs=1e-3)  # squared distances: 1 observed, 1.625 by chance


def test_checklists_of_other_letters_are_refused() -> None:
    with pytest.raises(InputError, match="none of the letters"):
        checklists({"B": {"checklist": {"teamwork": 1}}}, {"A": {"teamwork": 1}}, "read.jsonl", print)


def test_precision_of_a_rule_is_the_share_of_its_findings_that_the_reader_marked(tmp_path: Path) -> None:
    (tmp_path / "A.txt").write_text(TEXT, encoding="utf-8")
    reading = READING | {"example": [{"quote": "found the variant"}]}
    (tmp_path / "A.json").write_text(json.dumps(reading), encoding="utf-8")
    places = [(0, 22), (23, 35)]
    found = {"kind": "example", "rule": "example.model", "label": "", "details": {}}
    evidence = [found | {"start": a, "end": b} for a, b in places]
    said: list[str] = []
    rule_precision({"A": {"evidence": evidence}}, [marked_letter(tmp_path / "A.txt", tmp_path / "A.json")], said.append)
    assert said[-1].split() == ["example.model", "2", "0.50"]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Letters A, B and C; the first reader read letters of elsewhere, the second A and B, the third all."""
    (tmp_path / "letters").mkdir()
    for name in "ABC":
        (tmp_path / "letters" / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    for reader, names in (("r1", "Z"), ("r2", "AB"), ("r3", "ABC")):
        (tmp_path / "readings" / reader).mkdir(parents=True)
        for name in names:
            (tmp_path / "readings" / reader / f"{name}.json").write_text(json.dumps(READING), encoding="utf-8")
    written(tmp_path / "system.jsonl", *({"id": name, **REPORT} for name in "ABC"))
    return tmp_path


def call(corpus: Path, *more: str) -> list[str]:
    return ["evaluate", str(corpus / "letters"), str(corpus / "readings"), "--boot", "0", *more]


def test_a_trained_model_has_a_line_for_each_label_and_range(tmp_path: Path) -> None:
    (tmp_path / "A.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "A.json").write_text(json.dumps(READING), encoding="utf-8")
    found = {"kind": "competency", "rule": "competency.model", "start": 0, "end": 5}
    evidence = [found | {"label": "ethics", "details": {"probability": p}} for p in (0.31, 0.49, 0.95)] + [
        found | {"label": "academic", "details": {"probability": 0.5}}
    ]
    said: list[str] = []
    rule_precision({"A": {"evidence": evidence}}, [marked_letter(tmp_path / "A.txt", tmp_path / "A.json")], said.append)
    counted = {line[:52].strip(): int(line[52:59]) for line in said[1:]}
    assert counted == {
        "competency.model": 4,
        "competency.model: ethics": 3,
        "competency.model: academic": 1,
        "competency.model, probability from 0.3": 2,
        "competency.model, probability from 0.5": 1,
        "competency.model, probability from 0.9": 1,
    }


def test_the_first_reader_is_the_first_who_read_any_of_the_letters(corpus: Path) -> None:
    name, marked = first_reader({"A": {}, "B": {}, "C": {}, "Z": {}}, corpus / "letters", corpus / "readings")
    assert (name, [one.id for one in marked]) == ("r2", ["A", "B"])
    name, marked = first_reader({"C": {}}, corpus / "letters", corpus / "readings")
    assert (name, [one.id for one in marked]) == ("r3", ["C"])
    with pytest.raises(InputError, match="nobody read any"):
        first_reader({}, corpus / "letters", corpus / "readings")


def test_the_command_prints_every_table_where_readers_read_some_letters_only(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    levels = written(corpus / "levels.jsonl", {"id": "A", "checklist": {"teamwork": 1}})
    more = ["--system", str(corpus / "system.jsonl"), "--checklists", str(levels), "--rules"]
    assert main(call(corpus, *more)) == 0
    said = capsys.readouterr().out
    assert "3 letters; readers r2 (2), r3 (3)" in said
    assert "against r2, 2 letters" in said
    assert "checklists, against levels.jsonl" in said
    assert "precision" in said


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (("--system", "nowhere.jsonl"), "nowhere.jsonl: there is no such file"),
        (("--checklists", "nowhere.jsonl"), "nowhere.jsonl: there is no such file"),
        (("--ceiling", "nowhere"), "nowhere: no .txt letters here"),
        (("--config", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_what_is_not_there_is_named_before_a_letter_is_read(
    corpus: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    more: tuple[str, str],
    message: str,
) -> None:
    monkeypatch.setattr(lorscore, "load", lambda **_: pytest.fail("it read the letters first"))
    assert main(call(corpus, *more)) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "fault of lorscore" not in said


def test_readings_that_are_not_there_are_named_before_a_letter_is_read(
    corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lorscore, "load", lambda **_: pytest.fail("it read the letters first"))
    assert main(["evaluate", str(corpus / "letters"), str(corpus / "nowhere")]) == 2
    assert "nowhere: there is no such folder" in capsys.readouterr().err
    (corpus / "readings" / "r2" / "A.json").write_text("[", encoding="utf-8")
    assert main(call(corpus)) == 2
    assert "A.json: this is no reading of a letter" in capsys.readouterr().err


def test_settings_hold_in_the_command(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = corpus / "own.toml"
    settings.write_text('[words]\ngeneric_adjective = ["found the variant"]\n', encoding="utf-8")
    assert main(call(corpus, "--rules", "--config", str(settings))) == 0
    assert "words.generic_adjective" in capsys.readouterr().out
    settings.write_text('disable = ["*"]\n', encoding="utf-8")
    assert main(call(corpus, "--rules", "--config", str(settings))) == 0
    assert capsys.readouterr().out.split("precision")[1].split() == []


def test_a_report_that_is_not_whole_is_named(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": path.stem, **REPORT} for path in sorted((corpus / "letters").glob("*.txt"))]
    del rows[0]["qualities"]
    system = written(corpus / "system.jsonl", *rows)
    assert main(call(corpus, "--system", str(system))) == 2
    said = capsys.readouterr().err
    assert f"{rows[0]['id']}: its report lacks qualities" in said
    assert "fault of lorscore" not in said
