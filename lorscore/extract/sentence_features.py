"""Named features of a sentence for the trained sentence model: words, word classes, and who does what, how sure.

Names of people are never features: the applicant's are ``<applicant>``, other proper nouns ``<name>``, numbers
``<number>``. A feature is a short name, ``namespace=value``; which namespaces a label uses is the model's affair. They
are put together in pieces (`lorscore.extract.pieces`), which are the same in many sentences.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lorscore.extract import comparative, doubt_features, endorsement, inflated
from lorscore.extract.context import Clause
from lorscore.extract.kinds import Column, Token, kinds_of
from lorscore.extract.pieces import Piece, Row, names_of
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon

QUALIFIERS = (
    "passive", "implied", "negated", "habitual", "hypothetical", "reported", "hedged", "bounded", "quoted",
    "progressive", "subordinate",
)  # fmt: skip
_qualities = operator.attrgetter(*QUALIFIERS)
_DEED = ("v_", "state_", "duty_", "watch_")
_MATTER = ("n_", "sp_", "trait_", "record_")
_PAST_EVENT = ("past", "perfect")


def is_event(clause: Clause) -> bool:
    """Whether a clause tells something that happened, in the writer's own words."""
    return clause.tense in _PAST_EVENT and not (
        clause.habitual or clause.hypothetical or clause.reported or clause.quoted
    )


def features(sentences: Sequence[Sentence]) -> list[list[str]]:
    """Return the features that are on, a sentence a row.

    They tell what stands in the sentence itself, but for words of exaggeration: how dense they are in the letter's
    other sentences counts, and how many stand in the two before and the two after that tell of the applicant
    (`lorscore.extract.inflated.pieces`). Other features of neighbours brought nothing once there were letters enough.
    What the models then say of a sentence may still be moved by its neighbours: `lorscore.extract.judge.going_on`
    raises an example after an example, and `lorscore.extract.doubt_model` weighs how doubtful the sentences beside it
    are.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    """
    return [[*names_of(row.pieces), *row.names] for row in rows(sentences)]


def rows(sentences: Sequence[Sentence]) -> list[Row]:
    """Return the features of each sentence in pieces, without most of the names.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    """
    return [_row(s, exaggeration) for s, exaggeration in zip(sentences, inflated.pieces(sentences), strict=True)]


def _row(s: Sentence, exaggeration: list[Piece]) -> Row:
    kinds, numbers = kinds_of(s)
    of_kind = _WORD.of(kinds)
    words = [of_kind[k] for k in numbers]
    clauses = s.clauses
    out: list[Piece] = [
        (_place, s.part, *_shape(s)),
        (_sequence, *[c.who for c in clauses[:4]], *[c.tense for c in clauses[:4]]),
        (_last, clauses[-1].who, clauses[-1].tense),
    ]
    for c in clauses:
        out += _clause(s, c, words)
    out += comparative.pieces(s)
    out += doubt_features.pieces(s)
    out += endorsement.pieces(s)
    out += exaggeration
    texts = [word.text for word in words]
    return Row(out, [f"b={a} {b}" for a, b in zip(["<s>", *texts], [*texts, "</s>"], strict=True)])


def _shape(s: Sentence) -> tuple[int, str, bool, bool, bool, bool]:
    """(length in steps, last sign, and whether there is a quotation, a number, a gene's name, much that happened)."""
    n = len(s)
    return (
        0 if n < 5 else 1 if n < 10 else 2 if n < 20 else 3 if n < 35 else 4,
        s.orth[-1] if s.orth[-1] in "?!" else "",
        any(s.quoted) or '"' in s.orth or "\u201c" in s.orth,
        "CD" in s.tag,
        any(len(w) > 2 and w.isupper() and any(ch.isdigit() for ch in w) for w in s.orth),
        s.tag.count("VBD") >= 3,
    )


_LENGTHS = ("1-4", "5-9", "10-19", "20-34", "35+")


def _place(part: str, length: int, end: str, quote: bool, number: bool, gene: bool, many_past: bool) -> Iterator[str]:
    yield f"part={part}"
    yield f"len={_LENGTHS[length]}"
    if end:
        yield f"end={end}"
    told = {"has_quote": quote, "has_number": number, "gene_shape": gene, "many_past": many_past}
    yield from (name for name, on in told.items() if on)


def _sequence(*who_and_tense: str) -> tuple[str, ...]:
    """Features of what the first clauses are about: all the subjects are given, then all the tenses."""
    n = len(who_and_tense) // 2
    bases = [f"{who}|{tense}" for who, tense in zip(who_and_tense[:n], who_and_tense[n:], strict=True)]
    return "seq=" + ">".join(bases), "first=" + bases[0]


def _last(who: str, tense: str) -> tuple[str, ...]:
    return (f"last={who}|{tense}",)


def _clause(s: Sentence, c: Clause, words: Sequence[_Word]) -> list[Piece]:
    """Pieces of one clause: who, how sure, the verb's and the object's classes, and their pairs."""
    who, tense, verb, classes = c.who, c.tense, c.verb, s.classes
    event = is_event(c)
    out: list[Piece] = [(_head, who, tense, event, *_qualities(c))]
    out += zip(itertools.repeat(_word), itertools.repeat(who), words[c.start : c.end])
    for k in range(c.start, c.end):
        if classes[k] and s.tag[k] in _NOT_FINITE and k != verb:
            out.append((_not_finite, who, s.tag[k], classes[k]))
    if verb < 0:
        return out
    out.append((_verb, who, tense, event, c.habitual or c.hypothetical, words[verb]))
    o = c.object
    if o < 0:
        out.append((_no_object, who, tense))
    else:
        number = "pl" if s.tag[o] in ("NNS", "NNPS") else "sg"
        determiner = _determiner(s, o)
        out.append((_object, who, tense, determiner, number))
        out.append((_object_word, who, determiner, number, words[o]))
    if who in ("applicant", "applicant_thing"):
        deed, matter = _masks()
        rest = s.union(c.start, verb) | s.union(verb + 1, c.end)
        if rest & matter:
            out.append((_deed_and_matter, event, classes[verb] & deed, rest & matter))
    return out


