"""Claims that no reader would believe.

A single strong word inflates nothing; a letter that exaggerates once tends to exaggerate throughout. So a sentence is
told to the sentence model by its words of exaggeration, by how dense they are in the rest of the letter and how many
stand near it (`pieces`), and the model's answer for a sentence is moved by its answers for the others (`in_context`).
The rules of ``inflated.toml`` name the plain forms, and decide alone where no model is given.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections import Counter
from collections.abc import Sequence

from lorscore.extract.comparative import matches
from lorscore.extract.found import Found, found_in, sureness
from lorscore.extract.kinds import Column, kinds_of
from lorscore.extract.match import matcher_of
from lorscore.extract.pieces import Piece
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import Rule

THRESHOLD = 0.65
"""Probability in context from which a sentence counts as inflated; near the best cross-validated F1 over letters."""
LEAST_ALONE = 0.2
"""Probability out of context below which no letter, however inflated, makes a sentence inflated."""
WITH_RULE = 0.1
"""Probability of the sentence model, out of context, that is enough where a rule finds a plain form."""
USUAL = 0.05
"""Share of its sentences that a letter is expected to inflate before it is read."""
LEAST = 0.005
COUNTS = 0.05
"""Probability from which a sentence counts among the letter's claims."""
FEWEST = 8
"""A letter is taken to have at least so many sentences, so that a short one is not condemned by one of them."""

_MODEL_RULE = "inflated.sentence-model"
_CLASSES = (
    "inf_word", "inf_cosmic", "inf_great", "inf_scope", "inf_deed", "inf_never", "inf_sacrifice", "inf_honour",
    "inf_posterity",
)  # fmt: skip
_TELLING = frozenset(_CLASSES) - {"inf_never"}
_DENSITIES = (0.1, 0.2, 0.35)
_RULE_TELLS = 2
"""A plain form tells as much as so many words."""


@functools.cache
def _bits() -> tuple[tuple[str, int], ...]:
    return tuple((name, lexicon().mask(name)) for name in _CLASSES)


@functools.cache
def _all_bits() -> int:
    return lexicon().mask(*_CLASSES)


def plain_forms(s: Sentence) -> list[tuple[Rule, int, int]]:
    """(rule, first token, last token) of each rule of ``inflated.toml`` that finds its form in a sentence."""
    return matcher_of("inflated").spans(s)


