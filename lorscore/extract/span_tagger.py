"""A linear-chain tagger of spans: which tokens begin (B), continue (I) or stand outside (O) a span of one kind.

Plain JSON; no SciPy at work. The model is a conditional random field (Lafferty, McCallum and Pereira 2001) over the
named features of `lorscore.extract.span_features`; `lorscore.research.tagging` fits it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lorscore.errors import ModelError
from lorscore.extract.span_features import OFFSETS, Key, SentenceContext, TokenFeatures, expand
from lorscore.extract.view import Sentence

SCHEMA = "lorscore.span_tagger/1"
NEVER = -1e4
_MEMO_LIMIT = 50_000

Pair = tuple[float, float]
_NOTHING = (0.0,) * 10
"""Scores of the places before and after a sentence, which the weights of its edges stand for."""


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
        self._memo: dict[tuple[str, str, str, int, bool], tuple[float, ...]] = {}
        self._contexts: dict[Key, Pair] = {}
        self._edges = tuple(weights.get(f"{d}edge", (0.0, 0.0)) for d in OFFSETS)

    def spans(self, s: Sentence) -> list[tuple[int, int]]:
        """Return (first token, last token) of each span, as indices into the sentence's lists."""
        return spans_of(self.decode(self.scores(s))) if len(s) else []

    def scores(self, s: Sentence) -> list[Pair]:
        """Scores of B and I at each token, before the transitions."""
        b, i = self._alone(s)
        memo, weights, view = self._contexts, self.weights, SentenceContext(self.tokens, s)
        if len(memo) >= _MEMO_LIMIT:
            memo.clear()
        for j in range(len(s)):
            for key in view.keys(j):
                if key[0] == "words":  # hardly ever the same twice: not worth remembering
                    pair = weights.get(f"bw={key[1]} {key[2]}")
                    if pair is None:
                        continue
                else:
                    pair = memo.get(key)
                    if pair is None:
                        pair = memo[key] = self._sum(expand(key))
                b[j] += pair[0]
                i[j] += pair[1]
        return list(zip(b, i, strict=True))

    def _sum(self, names: list[str]) -> Pair:
        b = i = 0.0
        for name in names:
            known = self.weights.get(name)
            if known is not None:
                b += known[0]
                i += known[1]
        return b, i

    def _alone(self, s: Sentence) -> tuple[list[float], list[float]]:
        """Scores of B and I from the words themselves, each read at five places."""
        n = len(s)
        memo, mask = self._memo, self.tokens.mask
        rows: list[tuple[float, ...]] = [_NOTHING, _NOTHING]
        for lower, lemma, tag, bits, who in zip(s.lower, s.lemma, s.tag, s.classes, s.applicant, strict=True):
            key = (lower, lemma, tag, bits & mask, who)
            rows.append(memo.get(key) or self._remember(key))
        rows += (_NOTHING, _NOTHING)
        # what the tokens from two before to two after a token are to it
        near = list(zip(rows, rows[1:], rows[2:], rows[3:], rows[4:], strict=False))
        b = [p[0] + q[2] + r[4] + u[6] + v[8] for p, q, r, u, v in near]
        i = [p[1] + q[3] + r[5] + u[7] + v[9] for p, q, r, u, v in near]
        for (eb, ei), d in zip(self._edges, OFFSETS, strict=True):
            outside = range(max(0, n - d), n) if d > 0 else range(min(-d, n))
            for j in outside:
                b[j] += eb
                i[j] += ei
        return b, i

    def _remember(self, key: tuple[str, str, str, int, bool]) -> tuple[float, ...]:
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        row: list[float] = []
        names = self.tokens.own(*key)
        for d in OFFSETS:
            row += self._sum([f"{d}{x}" for x in names])
        self._memo[key] = found = tuple(row)
        return found

    def decode(self, scores: list[Pair]) -> list[int]:
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

    def margin(self, scores: list[Pair]) -> float:
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
        """Return the model as plain JSON values, weights rounded to three places, without those that are 0."""
        weights = {f: [round(b, 3), round(i, 3)] for f, (b, i) in sorted(self.weights.items())}
        return {
            "schema": SCHEMA,
            "classes": list(self.tokens.classes),
            "transitions": [[round(v, 3) for v in row] for row in self.transitions],
            "start": [round(v, 3) for v in self.start],
            "weights": {f: w for f, w in weights.items() if any(w)},
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any], *, where: str = "span tagger") -> SpanTagger:
        """Build a tagger from what `to_dict` gave; raises ModelError where it is none."""
        if data.get("schema") != SCHEMA:
            raise ModelError(f"{where}: this is no span tagger ({SCHEMA}).")
        weights = {f: (float(b), float(i)) for f, (b, i) in data["weights"].items()}
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