_NOT_FINITE = ("VB", "VBG")


def _word(who: str, word: _Word) -> list[str]:
    """Features of a word in a clause about somebody."""
    out = [f"w={word.text}"]
    for n in class_names(word.classes):
        out += (f"c={n}", f"cc={who}|{n}")
    return out


def _head(who: str, tense: str, event: bool, *qualities: bool) -> list[str]:
    base = f"{who}|{tense}"
    told = [q for q, on in zip(QUALIFIERS, qualities, strict=True) if on] or ["plain"]
    return [f"who={who}", f"cl={base}", *(f"q={base}|{q}" for q in told), *([f"event={who}"] if event else [])]


def _not_finite(who: str, tag: str, bits: int) -> list[str]:
    return [f"nf={who}|{tag}|{n}" for n in class_names(bits)]


def _verb(who: str, tense: str, event: bool, not_once: bool, word: _Word) -> list[str]:
    out = [f"v={who}|{word.text}"]
    for n in class_names(word.classes):
        out += (f"vc={who}|{tense}|{n}", f"vw={who}|{n}")
        if event:
            out.append(f"ev={who}|{n}")
        if not_once:
            out.append(f"hv={who}|{n}")
    return out


def _no_object(who: str, tense: str) -> tuple[str, ...]:
    return (f"o={who}|{tense}|none",)


def _object(who: str, tense: str, determiner: str, number: str) -> tuple[str, ...]:
    return f"o={who}|{tense}|{determiner}|{number}", f"on={who}|{number}"


def _object_word(who: str, determiner: str, number: str, word: _Word) -> list[str]:
    out = [f"ow={word.text}"]
    for n in class_names(word.classes):
        out.append(f"oc={who}|{n}")
        if who == "applicant":
            out.append(f"od={determiner}|{number}|{n}")
    return out


def _deed_and_matter(event: bool, deed: int, matter: int) -> list[str]:
    """Features of what is done with what, and of what is named beside what."""
    kind = "E" if event else "H"
    deeds, matters = class_names(deed) or ("-",), class_names(matter)
    out = [f"p={kind}|{a}|{b}" for a in deeds for b in matters]
    return out + [f"pp={a}|{b}" for k, a in enumerate(matters) for b in matters[k + 1 :]]


def _determiner(s: Sentence, noun: int) -> str:
    """How a noun is introduced: "a case", "the case", "her case", "every case", "cases"."""
    k = noun - 1
    while k >= 0 and s.tag[k] in _MODIFIER:
        if s.tag[k] == "CD":
            return "num"
        k -= 1
    if k < 0:
        return "bare"
    if s.tag[k] == "PRP$":
        return "my" if s.lower[k] in ("my", "our") else "poss"
    return _DETERMINER.get(s.lower[k], "bare")


_MODIFIER = frozenset({"JJ", "NN", "NNP", "HYPH", "VBN", "VBG", "CD", "JJR", "JJS", "NNS", "AFX"})
_DETERMINER = {
    **dict.fromkeys(("a", "an", "another", "one"), "a"),
    **dict.fromkeys(("the", "this", "that", "these", "those"), "the"),
    **dict.fromkeys(("each", "every", "all", "any", "many", "several", "some", "most", "no", "various"), "quant"),
}


@dataclass(frozen=True, slots=True, eq=False)
class _Word:
    """What features tell of a token by itself; one object stands for all alike, and is found by its address."""

    text: str
    classes: int


@functools.lru_cache(20_000)
def _one_word(text: str, classes: int) -> _Word:
    return _Word(text, classes)


def word_text(token: Token) -> str:
    """Return the name of a token's word among the features: its lemma, or what it is one of."""
    if token.applicant:
        return "<applicant>"
    if token.tag in ("NNP", "NNPS") and not token.classes:
        return "<name>"
    if token.classes & lexicon().mask("q_hard_trap"):
        return "<trap>"
    return "<number>" if token.tag == "CD" else token.lemma


def _word_of(token: Token) -> _Word:
    return _one_word(word_text(token), token.classes)


_WORD = Column(_word_of)


@functools.cache
def _masks() -> tuple[int, int]:
    """Bits of the classes of deeds, and of what they are done with."""
    bits = lexicon().bits.items()
    deed, matter = (sum(bit for n, bit in bits if n.startswith(names)) for names in (_DEED, _MATTER))
    return deed, matter


_REMEMBERED = 8_000
_names: dict[int, tuple[str, ...]] = {}


def class_names(bits: int) -> tuple[str, ...]:
    """Names of the lexicon classes in these bits."""
    found = _names.get(bits)
    if found is None:
        if len(_names) > _REMEMBERED:
            _names.clear()
        names = _names_in_order()
        left, out = bits, []
        while left:
            bit = left & -left
            left ^= bit
            out.append(names[bit.bit_length() - 1])
        found = _names[bits] = tuple(out)
    return found


@functools.cache
def _names_in_order() -> tuple[str, ...]:
    return tuple(lexicon().bits)
