"""Concrete examples: pairs of a generic and a concrete sentence, look-alikes, stories and what they lack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from spacy.tokens import SpanGroup

from lorscore.extract.base import load_english
from lorscore.extract.classify import sentence_model
from lorscore.extract.example import core, find_examples, vetoed
from lorscore.extract.found import Found
from lorscore.extract.judge import judge
from lorscore.extract.view import sentences

HERE = Path(__file__).parent
PAIRS = [json.loads(line) for line in (HERE / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
"""A generic sentence and a concrete one on the same quality (composed for the project)."""
LOOK_ALIKES = [json.loads(line) for line in (HERE / "look_alikes.jsonl").read_text(encoding="utf-8").splitlines()]
"""Look-alikes of events, and events that look like none; whether each is an example."""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_english()


def examples(nlp: Language, text: str) -> list[Found]:
    found = sentences(nlp(text))
    return find_examples(found, judge(found))


@pytest.mark.parametrize("row", PAIRS, ids=[r["id"] for r in PAIRS])
def test_concrete_and_generic(nlp: Language, row: dict[str, str]) -> None:
    assert not examples(nlp, row["generic"])
    assert examples(nlp, row["concrete"])


@pytest.mark.parametrize("row", LOOK_ALIKES, ids=[r["id"] for r in LOOK_ALIKES])
def test_look_alikes(nlp: Language, row: dict[str, Any]) -> None:
    assert bool(examples(nlp, row["text"])) is row["example"]


def test_names_and_pronouns_change_nothing(nlp: Language) -> None:
    """The probability of an event is the same for any applicant whom the pipeline knows."""
    values = []
    for name, pronoun in (("Ana Silva", "she"), ("Tunde Okafor", "he"), ("Wei Chen", "they")):
        doc = nlp(f"Dr. {name} called the laboratory that evening, and {pronoun} explained the result to the family.")
        span = doc.char_span(0, 4 + len(name), label="applicant", alignment_mode="expand")
        assert span is not None
        doc.spans["mentions"] = SpanGroup(doc, name="mentions", spans=[span], attrs={"pronouns": [pronoun]})
        values.append(judge(sentences(doc))[0, sentence_model().labels.index("example")])
    assert max(values) - min(values) < 0.05


STORY = (
    "In March a boy was referred for short stature. She noticed the wide neck and asked for a karyotype. "
    "The karyotype confirmed mosaic Turner syndrome in his sister as well.\n\n"
    "She is a hard worker. On another day she rewrote our consent form."
)


def test_a_story_shares_its_id_and_knows_its_parts(nlp: Language) -> None:
    found = examples(nlp, STORY)
    told = {f.details["story"] for f in found}
    assert len(told) == 2
    first = [f for f in found if f.details["story"] == "s1"]
    assert len(first) >= 2
    assert first[0].details["action"].startswith("noticed")
    assert first[0].details["missing"] == []
    last = found[-1]
    assert "outcome" in last.details["missing"]
    assert "what came of it" in last.explain


def test_one_span_a_sentence_within_it(nlp: Language) -> None:
    found = sentences(nlp(STORY))
    for s in found:
        first, last = core(s)
        assert 0 <= first <= last < len(s)
    spans = find_examples(found, judge(found))
    assert len({f.start for f in spans}) == len(spans)


@pytest.mark.parametrize(
    "text",
    [
        "If a hypotonic infant came to clinic, she would think of Prader-Willi syndrome.",
        "She will present a case of Fabry disease next month.",
        "[Applicant] presented a case of [condition].",
        "I am told that she once solved a difficult case.",
    ],
)
def test_what_grammar_rules_out(nlp: Language, text: str) -> None:
    assert vetoed(sentences(nlp(text))[0])
