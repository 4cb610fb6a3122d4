"""The feature table: what is counted, and how surely."""

from __future__ import annotations

import pytest

from lorscore.extract.build import build
from lorscore.features import feature_names, letter_features

OPENING = "To the Program Director:\n\nI have supervised Dr. Ana Reyes on the genetics service for two years. "


@pytest.fixture(scope="module")
def nlp():
    return build()


def table(nlp, text: str) -> dict[str, float]:
    return letter_features(nlp(OPENING + text))


def test_names_are_those_of_the_table(nlp) -> None:
    assert tuple(table(nlp, "She is kind.")) == feature_names()


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("She is kind.", 0),
        ("She is above average.", 1),
        ("She is the most careful of all.", 2),
        ("She is second to none.", 2),
        ("She is among the best residents whom I have supervised.", 3),
        ("She is in the top 5% of the 200 residents whom I have supervised in 12 years.", 4),
    ],
)
def test_the_best_comparison_has_the_rubrics_level(nlp, text: str, level: int) -> None:
    assert table(nlp, text)["comparative_best"] == level


def test_evidence_counts_by_how_sure_it_is(nlp) -> None:
    told = table(
        nlp, "In March she saw ptosis in a boy, proposed Noonan syndrome, and the panel found a PTPN11 variant."
    )
    assert told["example_sentences"] == 1
    assert 0.5 < told["example_weight"] <= 1
    assert told["example_surest"] == told["example_weight"]
    nothing = table(nlp, "It rained on Monday.")
    assert nothing["example_weight"] == nothing["example_surest"] == 0


def test_research_is_no_quality_of_the_specialty_alone(nlp) -> None:
    told = table(nlp, "She wrote two papers and presented her poster at our annual research day.")
    assert told["quality_academic"] == 2
    assert told["own_shown"] == told["own_qualities_shown"] == 0
    assert told["competency_shown"] >= 1


def test_support_is_believed_less_beside_claims_that_nobody_believes(nlp) -> None:
    support = "I recommend her to you without any reservation. "
    plain = table(nlp, support)
    assert plain["endorsement_believed"] == plain["endorsement_expected"] > 3
    claims = "She is the greatest physician of all time. No human being has ever equalled her. She is beyond measure. "
    loud = table(nlp, support + claims)
    assert loud["inflated"] > 0
    assert loud["endorsement_believed"] < plain["endorsement_believed"]


def test_support_that_is_held_back_is_counted_apart(nlp) -> None:
    told = table(nlp, "I have no objection to her application.")
    assert told["endorsement"] == 1
    assert told["endorsement_reserved"] > 0.3
    assert told["endorsement_warm"] < 0.5
