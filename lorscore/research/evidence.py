"""Training the sentence model on marked letters, and measuring it by cross-validation over letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize, nnls
from spacy.language import Language
from spacy.tokens import Doc

from lorscore.extract.classify import SentenceModel
from lorscore.extract.endorsement import ENDORSED, READ_RUNGS
from lorscore.extract.judge import Heard, Mix
from lorscore.extract.letter_parts import write_parts
from lorscore.extract.sentence_features import features
from lorscore.extract.sentence_net import NET, SentenceNet
from lorscore.extract.view import Sentence
from lorscore.extract.word_vectors import word_vectors
from lorscore.letter import Letter
from lorscore.report import QUALITIES
from lorscore.research.figures import f1
from lorscore.research.marks import Mark, covered
from lorscore.research.yardstick import weighted_kappa

COMPETENCIES = tuple(f"competency:{q}" for q in QUALITIES)
LABELS = ("comparative", "example", "doubt", "inflated", *COMPETENCIES, "shown", *ENDORSED)
"""``shown`` is learnt on sentences with a competency only: by behaviour (1) or asserted (0)."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Sentences as training rows.

    Attributes
    ----------
    features : list of list of str
    means : numpy.ndarray, shape (n_rows, n_dimensions)
        Mean word vectors.
    paragraphs : numpy.ndarray, shape (n_rows,)
        Which part of its letter a row stands in.
    targets : numpy.ndarray, shape (n_rows, n_labels)
        1 where a row has the label, 0 where not, -1 where the question does not arise.
    groups : list of str
        Id of the letter (or of the labelled sentence) that a row comes from.
    scored : numpy.ndarray, shape (n_rows,)
        Whether the row counts in cross-validated figures (letters do, labelled sentences only train).
    """

    features: list[list[str]]
    means: NDArray[np.float32]
    paragraphs: NDArray[np.int64]
    targets: NDArray[np.int8]
    groups: list[str]
    scored: NDArray[np.bool_]

    def take(self, index: Iterable[int]) -> Rows:
        """Return some of the rows."""
        chosen = list(index)
        return Rows(
            [self.features[i] for i in chosen],
            self.means[chosen],
            self.paragraphs[chosen],
            self.targets[chosen],
            [self.groups[i] for i in chosen],
            self.scored[chosen],
        )


def rows_of(texts: Iterable[tuple[str, Sequence[Sentence], NDArray[np.int8], bool]]) -> Rows:
    """Return the sentences of texts as rows.

    Parameters
    ----------
    texts : iterable of (str, sequence of Sentence, numpy.ndarray of shape (n_sentences, n_labels), bool)
        Id, sentences and targets of a letter or a labelled sentence, and whether it is scored.
    """
    listed = list(texts)
    return Rows(
        [row for _, found, _, _ in listed for row in features(found)],
        np.vstack([word_vectors().means(found) for _, found, _, _ in listed]),
        np.asarray([s.paragraph for _, found, _, _ in listed for s in found]),
        np.vstack([wanted for _, _, wanted, _ in listed]),
        [name for name, found, _, _ in listed for _ in found],
        np.asarray([scored for _, found, _, scored in listed for _ in found]),
    )


CROSSFIT = "models/build/crossfit"
"""Where the models that never saw fold 0, 1 ... lie, in folders ``0``, ``1`` ..., under the repository."""
SMALLEST = 0.01
"""Smallest weight of the linear model that is stored."""
MEANS = 3.0
"""Scale of the mean word vectors beside features of 0 and 1, under one penalty; best of 3, 5 and 8 out of fold."""


def annotated(nlp: Language, text: str) -> Doc:
    """Return a letter's Doc with parts, tags and people, as the extractors see it.

    Parameters
    ----------
    nlp : Language
        `load_english` with ``lorscore_people`` added.
    text : str
    """
    doc = nlp.make_doc(text)
    write_parts(doc, Letter.from_text(text), by_text=True)
    return nlp(doc)


def targets(sentences: Sequence[Sentence], marks: Sequence[Mark]) -> NDArray[np.int8]:
    """Return which labels each sentence has, by the corpus's rule of coverage: shape (n_sentences, n_labels)."""
    out = np.zeros((len(sentences), len(LABELS)), dtype=np.int8)
    column = {label: j for j, label in enumerate(LABELS)}
    out[:, column["shown"]] = -1
    for mark in marks:
        label = f"competency:{mark.label}" if mark.kind == "competency" else mark.kind
        if label not in column:
            continue
        for i, s in enumerate(sentences):
            if covered(mark.start, mark.end, s.start[0], s.end[-1]):
                out[i, column[label]] = 1
                if mark.kind == "endorsement":
                    out[i, [column[name] for name in ENDORSED[: READ_RUNGS.index(mark.label) + 1]]] = 1
                if mark.kind == "competency":
                    out[i, column["shown"]] = max(out[i, column["shown"]], int(bool(mark.shown)))
    return out


