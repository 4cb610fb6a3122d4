"""Whether a sentence raises doubt: the shared sentence model, a tagger of doubtful words, and the sentences around it.

A first logistic weighs the sentence model's log odds against the tagger's margin. A second adds how doubtful the
sentences beside it are, and the most doubtful one elsewhere: "He did what was asked" is read in the light of its
letter. The share of doubt in a letter would tell more, but then a sentence that says nothing would change what others
say.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lorscore.errors import ModelError
from lorscore.extract.model_files import loaded_once, model_path
from lorscore.extract.span_tagger import SpanTagger
from lorscore.extract.view import Sentence

SCHEMA = "lorscore.doubt_model/1"
CLASSES = (
    "adequacy_core", "adequacy", "expectation", "lukewarm_support", "irrelevancy", "training_needed", "weakness_noun",
    "weakness_adjective", "weakness_verb", "early_marker", "contrast_marker", "limited_view", "doubt_hedge",
    "doubt_scope", "concern_denied", "doubt_licence", "clinical_doubt", "trait_adjective", "grade_adjective",
    "trait_noun", "faculty_noun", "praise_head", "stock_phrase", "negator", "trainee", "patient_person",
    "colleague_person", "first_person",
)  # fmt: skip
"""Lexicon classes that the tagger reads."""
FIRST = ("log_odds", "margin")
SECOND = (*FIRST, "before", "after", "strongest")
DOUBTFUL = 0.2
"""The sentence model's probability from which a sentence counts though it is not about the applicant."""
_MOST = 8.0


@dataclass(slots=True)
class DoubtModel:
    """The tagger and the two logistics.

    Attributes
    ----------
    tagger : SpanTagger
    first, second : dict of str to float
        Weights by name (`FIRST`, `SECOND`), and ``intercept``.
    threshold : float
        A sentence with at least this probability raises doubt.
    gate : float
        A sentence to which the sentence model gives less is not looked at by the tagger.
    """

    tagger: SpanTagger
    first: dict[str, float]
    second: dict[str, float]
    threshold: float
    gate: float

    def probabilities(self, sentences: Sequence[Sentence], shared: Sequence[float]) -> list[float]:
        """Return the probability that each sentence raises doubt; 0 outside the letter's body, and where none `asks`.

        Parameters
        ----------
        sentences : sequence of Sentence
            All sentences of the letter.
        shared : sequence of float, shape (n_sentences,)
            The sentence model's probabilities of doubt.
        """
        body = self._read_among(sentences, shared)
        asked = [i for i in body if shared[i] >= self.gate]
        margin = dict(zip(asked, self.margins([sentences[i] for i in asked]), strict=True))
        pairs = [(log_odds(shared[i]), margin.get(i, -_MOST)) for i in body]
        alone = [_logistic(self.first, dict(zip(FIRST, pair, strict=True))) for pair in pairs]
        out = [0.0] * len(sentences)
        for i, pair, beside in zip(body, pairs, around(alone), strict=True):
            out[i] = _logistic(self.second, dict(zip(SECOND, (*pair, *beside), strict=True)))
        return out

    def asked(self, sentences: Sequence[Sentence], shared: Sequence[float]) -> list[Sentence]:
        """Return the sentences that the tagger looks at; the arguments are those of `probabilities`."""
        return [sentences[i] for i in self._read_among(sentences, shared) if shared[i] >= self.gate]

    def _read_among(self, sentences: Sequence[Sentence], shared: Sequence[float]) -> list[int]:
        """Return the indices of the sentences that a doubt is read among."""
        return [i for i, s in enumerate(sentences) if s.in_body and len(s) and asks(s, shared[i])]

    def margins(self, sentences: Sequence[Sentence]) -> list[float]:
        """Return the tagger's margin for each sentence, within bounds."""
        return [bounded(self.tagger.margin(scores)) for scores in self.tagger.scores(sentences)]

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain JSON values."""
        return {
            "schema": SCHEMA,
            "first": {k: round(v, 4) for k, v in self.first.items()},
            "second": {k: round(v, 4) for k, v in self.second.items()},
            "threshold": round(self.threshold, 4),
            "gate": self.gate,
            "tagger": self.tagger.to_dict(),
        }

    @classmethod
    def load(cls, path: Path) -> DoubtModel:
        """Read a model from a JSON file; raises ModelError where there is none or it is damaged."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(f"{path}: the model of doubt is missing. Install lorscore again.") from None
        except ValueError as error:
            raise ModelError(f"{path}: the model of doubt is damaged ({error}). Install lorscore again.") from None
        if data.get("schema") != SCHEMA:
            raise ModelError(f"{path}: this is no model of doubt ({SCHEMA}).")
        tagger = SpanTagger.from_dict(data["tagger"], where=str(path))
        return cls(tagger, data["first"], data["second"], data["threshold"], data["gate"])


@loaded_once
def doubt_model() -> DoubtModel:
    """Return the shipped model; raises ModelError where it is missing or damaged."""
    return DoubtModel.load(model_path("doubt/doubt.json"))


def asks(s: Sentence, shared: float) -> bool:
    """Whether a sentence is one of those that a doubt is read among: about the applicant, or doubtful by its words.

    What says nothing of the applicant stands between no doubts, and makes no letter longer.
    """
    return shared >= DOUBTFUL or s.on_applicant


def log_odds(p: float) -> float:
    """Log odds of a probability, within bounds."""
    p = min(max(float(p), 1e-3), 1 - 1e-3)
    return math.log(p / (1 - p))


def bounded(margin: float) -> float:
    """Keep a margin within bounds, so that no one sentence decides."""
    return min(max(margin, -_MOST), _MOST)


def around(alone: Sequence[float]) -> list[tuple[float, float, float]]:
    """(probability of the sentence before, of the one after, the highest of all others) of each sentence."""
    strongest, second = sorted([0.0, 0.0, *alone])[:-3:-1]
    padded = [0.0, *alone, 0.0]
    return [
        (before, after, second if p == strongest else strongest)
        for before, p, after in zip(padded[:-2], alone, padded[2:], strict=True)
    ]


def _logistic(weights: dict[str, float], values: dict[str, float]) -> float:
    z = weights["intercept"] + sum(weights[name] * value for name, value in values.items())
    return 1.0 / (1.0 + math.exp(-z))
