"""Every rule's own examples, and the linter."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

import lorscore
from lorscore.errors import RuleError
from lorscore.extract.base import load_english
from lorscore.extract.rule_examples import examples, failure
from lorscore.guide.rules import LABELS, digest, from_words, load, parse, shipped

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
CONTRIBUTING = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"


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
        ("source", 'scale = "tall"\nsource', "scale is 'tall', which is none of rank"),
        ("source", 'plain = "yes"\nsource', "plain is 'yes'"),
        ('"comparative"\nexplain', '"doubt"\nplain = true\nexplain', "the key 'plain' is for rules of the kind"),
    ],
)
def test_the_linter_refuses_and_says_where(old, new, message):
    assert old in GOOD
    with pytest.raises(RuleError, match=r"mine\.toml") as error:
        parse(GOOD.replace(old, new), "mine.toml")
    assert message in str(error.value)


@pytest.mark.parametrize("kind", sorted(LABELS))
@pytest.mark.parametrize("label", ["", "best"])
def test_a_rule_of_the_guide_needs_a_known_label_where_the_label_decides(kind, label):
    text = GOOD.replace('kind = "comparative"', f'kind = "{kind}"\nlabel = "{label}"')
    with pytest.raises(RuleError, match=rf"mine\.toml, rule 'x\.y'.* needs a label, one of .*{LABELS[kind][0]}"):
        parse(text, "mine.toml", own=False)
    assert [r.label for r in parse(text, "mine.toml")] == [label]


def test_a_file_of_the_guide_is_linted_as_one_of_the_guide(monkeypatch, tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(GOOD, encoding="utf-8")
    assert [r.id for r in load(mine)] == ["x.y"]
    monkeypatch.setattr("lorscore.guide.rules._files", lambda folder: [mine.resolve()])
    with pytest.raises(RuleError, match="needs a label"):
        load(mine)


def test_the_example_in_contributing_can_be_added_as_it_is():
    block = re.search(r"```toml\n(.*?)```", CONTRIBUTING.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    (rule,) = parse(block[1], "CONTRIBUTING.md", own=False)
    assert [failure(rule, name, text, nlp()) for name, text in examples(rule)] == [None] * 3


def test_rules_and_words_of_ones_own_need_no_label(tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text(GOOD + GOOD.replace("x.y", "x.z").replace("comparative", "endorsement", 1), encoding="utf-8")
    analyzer = lorscore.load(rules=[mine], words={"comparative": ["sharper eye"], "endorsement": ["mind her going"]})
    report = analyzer.analyze(
        "Dear Colleagues,\n\nI have known Dr. Ana Reyes for two years on our genetics service. She is in the top 5 of "
        "our students. She has a sharper eye than I have. I mind her going.\n\nSincerely,\nJoan Porter, MD\n"
    )
    own = {"x.y", "x.z", "words.comparative", "words.endorsement"}
    assert {e.rule for e in report.evidence if e.rule in own} == own
    assert report.to_json()


def test_a_repeated_id_is_refused():
    with pytest.raises(RuleError, match="used already"):
        parse(GOOD + GOOD, "mine.toml")


def test_words_of_an_unknown_kind_are_refused():
    with pytest.raises(RuleError, match="none of"):
        from_words({"praise": ["a star"]})


def test_digest_is_stable():
    assert digest() == digest()
    assert len(digest()) == 64