def labelled_targets(row: Mapping[str, Any]) -> NDArray[np.int8]:
    """Return the labels of one labelled sentence (``data/sentences``), which says nothing of endorsement."""
    qualities = {c["quality"]: bool(c["shown"]) for c in row["competency"]}
    values = [int(bool(row[label])) for label in LABELS[:4]] + [int(q in qualities) for q in QUALITIES]
    shown = int(any(qualities.values())) if qualities else -1
    return np.asarray([[*values, shown, *[-1] * len(ENDORSED)]], dtype=np.int8)


def fit(rows: Rows, *, c: float = 0.08, min_count: int = 3, steps: int = 60, unscored: float = 0.5) -> SentenceModel:
    """Fit one logistic regression a label, all labels at once; thresholds are 0.5 until somebody sets them.

    The loss of each label is scikit-learn's: ``c`` times the sum of the logistic losses plus half the squared weights
    (the intercept is free); minimised by L-BFGS.

    Parameters
    ----------
    rows : Rows
    c : float
        Inverse of the penalty.
    min_count : int
        Features in fewer rows are left out.
    steps : int
        Iterations at most.
    unscored : float
        Weight of a row that is not ``scored``: single sentences are unlike those of letters in how often a label holds.
    """
    vocabulary = _vocabulary(rows.features, min_count)
    counts = np.where(rows.scored, 1.0, unscored)
    inputs = sparse.hstack([_matrix(rows.features, vocabulary), sparse.csr_matrix(MEANS * rows.means)])
    weights, intercepts = _logistic(sparse.csr_matrix(inputs), rows.targets, counts, c, steps)
    named = weights[: len(vocabulary)]
    return SentenceModel(
        LABELS,
        vocabulary,
        named.astype(np.float32),
        intercepts.astype(np.float32),
        np.full(len(LABELS), 0.5, dtype=np.float32),
        (MEANS * weights[len(vocabulary) :]).astype(np.float32),
    )


