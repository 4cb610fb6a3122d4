"""Every heading and clause of the guide is carried out by something that exists, or says what is missing."""

from __future__ import annotations

import importlib
import tomllib
from importlib import resources
from typing import Any

import pytest

from lorscore.guide.rules import shipped

GUIDE = resources.files("lorscore.guide")
CLAUSES = tomllib.loads((GUIDE / "coverage.toml").read_text(encoding="utf-8"))["clause"]
POINTERS = [pytest.param(pointer, id=pointer) for clause in CLAUSES for pointer in clause.get("by", [])]


def follow(pointer: str) -> Any:
    """Return what a pointer of coverage.toml points at; raises LookupError or ImportError where it is nothing."""
    kind, _, place = pointer.partition(":")
    if kind == "rule":
        found = [r for r in shipped() if r.id == place or (place.endswith("*") and r.id.startswith(place[:-1]))]
        if not found:
            raise LookupError(f"no rule {place}")
        return found
    if kind == "code":
        module, _, name = place.partition(":")
        return getattr(importlib.import_module(module), name)
    if kind == "data":
        file, _, key = place.partition("#")
        table: Any = tomllib.loads((GUIDE / file).read_text(encoding="utf-8"))
        return step(table, key)
    raise LookupError(f"unknown kind of pointer {kind!r}")


def step(table: Any, key: str) -> Any:
    """Walk dotted keys; in a list of tables the rest of the key is the id of one."""
    if isinstance(table, list):
        return next(row for row in table if row.get("id") == key)
    if key in table:
        return table[key]
    head, _, rest = key.partition(".")
    if head in table and rest:
        return step(table[head], rest)
    lists = [v for v in table.values() if isinstance(v, list) and any(isinstance(r, dict) for r in v)]
    return next(row for rows in lists for row in rows if isinstance(row, dict) and row.get("id") == key)


@pytest.mark.parametrize("pointer", POINTERS)
def test_points_at_something(pointer: str) -> None:
    assert follow(pointer)


@pytest.mark.parametrize("pointer", ["rule:none.such", "data:flags.toml#none", "code:lorscore.cli:none", "page:3"])
def test_a_pointer_at_nothing_fails(pointer: str) -> None:
    with pytest.raises((LookupError, AttributeError, StopIteration)):
        follow(pointer)


def test_every_clause_is_carried_out_or_says_what_is_missing() -> None:
    for clause in CLAUSES:
        assert set(clause) <= {"heading", "clause", "by", "todo"}
        assert clause["heading"]
        assert clause["clause"].endswith(".")
        assert clause.get("by") or clause.get("todo")


def test_no_clause_stands_twice() -> None:
    assert len({(c["heading"], c["clause"]) for c in CLAUSES}) == len(CLAUSES)


@pytest.mark.parametrize(
    "heading",
    [
        "Specific and example-driven", "Comparative", "Relevant to medical genetics", "Credible and recognizable",
        "Honest but enthusiastic", "Clinical letters, What They Should Highlight",
        "Research letters, What They Should Highlight", "International graduates", "Home-country letters",
        "How many letters, and from whom", "Weak letters", "Getting strong letters",
    ],
)  # fmt: skip
def test_every_heading_is_there(heading: str) -> None:
    assert heading in {c["heading"] for c in CLAUSES}


def test_what_rules_cite_of_the_guide_is_a_heading() -> None:
    headings = {c["heading"] for c in CLAUSES}
    cited = {
        part.strip().removeprefix("guide:").strip().split(" (")[0].split(":")[0]
        for rule in shipped()
        for part in rule.source.split(";")
        if part.strip().startswith("guide:")
    }
    assert cited <= headings | {"Enthusiasm"}
