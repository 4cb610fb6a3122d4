"""Who is recommended, who writes, who else: names of any culture, and the traps around them."""

from __future__ import annotations

import itertools
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lorscore.extract.people import People, find_people
from lorscore.letter import Letter

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))
import names_swapped

DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))


def people(text: str, applicant: str | None = None) -> People:
    return find_people(Letter.from_text(text), applicant)


def filled(letter: str, full: str, again: list[str]) -> str:
    text = letter.lstrip("\n").replace("{full}", full)
    for form in itertools.cycle(again):
        if "{again}" not in text:
            return text
        text = text.replace("{again}", form, 1)
    return text


@pytest.mark.parametrize("number", range(len(DATA["letters"])))
@pytest.mark.parametrize("name", DATA["names"], ids=lambda n: n["full"])
def test_a_name_of_any_culture_is_found_in_all_its_forms(name: dict[str, Any], number: int) -> None:
    text = filled(DATA["letters"][number], name["full"], name["again"])
    found = people(text)
    assert found.applicant_how == "inferred"
    assert found.applicant_name is not None
    assert found.applicant_name.casefold() == name["full"].casefold()
    assert found.writer_name == "Margit Oyelund"
    for form in (name["full"], *name["again"]):
        core = form.removeprefix("Dr. ")
        for match in re.finditer(rf"{re.escape(core)}(?!\w)", text):
            assert any(s <= match.start() and match.end() <= e for s, e in found.applicant_spans), form
    others = ("Oyelund", "Halvorsen", "Bergen", "Ingrid", "Solberg", "Noonan", "Marfan", "Loeys", "Ehlers", "Sanger")
    assert not any(word in form for form in found.applicant_forms for word in others)


def test_the_pronoun_follows_the_applicant_not_the_patients() -> None:
    text = (
        "I recommend Tariq Aziz. He saw a girl with Rett syndrome. Her mother asked whether she would walk, and she "
        "wept. He stayed. His notes were clear."
    )
    assert people(text).pronouns == {"he"}


def test_singular_they() -> None:
    text = (
        "I recommend Wren Abara. They joined our clinic in June. They read the raw data, and their note was short. A "
        "man asked about his son. Wren said they would find out. They did. I would hire them tomorrow."
    )
    assert people(text).pronoun == "they"


def test_a_slip_of_the_pronoun_is_reported_beside_the_main_one() -> None:
    text = "I recommend Tariq Aziz. He is exact. He reads widely.\n\nHis notes are short. She is punctual. He is kind."
    found = people(text)
    assert (found.pronoun, found.pronouns) == ("he", {"he", "she"})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Re: Yildiz, Mehmet\n\nDear all,\n\nDr. Yildiz worked here. He did well.", "Mehmet Yildiz"),
        ("Dear all,\n\nRahul (Deshpande) was here for six months. Rahul read every chart.", "Rahul Deshpande"),
        ("LETTER OF RECOMMENDATION: ARJUN MENON\n\nArjun was my student. Arjun was good.", "Arjun Menon"),
        ("To the Committee:\n\nDr. Obi shadowed me for a week.", "Obi"),
        ('I recommend Robert "Bo" Castleberry to you. Bo was a resident here.', 'Robert "Bo" Castleberry'),
    ],
)
def test_names_in_other_orders(text: str, name: str) -> None:
    assert people(text).applicant_name == name


@pytest.mark.parametrize(
    "text",
    [
        "The candidate was here for six months. She read every chart.",
        "I have nothing to say about Marfan syndrome, the Sanger method or the Gorlin formula.",
        "",
        "Take two eggs and stir.",
    ],
)
def test_no_name_is_made_up(text: str) -> None:
    found = people(text)
    assert (found.applicant_name, found.applicant_how) == (None, "unknown")


def test_nouns_for_the_applicant_are_among_the_forms() -> None:
    found = people(
        "I recommend Ana Silva. The candidate listens. This young woman reads. The patient left. This man left."
    )
    assert found.applicant_forms == ("Ana Silva", "The candidate", "This young woman")


