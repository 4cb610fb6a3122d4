"""How the writer knows the applicant: how long, since when, how closely, in what setting."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from lorscore.extract.context import Clause
from lorscore.extract.duration import Duration, durations
from lorscore.extract.found import Found, found_in
from lorscore.extract.match import matcher_of
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.lexicon import lexicon

SETTINGS = ("clinical", "research", "course", "observer", "volunteer", "remote")
_THRESHOLD = 3.0
_NEAR = 0.5
"""Of lengths that are about as likely, the longest is that of the contact ..."""
_LONG = 2000
"""... but for one of so many days, which is rather the writer's experience."""
_OBJECTS = frozenset({"her", "them", "their"})
_LINKS = frozenset({"and", "but", ";", "which", "whom", "whose"})
"""After one of these, a length of time may belong to what follows it."""
_FIRST = frozenset({"i", "me", "my", "we", "us", "our"})
_EXPERIENCE = frozenset(
    {
        "teach",
        "supervise",
        "train",
        "mentor",
        "practice",
        "practise",
        "run",
        "direct",
        "host",
        "work",
        "tutor",
        "be",
        "serve",
        "lead",
    }
)


@dataclass(frozen=True, slots=True)
class Contact:
    """What a letter says, in sum, of how its writer knows the applicant.

    Attributes
    ----------
    days : float or None
        Length of the acquaintance or of the work together, in days; None where none is stated.
    since : int or None
        Year since which they have known each other, where the letter gives a year and no length.
    closeness : str
        ``"direct"`` (supervised, worked with closely), ``"watched"`` (observership, shadowing), ``"remote"``
        (conference, e-mails),
        ``"stated"`` (a setting, but not how closely) or ``"none"``.
    often : bool
        Whether it says how often they met.
    brief, personal : bool
        Whether the writer says that the contact was short, or that there is a tie outside work.
    settings : tuple of str
        Which of `SETTINGS` the letter names.
    """

    days: float | None
    since: int | None
    closeness: str
    often: bool
    brief: bool
    personal: bool
    settings: tuple[str, ...]


@functools.cache
def _masks() -> dict[str, int]:
    lex = lexicon()
    masks = {s: lex.mask(f"placement_{'remote' if s == 'remote' else s}") for s in SETTINGS}
    masks["placement_short"] = lex.mask("placement_observer", "placement_remote", "brief_contact")
    masks["any"] = lex.mask(*(f"placement_{s}" for s in SETTINGS))
    for name in ("contact_verb", "supervisor_word", "patient_person", "trainee"):
        masks[name] = lex.mask(name)
    return masks


def find_contact(sentences: Sequence[Sentence]) -> list[Found]:
    """Find the words that say how, how long and how closely the writer knows the applicant.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.

    Returns
    -------
    list of Found
        Kind ``contact``; label ``duration`` (details: days, since, settings) or ``direct``, ``often``, ``watched``,
        ``remote``,
        ``brief``, ``personal``.
    """
    body = [s for s in sentences if s.in_body or s.part == "reference"]
    found = list(matcher_of("contact").find(body))
    n = len(body)
    scored = [
        (_relation_score(s, d, place / n, body[place - 1] if place else None), s, d)
        for place, s in enumerate(body)
        for d in durations(s.lower, s.lemma)
    ]
    scored = [row for row in scored if row[0] >= _THRESHOLD]
    best = max((score for score, _, _ in scored), default=0.0)
    rivals = [row for row in scored if row[0] >= best - _NEAR]
    main = max(rivals, key=lambda row: (row[2].days or 0.0) if (row[2].days or 0.0) <= _LONG else 0.0, default=None)
    for row in scored:
        _, s, d = row
        details = {"days": d.days, "since": d.since, "settings": settings_of(s), "main": row is main}
        found.append(
            found_in(s, d.first, d.last, "contact", "contact.duration", label="duration", criterion="credible",
                     explain=explains("contact")["duration"], details=details)
        )  # fmt: skip
    return found


