"""The parts of a letter, on the marked letters, on their transformations and on hostile strings."""

from __future__ import annotations

import random
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lorscore.letter import BODY_PARTS, Letter
from lorscore.parts import find_parts

LETTERS = sorted((Path(__file__).parents[1] / "data/letters/train").glob("*.txt"))
NON_LETTERS = sorted((Path(__file__).parents[1] / "data/letters/non_letters").glob("*.txt"))


def assert_covers(letter: Letter) -> None:
    last = 0
    for part in letter.parts:
        assert part.start >= last
        assert part.end > part.start
        assert not letter.text[last : part.start].strip()
        assert letter.text[part.start : part.end].strip() == letter.text[part.start : part.end]
        last = part.end
    assert not letter.text[last:].strip()


def of(letter: Letter, kind: str) -> list[str]:
    return [letter.text[p.start : p.end] for p in letter.parts if p.kind == kind]


def kinds(text: str) -> list[str]:
    return [p.kind for p in Letter.from_text(text).parts]


def test_parts_of_every_letter_cover_it() -> None:
    assert len(LETTERS) == 255
    for path in LETTERS + NON_LETTERS:
        assert_covers(Letter.from_text(path.read_text("utf-8")))


def test_salutation_found_wherever_a_letter_has_one() -> None:
    for path in LETTERS:
        text = path.read_text("utf-8")
        greets = re.search(r"^(?:dear|respected|to whom|hello|hi)\b", text, re.IGNORECASE | re.MULTILINE)
        assert not greets or of(Letter.from_text(text), "salutation"), path.name


def test_closing_never_stays_in_the_body() -> None:
    for path in LETTERS:
        letter = Letter.from_text(path.read_text("utf-8"))
        body = "\n\n".join(letter.text[a:b] for a, b in letter.body)
        assert not re.search(r"^(?:sincerely|yours|respectfully|regards),?$", body, re.IGNORECASE | re.MULTILINE), (
            path.name
        )


def same_body(left: Letter, right: Letter) -> bool:
    return [" ".join("".join(left.text[a:b] for a, b in left.body).split())] == [
        " ".join("".join(right.text[a:b] for a, b in right.body).split())
    ]


@pytest.mark.parametrize("width", [66, 76])
def test_wrapping_does_not_move_the_body(width: int) -> None:
    """Head, body and foot of a letter are the same after its lines were wrapped."""
    moved = []
    for path in LETTERS:
        text = path.read_text("utf-8")
        if max(map(len, text.splitlines())) < 130:
            continue
        wrapped = "\n".join(
            "\n".join(textwrap.wrap(line, width)) if len(line) > 120 else line for line in text.split("\n")
        )
        plain, narrow = Letter.from_text(text), Letter.from_text(wrapped)
        assert_covers(narrow)
        words = [re.sub(r"\s", "", "".join(x.text[a:b] for a, b in x.body)) for x in (plain, narrow)]
        if words[0] != words[1]:
            moved.append(path.stem)
    assert len(moved) <= 4, moved


def test_without_blank_lines_the_parts_are_still_told_apart() -> None:
    missed = []
    for path in LETTERS:
        text = path.read_text("utf-8")
        full, dense = Letter.from_text(text), Letter.from_text(re.sub(r"\n\s*\n", "\n", text))
        assert_covers(dense)
        missed += [(path.stem, kind) for kind in ("salutation", "closing") if of(full, kind) != of(dense, kind)]
    assert len(missed) <= 8, missed


HEADED = """\
Lakemont University Hospital
Division of Medical Genetics
12 Harbor Road, Lakemont, OH 44000
Tel. (555) 555-0100

September 3, 2024

Residency Selection Committee
Department of Medical Genetics
University of the Plains

Re: Dr. Ana Silva, AAMC ID 1234567

Dear Members of the Committee:

I supervised Dr. Silva for a year. Three things stand out:
• She reads the primary literature.
• She calls families back
  on the day that she said.

In clinic
She found the deletion that two laboratories had missed.

With kind regards,

Maria Oduya, MD, FACMG
Professor of Pediatrics
m.oduya@lakemont.example

P.S. Please call me; I am easier to reach than my letter suggests.
cc: GME office
"""


def test_full_letter() -> None:
    letter = Letter.from_text(HEADED)
    assert [p.kind for p in letter.parts] == [
        "letterhead", "date", "reference", "reference", "reference", "reference", "salutation", "paragraph",
        "bullet", "bullet", "heading", "paragraph", "closing", "signature", "paragraph", "reference",
    ]  # fmt: skip
    assert of(letter, "letterhead")[0].startswith("Lakemont University Hospital")
    assert of(letter, "bullet")[1].endswith("said.")
    assert of(letter, "signature") == ["Maria Oduya, MD, FACMG\nProfessor of Pediatrics\nm.oduya@lakemont.example"]
    assert all(p.kind in BODY_PARTS for p in letter.parts if (p.start, p.end) in letter.body)


def test_memo() -> None:
    head = "MEMORANDUM\nTO: Selection Committee\nFROM: P. Osei, MD\nDATE: 3 May 2024\nRE: Ana Silva"
    text = f"{head}\n\nShe was with us for a year, and I saw her daily.\n\nP. Osei"
    assert kinds(text) == ["heading", "reference", "reference", "date", "reference", "paragraph", "signature"]


