"""Training the sentence model on marked letters, and measuring it by cross-validation over letters."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from lorscore.extract.classify import SentenceModel
from lorscore.extract.view import Sentence
from lorscore.report import QUALITIES
from lorscore.research.marks import Mark, covered

LABELS = ("comparative", "example", "doubt", "inflated", *(f"competency:{q}" for q in QUALITIES))


@dataclass(frozen=True, slots=True)
class Rows:
    """Sentences as training rows.

    Attributes
    ----------
    features : list of list of str
    targets : numpy.ndarray, shape (n_rows, n_labels)
    groups : list of str
        Id of the letter (or of the labelled sentence) that a row comes from.
    scored : numpy.ndarray, shape (n_rows,)
        Whether the row counts in cross-validated figures (letters do, labelled sentences only train).
    """

    features: list[list[str]]
    targets: NDArray[np.int8]
    groups: list[str]
    scored: NDArray[np.bool_]


def targets(sentences: Sequence[Sentence], marks: Sequence[Mark]) -> NDArray[np.int8]:
    """Return which labels each sentence has, by the corpus's rule of coverage: shape (n_sentences, n_labels)."""
    out = np.zeros((len(sentences), len(LABELS)), dtype=np.int8)
    column = {label: j for j, label in enumerate(LABELS)}
    for mark in marks:
        label = f"competency:{mark.label}" if mark.kind == "competency" else mark.kind
        if label in column:
            for i, s in enumerate(sentences):
                if covered(mark.start, mark.end, s.start[0], s.end[-1]):
                    out[i, column[label]] = 1
    return out


def fit(rows: Rows, *, c: float = 0.3, min_count: int = 2) -> SentenceModel:
    """Fit one logistic regression a label; thresholds are 0.5 until `thresholds` sets them."""
    vocabulary = _vocabulary(rows.features, min_count)
    x = _matrix(rows.features, vocabulary)
    weights, intercepts = [], []
    for j in range(len(LABELS)):
        y = rows.targets[:, j]
        model = LogisticRegression(C=c, solver="liblinear", max_iter=300)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(x, y)
        weights.append(model.coef_[0])
        intercepts.append(model.intercept_[0])
    return SentenceModel(
        LABELS,
        vocabulary,
        np.asarray(weights, dtype=np.float32).T,
        np.asarray(intercepts, dtype=np.float32),
        np.full(len(LABELS), 0.5, dtype=np.float32),
    )


def out_of_fold(rows: Rows, *, folds: int = 5, c: float = 0.3, min_count: int = 2) -> NDArray[np.float64]:
    """Probabilities of each row by models that never saw its letter: shape (n_rows, n_labels)."""
    out = np.zeros(rows.targets.shape)
    index = np.arange(len(rows.groups))
    for train, test in GroupKFold(folds).split(index, groups=rows.groups):
        part = Rows(
            [rows.features[i] for i in train],
            rows.targets[train],
            [rows.groups[i] for i in train],
            rows.scored[train],
        )
        model = fit(part, c=c, min_count=min_count)
        out[test] = model.probabilities([rows.features[i] for i in test])
    return out


def best_threshold(y: NDArray[np.int8], p: NDArray[np.float64]) -> tuple[float, float]:
    """(threshold, F1) at which F1 is highest."""
    order = np.argsort(-p)
    hits = np.cumsum(y[order])
    f1 = 2 * hits / (np.arange(1, len(y) + 1) + y.sum())
    best = int(np.argmax(f1))
    following = p[order[best + 1]] if best + 1 < len(p) else 0.0
    return float((p[order[best]] + following) / 2), float(f1[best])


def _vocabulary(features: list[list[str]], min_count: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in features:
        for name in set(row):
            counts[name] = counts.get(name, 0) + 1
    return {name: j for j, name in enumerate(sorted(n for n, k in counts.items() if k >= min_count))}


def _matrix(features: list[list[str]], vocabulary: dict[str, int]) -> sparse.csr_matrix:
    indices: list[int] = []
    starts = [0]
    for row in features:
        indices += sorted({vocabulary[n] for n in row if n in vocabulary})
        starts.append(len(indices))
    return sparse.csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(features), len(vocabulary)))
