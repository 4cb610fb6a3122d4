"""How the writer knows the applicant."""

from __future__ import annotations

import pytest
from letter_docs import read, words

from lorscore.extract.contact import contact_of, find_contact

LETTER = """Dear Program Director,

I am pleased to write for Dr. Ana Reyes. {contact}

In March she noticed that a boy with seizures had pale patches on his skin, and she asked for the right test.
I have taught residents for eighteen years. She will be a fine resident, and I recommend her.

Sincerely,
Joan Porter, MD
"""


def contact(text: str):
    _, rows = read(LETTER.format(contact=text))
    return contact_of(find_contact(rows), rows)


@pytest.mark.parametrize(
    ("text", "days", "closeness"),
    [
        ("She worked under my direct supervision for six months.", 180, "direct"),
        ("I supervised her on the wards for eight weeks in the spring.", 56, "direct"),
        ("She shadowed me for one week.", 7, "watched"),
        ("She was an observer in my clinic for four weeks.", 28, "watched"),
        ("We met at one joint conference, and we have exchanged a few emails since.", None, "remote"),
        ("She rotated on our service from February to April.", 90, "stated"),
        ("Dr. Reyes was with us in my clinic in the spring. Five weeks, and full ones.", 35, "stated"),
        ("A man who has walked past my door for nine years told us of his day.", None, "none"),
    ],
)
def test_days_and_closeness(text: str, days: float | None, closeness: str) -> None:
    found = contact(text)
    assert (found.days, found.closeness) == (days, closeness)


def test_the_writers_experience_is_no_contact() -> None:
    assert contact("She is known to us.").days is None


def test_how_often() -> None:
    assert contact("She was my student for a year, and we met every Tuesday.").often
    assert not contact("She was my student for a year.").often


@pytest.mark.parametrize(
    "text",
    [
        "I am a friend of her parents, and our families have shared many holidays.",
        "I have known her since she was a child.",
        "She is the daughter of old friends.",
        "Her parents, I should say, are good friends of ours.",
        "I have known the candidate's family for years.",
        "I have known her since she was at school.",
    ],
)
def test_a_tie_outside_work(text: str) -> None:
    assert contact(text).personal


@pytest.mark.parametrize("text", ["She sat with the friend of the patient.", "Her mother was our patient's nurse."])
def test_no_tie(text: str) -> None:
    assert not contact(text).personal


def test_nothing_said() -> None:
    empty = contact_of([], [])
    assert (empty.days, empty.since, empty.closeness, empty.settings) == (None, None, "none", ())


def test_spans_are_the_words_that_say_it() -> None:
    doc, rows = read(LETTER.format(contact="She did a twelve-week elective with us, under my supervision."))
    found = find_contact(rows)
    assert words(doc, found) == ["under my supervision", "twelve-week"]
    assert [f.details.get("main") for f in found if f.label == "duration"] == [True]


@pytest.mark.parametrize(
    ("sentence", "lengths"),
    [
        ("I have been on the faculty for eight years and worked with her over a six-week rotation.", ["six-week"]),
        (
            "I have directed the residency for twelve years, and she volunteered with us for three months.",
            ["three months"],
        ),
        ("I have worked with her for two years.", ["two years"]),
        ("I supervised her in the clinic that I have run, for two months.", ["two months"]),
    ],
)
def test_the_writers_own_years_are_no_contact(sentence: str, lengths: list[str]) -> None:
    doc, rows = read(LETTER.format(contact=sentence))
    assert words(doc, [f for f in find_contact(rows) if f.label == "duration"]) == lengths


def test_swapping_the_name_and_the_pronoun_changes_nothing() -> None:
    text = LETTER.format(contact="She worked closely with me for two years.")
    other = text.replace("Ana Reyes", "Kwame Boateng").replace("She ", "He ").replace("she ", "he ")
    other = other.replace(" her", " him")
    results = []
    for version in (text, other):
        _, rows = read(version)
        results.append(contact_of(find_contact(rows), rows))
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "text",
    [
        "I have known her since she was a third-year student.",
        "The nurses knew the family, and she asked them.",
        "My nephew tells me that this is second of forty.",
    ],
)
def test_what_is_no_tie(text: str) -> None:
    assert not contact(text).personal
