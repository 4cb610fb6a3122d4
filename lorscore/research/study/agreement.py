"""Raters against each other and against lorscore: ICC, weighted kappa, Krippendorff's alpha, Bland-Altman."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lorscore.errors import InputError
from lorscore.report import CRITERIA
from lorscore.research import figures
from lorscore.research.study import plots
from lorscore.research.study.inputs import TRAINED, Scores
from lorscore.research.study.libraries import library
from lorscore.research.study.ratings import LEVEL, OVERALL, Rating
from lorscore.research.study.resample import ROUNDS, Floats, bootstrap
from lorscore.research.study.tables import ESTIMATE, Cell, Estimate, Study, Table
from lorscore.research.yardstick import weighted_kappa

FEWEST = 10
"""Letters that agreement needs."""
_ICC = ("ICC(1,1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)")


def icc(values: Floats) -> dict[str, Estimate]:
    """Intraclass correlations by pingouin, with 95% intervals.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_letters, n_raters)
        No gaps.

    Returns
    -------
    dict of str to Estimate
        By McGraw & Wong's names: ICC(A,1), ICC(A,k) are Shrout & Fleiss's (2,1), (2,k); ICC(C,1), ICC(C,k) their
        (3,1), (3,k).

    References
    ----------
    Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychol Bull 1979;86:420-428.
    McGraw KO, Wong SP. Forming inferences about some intraclass correlation coefficients. Psychol Methods 1996;1:30-46.

    Examples
    --------
    >>> table = icc(np.array([[9, 2], [6, 1], [8, 4], [7, 1], [10, 5], [6, 2.0]]))
    >>> round(table["ICC(C,1)"].value, 2)
    0.75
    """
    n, k = values.shape
    if n < 5 or k < 2:
        return dict.fromkeys(_ICC, Estimate.missing("an ICC needs two raters and five letters that both rated", n))
    if np.ptp(values) == 0:
        return dict.fromkeys(_ICC, Estimate.missing("all ratings are the same", n))
    rows = [(i, j, values[i, j]) for i in range(n) for j in range(k)]
    frame = library("pandas").DataFrame(rows, columns=["letter", "rater", "value"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pingouin's own use of pandas; a figure that fails is not finite
        found = library("pingouin").intraclass_corr(frame, targets="letter", raters="rater", ratings="value")
    interval = next(c for c in found.columns if c.startswith("CI95"))
    out = {}
    # pingouin's six rows keep their order between versions, their names do not
    for name, value, (low, high) in zip(_ICC, found["ICC"], found[interval], strict=True):
        # two rows that agree in everything leave no error to divide by
        exact = math.isnan(low) or math.isnan(high)
        out[name] = Estimate.of(value, low, high, n=n, limit="no disagreement: no interval" if exact else "")
    return out


def alpha(values: Floats, *, level: str = "interval", rounds: int = 0) -> Estimate:
    """Krippendorff's alpha by the package krippendorff; gaps are NaN.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_letters, n_raters)
    level : {"nominal", "ordinal", "interval", "ratio"}
    rounds : int
        Bootstrap rounds over letters.

    References
    ----------
    Krippendorff K. Content analysis. 4th ed. Sage; 2018, chapter 12.
    """
    paired = values[(~np.isnan(values)).sum(axis=1) >= 2]
    if len(paired) < 2 or np.nanmin(paired) == np.nanmax(paired):
        return Estimate.missing("no two raters rated the same letters, or all ratings are the same", len(paired))
    compute = library("krippendorff").alpha

    def figure(index: Any) -> float:
        drawn = paired[index]
        if np.nanmin(drawn) == np.nanmax(drawn):
            return math.nan
        return float(compute(reliability_data=drawn.T, level_of_measurement=level))

    return bootstrap(figure, len(paired), rounds=rounds)


def kappa(x: Floats, y: Floats, scale: tuple[float, float], *, rounds: int = 0) -> Estimate:
    """Quadratic weighted kappa of values rounded to halves (Cohen 1968), with a bootstrap interval over letters."""
    if np.ptp(np.concatenate([x, y])) == 0:
        return Estimate.missing("all values are the same", len(x))
    return bootstrap(lambda i: weighted_kappa(x[i], y[i], *scale), len(x), rounds=rounds)


def spearman(x: Floats, y: Floats, *, rounds: int = 0) -> Estimate:
    """Spearman's rank correlation by SciPy, with a bootstrap interval over letters."""
    return bootstrap(lambda i: figures.spearman(x[i], y[i]), len(x), rounds=rounds)


