"""A strength model fitted to a user's own ratings, cross-validated beside the shipped one.

The levels of the criteria stay those of ``guide/criteria.toml``; fitted are the weights on levels and features, the cut
points of the scale, and the width of the 80% interval. Caps hold as they do in use.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

import lorscore
from lorscore.errors import InputError
from lorscore.report import Report
from lorscore.research import figures
from lorscore.research.strength import ALPHAS, FOLDS, Table, fit_strength, folds
from lorscore.research.study.ratings import Rating, means
from lorscore.research.study.resample import bootstrap
from lorscore.research.study.tables import ESTIMATE, Cell, Estimate
from lorscore.research.study.tables import Table as Printed
from lorscore.research.yardstick import weighted_kappa
from lorscore.scoring.caps import capped
from lorscore.scoring.levels import all_levels
from lorscore.scoring.ordinal import Floats, probabilities
from lorscore.scoring.strength import STRONG, Strength, StrengthModel

FEWEST = 40
"""Rated letters that a fit needs: about two for each weight of the model."""
FEWEST_OF_EACH = 8
"""Letters rated strong (4 or more), and letters rated lower, that a fit needs."""
_ROUNDS = 300
_HEATS = (0.2, 1.5)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model and its cross-validated figures.

    Attributes
    ----------
    model : StrengthModel
    figures : lorscore.research.study.tables.Table
        Own model and shipped model on the same letters.
    n, n_raters : int
    left_out : list of str
        Rated letters that were not used, and why.
    """

    model: StrengthModel
    figures: Printed
    n: int
    n_raters: int
    left_out: list[str]


def features_of(report: Report) -> dict[str, float]:
    """Return the feature table of a report as the strength model takes it: with flags and levels."""
    row = dict(report.features) | {f"flag_{name}": float(on) for name, on in report.flags.items()}
    return row | all_levels(row)


def fit_own(
    reports: Mapping[str, Report], ratings: Sequence[Rating], *, name: str = "own", rounds: int = _ROUNDS
) -> Fitted:
    """Fit a strength model to ratings.

    Parameters
    ----------
    reports : mapping of id to Report
        Of the rated letters.
    ratings : sequence of Rating
        Under the letters' ids. Several raters of a letter are averaged, to the nearest half.
    name : str
        Name of the model, as reports show it.
    rounds : int
        Bootstrap rounds of the intervals.

    Raises
    ------
    InputError
        Where there are fewer than forty rated letters that lorscore can score, or fewer than eight rated 4 or more, or
        below 4.
    """
    rated = means(ratings)
    left_out = [f"{i}: {reports[i].abstained}" for i in sorted(rated) if i in reports and reports[i].abstained]
    ids = sorted(i for i in rated if i in reports and reports[i].abstained is None)
    # halves are the classes of the model; a tie between two halves goes up
    overall = np.array([math.floor(rated[i] * 2 + 0.5) / 2 for i in ids])
    _check(overall, left_out)
    texts, features = [reports[i].text for i in ids], [features_of(reports[i]) for i in ids]
    table = Table(ids, texts, features, {}, overall, np.ones(len(ids), dtype=np.int64))
    predicted, heat, widen = cross_validated(table)
    alpha = choose_alpha(table)
    origin = _origin(table, ratings) | {"alpha": alpha, "heat": round(heat, 4)}
    model = fit_strength(
        table, alpha, widen=widen, name=name, version=lorscore.__version__, rules_sha256=_rules(reports), origin=origin
    )
    model = heated(model, heat)
    shipped = [_as_strength(reports[i]) for i in ids]
    card = compared(table.overall, predicted, shipped, _ceiling(ratings, set(ids)), rounds)
    return Fitted(model, card, len(ids), len({r.rater for r in ratings}), left_out)


def _check(overall: Floats, left_out: Sequence[str]) -> None:
    n, strong = len(overall), int((overall >= STRONG).sum())
    if n < FEWEST:
        more = f" ({len(left_out)} more have no score)" if left_out else ""
        raise InputError(f"{n} letters are rated and have a score{more}; a fit needs {FEWEST}. Rate more.")
    if min(strong, n - strong) < FEWEST_OF_EACH:
        raise InputError(
            f"{strong} of {n} letters are rated {STRONG:g} or more; a fit needs {FEWEST_OF_EACH} of these, and as many "
            "below. Ratings that hardly differ cannot teach what strong letters have."
        )


