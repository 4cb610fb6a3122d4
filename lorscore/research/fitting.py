"""Fitting the ladders of the criteria and the strength model, and cross-validating every choice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.optimize import lsq_linear

from lorscore.scoring.levels import Criterion, Term
from lorscore.scoring.ordinal import Floats

Row = Mapping[str, float]


def steps(terms: Sequence[Term], rows: Sequence[Row]) -> Floats:
    """Return how far each row has climbed each step of each ladder: shape (n_rows, n_steps), values 0 to 1."""
    columns = []
    for term in terms:
        values = np.array([row[term.feature] for row in rows])
        columns += [np.clip(values - k, 0.0, 1.0) for k in range(len(term.ladder) - 1)]
    return np.array(columns).T


def fit_ladders(
    criterion: Criterion, rows: Sequence[Row], y: Floats, *, penalty: float
) -> tuple[float, list[list[float]]]:
    """Fit a criterion's base and ladders by least squares with a ridge, each ladder going one way only.

    Parameters
    ----------
    criterion : Criterion
        Whose terms, numbers of steps and signs are kept.
    rows : sequence of mapping
        Feature tables.
    y : numpy.ndarray, shape (n_rows,)
        Levels that readers gave.
    penalty : float
        Ridge on the height of each step.

    Returns
    -------
    base : float
    ladders : list of list of float
        One a term, rounded to two figures; the first step is 0.
    """
    x = steps(criterion.terms, rows)
    signs = np.concatenate([np.full(len(t.ladder) - 1, t.sign) for t in criterion.terms])
    n, k = x.shape
    left = np.vstack([np.hstack([np.ones((n, 1)), x]), np.hstack([np.zeros((k, 1)), np.sqrt(penalty) * np.eye(k)])])
    low = np.concatenate([[-np.inf], np.where(signs > 0, 0.0, -np.inf)])
    high = np.concatenate([[np.inf], np.where(signs > 0, np.inf, 0.0)])
    found = lsq_linear(left, np.concatenate([y, np.zeros(k)]), bounds=(low, high)).x
    ladders, at = [], 1
    for term in criterion.terms:
        width = len(term.ladder) - 1
        ladders.append([0.0, *np.cumsum(found[at : at + width]).round(2).tolist()])
        at += width
    return round(float(found[0]), 2), ladders


def levels_of(criterion: Criterion, base: float, ladders: Sequence[Sequence[float]], rows: Sequence[Row]) -> Floats:
    """Return the unrounded levels that fitted ladders give, shape (n_rows,)."""
    x = steps(criterion.terms, rows)
    heights = np.concatenate([np.diff(ladder) for ladder in ladders])
    out: Floats = np.clip(base + x @ heights, 0.0, 4.0)
    return out


def with_ladders(text: str, fitted: Sequence[tuple[float, Sequence[Sequence[float]]]]) -> str:
    """Return the text of ``criteria.toml`` with the bases and ladders of its criteria, in order, put in."""
    bases = iter([base for base, _ in fitted])
    ladders = iter([ladder for _, rows in fitted for ladder in rows])
    text = re.sub(r"(?m)^base = .*$", lambda _: f"base = {next(bases)}", text)
    return re.sub(r"(?m)^ladder = .*$", lambda _: f"ladder = {[round(float(v), 2) for v in next(ladders)]}", text)
