"""A specialty is one file: a second one proves that the first is not wired in."""

from __future__ import annotations

import pytest

from lorscore.errors import RuleError
from lorscore.extract.base import load_english
from lorscore.extract.competency import find_competencies
from lorscore.extract.judge import judge
from lorscore.extract.view import sentences
from lorscore.guide.lexicon import SPECIALTY_CLASSES, lexicon
from lorscore.guide.specialty import specialties, specialty
from lorscore.report import QUALITIES


@pytest.mark.parametrize("name", specialties())
def test_every_specialty_has_all_classes_and_qualities(name: str) -> None:
    assert set(specialty(name).qualities) == set(QUALITIES)
    assert all(lexicon(name).members[c] for c in SPECIALTY_CLASSES)


def test_classes_have_the_same_bits_in_every_specialty() -> None:
    assert all(lexicon(name).bits == lexicon().bits for name in specialties())


def test_the_second_specialty_reads_its_own_words() -> None:
    text = "She suspected intussusception, asked for the ultrasound, and explained the air enema to the mother."
    doc = load_english()(text)
    doc.user_data["specialty"] = "pediatrics"
    read = sentences(doc)
    bit = lexicon().bits["sp_condition"]
    assert read[0].classes[read[0].lower.index("intussusception")] & bit
    found = find_competencies(read, judge(read), "pediatrics")
    assert found
    assert any("intussusception" in f.details["terms"] for f in found)
    plain = sentences(load_english()(text))
    assert not plain[0].classes[plain[0].lower.index("intussusception")] & bit


def test_only_the_fitted_specialty_is_validated() -> None:
    assert [name for name in specialties() if specialty(name).validated] == ["medical_genetics"]


@pytest.mark.parametrize("name", ["surgery", "../rules/generic", ""])
def test_an_unknown_specialty_is_refused_in_words(name: str) -> None:
    with pytest.raises(RuleError, match="specialty"):
        lexicon(name)