def test_pasted_as_one_paragraph() -> None:
    body = "She worked in my clinic for two years and found what we had missed. " * 4
    text = f"Dear Dr. Ito, {body}I recommend her warmly. Sincerely, Paul Osei, MD"
    letter = Letter.from_text(text)
    assert of(letter, "salutation") == ["Dear Dr. Ito,"]
    assert of(letter, "closing") == ["Sincerely,"]
    assert of(letter, "signature") == ["Paul Osei, MD"]
    assert of(letter, "paragraph")[0].startswith("She worked")


def test_body_alone_stays_body() -> None:
    text = "She was my resident for two years.\n\nShe found a deletion that nobody had looked for and told them."
    assert kinds(text) == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    "line",
    ["Dear Program Director:", "To Whom It May Concern", "Respected Sir / Madam,",
     "To the Residency Selection Committee",
     "Members of the Committee:", "Hello everyone,", "\ufeffDear Dr. [Last Name],", "Dear colleagues"],
)  # fmt: skip
def test_salutations(line: str) -> None:
    text = f"{line}\n\nI have known her for two years and I recommend her to you.\n\nSincerely,\nAna Silva"
    assert kinds(text) == ["salutation", "paragraph", "closing", "signature"]


@pytest.mark.parametrize(
    "line",
    ["Sincerely,", "Yours faithfully", "With every good wish,", "Best,", "Respectfully submitted,", "Warmly,",
     "With the assurances of my highest esteem,", "Cheers,", "Until we meet in Denver,"],
)  # fmt: skip
def test_closings(line: str) -> None:
    text = (
        f"Dear Colleagues,\n\nI have known her for two years and I recommend her.\n\n{line}\n\nAna Silva, MD\nProfessor"
    )
    assert kinds(text) == ["salutation", "paragraph", "closing", "signature"]


@pytest.mark.parametrize(
    "line",
    ["September 3, 2024", "3rd of September 2024", "03/09/2024", "2024-09-03", "Pune, 2 October 2024",
     "Dated: 11.07.2024",
     "Tuesday, 8 October 2024", "October 2", "Date: yesterday"],
)  # fmt: skip
def test_dates(line: str) -> None:
    text = f"City Hospital\n{line}\n\nDear Colleagues,\n\nI have known her for two years and I recommend her."
    assert kinds(text)[:3] == ["letterhead", "date", "salutation"]


@pytest.mark.parametrize(
    "line", ["In May she gave a talk that we still speak of.", "Best of all, she listens to what families say."]
)
def test_sentences_are_neither_dates_nor_closings(line: str) -> None:
    assert kinds(f"Dear Colleagues,\n\nI taught her for a year.\n\n{line}\n\nSincerely,\nAna Silva, MD") == [
        "salutation", "paragraph", "paragraph", "closing", "signature",
    ]  # fmt: skip


def test_stated_kinds_win() -> None:
    text = "Northgate\nThe first thing\nThe second thing"
    spans = find_parts(text, known={0: "letterhead", 10: "bullet", 26: "bullet"}, wrapped=False)
    assert [s.kind for s in spans] == ["letterhead", "bullet", "bullet"]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_string_is_covered(text: str) -> None:
    assert_covers(Letter.from_text(text))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([*HEADED.splitlines(), "", "—", "Sincerely,", "1. One", "\u202eright", "\ud800", "\x00"]),
        max_size=25,
    )
)
def test_any_mixture_of_lines_is_covered(lines: list[str]) -> None:
    assert_covers(Letter.from_text("\n".join(lines)))
    assert_covers(Letter.from_text(" ".join(lines)))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        " ",
        "\n",
        "Dear ",
        "Dear Sir, ",
        "- x\n",
        "Sincerely,\n",
        "Best, A. B.\n",
        ". ",
        "1.",
        "of the ",
        "\u200b",
        "A. ",
    ],
)
def test_work_is_linear(piece: str) -> None:
    """Reads at most a bounded piece of each line: ten times the text is no more than some ten times the work."""
    import time

    def cost(n: int) -> float:
        text = (piece * n)[:n]
        best = []
        for _ in range(3):
            start = time.perf_counter()
            find_parts(text)
            best.append(time.perf_counter() - start)
        return min(best)

    small, large = cost(20_000), cost(200_000)
    assert large < 40 * small + 0.05


def test_five_megabytes() -> None:
    rng = random.Random(3)
    words = HEADED.split()
    text = "\n".join(" ".join(rng.choices(words, k=12)) for _ in range(60_000))
    assert_covers(Letter.from_text(text))


def test_last_item_of_a_list_is_an_item() -> None:
    text = f"Dear Colleagues,\n\nHer strengths:\n\n1) Analysis\n2) Teamwork\n\nIn summary, {'I recommend her. ' * 3}"
    assert kinds(text) == ["salutation", "heading", "bullet", "bullet", "paragraph"]


def test_labelled_lines_are_paragraphs_of_their_own() -> None:
    text = "She was with us for one year in all.\nPATIENT CARE: She is careful and kind.\nMEDICAL KNOWLEDGE: Excellent."
    assert kinds(text) == ["paragraph"] * 3
