"""Sentences of a Doc as plain lists, computed once a Doc and shared by all extractors.

Walking spaCy tokens attribute by attribute is what costs most in a pipeline of many extractors. A `Sentence` holds
the written forms, lemmas, tags, lexicon classes and clauses of one sentence; white-space tokens are left out, so that a
line wrap inside a sentence is not seen. Neither are the applicant's name and whether it is "he" or "she": one form
stands for each.
"""

from __future__ import annotations

import functools
import itertools
import weakref
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from spacy.attrs import IDX, LEMMA, LENGTH, LOWER, ORTH, POS, SENT_START, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc

from lorscore.extract.applicant_names import applicant_names
from lorscore.extract.context import Clause, carry_over, clauses
from lorscore.guide.lexicon import DEFAULT_SPECIALTY, Lexicon, lexicon
from lorscore.guide.one_pronoun import ONE_NOUN, ONE_PRONOUN, one_pronoun

SPECIALTY = "specialty"
"""Key of ``doc.user_data`` under which the name of the specialty stands that the letter is read for."""


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "‐": "-", "‑": "-"})
"""Word processors' quotes and hyphens, as the word lists write them."""


@dataclass(slots=True)
class Sentence:
    """One sentence of a letter; the lists have one entry a token.

    Attributes
    ----------
    index : int
        Place among the letter's sentences.
    part : str
        Kind of the letter part that it stands in (``"paragraph"``, ``"signature"`` ...).
    paragraph : int
        Index of that part.
    tokens : list of int
        Index of each token in the Doc.
    start, end : list of int
        Character offsets of each token in the text.
    orth, lower, lemma, tag, pos : list of str
        Written form, lower-cased form, lemma, Penn tag, universal part of speech. The lower-cased form and the lemma of
        "he", "his", "him" are those of "she", "her" (`lorscore.guide.one_pronoun`).
    classes : list of int
        Bits of the lexicon classes of each token.
    applicant : list of bool
        Whether the token names the applicant (name, initials, "the candidate").
    clauses : list of Clause
        Who does what, and how sure.
    quoted : list of bool
        Whether the token stands between quotation marks.
    memo : dict of str to object
        What extractors worked out from the lists above and will ask again; it goes with the sentence.
    """

    index: int
    part: str
    paragraph: int
    tokens: list[int]
    start: list[int]
    end: list[int]
    orth: list[str]
    lower: list[str]
    lemma: list[str]
    tag: list[str]
    pos: list[str]
    classes: list[int]
    applicant: list[bool]
    clauses: list[Clause] = field(default_factory=list)
    quoted: list[bool] = field(default_factory=list)
    memo: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def in_body(self) -> bool:
        """Whether the sentence stands in the body, not in the letterhead, salutation or signature."""
        return self.part in ("paragraph", "bullet", "heading")

    @property
    def on_applicant(self) -> bool:
        """Whether the sentence names the applicant, or a clause of it is about them or what is theirs."""
        return any(self.applicant) or any(c.who in ("applicant", "applicant_thing") for c in self.clauses)

    def has(self, mask: int) -> bool:
        """Whether any token belongs to one of these lexicon classes."""
        return any(c & mask for c in self.classes)


APPLICANT = "Applicant"
APPLICANT_LOWER = "<applicant>"
"""What stands for the applicant's name among written forms, and among lower-cased forms and lemmas."""

_HE_OR_SHE = frozenset({*ONE_PRONOUN, *ONE_PRONOUN.values()})

_memo: weakref.WeakKeyDictionary[Doc, list[Sentence]] = weakref.WeakKeyDictionary()


def sentences(doc: Doc) -> list[Sentence]:
    """Return the sentences of a Doc that has sentence boundaries, tags, lemmas, and ``doc.spans["parts"]`` if known.

    The specialty's words are those of ``doc.user_data["specialty"]`` (default: medical genetics). Who the applicant is
    comes from ``doc.spans["mentions"]`` (label ``applicant``) and its ``attrs["pronouns"]``.
    """
    found = _memo.get(doc)
    if found is None:
        found = _memo[doc] = _build(doc, lexicon(doc.user_data.get(SPECIALTY) or DEFAULT_SPECIALTY))
    return found


