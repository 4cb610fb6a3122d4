"""Where a letter places its applicant among others: who, against whom, on what scale, since when, how sure.

The rules of ``comparative.toml`` are the grammar: they say that words compare. Whether it is the applicant who is
compared, and not a case, a test or the writer, is decided together with the sentence model, which sees the same
findings as features (`feature_names`). The slots (`lorscore.extract.comparative_slots`) give the details and, with the
rule, the strength (`lorscore.extract.comparative_strength`). What is refused whatever the model says stands in
`lorscore.extract.comparative_target`.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lorscore.extract.comparative_slots import backing, slots
from lorscore.extract.comparative_strength import comparison_strength
from lorscore.extract.comparative_target import clause_at, is_refused
from lorscore.extract.context import Clause
from lorscore.extract.found import Found, found_in
from lorscore.extract.match import matcher_of
from lorscore.extract.pieces import Piece
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import COMPARISONS, Rule

PLAIN = 0.3
"""Probability of the sentence model from which a sentence counts, where a plain form of comparison was found in it."""
DOUBTFUL = 0.5
"""The same, where only forms were found that often mean something else."""
ALONE = 0.55
"""The same, where the grammar found nothing that compares."""

_GROUP_NAMED = "comparative.of-all"
_MODEL_RULE = "comparative.sentence-model"
_GOES_ON = frozenset(
    {"of", "among", "amongst", "in", "i", "we", "that", "who", "whom", "to", "on", "ever", "with", "from", "than",
     "out", "for", "at", "as", "my", "our", "the", "one", "here"}
)  # fmt: skip
_UNFINISHED = frozenset(
    {"that", "who", "whom", "i", "we", "have", "had", "has", "ever", "of", "'ve", "one", "than", "is", "be"}
)
_STOPS = frozenset(
    {",", ";", ":", ".", "?", "!", "(", ")", "-", "–", "—", "and", "but", "though", "although", "because", "while",
     "which", "so", "if", "or"}
)  # fmt: skip
_REACH = 16
_MATCHES = "comparative matches"


@dataclass(frozen=True, slots=True)
class Match:
    """Words that compare: tokens ``first`` to ``last`` of a sentence, by one rule of the grammar."""

    rule: Rule
    first: int
    last: int
    clause: Clause


@functools.cache
def _told() -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Classes (name, bit) told as features: those of the words that compare, and of the words after them."""
    bits = lexicon().bits
    people = ("trainee", "patient_person", "colleague_person", "team_noun")
    inside = tuple((n, b) for n, b in bits.items() if n.startswith("cmp_") or n in people)
    after = (
        "cmp_thing", "cmp_person", "trainee", "cmp_group", "cmp_know_verb", "cmp_scope", "first_person", "first_plural",
    )  # fmt: skip
    return inside, tuple((n, bits[n]) for n in after)


def matches(s: Sentence) -> list[Match]:
    """Return what the grammar finds in one sentence of the body, in order of place.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> [m.rule.label for m in matches(sentences(load_english()("She is second to none in the clinic."))[0])]
    ['neg-superlative']
    """
    known: list[Match] | None = s.memo.get(_MATCHES)
    if known is not None:
        return known
    out: list[Match] = []
    if s.in_body:
        for rule, first, last in matcher_of("comparative").spans(s):
            if not is_refused(s, rule, first, last):
                out.append(Match(rule, first, last, clause_at(s, first)))
    out.sort(key=lambda m: (m.first, m.last))
    s.memo[_MATCHES] = out
    return out


