"""What a set asks of each letter: a few facts of its report, in plain values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lorscore.advice.conditions import guide
from lorscore.extract.name_lexicon import fold, name_data
from lorscore.extract.people import find_people
from lorscore.letter import BODY_PARTS, Letter
from lorscore.report import CRITERIA, FLAGS, Report

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(]?[A-Z])")
_TITLE = re.compile(r"(?:^|[\s(])(?:Dr|Mr|Ms|Mrs|Prof|St|vs|Drs|No|[A-Z])\.$")
_PLACE_WORD = re.compile(r"[^\W\d_][\w.]*")
_ADDRESS = ("letterhead", "signature", "closing", "date", "reference")


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """One letter of a set.

    Attributes
    ----------
    label : str
        ``"A"``, ``"B"`` ...
    file : str
        Name of its file, without the folder.
    report : Report
    pronoun : str or None
        The pronoun that it uses most for the applicant.
    sentences : tuple of str
        Of its body, white space folded.
    institutions : frozenset of str
        Names in its letterhead and signature, folded.
    values : dict
        What conditions of ``letter_set.toml`` may ask.
    """

    label: str
    file: str
    report: Report
    pronoun: str | None
    sentences: tuple[str, ...]
    institutions: frozenset[str]
    values: dict[str, Any]


def letter_facts(reports: Sequence[Report]) -> list[LetterFacts]:
    """Return the facts of each letter of a set, in order, with labels A, B, C ..."""
    letters = [_of_letter(_label(i), report) for i, report in enumerate(reports)]
    first = next((x for x in letters if x.values["supervisor"]), None)
    for letter in letters:
        again = letter.values["supervisor"] and letter is not first
        letter.values["mentor_or_second"] = letter.values["writer"] == "research_mentor" or bool(again)
    return letters


def _label(i: int) -> str:
    return chr(ord("A") + i) if i < 26 else f"{_label(i // 26 - 1)}{_label(i % 26)}"


def _of_letter(label: str, report: Report) -> LetterFacts:
    letter = Letter.from_text(report.text)
    known = {c: report.criteria[c].level if c in report.criteria else None for c in CRITERIA}
    closeness = {e.label for e in report.evidence_of("contact")}
    values: dict[str, Any] = {
        "writer": report.writer,
        "letter_type": report.letter_type,
        "overall": report.overall,
        "north_american": north_american(report),
        "interest": any(e.label in ("interest", "future") for e in report.evidence_of("interest")),
        "genetics": max((v for v in report.qualities.values()), default=0) == 2 or (known.get("specialty") or 0) >= 2,
        "clinician_scholar": report.checklist.get("clinician_scholar", 0),
        "watched_only": "watched" in closeness and "direct" not in closeness,
        "supervisor": report.letter_type == "clinical" and report.writer in _SUPERVISORS,
        **{f"flag_{name}": report.flags.get(name, False) for name in FLAGS},
        **known,
    }
    name = re.split(r"[/\\]", report.source)[-1] if report.source else "-"
    institutions = frozenset(
        fold(report.text[e.start : e.end]) for e in report.entities
        if e.kind == "institution" and e.role in ("letterhead", "signature")
    )  # fmt: skip
    pronoun = find_people(letter).pronoun
    return LetterFacts(label, name, report, pronoun, tuple(sentences(letter)), institutions, values)


_SUPERVISORS = ("clinical_geneticist", "related_specialist", "home_faculty", "community")


def sentences(letter: Letter) -> Iterator[str]:
    r"""Yield the sentences of a letter's body, white space folded.

    Examples
    --------
    >>> from lorscore.advice.facts import sentences
    >>> from lorscore.letter import Letter
    >>> list(sentences(Letter.from_text("Dear all,\n\nI taught Dr. Lee. She is exact.\n\nSincerely,\nA. B.")))
    ['I taught Dr. Lee.', 'She is exact.']
    """
    for part in letter.parts:
        if part.kind not in BODY_PARTS:
            continue
        held = ""
        for piece in _SENTENCE.split(" ".join(letter.text[part.start : part.end].split())):
            held = f"{held} {piece}".strip()
            if not _TITLE.search(held):
                yield held
                held = ""
        if held:
            yield held


def north_american(report: Report) -> bool | None:
    """Say whether the addresses in a letter's head and foot are in the United States or Canada; None where none is.

    It bears on the mix of a set alone: no score knows of it.
    """
    data = guide("letter_set")["place"]
    address = "\n".join(report.text[p["start"] : p["end"]] for p in report.parts if p["kind"] in _ADDRESS)
    if re.search(data["codes"], address):
        return True
    words = " ".join(["", *_PLACE_WORD.findall(address.lower()), ""])
    if any(f" {name} " in words for name in data["north_america"]):
        return True
    countries = str(name_data("capitals")["places"]["countries"]).split()
    return False if any(f" {name} " in words for name in countries) else None
