"""The tables of advice are well formed: conditions ask for facts that exist, sources name headings of the guide."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest

from lorscore.advice.conditions import fits, guide, unknown
from lorscore.advice.facts import letter_facts
from lorscore.report import CRITERIA, IMG_CONCERNS, QUALITIES

TABLES = ("letter_set", "plan", "packet")


def sources(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("source"), str):
            yield value["source"]
        for inner in value.values():
            yield from sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sources(inner)


@pytest.mark.parametrize("table", TABLES)
def test_every_source_is_a_heading_of_the_guide(table: str) -> None:
    coverage = tomllib.loads((resources.files("lorscore.guide") / "coverage.toml").read_text(encoding="utf-8"))
    headings = {clause["heading"] for clause in coverage["clause"]}
    said = set(sources(guide(table)))
    assert said
    for source in said:
        heading = re.fullmatch(r"guide: (.+?)(?: \(.+\))?", source)
        assert heading, source
        assert heading[1] in headings, source


def test_conditions_of_the_set_ask_for_facts_of_letters() -> None:
    from full_report import build

    facts = letter_facts([build()])[0].values
    data = guide("letter_set")
    for entry in [*data["check"], *data["caution"]]:
        assert set(entry.get("where", {})) | set(entry.get("needs", {})) <= set(facts), entry["id"]


def test_conditions_of_the_plan_ask_for_facts_of_writers() -> None:
    data, fields = guide("plan"), guide("profile")["writer"]
    whens = [e["when"] for e in [*data["point"], *data["caution"]]]
    whens += [w for slot in [*data["slot"], *data["unfit"]] for w in slot["any"]] + list(data["kinds"].values())
    for when in whens:
        assert set(when) <= set(fields), when
        for name, wanted in when.items():
            if isinstance(wanted, (str, list)) and "choices" in fields[name]:
                values = [wanted] if isinstance(wanted, str) else wanted
                assert set(values) <= set(fields[name]["choices"]), when


def test_everything_that_can_be_missing_has_its_advice() -> None:
    add = guide("letter_set")["add"]
    assert set(add["criteria"]) == set(CRITERIA)
    assert set(add["qualities"]) == set(QUALITIES)
    # a gap is for those who have one
    assert set(add["img"]) == set(IMG_CONCERNS) - {"img_gap"}


@pytest.mark.parametrize(
    ("when", "facts", "fit"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": ["x", "y"]}, {"a": "y"}, True),
        ({"a": ["x"]}, {"a": ("z", "x")}, True),
        ({"a": {"at_least": 2, "below": 4}}, {"a": 4}, False),
        ({"a": {"at_least": 2, "below": 4}}, {"a": 3.5}, True),
        ({"a": {"at_most": 0}}, {"a": None}, False),
        ({}, {}, True),
    ],
)
def test_fits(when: dict[str, Any], facts: dict[str, Any], fit: bool) -> None:
    assert fits(when, facts) is fit


def test_unknown_is_what_one_more_fact_would_settle() -> None:
    when = {"type": "clinical", "near": True}
    assert unknown(when, {"type": "clinical", "near": None})
    assert not unknown(when, {"type": "research", "near": None})
    assert not unknown(when, {"type": "clinical", "near": False})


def test_a_slip_in_a_table_is_no_silent_no() -> None:
    with pytest.raises(KeyError):
        fits({"weeks": {"atleast": 3}}, {"weeks": 4})
    with pytest.raises(KeyError):
        fits({"week": 3}, {"weeks": 4})
