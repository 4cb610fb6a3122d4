"""Competencies: qualities shown or asserted, words that only look like one, and the levels of a letter."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language

from lorscore.extract.base import load_english
from lorscore.extract.classify import sentence_model
from lorscore.extract.competency import COUNTS, find_competencies, quality_inputs, quality_levels, quality_weights
from lorscore.extract.judge import judge
from lorscore.extract.view import sentences
from lorscore.report import QUALITIES


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_english()


def found(nlp: Language, text: str) -> dict[str, bool | None]:
    read = sentences(nlp(text))
    return {f.label: f.shown for f in find_competencies(read, judge(read))}


SHOWN = [
    ("She noticed the wide-set eyes and measured the inner canthal distance herself.", "analytical"),
    ("He searched the literature that night and found the one paper that described this gene.", "rare_disease"),
    ("She called the laboratory director and the cardiologist so that both agreed on the plan.", "collaboration"),
    ("He explained the recurrence risk to the parents with a drawing, in plain Spanish.", "communication"),
    ("She asked the mother's permission before she told the sister about the result.", "ethics"),
    ("He presented the study as a poster and published it as first author.", "academic"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quality"), SHOWN, ids=[q for _, q in SHOWN])
def test_shown_by_behaviour(nlp: Language, text: str, quality: str) -> None:
    assert found(nlp, text).get(quality) is True


ASSERTED = [
    ("She has excellent communication skills.", "communication"),
    ("He has sound clinical reasoning.", "analytical"),
    ("She works well with nurses and genetic counselors.", "collaboration"),
    ("He has a strong interest in rare diseases.", "rare_disease"),
]


@pytest.mark.parametrize(("text", "quality"), ASSERTED, ids=[q for _, q in ASSERTED])
def test_asserted(nlp: Language, text: str, quality: str) -> None:
    assert found(nlp, text).get(quality) is False


TRAPS = [
    ("She has a strong work ethic.", "ethics"),
    ("He is a rare talent.", "rare_disease"),
    ("She has an impressive academic pedigree.", "analytical"),
    ("He has an array of skills.", "analytical"),
    ("She inherited a busy panel of patients.", "analytical"),
    ("The sequence of events was unfortunate.", "analytical"),
    ("I write from our Division of Medical Genetics.", "rare_disease"),
    ("I enclose a certified translation of her transcript.", "communication"),
    ("He took charge of the night shift.", "analytical"),
    ("Our laboratory sequences two thousand exomes a year.", "analytical"),
]


@pytest.mark.parametrize(("text", "quality"), TRAPS, ids=[t for t, _ in TRAPS])
def test_words_that_only_look_like_a_quality(nlp: Language, text: str, quality: str) -> None:
    assert quality not in found(nlp, text)


def test_terms_make_it_concrete(nlp: Language) -> None:
    read = sentences(nlp("She classified the PTPN11 variant and suspected Noonan syndrome."))
    rows = [f for f in find_competencies(read, judge(read)) if f.label == "analytical"]
    assert "noonan syndrome" in rows[0].details["terms"]


def test_levels_of_a_letter(nlp: Language) -> None:
    plain = sentences(nlp("He is pleasant. He came on time. I wish him well."))
    assert set(quality_levels(plain, judge(plain)).values()) == {0}
    rich = sentences(nlp(" ".join(text for text, _ in SHOWN)))
    assert quality_levels(rich, judge(rich))["analytical"] == 2


def test_an_empty_letter_reads_as_one_that_says_nothing() -> None:
    labels, thresholds = sentence_model().labels, sentence_model().thresholds
    nothing = quality_inputs(np.zeros((1, len(labels))), labels, thresholds)
    assert nothing.shape == (len(QUALITIES), 27)
    assert not nothing.any()
    assert (quality_inputs(np.zeros((0, len(labels))), labels, thresholds) == nothing).all()
    below = np.asarray([COUNTS * thresholds - 0.01])
    assert (quality_inputs(below, labels, thresholds) == nothing).all(), "what is far from evidence counts as nothing"
    assert (quality_inputs(np.full((1, len(labels)), 0.9), labels, thresholds) > nothing).any()


def test_no_evidence_lowers_a_level() -> None:
    for entry in quality_weights().values():
        assert min(entry["weights"]) >= 0
