"""A linear-chain tagger of praise: which tokens begin (B), continue (I) or stand outside (O) a span.

Plain JSON; no SciPy at work. The model is a conditional random field (Lafferty, McCallum and Pereira 2001) over the
named features of `lorscore.extract.generic_features`; `lorscore.research.tagging` fits it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lorscore.errors import ModelError
from lorscore.extract import generic_features as gf
from lorscore.extract.view import Sentence

SCHEMA = "lorscore.praise_tagger/1"
_NEVER = -1e4
_MEMO_LIMIT = 50_000

Pair = tuple[float, float]


@dataclass(slots=True)
class PraiseTagger:
    """Weights of B and I against O.

    Attributes
    ----------
    weights : dict of str to (float, float)
        Feature name to its weights for B and for I; O has weight 0.
    transitions : list of list of float, shape (3, 3)
        From O, B, I to O, B, I. I cannot follow O.
    start : list of float, shape (3,)
        Of the first token; it cannot be I.
    """

    weights: dict[str, Pair]
    transitions: list[list[float]]
    start: list[float]
    _memo: dict[tuple[str, str, str, int, bool], tuple[Pair, ...]] = field(default_factory=dict, repr=False)

    def spans(self, s: Sentence) -> list[tuple[int, int]]:
        """Return (first token, last token) of each span of praise, as indices into the sentence's lists."""
        if not len(s):
            return []
        return spans_of(self._decode(self.scores(s)))

    def scores(self, s: Sentence) -> list[Pair]:
        """Scores of B and I at each token, before the transitions."""
        n = len(s)
        b, i = [0.0] * n, [0.0] * n
        get, nothing = self.weights.get, (0.0, 0.0)
        edges = [get(f"{d}edge", nothing) for d in gf.OFFSETS]
        for j in range(n):
            alone = self._own(s, j)
            for place, d in enumerate(gf.OFFSETS):
                # what token j is to the token d places before it
                if 0 <= (k := j - d) < n:
                    b[k] += alone[place][0]
                    i[k] += alone[place][1]
                if not 0 <= j + d < n:
                    b[j] += edges[place][0]
                    i[j] += edges[place][1]
        for j, row in enumerate(gf.context(s)):
            for name in row:
                if (w := get(name)) is not None:
                    b[j] += w[0]
                    i[j] += w[1]
        return list(zip(b, i, strict=True))

    def _own(self, s: Sentence, j: int) -> tuple[Pair, ...]:
        key = (s.lower[j], s.lemma[j], s.tag[j], s.classes[j], s.applicant[j])
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) >= _MEMO_LIMIT:
                self._memo.clear()
            rows = []
            names = gf.own(*key)
            for d in gf.OFFSETS:
                known = [w for x in names if (w := self.weights.get(f"{d}{x}")) is not None]
                rows.append((sum(w[0] for w in known), sum(w[1] for w in known)))
            found = self._memo[key] = tuple(rows)
        return found

    def _decode(self, scores: list[Pair]) -> list[int]:
        """Viterbi: the best sequence of O (0), B (1), I (2)."""
        (oo, ob, _), (bo, bb, bi), (io, ib, ii) = self.transitions
        o, b, i = self.start[0], self.start[1] + scores[0][0], _NEVER
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

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain JSON values, weights rounded to three places, without those that are 0."""
        weights = {f: [round(b, 3), round(i, 3)] for f, (b, i) in sorted(self.weights.items())}
        return {
            "schema": SCHEMA,
            "transitions": [[round(v, 3) for v in row] for row in self.transitions],
            "start": [round(v, 3) for v in self.start],
            "weights": {f: w for f, w in weights.items() if any(w)},
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any], *, where: str = "praise tagger") -> PraiseTagger:
        """Build a tagger from what `to_dict` gave; raises ModelError where it is none."""
        if data.get("schema") != SCHEMA:
            raise ModelError(f"{where}: this is no praise tagger ({SCHEMA}).")
        weights = {f: (float(b), float(i)) for f, (b, i) in data["weights"].items()}
        return cls(weights, data["transitions"], data["start"])

    @classmethod
    def load(cls, path: Path) -> PraiseTagger:
        """Read a tagger from a JSON file; raises ModelError where there is none or it is damaged."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(f"{path}: the praise tagger is missing. Install lorscore again.") from None
        except ValueError as error:
            raise ModelError(f"{path}: the praise tagger is damaged ({error}). Install lorscore again.") from None
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
