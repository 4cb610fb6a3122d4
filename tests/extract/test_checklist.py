"""The guide's checklists."""

from __future__ import annotations

from letter_docs import read

from lorscore.extract.checklist import checklist_items, checklist_levels, find_checklist
from lorscore.report import QUALITIES

NONE = dict.fromkeys(QUALITIES, 0)


def levels(text: str, letter_type: str = "clinical", qualities=NONE) -> dict[str, int]:
    _, rows = read("I supervised Dr. Ana Reyes for a year. " + text)
    return checklist_levels(find_checklist(rows, letter_type), letter_type, qualities)


def test_shown_said_absent() -> None:
    found = levels("She reviewed the exome and asked for the parents' samples. She is a team player.")
    assert (found["genetics_content"], found["teamwork"], found["professionalism"]) == (2, 1, 0)


def test_what_the_applicant_does_not_do_shows_nothing() -> None:
    assert levels("I read the exome, and the laboratory called.")["genetics_content"] == 0
    assert levels("She did not read the exome.")["genetics_content"] < 2
    assert levels("If an exome came back, she would read it.")["genetics_content"] < 2


def test_what_the_writer_is_says_nothing_of_the_applicant() -> None:
    told = "I have been the consultant responsible for the service, and Dr. Reyes worked with me."
    assert (levels(told)["professionalism"], levels(told)["teamwork"]) == (0, 0)
    assert levels("She is responsible.")["professionalism"] == 1


def test_research_has_its_own_list() -> None:
    found = levels("She wrote a script for the pipeline and presented the poster. She is persistent.", "research")
    assert (found["technical_skill"], found["writing_speaking"], found["perseverance"]) == (2, 1, 1)
    assert set(found) == {item.name for item in checklist_items("research")}
    often = "She drafted the abstract. She wrote the manuscript with us. She presented the poster in May."
    assert levels(often, "research")["writing_speaking"] == 2


def test_a_letter_of_no_type_has_the_clinical_list() -> None:
    assert checklist_items("other") == checklist_items("clinical")


def test_a_quality_lifts_its_item() -> None:
    assert levels("She was here.", qualities=NONE | {"communication": 2})["family_communication"] == 2


def test_at_most_three_places_an_item() -> None:
    _, rows = read("Dr. Reyes was good. " + "She read the exome. " * 6)
    assert sum(f.label == "genetics_content" for f in find_checklist(rows, "clinical")) == 3