def test_a_name_given_by_the_user_wins() -> None:
    text = "I recommend Ana Silva. Her friend Bruno Costa came too. Bruno Costa sang. Bruno Costa left."
    found = people(text, "Dr. Bruno Costa")
    assert (found.applicant_name, found.applicant_how) == ("Dr. Bruno Costa", "given")
    assert set(found.applicant_forms) == {"Bruno Costa"}


def test_a_given_name_that_the_letter_lacks_is_kept_and_has_no_forms() -> None:
    found = people("I recommend Ana Silva. Ana is kind.", "Bruno Costa")
    assert (found.applicant_name, found.applicant_spans) == ("Bruno Costa", ())


@pytest.mark.parametrize(
    ("tail", "writer"),
    [
        ("Sincerely,\n\nJulian St. J. Whitcombe, MD\nAssociate Professor", "Julian St. J. Whitcombe"),
        ("Yours faithfully,\n\nProf. dr. J. W. Terpstra-Claes, MD PhD\nHead of Research", "J. W. Terpstra-Claes"),
        ("Regards,\n\nProf. (Dr.) Habibullah Durrani, MBBS\nChairman", "Habibullah Durrani"),
        ('All the best,\n\nBernard "Buddy" Tillotson, MD', 'Bernard "Buddy" Tillotson'),
        ("Sincerely,\n\n/s/ Ngozi Eze, MS, CGC", "Ngozi Eze"),
        ("Thank you,\n\nGail", "Gail"),
        ("Sincerely,\n\nDirector, Hereditary Cancer Clinic", None),
    ],
)
def test_the_writer_signs(tail: str, writer: str | None) -> None:
    assert people(f"To the Committee:\n\nI recommend Tariq Aziz. He is exact.\n\n{tail}\n").writer_name == writer


def test_the_writer_may_say_who_they_are() -> None:
    assert people("My name is Paulina Drzewiecka and I recommend Tariq Aziz.").writer_name == "Paulina Drzewiecka"


def roles(text: str) -> dict[str, str]:
    return {name: role for name, role, _ in people(text).others}


def test_roles_of_others() -> None:
    text = (
        "Dear Dr. Whitlock,\n\nI recommend Tariq Aziz. Tariq is sharper than Annika Brandt, our last fellow. We saw a "
        "boy named Owen. My colleague Dr. Feldstein agrees. Tariq stayed late.\n\nSincerely,\nMaria Holm, MD"
    )
    assert roles(text) == {
        "Whitlock": "reader", "Annika Brandt": "other_trainee", "Owen": "patient", "Feldstein": "colleague",
    }  # fmt: skip


def test_the_name_of_another_applicant_left_in_is_told() -> None:
    text = (
        "I recommend Tariq Aziz. Tariq worked here. Tariq read charts.\n\nI hope that the application of Dr. Lena Vogt "
        "will be viewed with sympathy."
    )
    assert roles(text) == {"Lena Vogt": "other_applicant"}


def test_a_colleague_with_a_role_is_no_other_applicant() -> None:
    text = "I recommend Tariq Aziz. Tariq works well with Dr. Lena Vogt, who runs the clinic. Dr. Vogt was impressed."
    assert roles(text) == {"Lena Vogt": "other"} or roles(text) == {"Lena Vogt": "colleague"}


def test_a_long_line_of_capitals_takes_linear_time() -> None:
    found = people("Aaa Bbb " * 20_000)
    assert found.writer_name is None


@pytest.mark.parametrize("name", names_swapped.NAMES[:-1], ids=" ".join)
def test_the_applicant_of_a_letter_may_have_any_name(name: tuple[str, str]) -> None:
    rows = names_swapped.letters()[::9]
    found = [names_swapped.found_as_well(t, find_people(Letter.from_text(t)), words, name) for t, words in rows]
    assert sum(found) >= 0.9 * len(found)
