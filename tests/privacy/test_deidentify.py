"""Names out of a letter: what goes, what stays, and that labels are stable."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lorscore.errors import InputError
from lorscore.letter import Letter
from lorscore.privacy.deidentify import deidentify
from lorscore.privacy.measured import measured

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))
import entities  # noqa: E402  the command that the docs quote

KEY = b"0123456789abcdef"
TEXT = """KESTREL VALLEY UNIVERSITY HOSPITAL
77 Foundry Road, Pittsfield, MA 01201
Tel. (413) 555-0120

November 4, 2024

Re: Dr. Ana Lúcia Silva, AAMC ID 15904227

Dear Dr. Whitlock:

Dr. Silva worked with us from July 2022. Ana saw a boy named Owen (MRN 00482913) with Marfan syndrome and told his
mother. She is stronger than Annika Brandt. My colleague Dr. Feldstein agrees. She scored 241 on Step 2 CK. Silva's
notes are short, and SILVA is on every one of them.

Sincerely,

Jonathan Meier-Holt, MD
Kestrel Valley University Hospital
jmeier@kestrel.example
"""


def out(text: str = TEXT, **options: object) -> str:
    return deidentify(Letter.from_text(text), **options).text  # type: ignore[arg-type]


def test_everything_that_names_somebody_is_gone() -> None:
    names = [
        "Ana",
        "Silva",
        "SILVA",
        "Owen",
        "Brandt",
        "Feldstein",
        "Whitlock",
        "Meier",
        "Kestrel",
        "KESTREL",
        "Foundry",
    ]
    names += ["Pittsfield", "555-0120", "15904227", "00482913", "jmeier", "2022", "2024"]
    assert [n for n in names if n in out()] == []


def test_what_the_letter_shows_stays() -> None:
    text = out()
    assert "Dr. [APPLICANT] worked with us from [DATE 2]." in text
    assert "a boy named [PATIENT 1] (MRN [ID 2]) with Marfan syndrome and told his\nmother" in text
    assert "241 on Step 2 CK" in text
    assert "[WRITER], MD" in text


def test_one_bearer_has_one_label_and_two_have_two() -> None:
    text = out()
    assert text.count("[INSTITUTION 1]") == 2
    assert {"[COLLEAGUE 1]", "[TRAINEE 1]", "[READER 1]"} <= set(re.findall(r"\[[A-Z]+ ?\d*\]", text))


def test_replacements_point_into_the_letter() -> None:
    found = deidentify(Letter.from_text(TEXT))
    again, at = [], 0
    for r in found.replacements:
        again += [TEXT[at : r.start], f"[{r.label}]"]
        at = r.end
    assert "".join([*again, TEXT[at:]]) == found.text
    assert sum(found.counts.values()) == len(found.replacements)


def test_with_a_key_the_same_name_has_the_same_label_in_every_letter() -> None:
    label = re.compile(r"\[APPLICANT ([0-9a-f]{8})\]")
    first = label.findall(out(key=KEY))
    other = label.findall(out("I recommend Silva, Ana Lúcia, to you. Ana Lúcia Silva is exact.", key=KEY))
    assert len(set(first + other)) == 1
    assert set(label.findall(out(key=KEY[::-1]))).isdisjoint(first)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(InputError, match="needs 16 or more"):
        out(key=b"secret")


def test_a_kind_can_be_kept() -> None:
    text = out(keep=["date", "place"])
    assert "November 4, 2024" in text
    assert "Pittsfield, MA 01201" in text
    assert "Silva" not in text


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(InputError, match="no kind 'dates'"):
        out(keep=["dates"])


def test_the_applicant_may_be_named_by_the_user() -> None:
    text = "The Levis live across the road. Daniel was my student, and Daniel did well."
    assert out(text).count("[APPLICANT]") == 2
    assert out(text, applicant="Daniel Levi").count("[APPLICANT]") == 3


def test_a_name_that_nothing_explains_is_taken_out_too() -> None:
    assert "Quernmore" not in out("I recommend Ana Silva. Ana grew up beside the Quernmore, she says.")


@pytest.mark.parametrize(
    "text", ["", " ", "Take two eggs and stir.", "\x00", "\ud800", "[APPLICANT]", "\u202eana\u202c"]
)
def test_a_text_without_names_comes_back_as_it_was(text: str) -> None:
    assert out(text) == text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True), st.from_regex(r"[A-Z][a-z]{4,11}", fullmatch=True))
def test_whatever_the_name_it_does_not_stay(first: str, last: str) -> None:
    from lorscore.extract.name_lexicon import fold, name_lexicon

    lex = name_lexicon()
    words = {fold(first), fold(last)}
    if words & (lex.capitals | lex.eponyms | lex.places | lex.titles.keys()) or any(lex.is_common(w) for w in words):
        return
    text = (
        f"It is a pleasure to recommend Dr. {first} {last}. {first} worked here. I trust Dr. {last}, and so do we all."
    )
    assert first not in out(text)
    assert last not in out(text)


def test_the_figures_that_the_command_prints_are_those_of_the_marked_letters() -> None:
    told = measured()
    for name in ("corrected_on", "held_out"):
        values = entities.taken_out(getattr(entities, name)())
        assert f"{values['recall']:.1%}" in told, f"run: python benchmarks/entities.py --write ({name}: {values})"
        assert f"{values['precision']:.1%}" in told


def test_recall_on_the_marked_letters_does_not_fall() -> None:
    assert entities.taken_out(entities.corrected_on())["recall"] > 0.98
    assert entities.taken_out(entities.held_out())["recall"] > 0.85
