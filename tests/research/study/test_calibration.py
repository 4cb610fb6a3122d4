"""Calibration against scikit-learn, the score equations, and cases that have no answer."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from lorscore.errors import InputError
from lorscore.research.figures import slope
from lorscore.research.study import calibration
from lorscore.research.study.inputs import Scores
from lorscore.research.study.ratings import Rating

RNG = np.random.default_rng(5)
P = RNG.uniform(0.05, 0.95, 400)
Y = (RNG.uniform(size=400) < P).astype(float)


def test_brier_slope_and_intercept_by_other_means() -> None:
    found = calibration.figures(Y, P, rounds=0)
    assert found["Brier"].value == pytest.approx(brier_score_loss(Y, P))
    assert found["calibration slope"].value == pytest.approx(slope(Y, P), abs=0.01)
    a = found["calibration in the large"].value
    assert a is not None
    # at the maximum of the likelihood the expected number equals the observed
    assert (1 / (1 + np.exp(-(np.log(P / (1 - P)) + a)))).sum() == pytest.approx(Y.sum(), abs=1e-4)
    low, high = found["calibration slope"].low, found["calibration slope"].high
    assert low is not None
    assert high is not None
    assert low < 1 < high


def test_too_sure_has_a_slope_below_one() -> None:
    logit = np.log(P / (1 - P))
    sure = 1 / (1 + np.exp(-2 * logit))
    value = calibration.figures(Y, sure, rounds=0)["calibration slope"].value
    assert value == pytest.approx(slope(Y, P) / 2, abs=0.01)


def test_wilson_bounds_by_formula() -> None:
    y, p = Y[:20], P[:20]
    predicted, observed, low, high, n = calibration.bins(y, p)[0]
    z = 1.959964
    centre = (observed + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(observed * (1 - observed) / n + z**2 / (4 * n**2))
    assert (low, high) == pytest.approx((centre - half, centre + half), abs=1e-4)
    assert predicted == pytest.approx(np.sort(p)[:n].mean())


def test_no_answer_is_a_limit() -> None:
    assert "no letter" in calibration.figures(np.zeros(30), P[:30])["AUC"].limit
    apart = (P[:60] > 0.5).astype(float)
    assert "separate" in calibration.figures(apart, P[:60], rounds=0)["calibration slope"].limit
    rare = np.zeros(60)
    rare[:2] = 1
    assert "fewer than 5" in calibration.figures(rare, P[:60], rounds=0)["calibration slope"].limit


def test_study_by_group(scores: Scores, ratings: list[Rating]) -> None:
    frame = scores.frame.assign(group=["a"] * 22 + ["b"] * 20 + ["lonely"] * (len(scores.frame) - 42))
    found = calibration.study(dataclasses.replace(scores, frame=frame), ratings, by="group", rounds=20)
    assert {row[0] for row in found.tables[0].rows} == {"all", "group = a", "group = b"}
    assert any("lonely" in note and "too few" in note for note in found.notes)
    assert set(found.plots) == {"reliability", "reliability_by_group"}
    with pytest.raises(InputError, match="needs 20"):
        calibration.study(scores, ratings[:8])
