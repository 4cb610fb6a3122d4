"""Whether ``probability_rated_strong`` and the 80% interval hold what they say, for all letters and by subgroup."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lorscore.errors import InputError
from lorscore.research.figures import auc, brier, skill
from lorscore.research.study import plots
from lorscore.research.study.inputs import TRAINED, Scores
from lorscore.research.study.libraries import library
from lorscore.research.study.ratings import Rating, means
from lorscore.research.study.resample import ROUNDS, Floats, bootstrap
from lorscore.research.study.tables import ESTIMATE, Cell, Estimate, Study, Table
from lorscore.scoring.strength import STRONG

FEWEST = 20
"""Letters that calibration needs."""
FEWEST_OF_EACH = 5
"""Letters rated strong, and not, that a slope or a group needs."""
_EDGE = 1e-6
_STEEPEST = 50.0
"""A slope beyond this is separation, not calibration."""
_PER_BIN = 10


def slope_and_intercept(y: Floats, p: Floats) -> dict[str, Estimate]:
    """Calibration slope, and calibration in the large, by logistic regression (statsmodels), with Wald intervals.

    The slope is the weight of logit(p) in a regression of the outcome: 1 where probabilities are as extreme as they
    should be, below 1 where they are too extreme. The intercept is that of a regression with logit(p) as an offset: 0
    where they are right on average, above 0 where they are too low.

    References
    ----------
    Cox DR. Two further applications of a model for binary regression. Biometrika 1958;45:562-565.
    Van Calster B et al. Calibration: the Achilles heel of predictive analytics. BMC Med 2019;17:230.
    """
    n = len(y)
    if min(y.sum(), n - y.sum()) < FEWEST_OF_EACH:
        few = Estimate.missing(f"fewer than {FEWEST_OF_EACH} letters rated strong, or not rated strong", n)
        return {"calibration slope": few, "calibration in the large": few}
    sm = library("statsmodels.api")
    clipped = np.clip(p, _EDGE, 1 - _EDGE)
    logit = np.log(clipped / (1 - clipped))
    family = sm.families.Binomial()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # separation is told by the size of the slope
        large = sm.GLM(y, np.ones((n, 1)), family=family, offset=logit).fit()
        out = {"calibration in the large": _wald(large, 0, n)}
        if np.ptp(logit) == 0:
            return {"calibration slope": Estimate.missing("all probabilities are the same", n), **out}
        steep = sm.GLM(y, sm.add_constant(logit), family=family).fit()
    if not math.isfinite(steep.params[1]) or abs(steep.params[1]) > _STEEPEST or auc(y, p) in (0.0, 1.0):
        found = Estimate.missing("the probabilities separate the letters completely", n)
    else:
        found = _wald(steep, 1, n)
    return {"calibration slope": found, **out}


def _wald(fit: Any, at: int, n: int) -> Estimate:
    low, high = fit.conf_int()[at]
    return Estimate.of(float(fit.params[at]), float(low), float(high), n=n)


def bins(y: Floats, p: Floats) -> list[tuple[float, float, float, float, int]]:
    """Return bins of about equal numbers, two to ten: mean predicted, observed share, Wilson's 95% bounds, letters."""
    proportion = library("statsmodels.stats.proportion").proportion_confint
    order = np.argsort(p, kind="stable")
    out = []
    for part in np.array_split(order, min(10, max(2, len(y) // _PER_BIN))):
        low, high = proportion(int(y[part].sum()), len(part), method="wilson")
        out.append((float(p[part].mean()), float(y[part].mean()), float(low), float(high), len(part)))
    return out


def figures(y: Floats, p: Floats, *, rounds: int = ROUNDS) -> dict[str, Estimate]:
    """Return every figure of calibration for one set of letters."""
    n = len(y)
    if not 0 < y.sum() < n:
        one = Estimate.missing("all letters are rated strong" if y.sum() else "no letter is rated strong", n)
        return {"Brier": Estimate.of(brier(y, p), n=n), "Brier skill": one, "AUC": one, "calibration slope": one}
    return {
        "Brier": bootstrap(lambda i: brier(y[i], p[i]), n, rounds=rounds),
        "Brier skill": bootstrap(lambda i: skill(y[i], p[i]), n, rounds=rounds),
        "AUC": bootstrap(lambda i: auc(y[i], p[i]), n, rounds=rounds),
        **slope_and_intercept(y, p),
    }


def study(scores: Scores, ratings: Sequence[Rating], *, by: str | None = None, rounds: int = ROUNDS) -> Study:
    """Hold probabilities and intervals against ratings.

    Parameters
    ----------
    scores : Scores
    ratings : sequence of Rating
        Under the letters' own ids; a letter is rated strong where the mean of its raters is 4 or more.
    by : str, optional
        A column that parts the letters into groups.

    Raises
    ------
    InputError
        Where fewer than twenty letters are both rated and scored.
    """
    rated = means(ratings)
    frame = scores.frame[scores.frame["id"].isin(rated) & scores.frame["overall"].notna()]
    if len(frame) < FEWEST:
        raise InputError(f"Only {len(frame)} letters are both rated and scored; calibration needs {FEWEST} or more.")
    overall = np.array([rated[i] for i in frame["id"]])
    y = (overall >= STRONG).astype(np.float64)
    p = frame["probability_rated_strong"].to_numpy(dtype=np.float64)
    inside = (overall >= frame["interval_low"].to_numpy(dtype=np.float64)) & (
        overall <= frame["interval_high"].to_numpy(dtype=np.float64)
    )
    rows: list[list[Cell]] = [["all", name, *e.cells()] for name, e in figures(y, p, rounds=rounds).items()]
    rows.append(["all", "coverage of the 80% interval", *_share(inside).cells()])
    points = bins(y, p)
    binned: list[list[Cell]] = [["all", *point] for point in points]
    curves = {"all": [point[:4] for point in points]}
    pictures = {"reliability": plots.reliability(curves, "Reliability: rated strong")}
    notes = [
        *scores.notes(),
        TRAINED,
        f"{int(y.sum())} of {len(y)} letters are rated strong (mean of the raters {STRONG:g} or more).",
    ]
    if by is not None:
        more, groups, left_out = _by_group(frame, by, y, p, inside, rounds)
        rows += more
        binned += [[name, *point] for name, g in groups.items() for point in g]
        notes += left_out
        if groups:
            shown = {name: [point[:4] for point in g] for name, g in groups.items()}
            pictures["reliability_by_group"] = plots.reliability(shown, f"Reliability by {by}")
    return Study("calibration", "Calibration", [
        Table("calibration", "Calibration", ("letters", "figure", *ESTIMATE), rows, (
            "Intervals: bootstrap over letters for Brier, skill and AUC, Wald for slope and calibration in the large, "
            "Wilson for coverage.",
            "Slope 1 and calibration in the large 0 are perfect (Cox 1958; Van Calster 2019).",
        )),
        Table("calibration_bins", "Reliability diagram",
              ("letters", "predicted", "observed", "low", "high", "n"), binned,
              ("Bins of about equal numbers; intervals by Wilson.",)),
    ], pictures, notes)  # fmt: skip


Groups = Mapping[str, list[tuple[float, float, float, float, int]]]


def _by_group(
    frame: Any, by: str, y: Floats, p: Floats, inside: NDArray[np.bool_], rounds: int
) -> tuple[list[list[Cell]], Groups, list[str]]:
    values = frame[by].astype("string").fillna("(none)").to_numpy(dtype=object)
    rows: list[list[Cell]] = []
    curves: dict[str, list[tuple[float, float, float, float, int]]] = {}
    left_out = []
    for name in sorted(set(values)):
        mask = values == name
        if mask.sum() < FEWEST:
            left_out.append(f"{by} = {name}: {mask.sum()} letters, too few for calibration of their own ({FEWEST}).")
            continue
        label = f"{by} = {name}"
        rows += [[label, key, *e.cells()] for key, e in figures(y[mask], p[mask], rounds=rounds).items()]
        rows.append([label, "coverage of the 80% interval", *_share(inside[mask]).cells()])
        curves[label] = bins(y[mask], p[mask])
    return rows, curves, left_out


def _share(hits: NDArray[np.bool_]) -> Estimate:
    low, high = library("statsmodels.stats.proportion").proportion_confint(int(hits.sum()), len(hits), method="wilson")
    return Estimate.of(float(hits.mean()), float(low), float(high), n=len(hits))