def choose_alpha(table: Table, seed: int = 1) -> float:
    """Return the penalty with the least squared error in cross-validation over the table."""
    loss = {}
    for alpha in ALPHAS:
        total = 0.0
        for test, train in _splits(table, seed):
            model = _plain(train, alpha)
            total += sum((_apply(model, table.features[i]).overall - table.overall[i]) ** 2 for i in test)
        loss[alpha] = total
    return min(loss, key=loss.__getitem__)


def cross_validated(table: Table, seed: int = 0) -> tuple[list[Strength], float, float]:
    """Predict each letter by a model that never saw it, with the penalty chosen inside the other folds; calibrate.

    Returns
    -------
    predicted : list of Strength
    heat : float
        Factor on weights and cuts at which the ratings are most likely out of fold: below 1 where the models are too
        sure of themselves (temperature scaling; Guo C et al. On calibration of modern neural networks. ICML 2017).
    widen : float
        Factor on the half-widths of the interval at which it covers 80% of the letters.
    """
    models: dict[int, StrengthModel] = {}
    for test, train in _splits(table, seed):
        model = _plain(train, choose_alpha(train, seed + 10))
        models |= dict.fromkeys(test.tolist(), model)
    heat = float(minimize_scalar(lambda t: -_likelihood(models, table, t), bounds=_HEATS, method="bounded").x)
    found = [_apply(heated(models[i], heat), row) for i, row in enumerate(table.features)]
    middle = np.array([s.overall for s in found])
    low, high = (np.array([s.interval[k] for s in found]) for k in (0, 1))
    widen = figures.widening(table.overall, middle, low, high)
    return [_widened(s, widen) for s in found], heat, widen


def heated(model: StrengthModel, heat: float) -> StrengthModel:
    """Return the model with weights and cuts multiplied: the same order of letters, other probabilities."""
    return replace(model, weights=model.weights * heat, cuts=model.cuts * heat)


def _likelihood(models: Mapping[int, StrengthModel], table: Table, heat: float) -> float:
    """Log-likelihood of the ratings out of fold; a class that a fold never saw counts as very unlikely."""
    total = 0.0
    for i, row in enumerate(table.features):
        model = models[i]
        p = probabilities(np.array([model.eta(row) * heat]), model.cuts * heat)[0]
        total += math.log(max(1e-4, float(p[model.classes == table.overall[i]].sum())))
    return total


def _widened(s: Strength, widen: float) -> Strength:
    low, high = (s.overall + (end - s.overall) * widen for end in s.interval)
    return replace(s, interval=(max(1.0, low), min(5.0, high)))


def _splits(table: Table, seed: int) -> list[tuple[NDArray[np.intp], Table]]:
    """Return (test indices, training part) of each fold."""
    n = len(table.ids)
    return [(test, table.take(np.setdiff1d(np.arange(n), test))) for test in folds(n, seed)]


def _plain(table: Table, alpha: float) -> StrengthModel:
    return fit_strength(table, alpha, widen=1.0, name="", version="", rules_sha256="")


def _apply(model: StrengthModel, features: Mapping[str, float]) -> Strength:
    return capped(model, model.eta(features), features)[0]


def _as_strength(report: Report) -> Strength:
    low, high = report.interval or (1.0, 5.0)
    return Strength(
        0.0, report.overall or 0.0, report.score or 0.0, report.probability_rated_strong or 0.0, (low, high)
    )


def _rules(reports: Mapping[str, Report]) -> str:
    return next(iter(reports.values())).model.rules_sha256


def _origin(table: Table, ratings: Sequence[Rating]) -> dict[str, Any]:
    used = sorted((r.id, r.rater, r.overall) for r in ratings if r.id in set(table.ids))
    return {
        "letters": "a user's own, rated by the user's raters",
        "n": len(table.ids),
        "raters": len({rater for _, rater, _ in used}),
        "ratings_sha256": hashlib.sha256(json.dumps(used).encode()).hexdigest(),
    }


