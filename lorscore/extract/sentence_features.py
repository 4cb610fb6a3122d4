"""Named features of a sentence for the trained sentence model: words, word classes, and who does what, how sure.

Names of people are never features: the applicant's are ``<applicant>``, other proper nouns ``<name>``, numbers ``<number>``.
"""

from __future__ import annotations

from collections.abc import Sequence

from lorscore.extract.comparative import feature_names as comparison_names
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import Lexicon, lexicon


def features(sentences: Sequence[Sentence]) -> list[list[str]]:
    """Return the features that are on, a sentence a row.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order: a sentence's neighbours count.
    """
    lex = lexicon()
    own = [_own(s, lex) + comparison_names(s) for s in sentences]
    signatures = [sorted({f"{c.who}|{c.tense}" for c in s.clauses}) for s in sentences]
    for i, row in enumerate(own):
        if i:
            row += [f"before={x}" for x in signatures[i - 1]]
            row.append(f"same_part={sentences[i - 1].paragraph == sentences[i].paragraph}")
        if i + 1 < len(own):
            row += [f"after={x}" for x in signatures[i + 1]]
    return own


def _own(s: Sentence, lex: Lexicon) -> list[str]:
    words = [_word(s, j) for j in range(len(s))]
    out = [f"part={s.part}"]
    out += [f"w={w}" for w in words]
    out += [f"b={a} {b}" for a, b in zip(["<s>", *words], [*words, "</s>"], strict=True)]
    out += [f"t={a} {b} {c}" for a, b, c in zip(["<s>", *s.tag], s.tag, [*s.tag[1:], "</s>"], strict=False)]
    every = 0
    for c in s.classes:
        every |= c
    names = class_names(every, lex)
    out += [f"c={n}" for n in names]
    for clause in s.clauses:
        base = f"{clause.who}|{clause.tense}"
        out += [f"who={clause.who}", f"cl={base}"]
        quality = [
            q for q in ("passive", "implied", "negated", "habitual", "hypothetical", "reported", "hedged", "bounded")
            if getattr(clause, q)
        ]  # fmt: skip
        out += [f"q={base}|{q}" for q in quality]
        if not quality:
            out.append(f"q={base}|plain")
        if clause.verb >= 0:
            out.append(f"v={clause.who}|{words[clause.verb]}")
            for n in class_names(s.classes[clause.verb], lex):
                out += [f"vc={base}|{n}", f"vw={clause.who}|{n}"]
        inside = 0
        for c in s.classes[clause.start : clause.end]:
            inside |= c
        out += [f"cc={clause.who}|{n}" for n in class_names(inside, lex)]
    return out


def _word(s: Sentence, j: int) -> str:
    if s.applicant[j]:
        return "<applicant>"
    tag = s.tag[j]
    if tag in ("NNP", "NNPS") and not s.classes[j]:
        return "<name>"
    return "<number>" if tag == "CD" else s.lemma[j]


_names: dict[int, tuple[str, ...]] = {}


def class_names(bits: int, lex: Lexicon) -> tuple[str, ...]:
    """Names of the lexicon classes in these bits."""
    found = _names.get(bits)
    if found is None:
        found = _names[bits] = tuple(n for n, b in lex.bits.items() if b & bits)
    return found
