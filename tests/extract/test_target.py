"""Which specialty the letter is for, and whether it tells of the applicant's interest."""

from __future__ import annotations

import pytest
from letter_docs import read

from lorscore.extract.interest import find_interest, interest_level
from lorscore.extract.target import find_targets, specialty_names, target_of

OWN = "medical_genetics"


def target(text: str) -> str | None:
    _, rows = read("I supervised Dr. Ana Reyes for a year. " + text)
    return target_of(find_targets(rows), OWN)[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I recommend her for your residency in medical genetics.", OWN),
        ("I recommend her for your internal medicine residency program.", "internal_medicine"),
        ("She is applying for a fellowship in nephrology.", "nephrology"),
        ("She will make a very fine pediatrician.", "pediatrics"),
        ("I recommend her for a position in your neurology residency.", "neurology"),
        ("She is applying to pediatrics and medical genetics programs.", OWN),
        ("She is applying to the combined program in internal medicine and medical genetics.", OWN),
        ("She is applying to combined internal medicine/medical genetics programs.", OWN),
        ("Pediatrics is the field to which she now turns.", "pediatrics"),
        ("Goal: hospital medicine.", "internal_medicine"),
        ("She is considering family medicine and psychiatry.", "family_medicine"),
        ("She has the stamina to become a first-rate nephrologist.", "nephrology"),
        ("She will be a credit to any neurology program.", "neurology"),
        ("We see patients from any neurology program nearby.", None),
        ("I came to know her during the three years of her residency in internal medicine.", None),
        ("She saw patients with the neurologists and wrote notes.", None),
        ("I am a cardiologist, and I run the pathology course.", None),
        ("She completed her residency in pediatrics in June.", None),
        ("If she were applying in internal medicine, I would keep her.", None),
    ],
)
def test_target(text: str, wanted: str | None) -> None:
    assert target(text) == wanted


def test_the_salutation_names_the_program() -> None:
    salutation = "To the Psychiatry Residency Selection Committee:"
    _, rows = read(f"{salutation}\n\nI supervised Dr. Ana Reyes for a year, and she was good.")
    assert target_of(find_targets(rows), OWN)[0] == "psychiatry"


def test_the_other_specialty_is_own_when_read_for_it() -> None:
    _, rows = read("I recommend Dr. Ana Reyes for your residency in pediatrics.")
    assert target_of(find_targets(rows), "pediatrics") == ("pediatrics", 1.0)


def test_every_specialty_has_a_name() -> None:
    assert all(table["fields"] for table in specialty_names().values())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("She has a long interest in genetics.", 2),
        ("She wants a career in medical genetics.", 2),
        ("Genetics came up once at lunch, over soup.", 1),
        ("She saw patients and wrote notes.", 0),
        ("I run the genetics clinic.", 1),
    ],
)
def test_interest(text: str, wanted: int) -> None:
    _, rows = read("I supervised Dr. Ana Reyes for a year. " + text)
    assert interest_level(find_interest(rows, OWN)) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("Re: Ana Reyes, elective in general surgery, 8 weeks", None),
        ("Re: Ana Reyes, applicant, general surgery", "surgery"),
    ],
)
def test_the_line_on_the_subject(line: str, wanted: str | None) -> None:
    _, rows = read(f"{line}\n\nDear Director,\n\nDr. Reyes was with me for a year, and she was good.")
    assert target_of(find_targets(rows), OWN)[0] == wanted
