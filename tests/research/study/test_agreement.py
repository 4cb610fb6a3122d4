"""Figures of agreement against published worked examples and other implementations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from lorscore.errors import InputError
from lorscore.research.study import agreement
from lorscore.research.study.inputs import Scores
from lorscore.research.study.ratings import Rating

# Shrout & Fleiss 1979, table 2: six targets, four judges; ICCs as in their table 4.
SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]])
PUBLISHED = {"ICC(1,1)": 0.17, "ICC(A,1)": 0.29, "ICC(C,1)": 0.71, "ICC(1,k)": 0.44, "ICC(A,k)": 0.62, "ICC(C,k)": 0.91}
# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", example C: four observers, twelve units, gaps.
X = math.nan
KRIPPENDORFF = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
        [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
    ]
).T


@pytest.mark.parametrize("name", PUBLISHED)
def test_icc_of_shrout_and_fleiss(name: str) -> None:
    assert agreement.icc(SHROUT_FLEISS)[name].value == pytest.approx(PUBLISHED[name], abs=0.005)


@pytest.mark.parametrize(
    ("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_of_krippendorff(level: str, value: float) -> None:
    assert agreement.alpha(KRIPPENDORFF, level=level).value == pytest.approx(value, abs=0.001)


def test_kappa_as_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    x = rng.integers(2, 11, 60) / 2
    y = np.clip(x + rng.integers(-2, 3, 60) / 2, 1, 5)
    wanted = cohen_kappa_score((x * 2).astype(int), (y * 2).astype(int), weights="quadratic", labels=range(2, 11))
    found = agreement.kappa(x, y, (1.0, 5.0), rounds=200)
    assert found.value == pytest.approx(wanted)
    assert found.low is not None
    assert found.high is not None
    assert found.low < wanted < found.high


def test_bland_altman_by_hand() -> None:
    x, y = np.array([3.0, 4.0, 2.0, 5.0]), np.array([2.0, 4.0, 3.0, 3.0])
    # differences 1 0 -1 2: mean .5, SD sqrt(5 / 3); t(.975, 3) = 3.182
    sd = math.sqrt(5 / 3)
    found = agreement.bland_altman(x, y)
    assert found["bias"].value == pytest.approx(0.5)
    assert found["bias"].high == pytest.approx(0.5 + 3.182 * sd / 2, abs=0.001)
    assert found["upper limit"].value == pytest.approx(0.5 + 1.96 * sd)
    assert found["lower limit"].low == pytest.approx(
        0.5 - 1.96 * sd - 3.182 * sd * math.sqrt(1 / 4 + 1.96**2 / 6), abs=0.002
    )


def test_limits_instead_of_figures() -> None:
    flat = np.full((8, 2), 3.0)
    assert agreement.icc(flat)["ICC(A,1)"].value is None
    assert "same" in agreement.icc(flat)["ICC(A,1)"].limit
    assert "two raters" in agreement.icc(np.ones((8, 1)))["ICC(A,1)"].limit
    assert agreement.alpha(flat).value is None
    assert agreement.kappa(flat[:, 0], flat[:, 1], (1, 5)).value is None
    assert agreement.spearman(flat[:, 0], np.arange(8.0)).value is None
    assert agreement.bland_altman(np.ones(2), np.ones(2))["bias"].value is None


def test_study_with_one_rater_says_so(scores: Scores, ratings: list[Rating]) -> None:
    found = agreement.study(scores, ratings, rounds=20)
    assert all(row[3] is None and row[6] == "one rater only" for row in found.tables[0].rows)
    assert any(note.startswith("One rater") for note in found.notes)
    overall = next(r for r in found.tables[1].rows if r[0] == "overall" and r[3] == "Spearman")
    assert isinstance(overall[5], float)
    assert overall[5] > 0.5


def test_study_with_two_raters(scores: Scores, ratings: list[Rating]) -> None:
    second = [Rating(r.id, "second", min(5.0, r.overall + 0.5 * (k % 2)), {}) for k, r in enumerate(ratings)]
    found = agreement.study(scores, [*ratings, *second[:-3]], rounds=20)
    between = {row[1]: row for row in found.tables[0].rows if row[0] == "overall"}
    assert between["ICC(A,1)"][2] == len(ratings) - 3
    assert all(row[3] is not None for row in between.values())
    assert {(row[1], row[2]) for row in found.tables[1].rows if row[0] == "overall"} >= {
        ("second", "mean of other raters"), ("lorscore", "second"),
    }  # fmt: skip


def test_too_few_letters_is_an_error(scores: Scores, ratings: list[Rating]) -> None:
    with pytest.raises(InputError, match="Only 3 letters"):
        agreement.study(scores, ratings[:3])
