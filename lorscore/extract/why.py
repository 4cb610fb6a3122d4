"""Why a sentence did or did not fire: its clauses, the rules that (nearly) match, the trained model's reasons."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from lorscore.extract.classify import sentence_model
from lorscore.extract.components import probabilities
from lorscore.extract.judge import mix
from lorscore.extract.match import RuleMatcher
from lorscore.extract.sentence_features import features
from lorscore.extract.sentence_net import sentence_net
from lorscore.extract.view import Sentence, sentences
from lorscore.extract.word_vectors import word_vectors
from lorscore.guide.rules import Rule, shipped

_QUALIFIERS = ("passive", "implied", "negated", "habitual", "hypothetical", "reported", "hedged", "bounded")
_REASONS, _LEAST = 6, 0.005
"""So many reasons are told, and none that rounds to nothing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One label of the sentence models: its probability, and the reasons (log odds) that weighed most."""

    label: str
    probability: float
    reasons: list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Why:
    """All that decides about one sentence.

    Attributes
    ----------
    start, end : int
        Character offsets of the sentence.
    clauses : list of str
        Who, tense and qualifiers of each clause, with its words.
    matched : list of (rule id, words)
        Rules whose words are there, in a clause that they ask for. What comes of them, a finding may say otherwise:
        some are heard only beside the models or other findings.
    held_back : list of (rule id, words, why)
        Rules whose words are there, but whose clause is about somebody else, or is negated, reported ...
    judged : list of Judged
    """

    start: int
    end: int
    clauses: list[str]
    matched: list[tuple[str, str]]
    held_back: list[tuple[str, str, str]]
    judged: list[Judged]


def why(doc: Doc, start: int, end: int) -> list[Why]:
    """Explain the sentences that touch a range of characters.

    Parameters
    ----------
    doc : Doc
        From `lorscore.pipeline`.
    start, end : int
        Character offsets, ``end`` exclusive.

    Examples
    --------
    >>> import lorscore
    >>> doc = lorscore.pipeline()("She is in the top 5 percent of our students.")
    >>> [rule for rule, _ in why(doc, 0, 10)[0].matched if rule.startswith("comparative")] != []
    True
    """
    rows = sentences(doc)
    named, asked = features(rows), probabilities(doc)
    chosen = [i for i, s in enumerate(rows) if len(s) and s.start[0] < end and start < s.end[-1]]
    return [_why(doc, rows[i], _judged(rows[i], named[i], asked[i])) for i in chosen]


def _why(doc: Doc, s: Sentence, judged: list[Judged]) -> Why:
    def words(first: int, last: int) -> str:
        return doc.text[s.start[first] : s.end[last]]

    as_they_are, of_anybody = _matchers()
    matched = as_they_are.spans(s)
    hit = {(rule.id, first) for rule, first, _ in matched}
    by_id = {rule.id: rule for rule in shipped()}
    held = [
        (rule.id, words(first, last), _obstacle(by_id[rule.id], s, first, last))
        for rule, first, last in of_anybody.spans(s)
        if (rule.id, first) not in hit
    ]
    clauses = []
    for c in s.clauses:
        told = [q for q in _QUALIFIERS if getattr(c, q)]
        end = max(c.start, c.end - 1)
        clauses.append(f"{', '.join([c.who, c.tense, *told])}: {words(c.start, end)}")
    return Why(
        s.start[0], s.end[-1], clauses, [(rule.id, words(first, last)) for rule, first, last in matched], held,
        judged,
    )  # fmt: skip


@functools.cache
def _matchers() -> tuple[RuleMatcher, RuleMatcher]:
    """Return matchers of the shipped rules, and of those that ask something of the clause without what they ask."""
    rules = shipped()
    free = [replace(rule, about=frozenset(), unless=()) for rule in rules if rule.about or rule.unless]
    return RuleMatcher(rules), RuleMatcher(free)


def _obstacle(rule: Rule, s: Sentence, first: int, last: int) -> str:
    touched = [c for c in s.clauses if c.start <= last and first < c.end]
    about = sorted({c.who for c in touched})
    if rule.about and not rule.about & set(about):
        return f"the clause is about {' and '.join(about)}, the rule asks for {' or '.join(sorted(rule.about))}"
    told = [q for q in rule.unless if any(getattr(c, q) for c in touched)]
    return f"the clause is {' and '.join(told)}" if told else "another match of the rule is longer"


def _judged(s: Sentence, named: Sequence[str], asked: NDArray[np.float64]) -> list[Judged]:
    model, heard = sentence_model(), mix().heard
    known = sorted({name for name in named if name in model.features})
    subject = word_vectors().means([s])[0] @ model.directions
    in_order = sentence_net().logits([s])[0]
    out = []
    for j, label in enumerate(model.labels):
        weights = [(name, float(model.weights[model.features[name], j])) for name in known]
        weights.append(("what the words are about", float(subject[j])))
        weights = [(name, heard[label].model * weight) for name, weight in weights]
        weights.append(("the words in their order (network)", heard[label].net * float(in_order[j])))
        if label == "example":
            constant = heard[label].intercept + heard[label].model * float(model.intercepts[j])
            weights.append(("the story goes on", _raised(float(asked[j]), constant + sum(w for _, w in weights))))
        weights = sorted((w for w in weights if abs(w[1]) >= _LEAST), key=lambda w: -abs(w[1]))
        out.append(Judged(label, float(asked[j]), weights[:_REASONS]))
    return out


def _raised(probability: float, alone: float) -> float:
    """Return what `lorscore.extract.judge.going_on` added to the log odds that the sentence has by itself."""
    odds = min(max(probability, 1e-6), 1 - 1e-6)
    return max(0.0, math.log(odds / (1 - odds)) - alone)
