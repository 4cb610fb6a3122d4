from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lorscore.language import language_of

LETTERS = Path(__file__).parents[1] / "data/letters"


def test_every_letter_is_english() -> None:
    for path in (LETTERS / "train").glob("*.txt"):
        found = language_of(path.read_text("utf-8"))
        assert found.code == "en", path.name
        assert found.confidence > 0.6


def test_non_letters_are_never_taken_for_another_language() -> None:
    with (LETTERS / "non_letters/index.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found = language_of((LETTERS / "non_letters" / f"{row['id']}.txt").read_text("utf-8")).code
            # Tables of a CV are no running text, so that nothing is the right answer too.
            assert found == row["language"] or (found is None and row["kind"] in ("cv", "clinic_note")), row["id"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ich habe Frau Weber zwei Jahre lang in unserer Klinik betreut und empfehle sie Ihnen ohne Vorbehalt.", "de"),
        ("Conheço a Dra. Silva há três anos e recomendo-a com muito gosto para o programa, que ela conhece bem.", "pt"),
        ("Ho seguito la dottoressa per due anni nella nostra clinica e la raccomando con piacere al programma.", "it"),
        ("", None),
        ("three words only", None),
        ("🙂 🙃 🙂 🙃 🙂 🙃 🙂 🙃 🙂", None),
        ("أعرف الدكتورة منذ عامين وقد عملت في عيادتنا وأوصي بها بشدة لهذا البرنامج", None),
        ("Брала участь у нашій клініці два роки і я рекомендую її без вагань до програми", None),
    ],
)
def test_other_languages(text: str, code: str | None) -> None:
    assert language_of(text).code == code


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_string(text: str) -> None:
    found = language_of(text)
    assert 0.0 <= found.confidence <= 1.0
    assert language_of(text) == found