def _build(doc: Doc, lex: Lexicon) -> list[Sentence]:
    if not len(doc):
        return []
    rows = doc.to_array([ORTH, LOWER, LEMMA, TAG, POS, IDX, LENGTH, SENT_START]).tolist()
    strings, known = doc.vocab.strings, _forms
    if len(known) > _REMEMBERED:
        known.clear()
    applicant_at, pronouns = _applicant(doc)
    named = dict(applicant_names(doc))
    opens = {last: first for first, last in named.items()}
    skipped = {i for first, last in named.items() for i in range(first, last)}
    begins = False  # a sentence that a skipped token would have begun
    part_starts, part_kinds = _parts(doc)
    found: list[tuple[int, list[tuple[Any, ...]]]] = []  # index of the part, tokens
    current: list[tuple[Any, ...]] | None = None
    for i, (orth, lower, lemma, tag, pos, idx, length, sent_start) in enumerate(rows):
        begins = begins or sent_start == 1
        if i in skipped:
            continue
        if begins:
            current, begins = None, False
        key = (orth, lower, lemma, tag, pos)
        forms = known.get(key)
        if forms is None:
            forms = known[key] = _read(strings, *key)
        if not forms:
            continue
        at = bisect_right(part_starts, idx) - 1
        if current is None or (at != found[-1][0] and at >= 0):
            current = []
            found.append((at, current))
        first = opens.get(i)
        if first is None:
            current.append((i, idx, idx + length, *forms, i in applicant_at))
        else:  # the applicant's name is one word, and the same one, whatever it is
            current.append((i, rows[first][5], idx + length, *_NAME, i in applicant_at))
    out: list[Sentence] = []
    for at, tokens in found:
        places, starts, ends, orths, lowers, lemmas, tags, parts, applicant = map(list, zip(*tokens, strict=True))
        kind = part_kinds[at] if at >= 0 else "paragraph"
        out.append(
            Sentence(len(out), kind, at, places, starts, ends, orths, lowers, lemmas, tags, parts, [], applicant)
        )
    trap, lured = _traps()
    quoted_before, paragraph = False, -1
    for sentence in out:
        if sentence.paragraph != paragraph:
            quoted_before, paragraph = False, sentence.paragraph
        sentence.quoted, quoted_before = _quoted(sentence.orth, quoted_before)
        sentence.classes = [
            bits & ~lured if bits & trap else bits for bits in lex.classes(sentence.lower, sentence.lemma)
        ]
        sentence.clauses = clauses(
            sentence.lower,
            sentence.lemma,
            sentence.tag,
            sentence.classes,
            sentence.applicant,
            pronouns,
            sentence.quoted,
        )
    for before, this in itertools.pairwise(out):
        if before.paragraph == this.paragraph and before.clauses and this.clauses:
            this.clauses[0].who = carry_over(
                before.clauses, before.lower, before.tag, this.clauses[0], this.lower, this.lemma
            )
    return out


_REMEMBERED = 20_000
_NAME = (APPLICANT, APPLICANT_LOWER, APPLICANT_LOWER, "NNP", "PROPN")
_forms: dict[tuple[int, ...], tuple[str, ...]] = {}
"""What `_read` gave; spaCy's numbers of strings are the same in every vocabulary."""


def _read(strings: StringStore, orth: int, lower: int, lemma: int, tag: int, pos: int) -> tuple[str, ...]:
    """(written form, lower-cased form, lemma, tag, part of speech) of a token; nothing of white space."""
    word, low, mark = strings[orth], strings[lower], strings[tag]
    if word.isspace():
        return ()
    if not low.isascii():
        low = low.translate(_PLAIN)
    base = strings[lemma].lower() if lemma else low
    if low in _HE_OR_SHE:
        low = one_pronoun(low)
        base = "she" if low == "her" and mark != "PRP$" else low
    elif low in ONE_NOUN:
        low, base = one_pronoun(low), one_pronoun(base)
    return (word, low, base, mark, strings[pos])


def _quoted(orth: list[str], inside: bool) -> tuple[list[bool], bool]:
    """Which tokens stand between double quotation marks, and whether the quotation goes on after the sentence."""
    if not inside and not any(w in _QUOTES for w in orth):
        return [False] * len(orth), False
    out = []
    for k, word in enumerate(orth):
        if word in _QUOTES:
            # a straight mark at the start of a sentence closes the quotation of the sentence before
            inside = word == "\u201c" or (not inside and word != "\u201d" and k + 1 < len(orth))
            out.append(False)
        else:
            out.append(inside)
    return out, inside


@functools.cache
def _traps() -> tuple[int, int]:
    """Bits of the trap, and of the classes that count for nothing in it: "academic pedigree" is no pedigree."""
    lex = lexicon()
    trap = lex.mask("q_hard_trap")
    return trap, lex.mask(*(n for n in lex.bits if n.startswith(_LURED))) & ~trap


_LURED = ("q_", "n_", "sp_", "v_", "act_")
_QUOTES = frozenset({'"', "\u201c", "\u201d", "``", "''"})


def _applicant(doc: Doc) -> tuple[set[int], frozenset[str]]:
    """Token indices that name the applicant, and the applicant's pronouns."""
    group = doc.spans.get("mentions")
    if group is None:
        return set(), frozenset({"she", "they"})
    at = {t for span in group if span.label_ == "applicant" for t in range(span.start, span.end)}
    return at, frozenset(one_pronoun(p) for p in group.attrs.get("pronouns") or ("she", "they"))


def _parts(doc: Doc) -> tuple[list[int], list[str]]:
    group = doc.spans.get("parts")
    if group is None:
        return [], []
    return [span.start_char for span in group], [span.label_ for span in group]
