"""Lengths of time: what they are in days, and what only looks like one."""

from __future__ import annotations

import pytest
from letter_docs import read

from lorscore.extract.duration import durations


def days(text: str) -> list[float | None]:
    _, rows = read(text)
    return [d.days for s in rows for d in durations(s.lower, s.lemma)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("She was with us for eight weeks.", 56),
        ("He did a twelve-week sub-internship on our service.", 84),
        ("They stayed a year and a half.", 548),
        ("I supervised her for two and a half years.", 912),
        ("She came for twenty-four months.", 720),
        ("He joined us for half a year.", 182),
        ("She was my student for one academic year.", 300),
        ("He was here for the whole of the academic year.", 300),
        ("He was with us from March through May.", 90),
        ("She worked here from July 2022 to June 2024.", 720),
        ("He was present from Monday, June 12, through Friday, June 16, 2023.", 5),
        ("She trained here (2020-2023).", 1095),
        ("He spent a fortnight with us.", 14),
        ("She visited for five consecutive business days.", 5),
        ("She followed me for 18 months.", 540),
    ],
)
def test_days(text: str, wanted: float) -> None:
    assert days(text) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "A four-year-old boy came to the clinic.",
        "She reviewed a patient of forty years of age.",
        "The mother had died two years ago.",
        "We met once a week.",
        "She was in my clinic two days a week.",
        "In the third week he asked for the array.",
        "He may go to the March meeting.",
        "The weeks went by.",
        "She grew it over ² weeks.",
        "She came on March ² and left in May ².",
    ],
)
def test_no_length(text: str) -> None:
    assert days(text) == []


def test_since_has_a_year_and_no_end() -> None:
    _, rows = read("I have known her since March 2019.")
    found = durations(rows[0].lower, rows[0].lemma)
    assert [(d.days, d.since) for d in found] == [(None, 2019)]
