"""Flags from the feature table."""

from __future__ import annotations

import pytest

from lorscore.features import feature_names
from lorscore.report import FLAGS
from lorscore.scoring.flags import FEATURES, flags_from, limits

NOTHING = dict.fromkeys(FEATURES, 0.0)


def raised(**features: float) -> list[str]:
    return [name for name, on in flags_from(NOTHING | features).items() if on]


def test_nothing_raises_nothing() -> None:
    assert raised() == []
    assert tuple(flags_from(NOTHING)) == FLAGS


@pytest.mark.parametrize(
    ("features", "flag"),
    [
        ({"doubt": 3}, "doubt_raiser"),
        ({"inflated": 2}, "overstated"),
        ({"barely": 0.9}, "barely_knows"),
        ({"contact_personal": 1}, "personal_relation"),
        ({"generic_praise": 9}, "personality_only"),
        ({"other_specialty": 0.9}, "wrong_specialty"),
        ({"residue": 1}, "template_residue"),
    ],
)
def test_each_flag_by_its_own_evidence(features: dict[str, float], flag: str) -> None:
    assert raised(**features) == [flag]


def test_a_weakness_overcome_raises_no_doubt() -> None:
    assert raised(doubt=3, doubt_overcome=1) == []


def test_strengths_take_more_doubts() -> None:
    assert raised(doubt=3, example_sentences=8) == []
    assert raised(doubt=4, example_sentences=8) == ["doubt_raiser"]


def test_work_shown_is_more_than_personality() -> None:
    assert raised(generic_praise=9, competency_shown=1) == []
    assert raised(generic_praise=9, competency_asserted=1) == ["personality_only"]
    assert raised(generic_praise=9, competency_asserted=3) == []


def test_of_what_is_no_letter_nothing_else_is_said() -> None:
    flags = flags_from(NOTHING | {"residue": 5.0, "doubt": 9.0}, is_letter=False)
    assert [name for name, on in flags.items() if on] == ["not_a_letter"]


def test_a_missing_feature_is_no_zero() -> None:
    with pytest.raises(KeyError):
        flags_from({})


def test_the_features_exist() -> None:
    assert set(FEATURES) <= set(feature_names())


def test_every_limit_says_what_it_is_about() -> None:
    assert all(table["about"] for table in limits().values())
