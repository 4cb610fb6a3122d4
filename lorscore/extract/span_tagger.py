"""A linear-chain tagger of spans: which tokens begin (B), continue (I) or stand outside (O) a span of one kind.

Plain JSON; no SciPy at work. The model is a conditional random field (Lafferty, McCallum and Pereira 2001) over the
named features of `lorscore.extract.span_features`; `lorscore.research.tagging` fits it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lorscore.errors import ModelError
from lorscore.extract.model_files import packed, unpacked
from lorscore.extract.span_features import TokenFeatures
from lorscore.extract.span_scores import SpanScores
from lorscore.extract.view import Sentence

SCHEMA = "lorscore.span_tagger/2"
NEVER = -1e4

Pair = tuple[float, float]
Scores = Sequence[Sequence[float]]
"""Scores of B and I of each token, shape (tokens, 2)."""


class SpanTagger:
    """Weights of B and I against O.

    Parameters
    ----------
    classes : sequence of str
        Lexicon classes that it reads (see `TokenFeatures`).
    weights : dict of str to (float, float)
        Feature name to its weights for B and for I; O has weight 0.
    transitions : list of list of float, shape (3, 3)
        From O, B, I to O, B, I. I cannot follow O.
    start : list of float, shape (3,)
        Of the first token; it cannot be I.
    """

    def __init__(
        self,
        classes: tuple[str, ...],
        weights: dict[str, Pair],
        transitions: list[list[float]],
        start: list[float],
    ) -> None:
        self.tokens = TokenFeatures(classes)
        self.weights, self.transitions, self.start = weights, transitions, start
        self._scores = SpanScores(self.tokens, weights)
        self._memo = f"scores of tagger {id(self)}"

    def spans(self, sentences: Sequence[Sentence]) -> list[list[tuple[int, int]]]:
        """Return (first token, last token) of each span of each sentence, as indices into the sentence's lists."""
        return [spans_of(self.decode(scores)) for scores in self.scores(sentences)]

    def scores(self, sentences: Sequence[Sentence]) -> list[Scores]:
        """Scores of B and I at each token of each sentence, before the transitions; no sentence may be empty.

        They are kept with the sentence: whoever asks for those of several letters at once spares the letters the calls.
        """
        new = [s for s in sentences if self._memo not in s.memo]
        for s, scores in zip(new, self._scores.of(new), strict=True):
            s.memo[self._memo] = scores.tolist()
        return [s.memo[self._memo] for s in sentences]

    def decode(self, scores: Scores) -> list[int]:
        """Return the best sequence of O (0), B (1), I (2), by Viterbi's algorithm."""
        (oo, ob, _), (bo, bb, bi), (io, ib, ii) = self.transitions
        o, b, i = self.start[0], self.start[1] + scores[0][0], NEVER
        back: list[tuple[int, int, int]] = []
        for score_b, score_i in scores[1:]:
            to_o, to_b = (o + oo, b + bo, i + io), (o + ob, b + bb, i + ib)
            to_i = (b + bi, i + ii)
            from_o = to_o.index(o2 := max(to_o))
            from_b = to_b.index(b2 := max(to_b))
            from_i = 1 + to_i.index(i2 := max(to_i))
            back.append((from_o, from_b, from_i))
            o, b, i = o2, b2 + score_b, i2 + score_i
        last = (o, b, i)
        tags = [last.index(max(last))]
        for step in reversed(back):
            tags.append(step[tags[-1]])
        return tags[::-1]

    def margin(self, scores: Scores) -> float:
        """How much better the best sequence with a span scores than the one without; about the log odds of a span."""
        (oo, ob, _), (bo, bb, bi), (io, ib, ii) = self.transitions
        none = self.start[0]
        o, b, i = NEVER, self.start[1] + scores[0][0], NEVER
        for score_b, score_i in scores[1:]:
            o, b, i = (
                max(o + oo, b + bo, i + io),
                max(none + ob, o + ob, b + bb, i + ib) + score_b,
                max(b + bi, i + ii) + score_i,
            )
            none += oo
        return max(o, b, i) - none

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain JSON values, rounded to three places, without weights of 0; they are packed."""
        rounded = {f: (round(b, 3), round(i, 3)) for f, (b, i) in sorted(self.weights.items())}
        weights = {f: pair for f, pair in rounded.items() if any(pair)}
        return {
            "schema": SCHEMA,
            "classes": list(self.tokens.classes),
            "transitions": [[round(v, 3) for v in row] for row in self.transitions],
            "start": [round(v, 3) for v in self.start],
            "features": list(weights),
            "weights": packed(np.asarray(list(weights.values()), dtype=float).reshape(-1, 2)),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any], *, where: str = "span tagger") -> SpanTagger:
        """Build a tagger from what `to_dict` gave; raises ModelError where it is none."""
        if data.get("schema") != SCHEMA:
            raise ModelError(f"{where}: this is no span tagger ({SCHEMA}).")
        pairs = unpacked(data["weights"], where=where)
        if pairs.shape != (len(data["features"]), 2):
            raise ModelError(f"{where}: the weights do not fit the features. Install lorscore again.")
        weights = dict(zip(data["features"], zip(*pairs.T.tolist(), strict=True), strict=True))
        return cls(tuple(data["classes"]), weights, data["transitions"], data["start"])

    @classmethod
    def load(cls, path: Path) -> SpanTagger:
        """Read a tagger from a JSON file; raises ModelError where there is none or it is damaged."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(f"{path}: the span tagger is missing. Install lorscore again.") from None
        except ValueError as error:
            raise ModelError(f"{path}: the span tagger is damaged ({error}). Install lorscore again.") from None
        return cls.from_dict(data, where=str(path))


def spans_of(tags: list[int]) -> list[tuple[int, int]]:
    """(first, last) of each run of B and its I.

    Examples
    --------
    >>> spans_of([0, 1, 2, 0, 1, 1, 2])
    [(1, 2), (4, 4), (5, 6)]
    """
    out: list[tuple[int, int]] = []
    for j, tag in enumerate(tags):
        if tag == 1:
            out.append((j, j))
        elif tag == 2 and out:
            out[-1] = (out[-1][0], j)
    return out
