"""Sentences of a Doc as plain lists, computed once a Doc and shared by all extractors.

Walking spaCy tokens attribute by attribute is what costs most in a pipeline of many extractors. A `Sentence` holds
the written forms, lemmas, tags, lexicon classes and clauses of one sentence; white-space tokens are left out, so that a
line wrap inside a sentence is not seen. Neither are the applicant's name and whether it is "he" or "she": one form
stands for each.
"""

from __future__ import annotations

import functools
import itertools
import operator
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import IDX, LEMMA, LENGTH, ORTH, POS, SENT_START, TAG
from spacy.strings import StringStore
from spacy.tokens import Doc

from lorscore.extract.applicant_names import applicant_names
from lorscore.extract.context import Clause, carry_over, clauses
from lorscore.guide.lexicon import DEFAULT_SPECIALTY, Lexicon, Starts, lexicon
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

    def union(self, start: int = 0, end: int | None = None) -> int:
        """Return the bits of the lexicon classes of the tokens from ``start`` up to ``end``, or of all."""
        return functools.reduce(operator.or_, self.classes[start:end], 0)


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
        found = _memo[doc] = _build(doc, doc.user_data.get(SPECIALTY) or DEFAULT_SPECIALTY)
    return found


def _build(doc: Doc, specialty: str) -> list[Sentence]:
    lex, strings, known = lexicon(specialty), doc.vocab.strings, _forms(specialty)
    if len(known) > _REMEMBERED:
        known.clear()
    array = doc.to_array([IDX, LENGTH, SENT_START, *_ATTRS]).reshape(-1, 3 + len(_ATTRS))
    idx, length = array[:, 0].tolist(), array[:, 1].tolist()
    keys: list[bytes] = np.ascontiguousarray(array[:, 3:]).view(f"S{8 * len(_ATTRS)}").ravel().tolist()
    applicant_at, pronouns = _applicant(doc)
    names = applicant_names(doc)
    skipped = {i for first, last in names for i in range(first, last)}
    at: list[int] = []  # tokens that are no white space; of the applicant's name the last one
    forms: list[_Form] = []
    for i, key in enumerate(keys):
        form = known.get(key)
        if form is None:
            form = known[key] = _read(lex, *_strings(strings, *array[i, 3:].tolist()))
        if form.orth and i not in skipped:
            at.append(i)
            forms.append(form)
    if not at:
        return []
    starts, ends = [idx[i] for i in at], [idx[i] + length[i] for i in at]
    if names:  # the applicant's name is one word, and the same one, whatever it is
        name, place = _read(lex, *_NAME), {i: k for k, i in enumerate(at)}
        for first, last in names:
            if last in place:
                forms[place[last]], starts[place[last]] = name, idx[first]
    applicant = [i in applicant_at for i in at]
    part_starts, part_kinds = _parts(doc)
    part = (np.searchsorted(part_starts, array[at, 0], side="right") - 1) if part_starts else np.full(len(at), -1)
    begun = np.cumsum(array[:, 2] == 1)[at]  # a token that is left out may begin a sentence, too
    new = np.flatnonzero((np.diff(begun) > 0) | (np.diff(part) > 0)) + 1
    orth, lower, lemma, tag, pos, classes, follows = map(list, zip(*forms, strict=True))
    out: list[Sentence] = []
    for a, b in itertools.pairwise([0, *new.tolist(), len(at)]):
        k = int(part[a])
        kind = part_kinds[k] if k >= 0 else "paragraph"
        out.append(
            Sentence(
                len(out), kind, k, at[a:b], starts[a:b], ends[a:b], orth[a:b], lower[a:b], lemma[a:b], tag[a:b],
                pos[a:b], classes[a:b], applicant[a:b],
            )
        )  # fmt: skip
        s = out[-1]
        if lex.mark_phrases(s.classes, s.lower, s.lemma, follows[a:b]):
            s.classes = [_without_lures(bits) for bits in s.classes]
    _read_clauses(out, pronouns)
    return out


def _read_clauses(out: Sequence[Sentence], pronouns: frozenset[str]) -> None:
    """Find the quotations and the clauses of the sentences of a letter."""
    inside, paragraph = False, -1
    for s in out:
        if s.paragraph != paragraph:
            inside, paragraph = False, s.paragraph
        s.quoted, inside = _quoted(s.orth, inside)
        s.clauses = clauses(s.lower, s.lemma, s.tag, s.classes, s.applicant, pronouns, s.quoted)
    for before, this in itertools.pairwise(out):
        if before.paragraph == this.paragraph and before.clauses and this.clauses:
            this.clauses[0].who = carry_over(
                before.clauses, before.lower, before.tag, this.clauses[0], this.lower, this.lemma
            )


class _Form(NamedTuple):
    """What is read of a token by itself; the written form of white space is empty."""

    orth: str
    lower: str
    lemma: str
    tag: str
    pos: str
    classes: int
    follows: Starts


_REMEMBERED = 20_000
_NAME = (APPLICANT, APPLICANT_LOWER, APPLICANT_LOWER, "NNP", "PROPN")


_ATTRS = (ORTH, LEMMA, TAG, POS)


@functools.cache
def _forms(specialty: str) -> dict[bytes, _Form]:
    """Return what was read of tokens, by the numbers of their `_ATTRS`, which are the same in every vocabulary."""
    return {}


def _read(lex: Lexicon, orth: str, lower: str, lemma: str, tag: str, pos: str) -> _Form:
    bits, starts = lex.word(lower, lemma)
    return _Form(orth, lower, lemma, tag, pos, _without_lures(bits), starts)


def _strings(strings: StringStore, orth: int, lemma: int, tag: int, pos: int) -> tuple[str, ...]:
    """(written form, lower-cased form, lemma, tag, part of speech) of a token; empty ones of white space."""
    word, mark = strings[orth], strings[tag]
    low = word.lower()
    if word.isspace():
        return ("", "", "", "", "")
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


def _without_lures(bits: int) -> int:
    trap, lured = _traps()
    return bits & ~lured if bits & trap else bits


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
