"""Figures against other means, and where there is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from lorscore.research import figures

RNG = np.random.default_rng(7)
P = RNG.uniform(0.05, 0.95, 300)
Y = (RNG.uniform(size=300) < P).astype(float)


def test_what_does_not_vary_has_no_figure() -> None:
    same = np.ones(5)
    assert math.isnan(figures.spearman(same, P[:5]))
    for figure in (figures.auc, figures.skill, figures.slope):
        assert math.isnan(figure(same, P[:5]))
    assert math.isnan(figures.f1_of([False], [False]))


def test_f1_of_yes_and_no() -> None:
    assert figures.f1_of([True, True, False], [True, False, False]) == 2 / 3
    assert figures.f1_of([True, False], [False, True]) == 0


def test_skill_is_what_is_won_over_the_base_rate() -> None:
    assert figures.brier(Y, P) == pytest.approx(brier_score_loss(Y, P))
    assert figures.skill(Y, P) == pytest.approx(
        1 - brier_score_loss(Y, P) / brier_score_loss(Y, np.full(300, Y.mean()))
    )


def test_auc_is_the_share_of_pairs_in_order() -> None:
    strong, other = P[Y == 1], P[Y == 0]
    assert figures.auc(Y, P) == pytest.approx(np.mean(strong[:, None] > other))


def test_too_sure_has_a_slope_below_one() -> None:
    sure = 1 / (1 + (1 / P - 1) ** 2)  # twice the log odds
    assert figures.slope(Y, sure) == pytest.approx(figures.slope(Y, P) / 2, abs=0.01)


def test_widened_intervals_hold_four_of_five_ratings() -> None:
    middle, rated = np.zeros(500), RNG.normal(size=500)
    low, high = np.full(500, -0.5), np.full(500, 1.0)
    factor = figures.widening(rated, middle, low, high)
    assert np.mean((rated >= factor * low) & (rated <= factor * high)) == pytest.approx(0.8, abs=0.01)
