"""Names, dates, contact details and numbers, and what only looks like one."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from lorscore.extract import names_component  # noqa: F401  registers the component
from lorscore.extract.contacts import find_contacts, find_exams, find_numbers, find_record_numbers
from lorscore.extract.dates import find_dates
from lorscore.extract.institutions import find_institutions, find_places
from lorscore.extract.names import find_entities
from lorscore.extract.people import People, find_people
from lorscore.letter import Letter, Part

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("date", "precision"),
    [
        ("3 September 2024", "day"),
        ("September 3, 2024", "day"),
        ("3rd of September, 2024", "day"),
        ("Sept. 3, 2024", "day"),
        ("17th day of September, 2024", "day"),
        ("May 6-10", "day"),
        ("June 30th", "day"),
        ("11/02/2023", "day"),
        ("2024-09-30", "day"),
        ("02.10.2024", "day"),
        ("12. September 2024", "day"),
        ("3 de septiembre de 2024", "day"),
        ("July 2022", "month"),
        ("march of 2021", "month"),
        ("Fall 2021", "month"),
        ("10/2021", "month"),
        ("2019", "year"),
        ("2019-20", "year"),
        ("2021–2023", "year"),
    ],
)
def test_dates(date: str, precision: str) -> None:
    text = f"It was so ({date}), as I recall."
    assert [(text[d.start : d.end], d.precision) for d in find_dates(text)] == [(date, precision)]


@pytest.mark.parametrize(
    "text",
    [
        "She may march in 3 months.",
        "The 2015 ACMG criteria",
        "c.2019A>G",
        "in 1,995 patients",
        "2019 patients",
        "3 of 12",
        "on a Monday in March",
        "version 3.12.1",
        "22q11.2",
        "at 24/7 call",
        "p.Arg2021His",
        "a ratio of 31/40/12",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("a.silva@hospital.example", "email"),
        ("(919) 555-0120", "phone"),
        ("919-555-0120", "phone"),
        ("+91 44 5550 2217", "phone"),
        ("712.555.0136", "phone"),
        ("01632 960 118", "phone"),
        ("555-0113", "phone"),
        ("www.hospital.example/genetics", "url"),
        ("https://hospital.example", "url"),
        ("(555) 555-0120 ext. 14", "phone"),
    ],
)
def test_contact_details(words: str, role: str) -> None:
    text = f"Reach me at {words}, please."
    assert [(text[d.start : d.end], d.role) for d in find_contacts(text)] == [(words, role)]


@pytest.mark.parametrize(
    "text",
    [
        "from 2019-2023",
        "chr7:117199644",
        "on 02/10/2024",
        "1500000 reads",
        "4 of 1,090",
        "c.1521_1523del",
        "12-15 patients",
    ],
)
def test_numbers_that_are_no_telephone(text: str) -> None:
    assert find_contacts(text) == []


def test_a_number_after_its_label() -> None:
    text = "AAMC ID: 15904227. ERAS ID 2024118833. Our ref: KMC/PAED/LOR/118. NPI was 1234567890. He saw 12345 genomes."
    found = [text[d.start : d.end] for d in find_numbers(text)]
    assert found == ["15904227", "2024118833", "KMC/PAED/LOR/118", "1234567890"]


def test_record_numbers() -> None:
    text = (
        "A boy (MRN: 00482913), hospital no. B4471902, SSN 123-45-6789; MRN unknown; the record number of samples, 12."
    )
    assert [text[d.start : d.end] for d in find_record_numbers(text)] == ["00482913", "B4471902", "123-45-6789"]


def test_examinations() -> None:
    text = "USMLE Step 1: pass, Step 2 CK (252), 238 in Step 3; IELTS 8.0. The next step 2 years on."
    assert [(text[d.start : d.end], d.role) for d in find_exams(text)] == [
        ("USMLE Step 1: pass", "exam"), ("Step 2 CK (252", "score"), ("238 in Step 3", "score"), ("IELTS 8.0", "exam"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        "St. Brannoc's University School of Medicine",
        "Saint Brendan's Hospital for Women and Infants",
        "Kitahama University",
        "Department of Internal Medicine",
        "Bab al-Bahr Hospital",
        "Universitair Instituut Vlietmark",
        "Johns Hopkins",
        "Clínica Universitaria San Telmo",
        "Lakemont Regional Genetics Service",
    ],
)
def test_institutions(name: str) -> None:
    letter = Letter.from_text(f"She came to us from {name} and stayed.")
    assert [letter.text[i.start : i.end] for i in find_institutions(letter)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Our hospital has a clinic, a department and a laboratory.",
        "She met the Dutch Lipid Clinic criteria.",
        "Subject to Section V, I recommend her.",
        "I am Professor of Medicine and Program Director.",
        "Dear Selection Committee,",
        "She loves Medical Genetics.",
    ],
)
def test_what_is_no_institution(text: str) -> None:
    assert find_institutions(Letter.from_text(text)) == []


def test_places() -> None:
    letter = Letter.from_text(
        "He came from Worcester, Massachusetts 01608, by way of Tunis and New Zealand to St. Louis."
    )
    found = [letter.text[p.start : p.end] for p in find_places(letter)]
    assert found == ["Worcester, Massachusetts 01608", "Tunis", "New Zealand", "St. Louis"]


def test_a_degree_is_no_state() -> None:
    letter = Letter.from_text("I recommend her.\n\nSincerely,\n\nDarlene Hauge, MD\nProfessor of Pediatrics")
    assert find_places(letter) == []


def test_the_letterhead_is_explained_whole() -> None:
    text = (
        "MERIDIAN GENOMIC DIAGNOSTICS\nMolecular Genetics Laboratory · Kingsport Landing\n880 Technology Loop, Durham "
        "Falls, NC 27000\nNovember 6, 2024\n\nDear Program Director:\n\nI recommend Ana Silva. She is exact.\n\n"
        "Sincerely,\nJo Ito, MD"
    )
    letter = Letter.from_text(text)
    left = list(text[: text.index("Dear")])
    for e in find_entities(letter):
        if e.end <= len(left):
            left[e.start : e.end] = " " * (e.end - e.start)
    assert "".join(left).strip("·, \n").replace("\n", "").replace("·", "").replace(",", "").split() == []


EPONYMS = (
    "Marfan syndrome, Loeys-Dietz, Ehlers-Danlos, Huntington's disease, the Sanger method, a Gomori stain, "
    "Prader-Willi, Pierre Robin sequence, Apgar scores, Turner mosaicism, Hardy-Weinberg equilibrium and a "
    "Robertsonian translocation"
)


def test_an_eponym_is_nobody() -> None:
    letter = Letter.from_text(f"I recommend Ana Silva. Ana Silva knows {EPONYMS}.")
    assert {letter.text[e.start : e.end] for e in find_entities(letter)} == {"Ana Silva"}


def test_somebody_may_bear_an_eponym() -> None:
    letter = Letter.from_text("I recommend Dr. Grace Turner. Turner syndrome is rare, and Dr. Turner knows it.")
    found = [letter.text[e.start : e.end] for e in find_entities(letter)]
    assert found == ["Dr. Grace Turner", "Dr. Turner"]


def test_entities_never_overlap_and_are_in_order() -> None:
    for path in sorted((ROOT / "data" / "letters" / "train").glob("*.txt"))[::7]:
        letter = Letter.from_text(path.read_text(encoding="utf-8"))
        found = find_entities(letter)
        assert all(a.end <= b.start for a, b in pairwise(found))
        assert all(letter.text[e.start : e.end].strip() for e in found)


def test_people_survive_json() -> None:
    text = (ROOT / "data" / "letters" / "train" / "L0073.txt").read_text(encoding="utf-8")
    people = find_people(Letter.from_text(text))
    assert People.from_dict(json.loads(json.dumps(people.to_dict()))) == people


def test_the_component_writes_exact_offsets_that_survive_storage() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("lorscore_names")
    doc = nlp("I recommend Dr. Ana Silva. Dr. Silva (MRN 4482913) was born in Porto.")
    stored = DocBin(docs=[doc]).to_bytes()
    (again,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    rows = [
        (span.label_, row["role"], again.text[row["start"] : row["end"]])
        for span, row in zip(again.spans["entities"], again.spans["entities"].attrs["rows"], strict=True)
    ]
    assert rows == [
        ("person", "applicant", "Dr. Ana Silva"), ("person", "applicant", "Dr. Silva"),
        ("patient_identifier", "record_number", "4482913"), ("place", "town", "Porto"),
    ]  # fmt: skip


def test_behind_the_people_component_the_same_is_found_and_a_given_name_holds() -> None:
    text = "I recommend Ana Silva. Bruno Costa came too, and Bruno Costa sang. He was born in Porto."
    alone, both = spacy.blank("en"), spacy.blank("en")
    alone.add_pipe("lorscore_names")
    both.add_pipe("lorscore_people")
    both.add_pipe("lorscore_names")
    assert both(text).spans["entities"].attrs == alone(text).spans["entities"].attrs
    doc = both.make_doc(text)
    doc.user_data["lorscore_applicant"] = "Bruno Costa"
    rows = both(doc).spans["entities"].attrs["rows"]
    assert [text[r["start"] : r["end"]] for r in rows if r["role"] == "applicant"] == ["Bruno Costa", "Bruno Costa"]
    (again,) = DocBin().from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(both.vocab)
    assert People.from_dict(again.spans["mentions"].attrs["people"]).applicant_name == "Bruno Costa"


HOSTILE = {
    "names": "Aaa Bbb. " * 3_200,
    "one run": "Aaa " * 6_400,
    "initials": "A." * 12_000,
    "hyphens": "A-" * 12_000,
    "digits": "1" * 24_000,
    "numbers": "12 " * 8_000,
    "dots": "1." * 12_000,
    "labels": "MRN " * 6_000,
    "at": "a@" * 12_000,
    "self": "I am Dr. Bob. " * 1_600,
    "dates": "May 5 " * 4_000,
    "towns": "Aaa, MD " * 2_800,
    "quotes": 'Bob "Bo" ' * 2_400,
    "pronouns": "they " * 4_800,
    "nul": "\x00" * 24_000,
    "emoji": "\U0001f600" * 8_000,
    "accents": "e\u0301" * 12_000,
    "surrogate": "\ud800 Dr. Aaa " * 1_600,
    "right to left": "\u202eDr. Aaa\u202c " * 1_600,
}


@pytest.mark.parametrize("zone", ["paragraph", "letterhead"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_to_its_end(text: str, zone: str) -> None:
    # anything quadratic would take minutes here
    letter = Letter(text, (Part(zone, 0, len(text)),))  # type: ignore[arg-type]
    assert all(0 <= e.start < e.end <= len(text) for e in find_entities(letter))


def test_names_do_not_load_spacy() -> None:
    code = "import sys; import lorscore.extract.names; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
