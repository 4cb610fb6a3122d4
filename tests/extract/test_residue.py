"""What a template left behind."""

from __future__ import annotations

import pytest
from letter_docs import read, words

from lorscore.extract.residue import find_residue
from lorscore.extract.target import find_targets

START = (
    "Dear Program Director,\n\nI recommend Dr. Ana Reyes for your residency in medical genetics. "
    "Dr. Reyes was my resident. "
)


def residue(text: str) -> list[tuple[str, str]]:
    doc, rows = read(START + text)
    others = [(s.start_char, s.end_char) for s in doc.spans["mentions"] if s.label_ == "other_applicant"]
    found = find_residue(doc.text, rows, others, find_targets(rows))
    return list(zip([f.label for f in found], words(doc, found), strict=True))


def test_placeholders_that_a_sign_joins_are_one() -> None:
    assert [label for label, _ in residue("Please call me at XXX-XXX-XXXX with any questions.")] == ["placeholder"]
    assert [label for label, _ in residue("She joins XXX in July, and [Name] knows.")] == ["placeholder"] * 2


@pytest.mark.parametrize(
    "mark",
    [
        "[Program Name]",
        "[insert example]",
        "<name>",
        "XX",
        "____",
        "{{applicant}}",
        "INSERT NAME",
        "he/she",
        "[his/her]",
        "TBD",
        "[Name]",
        "[program]",
    ],
)
def test_placeholders(mark: str) -> None:
    assert [label for label, _ in residue(f"She will do well at {mark} in July.")] == ["placeholder"]


@pytest.mark.parametrize(
    "text",
    [
        "She read the report [sic] twice.",
        "This is known [3, 4].",
        'She said "he [the boy] is well."',
        "The karyotype was 46,XX in the girl and 47,XXY in the boy.",
        "Write to me at <aporter@fairview.example> in July.",
        "It was a trio (see above) and the panel was negative.",
    ],
)
def test_what_an_author_writes_on_purpose(text: str) -> None:
    assert residue(text) == []


def test_another_name() -> None:
    found = residue("I am certain that Dr. Hamza Tirmizi will be an asset to your program.")
    assert ("other_name", "Dr. Hamza Tirmizi") in found


def test_another_program() -> None:
    assert residue("She will be a superb resident in your neurology program.") == [("other_program", "neurology")]


def test_a_former_field_is_no_other_program() -> None:
    assert residue("She completed her residency in pediatrics last year.") == []


def test_a_pronoun_that_slips() -> None:
    text = "She is kind. She is careful. She works late. She reads. He completed the tasks. She is well liked."
    assert residue(text) == [("pronoun_slip", "He")]


def test_another_person_is_no_slip() -> None:
    text = "She is kind. She is careful. She works late. She saw a boy with a rash. He had a fever. She asked why."
    assert residue(text) == []


def test_a_singular_they_is_no_slip() -> None:
    assert residue("They are kind. They are careful. They work late. They read. They are liked.") == []


def test_a_bare_name_that_is_recommended_and_stands_nowhere_else() -> None:
    assert ("other_name", "Miriam") in residue("I think Miriam would be a good addition to your program.")
    assert ("other_name", "Sanne") in residue("I would be glad to see Sanne in your residency.")


@pytest.mark.parametrize(
    "text",
    [
        "I think Ana would be a good addition to your program.",
        "A program at Linz would suit her, and she asked about the residency in Graz.",
        "The nurse said that Miriam had slept well.",
    ],
)
def test_names_that_are_not_recommended(text: str) -> None:
    assert not [label for label, _ in residue(text) if label == "other_name"]


def test_a_passer_by_who_speaks_is_no_slip() -> None:
    usual = "She reads. She writes. She asks. She listens. "
    assert residue(usual + "The bus driver asked about her. I said she was well. He was glad.") == []
    assert ("pronoun_slip", "He") in residue(usual + "He is a team player.")