def pieces(s: Sentence) -> list[Piece]:
    """Return what the grammar says of a sentence as features for the sentence model; none where nothing compares.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.pieces import names_of
    >>> from lorscore.extract.view import sentences
    >>> s = sentences(load_english()("She is more careful than most residents."))[0]
    >>> "cmp=than-people" in names_of(pieces(s))
    True
    """
    found = matches(s)
    if not found:
        return []
    inside, after = _told()
    named = s.on_applicant
    out: list[Piece] = [(_several, min(3, len({m.rule.id for m in found})), named, min(4, len(s) // 10))]
    out += [(_anybody, c.who) for c in s.clauses]
    for m in found:
        c = m.clause
        near = s.union(m.first, m.last + 1), s.union(m.last + 1, m.last + 6)
        classes = tuple([n for n, b in inside if b & near[0]]), tuple([n for n, b in after if b & near[1]])
        out.append(
            (_form, m.rule.id, m.rule.plain, m.rule.label, c.who, c.tense, c.negated, c.hypothetical, named, *classes)
        )
    return out


def _several(n: int, named: bool, length: int) -> tuple[str, ...]:
    return f"cmp-n={n}", f"cmp-applicant={named}", f"cmp-length={length}"


def _anybody(who: str) -> tuple[str, ...]:
    return (f"cmp-any={who}",)


def _form(
    rule: str, plain: bool, label: str, who: str, tense: str, negated: bool, hypothetical: bool, named: bool,
    inside: tuple[str, ...], after: tuple[str, ...],
) -> list[str]:  # fmt: skip
    """Features of one match: its form and label, whose clause it stands in, classes in it and after it."""
    name = rule.partition(".")[2]
    kind = "plain" if plain else "doubtful"
    out = [f"cmp-form={kind}", f"cmp-form={kind}|{who}", f"cmp-label={label}", f"cmp-label={label}|{named}"]
    out += [f"cmp={name}", f"cmp={name}|{who}", f"cmp={name}|{named}", f"cmp-who={who}", f"cmp-tense={tense}"]
    out += ["cmp-negated"] * negated + ["cmp-hypothetical"] * hypothetical
    return out + [f"cmp-in={n}" for n in inside] + [f"cmp-after={n}" for n in after]


def find_comparative(sentences: Sequence[Sentence], probabilities: Sequence[float] | None = None) -> list[Found]:
    """Find the comparisons of one letter.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    probabilities : sequence of float, optional
        The sentence model's probability that each sentence compares the applicant; None: the grammar alone decides.

    Returns
    -------
    list of Found
        Kind ``comparative``; label one of `COMPARISONS`; details: ``reference_class``, ``size``, ``time_frame``,
        ``attribute``, ``backed``, ``backed_by``, ``hedged``, ``hedge``, ``probability``.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> text = "I have taught 300 students since 2009. She is in the top three per cent of those."
    >>> found = find_comparative(sentences(load_english()(text)))
    >>> [(f.label, f.strength, f.details["backed"]) for f in found]
    [('percentile', 'strong', True)]
    """
    out: list[Found] = []
    for i, s in enumerate(sentences):
        found = matches(s)
        p = 1.0 if probabilities is None else probabilities[i]
        plain = any(m.rule.plain for m in found)
        if found and p >= (PLAIN if plain else DOUBTFUL):
            out += [_evidence(sentences, i, group, p) for group in _groups(found)]
        elif probabilities is not None and p >= ALONE and s.in_body and len(s) > 2:
            out.append(_evidence(sentences, i, [], p))
    return out


def _groups(found: Sequence[Match]) -> list[list[Match]]:
    """Put matches that overlap or touch together, and a group with what is said of it: they say one thing."""
    groups: list[list[Match]] = []
    end = -2
    for m in found:
        opens = bool(groups) and len(groups[-1]) == 1 and groups[-1][0].rule.id == _GROUP_NAMED
        if m.first <= end + 1 or (opens and m.first <= end + _REACH):
            groups[-1].append(m)
            end = max(end, m.last)
        else:
            groups.append([m])
            end = m.last
    return groups


def _evidence(sentences: Sequence[Sentence], i: int, group: Sequence[Match], p: float) -> Found:
    s = sentences[i]
    if group:
        chief = min(group, key=lambda m: (COMPARISONS.index(m.rule.label), m.first - m.last))
        first, last = min(m.first for m in group), max(m.last for m in group)
        rule, label, explain = chief.rule.id, chief.rule.label, chief.rule.explain
    else:
        first, last = 0, len(s) - 1
        rule, label, explain = _MODEL_RULE, "other", explains("comparative")["other"]
    last = _extended(s, last)
    while last > first and not s.orth[last][-1].isalnum() and s.orth[last] not in ("%", ")"):
        last -= 1
    found = slots(s, first, last)
    backed_by = backing(sentences, i)
    details: dict[str, Any] = {
        "reference_class": found.reference,
        "size": found.size,
        "time_frame": found.time_frame,
        "attribute": found.attribute,
        "backed": backed_by is not None or found.time_frame is not None or found.size is not None,
        "backed_by": backed_by,
        "hedged": found.hedge is not None,
        "hedge": found.hedge,
        "probability": round(p, 3),
    }
    strength = comparison_strength(s, [m.rule for m in group], first, last, found, backed_by is not None)
    return found_in(
        s, first, last, "comparative", rule,
        label=label, strength=strength, criterion="comparative", explain=explain, details=details,
    )  # fmt: skip


def _extended(s: Sentence, last: int) -> int:
    """Let a match run on over "of the residents I have supervised", up to the next stop."""
    end = last + 1 if s.lower[last] == "-" and last + 1 < len(s) else last
    while end + 2 < len(s) and s.lower[end + 1] == "-":
        end += 2  # the rest of a word with hyphens
    if end > last and end + 1 < len(s) and s.tag[end + 1] in ("NN", "NNS"):
        end += 1
    last = end
    if end + 1 < len(s) and (s.lower[end + 1] in _GOES_ON or s.lower[end] in _UNFINISHED):
        while end + 1 < len(s) and end < last + _REACH and s.lower[end + 1] not in _STOPS:
            end += 1
        if end == last + _REACH:
            while end > last and s.tag[end] in ("IN", "DT", "PRP$", "TO", "CC", "WP", "WDT"):
                end -= 1
    return end
