"""The letters of one applicant together: the mix, what none of them covers, what the next one should add."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from lorscore.advice.compare import Contradiction, SharedWords, contradictions, shared_words
from lorscore.advice.conditions import fits, guide, unknown
from lorscore.advice.facts import LetterFacts, letter_facts
from lorscore.errors import InputError
from lorscore.report import CRITERIA, IMG_CONCERNS, QUALITIES, Report

SCHEMA = "lorscore.set/1"
Status: TypeAlias = Literal["met", "missing", "optional", "unknown"]


@dataclass(frozen=True, slots=True)
class MixItem:
    """One thing that the guide recommends for a set.

    Attributes
    ----------
    id, title : str
    status : {"met", "missing", "optional", "unknown"}
        ``optional``: not there, and nothing lost; ``unknown``: the letters do not tell.
    letters : tuple of str
        Labels of the letters that fulfil it; of those that fail where it asks something of each.
    message : str
        Why it matters, and what was found.
    source : str
        The guide's section.
    """

    id: str
    title: str
    status: Status
    letters: tuple[str, ...]
    message: str
    source: str


@dataclass(frozen=True, slots=True)
class Caution:
    """A letter that only complements the others, or that the guide calls weak, and why."""

    id: str
    letter: str
    title: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class SetLetter:
    """A row of the matrices; values are those of the letter's report."""

    label: str
    file: str
    writer: str | None
    letter_type: str | None
    north_american: bool | None
    applicant: str | None
    overall: float | None
    interval: list[float] | None
    abstained: str | None
    criteria: dict[str, float | None]
    qualities: dict[str, int]
    img: dict[str, int]


@dataclass(frozen=True, slots=True)
class LetterSet:
    """Everything said of the letters of one applicant (schema ``lorscore.set/1``).

    Attributes
    ----------
    letters : tuple of SetLetter
    mix : tuple of MixItem
    cautions : tuple of Caution
    uncovered : dict of str to list of str
        ``criteria`` that no letter meets, ``qualities`` that none shows, ``img`` concerns that none speaks to.
    next : tuple of str
        What the next letter should add, in the guide's order.
    shared : tuple of SharedWords
    contradictions : tuple of Contradiction
    """

    letters: tuple[SetLetter, ...]
    mix: tuple[MixItem, ...]
    cautions: tuple[Caution, ...]
    uncovered: dict[str, list[str]]
    next: tuple[str, ...]
    shared: tuple[SharedWords, ...]
    contradictions: tuple[Contradiction, ...]
    schema: str = SCHEMA

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return dataclasses.asdict(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return it as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)


def review(reports: Sequence[Report]) -> LetterSet:
    """Look at the letters of one applicant together.

    Parameters
    ----------
    reports : sequence of Report
        Two or more, each on one letter.

    Raises
    ------
    InputError
        Where there are fewer than two.

    Examples
    --------
    >>> import lorscore
    >>> from lorscore.advice.letter_set import review
    >>> review([lorscore.analyze("Too short."), lorscore.analyze("This as well.")]).mix[0].status
    'missing'
    """
    if len(reports) < 2:
        raise InputError("A set is two letters or more. For a single letter use 'lorscore check'.")
    letters = letter_facts(reports)
    mix = [_checked(check, letters) for check in guide("letter_set")["check"]]
    uncovered = _uncovered(letters)
    return LetterSet(
        letters=tuple(_row(x) for x in letters),
        mix=tuple(mix),
        cautions=tuple(_cautions(letters)),
        uncovered=uncovered,
        next=tuple(_next(mix, uncovered)),
        shared=tuple(shared_words(letters)),
        contradictions=tuple(contradictions(letters)),
    )


def _row(letter: LetterFacts) -> SetLetter:
    r = letter.report
    levels = {c: r.criteria[c].level if c in r.criteria else None for c in CRITERIA}
    return SetLetter(
        letter.label, letter.file, r.writer, r.letter_type, letter.values["north_american"], r.applicant.name,
        r.overall, r.interval, r.abstained, levels, dict(r.qualities), dict(r.img),
    )  # fmt: skip