def bland_altman(x: Floats, y: Floats) -> dict[str, Estimate]:
    """Bias and 95% limits of agreement of ``x - y``, with 95% intervals by Student's t.

    References
    ----------
    Bland JM, Altman DG. Measuring agreement in method comparison studies. Stat Methods Med Res 1999;8:135-160: the
    standard error of a limit is s sqrt(1/n + 1.96^2 / (2 (n - 1))).

    Examples
    --------
    >>> found = bland_altman(np.array([1.0, 2.0, 4.0]), np.array([1.0, 1.0, 2.0]))
    >>> found["bias"].value, round(found["upper limit"].value, 2)
    (1.0, 2.96)
    """
    d = x - y
    n = len(d)
    if n < 3:
        return dict.fromkeys(("bias", "lower limit", "upper limit"), Estimate.missing("fewer than three letters", n))
    mean, sd = float(d.mean()), float(d.std(ddof=1))
    t = float(library("scipy.stats").t.ppf(0.975, n - 1))
    wide = t * sd * math.sqrt(1 / n + 1.96**2 / (2 * (n - 1)))
    out = {"bias": Estimate.of(mean, mean - t * sd / math.sqrt(n), mean + t * sd / math.sqrt(n), n=n)}
    for name, at in (("lower limit", mean - 1.96 * sd), ("upper limit", mean + 1.96 * sd)):
        out[name] = Estimate.of(at, at - wide, at + wide, n=n)
    return out


def study(scores: Scores, ratings: Sequence[Rating], *, rounds: int = ROUNDS) -> Study:
    """Compare raters with each other and with lorscore.

    Parameters
    ----------
    scores : Scores
    ratings : sequence of Rating
        Under the letters' own ids (`ratings.of_letters`).
    rounds : int
        Bootstrap rounds.

    Raises
    ------
    InputError
        Where fewer than ten letters are both rated and scored.
    """
    frame = scores.frame.dropna(subset=["overall"]).set_index("id")
    raters = sorted({r.rater for r in ratings})
    between: list[list[Cell]] = []
    against: list[list[Cell]] = []
    limits: list[list[Cell]] = []
    pictures = {}
    for measure in ("overall", *CRITERIA):
        wide = _wide(ratings, measure, raters)
        if not wide:
            continue
        between += _between(measure, wide, raters, rounds)
        mine = "overall" if measure == "overall" else f"level_{measure}"
        ids = [i for i in wide if i in frame.index and not math.isnan(frame[mine].astype(float)[i])]
        if len(ids) < FEWEST:
            if measure == "overall":
                raise InputError(
                    f"Only {len(ids)} letters are both rated and scored; agreement needs {FEWEST} or more."
                )
            against.append(
                [measure, "lorscore", "mean of raters", "–", *Estimate.missing("too few letters", len(ids)).cells()]
            )
            continue
        x = frame.loc[ids, mine].to_numpy(dtype=np.float64)
        grid = np.array([wide[i] for i in ids])
        mean = np.nanmean(grid, axis=1)
        against += _against(measure, x, grid, mean, raters, rounds)
        found = bland_altman(x, mean)
        limits += [[measure, name, *e.cells()] for name, e in found.items()]
        if measure == "overall":
            lines = {name: e.value for name, e in found.items() if e.value is not None}
            pictures["bland_altman_overall"] = plots.bland_altman(x, mean, lines, "Bland-Altman: overall")
            pictures["scatter_overall"] = plots.scatter(
                mean, x, "Overall: raters and lorscore", "mean of raters", "lorscore"
            )
    notes = [*scores.notes(), TRAINED, f"Raters: {', '.join(raters)}."]
    if len(raters) == 1:
        notes.append("One rater: how far raters agree with each other cannot be estimated, so there is no ceiling to "
                     "hold lorscore's agreement against.")  # fmt: skip
    return Study("agreement", "Agreement", [
        Table("agreement_raters", "Raters with each other", ("measure", "figure", *ESTIMATE), between, (
            "ICC: two-way, letters that every rater rated (Shrout & Fleiss 1979; A absolute agreement, C consistency; "
            "1 one rater, k the mean of all), by pingouin.",
            "Krippendorff's alpha: interval metric, letters with two ratings or more; bootstrap interval over letters.",
            "Weighted kappa: quadratic weights, mean over pairs of raters.",
        )),
        Table("agreement_lorscore", "lorscore with the raters",
              ("measure", "one", "other", "figure", *ESTIMATE), against, (
            "A rater against the mean of the other raters is the mark that lorscore against the raters can be held to.",
            "Intervals of kappa and Spearman: bootstrap over letters.",
        )),
        Table("agreement_bland_altman", "Bland-Altman: lorscore minus mean of raters", ("measure", "figure", *ESTIMATE),
              limits, ("Limits of agreement: bias -+ 1.96 SD (Bland & Altman 1999).",)),
    ], pictures, notes)  # fmt: skip


