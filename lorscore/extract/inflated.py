"""Claims that no reader would believe.

A single strong word inflates nothing; a letter that exaggerates once tends to exaggerate throughout. So a sentence is
told to the sentence model by its words of exaggeration and by how dense they are in the rest of the letter
(`feature_rows`), and the model's answer for a sentence is moved by its answers for the others (`in_context`). The rules
of ``inflated.toml`` name the plain forms, and decide alone where no model is given.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lorscore.extract.comparative import matches
from lorscore.extract.found import Found, found_in
from lorscore.extract.match import RuleMatcher
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import Rule, rules_of

THRESHOLD = 0.5
"""Probability in context from which a sentence counts as inflated; near the best cross-validated F1 over letters."""
WITH_RULE = 0.02
"""Probability of the sentence model, out of context, that is enough where a rule finds a plain form."""
USUAL = 0.03
"""Share of its sentences that a letter is expected to inflate before it is read."""
LEAST = 0.005
FEWEST = 8
"""A letter is taken to have at least so many sentences, so that a short one is not condemned by one of them."""

_MODEL_RULE = "inflated.sentence-model"
_MODEL_EXPLAIN = "A reader will not believe this, and will doubt what stands beside it."
_CLASSES = (
    "inf_word", "inf_cosmic", "inf_great", "inf_scope", "inf_deed", "inf_never", "inf_sacrifice", "inf_honour",
    "inf_posterity",
)  # fmt: skip
_TELLING = frozenset(_CLASSES) - {"inf_never"}
_DENSITIES = (0.1, 0.2, 0.35)
_RULE_TELLS = 2
"""A plain form tells as much as so many words."""
_PLAIN_FORMS = "inflated plain forms"


@dataclass(frozen=True, slots=True)
class _Row:
    """Features of a sentence by itself, and its number of telling words."""

    names: list[str]
    telling: int


@functools.cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(rules_of("inflated"))


@functools.cache
def _bits() -> tuple[tuple[str, int], ...]:
    return tuple((name, lexicon().mask(name)) for name in _CLASSES)


@functools.cache
def _all_bits() -> int:
    return lexicon().mask(*_CLASSES)


def plain_forms(s: Sentence) -> list[tuple[Rule, int, int]]:
    """(rule, first token, last token) of each rule of ``inflated.toml`` that finds its form in a sentence."""
    known: list[tuple[Rule, int, int]] | None = s.memo.get(_PLAIN_FORMS)
    if known is None:
        known = s.memo[_PLAIN_FORMS] = _matcher().spans(s)
    return known


def feature_rows(sentences: Sequence[Sentence]) -> list[list[str]]:
    """Return what the words of exaggeration say of each sentence of a letter, as features for the sentence model.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter: how dense such words are in the others counts.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> rows = feature_rows(sentences(load_english()("He is a genius. The sun asks his leave to rise.")))
    >>> "inf=inf_word" in rows[0], "inf=L3" in rows[1]
    (True, False)
    """
    rows = [_row(s) for s in sentences]
    weights = [min(3, r.telling) for r in rows]
    total, n = sum(weights), max(FEWEST, sum(s.in_body for s in sentences))
    out = []
    for i, row in enumerate(rows):
        density = (total - weights[i]) / n
        level = sum(density >= d for d in _DENSITIES)
        near = min(4, sum(weights[max(0, i - 2) : i + 3]) - weights[i])
        crossed = [f"inf=L{min(level, 2)}&{name}" for name in row.names]
        out.append([f"inf={name}" for name in row.names] + [f"inf=L{level}", f"inf=near{near}", *crossed])
    return out


def _row(s: Sentence) -> _Row:
    if not s.in_body:
        return _Row([], 0)
    counts: Counter[str] = Counter()
    for bits in s.classes:
        if bits & _all_bits():
            counts.update(name for name, bit in _bits() if bits & bit)
    names = [*counts, *(f"{name}2" for name, k in counts.items() if k > 1)]
    names += [f"classes{min(4, len(counts))}", f"length{min(5, len(s) // 6)}", f"part-{s.part}"]
    for c in s.clauses:
        names += [f"who-{c.who}", f"who-{c.who}-{c.tense}", *(f"{name}&{c.who}" for name in counts)]
    compared = {m.rule.label for m in matches(s)}
    names += [f"cmp-{label}" for label in sorted(compared)]
    if compared and counts:
        names.append("cmp&inf")
    if s.orth[-1] == "!":
        names.append("cry")
    rules = {rule.id for rule, _, _ in plain_forms(s)}
    names += sorted(rules)
    if rules:
        names.append(f"rules{min(3, len(rules))}")
    names.append("number" if "CD" in s.tag else "no-number")
    names.append("past" if any(c.tense == "past" for c in s.clauses) else "not-past")
    telling = sum(k for name, k in counts.items() if name in _TELLING)
    return _Row(list(dict.fromkeys(names)), telling + _RULE_TELLS * len(rules))


def in_context(probabilities: Sequence[float]) -> list[float]:
    """Move the probability of each sentence by what the model says of the letter's other sentences.

    The odds of a sentence are multiplied by the mean probability of the others over `USUAL`: Bayes' rule with the
    letter's own rate, estimated from its other sentences, in place of the corpus's.

    Parameters
    ----------
    probabilities : sequence of float
        One a sentence of the letter.

    Examples
    --------
    >>> [round(p, 2) for p in in_context([0.3] + [0.0] * 19)][0] < 0.1
    True
    >>> in_context([0.3] * 20)[0] > 0.7
    True
    """
    total, n = math.fsum(probabilities), max(FEWEST, len(probabilities))
    out = []
    for p in probabilities:
        p = min(max(p, 1e-4), 1 - 1e-4)
        odds = p / (1 - p) * ((max(0.0, total - p) / n + LEAST) / USUAL)
        out.append(odds / (1 + odds))
    return out


def find_inflated(sentences: Sequence[Sentence], probabilities: Sequence[float] | None = None) -> list[Found]:
    """Find the claims of one letter that no reader would believe.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    probabilities : sequence of float, optional
        The sentence model's probability for each sentence, before `in_context`; None: the rules alone decide.

    Returns
    -------
    list of Found
        Kind ``inflated``; details: ``words``, the words that exaggerate.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> [f.rule for f in find_inflated(sentences(load_english()("She is the greatest physician of all time.")))]
    ['inflated.scope']
    """
    context = None if probabilities is None else in_context(probabilities)
    out = []
    for i, s in enumerate(sentences):
        if not s.in_body:
            continue
        here = plain_forms(s)
        if context is None or probabilities is None:
            sure = bool(here)
        else:
            sure = context[i] >= THRESHOLD or (bool(here) and probabilities[i] >= WITH_RULE)
        if sure and s.orth[-1] != "?":
            out.append(_evidence(s, here))
    return out


def _evidence(s: Sentence, here: Sequence[tuple[Rule, int, int]]) -> Found:
    """Mark the clauses that hold the words of exaggeration; without such words, the sentence."""
    words = [j for j, c in enumerate(s.classes) if c & _all_bits()]
    if here:
        rule = min(here, key=lambda h: (h[1] - h[2], h[1]))[0]
        name, label, explain = rule.id, rule.label, rule.explain
        words += [j for _, first, last in here for j in (first, last)]
    else:
        name, label, explain = _MODEL_RULE, "", _MODEL_EXPLAIN
    touched = [c for c in s.clauses if any(c.start <= j < c.end for j in words)] or s.clauses
    first, last = min(c.start for c in touched), max(c.end for c in touched) - 1
    while last > first and not s.orth[last][-1].isalnum():
        last -= 1
    while first < last and (not s.orth[first][0].isalnum() or s.tag[first] == "CC"):
        first += 1
    found = list(dict.fromkeys(s.orth[j] for j in sorted(words) if s.classes[j] & _all_bits()))
    return found_in(
        s, first, last, "inflated", name,
        label=label, criterion="enthusiasm", explain=explain, details={"words": found},
    )  # fmt: skip
