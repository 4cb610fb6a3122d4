"""Fitting and measuring the strength model: every choice by cross-validation inside the training part."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import tomli
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from lorscore.report import CRITERIA
from lorscore.research import figures
from lorscore.research.fitting import fit_ladders, levels_of
from lorscore.research.yardstick import weighted_kappa
from lorscore.scoring.estimators import StrengthClassifier
from lorscore.scoring.levels import criteria
from lorscore.scoring.ordinal import Floats, expectation, probabilities
from lorscore.scoring.strength import STRONG, StrengthModel, matrix

LADDER_PENALTIES = (1.0, 3.0, 10.0, 30.0)
ALPHAS = (0.3, 1.0, 3.0, 10.0, 30.0)
FOLDS = 5
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Table:
    """Letters with features and one reader's ratings.

    Attributes
    ----------
    ids, texts : list of str
    features : list of dict
        Feature tables with flags, from models that never saw the letter.
    levels : dict of str to numpy.ndarray
        The reader's level of each criterion, shape (n,).
    overall : numpy.ndarray, shape (n,)
    times : numpy.ndarray, shape (n,)
        How many times each letter counts in fitting.
    """

    ids: list[str]
    texts: list[str]
    features: list[dict[str, float]]
    levels: dict[str, Floats]
    overall: Floats
    times: NDArray[np.int64]

    def take(self, index: NDArray[np.intp]) -> Table:
        """Return some of the letters."""
        return Table(
            [self.ids[i] for i in index],
            [self.texts[i] for i in index],
            [self.features[i] for i in index],
            {k: v[index] for k, v in self.levels.items()},
            self.overall[index],
            self.times[index],
        )

    def counted(self) -> NDArray[np.intp]:
        """Return the letters' numbers, each as many times as it counts in fitting."""
        return np.repeat(np.arange(len(self.ids)), self.times)

    def repeated(self) -> Table:
        """Return the letters as they count in fitting."""
        return self.take(self.counted())


@functools.cache
def weighed() -> tuple[tuple[str, int, str], ...]:
    """(name, sign, plain words) of the features of ``guide/strength.toml``."""
    text = (resources.files("lorscore.guide") / "strength.toml").read_text(encoding="utf-8")
    return tuple((f["name"], int(f["sign"]), f["plain"]) for f in tomli.loads(text)["feature"])


def folds(n: int, seed: int) -> list[NDArray[np.intp]]:
    """Test indices of each fold, drawn at random with a fixed seed."""
    order = np.random.default_rng(seed).permutation(n)
    return [np.sort(order[k::FOLDS]) for k in range(FOLDS)]