def pieces(sentences: Sequence[Sentence]) -> list[list[Piece]]:
    """Return what the words of exaggeration say of each sentence of a letter, as features for the sentence model.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter: how dense such words are in the others counts.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.pieces import names_of
    >>> from lorscore.extract.view import sentences
    >>> rows = pieces(sentences(load_english()("He is a genius. The sun asks his leave to rise.")))
    >>> "inf=inf_word" in names_of(rows[0]), "inf=L3" in names_of(rows[1])
    (True, True)
    """
    words = [_words(s) if s.in_body else () for s in sentences]
    rules = [tuple(sorted({rule.id for rule, _, _ in plain_forms(s)})) if s.in_body else () for s in sentences]
    weights = [
        min(3, sum(k for name, k in said if name in _TELLING) + _RULE_TELLS * len(ids))
        for said, ids in zip(words, rules, strict=True)
    ]
    # what says nothing of the applicant makes no letter less dense
    counts = [i for i, s in enumerate(sentences) if s.in_body and (weights[i] or s.on_applicant)]
    place = {i: k for k, i in enumerate(counts)}
    total, n = sum(weights), max(FEWEST, len(counts))
    out: list[list[Piece]] = []
    for i, s in enumerate(sentences):
        density = (total - weights[i]) / n
        level = sum(density >= d for d in _DENSITIES)
        k = place.get(i)
        near = 0 if k is None else min(4, sum(weights[j] for j in counts[max(0, k - 2) : k + 3]) - weights[i])
        row: list[Piece] = [(_around, level, near)]
        if s.in_body:
            said, compared = words[i], tuple(sorted({m.rule.label for m in matches(s)}))
            told = (s.orth[-1] == "!", "CD" in s.tag, any(c.tense == "past" for c in s.clauses))
            row.append((_of_sentence, said, min(5, len(s) // 6), s.part, compared, rules[i], told, min(level, 2)))
            classes = tuple([name for name, _ in said])
            row += [(_of_clause, c.who, c.tense, classes, min(level, 2)) for c in s.clauses]
        out.append(row)
    return out


def _around(level: int, near: int) -> tuple[str, ...]:
    return f"inf=L{level}", f"inf=near{near}"


_Words = tuple[tuple[str, int], ...]
"""Classes of the words of exaggeration in a sentence, and how often each is there."""


def _words(s: Sentence) -> _Words:
    kinds, numbers = kinds_of(s)
    of_kind = _OF_TOKEN.of(kinds)
    found = [of_kind[k] for k in numbers if of_kind[k]]
    return tuple(sorted(Counter(itertools.chain(*found)).items())) if found else ()


_OF_TOKEN = Column(lambda token: tuple(name for name, bit in _bits() if token.classes & bit))


def _of_sentence(
    said: _Words, length: int, part: str, compared: tuple[str, ...], rules: tuple[str, ...],
    told: tuple[bool, bool, bool], level: int,
) -> tuple[str, ...]:  # fmt: skip
    cry, number, past = told
    names = [name for name, _ in said] + [f"{name}2" for name, k in said if k > 1]
    names += [f"classes{min(4, len(said))}", f"length{length}", f"part-{part}"]
    names += [f"cmp-{label}" for label in compared] + ["cmp&inf"] * bool(compared and said) + ["cry"] * cry
    names += [*rules, f"rules{min(3, len(rules))}"] if rules else []
    names += ["number" if number else "no-number", "past" if past else "not-past"]
    return _crossed(names, level)


def _of_clause(who: str, tense: str, said: tuple[str, ...], level: int) -> tuple[str, ...]:
    return _crossed([f"who-{who}", f"who-{who}-{tense}", *(f"{name}&{who}" for name in said)], level)


def _crossed(names: Sequence[str], level: int) -> tuple[str, ...]:
    """Features by themselves, and beside how dense words of exaggeration are in the other sentences."""
    return (*(f"inf={name}" for name in names), *(f"inf=L{level}&{name}" for name in names))


def in_context(probabilities: Sequence[float], fewest: int = FEWEST) -> list[float]:
    """Move the probability of each sentence by what the model says of the letter's other sentences.

    The odds of a sentence are multiplied by the mean probability of the others over `USUAL`: Bayes' rule with the
    letter's own rate, estimated from its other sentences, in place of the corpus's.

    Parameters
    ----------
    probabilities : sequence of float
        One a sentence of the letter; below `COUNTS` it says nothing of the others.
    fewest : int
        How many sentences the letter has at least: those that tell of the applicant.

    Examples
    --------
    >>> [round(p, 2) for p in in_context([0.3] + [0.0] * 19, 20)][0] < 0.1
    True
    >>> in_context([0.3] * 20)[0] > 0.7
    True
    """
    told = [p for p in probabilities if p >= COUNTS]
    total, n = math.fsum(told), max(FEWEST, fewest, len(told))
    out = []
    for p in probabilities:
        others = max(0.0, total - p) if p >= COUNTS else total
        p = min(max(p, 1e-4), 1 - 1e-4)
        odds = p / (1 - p) * ((others / n + LEAST) / USUAL)
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
        Kind ``inflated``; details: ``words``, the words that exaggerate, and ``sure``, from 0 (just found) to 1 (beyond
        doubt, or a plain form).

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> [f.rule for f in find_inflated(sentences(load_english()("She is the greatest physician of all time.")))]
    ['inflated.scope']
    """
    told = sum(s.in_body and s.on_applicant for s in sentences)
    context = None if probabilities is None else in_context(probabilities, told)
    out = []
    for i, s in enumerate(sentences):
        if not s.in_body:
            continue
        here = plain_forms(s)
        if context is None or probabilities is None:
            found = bool(here)
        else:
            alone = probabilities[i]
            found = alone >= WITH_RULE if here else context[i] >= THRESHOLD and alone >= LEAST_ALONE
        if found and s.orth[-1] != "?":
            sure = 1.0 if here or context is None else sureness(context[i], THRESHOLD)
            out.append(_evidence(s, here, sure))
    return out


def _evidence(s: Sentence, here: Sequence[tuple[Rule, int, int]], sure: float) -> Found:
    """Mark the clauses that hold the words of exaggeration; without such words, the sentence."""
    words = [j for j, c in enumerate(s.classes) if c & _all_bits()]
    if here:
        rule = min(here, key=lambda h: (h[1] - h[2], h[1]))[0]
        name, label, explain = rule.id, rule.label, rule.explain
        words += [j for _, first, last in here for j in (first, last)]
    else:
        name, label, explain = _MODEL_RULE, "", explains("inflated")["claim"]
    touched = [c for c in s.clauses if any(c.start <= j < c.end for j in words)] or s.clauses
    first, last = min(c.start for c in touched), max(c.end for c in touched) - 1
    while last > first and not s.orth[last][-1].isalnum():
        last -= 1
    while first < last and (not s.orth[first][0].isalnum() or s.tag[first] == "CC"):
        first += 1
    found = list(dict.fromkeys(s.orth[j] for j in sorted(words) if s.classes[j] & _all_bits()))
    return found_in(
        s, first, last, "inflated", name,
        label=label, criterion="enthusiasm", explain=explain,
        details={"words": found, "sure": round(sure, 3)},
    )  # fmt: skip
