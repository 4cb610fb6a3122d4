"""Which specialty the letter recommends the applicant for: that of the program, the wish, the prediction."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

import tomli

from lorscore.errors import RuleError
from lorscore.extract.view import Sentence

_BEFORE = 7
_JOINT = 2
"""At most so many words join two names: "and", "or in"."""
_ENOUGH = 2.0
"""A single passing mention of a field is no goal."""


@dataclass(frozen=True, slots=True)
class Target:
    """One place that names a specialty as what the applicant is recommended for.

    Attributes
    ----------
    specialty : str
        Key of ``specialty_names.toml``.
    sentence, first, last : int
        Index of the sentence, and the tokens that name the specialty.
    weight : float
        How plainly it is the goal of the letter: 3 in a salutation or reference line, "your X residency" 3, a wish 2,
        a mention 1.
    closing : bool
        Whether it stands in the last third of the body.
    """

    specialty: str
    sentence: int
    first: int
    last: int
    weight: float
    closing: bool


@functools.cache
def _cues() -> dict[str, frozenset[str]]:
    data = tomli.loads((resources.files("lorscore.guide") / "target.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in data.items()}


@functools.cache
def specialty_names() -> dict[str, dict[str, list[str]]]:
    """Return the names of each specialty: ``fields`` and ``people``."""
    text = (resources.files("lorscore.guide") / "specialty_names.toml").read_text(encoding="utf-8")
    data = tomli.loads(text)
    for name, table in data.items():
        if set(table) != {"fields", "people"}:
            raise RuleError(f"specialty_names.toml: [{name}] needs exactly fields = [...] and people = [...].")
    return data


@functools.cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, bool]]]:
    """First word to (the words, specialty, names a person), longest first."""
    out: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for name, table in specialty_names().items():
        for kind in ("fields", "people"):
            for phrase in table[kind]:
                words = tuple(phrase.split())
                out.setdefault(words[0], []).append((words, name, kind == "people"))
    for entries in out.values():
        entries.sort(key=lambda e: -len(e[0]))
    return out


def find_targets(sentences: Sequence[Sentence]) -> list[Target]:
    """Find where a letter names a specialty as the applicant's goal.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order. Letterhead and signature are the writer's field and do not count.
    """
    usable = [
        s for s in sentences if s.part in ("reference", "salutation", "heading", "paragraph", "bullet", "closing")
    ]
    n = len(usable)
    out = []
    for place, s in enumerate(usable):
        named = list(named_specialties(s))
        weights = [_weight(s, first, last, person, place / max(n, 1)) for first, last, _, person in named]
        for i in range(1, len(named)):
            if _joined(s, named[i - 1][1], named[i][0]):
                # "the program in internal medicine and medical genetics": what holds of one holds of the other
                weights[i - 1] = weights[i] = max(weights[i - 1], weights[i])
        for (first, last, name, _), weight in zip(named, weights, strict=True):
            if weight > 0:
                out.append(Target(name, s.index, first, last, weight, place >= n * 2 / 3))
    return out


def _joined(s: Sentence, last: int, first: int) -> bool:
    """Whether two names stand side by side: "X and Y", "X/Y", "X-Y", "X or in Y"."""
    between = s.lower[last + 1 : first]
    return 0 < len(between) <= _JOINT and all(w in _cues()["joint"] for w in between)


def named_specialties(s: Sentence) -> Iterator[tuple[int, int, str, bool]]:
    """(first, last, specialty, person) of each name, the longest at each place."""
    phrases, i, n = _phrases(), 0, len(s)
    if phrases.keys().isdisjoint(s.lower) and phrases.keys().isdisjoint(s.lemma):
        return
    while i < n:
        hit = None
        for words, name, person in phrases.get(s.lower[i], ()) or phrases.get(s.lemma[i], ()):
            end = i + len(words)
            if end <= n and all(w in (s.lower[j], s.lemma[j]) for j, w in enumerate(words, i)):
                hit = (i, end - 1, name, person)
                break
        if hit:
            yield hit
            i = hit[1] + 1
        else:
            i += 1


def _weight(s: Sentence, first: int, last: int, person: bool, place: float) -> float:
    before = s.lower[max(0, first - _BEFORE) : first]
    after = s.lower[last + 1 : last + 5]
    near = set(before) | set(after)
    if s.part in ("salutation", "reference"):
        placement = near & _cues()["placement"] and not near & _cues()["sure"]
        return 0.0 if s.lower[0] in ("from", "by") or person or placement else 3.0
    clause = next((c for c in s.clauses if c.start <= first < c.end), None)
    if "not" in before[-2:] or (clause is not None and clause.hypothetical):
        return 0.0
    if clause is not None and clause.tense == "past" and s.lemma[clause.verb] in _cues()["done"]:
        return 0.0
    if near & _cues()["writer"] and near & _cues()["mine"] and not near & _cues()["wish"] - {"for", "be"}:
        return 0.0
    if s.part == "heading" and not near & (_cues()["program"] | _cues()["wish"]):
        return 0.0
    if person:
        # "will make a fine internist": a prediction about the applicant, not a colleague's title
        predicted = (
            clause is not None
            and clause.who in ("applicant", "applicant_thing")
            and clause.tense in ("future", "modal")
        )
        if {"position", "job", "role", "post"} & set(before[-4:]) and before[-1:] in (
            ["of"],
            ["a"],
            ["an"],
            ["as"],
            ["the"],
        ):
            return 2.5
        wished = bool({"become", "becoming", "future", "make", "makes"} & set(before[-4:]))
        # "has the dedication to become an outstanding nephrologist"
        equipped = clause is not None and clause.who == "applicant" and clause.tense == "present" and "become" in before
        sure = equipped or (predicted and set(before) & {"be", "make", "become", "makes"})
        return 2.5 if sure else (2.0 if wished else 0.0)
    program = bool(near & _cues()["program"])
    if program and before[-1:] == ["any"] and set(before) & _cues()["welcome"]:
        return 2.5  # "an asset to any neurology program"
    if "your" in before[-3:] and (program or (before[-1:] or [""])[0] == "your"):
        return 3.0
    if "in" in before[-2:] and set(before) & _cues()["past_training"] and not set(before) & _cues()["applying"]:
        return 0.0
    if "in" in before[-2:] and set(before) & {
        "position",
        "residency",
        "fellowship",
        "program",
        "programme",
        "training",
        "place",
        "post",
        "career",
        "applicant",
        "application",
    }:
        return 2.5 if near & _cues()["sure"] or "career" in near else 2.0
    if set(before[-5:]) & _cues()["applying"]:
        return 2.5
    if _is_the_goal(s, last) or (before[-1:] == [":"] and set(before[-2:]) & _cues()["goal"]):
        return 2.5
    asked = set(before[-2:]) & {"for", "to"} and not set(before[-2:]) & _cues()["writer"]
    post = (set(after[:2]) | set(s.lower[first : last + 1])) & _cues()["post"]
    if asked and post and (s.part == "heading" or place < 0.15) and not (clause is not None and clause.tense == "past"):
        return 2.0
    if before[-1:] == ["for"] and place < 0.15 and near & {"letter", "this", "recommend", "recommendation", "support"}:
        return 2.0
    if set(before) & _cues()["wish"] and any(c.who in ("applicant", "applicant_thing") for c in s.clauses):
        return 1.5 if program or set(before[-4:]) & _cues()["wish"] else 1.0
    return 0.0


def _around(first: int, last: int) -> Iterator[int]:
    """Places of tokens so near to a name that a name there is joined to it."""
    for step in range(1, _JOINT + 2):
        yield first - step
        yield last + step


def _is_the_goal(s: Sentence, last: int) -> bool:
    """Whether it is "the field", "her choice": "X is the field to which she now turns"."""
    after = s.lower[last + 1 : last + 5]
    return len(after) > 2 and after[0] in ("is", "remains") and bool(set(after[1:4]) & _cues()["goal"])


def target_of(targets: Sequence[Target], own: str) -> tuple[str | None, float]:
    """Return the specialty that the letter is for, and how sure that is (0-1).

    Parameters
    ----------
    targets : sequence of Target
    own : str
        The specialty that the letter is checked against; it wins a tie.

    Returns
    -------
    tuple of (str or None, float)
        None where the letter names no goal.
    """
    # of two that are named together ("internal medicine and medical genetics") the own one is meant
    own_at = {(t.sentence, k) for t in targets if t.specialty == own for k in _around(t.first, t.last)}
    votes: Counter[str] = Counter()
    for t in targets:
        if t.specialty == own or not own_at & {(t.sentence, t.first), (t.sentence, t.last)}:
            votes[t.specialty] += t.weight  # type: ignore[assignment]
    if not votes or max(votes.values()) < _ENOUGH:
        return None, 0.0
    best = max(votes.values())
    name = own if votes.get(own, 0) >= 0.75 * best else max(votes, key=lambda k: votes[k])
    return name, round(votes[name] / sum(votes.values()), 3)
