"""The ordinal arithmetic and its fit: against closed forms, a numerical gradient, and statsmodels' model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lorscore.scoring.fit_ordinal import _loss, fit_ordinal
from lorscore.scoring.ordinal import eta_at, expectation, probabilities, quantile

CUTS = np.array([-2.0, 0.0, 1.5])
CLASSES = np.array([1.0, 2.0, 3.0, 4.0])


def simulated(n: int = 500) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(n, 3))
    latent = x @ np.array([1.5, 0.0, -1.0]) + rng.logistic(size=n)
    return x, (latent[:, None] > np.array([-2.0, 0.0, 2.0])).sum(axis=1)


@given(st.floats(-30, 30))
def test_probabilities_add_up_and_expectation_rises(eta):
    p = probabilities(np.array([eta, eta + 0.5]), CUTS)
    assert p.min() >= 0
    assert p.sum(axis=1) == pytest.approx([1, 1])
    low, high = expectation(np.array([eta, eta + 0.5]), CUTS, CLASSES)
    assert low <= high + 1e-12


@given(st.floats(1.05, 3.95))
def test_eta_at_inverts_expectation(value):
    assert expectation(np.array([eta_at(value, CUTS, CLASSES)]), CUTS, CLASSES)[0] == pytest.approx(value, abs=1e-6)


def test_quantiles_are_ordered_and_lie_within_the_classes():
    values = [quantile(0.3, CUTS, CLASSES, q) for q in (0.0, 0.1, 0.5, 0.9, 1.0)]
    assert values == sorted(values)
    assert values[0] == 1.0
    assert values[-1] == 4.0


def test_the_gradient_is_the_loss_s():
    x, y = simulated(60)
    eta = x @ np.array([0.3, -0.2, 0.1])
    value, d_eta, d_cuts = _loss(eta, CUTS, y)
    h = 1e-6
    for k in range(len(CUTS)):
        moved = CUTS + h * (np.arange(len(CUTS)) == k)
        assert (_loss(eta, moved, y)[0] - value) / h == pytest.approx(d_cuts[k], rel=1e-3, abs=1e-3)
    for i in (0, 7, 31):
        moved = eta + h * (np.arange(len(eta)) == i)
        assert (_loss(moved, CUTS, y)[0] - value) / h == pytest.approx(d_eta[i], rel=1e-3, abs=1e-3)


def test_the_fit_agrees_with_another_implementation():
    statsmodels = pytest.importorskip("statsmodels.miscmodels.ordinal_model", reason="the study extra is not installed")
    x, y = simulated()
    found = fit_ordinal(x, y, np.zeros(3, dtype=int), alpha=0.0)
    other = statsmodels.OrderedModel(y, x, distr="logit").fit(method="bfgs", disp=False)
    assert found.weights == pytest.approx(other.params[:3], abs=2e-3)


def test_signs_bound_the_weights():
    x, y = simulated()
    found = fit_ordinal(x, y, np.array([-1, 1, 1]), alpha=0.1)
    assert found.weights[0] <= 0
    assert min(found.weights[1:]) >= 0
    assert np.all(np.diff(found.cuts) > 0)