def _rest(n: int, test: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.setdiff1d(np.arange(n), test)


def _fitted_levels(
    train: Table, rows: Sequence[Mapping[str, float]], penalties: Mapping[str, float]
) -> dict[str, Floats]:
    out, train = {}, train.repeated()
    for c in criteria():
        base, ladders = fit_ladders(c, train.features, train.levels[c.name], penalty=penalties[c.name])
        out[c.name] = levels_of(c, base, ladders, rows)
    return out


def _inside(table: Table, penalties: Mapping[str, float], seed: int) -> dict[str, Floats]:
    """Levels of each letter by ladders that never saw it."""
    out = {c: np.zeros(len(table.ids)) for c in CRITERIA}
    for test in folds(len(table.ids), seed):
        train = table.take(_rest(len(table.ids), test))
        for name, values in _fitted_levels(train, [table.features[i] for i in test], penalties).items():
            out[name][test] = values
    return out


def _design(rows: Sequence[Mapping[str, float]], levels: Mapping[str, Floats]) -> Floats:
    full = [dict(row) | {f"level_{c}": float(levels[c][i]) for c in CRITERIA} for i, row in enumerate(rows)]
    return matrix(full, [name for name, _, _ in weighed()])


def _classes(y: Floats) -> NDArray[np.int64]:
    return np.round(y * 2).astype(np.int64)


def _classifier(alpha: float) -> StrengthClassifier:
    return StrengthClassifier(alpha=alpha, signs=[sign for _, sign, _ in weighed()])


def choose(table: Table, seed: int = 1) -> tuple[dict[str, float], float]:
    """Return the ladders' penalties and the strength model's alpha that do best in cross-validation over ``table``."""
    penalties = {}
    for c in criteria():
        error = {}
        for p in LADDER_PENALTIES:
            got = _one(table, c.name, p, seed)
            error[p] = float(np.average((got - table.levels[c.name]) ** 2, weights=table.times))
        penalties[c.name] = min(error, key=error.__getitem__)
    levels = _inside(table, penalties, seed)
    x, y = _design(table.features, levels), _classes(table.overall)
    loss = {}
    for alpha in ALPHAS:
        total = 0.0
        for test in folds(len(y), seed + 1):
            train = _rest(len(y), test)
            counted = np.repeat(train, table.times[train])
            model = _classifier(alpha).fit(x[counted], y[counted])
            total += float(np.sum((_expected(model, x[test]) - table.overall[test]) ** 2 * table.times[test]))
        loss[alpha] = total
    return penalties, min(loss, key=loss.__getitem__)


def _one(table: Table, name: str, penalty: float, seed: int) -> Floats:
    criterion = next(c for c in criteria() if c.name == name)
    out = np.zeros(len(table.ids))
    for test in folds(len(table.ids), seed):
        train = table.take(_rest(len(table.ids), test)).repeated()
        base, ladders = fit_ladders(criterion, train.features, train.levels[name], penalty=penalty)
        out[test] = levels_of(criterion, base, ladders, [table.features[i] for i in test])
    return out


def _expected(model: StrengthClassifier, x: Floats) -> Floats:
    return expectation(x @ model.coef_, model.cuts_, model.classes_ / 2.0)


def fit_strength(table: Table, alpha: float, *, widen: float, **names: Any) -> StrengthModel:
    """Fit the stored model on levels as ``criteria.toml`` gives them."""
    table = table.repeated()
    levels = {c.name: np.array([c.raw(row) for row in table.features]) for c in criteria()}
    model = _classifier(alpha).fit(_design(table.features, levels), _classes(table.overall))
    return StrengthModel(
        features=tuple(n for n, _, _ in weighed()),
        plain=tuple(p for _, _, p in weighed()),
        weights=model.coef_,
        cuts=model.cuts_,
        classes=model.classes_ / 2.0,
        widen=widen,
        **names,
    )


@dataclass(frozen=True, slots=True)
class Nested:
    """Out-of-fold figures of each letter, with every choice made inside the other folds."""

    levels: dict[str, Floats]
    overall: Floats
    strong: Floats
    low: Floats
    high: Floats

    def take(self, index: NDArray[np.intp]) -> Nested:
        """Return the figures of some of the letters."""
        levels = {k: v[index] for k, v in self.levels.items()}
        return Nested(levels, self.overall[index], self.strong[index], self.low[index], self.high[index])


def predict_nested(table: Table, seed: int = 0) -> Nested:
    """Predict each letter by models whose weights and penalties never saw it."""
    n = len(table.ids)
    out = Nested({c: np.zeros(n) for c in CRITERIA}, *(np.zeros(n) for _ in range(4)))
    for test in folds(n, seed):
        train = table.take(_rest(n, test))
        rows = [table.features[i] for i in test]
        penalties, alpha = choose(train, seed + 10)
        inner = _inside(train, penalties, seed + 10)
        counted = train.counted()
        model = _classifier(alpha).fit(_design(train.features, inner)[counted], _classes(train.overall)[counted])
        levels = _fitted_levels(train, rows, penalties)
        x = _design(rows, levels)
        for c in CRITERIA:
            out.levels[c][test] = levels[c]
        out.overall[test] = _expected(model, x)
        classes = model.classes_ / 2.0
        p = probabilities(x @ model.coef_, model.cuts_)
        out.strong[test] = p[:, classes >= STRONG].sum(axis=1)
        stored = StrengthModel("", "", (), (), model.coef_, model.cuts_, classes, 1.0, "")
        for i, eta in zip(test, x @ model.coef_, strict=True):
            out.low[i], out.high[i] = stored.strength(float(eta)).interval
    return out


def widening(table: Table) -> float:
    """Factor on the half-widths of the interval at which it covers 80% of the train letters, by nested folds."""
    got = predict_nested(table)
    return figures.widening(table.overall, got.overall, got.low, got.high)


def nested(table: Table, say: Say) -> Nested:
    """Print agreement and calibration by nested cross-validation, with 95% bootstrap intervals over letters.

    All letters, and those that count more than once by themselves.
    """
    got, factor = predict_nested(table), widening(table)
    say(f"nested cross-validation, {FOLDS} x {FOLDS} folds")
    parts = {"all letters": np.arange(len(table.ids))}
    if table.times.min() < table.times.max():
        parts["letters that count more than once"] = np.flatnonzero(table.times > 1)
    for title, part in parts.items():
        _agreement(title, table.take(part), got.take(part), factor, say)
    return got


def _agreement(title: str, table: Table, got: Nested, factor: float, say: Say) -> None:
    strong = (table.overall >= STRONG).astype(np.float64)
    low, high = got.overall - (got.overall - got.low) * factor, got.overall + (got.high - got.overall) * factor
    inside = ((table.overall >= low) & (table.overall <= high)).astype(float)
    rows: dict[str, Callable[[NDArray[np.intp]], float]] = {
        "overall, weighted kappa": lambda i: weighted_kappa(got.overall[i], table.overall[i], 1, 5),
        "overall, Spearman": lambda i: figures.spearman(got.overall[i], table.overall[i]),
        **{f"{c}, weighted kappa": functools.partial(_kappa_of, got.levels[c], table.levels[c]) for c in CRITERIA},
        "probability_rated_strong, AUC": lambda i: figures.auc(strong[i], got.strong[i]),
        "Brier skill over the base rate": lambda i: figures.skill(strong[i], got.strong[i]),
        "calibration slope": lambda i: figures.slope(strong[i], got.strong[i]),
        "coverage of the 80% interval": lambda i: float(inside[i].mean()),
    }
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(strong), len(strong)) for _ in range(200)]
    say(f"{title}: {len(strong)}, {int(strong.sum())} rated strong")
    for name, figure in rows.items():
        spread = np.quantile([figure(d) for d in draws], [0.025, 0.975])
        say(f"{name:36}{figure(np.arange(len(strong))):8.3f}   [{spread[0]:.2f}, {spread[1]:.2f}]")


