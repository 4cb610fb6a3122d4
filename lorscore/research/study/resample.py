"""Bootstrap intervals over letters, with a fixed seed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lorscore.research.study.tables import Estimate

Index = NDArray[np.intp]
Floats = NDArray[np.float64]
ROUNDS = 500
_MOST_LOST = 0.1
"""Share of draws that may have no figure (no variance in them) before there is no interval."""


def bootstrap(figure: Callable[[Index], float], n: int, *, rounds: int = ROUNDS, seed: int = 0) -> Estimate:
    """Return a figure with its 95% percentile interval over letters (Efron & Tibshirani 1993).

    Parameters
    ----------
    figure : callable
        Takes indices of letters, shape (n,); NaN where it cannot be had.
    n : int
        Letters.
    rounds : int
        0 for no interval.

    Examples
    --------
    >>> values = np.array([1.0, 2.0, 3.0, 4.0])
    >>> bootstrap(lambda i: float(values[i].mean()), 4, rounds=0)
    Estimate(value=2.5, low=None, high=None, n=4, limit='')
    """
    value = figure(np.arange(n))
    if not rounds or not math.isfinite(value):
        return Estimate.of(value, n=n)
    rng = np.random.default_rng(seed)
    draws = np.array([figure(rng.integers(0, n, n)) for _ in range(rounds)])
    kept = draws[np.isfinite(draws)]
    if len(kept) < (1 - _MOST_LOST) * rounds:
        return Estimate.of(value, n=n, limit="too few letters, or too little variance, for an interval")
    low, high = np.quantile(kept, [0.025, 0.975])
    return Estimate.of(value, float(low), float(high), n=n)
