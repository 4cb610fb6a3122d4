"""Which specialty the letter recommends the applicant for: that of the program, the wish, the prediction."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import tomli

from lorscore.errors import RuleError
from lorscore.extract.context import Clause
from lorscore.extract.view import Sentence


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
        How plainly it is the goal of the letter (``target.toml``): 3 in a salutation or reference line, 1 for a wish.
    """

    specialty: str
    sentence: int
    first: int
    last: int
    weight: float


@functools.cache
def _data() -> dict[str, Any]:
    return tomli.loads((resources.files("lorscore.guide") / "target.toml").read_text(encoding="utf-8"))


@functools.cache
def _cues() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in _data()["cues"].items()}


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
        weights = [_weight(_named(s, first, last, place / max(n, 1)), person) for first, last, _, person in named]
        for i in range(1, len(named)):
            if _joined(s, named[i - 1][1], named[i][0]):
                # "the program in internal medicine and medical genetics": what holds of one holds of the other
                weights[i - 1] = weights[i] = max(weights[i - 1], weights[i])
        for (first, last, name, _), weight in zip(named, weights, strict=True):
            if weight > 0:
                out.append(Target(name, s.index, first, last, weight))
    return out


def _joined(s: Sentence, last: int, first: int) -> bool:
    """Whether two names stand side by side: "X and Y", "X/Y", "X-Y", "X or in Y"."""
    between = s.lower[last + 1 : first]
    return 0 < len(between) <= _data()["near"]["joint"] and all(w in _cues()["joint"] for w in between)


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


@dataclass(frozen=True, slots=True)
class _Named:
    """A name of a specialty with what stands around it; ``place`` is the sentence's, from 0 to 1 in the letter."""

    s: Sentence
    first: int
    last: int
    place: float
    before: list[str]
    after: list[str]
    clause: Clause | None

    def near(self, *names: str) -> bool:
        """Whether a word of these lists stands before or after the name."""
        return any(not _cues()[n].isdisjoint(self.before) or not _cues()[n].isdisjoint(self.after) for n in names)

    def preceded(self, name: str, by: int = 0) -> bool:
        """Whether a word of a list stands before the name, at most ``by`` tokens away if given."""
        return not _cues()[name].isdisjoint(self.before[-by:])


def _named(s: Sentence, first: int, last: int, place: float) -> _Named:
    near = _data()["near"]
    return _Named(
        s, first, last, place,
        s.lower[max(0, first - near["before"]) : first],
        s.lower[last + 1 : last + 1 + near["after"]],
        next((c for c in s.clauses if c.start <= first < c.end), None),
    )  # fmt: skip


def _weight(named: _Named, person: bool) -> float:
    """How plainly a name of a specialty, or of its people, is the goal; 0 where it is none."""
    if named.s.part in ("salutation", "reference"):
        met_there = named.near("placement") and not named.near("sure")
        return 0.0 if named.s.lower[0] in ("from", "by") or person or met_there else _data()["weights"]["subject"]
    if _is_no_goal(named):
        return 0.0
    sign = _sign_of_people(named) if person else _sign_of_field(named)
    return _data()["weights"][sign] if sign else 0.0


def _is_no_goal(named: _Named) -> bool:
    """Whether it is denied or supposed, a training done, the writer's own field, or a heading that asks nothing."""
    s, clause = named.s, named.clause
    if "not" in named.before[-2:] or (clause is not None and clause.hypothetical):
        return True
    if clause is not None and clause.tense == "past" and s.lemma[clause.verb] in _cues()["done"]:
        return True
    wished = (_cues()["wish"] - _cues()["no_wish"]) & {*named.before, *named.after}
    if named.near("writer") and named.near("mine") and not wished:
        return True
    return s.part == "heading" and not named.near("program", "wish")


def _sign_of_people(named: _Named) -> str | None:
    """Return which weight a person of the field has: "will make a fine internist"; a colleague's title has none."""
    who, tense = (named.clause.who, named.clause.tense) if named.clause else ("", "")
    if named.preceded("role", 4) and named.preceded("role_link", 1):
        return "role"
    # "has the dedication to become an outstanding nephrologist"
    equipped = who == "applicant" and tense == "present" and "become" in named.before
    predicted = who in ("applicant", "applicant_thing") and tense in ("future", "modal")
    if equipped or (predicted and named.preceded("predicted")):
        return "predicted"
    return "becoming" if named.preceded("becoming", 4) else None


def _sign_of_field(named: _Named) -> str | None:
    """Return which weight a field has, the plainest sign first."""
    before, program = named.before, named.near("program")
    if program and before[-1:] == ["any"] and named.preceded("welcome"):
        return "any_program"
    if "your" in before[-3:] and (program or before[-1] == "your"):
        return "your_program"
    if "in" in before[-2:] and named.preceded("past_training") and not named.preceded("applying"):
        return None
    if "in" in before[-2:] and named.preceded("placed"):
        return "placed_surely" if named.near("sure") or "career" in (*before, *named.after) else "placed"
    if named.preceded("applying", 5):
        return "applied"
    if _is_the_goal(named) or (before[-1:] == [":"] and named.preceded("goal", 2)):
        return "goal"
    opening = named.place < _data()["near"]["opening"]
    if _asked_for_post(named, opening):
        return "post"
    if before[-1:] == ["for"] and opening and named.near("letter"):
        return "letter"
    if named.preceded("wish") and any(c.who in ("applicant", "applicant_thing") for c in named.s.clauses):
        return "wish_near" if program or named.preceded("wish", 4) else "wish"
    return None


def _asked_for_post(named: _Named, opening: bool) -> bool:
    """Whether it is "for the X residency", in a heading or where the letter opens, and nothing past."""
    asked = {"for", "to"} & set(named.before[-2:]) and not named.preceded("writer", 2)
    words = {*named.after[:2], *named.s.lower[named.first : named.last + 1]}
    past = named.clause is not None and named.clause.tense == "past"
    return bool(asked and words & _cues()["post"]) and (named.s.part == "heading" or opening) and not past


def _around(first: int, last: int) -> Iterator[int]:
    """Places of tokens so near to a name that a name there is joined to it."""
    for step in range(1, _data()["near"]["joint"] + 2):
        yield first - step
        yield last + step


def _is_the_goal(named: _Named) -> bool:
    """Whether it is "the field", "her choice": "X is the field to which she now turns"."""
    after = named.after
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
    if not votes or max(votes.values()) < _data()["enough"]:
        return None, 0.0
    best = max(votes.values())
    name = own if votes.get(own, 0) >= _data()["own_share"] * best else max(votes, key=lambda k: votes[k])
    return name, round(votes[name] / sum(votes.values()), 3)
