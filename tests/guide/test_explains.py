"""The sentences of the guide on evidence that no rule explains."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from lorscore.errors import RuleError
from lorscore.extract.endorsement import READ_RUNGS
from lorscore.extract.example import PARTS
from lorscore.guide.explains import explains
from lorscore.guide.rules import KINDS, rules_of

ALL = tomllib.loads((resources.files("lorscore.guide") / "explains.toml").read_text(encoding="utf-8"))


def test_every_table_is_a_kind_and_every_entry_a_text() -> None:
    assert set(ALL) <= {*KINDS, "note"}
    assert all(text.strip() for table in ALL.values() for text in table.values())


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("example", ("whole", "lacking", *PARTS)),
        ("endorsement", READ_RUNGS),
        ("doubt", tuple({rule.label for rule in rules_of("doubt")})),
    ],
)
def test_what_a_model_finds_has_its_sentence(kind: str, labels: tuple[str, ...]) -> None:
    assert set(labels) <= set(explains(kind))


def test_a_kind_without_sentences_is_refused() -> None:
    with pytest.raises(RuleError, match=r"no table \[praise\]"):
        explains("praise")
