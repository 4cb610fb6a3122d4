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

_THIRD = frozenset({"she", "her", "they", "their", "them"})
_FIRST = frozenset({"i", "my", "me", "myself", "mine"})
_MEDICAL_AT_LEAST = 1


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
    of_medicine = data["words"]["medicine"].__contains__
    medical = sum(sum(map(of_medicine, s.lower)) for s in sentences)
    if medical < _MEDICAL_AT_LEAST or target_of(targets, "")[0] == "other_work":
        return "other_field"
    return None


def _on_applicant(s: Sentence) -> bool:
    """Whether it is a heading or reference line that names the person and the kind of document."""
    words = _data()["words"]["letter"] | {"re", "subject", "regarding", "concerning"}
    return s.part in ("reference", "heading") and any(s.applicant) and any(w in words for w in s.lower)


def _signs(
    sentences: Sequence[Sentence],
    body: Sequence[Sentence],
    words: Sequence[str],
    endorsed: bool,
    contacted: bool,
    aimed: bool,
) -> dict[str, float]:
    data = _data()
    parts = {s.part for s in sentences}
    running = " ".join(["", "|", *(w for s in sentences for w in (*s.lower, "|")), ""])
    clauses = [c for s in body for c in s.clauses if c.verb >= 0]
    n = max(len(clauses), 1)
    about = sum(c.who in ("applicant", "applicant_thing") for c in clauses) / n
    own = sum(c.who == "writer" for c in clauses) / n
    third = sum(map(_THIRD.__contains__, words)) / max(len(words), 1)
    first = sum(map(_FIRST.__contains__, words)) / max(len(words), 1)
    named = sum(any(s.applicant) for s in body)
    of_letter = data["words"]["letter"].__contains__
    letter = sum(sum(map(of_letter, s.lower)) for s in sentences if s.part != "signature")
    training = sum(map(data["words"]["training"].__contains__, words))
    asked = len(data["asks"].findall(running))
    care = len(data["patient_care"].findall(running))
    listed = len(set(data["lists"].findall(running)))
    have = {
        "salutation": "salutation" in parts,
        "closing": "closing" in parts,
        "signature": "signature" in parts,
        "letter_word": letter >= 1,
        "letter_words": letter >= 3,
        "endorsement": endorsed,
        "contact": contacted,
        "target": aimed,
        "training": training >= 2,
        "training_often": training >= 5,
        "about_some": about >= 0.15,
        "about_much": about >= 0.3,
        "third_person": third >= 0.025,
        "named_often": named >= 4,
        "about_writer": own >= 0.3 and first > 1.3 * third and about < 0.15 and named < 4 and n >= 15,
        "about_line": not asked and any(_on_applicant(s) for s in sentences),
        "no_sentences": sum(all(c.verb < 0 for c in s.clauses) for s in body) >= 0.6 * len(body),
        "asks_for_letter": asked >= 1,
        "cares_for_patient": care >= 3,
        "lists_parts": listed >= 2,
        "about_nobody": about < 0.08 and named < 2,
    }
    return {name: data["points"][name] for name, on in have.items() if on}