def _logistic(
    x: sparse.csr_matrix, targets: NDArray[np.int8], counts: NDArray[np.float64], c: float, steps: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(weights, intercepts) of a logistic regression a column of ``targets``; -1 does not count."""
    x = sparse.csr_matrix(x, dtype=np.float32)
    transposed = sparse.csr_matrix(x.T)
    sign = np.where(targets > 0, 1.0, -1.0).astype(np.float32)
    asked = ((targets >= 0) * counts[:, None]).astype(np.float32)
    shape = (x.shape[1] + 1, targets.shape[1])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(shape)
        margin = sign * (x @ w[:-1].astype(np.float32) + w[-1].astype(np.float32))
        value = c * float((np.logaddexp(0.0, -margin) * asked).sum()) + 0.5 * float((w[:-1] ** 2).sum())
        slope = -c * sign * asked / (1.0 + np.exp(np.clip(margin, -30, 30)))
        gradient = np.vstack([transposed @ slope, slope.sum(axis=0, keepdims=True)]).astype(np.float64)
        gradient[:-1] += w[:-1]
        return value, gradient.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    w = found.x.reshape(shape)
    return w[:-1], w[-1]


FOLDS = 5
_LETTER = re.compile(r"[A-Z](\d+)")


def fold_of(names: Sequence[str]) -> NDArray[np.int64]:
    """Return the fold of each row, by the number of its letter; -1 for a single sentence, which all folds train on.

    Examples
    --------
    >>> fold_of(["L0012", "M301", "doubt-0007"]).tolist()
    [2, 1, -1]
    """
    found = (_LETTER.fullmatch(name) for name in names)
    return np.asarray([int(m[1]) % FOLDS if m else -1 for m in found])


def out_of_fold(rows: Rows, *, smallest: float = 0.0) -> NDArray[np.float64]:
    """Probabilities of each row by linear models that never saw its letter: shape (n_rows, n_labels).

    Rows from no letter have none (0). Weights below ``smallest`` are left out, as `pruned` does.
    """
    out, fold = np.zeros(rows.targets.shape), fold_of(rows.groups)
    for k in range(FOLDS):
        test = np.flatnonzero(fold == k)
        model = fit(rows.take(np.flatnonzero(fold != k)))
        if smallest:
            model = pruned(model, smallest)
        out[test] = model.probabilities([rows.features[i] for i in test], rows.means[test])
    return out


def net_out_of_fold(names: Sequence[str], sentences: Sequence[Sentence], folder: Path) -> NDArray[np.float64]:
    """Log odds of each row by networks that never saw its letter: shape (n_rows, n_labels).

    Parameters
    ----------
    names : sequence of str
        Id of the letter of each row.
    sentences : sequence of Sentence
    folder : pathlib.Path
        `CROSSFIT` of the repository.
    """
    fold, out = fold_of(names), np.zeros((len(sentences), len(LABELS)))
    for k in range(FOLDS):
        test = np.flatnonzero(fold == k)
        out[test] = SentenceNet.load(folder / str(k) / NET).logits([sentences[i] for i in test.tolist()])
    return out


def logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds of probabilities, kept off 0 and 1."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)))


def fit_mix(model: NDArray[np.float64], net: NDArray[np.float64], targets: NDArray[np.int8]) -> Mix:
    """Learn how much the linear model and the network are heard, a logistic regression a label; neither counts against.

    Parameters
    ----------
    model, net : numpy.ndarray, shape (n_rows, n_labels)
        Log odds by models that had not seen the rows.
    targets : numpy.ndarray, shape (n_rows, n_labels)
        1, 0, or -1 where the question does not arise.
    """
    return Mix({label: _heard(model[:, j], net[:, j], targets[:, j]) for j, label in enumerate(LABELS)})


def _heard(model: NDArray[np.float64], net: NDArray[np.float64], targets: NDArray[np.int8]) -> Heard:
    asked = targets >= 0
    x = np.column_stack([np.ones(asked.sum()), model[asked], net[asked]])
    sign = np.where(targets[asked] > 0, 1.0, -1.0)

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (x @ w)
        return float(np.logaddexp(0.0, -margin).mean()), -(x.T @ (sign / (1.0 + np.exp(margin)))) / len(x)

    found = minimize(loss, [0.0, 0.5, 0.5], jac=True, method="L-BFGS-B", bounds=[(None, None), (0, None), (0, None)])
    return Heard(*map(float, found.x))


def pruned(model: SentenceModel, smallest: float) -> SentenceModel:
    """Leave out weights below ``smallest``, and features without any weight left."""
    weights = np.where(np.abs(model.weights) < smallest, 0.0, model.weights).astype(np.float32)
    keep = np.flatnonzero(np.abs(weights).sum(axis=1) > 0)
    names = list(model.features)
    return SentenceModel(
        model.labels, {names[i]: j for j, i in enumerate(keep)}, weights[keep], model.intercepts, model.thresholds,
        model.directions,
    )  # fmt: skip


def best_threshold(y: NDArray[np.int8], p: NDArray[np.float64]) -> tuple[float, float]:
    """(threshold, F1) at which F1 is highest."""
    order = np.argsort(-p)
    hits = np.cumsum(y[order])
    scores = 2 * hits / (np.arange(1, len(y) + 1) + y.sum())
    best = int(np.argmax(scores))
    following = p[order[best + 1]] if best + 1 < len(p) else 0.0
    return float((p[order[best]] + following) / 2), float(scores[best])


def f1_at(y: NDArray[np.int8], p: NDArray[np.float64], threshold: float) -> float:
    """F1 of the rows at or above a threshold."""
    on, true = p >= threshold, y > 0
    return f1(int((on & true).sum()), int(on.sum()), int(true.sum()))


def competency_f1(y: NDArray[np.int8], p: NDArray[np.float64], thresholds: Sequence[float]) -> float:
    """F1 over sentences and qualities together; arguments have one entry a label of `LABELS`."""
    columns = [LABELS.index(label) for label in COMPETENCIES]
    on = np.asarray([p[:, j] >= thresholds[j] for j in columns])
    true = np.asarray([y[:, j] > 0 for j in columns])
    return f1(int((on & true).sum()), int(on.sum()), int(true.sum()))


@dataclass(frozen=True, slots=True)
class QualityFit:
    """How the sentences of a letter add up to the level of a quality: weights, and where 1 and 2 begin."""

    weights: list[float]
    cuts: list[float]

    def levels(self, inputs: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return the levels of letters: inputs have shape (n_letters, n_inputs)."""
        value = inputs @ np.asarray(self.weights)
        levels: NDArray[np.int8] = (value[:, None] >= np.asarray(self.cuts)).sum(axis=1).astype(np.int8)
        return levels


def fit_quality(inputs: NDArray[np.float64], levels: NDArray[np.int8], penalty: float = 100.0) -> QualityFit:
    """Fit one quality by ridge regression on the levels, with the cuts that agree best (quadratic weighted kappa).

    No weight is negative: more evidence never lowers a level. The inputs are brought to one scale for the penalty; the
    weights are for inputs as they come.

    Parameters
    ----------
    inputs : numpy.ndarray, shape (n_letters, n_inputs)
        What `lorscore.extract.competency.quality_inputs` gave for the quality.
    levels : numpy.ndarray, shape (n_letters,)
        The readers' 0, 1 or 2.
    """
    scale = inputs.std(axis=0) + 1e-6
    centred = (inputs - inputs.mean(axis=0)) / scale
    n = inputs.shape[1]
    found, _ = nnls(
        np.vstack([centred, np.sqrt(penalty) * np.eye(n)]), np.concatenate([levels - levels.mean(), np.zeros(n)])
    )
    weights = np.round(found / scale, 4)
    value = inputs @ weights
    grid = np.unique(np.quantile(value, np.linspace(0.02, 0.98, 49)))
    best = (-2.0, 0.0, 0.0)
    for a in grid:
        for b in grid[grid >= a]:
            guess = (value >= a).astype(int) + (value >= b)
            kappa = weighted_kappa(guess.tolist(), levels.tolist(), 0, 2, 1)
            best = max(best, (kappa if kappa == kappa else -2.0, float(a), float(b)))
    return QualityFit([float(w) for w in weights], [round(best[1], 4), round(best[2], 4)])


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
