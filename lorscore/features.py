"""The feature table of a letter: named numbers from a Doc with evidence; one table for all that is counted.

Everything is a count of evidence, the same with each piece counted by how sure it is, a value from 0, or a yes/no;
there are no densities and no lengths, so that a sentence without evidence changes nothing. A passage that stands twice
counts once. The writer's or applicant's country never enters.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import tomli
from spacy.tokens import Doc

from lorscore.extract.checklist import checklist_levels
from lorscore.extract.competency import quality_levels
from lorscore.extract.components import LETTER, probabilities
from lorscore.extract.contact import Contact, contact_of
from lorscore.extract.credential import Format, format_of
from lorscore.extract.endorsement import endorsement_rung
from lorscore.extract.found import Found, read, sureness
from lorscore.extract.img import img_levels
from lorscore.extract.interest import interest_level
from lorscore.extract.not_a_letter import Letterness, letterness
from lorscore.extract.target import Target, target_of
from lorscore.extract.view import Sentence, sentences
from lorscore.guide.explains import explains
from lorscore.language import language_of
from lorscore.letter import Letter
from lorscore.report import IMG_CONCERNS, QUALITIES, WRITERS

_KINDS = (
    "comparative", "example", "competency", "generic_adjective", "doubt", "inflated", "endorsement", "contact",
    "credential", "img", "template_residue", "interest",
)  # fmt: skip
OWN_QUALITIES = tuple(q for q in QUALITIES if q != "academic")
"""Qualities that are the specialty's own: research and teaching are any specialty's."""

_LONG = 40
"""A sentence of so many characters that stands twice is a repetition, not a phrase that recurs."""


@dataclass(frozen=True, slots=True)
class LetterTable:
    """All that is counted in one letter.

    Attributes
    ----------
    features : dict of str to float
        The feature table; `feature_names` has its names in order.
    letter_type, writer : str
    qualities, img, checklist : dict of str to int
        0 absent, 1 asserted, 2 shown.
    language : str or None
    letterness : Letterness
    notes : list of str
        Limits of the measurement, in plain words.
    """

    features: dict[str, float]
    letter_type: str
    writer: str
    qualities: dict[str, int]
    img: dict[str, int]
    checklist: dict[str, int]
    language: str | None
    letterness: Letterness
    notes: list[str] = field(default_factory=list)


def letter_table(doc: Doc, letter: Letter, specialty: str = "medical_genetics") -> LetterTable:
    """Count the evidence of one letter.

    Parameters
    ----------
    doc : Doc
        With the spans of all extractors (`lorscore.extract.build.build`).
    letter : Letter
    specialty : str

    Raises
    ------
    PipelineError
        Where an extractor that the table needs did not run.
    """
    rows = sentences(doc)
    text = doc.text
    found = {kind: _once(read(doc, kind), doc, text) for kind in _KINDS}
    contact = contact_of(found["contact"], rows)
    form = format_of(letter, found["credential"], bool(doc.spans["mentions"].attrs["writer"]))
    kind = doc.spans[LETTER].attrs
    writer, barely = kind["writer"], kind["barely"]
    qualities = quality_levels(rows, probabilities(doc))
    targets = [Target(*told) for told in kind["targets"]]
    target, sure = target_of(targets, specialty)
    img = img_levels(found["img"])
    language = language_of(letter.text).code
    told = letterness(rows, language, contacted=bool(found["contact"]), targets=targets)
    checklist = checklist_levels(list(read(doc, "checklist")), kind["letter_type"], qualities)
    features = _features(found, contact, form, qualities, img, writer) | {
        "barely": barely,
        "barely_weight": sureness(barely, _limits()["barely"]["hardly"]),
        "other_specialty": sure if target not in (None, specialty) else 0.0,
        "own_specialty": float(target == specialty),
        "borrowed_sentences": float(_borrowed(letter.text)),
        "repeated_share": _repeated(rows, letter.text),
    }
    notes = [] if form.letterhead is not None else [explains("note")["format"]]
    return LetterTable(features, kind["letter_type"], writer, qualities, img, checklist, language, told, notes)


def _features(
    found: Mapping[str, Sequence[Found]],
    contact: Contact,
    form: Format,
    qualities: Mapping[str, int],
    img: Mapping[str, int],
    writer: str,
) -> dict[str, float]:
    praise = _praise(found)
    counted = (
        _comparative(found["comparative"])
        | _example(found["example"])
        | _competency(found["competency"], qualities)
        | praise
        | _endorsement(found["endorsement"], praise["inflated_weight"])
        | _doubt(found["doubt"])
        | _relation(contact, form, found["credential"])
        | {f"writer_{w}": float(w == writer) for w in WRITERS}
        | {k: float(v) for k, v in img.items()}
        | {"residue": float(_residue(found)), "interest": float(interest_level(found["interest"]))}
    )
    return counted | _loads(counted)


def _loads(counted: Mapping[str, float]) -> dict[str, float]:
    """Return counts that saturate, on a scale of 0 to 1: how much of a thing there is."""
    return {
        "doubt_load": _load("doubt", counted["doubt_weight"]),
        "inflated_load": _load("inflated", counted["inflated_weight"]),
        "example_load": _load("example", counted["example_weight"]),
        "shown_load": _load("shown", counted["competency_shown"]),
        "residue_load": float(counted["residue"] > 0),
    }


def _load(name: str, count: float) -> float:
    enough: int = _limits()["enough"][name]
    return min(count, enough) / enough


def _residue(found: Mapping[str, Sequence[Found]]) -> int:
    """Count what a template left behind, but for a pronoun that slips: the score must not depend on pronouns."""
    return sum(f.label != "pronoun_slip" for f in found["template_residue"])


def letter_features(doc: Doc) -> dict[str, float]:
    """Return the feature table of a Doc whose text was not read from a file."""
    return letter_table(doc, Letter.from_text(doc.text)).features


@functools.cache
def feature_names() -> tuple[str, ...]:
    """Return the names of the features, in the order of the table.

    Examples
    --------
    >>> from lorscore.features import feature_names
    >>> "example_sentences" in feature_names()
    True
    """
    nothing: dict[str, list[Found]] = {kind: [] for kind in _KINDS}
    contact = contact_of([], [])
    form = format_of(Letter.from_text(""), [], False)
    empty = _features(nothing, contact, form, dict.fromkeys(QUALITIES, 0), dict.fromkeys(IMG_CONCERNS, 0), "unknown")
    of_letter = ("barely", "barely_weight", "other_specialty", "own_specialty", "borrowed_sentences", "repeated_share")
    return (*empty, *of_letter)


def _once(found: Iterable[Found], doc: Doc, text: str) -> list[Found]:
    """Evidence whose sentence stands word for word earlier in the letter counts once."""
    all_found = list(found)
    alike = Counter((f.label, f.rule) for f in all_found)
    seen: dict[tuple[str, str, str], int] = {}
    out = []
    for f in all_found:
        if alike[f.label, f.rule] == 1:
            out.append(f)
            continue
        last = doc[f.end - 1]
        words = " ".join(text[doc[f.start].idx : last.idx + len(last)].lower().split())
        key = (f.label, f.rule, words)
        if len(words) < _LONG or seen.setdefault(key, f.start) == f.start:
            out.append(f)
    return out


def _comparative(found: Sequence[Found]) -> dict[str, float]:
    counts = {f"comparative_{s}": float(sum(f.strength == s for f in found)) for s in ("weak", "moderate", "strong")}
    return counts | {
        "comparative_any": float(len(found)),
        "comparative_backed": float(sum(bool(f.details["backed"]) and f.strength != "weak" for f in found)),
        "comparative_referenced": float(sum(bool(f.details["reference_class"]) for f in found)),
        "comparative_hedged": float(sum(bool(f.details["hedged"]) for f in found)),
        "comparative_best": max(map(_level_of, found), default=0.0),
        "comparative_surest": max((f.details["probability"] for f in found), default=0.0),
    }


def _level_of(comparative: Found) -> float:
    """Level that the rubric gives to a letter with this comparison alone, 1 to 4."""
    if comparative.strength == "weak":
        return 1.0
    among = bool(comparative.details["reference_class"])
    return 2.0 + among + (among and comparative.strength == "strong" and bool(comparative.details["backed"]))


def _weight(found: Iterable[Found]) -> float:
    """How much these are, each from 0 (just found) to 1 (sure): what is found or lost at its limit moves nothing."""
    return float(sum(f.details["sure"] for f in found))


def _example(found: Sequence[Found]) -> dict[str, float]:
    stories = {f.details["story"]: f.details for f in found}
    return {
        "example_sentences": float(len(found)),
        "example_stories": float(len(stories)),
        "example_outcomes": float(sum(bool(d["outcome"]) for d in stories.values())),
        "example_full": float(sum(not d["missing"] for d in stories.values())),
        "example_weight": _weight(found),
        "example_surest": max((f.details["sure"] for f in found), default=0.0),
    }


def _competency(found: Sequence[Found], qualities: Mapping[str, int]) -> dict[str, float]:
    shown = [f for f in found if f.shown]
    own = [f for f in shown if f.label in OWN_QUALITIES]
    levels = [qualities[q] for q in OWN_QUALITIES]
    return {f"quality_{q}": float(qualities[q]) for q in QUALITIES} | {
        "qualities_shown": float(sum(v == 2 for v in qualities.values())),
        "qualities_named": float(sum(v > 0 for v in qualities.values())),
        "competency_shown": float(len(shown)),
        "competency_asserted": float(len(found) - len(shown)),
        "competency_concrete": float(sum(bool(f.details["terms"]) for f in shown)),
        "genetics_asserted": float(sum(bool(f.details["terms"]) for f in found if not f.shown)),
        "own_qualities_shown": float(sum(v == 2 for v in levels)),
        "own_qualities_named": float(sum(v > 0 for v in levels)),
        "own_shown": float(len(own)),
        "own_concrete": float(sum(bool(f.details["terms"]) for f in own)),
    }


def _praise(found: Mapping[str, Sequence[Found]]) -> dict[str, float]:
    generic = found["generic_adjective"]
    return {
        "generic_praise": float(len(generic)),
        "generic_backed": float(sum(bool(f.details["backed_by"]) for f in generic)),
        "inflated": float(len(found["inflated"])),
        "inflated_weight": _weight(found["inflated"]),
        "superlatives": float(
            sum(f.strength in ("moderate", "strong") for f in found["comparative"]) + len(found["inflated"])
        ),
    }


def _endorsement(found: Sequence[Found], inflated: float) -> dict[str, float]:
    rung = float(max((f.details["expected_rung"] for f in found), default=0.0))
    return {
        "endorsement": float(endorsement_rung(found)),
        "endorsement_expected": rung,
        "endorsement_believed": rung * (1.0 - _load("inflated", inflated)),
        "endorsement_warm": float(sum(f.details["warm"] for f in found)),
        "endorsement_reserved": float(max((f.details["held_back"] for f in found), default=0.0)),
    }


def _doubt(found: Sequence[Found]) -> dict[str, float]:
    left_open = [f for f in found if f.label != "overcome_weakness"]
    return {
        "doubt": float(len(found)),
        "doubt_overcome": float(sum(f.label == "overcome_weakness" for f in found)),
        "doubt_faint": float(sum(f.label == "faint_praise" for f in found)),
        "doubt_hedge": float(sum(f.label == "hedge" for f in found)),
        "doubt_negative": float(sum(f.label == "negativity" for f in found)),
        "doubt_view": float(sum(f.label == "limited_view" for f in found)),
        "doubt_weight": _weight(left_open),
        "faint_weight": _weight(f for f in found if f.label == "faint_praise"),
        "view_weight": _weight(f for f in found if f.label == "limited_view"),
    }


def _relation(contact: Contact, form: Format, credentials: Sequence[Found]) -> dict[str, float]:
    limits = _limits()["contact"]
    length = 0.0 if contact.days is None else float(sum(contact.days > d for d in limits["days"]))
    if contact.days is None and contact.since is not None:
        length = float(limits["since"])
    labels = {f.label for f in credentials}
    return {
        "contact_stated": float(contact.days is not None or contact.since is not None),
        "contact_length": length,
        "contact_closeness": limits["closeness"][contact.closeness],
        "contact_often": float(contact.often),
        "contact_brief": float(contact.brief),
        "contact_personal": float(contact.personal),
        "credential_title": float(bool(form.title)),
        "credential_institution": float(bool(form.institution)),
        "credential_letterhead": float(bool(form.letterhead)),
        "credential_signature": float(bool(form.signature)),
        "credential_contact": float(bool(form.contact_details)),
        "credential_degree": float(form.degree),
        "credential_role": float(form.role),
        "credential_date": float(bool(form.date)),
        "credential_experience": float("experience" in labels),
    }


def _repeated(rows: Sequence[Sentence], text: str) -> float:
    """Share of the body's long sentences that stand word for word earlier in the letter."""
    seen: set[str] = set()
    total = again = 0
    for s in rows:
        if s.in_body and s.end[-1] - s.start[0] >= _LONG:
            words = " ".join(text[s.start[0] : s.end[-1]].lower().split())
            total += 1
            again += words in seen
            seen.add(words)
    return again / total if total else 0.0


@functools.cache
def _limits() -> dict[str, Any]:
    """``guide/counts.toml``."""
    return tomli.loads((resources.files("lorscore.guide") / "counts.toml").read_text(encoding="utf-8"))


@functools.cache
def _samples() -> tuple[str, ...]:
    data = tomli.loads((resources.files("lorscore.guide") / "borrowed.toml").read_text(encoding="utf-8"))
    return tuple(_plain(s) for s in data["sentences"])


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _borrowed(text: str) -> int:
    """Return the number of published sample sentences that stand in the letter."""
    plain = f" {_plain(text)} "
    return sum(f" {sample} " in plain for sample in _samples())
