"""Regressions against formulas and other tests; corrections and power against published figures."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from lorscore.errors import InputError
from lorscore.research.study import compare
from lorscore.research.study.inputs import Scores
from lorscore.research.study.regression import Effect, Prepared, fit, prepare

# Benjamini & Hochberg 1995, section 4: fifteen tests; their procedure rejects four at .05, Bonferroni's three.
BH_1995 = (
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
)  # fmt: skip


def test_mixed_model_of_pairs_is_the_paired_t_test() -> None:
    rng = np.random.default_rng(1)
    writer = rng.normal(0, 1, 30)
    first, second = writer + rng.normal(0, 0.5, 30), writer + 0.6 + rng.normal(0, 0.5, 30)
    frame = pd.DataFrame({"y": [*first, *second], "g": ["a"] * 30 + ["b"] * 30, "w": [*range(30), *range(30)]})
    (found,) = fit(Prepared(frame, "g", False, ("a", "b"), (), "w"), "y")
    d = second - first
    assert found.method.startswith("mixed")
    assert found.estimate == pytest.approx(d.mean())
    assert found.high == pytest.approx(d.mean() + 1.96 * d.std(ddof=1) / np.sqrt(30), abs=0.001)


def test_without_writers_the_errors_are_hc3() -> None:
    rng = np.random.default_rng(2)
    g = np.repeat([0.0, 1.0], 20)
    y = g * 0.5 + rng.normal(0, 1 + g, 40)
    x = np.column_stack([np.ones(40), g])
    inverse = np.linalg.inv(x.T @ x)
    b = inverse @ x.T @ y
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    meat = x.T @ (x * (((y - x @ b) / (1 - leverage)) ** 2)[:, None])
    se = np.sqrt((inverse @ meat @ inverse)[1, 1])
    frame = pd.DataFrame({"y": y, "g": np.where(g > 0, "b", "a")})
    (found,) = fit(Prepared(frame, "g", False, ("a", "b"), (), None), "y")
    assert found.estimate == pytest.approx(b[1])
    assert found.p == pytest.approx(2 * stats.t.sf(abs(b[1] / se), 38))


def test_corrections_of_benjamini_and_hochberg() -> None:
    rows = compare.corrected([Effect("y", str(k), 50, p=p) for k, p in enumerate(BH_1995)])
    assert sum(row[11] <= 0.05 for row in rows) == 4
    assert sum(row[10] <= 0.05 for row in rows) == 3


def test_power_of_cohen() -> None:
    """Cohen 1988, table 2.4.1: 64 letters a group show d = .5 four times in five."""
    frame = pd.DataFrame({"g": ["a"] * 64 + ["b"] * 64})
    rows = compare.power(Prepared(frame, "g", False, ("a", "b"), (), None), 1).rows
    assert next(row[-1] for row in rows if row[1] == "d = 0.5") == pytest.approx(0.80, abs=0.005)
    number = pd.DataFrame({"g": range(85)})
    rows = compare.power(Prepared(number, "g", True, (), (), None), 1).rows
    assert next(row[-1] for row in rows if row[1] == "r = 0.3") == pytest.approx(0.80, abs=0.01)


def test_study(scores: Scores, columns: pd.DataFrame) -> None:
    frame = scores.frame.merge(columns, on="id")
    found = compare.study(dataclasses.replace(scores, frame=frame), by="group", adjust=["n_words"], writer="wrote")
    assert any("left out: lonely (1)" in note for note in found.notes)
    outcomes = [row[0] for row in found.tables[0].rows]
    assert "overall" in outcomes
    assert "words_agentic" in outcomes
    assert "n_words" not in outcomes
    assert set(found.plots) == {"forest", "groups"}
    numeric = compare.study(dataclasses.replace(scores, frame=frame), by="year", outcomes=["overall"])
    assert numeric.tables[0].rows[0][1] == "year"


def test_no_comparison_is_an_error_or_a_limit(scores: Scores, columns: pd.DataFrame) -> None:
    frame = scores.frame.merge(columns, on="id")
    with pytest.raises(InputError, match="two groups"):
        prepare(frame, "same", [], None, ["overall"])
    with pytest.raises(InputError, match="cannot be an outcome"):
        compare.study(dataclasses.replace(scores, frame=frame), by="group", adjust=["overall"], outcomes=["overall"])
    data = prepare(frame.assign(flat=1.0, twin=frame["group"]), "group", ["twin"], None, ["overall"])
    assert "the same in all letters" in fit(data, "flat")[0].limit
    assert "explain each other" in fit(data, "overall")[0].limit


@pytest.mark.parametrize("writer", ["one", None, "pairs"])
def test_a_regression_without_error_has_a_limit(writer: str | None) -> None:
    frame = pd.DataFrame({"g": ["a"] * 15 + ["b"] * 15, "one": "w", "pairs": [f"w{k // 2}" for k in range(30)]})
    (found,) = fit(Prepared(frame.assign(y=(frame["g"] == "a") * 1.0), "g", False, ("a", "b"), (), writer), "y")
    assert found.p is None
    assert found.limit


def test_an_outcome_must_be_a_number(scores: Scores, columns: pd.DataFrame) -> None:
    joined = dataclasses.replace(scores, frame=scores.frame.merge(columns, on="id"))
    with pytest.raises(InputError, match="no number"):
        compare.study(joined, by="group", outcomes=["writer"])
    with pytest.raises(InputError, match="no column 'words_x'"):
        compare.study(joined, by="group", outcomes=["words_x"])