def _ceiling(ratings: Sequence[Rating], ids: set[str]) -> Estimate:
    """Return the mean weighted kappa over pairs of raters, on letters that both rated."""
    by: dict[str, dict[str, float]] = {}
    for r in ratings:
        if r.id in ids:
            by.setdefault(r.rater, {})[r.id] = r.overall
    values = []
    for one, two in itertools.combinations(sorted(by), 2):
        both = sorted(by[one].keys() & by[two].keys())
        if len(both) >= 10:
            x, y = (np.array([by[k][i] for i in both]) for k in (one, two))
            values.append((weighted_kappa(x, y, 1, 5), len(both)))
    if not values:
        return Estimate.missing("no two raters rated ten of the same letters", len(ids))
    return Estimate.of(float(np.mean([v for v, _ in values])), n=sum(n for _, n in values), limit="no interval")


def compared(
    wanted: Floats, own: Sequence[Strength], shipped: Sequence[Strength], ceiling: Estimate, rounds: int
) -> Printed:
    """Return the table of the card: own model out of fold, shipped model, raters."""
    rows: list[list[Cell]] = []
    for name, found in (("own, cross-validated", own), ("shipped", shipped)):
        for figure, compute in _computed(wanted, found).items():
            rows.append([name, figure, *bootstrap(compute, len(wanted), rounds=rounds).cells()])
    rows.append(["raters with each other", "overall, weighted kappa", *ceiling.cells()])
    return Printed("fit", "How well the models agree with the ratings", ("model", "figure", *ESTIMATE), rows, (
        f"own: {FOLDS}-fold cross-validation over letters, the penalty chosen inside the other folds. Two "
        "numbers, for calibration and for the width of the interval, are set on these same letters: slope and coverage "
        "are what they should be by construction.",
        "95% intervals by bootstrap over letters. The shipped model was fitted to letters that language models wrote "
        "and rated; if yours are among them, its figures here are too good.",
    ))  # fmt: skip


def _computed(wanted: Floats, found: Sequence[Strength]) -> dict[str, Callable[[NDArray[np.intp]], float]]:
    """Return what computes each figure from the numbers of letters."""
    overall = np.array([s.overall for s in found])
    p, strong = np.array([s.probability_rated_strong for s in found]), (wanted >= STRONG).astype(np.float64)
    low, high = (np.array([s.interval[k] for s in found]) for k in (0, 1))
    inside = (low - 1e-9 <= wanted) & (wanted <= high + 1e-9)
    return {
        "overall, weighted kappa": lambda i: weighted_kappa(overall[i], wanted[i], 1, 5),
        "overall, Spearman": lambda i: figures.spearman(overall[i], wanted[i]),
        "overall, mean absolute error": lambda i: float(np.mean(np.abs(overall[i] - wanted[i]))),
        "rated strong, AUC": lambda i: figures.auc(strong[i], p[i]),
        "rated strong, Brier": lambda i: figures.brier(strong[i], p[i]),
        "rated strong, calibration slope": lambda i: figures.slope(strong[i], p[i]),
        "coverage of the 80% interval": lambda i: float(inside[i].mean()),
    }


def model_text(model: StrengthModel) -> str:
    """Return the model as JSON, a line a weight."""
    return json.dumps(model.to_dict(), indent=1, ensure_ascii=False) + "\n"


def card(fitted: Fitted) -> str:
    """Return the model's card as Markdown."""
    model = fitted.model
    order = sorted(zip(model.plain, model.weights, strict=True), key=lambda row: -abs(row[1]))
    weights = "\n".join(f"| {plain} | {weight:+.3f} |" for plain, weight in order)
    origin = model.origin
    classes = ", ".join(f"{c:g}" for c in model.classes)
    left = "\n".join(f"- left out: {reason}" for reason in fitted.left_out)
    return f"""# Strength model {model.name}

Fitted by `lorscore fit` (lorscore {model.version}) to {fitted.n} letters of its user.
Use it by `lorscore check LETTER --model FOLDER`, or `lorscore.load(model="FOLDER")`.

- Ratings: by {fitted.n_raters} rater(s), overall, 1 to 5; several of one letter averaged to the
  nearest half. Classes: {classes}.
- Rules: {model.rules_sha256}.
- Ratings: {origin["ratings_sha256"]}. Penalty alpha: {origin["alpha"]:g}; heat: {origin["heat"]:g}.
- The evidence (rules and trained components), the levels of the criteria and the caps are the shipped ones.
- It says how these raters would rate a letter, nothing about an applicant, and is not for screening or ranking.
{left}

{fitted.figures.markdown()}
## Weights

| feature | weight |
|---|---|
{weights}
"""
