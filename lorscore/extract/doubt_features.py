"""Named features of a sentence that bear on doubt: who is graded how low, what is denied, not seen, or waited for.

Words of doubt mean one thing of the applicant and another of a variant, a patient or the writer, so every feature is
tied to whom its clause is about, and to whether the clause denies it: a denied fault is faint praise ("no complaints"),
a denied strength a weakness ("is not a leader").
"""

from __future__ import annotations

import functools
import re

from lorscore.extract.context import Clause
from lorscore.extract.kinds import Column, kinds_of
from lorscore.extract.match import matcher_of
from lorscore.extract.pieces import Piece, names_of
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon

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


@functools.cache
def _masks() -> tuple[int, int, int, int]:
    """Bits of the classes of doubt, of strengths, of faults, and of words that deny."""
    lex = lexicon()
    return lex.mask(*CLASSES), lex.mask(*_STRENGTHS), lex.mask(*_FAULTS), lex.mask("negator")


def class_names(bits: int) -> tuple[str, ...]:
    """Names of the classes of doubt in these bits."""
    known = lexicon().bits
    return tuple([name for name in CLASSES if bits & known[name]])


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
    return names_of(pieces(s))


def pieces(s: Sentence) -> list[Piece]:
    """Return the pieces that the features of one sentence are made of."""
    doubt, strengths, faults, negator = _masks()
    out: list[Piece] = []
    every = 0
    for clause in s.clauses:
        bits = s.union(clause.start, clause.end)
        every |= bits
        negated, strong, faulty = bool(bits & negator), bool(bits & strengths), bool(bits & faults)
        if bits & (doubt | faults) or (negated and strong):
            out.append((_said, clause.who, clause.tense, bits & doubt, negated, strong, faulty))
        if clause.verb >= 0 and s.lemma[clause.verb] in _LINKING:
            out += _predicate(s, clause, negated, doubt)
    verdict = len(s) <= _SHORT and all(clause.verb < 0 for clause in s.clauses)
    out.append((_words, every & doubt, len(s) <= _SHORT, verdict))
    found = matcher_of("doubt").spans(s)
    ids = sorted({rule.id for rule, _, _ in found})
    out.append((_rules, len(s) < _BRIEF, *ids))
    out += [(_rule_word, rule.id, s.lemma[first]) for rule, first, _ in found]
    rank = _rank(s)
    if rank:
        out.append((_ranked, rank))
    return out


_SHORT = 6
_LINKING = frozenset(
    {"be", "seem", "appear", "have", "become", "remain", "get", "do", "find", "show", "need"}
)  # fmt: skip
_SAID_OF = frozenset({"JJ", "JJR", "NN", "NNS", "VBN", "RB"})


def _said(who: str, tense: str, bits: int, negated: bool, strong: bool, faulty: bool) -> list[str]:
    """Features of what a clause says of whom."""
    person = "person" if who in ("applicant", "other") else who
    polarity = "not" if negated else "is"
    out: list[str] = []
    for name in class_names(bits):
        out += (f"d={name}|{who}|{tense}", f"dp={name}|{person}|{polarity}")
        if strong and who in _PERSONAL:
            out.append(f"mix={name}|{person}")
    if negated and strong:
        out.append(f"deny=strength|{person}|{tense}")
    if negated and faulty:
        out.append(f"deny=fault|{person}|{tense}")
    return out


def _words(bits: int, short: bool, verdict: bool) -> list[str]:
    """Features of what stands in a sentence, whoever it is said of; a verdict is short and has no verb."""
    names = class_names(bits)
    out = [f"dc={n}" for n in names] + [f"dd={a}&{b}" for k, a in enumerate(names) for b in names[k + 1 :]]
    if short:
        out += ["short", *(f"short|{n}" for n in names)]
    if verdict:
        out += [f"verdict|{n}" for n in names]
    return [*out, f"n={min(len(names), 5)}"] if names else out


def _predicate(s: Sentence, clause: Clause, negated: bool, doubt: int) -> list[Piece]:
    """Pieces of what a clause with "be", "seem" or "have" says of its subject."""
    v = clause.verb
    return [
        (_predicated, clause.who, s.lemma[v], negated, s.classes[j] & doubt)
        for j in range(v + 1, min(clause.end, v + 6))
        if s.classes[j] & doubt and s.tag[j] in _SAID_OF
    ]


def _predicated(who: str, verb: str, negated: bool, bits: int) -> list[str]:
    return [f"pred={who}|{verb}|{'not' if negated else 'is'}|{name}" for name in class_names(bits)]


def _rules(brief: bool, *ids: str) -> list[str]:
    if not ids:
        return ["dr0"]
    return [f"dr={i}" for i in ids] + ([f"drs={i}" for i in ids] if brief else []) + [f"drn={min(len(ids), 3)}"]


def _rule_word(rule: str, lemma: str) -> tuple[str, ...]:
    return (f"drw={rule}|{lemma}",)


def _ranked(place: str) -> tuple[str, ...]:
    return (f"rank={place}",)


def _rank(s: Sentence) -> str:
    """Name where a stated rank or percentile lies, if any: its size counts, not that it is stated."""
    kinds, numbers = kinds_of(s)
    numbered = _NUMBERED.of(kinds)
    for j in [j for j, k in enumerate(numbers) if numbered[k]]:
        number = _ORDINAL.match(s.lower[j])
        if not number:
            continue
        value = int(number[1])
        rest = s.lower[j + 1 : j + 5]
        if "percentile" in rest:
            return _third(1 - value / 100)
        ranked = bool(number[2]) or any(m in _RANKS for m in s.lemma[max(0, j - 2) : j])
        size = next((int(w) for w in rest if w.isdecimal()), 0) if "of" in rest else 0
        if ranked and size >= value > 0:
            return _third(value / size)
    return ""


def _third(share: float) -> str:
    """Name a place among all, from 0 (first) to 1 (last)."""
    return "top" if share <= 0.15 else "upper" if share <= 0.3 else "middle" if share <= 0.6 else "low"
