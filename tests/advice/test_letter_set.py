"""The letters of one applicant together, on reports made by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from full_report import build
from test_html import Page

from lorscore.advice import letter_set, set_page, set_text
from lorscore.advice.facts import letter_facts, north_american
from lorscore.errors import InputError
from lorscore.letter import Letter
from lorscore.report import CRITERIA, FLAGS, QUALITIES, Applicant, CriterionLevel, Entity, Report

HEAD = "Alder Bay University Hospital\nAlder Bay, Oregon 97000\n\nSeptember 12, 2025\n\nDear Program Director,\n\n"
FOOT = "\n\nSincerely,\n\nRuth Lindqvist, MD\nProfessor of Medical Genetics"
BODIES = (
    "I supervised Ines Raman for a year. She noticed ptosis in a boy and proposed Noonan syndrome.",
    "Ines Raman worked in my laboratory. She found three variants in unsolved exomes.",
    "I taught Ines Raman on our wards. She stayed late to reach a family about a recall.",
)


def report(body: str = BODIES[0], *, head: str = HEAD, level: float = 3.0, quality: int = 2, **changes: Any) -> Report:
    text = head + body + FOOT
    parts = [{"kind": p.kind, "start": p.start, "end": p.end} for p in Letter.from_text(text).parts]
    values: dict[str, Any] = {
        "applicant": Applicant("Ines Raman", "inferred"), "parts": parts, "overall": 4.2, "interval": [3.8, 4.6],
        "criteria": {c: CriterionLevel(level, True) for c in CRITERIA},
        "qualities": dict.fromkeys(QUALITIES, quality), "flags": dict.fromkeys(FLAGS, False),
        "writer": "clinical_geneticist", "letter_type": "clinical", "checklist": {}, "img": {},
    }  # fmt: skip
    return build(text, **(values | changes))


def mix(*reports: Report) -> dict[str, letter_set.MixItem]:
    return {item.id: item for item in letter_set.review(reports).mix}


GENETICIST = report(BODIES[0])
MENTOR = report(BODIES[1], writer="research_mentor", letter_type="research", checklist={"clinician_scholar": 1})
RELATED = report(BODIES[2], writer="related_specialist")


def test_the_recommended_mix_is_met() -> None:
    # the renderers' report tells an interest in genetics only in its own letter
    items = mix(GENETICIST, MENTOR, RELATED)
    assert {i.id: i.status for i in items.values() if i.status != "met"} == {
        "related-interest": "missing", "senior-home": "optional",
    }  # fmt: skip
    assert items["related-interest"].letters == ("C",)
    assert items["geneticist"].letters == ("A",)
    assert items["mentor-or-second"].letters == ("B", "C")


def test_what_is_missing() -> None:
    items = mix(MENTOR, MENTOR)
    assert {i.id for i in items.values() if i.status == "missing"} == {
        "number", "strong", "geneticist", "related", "clinical", "north-american",
    }  # fmt: skip
    found = letter_set.review([MENTOR, MENTOR])
    assert any("clinical geneticist" in line for line in found.next)


def test_three_strong_beat_four_weak() -> None:
    weak = report(overall=2.5)
    items = mix(GENETICIST, MENTOR, RELATED, weak)
    assert items["number"].status == items["strong"].status == "met"
    assert "without D" in items["strong"].message
    assert "1 of 2" in mix(GENETICIST, weak)["strong"].message


@pytest.mark.parametrize(
    ("head", "near"),
    [
        (HEAD, True),
        ("Clinic\nToronto, Ontario\n\n", True),
        ("Hospital\n12 Main Street, Boston, MA 02115\n\n", True),
        ("Hospital\nMcGill, Montreal H3A 0G4\n\n", True),
        ("Hospital Universitario\nMadrid, Spain\n\n", False),
        ("Hospital\nTbilisi, Georgia\n\n", True),  # the state or the country: its name cannot tell
        ("Genetics Clinic\n\n", None),
    ],
)
def test_where_a_letter_comes_from(head: str, near: bool | None) -> None:
    assert north_american(report(head=head + "September 12, 2025\n\nDear Program Director,\n\n")) is near


def test_an_address_that_is_not_given_is_not_known() -> None:
    plain = report(head="Dear Program Director,\n\n")
    assert mix(plain, plain)["north-american"].status == "unknown"
    abroad = report(head="Hospital\nMadrid, Spain\n\nDear Program Director,\n\n")
    assert mix(abroad, abroad)["north-american"].status == "missing"
    assert mix(abroad, plain)["north-american"].status == "unknown"


def test_research_letters_are_tied_to_genetics() -> None:
    loose = report(writer="research_mentor", letter_type="research", quality=1, level=1.0)
    item = mix(GENETICIST, loose)["research-tied"]
    assert (item.status, item.letters) == ("missing", ("B",))


@pytest.mark.parametrize(
    ("changes", "caution"),
    [
        ({"flags": {f: f == "barely_knows" for f in FLAGS}}, "barely-knows"),
        ({"flags": {f: f == "personality_only" for f in FLAGS}}, "personality"),
        ({"flags": {f: f == "overstated" for f in FLAGS}}, "overstated"),
        ({"writer": "community"}, "community"),
        ({"writer": "lab_or_counselor"}, "non-physician"),
        ({"writer": "personal"}, "personal"),
        ({"level": 1.0}, "generic"),
        ({"writer": "home_faculty", "head": "Hospital\nMadrid, Spain\n\nDear Program Director,\n\n"}, "home"),
    ],
)
def test_cautions(changes: dict[str, Any], caution: str) -> None:
    found = letter_set.review([GENETICIST, report(**changes)])
    assert [(c.letter, c.id) for c in found.cautions] == [("B", caution)]


def test_what_no_letter_covers() -> None:
    thin = report(level=2.5, qualities=dict.fromkeys(QUALITIES, 2) | {"ethics": 1})
    found = letter_set.review([thin, thin])
    assert found.uncovered["criteria"] == list(CRITERIA)
    assert found.uncovered["qualities"] == ["ethics"]
    assert any("ethical judgment" in line for line in found.next)
    assert letter_set.review([thin, GENETICIST]).uncovered["criteria"] == []


def test_near_identical_sentences() -> None:
    one = report("Dr. Raman drew the pedigree of a family with early colon cancer and changed our plan. She is exact.")
    # another name for the same person, another pronoun, and a word exchanged
    two = report(
        "Ms. Ines Raman drew the pedigree of a family with early colon cancer, and altered our plan. I like him."
    )
    shared = letter_set.review([one, two]).shared
    assert [(s.first, s.second) for s in shared] == [("A", "B")]
    assert shared[0].first_sentence.startswith("Dr. Raman drew")
    assert 0.75 <= shared[0].ratio < 1


def test_a_copied_clause_inside_other_words_is_found() -> None:
    clause = "she saw that our intake form never asked about consanguinity and rewrote it"
    one = report(f"In the spring {clause} within a week, to the delight of the nurses and of me.")
    two = report(f"I remember well, as does everybody here and in the laboratory next door, that {clause}; it stayed.")
    assert len(letter_set.review([one, two]).shared) == 1


def test_courtesies_and_other_sentences_are_not_the_same() -> None:
    same = "Please do not hesitate to contact me if you would like any further information. I recommend her."
    assert letter_set.review([report(BODIES[0] + " " + same), report(BODIES[1] + " " + same)]).shared == ()
    assert letter_set.review([GENETICIST, MENTOR, RELATED]).shared == ()


def contradicted(*reports: Report) -> dict[str, str]:
    return {c.kind: c.message for c in letter_set.review(reports).contradictions}


def test_letters_that_agree() -> None:
    assert contradicted(GENETICIST, MENTOR, RELATED) == {}


def test_names_that_differ() -> None:
    other = report("I taught Tunde Adeleke. She is exact.", applicant=Applicant("Tunde Adeleke", "inferred"))
    assert '"Ines Raman" (A), "Tunde Adeleke" (B)' in contradicted(GENETICIST, other)["name"]
    for name in ("Dr. Raman", "Inés Raman-Sosa", "I. Raman", None):
        assert "name" not in contradicted(GENETICIST, report(applicant=Applicant(name, "inferred")))


def test_pronouns_that_differ() -> None:
    he = report("I taught Ines Raman for a year. He noticed ptosis. He is exact, and his notes are short.")
    assert contradicted(GENETICIST, he)["pronoun"].endswith('"she" (A), "he" (B).')


def test_facts_that_differ() -> None:
    one = report(
        "I taught Ines Raman. She graduated from medical school in 2019 and scored 251 on Step 2. Step 2 CK: 251."
    )
    two = report("I know Ines Raman. She graduated with honors in 2020.")
    said = contradicted(one, two)
    assert said["fact"] == "The year of graduation differs: 2019 (A), 2020 (B)."
    assert "fact" not in contradicted(one, one)
    three = report("I know Ines Raman. Her score on Step 2 CK was 241. She passed Step 1, and Step 3 with 221.")
    assert "Step 1" not in " ".join(c.message for c in letter_set.review([three, one]).contradictions)
    assert "Step 2 differs: 251 (A), 241 (C)" in " ".join(
        c.message for c in letter_set.review([one, two, three]).contradictions
    )


def test_roles_and_periods_at_one_institution() -> None:
    one = report("Ines Raman worked with us as an observer from 2021 to 2022. She is exact.")
    two = report("Ines Raman was with us as a research fellow from March 2024 to 2025. She is exact.")
    assert not letter_facts([one])[0].institutions, "the report tells its institutions as entities"
    place = HEAD.index("Alder Bay University Hospital")
    entity = Entity("institution", "letterhead", place, place + 29)
    here = [report(r.text[len(HEAD) : -len(FOOT)], entities=[entity]) for r in (one, two)]
    said = contradicted(*here)
    assert 'call the applicant "observer" and "research fellow"' in said["role"]
    assert "2021-2022 and 2024-2025" in said["period"]
    short = report("Ines Raman was with us as a fellow. She is exact.", entities=[entity])
    assert "role" not in contradicted(here[1], short)
    # elsewhere a role may well be another one
    assert not {"role", "period"} & set(contradicted(one, two))


def test_dates() -> None:
    told = report("I taught Ines Raman. She joined us in March 2026 and found a variant.")
    assert "tells of 2026 as past" in contradicted(GENETICIST, told)["date"]
    assert "date" not in contradicted(GENETICIST, report("I taught Ines Raman. She will begin residency in July 2026."))
    old = report(head=HEAD.replace("2025", "2023"))
    assert "24 months before the newest letter" in contradicted(GENETICIST, old)["date"]


def test_a_text_that_is_no_letter_is_shown_and_judged_nothing() -> None:
    none = build("Two eggs.", overall=None, score=None, interval=None, abstained="It is too short.", letter_type=None,
                 writer=None, applicant=Applicant(None, "unknown"), criteria={}, qualities={}, parts=[])  # fmt: skip
    found = letter_set.review([GENETICIST, none])
    assert found.cautions == ()
    assert "not judged (It is too short.)" in " ".join(set_text.render(found).split())
    Page(set_page.render(found))


def test_one_letter_is_no_set() -> None:
    with pytest.raises(InputError, match="two letters or more"):
        letter_set.review([GENETICIST])


def test_text_json_and_page() -> None:
    sly = report(source="/home/somebody/<b>C</b>.txt", applicant=Applicant("<script>", "given"))
    found = letter_set.review([GENETICIST, MENTOR, RELATED, sly])
    text = set_text.render(found)
    assert max(map(len, text.splitlines())) <= 80
    assert "not for screening" in " ".join(text.split())
    data = json.loads(found.to_json())
    assert data["schema"] == "lorscore.set/1"
    assert [x["label"] for x in data["letters"]] == ["A", "B", "C", "D"]
    page = set_page.render(found)
    Page(page)
    assert page.count("<svg") == 3
    assert "<script" not in page
    assert "somebody" not in page
    assert "://" not in page


def test_many_letters_stay_within_the_width() -> None:
    text = set_text.render(letter_set.review([GENETICIST] * 30))
    assert max(map(len, text.splitlines())) <= 80
    assert "AD" in text
