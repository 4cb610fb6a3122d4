"""Who vouches, and in what form."""

from __future__ import annotations

import dataclasses

from letter_docs import read, words

from lorscore.extract.credential import find_credentials, format_of
from lorscore.letter import Letter

FULL = """Fairview Children's Hospital
Division of Clinical Genetics
12 Elm Street, Fairview, OH 44000
Phone: (555) 555-0100

September 3, 2024

Dear Program Director,

I am a clinical geneticist at Fairview. I have supervised more than 40 residents, and Dr. Ana Reyes was one of them.

Sincerely,

Joan Porter, MD, FACMG
Professor of Pediatrics
jporter@fairview.example
"""
BARE = """Dear Program Director,

I recommend Dr. Ana Reyes. She was with us for a month, and she was good with families and with the nurses.
"""
ITEMS = ("letterhead", "date", "signature", "title", "institution", "contact_details")


def form(text: str, **letter):
    doc, rows = read(text)
    return format_of(dataclasses.replace(Letter.from_text(text), **letter), find_credentials(doc.text, rows))


def test_a_full_letter_has_everything() -> None:
    found = form(FULL)
    assert [getattr(found, item) for item in ITEMS] == [True] * 6
    assert found.degree
    assert found.role


def test_pasted_text_is_not_measured() -> None:
    found = form(BARE)
    assert [getattr(found, item) for item in ITEMS] == [None] * 6
    assert not found.degree


def test_a_file_without_them_lacks_them() -> None:
    found = form(BARE, format="docx")
    assert [getattr(found, item) for item in ITEMS] == [False] * 6


def test_a_picture_in_the_header_or_beside_the_signature_is_not_measured() -> None:
    found = form(BARE, format="docx", images=("header",))
    assert (found.letterhead, found.date, found.institution) == (None, None, None)
    assert (found.signature, found.title) == (False, False)
    found = form(BARE, format="docx", images=("signature",))
    assert (found.letterhead, found.signature) == (False, None)


def test_labels_and_spans() -> None:
    doc, rows = read(FULL)
    found = find_credentials(doc.text, rows)
    by_label = {f.label: text for f, text in zip(found, words(doc, found), strict=True)}
    assert by_label["phone"] == "(555) 555-0100"
    assert by_label["email"] == "jporter@fairview.example"
    assert by_label["degree"] == "MD"
    assert by_label["experience"] == "I have supervised more than 40 residents"


def test_names_of_institutions_and_titles_are_whole() -> None:
    doc, rows = read(FULL)
    found = [f for f in find_credentials(doc.text, rows) if f.label in ("institution", "title")]
    assert words(doc, found) == [
        "Fairview Children's Hospital",
        "Division of Clinical Genetics",
        "Professor of Pediatrics",
    ]
    doc, rows = read(
        FULL.replace("Professor of Pediatrics", "Associate Professor of Pediatrics, the director of nothing")
    )
    found = [f for f in find_credentials(doc.text, rows) if f.label == "title"]
    assert words(doc, found) == ["Associate Professor of Pediatrics"]
    doc, rows = read(FULL.replace("Fairview Children's Hospital", "Hospital de la Santa Cruz"))
    found = [f for f in find_credentials(doc.text, rows) if f.label == "institution"]
    assert words(doc, found)[0] == "Hospital de la Santa Cruz"


def test_a_signature_without_a_name_is_none() -> None:
    doc, rows = read(FULL)
    assert format_of(Letter.from_text(FULL), find_credentials(doc.text, rows), writer_named=False).signature is None
