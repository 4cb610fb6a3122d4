"""What kind of letter and of writer."""

from __future__ import annotations

import pytest
from letter_docs import read

from lorscore.extract.contact import contact_of, find_contact
from lorscore.extract.letter_features import letter_features
from lorscore.extract.letter_kind import kind_features, letter_kind, writer_ladder, writer_points
from lorscore.guide.lexicon import lexicon
from lorscore.report import LETTER_TYPES, WRITERS

COUNSELOR = """Dear Program Director,

I am a certified genetic counselor, and Dr. Ana Reyes spent an eight-week elective in our clinic. She saw patients with
me on two mornings a week and drew their pedigrees.

Sincerely,
Joan Porter, MS, CGC
Senior Genetic Counselor
"""
MENTOR = """Dear Program Director,

Dr. Ana Reyes was a research fellow in my laboratory for two years. She built our sequencing pipeline, ran the assays
and wrote the manuscript. I am the principal investigator of the group, and we met every week to go over the data.

Sincerely,
Joan Porter, PhD
Professor and Principal Investigator
"""
SHADOW = """Dear Program Director,

Dr. Ana Reyes shadowed me for one week in May. A week is not long. She asked good questions and was polite to the staff.

Sincerely,
Joan Porter, MD
"""


def kind(text: str) -> tuple[str, str, float]:
    _, rows = read(text)
    return letter_kind(rows, contact_of(find_contact(rows), rows))


def test_a_counselors_clinical_letter() -> None:
    assert kind(COUNSELOR)[:2] == ("clinical", "lab_or_counselor")


def test_a_mentors_research_letter() -> None:
    assert kind(MENTOR)[:2] == ("research", "research_mentor")


def test_a_week_is_barely_knowing_and_two_years_is_not() -> None:
    assert kind(SHADOW)[2] > 0.5 > kind(MENTOR)[2]


@pytest.mark.parametrize("text", [COUNSELOR, MENTOR, SHADOW])
def test_names_and_pronouns_change_nothing(text: str) -> None:
    other = text.replace("Ana Reyes", "Kwame Boateng").replace("Joan Porter", "Li Wei")
    other = other.replace("She ", "He ").replace("she ", "he ")
    assert kind(other) == kind(text)


def test_no_feature_is_a_word_of_the_letter() -> None:
    _, rows = read(COUNSELOR)
    names = letter_features(rows, contact_of(find_contact(rows), rows))
    assert not any("reyes" in n or "porter" in n or "pedigree" in n for n in names)


def test_the_step_is_a_feature() -> None:
    _, rows = read(COUNSELOR)
    assert "step=lab_or_counselor" in kind_features(rows, contact_of(find_contact(rows), rows))


def test_nothing_known_is_unknown() -> None:
    assert "step=unknown" in kind_features([], contact_of([], []))
    assert {step["writer"] for step in writer_ladder()["step"]} <= set(WRITERS)
    assert kind("Dear Sir,\n\nShe was good.")[0] in LETTER_TYPES


def test_the_classes_of_the_ladder_are_word_lists() -> None:
    ladder = writer_ladder()
    named = {s["class"] for s in ladder["step"] if "class" in s} | set(ladder["seen"]["classes"])
    assert named | set(ladder["seen"]["professions"]) <= set(lexicon().bits)


def points(text: str) -> dict[str, float]:
    _, rows = read(text)
    return writer_points(letter_features(rows, contact_of(find_contact(rows), rows)))


@pytest.mark.parametrize(
    ("sentence", "word_class"),
    [
        ("Dr. Lind was a fellow with us in child neurology for a year.", "writer_related"),
        ("She spent a summer in the molecular laboratory that I direct.", "writer_laboratory"),
        ("I practiced medicine until I retrained as a genetic counselor.", "writer_counselor"),
        ("She joined our genomics group in the spring.", "writer_bench"),
    ],
)
def test_what_the_writer_is_stands_where_the_two_met(sentence: str, word_class: str) -> None:
    mine, others = f"Dear Director,\n\n{sentence}", "Dear Director,\n\nShe read about child neurology and genomics."
    assert points(mine)[word_class] >= points(others).get(word_class, 0.0) + 1.5


def test_a_doctor_of_philosophy_is_no_physician() -> None:
    body = "Dear Director,\n\nDr. Lind worked with me for a year. She was careful.\n\nSincerely,\n\n"

    def told(name: str) -> bool:
        _, rows = read(body + name + "\n")
        return "degree:no_physician" in letter_features(rows, contact_of(find_contact(rows), rows))

    assert told("Ida Holm, PhD")
    assert not told("Ida Holm, MD, PhD")


@pytest.mark.parametrize(
    ("sentence", "setting"),
    [
        ("She was a resident in our program, and later ran a research project with us.", "clinical"),
        ("She was a coordinator of our trials, and later came to the ward.", "research"),
        ("She was an observer on the ward for four weeks.", "observer"),
    ],
)
def test_the_first_word_on_the_placement_is_the_applicants_role(sentence: str, setting: str) -> None:
    _, rows = read(f"Dear Director,\n\n{sentence}")
    names = letter_features(rows, contact_of(find_contact(rows), rows))
    assert [n for n in names if n.startswith("first:")] == [f"first:{setting}"]


def test_a_neonatologist_is_a_specialist_also_in_a_department_of_pediatrics() -> None:
    sign = "Dear Director,\n\nShe was with us.\n\nSincerely,\n\nIda Holm, MD\n"
    _, rows = read(sign + "Professor of Pediatrics, Chief of Neonatology\n")
    assert "step=related_specialist" in kind_features(rows, contact_of(find_contact(rows), rows))
