"""Is the text a letter that recommends somebody for training? If not, why not."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import tomli

from lorscore.extract.contact import find_contact
from lorscore.extract.endorsement import find_endorsement
from lorscore.extract.target import Target, find_targets, target_of
from lorscore.extract.view import Sentence


@dataclass(frozen=True, slots=True)
class Letterness:
    """How much a text is like a letter of recommendation.

    Attributes
    ----------
    points : float
        Sum of ``signs``.
    signs : dict of str to float
        What speaks for and against it, in points.
    reason : str or None
        None where it is such a letter; otherwise ``empty``, ``too_short``, ``not_english``, ``own_words``,
        ``other_field`` or
        ``not_a_letter``.
    """

    points: float
    signs: dict[str, float]
    reason: str | None

    @property
    def explain(self) -> str | None:
        """The reason as a sentence for the user, or None."""
        return None if self.reason is None else str(_data()["reasons"][self.reason])


@functools.cache
def _data() -> dict[str, Any]:
    data = tomli.loads((resources.files("lorscore.guide") / "letterness.toml").read_text(encoding="utf-8"))
    data["words"] = {name: frozenset(words) for name, words in data["words"].items()}
    for name in ("asks", "patient_care", "lists"):
        phrases = "|".join(map(re.escape, data[name]["phrases"]))
        # sentences are joined by " | ": a label of another kind of document stands at the start of one
        data[name] = re.compile(rf"\| ({phrases})(?= [|:])" if name == "lists" else rf" (?:{phrases})(?= )")
    return data


def letterness(
    sentences: Sequence[Sentence],
    language: str | None,
    *,
    contacted: bool | None = None,
    targets: Sequence[Target] | None = None,
) -> Letterness:
    """Say whether a text is a letter that recommends somebody for training.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of the text, in order.
    language : str or None
        Code of its language, ``"en"``; None where it has no running text of a known language.
    contacted : bool, optional
        Whether a contact was found, where that is known already.
    targets : sequence of Target, optional
        What `lorscore.extract.target.find_targets` found, where that is known already.

    Returns
    -------
    Letterness
    """
    data = _data()
    body = [s for s in sentences if s.in_body]
    words = [w for s in body for w in s.lower if w[:1].isalpha()]
    if not any(w[:1].isalnum() for s in sentences for w in s.lower):
        return Letterness(0.0, {}, "empty")
    if language not in ("en", None):
        return Letterness(0.0, {}, "not_english")
    if len(words) < data["least_words"]:
        return Letterness(0.0, {}, "too_short")
    targets = find_targets(sentences) if targets is None else targets
    endorsed = bool(find_endorsement(sentences))
    contacted = bool(find_contact(sentences)) if contacted is None else contacted
    signs = _signs(sentences, body, words, endorsed, contacted, bool(targets))
    points = sum(signs.values())
    return Letterness(points, signs, _reason(signs, points, sentences, language, targets))


def _reason(
    signs: dict[str, float],
    points: float,
    sentences: Sequence[Sentence],
    language: str | None,
    targets: Sequence[Target],
) -> str | None:
    data = _data()
    if points < data["least"] or language is None:
        return "own_words" if "about_writer" in signs or "asks_for_letter" in signs else "not_a_letter"
    medical = sum(_count(s.lower, "medicine") for s in sentences)
    if medical < data["least_medical"] or target_of(targets, "")[0] == "other_work":
        return "other_field"
    return None


def _on_applicant(s: Sentence) -> bool:
    """Whether it is a heading or reference line that names the person and the kind of document."""
    opens = s.part in ("reference", "heading") and any(s.applicant)
    return opens and _count(s.lower, "letter") + _count(s.lower, "subject") > 0


def _count(lower: Sequence[str], words: str) -> int:
    """Count the words of a text that stand in one of the lists of ``[words]``."""
    return sum(map(_data()["words"][words].__contains__, lower))


def _signs(
    sentences: Sequence[Sentence],
    body: Sequence[Sentence],
    words: Sequence[str],
    endorsed: bool,
    contacted: bool,
    aimed: bool,
) -> dict[str, float]:
    data, limits = _data(), _data()["limits"]
    parts = {s.part for s in sentences}
    running = " ".join(["", "|", *(w for s in sentences for w in (*s.lower, "|")), ""])
    clauses = [c for s in body for c in s.clauses if c.verb >= 0]
    n = max(len(clauses), 1)
    about = sum(c.who in ("applicant", "applicant_thing") for c in clauses) / n
    own = sum(c.who == "writer" for c in clauses) / n
    third = _count(words, "third") / max(len(words), 1)
    first = _count(words, "first") / max(len(words), 1)
    named = sum(any(s.applicant) for s in body)
    letter = sum(_count(s.lower, "letter") for s in sentences if s.part != "signature")
    training = _count(words, "training")
    asked = len(data["asks"].findall(running))
    verbless = sum(all(c.verb < 0 for c in s.clauses) for s in body)
    writer, nobody = limits["about_writer"], limits["about_nobody"]
    have = {
        "salutation": "salutation" in parts,
        "closing": "closing" in parts,
        "signature": "signature" in parts,
        "letter_word": letter >= limits["letter_word"],
        "letter_words": letter >= limits["letter_words"],
        "endorsement": endorsed,
        "contact": contacted,
        "target": aimed,
        "training": training >= limits["training"],
        "training_often": training >= limits["training_often"],
        "about_some": about >= limits["about_some"],
        "about_much": about >= limits["about_much"],
        "third_person": third >= limits["third_person"],
        "named_often": named >= limits["named_often"],
        "about_writer": own >= writer["own"]
        and first > writer["first_over_third"] * third
        and about < writer["about"]
        and named < writer["named"]
        and n >= writer["clauses"],
        "about_line": not asked and any(_on_applicant(s) for s in sentences),
        "no_sentences": verbless >= limits["no_sentences"] * len(body),
        "asks_for_letter": asked >= limits["asks_for_letter"],
        "cares_for_patient": len(data["patient_care"].findall(running)) >= limits["cares_for_patient"],
        "lists_parts": len(set(data["lists"].findall(running))) >= limits["lists_parts"],
        "about_nobody": about < nobody["about"] and named < nobody["named"],
    }
    return {name: data["points"][name] for name, on in have.items() if on}