def _kappa_of(got: Floats, wanted: Floats, i: NDArray[np.intp]) -> float:
    return weighted_kappa(got[i], wanted[i], 0, 4)


def compare_with_simpler(table: Table, got: Nested, say: Say) -> None:
    """Print overall agreement beside what the model must beat, all by the same outer folds."""
    words = np.array([[len(t.split())] for t in table.texts], dtype=np.float64)
    names = sorted(table.features[0])
    features = matrix(table.features, names)
    say(f"\n{'overall':36}{'kappa':>8}{'Spearman':>10}")
    rows = {
        "length alone": _by_ordinal(np.log(words), table),
        "bag of words, logistic": _by_words(table),
        "word list (praise counted)": _by_ordinal(_columns(table, ("generic_praise",)), table),
        "textstat alone": _by_ordinal(_readability(table), table),
        "levels alone (mean)": _by_ordinal(np.mean([got.levels[c] for c in CRITERIA], axis=0)[:, None], table),
        "logistic alone (all features)": _by_ordinal(np.minimum(features, 5.0), table, alpha=3.0),
        "lorscore": got.overall,
    }
    for name, value in rows.items():
        kappa = weighted_kappa(value, table.overall, 1, 5)
        say(f"{name:36}{kappa:8.3f}{figures.spearman(value, table.overall):10.3f}")


def _columns(table: Table, names: Sequence[str]) -> Floats:
    return matrix(table.features, names)


def _readability(table: Table) -> Floats:
    from lorscore.readability import readability

    rows = [readability(t) for t in table.texts]
    return matrix(rows, sorted(rows[0]))


def _by_ordinal(x: Floats, table: Table, alpha: float = 0.1) -> Floats:
    out = np.zeros(len(x))
    for test in folds(len(x), 0):
        train = _rest(len(x), test)
        centre, scale = x[train].mean(axis=0), x[train].std(axis=0) + 1e-9
        model = StrengthClassifier(alpha=alpha).fit((x[train] - centre) / scale, _classes(table.overall[train]))
        out[test] = _expected(model, (x[test] - centre) / scale)
    return out


def _by_words(table: Table) -> Floats:
    out = np.zeros(len(table.texts))
    for test in folds(len(out), 0):
        train = _rest(len(out), test)
        vectors = TfidfVectorizer(min_df=3, ngram_range=(1, 2), sublinear_tf=True)
        x = vectors.fit_transform([table.texts[i] for i in train])
        model = LogisticRegression(C=10.0, max_iter=2000).fit(x, _classes(table.overall[train]))
        p = model.predict_proba(vectors.transform([table.texts[i] for i in test]))
        out[test] = p @ (model.classes_ / 2.0)
    return out
