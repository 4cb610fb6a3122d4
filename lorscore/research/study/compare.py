"""Groups of letters compared: adjusted effects with intervals, corrected for many comparisons, and power."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from lorscore.errors import InputError
from lorscore.report import CRITERIA
from lorscore.research.study import plots, words
from lorscore.research.study.inputs import Scores
from lorscore.research.study.libraries import library
from lorscore.research.study.regression import Effect, Prepared, fit, prepare
from lorscore.research.study.tables import Cell, Study, Table

OUTCOMES = ("overall", *(f"level_{c}" for c in CRITERIA))
DESCRIBED = ("n_words", "n_evidence")
ALPHA = 0.05
POWER = 0.8
_COLUMNS = (
    "outcome", "contrast", "n", "estimate", "low", "high", "d", "d_low", "d_high", "p", "p_holm", "p_bh", "method",
    "limit",
)  # fmt: skip


def study(
    scores: Scores, *, by: str, adjust: Sequence[str] = (), writer: str | None = None, outcomes: Sequence[str] = ()
) -> Study:
    """Compare letters by a column.

    Parameters
    ----------
    scores : Scores
        With the columns joined.
    by : str
        Groups, or a number.
    adjust : sequence of str
    writer : str, optional
        Column that says who wrote a letter.
    outcomes : sequence of str, optional
        `OUTCOMES`, lengths and word categories otherwise.

    Raises
    ------
    InputError
        Where there are not two groups of five letters.
    """
    frame = scores.frame
    if scores.letters is not None:
        rates = words.rows(scores.letters.texts)
        frame = frame.assign(**{f"{words.PREFIX}{c.name}": [rates[i][f"{words.PREFIX}{c.name}"] for i in frame["id"]]
                                for c in words.categories()})  # fmt: skip
    used = {by, *adjust, writer}
    usual = [c for c in (*OUTCOMES, *DESCRIBED, *_word_columns()) if c in frame.columns and c not in used]
    chosen = list(outcomes) or usual
    if both := [c for c in chosen if c in used]:
        raise InputError(f"{both[0]!r} cannot be an outcome and a column to compare by or adjust for.")
    for column in chosen:
        if column not in frame.columns:
            raise InputError(
                f"There is no column {column!r} to compare. Words need the letters, not a table of scores."
            )
        if not library("pandas.api.types").is_numeric_dtype(frame[column]):
            raise InputError(f"{column!r} is no number, so it cannot be an outcome.")
    data = prepare(frame, by, adjust, writer, chosen)
    effects = [effect for outcome in chosen for effect in fit(data, outcome)]
    rows = corrected(effects)
    notes = [*scores.notes(), *data.notes]
    if not data.numeric:
        notes.append(f"Reference group: {data.groups[0]} (the largest).")
    notes += [
        "A difference between groups is a difference between these letters. It says nothing of its cause.",
        "Word categories are counts of words from the literature, no part of the score (guide/word_categories.toml).",
    ]
    pictures = {}
    drawn = [(f"{e.outcome} | {e.contrast}", e.d, e.d_low, e.d_high) for e in effects if e.d is not None]
    if drawn:
        pictures["forest"] = plots.forest(
            [(name, float(d or 0), float(low or 0), float(high or 0)) for name, d, low, high in drawn],
            f"Adjusted differences by {by}", "difference in residual standard deviations (95% interval)",
        )  # fmt: skip
    if not data.numeric and "overall" in chosen:
        kept = data.frame.dropna(subset=["overall"])
        values = {g: kept["overall"][kept[by].astype(str) == g].to_numpy(dtype=np.float64) for g in data.groups}
        pictures["groups"] = plots.groups(values, f"Overall by {by}", "overall, 1 to 5")
    tables = [
        Table("compare", f"Effects of {by}", _COLUMNS, rows, (
            "estimate: difference from the reference group (or per unit), adjusted for "
            f"{', '.join(adjust) or 'nothing'}, with a 95% interval; d: the same in residual standard deviations.",
            "p_holm (Holm 1979) and p_bh (Benjamini & Hochberg 1995): over all rows of this table.",
        )),
        *([] if data.numeric else [means(data, chosen)]),
        power(data, len(rows)),
    ]  # fmt: skip
    return Study("compare", f"Comparison by {by}", tables, pictures, notes)


def _word_columns() -> list[str]:
    return [f"{words.PREFIX}{c.name}" for c in words.categories()]


def corrected(effects: Sequence[Effect]) -> list[list[Cell]]:
    """Return the rows of the table, with p values corrected by Holm and by Benjamini and Hochberg (statsmodels).

    Examples
    --------
    >>> rows = corrected([Effect("a", "x", 9, p=0.01), Effect("b", "x", 9, p=0.04), Effect("c", "x", 9, limit="none")])
    >>> [(row[0], row[10], row[11]) for row in rows]
    [('a', 0.02, 0.02), ('b', 0.04, 0.04), ('c', None, None)]
    """
    multiple = library("statsmodels.stats.multitest").multipletests
    p = [e.p for e in effects if e.p is not None]
    holm = iter(multiple(p, method="holm")[1].tolist() if p else [])
    bh = iter(multiple(p, method="fdr_bh")[1].tolist() if p else [])
    rows: list[list[Cell]] = []
    for e in effects:
        values = dataclasses.asdict(e)
        values |= {"p_holm": next(holm) if e.p is not None else None, "p_bh": next(bh) if e.p is not None else None}
        rows.append([values[c] for c in _COLUMNS])
    return rows


def means(data: Prepared, outcomes: Sequence[str]) -> Table:
    """Return each group's raw means, and Hedges' g against the reference with its interval (pingouin)."""
    pg = library("pingouin")
    rows: list[list[Cell]] = []
    for outcome in outcomes:
        frame = data.frame[[data.by, outcome]].dropna()
        values = {g: frame[outcome][frame[data.by].astype(str) == g].to_numpy(dtype=np.float64) for g in data.groups}
        first = values[data.groups[0]]
        for name, v in values.items():
            if len(v) < 2:
                rows.append([outcome, name, len(v), None, None, None, None, None, "fewer than two letters"])
                continue
            mean, sd = float(v.mean()), float(v.std(ddof=1))
            if name == data.groups[0] or len(first) < 2:
                rows.append([outcome, name, len(v), mean, sd, None, None, None, "reference"])
                continue
            if sd == 0 and first.std() == 0:
                rows.append([outcome, name, len(v), mean, sd, None, None, None, "no variance"])
                continue
            g = float(pg.compute_effsize(v, first, eftype="hedges"))
            low, high = (float(x) for x in pg.compute_esci(stat=g, nx=len(v), ny=len(first), eftype="hedges"))
            rows.append([outcome, name, len(v), mean, sd, g, low, high, ""])
    columns = ("outcome", "group", "n", "mean", "sd", "hedges_g", "low", "high", "limit")
    return Table("compare_groups", "Groups, not adjusted", columns, rows,
                 ("Hedges' g against the reference group (Hedges 1981), by pingouin.",))  # fmt: skip


def power(data: Prepared, n_tests: int) -> Table:
    """Return what size of effect these letters can show, at the level of one test and of the first step of Holm."""
    rows: list[list[Cell]] = []
    for level, plain in ((ALPHA, "one test"), (ALPHA / max(1, n_tests), f"first step of Holm, {n_tests} tests")):
        if data.numeric:
            n = len(data.frame)
            rows += [
                ["correlation", f"r = {r}", n, None, level, plain, _power_of_r(r, n, level)] for r in (0.1, 0.3, 0.5)
            ]
            continue
        solver = library("statsmodels.stats.power").TTestIndPower()
        counts = data.frame[data.by].astype(str).value_counts()
        n1 = int(counts[data.groups[0]])
        for group in data.groups[1:]:
            n2 = int(counts[group])
            contrast = f"{group} vs {data.groups[0]}"
            for d in (0.2, 0.5, 0.8):
                got = float(solver.power(effect_size=d, nobs1=n1, ratio=n2 / n1, alpha=level))
                rows.append([contrast, f"d = {d}", n1, n2, level, plain, got])
            least = float(solver.solve_power(nobs1=n1, ratio=n2 / n1, alpha=level, power=POWER))
            if math.isfinite(least):
                rows.append([contrast, f"d = {least:.2f}", n1, n2, level, plain, POWER])
    return Table("compare_power", "Power for the letters at hand",
                 ("contrast", "effect", "n_reference", "n_group", "alpha", "for", "power"), rows, (
        "Two-sided t-test without covariates (statsmodels), or Fisher's z for a correlation; letters of one writer are "
        "taken as independent, so with a few writers the true power is less.",
        "The last row of each group: the smallest effect that would be found four times in five.",
    ))  # fmt: skip


def _power_of_r(r: float, n: int, level: float) -> float:
    """Power of the test of a correlation by Fisher's z (Cohen 1988, chapter 3)."""
    norm = library("scipy.stats").norm
    z, edge = math.atanh(r) * math.sqrt(n - 3), float(norm.ppf(1 - level / 2))
    return float(norm.sf(edge - z) + norm.cdf(-edge - z))
