"""The marked corpus, as training reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lorscore.errors import InputError
from lorscore.extract.endorsement import READ_RUNGS
from lorscore.research.marks import MARKED_KINDS, checklists, lines_by_id, times_counted, training_letters

DATA = Path(__file__).resolve().parents[2] / "data"


def test_every_training_letter_says_what_it_endorses() -> None:
    rungs, without = set(), 0
    for letter in training_letters(DATA):
        marks = [m for m in letter.marks if m.kind == "endorsement"]
        rungs |= {m.label for m in marks}
        without += not marks
        assert all(0 <= m.start < m.end <= len(letter.text) for m in marks)
    assert rungs == set(READ_RUNGS)
    assert without < 100


def test_letters_of_the_first_readers_count_more() -> None:
    assert times_counted(["M001", "L0001", "M780"]).tolist() == [1, 6, 1]


def test_a_letter_that_nobody_read_for_endorsement_is_named(tmp_path: Path) -> None:
    for folder in (
        "letters/train",
        "letters/readings/r1",
        "more_letters/train",
        "more_letters/readings/r3",
        "endorsements",
    ):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "letters/train/L0001.txt").write_text("I recommend her.", encoding="utf-8")
    reading = {kind: [] for kind in MARKED_KINDS}
    (tmp_path / "letters/readings/r1/L0001.json").write_text(json.dumps(reading), encoding="utf-8")
    (tmp_path / "endorsements/train.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="no line for L0001"):
        list(training_letters(tmp_path))


def test_a_line_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    file = tmp_path / "read.jsonl"
    with pytest.raises(InputError, match=r"read\.jsonl: there is no such file"):
        lines_by_id(file)
    file.write_text('{"id": "A"}\n\n{"name": "B"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 3: this is no JSON object with an id"):
        lines_by_id(file)
    file.write_text('{"id": "A", "text": "one\u2028two"}\n', encoding="utf-8")
    assert lines_by_id(file)["A"]["text"] == "one\u2028two"
    with pytest.raises(InputError, match="the line of A has no checklist"):
        checklists(file)
