"""The strength model: an ordinal logistic on levels and features, as plain JSON; NumPy only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from lorscore.errors import ModelError
from lorscore.report import Contribution
from lorscore.scoring.ordinal import Floats, eta_at, expectation, probabilities, quantile

SCHEMA = "lorscore.strength/1"
STRONG = 4.0
"""``probability_rated_strong`` is the probability of an overall rating of so much or more."""


def score_of(overall: float) -> float:
    """Return the score, 0 to 100, of an overall rating, 1 to 5.

    Examples
    --------
    >>> score_of(3.0)
    50.0
    """
    return (overall - 1) * 25


@dataclass(frozen=True, slots=True)
class Strength:
    """What the model says of one letter.

    Attributes
    ----------
    eta : float
        Linear term, after caps.
    overall : float
        Expected overall rating, 1 to 5.
    score : float
        ``overall`` on a scale of 0 to 100.
    probability_rated_strong : float
    interval : tuple of float
        80% interval of ``overall``.
    """

    eta: float
    overall: float
    score: float
    probability_rated_strong: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class StrengthModel:
    """Weights of the features, cut points of the classes, and where they come from.

    Attributes
    ----------
    name, version : str
    features : tuple of str
    plain : tuple of str
        Each feature in words for people.
    weights, cuts, classes : numpy.ndarray
    widen : float
        Factor on the half-widths of the interval, set so that it covers 80% out of fold.
    rules_sha256 : str
        Digest of the rules that made the training features.
    origin : dict
        Training data, numbers and digests.
    """

    name: str
    version: str
    features: tuple[str, ...]
    plain: tuple[str, ...]
    weights: Floats
    cuts: Floats
    classes: Floats
    widen: float
    rules_sha256: str
    origin: dict[str, Any] = field(default_factory=dict)

    def eta(self, features: Mapping[str, float]) -> float:
        """Return the linear term; raises ModelError where a feature of the model is not in the table."""
        self._check(features)
        return sum(float(w) * float(features[name]) for name, w in zip(self.features, self.weights, strict=True))

    def contributions(self, features: Mapping[str, float]) -> list[Contribution]:
        """Return one row a feature, the largest first; they add up to the linear term."""
        self._check(features)
        rows = [
            Contribution(name, plain, float(features[name]), float(w), float(w) * float(features[name]))
            for name, plain, w in zip(self.features, self.plain, self.weights, strict=True)
        ]
        return sorted(rows, key=lambda c: (-abs(c.contribution), c.feature))

    def _check(self, features: Mapping[str, float]) -> None:
        lost = [f for f in self.features if f not in features]
        if lost:
            raise ModelError(
                f"The strength model {self.name!r} needs the feature {lost[0]!r}, which these rules do not give. "
                "Refit the model (lorscore fit) or use the shipped rules."
            )

    def strength(self, eta: float) -> Strength:
        """Return everything that follows from a linear term."""
        at = np.array([eta])
        overall = float(expectation(at, self.cuts, self.classes)[0])
        low, high = (quantile(eta, self.cuts, self.classes, q) for q in (0.1, 0.9))
        low = max(float(self.classes[0]), overall - (overall - low) * self.widen)
        high = min(float(self.classes[-1]), overall + (high - overall) * self.widen)
        strong = float(probabilities(at, self.cuts)[0][self.classes >= STRONG].sum())
        return Strength(eta, overall, score_of(overall), strong, (min(low, overall), max(high, overall)))

    def overall(self, eta: float) -> float:
        """Return the expected overall rating alone."""
        return float(expectation(np.array([eta]), self.cuts, self.classes)[0])

    def eta_at(self, overall: float) -> float:
        """Return the linear term at which the expected overall rating is ``overall``."""
        return eta_at(overall, self.cuts, self.classes)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain JSON values, a line a feature when indented."""
        return {
            "schema": SCHEMA,
            "name": self.name,
            "version": self.version,
            "rules_sha256": self.rules_sha256,
            "classes": [float(v) for v in self.classes],
            "cuts": [round(float(v), 6) for v in self.cuts],
            "widen": round(self.widen, 4),
            "weights": {
                f: {"plain": p, "weight": round(float(w), 6)}
                for f, p, w in zip(self.features, self.plain, self.weights, strict=True)
            },
            "origin": self.origin,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, where: str = "strength model") -> StrengthModel:
        """Build a model from what `to_dict` gave; raises ModelError where it is none."""
        if data.get("schema") != SCHEMA:
            raise ModelError(f"{where}: this is no strength model ({SCHEMA}).")
        try:
            weights = data["weights"]
            return cls(
                str(data["name"]),
                str(data["version"]),
                tuple(weights),
                tuple(str(w["plain"]) for w in weights.values()),
                np.array([float(w["weight"]) for w in weights.values()]),
                np.array([float(v) for v in data["cuts"]]),
                np.array([float(v) for v in data["classes"]]),
                float(data["widen"]),
                str(data["rules_sha256"]),
                dict(data["origin"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{where}: the strength model is damaged ({error!r}).") from None

    @classmethod
    def load(cls, path: Path) -> StrengthModel:
        """Read a model from a JSON file, or from the ``strength.json`` of a folder."""
        file = path / "strength.json" if path.is_dir() else path
        try:
            return cls.from_dict(json.loads(file.read_text(encoding="utf-8")), where=str(file))
        except FileNotFoundError:
            raise ModelError(f"{file}: there is no such strength model. Check the path.") from None
        except (OSError, ValueError) as error:
            raise ModelError(f"{file}: the strength model cannot be read ({error}).") from None

    @property
    def sha256(self) -> str:
        """Digest of the model's JSON."""
        return hashlib.sha256(json.dumps(self.to_dict(), sort_keys=True).encode()).hexdigest()


def matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    """Return the named features of several letters as an array of shape (n_letters, n_features)."""
    return np.array([[float(row[n]) for n in names] for row in rows], dtype=np.float64).reshape(len(rows), len(names))
