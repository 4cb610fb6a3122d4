"""``lorscore evaluate``: what it prints beside the yardstick."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lorscore.errors import InputError
from lorscore.research.evaluation import checklists, rule_precision, stored_reports
from lorscore.research.marks import MARKED_KINDS

TEXT = "She found the variant. She is kind."


def written(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_checklists_are_compared_item_by_item(tmp_path: Path) -> None:
    levels = [(0, 0), (1, 1), (2, 2), (2, 0)]
    read = [{"id": f"A{k}", "checklist": {"teamwork": want, "perseverance": 1}} for k, (want, _) in enumerate(levels)]
    system = {f"A{k}": {"checklist": {"teamwork": got, "unknown": 2}} for k, (_, got) in enumerate(levels)}
    said: list[str] = []
    checklists(system | {"B": {"checklist": {"teamwork": 2}}}, written(tmp_path / "read.jsonl", *read), said.append)
    assert len(said) == 2  # the heading, and the one item that both have
    name, letters, have, kappa = said[1].split()
    assert (name, letters, have) == ("teamwork", "4", "3")
    assert float(kappa) == pytest.approx(1 - 1 / 1.625, abs=1e-3)  # squared distances: 1 observed, 1.625 by chance


def test_checklists_of_other_letters_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "read.jsonl", {"id": "A", "checklist": {"teamwork": 1}})
    with pytest.raises(InputError, match="none of the letters"):
        checklists({"B": {"checklist": {"teamwork": 1}}}, file, print)


def test_a_line_without_an_id_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2: this is no JSON object with an id"):
        stored_reports(written(tmp_path / "read.jsonl", {"id": "A"}, {"name": "B"}))


def test_precision_of_a_rule_is_the_share_of_its_findings_that_the_reader_marked(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "readings" / "r1").mkdir(parents=True)
    (tmp_path / "letters" / "A.txt").write_text(TEXT, encoding="utf-8")
    marks = {kind: [] for kind in MARKED_KINDS} | {"example": [{"quote": "found the variant"}]}
    (tmp_path / "readings" / "r1" / "A.json").write_text(json.dumps(marks), encoding="utf-8")
    places = [(0, 22), (23, 35)]
    evidence = [{"kind": "example", "rule": "example.model", "label": "", "start": a, "end": b} for a, b in places]
    said: list[str] = []
    rule_precision({"A": {"evidence": evidence}}, tmp_path / "letters", tmp_path / "readings", said.append)
    assert said[-1].split() == ["example.model", "2", "0.50"]
