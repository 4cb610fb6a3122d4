"""What could tell who a patient is, and what cannot."""

from __future__ import annotations

import pytest

from lorscore.extract.identifiers import patient_warnings
from lorscore.extract.name_lexicon import name_data
from lorscore.extract.names import find_entities
from lorscore.letter import Letter
from lorscore.report import Suggestion

FRAME = "I recommend Ana Silva. Ana Silva was with us for a year. {}\n\nSincerely,\nJo Ito, MD"


def warnings(words: str) -> list[Suggestion]:
    letter = Letter.from_text(FRAME.format(words))
    return patient_warnings(letter.text, find_entities(letter))


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        ("She saw a boy named Owen Alderley.", "patient_name", "Owen Alderley"),
        ("Teresa, a four-year-old, had no diagnosis.", "patient_name", "Teresa"),
        ("We met Mrs. Vandersloot in clinic.", "patient_name", "Mrs. Vandersloot"),
        ("The child (MRN 00482913) did well.", "record_number", "00482913"),
        ("The child, DOB 17/06/2013, did well.", "birth_date", "17/06/2013"),
        ("The patient was admitted on 9 May 2024.", "care", "9 May 2024"),
        ("She drew the pedigree of a 93-year-old woman.", "age_over_89", "93-year-old"),
    ],
)
def test_an_identifier_is_told_at_its_place(words: str, kind: str, text: str) -> None:
    (warning,) = warnings(words)
    assert warning.id == f"privacy.{kind}.1"
    assert FRAME.format(words)[warning.start : warning.end] == text
    assert warning.severity == "high"
    assert warning.prompt.endswith("?")


@pytest.mark.parametrize(
    "words",
    [
        "She saw a girl of five in May.",
        "She spoke with Mrs. T. about her son.",
        "She rotated with us from 3 June 2024 to 28 June 2024.",
        "The patient came back in 2021.",
        "The patient had Marfan syndrome and met the Ghent criteria.",
        "She read 4482913 variants for an 89-year-old man.",
        "Dr. Lena Vogt, who runs the clinic, agrees.",
    ],
)
def test_what_identifies_no_patient_is_let_pass(words: str) -> None:
    assert warnings(words) == []


def test_a_name_is_told_once() -> None:
    assert [w.id for w in warnings("A boy named Owen came. Owen is five. Owen laughed.")] == ["privacy.patient_name.1"]


def test_every_warning_asks_a_question_and_none_writes_the_letter() -> None:
    for kind, row in name_data("warnings").items():
        assert row["question"].endswith("?"), kind
        assert "{text}" in row["message"], kind
