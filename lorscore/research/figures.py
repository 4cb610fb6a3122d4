"""Figures of agreement that more than one study needs; NaN where nothing varies and there is none.

`lorscore.research.yardstick` has those of the marked corpus beside: weighted kappa, and agreement on marks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from lorscore.scoring.ordinal import Floats

COVERAGE = 0.8
"""Share of letters whose rating the interval of the score is to hold."""
_EDGE = 1e-6


def spearman(x: ArrayLike, y: ArrayLike) -> float:
    """Spearman's rank correlation, ties at their mean rank.

    Examples
    --------
    >>> round(spearman([1, 2, 3, 4], [10, 20, 30, 25]), 3), spearman([1, 1], [1, 2])
    (0.8, nan)
    """
    return float(spearmanr(x, y).statistic) if np.ptp(x) and np.ptp(y) else math.nan


def f1(hits: int, found: int, wanted: int) -> float:
    """F1 of so many hits among what was found and what was wanted; NaN where both are nothing.

    Examples
    --------
    >>> f1(1, 2, 2), f1(0, 0, 0)
    (0.5, nan)
    """
    return 2 * hits / (found + wanted) if found + wanted else math.nan


def f1_of(found: Sequence[bool], wanted: Sequence[bool]) -> float:
    """F1 of yes and no.

    Examples
    --------
    >>> f1_of([True, True, False, False], [True, False, True, False])
    0.5
    """
    return f1(sum(f and w for f, w in zip(found, wanted, strict=True)), sum(found), sum(wanted))


def auc(outcome: Floats, p: Floats) -> float:
    """Area under the ROC curve of probabilities of an outcome (0 or 1).

    Examples
    --------
    >>> auc(np.array([0.0, 1, 1]), np.array([0.2, 0.1, 0.9])), auc(np.ones(2), np.ones(2))
    (0.5, nan)
    """
    return float(roc_auc_score(outcome, p)) if np.ptp(outcome) else math.nan


def brier(outcome: Floats, p: Floats) -> float:
    """Brier score: the mean squared difference of probability and outcome (Brier 1950).

    Examples
    --------
    >>> brier(np.array([0.0, 1]), np.array([0.5, 0.5]))
    0.25
    """
    return float(np.mean((p - outcome) ** 2))


def skill(outcome: Floats, p: Floats) -> float:
    """1 minus the Brier score over that of the base rate.

    Examples
    --------
    >>> skill(np.array([0.0, 1]), np.array([0.0, 1])), skill(np.array([0.0, 1]), np.array([0.5, 0.5]))
    (1.0, 0.0)
    """
    return 1 - brier(outcome, p) / float(np.var(outcome)) if np.ptp(outcome) else math.nan


def slope(outcome: Floats, p: Floats) -> float:
    """Calibration slope (Cox 1958): the weight of logit(p) in a logistic regression of the outcome.

    Examples
    --------
    >>> outcome, p = np.array([0.0, 0, 1, 0, 1, 1]), np.array([0.25, 0.25, 0.25, 0.75, 0.75, 0.75])
    >>> round(slope(outcome, p), 2)
    0.63
    """
    if not np.ptp(outcome):
        return math.nan
    logit = np.log(np.clip(p, _EDGE, 1 - _EDGE) / np.clip(1 - p, _EDGE, 1))
    return float(LogisticRegression(C=1e6, max_iter=1000).fit(logit[:, None], outcome).coef_[0, 0])


def widening(rated: Floats, middle: Floats, low: Floats, high: Floats) -> float:
    """Factor on the half-widths of intervals at which they hold 80% of the ratings (`COVERAGE`).

    Examples
    --------
    >>> rated = np.array([1.0, 1, 1, 1, 3])
    >>> widening(rated, np.full(5, 2.0), np.full(5, 1.5), np.full(5, 4.0))
    2.0
    """
    half = np.where(rated >= middle, high - middle, middle - low)
    return float(np.quantile(np.abs(rated - middle) / np.maximum(half, _EDGE), COVERAGE))