def _checked(check: dict[str, Any], letters: Sequence[LetterFacts]) -> MixItem:
    kinds = {"number": _number, "strong": _strong, "some": _some, "each": _each}
    status, labels, said = kinds[check["kind"]](check, letters)
    message = " ".join(part for part in (said, check["why"]) if part)
    return MixItem(check["id"], check["title"], status, labels, message, check["source"])


_Outcome: TypeAlias = tuple[Status, tuple[str, ...], str]


def _number(check: dict[str, Any], letters: Sequence[LetterFacts]) -> _Outcome:
    met = check["least"] <= len(letters) <= check["most"]
    said = "" if met else check["missing"].format(count=len(letters))
    return "met" if met else "missing", tuple(x.label for x in letters), said


def _strong(check: dict[str, Any], letters: Sequence[LetterFacts]) -> _Outcome:
    overall = {x.label: x.report.overall for x in letters}
    strong = tuple(label for label, value in overall.items() if value is not None and value >= check["overall"])
    weak = [label for label, value in overall.items() if value is None or value < check["weak_below"]]
    if len(strong) < check["least"]:
        return "missing", strong, check["missing"].format(count=len(strong), all=len(letters))
    return "met", strong, check["leave_out"].format(letters=" and ".join(weak)) if weak else ""


def _some(check: dict[str, Any], letters: Sequence[LetterFacts]) -> _Outcome:
    found = tuple(x.label for x in letters if fits(check["where"], x.values))
    if len(found) >= check["least"]:
        return "met", found, ""
    if check.get("optional"):
        return "optional", found, check["missing"]
    if "unknown" in check and any(unknown(check["where"], x.values) for x in letters):
        return "unknown", found, check["unknown"]
    return "missing", found, check["missing"]


def _each(check: dict[str, Any], letters: Sequence[LetterFacts]) -> _Outcome:
    asked = [x for x in letters if fits(check["where"], x.values)]
    failing = tuple(x.label for x in asked if not fits(check["needs"], x.values))
    if failing:
        return "missing", failing, check["missing"].format(letters=" and ".join(failing))
    return ("met" if asked else "optional"), tuple(x.label for x in asked), ""


def _cautions(letters: Sequence[LetterFacts]) -> list[Caution]:
    return [
        Caution(entry["id"], letter.label, entry["title"], entry["why"], entry["source"])
        for letter in letters
        for entry in guide("letter_set")["caution"]
        if letter.report.abstained is None and fits(entry["where"], letter.values)
    ]


def _uncovered(letters: Sequence[LetterFacts]) -> dict[str, list[str]]:
    limits = guide("letter_set")["limits"]
    reports = [x.report for x in letters]

    def best(name: str) -> float:
        return max((r.criteria[name].level or 0 for r in reports if name in r.criteria), default=0)

    return {
        "criteria": [c for c in CRITERIA if best(c) < limits["covered_level"]],
        "qualities": [
            q for q in QUALITIES if max(r.qualities.get(q, 0) for r in reports) < limits["covered_quality"]
        ],
        "img": [c for c in IMG_CONCERNS if not any(r.img.get(c, 0) for r in reports)],
    }  # fmt: skip


def _next(mix: Sequence[MixItem], uncovered: dict[str, list[str]]) -> list[str]:
    """Return what the next letter should add: who should write it first, then what it should tell."""
    data = guide("letter_set")
    wanted = {check["id"]: check.get("next") for check in data["check"]}
    out = [str(wanted[item.id]) for item in mix if item.status == "missing" and wanted[item.id]]
    for table in ("qualities", "criteria", "img"):
        out += [data["add"][table][name] for name in uncovered[table] if name in data["add"][table]]
    return out
