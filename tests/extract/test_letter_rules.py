"""The examples of the rules on contact, credentials, endorsement, IMG concerns and residue are their tests."""

from __future__ import annotations

import pytest
from letter_docs import read

from lorscore.extract.match import RuleMatcher
from lorscore.guide.rules import Rule, rules_of, unbracketed

KINDS = ("contact", "credential", "endorsement", "img", "template_residue")
RULES = [rule for kind in KINDS for rule in rules_of(kind)]


def spans(rule: Rule, text: str) -> list[tuple[int, int]]:
    doc, rows = read(text)
    return [
        (doc[f.start : f.end].start_char, doc[f.start : f.end].end_char) for f in RuleMatcher([rule]).find(rows)
    ]


def cases(column: str) -> list[object]:
    return [
        pytest.param(rule, text, id=f"{rule.id}-{i}") for rule in RULES for i, text in enumerate(getattr(rule, column))
    ]


@pytest.mark.parametrize(("rule", "hit"), cases("hits"))
def test_hits(rule: Rule, hit: str) -> None:
    text, start, end = unbracketed(hit)
    assert (start, end) in spans(rule, text)


@pytest.mark.parametrize(("rule", "miss"), cases("misses"))
def test_misses(rule: Rule, miss: str) -> None:
    assert spans(rule, miss) == []


@pytest.mark.xfail(strict=True, reason="a known gap, written beside the rule")
@pytest.mark.parametrize(("rule", "todo"), cases("todo"))
def test_todo(rule: Rule, todo: str) -> None:
    text, start, end = unbracketed(todo)
    assert (start, end) in spans(rule, text)
