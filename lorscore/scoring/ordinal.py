"""Proportional-odds (ordinal logistic) arithmetic with NumPy only.

Source: McCullagh P. Regression models for ordinal data. J R Stat Soc B 1980;42:109-142:
``P(y <= k) = logistic(cut_k - eta)``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def logistic(x: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)), without overflow."""
    out: Floats = 0.5 * (1.0 + np.tanh(0.5 * x))
    return out


def probabilities(eta: Floats, cuts: Floats) -> Floats:
    """Probability of each class.

    Parameters
    ----------
    eta : numpy.ndarray, shape (n,)
        Linear term.
    cuts : numpy.ndarray, shape (n_classes - 1,)
        Increasing cut points.

    Returns
    -------
    numpy.ndarray, shape (n, n_classes)
        Rows add up to 1.

    Examples
    --------
    >>> import numpy as np
    >>> from lorscore.scoring.ordinal import probabilities
    >>> probabilities(np.array([0.0]), np.array([-1.0, 1.0])).round(3)
    array([[0.269, 0.462, 0.269]])
    """
    below = logistic(cuts[None, :] - eta[:, None])
    n = len(eta)
    edges = np.hstack([np.zeros((n, 1)), below, np.ones((n, 1))])
    out: Floats = np.diff(edges, axis=1)
    return out


def expectation(eta: Floats, cuts: Floats, classes: Floats) -> Floats:
    """Return the expected class value of each row; it increases with ``eta``."""
    out: Floats = probabilities(eta, cuts) @ classes
    return out


def quantile(eta: float, cuts: Floats, classes: Floats, q: float) -> float:
    """Quantile ``q`` of the class distribution at ``eta``, interpolated between class midpoints.

    The classes are cells of a continuous scale: cell k reaches half-way to its neighbours, and the distribution
    function runs straight inside a cell.
    """
    below = np.concatenate([[0.0], np.cumsum(probabilities(np.array([eta]), cuts)[0])])
    middle = (classes[1:] + classes[:-1]) / 2
    edges = np.concatenate([[classes[0]], middle, [classes[-1]]])
    return float(np.interp(q, below, edges))


def eta_at(value: float, cuts: Floats, classes: Floats) -> float:
    """Return the linear term at which the expected class equals ``value`` (bisection on a monotone function)."""
    low, high = float(cuts[0]) - 30.0, float(cuts[-1]) + 30.0
    for _ in range(80):
        middle = (low + high) / 2
        if expectation(np.array([middle]), cuts, classes)[0] < value:
            low = middle
        else:
            high = middle
    return (low + high) / 2