def settings_of(sentence: Sentence) -> list[str]:
    """Return which settings of contact a sentence names."""
    m, union = _masks(), sentence.union()
    return [s for s in SETTINGS if union & m[s]]


def _relation_score(s: Sentence, d: Duration, place: float, before: Sentence | None = None) -> float:
    """Score a length of time as that of the acquaintance: who is in the sentence, which verbs, how early it stands."""
    if d.days is not None and d.days < 0.04:
        return 0.0
    m = _masks()
    applicant = s.on_applicant
    somebody = any(c.who in ("patient", "other") for c in s.clauses)
    applicant = applicant or (not somebody and any(w in _OBJECTS for w in s.lower))
    first = any(w in _FIRST for w in s.lower)
    if d.first == 0 and before is not None and any(before.applicant) and any(w in _FIRST for w in before.lower):
        applicant = first = True  # "She was with us in May. Five days, and not long ones."
    placement = s.has(m["any"])
    score = 2.0 * applicant + 1.5 * placement + 1.0 * first + (1.0 - 1.5 * place) + (s.part == "reference")
    clause = next((c for c in s.clauses if c.start <= d.first < c.end), None)
    if clause is not None and clause.verb >= 0:
        verb = s.lemma[clause.verb]
        if clause.who in ("applicant", "applicant_thing") and s.classes[clause.verb] & m["contact_verb"]:
            score += 1.0
        if clause.who in ("writer", "team") and verb in ("know", "supervise", "meet", "mentor", "have"):
            score += 1.0
        about_others = any(s.classes[j] & m["trainee"] and s.tag[j] == "NNS" for j in range(clause.start, clause.end))
        score -= 1.0 * about_others
        others = about_others or not applicant or _without_applicant(s, clause, d.first)
        if clause.who in ("writer", "team") and verb in _EXPERIENCE and others:
            score -= 3.0
        if clause.who == "patient":
            score -= 3.0
    if (
        d.first
        and s.lower[d.first - 1] in ("within", "in", "after", "took", "next", "at", "of", "every")
        and not placement
    ):
        score -= 1.5
    if any(s.classes[j] & m["patient_person"] for j in range(max(0, d.first - 4), min(len(s), d.last + 5))):
        score -= 2.0
    if d.days is not None and d.days >= 3650:
        score -= 1.0
    if {"took", "take", "takes"} & set(s.lower[max(0, d.first - 4) : d.first]):
        score -= 1.5
    if not applicant and not placement:
        score -= 2.0
    if d.days is not None and d.days < 4 and not s.has(m["placement_short"]):
        score -= 1.5
    return score


def _without_applicant(s: Sentence, clause: Clause, first: int) -> bool:
    """Whether a clause with a length of time tells of its subject alone: "I have run this clinic for ten years"."""
    if clause.subordinate or _LINKS & set(s.lower[clause.start : first]):
        return False
    return not any(s.applicant[j] or s.lower[j] in _OBJECTS for j in range(clause.start, min(clause.end, len(s))))


def contact_of(found: Sequence[Found], sentences: Sequence[Sentence]) -> Contact:
    """Sum up what `find_contact` found in one letter."""
    labels = {f.label for f in found if f.kind == "contact"}
    lengths = [f for f in found if f.kind == "contact" and f.label == "duration"]
    main = next((f.details for f in lengths if f.details["main"]), {"days": None, "since": None})
    days, since = main["days"], main["since"]
    body = [s for s in sentences if s.in_body or s.part == "reference"]
    settings = {name for s in body for name in settings_of(s)}
    if "direct" in labels:
        closeness = "direct"
    elif "watched" in labels:
        closeness = "watched"
    elif "remote" in labels:
        closeness = "remote"
    else:
        closeness = "stated" if lengths else "none"
    return Contact(
        days, since, closeness, "often" in labels, "brief" in labels,
        "personal" in labels, tuple(s for s in SETTINGS if s in settings),
    )  # fmt: skip
