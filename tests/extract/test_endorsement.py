"""The recommendation and its rung."""

from __future__ import annotations

import numpy as np
import pytest
from letter_docs import read

from lorscore.extract.classify import sentence_model
from lorscore.extract.endorsement import (
    ENDORSED,
    MODEL_RULE,
    endorsement_rung,
    find_endorsement,
    judged_endorsement,
)
from lorscore.extract.found import Found
from lorscore.extract.judge import judge
from lorscore.guide.rules import RUNGS

KNOWN = "I have known Dr. Ana Reyes for a year. "


def rung(text: str) -> int:
    _, rows = read(KNOWN + text)
    return endorsement_rung(find_endorsement(rows))


def judged(text: str) -> list[Found]:
    _, rows = read(KNOWN + text)
    model = sentence_model()
    columns = [model.labels.index(label) for label in ENDORSED]
    return judged_endorsement(rows, judge(rows)[:, columns], model.thresholds[columns].tolist())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I give her my highest recommendation.", 5),
        ("I would hire her tomorrow.", 5),
        ("I recommend her without any reservation.", 4),
        ("I recommend her wholeheartedly.", 4),
        ("I strongly recommend her to you.", 3),
        ("Any program would be lucky to have her.", 3),
        ("I recommend her to your program.", 2),
        ("I would be comfortable having her as an intern.", 1),
        ("I have no objection to her application.", 1),
        ("She saw patients and wrote notes.", 0),
        ("She recommended the microarray first.", 0),
    ],
)
def test_rung(text: str, wanted: int) -> None:
    assert rung(text) == wanted


def test_a_reserved_word_beside_a_strong_one_costs_a_rung() -> None:
    assert rung("I recommend her without reservation. I wish her well.") == 3


def test_one_sentence_is_one_endorsement() -> None:
    _, rows = read("I recommend Dr. Reyes highly and without any reservation.")
    assert [f.label for f in find_endorsement(rows)] == ["unreserved"]


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Do not let her get away.", 3, 5),
        ("I shall miss her when she goes, and I envy whoever gets her.", 3, 5),
        ("I would let her look after my own daughter.", 3, 5),
        ("If we had a place to give, it would be hers.", 2, 5),
        ("I back her for this training without the smallest doubt.", 3, 5),
        ("I am glad to put my name to her application.", 2, 4),
        ("I support her application for a residency.", 2, 2),
        ("I see no reason to stand in her way.", 1, 2),
        ("With close supervision she may, in time, become adequate for the post.", 0, 1),
    ],
)
def test_a_writers_own_words_are_read(text: str, least: int, most: int) -> None:
    assert least <= endorsement_rung(judged(text)) <= most


@pytest.mark.parametrize(
    "text",
    [
        "She recommended a microarray, and the family agreed.",
        "She tells me that she wants clinical genetics.",
        "We asked the parents to trust her.",
        "Please call me with any questions.",
        "She is kind, punctual and well read.",
        "I hired a new nurse that week.",
    ],
)
def test_what_endorses_nobody(text: str) -> None:
    assert judged(text) == []


@pytest.mark.xfail(strict=True, reason="another's word, a wish and another object are taken for the writer's support")
@pytest.mark.parametrize(
    "text",
    [
        "The father said that he would recommend her to anybody.",
        "She hopes to become a geneticist.",
        "I supported the laboratory's decision to repeat the test.",
    ],
)
def test_support_that_is_not_the_writers_for_the_applicant(text: str) -> None:
    assert judged(text) == []


def test_the_rule_names_the_words_where_it_agrees_with_the_model() -> None:
    one = judged("I give her my highest recommendation.")[-1]
    assert (one.rule, one.label, one.details["rung"]) == ("endorsement.highest", "highest", RUNGS["highest"])
    assert judged("I would let her look after my own daughter.")[-1].rule == MODEL_RULE


def test_details_say_how_sure_the_reading_is() -> None:
    details = judged("I recommend her without any reservation.")[-1].details
    assert 0 < details["warm"] <= 1
    assert 0 < details["probability"] <= 1
    assert 2 < details["expected_rung"] <= 4


def test_an_endorsement_stands_in_the_body() -> None:
    _, rows = read("RECOMMENDED WITHOUT RESERVATION\n\n" + KNOWN)
    outside = [s for s in rows if not s.in_body]
    assert judged_endorsement(outside, np.ones((len(outside), len(ENDORSED))), [0.5] * len(ENDORSED)) == []


def test_what_hardly_endorses_is_not_held_back() -> None:
    _, rows = read("I shall see her again.")
    asked = [np.asarray([row]) for row in ([0.40, 0.39, 0.1, 0.0], [0.8, 0.3, 0.0, 0.0])]
    found = [judged_endorsement(rows, row, [0.36, 0.45, 0.36, 0.47])[0] for row in asked]
    assert [(f.label, f.details["held_back"]) for f in found] == [("plain", 0.01), ("reserved", 0.5)]
