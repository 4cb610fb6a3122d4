"""What would make a letter stronger: gaps and places (``guide/suggestions.toml``), ranked by what they would move."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import tomli

from lorscore.errors import RuleError
from lorscore.guide.rules import Rule
from lorscore.report import SEVERITIES, Evidence, Severity, Suggestion
from lorscore.scoring.caps import Condition, capped_overall, condition
from lorscore.scoring.levels import all_levels
from lorscore.scoring.strength import StrengthModel, score_of

_QUOTE = 90
"""Characters of the letter's words that a message repeats at most."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One entry: for a gap the conditions and what closing it would raise, for a place the kind and where."""

    id: str
    criterion: str | None
    severity: Severity
    message: str
    question: str
    conditions: tuple[Condition, ...]
    changes: Mapping[str, float]
    kind: str | None
    where: Mapping[str, Any]
    most: int


@functools.cache
def advice() -> tuple[Advice, ...]:
    """Return the entries of ``guide/suggestions.toml``; raises RuleError where one lacks a key."""
    text = (resources.files("lorscore.guide") / "suggestions.toml").read_text(encoding="utf-8")
    data = tomli.loads(text)
    try:
        return tuple(_gap(t) for t in data["gap"]) + tuple(_place(t) for t in data["place"])
    except KeyError as error:
        raise RuleError(f"suggestions.toml: an entry lacks the key {error}.") from None


def _gap(table: Mapping[str, Any]) -> Advice:
    return Advice(
        table["id"], table["criterion"], table["severity"], table["message"], table["question"], _conditions(table),
        {k: float(v) for k, v in table["raises"].items()}, None, {}, 1,
    )  # fmt: skip


def _place(table: Mapping[str, Any]) -> Advice:
    return Advice(
        table["id"], table.get("criterion"), table["severity"], table["message"], table["question"],
        _conditions(table),
        {k: float(v) for k, v in table.get("changes", {}).items()}, table["kind"], table.get("where", {}),
        int(table["most"]),
    )  # fmt: skip


def _conditions(table: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(condition(table[k]) for k in ("when", "needs") if k in table)


def suggestions(model: StrengthModel, features: Mapping[str, float], evidence: Sequence[Evidence]) -> list[Suggestion]:
    """Return what the writer could do, that which would move the score most first.

    Parameters
    ----------
    model : StrengthModel
    features : mapping of str to float
        The feature table with flags and levels.
    evidence : sequence of Evidence

    Returns
    -------
    list of Suggestion
        ``gain`` is how much ``score`` would rise if just this were mended, as far as the model can tell.
    """
    now = _score(model, features)
    out: list[Suggestion] = []
    for entry in advice():
        if not all(c.holds(features) for c in entry.conditions):
            continue
        places: Sequence[Evidence | None] = [None]
        if entry.kind is not None:
            places = [e for e in evidence if e.kind == entry.kind and _fits(e, entry.where)][: entry.most]
        if places:
            gain = _gain(model, features, entry.changes, now)
            out += [_suggestion(entry, place, gain, i) for i, place in enumerate(places, 1)]
    return sorted(out, key=lambda s: (-(s.gain or 0.0), SEVERITIES.index(s.severity), s.start or 0, s.id))


def asked_by(rules: Sequence[Rule], evidence: Sequence[Evidence]) -> list[Suggestion]:
    """Return the questions that a user's own rules ask where they found something; none is known to move the score.

    Parameters
    ----------
    rules : sequence of Rule
        Those with a ``question``.
    evidence : sequence of Evidence

    Returns
    -------
    list of Suggestion
        In order of place; numbered where a rule found something more than once.
    """
    asking = {rule.id: rule for rule in rules}
    times: Counter[str] = Counter()
    out = []
    for e in evidence:
        if e.rule in asking:
            rule = asking[e.rule]
            times[rule.id] += 1
            name = f"{rule.id}.{times[rule.id]}"
            out.append(Suggestion(name, rule.criterion, "medium", rule.explain, rule.question, e.start, e.end, None))
    return out


def _suggestion(entry: Advice, place: Evidence | None, gain: float | None, number: int) -> Suggestion:
    if place is None:
        return Suggestion(entry.id, entry.criterion, entry.severity, entry.message, entry.question, None, None, gain)
    words = " ".join(place.text.split())
    words = words if len(words) <= _QUOTE else words[: _QUOTE - 2].rsplit(" ", 1)[0] + " …"
    return Suggestion(
        f"{entry.id}.{number}", entry.criterion, entry.severity, entry.message.replace("{text}", words),
        entry.question, place.start, place.end, gain,
    )  # fmt: skip


def _fits(e: Evidence, where: Mapping[str, Any]) -> bool:
    for key, wanted in where.items():
        value = e.shown if key == "shown" else e.label if key == "label" else e.details.get(key)
        if isinstance(value, list) and not isinstance(wanted, list):
            if wanted not in value:
                return False
        elif value != wanted:
            return False
    return True


def _gain(
    model: StrengthModel, features: Mapping[str, float], changes: Mapping[str, float], now: float
) -> float | None:
    if not changes:
        return None
    changed = dict(features)
    for name, by in changes.items():
        changed[name] = max(0.0, changed[name] + by)
    changed |= all_levels(changed, changes)
    return round(max(0.0, _score(model, changed) - now), 1)


def _score(model: StrengthModel, features: Mapping[str, float]) -> float:
    return score_of(capped_overall(model, features))
