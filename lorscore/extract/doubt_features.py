"""Named features of a sentence that bear on doubt: who is graded how low, what is denied, not seen, or waited for.

Words of doubt mean one thing of the applicant and another of a variant, a patient or the writer, so every feature is
tied to whom its clause is about, and to whether the clause denies it: a denied fault is faint praise ("no complaints"),
a denied strength a weakness ("is not a leader").
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Sequence

from lorscore.extract.context import Clause
from lorscore.extract.kinds import Column, kinds_of
from lorscore.extract.match import RuleMatcher
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import rules_of

CLASSES = (
    "adequacy_core", "adequacy", "expectation", "lukewarm_support", "irrelevancy", "training_needed", "weakness_noun",
    "weakness_adjective", "weakness_verb", "early_marker", "contrast_marker", "limited_view", "doubt_hedge",
    "doubt_scope", "concern_denied", "doubt_licence", "clinical_doubt",
)  # fmt: skip
_STRENGTHS = ("trait_adjective", "trait_noun", "grade_adjective", "praise_head", "stock_phrase", "manner_adverb")
_FAULTS = ("vice", "weakness_adjective", "weakness_noun", "weakness_verb")
_PERSONAL = ("applicant", "applicant_thing", "other")
_ORDINAL = re.compile(r"(\d{1,3})(st|nd|rd|th)?$")
_NUMBERED = Column(lambda token: _ORDINAL.match(token.lower) is not None)
_RANKS = frozenset({"rank", "place", "number", "stand", "come", "sit", "finish"})
_BRIEF = 12
"""In a sentence of fewer tokens a rule's match is most of what is said."""
CUES = ("adequacy", "expectation", "lukewarm_support", "limited_view", "concern_denied", "training_needed")
"""Classes that by themselves set the tone of a letter."""


@functools.cache
def _tables() -> tuple[tuple[tuple[str, int], ...], int, int, int]:
    lex = lexicon()
    return (
        tuple((c, lex.bits[c]) for c in CLASSES),
        lex.mask(*_STRENGTHS),
        lex.mask("negator"),
        lex.mask(*_FAULTS),
    )


@functools.cache
def matcher() -> RuleMatcher:
    """Return the matcher of the rules of doubt."""
    return RuleMatcher(rules_of("doubt"))


_names: dict[int, tuple[str, ...]] = {}


def class_names(bits: int) -> tuple[str, ...]:
    """Names of the classes of doubt in these bits."""
    found = _names.get(bits)
    if found is None:
        found = _names[bits] = tuple(n for n, b in _tables()[0] if bits & b)
    return found


def feature_names(s: Sentence) -> list[str]:
    """Return the features that are on in one sentence.

    Parameters
    ----------
    s : Sentence

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> names = feature_names(sentences(load_english()("Her notes were adequate."))[0])
    >>> "d=adequacy|applicant_thing|past" in names
    True
    """
    out: list[str] = []
    every = 0
    for clause in s.clauses:
        bits, strength, fault, negated = _clause_bits(s, clause)
        every |= bits
        who = "person" if clause.who in ("applicant", "other") else clause.who
        polarity = "not" if negated else "is"
        for name in class_names(bits):
            out += [f"d={name}|{clause.who}|{clause.tense}", f"dp={name}|{who}|{polarity}"]
        if negated and strength:
            out.append(f"deny=strength|{who}|{clause.tense}")
        if negated and fault:
            out.append(f"deny=fault|{who}|{clause.tense}")
        if strength and clause.who in _PERSONAL:
            for name in class_names(bits):
                out.append(f"mix={name}|{who}")
        out += _predicate(s, clause, negated)
    names = class_names(every)
    out += [f"dc={n}" for n in names]
    out += [f"dd={a}&{b}" for k, a in enumerate(names) for b in names[k + 1 :]]
    if len(s) <= 6:
        out.append("short")
        out += [f"short|{n}" for n in names]
        if all(clause.verb < 0 for clause in s.clauses):
            out += [f"verdict|{n}" for n in names]
    if names:
        out.append(f"n={min(len(names), 5)}")
    return out + _rules_hit(s) + _rank(s)


def _rank(s: Sentence) -> list[str]:
    """Name where a stated rank or percentile lies: its size counts, not that it is stated."""
    kinds, numbers = kinds_of(s)
    numbered = _NUMBERED.of(kinds)
    for j in [j for j, k in enumerate(numbers) if numbered[k]]:
        number = _ORDINAL.match(s.lower[j])
        if not number:
            continue
        value = int(number[1])
        rest = s.lower[j + 1 : j + 5]
        if "percentile" in rest:
            return [f"rank={_third(1 - value / 100)}"]
        ranked = bool(number[2]) or any(m in _RANKS for m in s.lemma[max(0, j - 2) : j])
        size = next((int(w) for w in rest if w.isdigit()), 0) if "of" in rest else 0
        if ranked and size >= value > 0:
            return [f"rank={_third(value / size)}"]
    return []


def _third(share: float) -> str:
    """Name a place among all, from 0 (first) to 1 (last)."""
    return "top" if share <= 0.15 else "upper" if share <= 0.3 else "middle" if share <= 0.6 else "low"


def _rules_hit(s: Sentence) -> list[str]:
    spans = matcher().spans(s)
    ids = sorted({rule.id for rule, _, _ in spans})
    if not ids:
        return ["dr0"]
    words = sorted({f"drw={rule.id}|{s.lemma[first]}" for rule, first, _ in spans})
    brief = [f"drs={i}" for i in ids] if len(s) < _BRIEF else []
    return [f"dr={i}" for i in ids] + words + brief + [f"drn={min(len(ids), 3)}"]


def _clause_bits(s: Sentence, clause: Clause) -> tuple[int, int, int, bool]:
    """(all bits, bits of strengths, bits of faults, whether a word denies) of one clause."""
    _, strengths, negator, faults = _tables()
    bits = functools.reduce(operator.or_, s.classes[clause.start : clause.end], 0)
    return bits, bits & strengths, bits & faults, bool(bits & negator)


def _predicate(s: Sentence, clause: Clause, negated: bool) -> list[str]:
    """Name what a clause with "be", "seem" or "have" says of its subject."""
    v = clause.verb
    if v < 0 or s.lemma[v] not in (
        "be",
        "seem",
        "appear",
        "have",
        "become",
        "remain",
        "get",
        "do",
        "find",
        "show",
        "need",
    ):
        return []
    out = []
    for j in range(v + 1, min(clause.end, v + 6)):
        if s.tag[j] in ("JJ", "JJR", "NN", "NNS", "VBN", "RB"):
            base = f"pred={clause.who}|{s.lemma[v]}|{'not' if negated else 'is'}"
            out += [f"{base}|{name}" for name in class_names(s.classes[j])]
    return out


def tone(sentences: Sequence[Sentence]) -> list[list[str]]:
    """Return features of each sentence from words of doubt in those beside it, and in how many of the others.

    Counts stop at six, so that a sentence without such words changes nothing.
    """
    mask = lexicon().mask(*CUES)
    body = [s.in_body and any(c & mask for c in s.classes) for s in sentences]
    total = sum(body)
    out = []
    for i, on in enumerate(body):
        names = [f"tone={min(total - on, 6)}"]
        names += [f"tone>={k}" for k in (1, 2, 4, 6) if total - on >= k]
        if i and body[i - 1]:
            names.append("tone_before")
        if i + 1 < len(body) and body[i + 1]:
            names.append("tone_after")
        out.append(names)
    return out
