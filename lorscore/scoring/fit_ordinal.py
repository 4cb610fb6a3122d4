"""Fitting the ordinal logistic model with bounded weights (SciPy's L-BFGS-B)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from lorscore.scoring.ordinal import Floats, logistic


@dataclass(frozen=True, slots=True)
class OrdinalFit:
    """Weights, shape (n_features,), and cuts, shape (n_classes - 1,)."""

    weights: Floats
    cuts: Floats


def fit_ordinal(x: Floats, y: NDArray[np.int64], signs: NDArray[np.int64], *, alpha: float) -> OrdinalFit:
    """Fit a proportional-odds model by penalised maximum likelihood.

    Parameters
    ----------
    x : numpy.ndarray, shape (n, n_features)
    y : numpy.ndarray, shape (n,)
        Class indices 0 .. n_classes - 1, each at least once.
    signs : numpy.ndarray, shape (n_features,)
        1: the weight is not negative; -1: not positive; 0: free.
    alpha : float
        Weight of the squared-weights penalty, on the scale of the summed log-likelihood.

    Returns
    -------
    OrdinalFit
    """
    n_features, n_cuts = x.shape[1], int(y.max())
    shares = np.cumsum(np.bincount(y, minlength=n_cuts + 1))[:-1] / len(y)
    start_cuts = np.log(shares / (1 - shares))
    start = np.concatenate([np.zeros(n_features), start_cuts[:1], np.log(np.maximum(np.diff(start_cuts), 1e-3))])

    def objective(theta: Floats) -> tuple[float, Floats]:
        weights, cuts = theta[:n_features], _cuts(theta[n_features:])
        value, d_eta, d_cuts = _loss(x @ weights, cuts, y)
        gradient = np.concatenate([x.T @ d_eta + 2 * alpha * weights, _through_steps(d_cuts, theta[n_features:])])
        return value + alpha * float(weights @ weights), gradient

    bounds: list[tuple[float | None, float | None]] = [
        (0.0, None) if s > 0 else (None, 0.0) if s < 0 else (None, None) for s in signs
    ]
    bounds += [(None, None)] + [(-8.0, 8.0)] * (n_cuts - 1)
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    return OrdinalFit(found.x[:n_features], _cuts(found.x[n_features:]))


def _cuts(steps: Floats) -> Floats:
    """Cut points from the first one and the logarithms of the gaps: increasing whatever the steps."""
    out: Floats = np.cumsum(np.concatenate([steps[:1], np.exp(steps[1:])]))
    return out


def _through_steps(d_cuts: Floats, steps: Floats) -> Floats:
    tail = np.cumsum(d_cuts[::-1])[::-1]
    out: Floats = np.concatenate([tail[:1], tail[1:] * np.exp(steps[1:])])
    return out


def _loss(eta: Floats, cuts: Floats, y: NDArray[np.int64]) -> tuple[float, Floats, Floats]:
    """Negative log-likelihood and its derivatives by ``eta`` and by the cuts."""
    padded = np.concatenate([[-np.inf], cuts, [np.inf]])
    upper, lower = padded[y + 1] - eta, padded[y] - eta
    f_upper, f_lower = logistic(upper), logistic(lower)
    p = np.maximum(f_upper - f_lower, 1e-12)
    s_upper, s_lower = f_upper * (1 - f_upper), f_lower * (1 - f_lower)
    d_cuts = np.zeros(len(cuts))
    inside = y < len(cuts)
    np.add.at(d_cuts, y[inside], -(s_upper / p)[inside])
    inside = y > 0
    np.add.at(d_cuts, y[inside] - 1, (s_lower / p)[inside])
    d_eta: Floats = (s_upper - s_lower) / p
    return -float(np.log(p).sum()), d_eta, d_cuts
