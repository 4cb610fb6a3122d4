"""Caps: limits on ``overall`` outside the logistic, by tables in ``guide/caps.toml``."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import tomli

from lorscore.report import Cap
from lorscore.scoring.strength import Strength, StrengthModel


@dataclass(frozen=True, slots=True)
class Condition:
    """A feature within [at_least, below)."""

    feature: str
    at_least: float
    below: float

    def holds(self, features: Mapping[str, float]) -> bool:
        """Whether the feature's value lies within."""
        return self.at_least <= features[self.feature] < self.below


@dataclass(frozen=True, slots=True)
class CapRule:
    """One cap: its limit on ``overall``, why, and when."""

    name: str
    limit: float
    why: str
    source: str
    conditions: tuple[Condition, ...]


def condition(table: Mapping[str, object]) -> Condition:
    """Read ``{feature, from, below}``."""
    return Condition(
        str(table["feature"]),
        float(str(table.get("from", "-inf"))),
        float(str(table.get("below", "inf"))),
    )


@functools.cache
def cap_rules() -> tuple[CapRule, ...]:
    """Return the caps of ``guide/caps.toml``."""
    text = (resources.files("lorscore.guide") / "caps.toml").read_text(encoding="utf-8")
    return tuple(
        CapRule(c["name"], float(c["limit"]), c["why"], c["source"], tuple(condition(w) for w in c["when"]))
        for c in tomli.loads(text)["cap"]
    )


def capped_overall(model: StrengthModel, features: Mapping[str, float]) -> float:
    """Return the overall rating after all caps that hold, and nothing else: for asking "what if" many times."""
    overall = model.overall(model.eta(features))
    for rule in cap_rules():
        if overall > rule.limit and all(c.holds(features) for c in rule.conditions):
            overall = rule.limit
    return overall


def capped(model: StrengthModel, eta: float, features: Mapping[str, float]) -> tuple[Strength, list[Cap]]:
    """Return the strength after all caps that hold, and those that lowered it, in the order of the file."""
    strength, caps = model.strength(eta), []
    for rule in cap_rules():
        if strength.overall > rule.limit and all(c.holds(features) for c in rule.conditions):
            before = strength.overall
            strength = model.strength(model.eta_at(rule.limit))
            caps.append(Cap(rule.name, rule.why, round(before, 2), round(strength.overall, 2)))
    return strength, caps
