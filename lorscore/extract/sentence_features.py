"""Named features of a sentence for the trained sentence model: words, word classes, and who does what, how sure.

Names of people are never features: the applicant's are ``<applicant>``, other proper nouns ``<name>``, numbers
``<number>``. A feature is a short name, ``namespace=value``; which namespaces a label uses is the model's affair.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

from lorscore.extract import comparative, doubt_features, inflated
from lorscore.extract.context import Clause
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import Lexicon, lexicon

QUALIFIERS = (
    "passive", "implied", "negated", "habitual", "hypothetical", "reported", "hedged", "bounded", "quoted",
    "progressive", "subordinate",
)  # fmt: skip
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

    A sentence is judged by itself: what stands around it moves nothing (of words of exaggeration, it counts how dense
    they are in the letter). Features of neighbours brought nothing once there were letters enough.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    """
    lex = lexicon()
    return [own(s, lex) + names for s, names in zip(sentences, inflated.feature_rows(sentences), strict=True)]


def own(s: Sentence, lex: Lexicon) -> list[str]:
    """Return the features of one sentence, but for those of exaggeration."""
    words = [_word(s, j) for j in range(len(s))]
    out = [f"part={s.part}"]
    out += [f"w={w}" for w in words]
    out += [f"b={a} {b}" for a, b in zip(["<s>", *words], [*words, "</s>"], strict=True)]
    out += _named("c=", _union(s.classes), lex)
    out += _shape(s)
    bases = [f"{c.who}|{c.tense}" for c in s.clauses]
    out += ["seq=" + ">".join(bases[:4]), "first=" + bases[0], "last=" + bases[-1]]
    for clause, base in zip(s.clauses, bases, strict=True):
        out += _clause(s, clause, base, words, lex)
    out += comparative.feature_names(s)
    out += doubt_features.feature_names(s)
    return out


def _shape(s: Sentence) -> list[str]:
    n = len(s)
    out = ["len=" + ("1-4" if n < 5 else "5-9" if n < 10 else "10-19" if n < 20 else "20-34" if n < 35 else "35+")]
    if any(s.quoted) or '"' in s.orth or "\u201c" in s.orth:
        out.append("has_quote")
    if "CD" in s.tag:
        out.append("has_number")
    if any(len(w) > 2 and w.isupper() and any(ch.isdigit() for ch in w) for w in s.orth):
        out.append("gene_shape")
    if s.orth[-1] in "?!":
        out.append(f"end={s.orth[-1]}")
    if s.tag.count("VBD") >= 3:
        out.append("many_past")
    return out


def _clause(s: Sentence, c: Clause, base: str, words: Sequence[str], lex: Lexicon) -> list[str]:
    """Features of one clause: who, how sure, the verb's and the object's classes, and their pairs."""
    event = is_event(c)
    qualities = [q for q in QUALIFIERS if getattr(c, q)] or ["plain"]
    out = [f"who={c.who}", f"cl={base}"]
    out += [f"q={base}|{q}" for q in qualities]
    if event:
        out.append(f"event={c.who}")
    out += _named(f"cc={c.who}|", _union(s.classes[c.start : c.end]), lex)
    for k in range(c.start, c.end):
        if s.classes[k] and s.tag[k] in ("VB", "VBG") and k != c.verb:
            out += _named(f"nf={c.who}|{s.tag[k]}|", s.classes[k], lex)
    if c.verb < 0:
        return out
    verbs = class_names(s.classes[c.verb], lex)
    out.append(f"v={c.who}|{words[c.verb]}")
    for n in verbs:
        out += [f"vc={base}|{n}", f"vw={c.who}|{n}"]
        if event:
            out.append(f"ev={c.who}|{n}")
        if c.habitual or c.hypothetical:
            out.append(f"hv={c.who}|{n}")
    out += _object(s, c, base, words, lex)
    if c.who in ("applicant", "applicant_thing"):
        rest = _union(s.classes[c.start : c.verb]) | _union(s.classes[c.verb + 1 : c.end])
        deeds = [n for n in verbs if n.startswith(_DEED)] or ["-"]
        matters = [n for n in class_names(rest, lex) if n.startswith(_MATTER)]
        kind = "E" if event else "H"
        out += [f"p={kind}|{a}|{b}" for a in deeds for b in matters]
        out += [f"pp={a}|{b}" for k, a in enumerate(matters) for b in matters[k + 1 :]]
    return out


def _object(s: Sentence, c: Clause, base: str, words: Sequence[str], lex: Lexicon) -> list[str]:
    o = c.object
    if o < 0:
        return [f"o={base}|none"]
    number = "pl" if s.tag[o] in ("NNS", "NNPS") else "sg"
    determiner = _determiner(s, o)
    out = [f"o={base}|{determiner}|{number}", f"ow={words[o]}", f"on={c.who}|{number}"]
    for n in class_names(s.classes[o], lex):
        out.append(f"oc={c.who}|{n}")
        if c.who == "applicant":
            out.append(f"od={determiner}|{number}|{n}")
    return out


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


def _word(s: Sentence, j: int) -> str:
    if s.applicant[j]:
        return "<applicant>"
    tag = s.tag[j]
    if tag in ("NNP", "NNPS") and not s.classes[j]:
        return "<name>"
    if s.classes[j] & _trap():
        return "<trap>"
    return "<number>" if tag == "CD" else s.lemma[j]


@functools.cache
def _trap() -> int:
    return lexicon().mask("q_hard_trap")


def _union(classes: Sequence[int]) -> int:
    bits = 0
    for c in classes:
        bits |= c
    return bits


_REMEMBERED = 8_000
_names: dict[int, tuple[str, ...]] = {}
_texts: dict[tuple[str, int], list[str]] = {}


def class_names(bits: int, lex: Lexicon) -> tuple[str, ...]:
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


def _named(prefix: str, bits: int, lex: Lexicon) -> list[str]:
    """Names of the lexicon classes in these bits, each after a prefix; remembered, as few prefixes and words recur."""
    found = _texts.get((prefix, bits))
    if found is None:
        if len(_texts) > _REMEMBERED:
            _texts.clear()
        found = _texts[prefix, bits] = [prefix + n for n in class_names(bits, lex)]
    return found
