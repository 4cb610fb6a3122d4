"""Every rule's own examples, and the linter."""

from __future__ import annotations

import functools

import pytest

from lorscore.errors import RuleError
from lorscore.extract.base import load_english
from lorscore.extract.rule_examples import examples, failure
from lorscore.guide.rules import digest, from_words, parse, shipped

CASES = [
    pytest.param(rule, name, text, id=f"{rule.id}: {name} {i}")
    for rule in shipped()
    for i, (name, text) in enumerate(examples(rule))
]
GOOD = """[[rule]]
id = "x.y"
kind = "comparative"
explain = "Ranks."
source = "guide: Comparative"
tokens = [{LOWER = "top"}, {LIKE_NUM = true}]
hits = ["She is in the [top 5] of our students."]
misses = ["The top of the page."]
"""


@functools.cache
def nlp():
    return load_english()


@pytest.mark.parametrize(("rule", "name", "text"), CASES)
def test_example_of_a_rule(rule, name, text):
    assert failure(rule, name, text, nlp()) is None


def test_a_good_rule_passes_the_linter():
    assert [r.id for r in parse(GOOD, "mine.toml")] == ["x.y"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"comparative"\nexplain', '"comparison"\nexplain', "kind is 'comparison'"),
        ("[top 5]", "top 5", "must mark its span"),
        ("The top of the page.", "Nothing here.", "shares no word"),
        ("misses", "missing", "unknown key 'missing'"),
        ('LOWER = "top"', 'LOWER = "Top"', "lower case"),
        ('{LOWER = "top"}', '{TAG = "NOUNS"}', "no value of TAG"),
        ('{LOWER = "top"}', '{CLASS = "no_such_list"}', "no value of CLASS"),
        ('{LOWER = "top"}', '{REGEX = "t.p"}', "unknown token key 'REGEX'"),
        ('{LOWER = "top"}', '{LOWER = "top", OP = "!"}', "OP is '!'"),
        ('{LOWER = "top"}, {LIKE_NUM = true}', '{LOWER = "top", OP = "?"}', "at least one token that must be there"),
        ('source = "guide: Comparative"\n', "", "'source' is missing"),
        ("[[rule]]", "[[rules]]", "unknown table"),
    ],
)
def test_the_linter_refuses_and_says_where(old, new, message):
    assert old in GOOD
    with pytest.raises(RuleError, match=r"mine\.toml") as error:
        parse(GOOD.replace(old, new), "mine.toml")
    assert message in str(error.value)


def test_a_repeated_id_is_refused():
    with pytest.raises(RuleError, match="used already"):
        parse(GOOD + GOOD, "mine.toml")


def test_words_of_an_unknown_kind_are_refused():
    with pytest.raises(RuleError, match="none of"):
        from_words({"praise": ["a star"]})


def test_digest_is_stable():
    assert digest() == digest()
    assert len(digest()) == 64
