"""Fitting a tagger of spans: a linear-chain conditional random field by maximum likelihood with an L2 penalty.

Lafferty, McCallum and Pereira 2001, "Conditional random fields"; forward and backward sums as in Sutton and McCallum
2012, "An introduction to conditional random fields", section 4.1. Run over all sentences of about one length at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from lorscore.extract.span_tagger import NEVER, SpanTagger
from lorscore.extract.view import Sentence

_Float = NDArray[np.float64]


def tags_of(sentence: Sentence, spans: Sequence[tuple[int, int]]) -> list[int]:
    """O (0), B (1), I (2) of each token, from character spans of the text."""
    tags = [0] * len(sentence)
    for start, end in spans:
        inside = [j for j in range(len(sentence)) if sentence.start[j] < end and sentence.end[j] > start]
        for place, j in enumerate(inside):
            tags[j] = 2 if place else 1
    return tags


def fit(
    rows: Sequence[Sequence[Sequence[str]]],
    tags: Sequence[Sequence[int]],
    classes: Sequence[str],
    *,
    penalty: float = 1.0,
    min_count: int = 2,
    steps: int = 60,
) -> SpanTagger:
    """Fit a tagger.

    Parameters
    ----------
    rows : sequence of sentences, each a sequence of tokens, each a sequence of feature names
    tags : sequence of sequence of int
        O (0), B (1), I (2) of each token.
    classes : sequence of str
        Lexicon classes that the features name (`lorscore.extract.span_features.TokenFeatures`).
    penalty : float
        Weight of half the sum of squared weights.
    min_count : int
        Features on fewer tokens are left out.
    steps : int
        Iterations of L-BFGS.
    """
    order = sorted((k for k in range(len(rows)) if rows[k]), key=lambda k: len(rows[k]))
    rows, tags = [rows[k] for k in order], [tags[k] for k in order]
    counts = Counter(name for row in rows for token in row for name in set(token))
    names = sorted(name for name, count in counts.items() if count >= min_count)
    problem = _Problem.of(rows, tags, {name: j for j, name in enumerate(names)}, penalty)
    start = np.zeros(len(names) * 3 + 12)
    result = minimize(problem, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8})
    weights, transitions, first = problem.unpack(result.x)
    relative = weights[:, 1:] - weights[:, :1]
    return SpanTagger(
        tuple(classes),
        {name: (float(relative[j, 0]), float(relative[j, 1])) for j, name in enumerate(names)},
        transitions.tolist(),
        first.tolist(),
    )


@dataclass(slots=True)
class _Problem:
    """Negative log-likelihood and its gradient."""

    x: sparse.csr_matrix
    y: _Float
    buckets: list[tuple[NDArray[np.int64], NDArray[np.bool_]]]
    seen_transitions: _Float
    seen_first: _Float
    penalty: float

    @classmethod
    def of(
        cls,
        rows: Sequence[Sequence[Sequence[str]]],
        tags: Sequence[Sequence[int]],
        vocabulary: dict[str, int],
        penalty: float,
    ) -> _Problem:
        lengths = [len(row) for row in rows]
        begins = np.concatenate([[0], np.cumsum(lengths)])
        indices: list[int] = []
        pointers = [0]
        for row in rows:
            for token in row:
                indices += sorted({vocabulary[n] for n in token if n in vocabulary})
                pointers.append(len(indices))
        n = int(begins[-1])
        x = sparse.csr_matrix((np.ones(len(indices)), indices, pointers), shape=(n, len(vocabulary)))
        y = np.zeros((n, 3))
        y[np.arange(n), np.concatenate([np.asarray(t) for t in tags])] = 1
        transitions, first = np.zeros((3, 3)), np.zeros(3)
        for t in tags:
            first[t[0]] += 1
            np.add.at(transitions, (np.asarray(t[:-1], dtype=int), np.asarray(t[1:], dtype=int)), 1)
        return cls(x, y, _buckets(lengths, begins), transitions, first, penalty)

    def unpack(self, p: _Float) -> tuple[_Float, _Float, _Float]:
        """(weights, transitions, first) with what cannot be set to never."""
        k = self.x.shape[1] * 3
        transitions, first = p[k : k + 9].reshape(3, 3).copy(), p[k + 9 :].copy()
        transitions[0, 2] = first[2] = NEVER
        return p[:k].reshape(-1, 3), transitions, first

    def __call__(self, p: _Float) -> tuple[float, _Float]:
        weights, transitions, first = self.unpack(p)
        emissions = np.asarray(self.x @ weights)
        padded = np.vstack([emissions, np.zeros((1, 3))])
        marginals = np.zeros_like(padded)
        log_z, sum_transitions, sum_first = 0.0, np.zeros((3, 3)), np.zeros(3)
        for index, mask in self.buckets:
            z, pairs, begin = _forward_backward(padded[index], mask, index, transitions, first, marginals)
            log_z += z
            sum_transitions += pairs
            sum_first += begin
        allowed_t, allowed_f = transitions > NEVER, first > NEVER
        score = float(
            (emissions * self.y).sum()
            + (transitions * self.seen_transitions)[allowed_t].sum()
            + (first * self.seen_first)[allowed_f].sum()
        )
        gradient = np.concatenate(
            [
                np.asarray(self.x.T @ (self.y - marginals[:-1])).ravel(),
                ((self.seen_transitions - sum_transitions) * allowed_t).ravel(),
                (self.seen_first - sum_first) * allowed_f,
            ]
        )
        return log_z - score + 0.5 * self.penalty * float(p @ p), self.penalty * p - gradient


def _buckets(lengths: Sequence[int], begins: NDArray[np.int64]) -> list[tuple[NDArray[np.int64], NDArray[np.bool_]]]:
    """Sentences of about one length side by side: indices of their tokens, padded with the index after the last."""
    n, out, i = int(begins[-1]), [], 0
    while i < len(lengths):
        j = i
        while j < len(lengths) and lengths[j] <= max(lengths[i] * 1.3, lengths[i] + 2):
            j += 1
        index = np.full((j - i, lengths[j - 1]), n, dtype=np.int64)
        for k in range(i, j):
            index[k - i, : lengths[k]] = np.arange(begins[k], begins[k + 1])
        out.append((index, index < n))
        i = j
    return out


def _forward_backward(
    e: _Float,
    mask: NDArray[np.bool_],
    index: NDArray[np.int64],
    transitions: _Float,
    first: _Float,
    marginals: _Float,
) -> tuple[float, _Float, _Float]:
    """(sum of log Z, expected transitions, expected first tags) of one bucket; writes the marginals of its tokens."""
    n, length, _ = e.shape
    a = np.empty((n, length, 3))
    a[:, 0] = first + e[:, 0]
    for t in range(1, length):
        step = e[:, t] + _logsumexp(a[:, t - 1, :, None] + transitions, 1)
        a[:, t] = np.where(mask[:, t, None], step, a[:, t - 1])
    z = _logsumexp(a[:, -1], 1)
    b = np.zeros((n, 3))
    now = np.exp(a[:, -1] - z[:, None])
    marginals[index[:, -1]] = now * mask[:, -1, None]
    pairs = np.zeros((3, 3))
    for t in range(length - 1, 0, -1):
        ahead = e[:, t] + b
        joint = np.exp(a[:, t - 1, :, None] + transitions + ahead[:, None, :] - z[:, None, None])
        pairs += (joint * mask[:, t, None, None]).sum(axis=0)
        b = np.where(mask[:, t, None], _logsumexp(transitions + ahead[:, None, :], 2), b)
        now = np.exp(a[:, t - 1] + b - z[:, None])
        marginals[index[:, t - 1]] = now * mask[:, t - 1, None]
    return float(z.sum()), pairs, now.sum(axis=0)


def _logsumexp(x: _Float, axis: int) -> _Float:
    top = x.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(x - top).sum(axis=axis)) + top.squeeze(axis))
