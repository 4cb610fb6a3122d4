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
_STORY = (
    "indefinite_case", "definite_case", "bounded_time", "habit_marker", "duty_marker", "instance_marker",
    "patient_person", "trait_adjective", "trait_noun", "outcome_verb", "result_noun", "occasion_noun",
    "hypothetical_marker", "first_person", "trainee", "sp_variant", "sp_test", "sp_condition", "sp_finding",
    "plural_habit",
)  # fmt: skip
_OF_PARAGRAPH = ("definite_case", "bounded_time", "patient_person", "trait_adjective", "habit_marker")
_DEED = ("v_", "state_", "duty_", "watch_")
_MATTER = ("n_", "sp_", "trait_", "record_")
_TOPIC = ("q_", "n_")
_PAST_EVENT = ("past", "perfect")


def is_event(clause: Clause) -> bool:
    """Whether a clause tells something that happened, in the writer's own words."""
    return clause.tense in _PAST_EVENT and not (
        clause.habitual or clause.hypothetical or clause.reported or clause.quoted
    )


def features(sentences: Sequence[Sentence]) -> list[list[str]]:
    """Return the features that are on, a sentence a row.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order: a sentence's neighbours count.
    """
    lex = lexicon()
    rows = [own(s, lex) + names for s, names in zip(sentences, inflated.feature_rows(sentences), strict=True)]
    signatures = [sorted({f"{c.who}|{c.tense}" for c in s.clauses}) for s in sentences]
    story = lex.mask(*_STORY)
    told = [class_names(_union(s.classes) & story, lex) for s in sentences]
    events = [any(c.who == "applicant" and is_event(c) for c in s.clauses) for s in sentences]
    for first, last in _paragraphs(sentences):
        opening = [f"head={n}" for n in class_names(_union(sentences[first].classes[:8]), lex) if n.startswith(_TOPIC)]
        for i in range(first, last):
            rows[i] += _place(i, first, last, told, events)
            rows[i] += opening
    _add_story(sentences, rows, lex)
    n = len(sentences)
    for i, row in enumerate(rows):
        here = sentences[i].paragraph
        if i:
            row += [f"before={x}" for x in signatures[i - 1]]
            same = sentences[i - 1].paragraph == here
            row.append(f"same_part={same}")
            if same:
                row += [f"bc={x}" for x in told[i - 1]]
        if i + 1 < n:
            row += [f"after={x}" for x in signatures[i + 1]]
            if sentences[i + 1].paragraph == here:
                row += [f"ac={x}" for x in told[i + 1]]
        if i > 1 and sentences[i - 2].paragraph == here:
            row += [f"bc2={x}" for x in told[i - 2]] + [f"before2={x}" for x in signatures[i - 2]]
        if i + 2 < n and sentences[i + 2].paragraph == here:
            row += [f"ac2={x}" for x in told[i + 2]]
    return rows


def _add_story(sentences: Sequence[Sentence], rows: list[list[str]], lex: Lexicon) -> None:
    """Add what makes a story: an act of the applicant, a case at hand, an occasion, and the acts before and after."""
    act = lex.mask(*(n for n in lex.bits if n.startswith("act_")))
    state, outcome = lex.mask("state_verb", "duty_verb", "watch_verb"), lex.mask("outcome_verb", "watch_outcome")
    case = lex.mask("indefinite_case", "definite_case", "sp_gene_symbol")
    acts = [
        any(c.who == "applicant" and c.verb >= 0 and is_event(c) and s.classes[c.verb] & act for c in s.clauses)
        for s in sentences
    ]
    cases = [s.has(case) for s in sentences]
    for i, s in enumerate(sentences):
        here = s.paragraph
        before = [k for k in (i - 1, i - 2) if k >= 0 and sentences[k].paragraph == here]
        after = [k for k in (i + 1,) if k < len(sentences) and sentences[k].paragraph == here]
        acted, acts_next = any(acts[k] for k in before), any(acts[k] for k in after)
        near = cases[i] or any(cases[k] for k in before)
        bounded = any(c.bounded for c in s.clauses)
        row = rows[i]
        row.append(f"st={acts[i]:d}{acted:d}{acts_next:d}{near:d}{bounded:d}")
        for c in s.clauses:
            if c.verb < 0 or not is_event(c):
                continue
            bits = s.classes[c.verb]
            if c.who == "applicant":
                deed = "act" if bits & act else "state" if bits & state else "other"
                thing = _determiner(s, c.object) if c.object >= 0 else "none"
                number = "pl" if c.object >= 0 and s.tag[c.object] in ("NNS", "NNPS") else "sg"
                row.append(f"sa={deed}|{thing}|{number}|{near:d}{bounded or c.bounded:d}")
            else:
                came = "out" if bits & outcome else "be" if s.lemma[c.verb] == "be" else "other"
                row.append(f"so={c.who}|{came}|{acted or acts[i]:d}{acts_next:d}")


def _paragraphs(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """(first, end) of the runs of sentences of one part."""
    cuts = [i for i, s in enumerate(sentences) if not i or s.paragraph != sentences[i - 1].paragraph]
    return list(zip(cuts, [*cuts[1:], len(sentences)], strict=True))


def _place(i: int, first: int, last: int, told: Sequence[tuple[str, ...]], events: Sequence[bool]) -> list[str]:
    """Place of a sentence in its paragraph, and what the other sentences of the paragraph tell."""
    out = [f"pos={min(i - first, 5)}", f"plen={min(last - first, 8)}"]
    others = [k for k in range(first, last) if k != i]
    if others:
        out.append(f"pev={_share(sum(events[k] for k in others) / len(others))}")
        out += [f"p_{name}={_share(sum(name in told[k] for k in others) / len(others))}" for name in _OF_PARAGRAPH]
    ago = next((i - k for k in range(i - 1, first - 1, -1) if {"indefinite_case", "bounded_time"} & set(told[k])), 0)
    out.append(f"case_before={min(ago, 4)}")
    return out


def _share(value: float) -> str:
    return "0" if value == 0 else "low" if value < 0.34 else "mid" if value < 0.67 else "high"


def own(s: Sentence, lex: Lexicon) -> list[str]:
    """Return the features of one sentence without its neighbours."""
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


_REMEMBERED = 20_000
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