def _wide(ratings: Sequence[Rating], measure: str, raters: Sequence[str]) -> dict[str, list[float]]:
    """Return the ratings of each letter, one a rater, NaN where there is none."""
    out: dict[str, list[float]] = {}
    for r in ratings:
        value = r.value(measure)
        if value is not None:
            out.setdefault(r.id, [math.nan] * len(raters))[raters.index(r.rater)] = value
    return dict(sorted(out.items()))


def _between(measure: str, wide: Mapping[str, list[float]], raters: Sequence[str], rounds: int) -> list[list[Cell]]:
    if len(raters) < 2:
        return [[measure, "all figures", *Estimate.missing("one rater only", len(wide)).cells()]]
    grid = np.array(list(wide.values()))
    whole = grid[~np.isnan(grid).any(axis=1)]
    rows: list[list[Cell]] = []
    found = icc(whole)
    rows += [[measure, name, *found[name].cells()] for name in ("ICC(A,1)", "ICC(A,k)", "ICC(C,1)", "ICC(C,k)")]
    rows.append([measure, "Krippendorff's alpha", *alpha(grid, rounds=rounds).cells()])
    rows.append([measure, "weighted kappa", *_pairwise(grid, _scale(measure), rounds).cells()])
    return rows


def _pairwise(grid: Floats, scale: tuple[float, float], rounds: int) -> Estimate:
    pairs = list(itertools.combinations(range(grid.shape[1]), 2))

    def figure(index: Any) -> float:
        values = []
        for a, b in pairs:
            both = grid[index][:, [a, b]]
            both = both[~np.isnan(both).any(axis=1)]
            if len(both) >= 2:
                values.append(weighted_kappa(both[:, 0], both[:, 1], *scale))
        return float(np.mean(values)) if values else math.nan

    return bootstrap(figure, len(grid), rounds=rounds)


def _against(
    measure: str, x: Floats, grid: Floats, mean: Floats, raters: Sequence[str], rounds: int
) -> list[list[Cell]]:
    scale = _scale(measure)
    head: list[Cell] = [measure, "lorscore", "mean of raters"]
    rows: list[list[Cell]] = [
        [*head, "weighted kappa", *kappa(x, mean, scale, rounds=rounds).cells()],
        [*head, "Spearman", *spearman(x, mean, rounds=rounds).cells()],
        [*head, "ICC(A,1)", *icc(np.column_stack([x, mean]))["ICC(A,1)"].cells()],
    ]
    if len(raters) < 2:
        return rows
    for j, rater in enumerate(raters):
        rated = ~np.isnan(grid[:, j])
        others = np.delete(grid, j, axis=1)
        both = rated & ~np.isnan(others).all(axis=1)
        for one, other, mask in (("lorscore", rater, rated), (rater, "mean of other raters", both)):
            if mask.sum() < FEWEST:
                found = Estimate.missing("too few letters", int(mask.sum()))
            elif one == "lorscore":
                found = kappa(x[mask], grid[mask, j], scale, rounds=rounds)
            else:
                found = kappa(grid[mask, j], np.nanmean(others[mask], axis=1), scale, rounds=rounds)
            rows.append([measure, one, other, "weighted kappa", *found.cells()])
    return rows


def _scale(measure: str) -> tuple[float, float]:
    return OVERALL if measure == "overall" else LEVEL
