"""Levels of the five criteria: points for counts of evidence, by tables in ``guide/criteria.toml``.

A criterion's level is its base plus the points of its terms, kept within 0 and 4 and rounded to halves. A term's ladder
says how many points a feature's value of 0, 1, 2 ... is worth; between two steps it runs straight, past the last it
stays. So a level can be recomputed by hand from the report's evidence, and more of the same is worth less and less.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import tomli

from lorscore.errors import RuleError
from lorscore.report import CRITERIA, CriterionLevel, Evidence


@dataclass(frozen=True, slots=True)
class Term:
    """Points for one feature.

    Attributes
    ----------
    feature : str
        Name in the feature table.
    sign : int
        1: the ladder only rises, -1: it only falls.
    ladder : tuple of float
        Points at values 0, 1, 2 ...
    plain : str
        The feature in words for people.
    missing : str
        What to say where the value is 0 and points could be had; "" for nothing.
    kinds : tuple of str
        Kinds of evidence that the term counts, for the report's ``why``.
    """

    feature: str
    sign: int
    ladder: tuple[float, ...]
    plain: str
    missing: str
    kinds: tuple[str, ...]

    def points(self, value: float) -> float:
        """Return the points that a value is worth."""
        if value <= 0:
            return self.ladder[0]
        if value >= len(self.ladder) - 1:
            return self.ladder[-1]
        low = int(value)
        return self.ladder[low] + (value - low) * (self.ladder[low + 1] - self.ladder[low])


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the guide's five criteria: what it asks, its base level and its terms."""

    name: str
    title: str
    asks: str
    source: str
    base: float
    terms: tuple[Term, ...]

    def raw(self, features: Mapping[str, float]) -> float:
        """Return the level before rounding, within 0 and 4."""
        return min(4.0, max(0.0, self.base + sum(t.points(features[t.feature]) for t in self.terms)))

    def level(self, features: Mapping[str, float]) -> float:
        """Return the level, 0 to 4 in halves."""
        return round(self.raw(features) * 2) / 2


@functools.cache
def criteria() -> tuple[Criterion, ...]:
    """Return the five criteria, as ``guide/criteria.toml`` has them; raises RuleError where the file is not right."""
    file = resources.files("lorscore.guide") / "criteria.toml"
    data = tomli.loads(file.read_text(encoding="utf-8"))
    if tuple(data) != CRITERIA:
        raise RuleError(f"criteria.toml: its tables must be {', '.join(CRITERIA)}, in this order.")
    return tuple(_criterion(name, table) for name, table in data.items())


def _criterion(name: str, table: Mapping[str, Any]) -> Criterion:
    if lost := sorted({"title", "asks", "source", "base", "term"} - set(table)):
        raise RuleError(f"criteria.toml, [{name}]: the key {lost[0]!r} is missing.")
    terms = tuple(
        Term(
            feature=str(t["feature"]),
            sign=int(t["sign"]),
            ladder=tuple(float(p) for p in t["ladder"]),
            plain=str(t["plain"]),
            missing=str(t.get("missing", "")),
            kinds=tuple(t.get("kinds", ())),
        )
        for t in table["term"]
    )
    return Criterion(name, str(table["title"]), str(table["asks"]), str(table["source"]), float(table["base"]), terms)


def all_levels(features: Mapping[str, float], changed: Collection[str] | None = None) -> dict[str, float]:
    """Return ``level_<criterion>`` for every criterion, before rounding: features of the strength model.

    With ``changed``, only of those that count one of these features.
    """
    return {
        f"level_{c.name}": c.raw(features)
        for c in criteria()
        if changed is None or any(t.feature in changed for t in c.terms)
    }


def _counts(c: Criterion, term: Term) -> bool:
    """Whether more of a term's matter would raise the level: by its own ladder, or by another on the same evidence."""
    return any(max(t.ladder) > t.ladder[0] for t in c.terms if t is term or set(t.kinds) & set(term.kinds))


def criterion_levels(features: Mapping[str, float], evidence: Sequence[Evidence]) -> dict[str, CriterionLevel]:
    """Return the report's levels: why (ids of the evidence that counts) and what is missing, in sentences."""
    out = {}
    for c in criteria():
        kinds = {k for t in c.terms for k in t.kinds}
        lowering = {k for t in c.terms if min(t.ladder) < t.ladder[0] for k in t.kinds}
        why = [e.id for e in evidence if e.kind in lowering or (e.kind in kinds and e.criterion in (c.name, None))]
        missing = [t.missing for t in c.terms if t.missing and features[t.feature] == 0 and _counts(c, t)]
        out[c.name] = CriterionLevel(c.level(features), True, why, missing)
    return out
