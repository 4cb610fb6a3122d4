"""Tokens as letters in genetics write them: variants, loci, karyotypes, degrees, e-mail addresses stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc

_CHANGE = r"(?:\([\w*>=?+-]+\)|\[[\w*>;=?+-]+\](?:;\[[\w*>;=?+-]+\])?|[\w*][\w*>_=?+-]*)"
_DERIVATIVE = r"(?:add|del|der|dic|dup|idic|ins|inv|i|r|t)\([\w;]+\)(?:\([\w;.]+\))?"

WHOLE = (
    # Variants (HGVS): c.1521_1523del, p.(Arg117His), m.3243A>G, NM_000492.4(CFTR):c.350G>A, rs334
    rf"(?:[NLX][CGMPRT]_\d+(?:\.\d+)?(?:\([A-Z0-9-]+\))?:)?[cgmnpr]\.{_CHANGE}",
    r"[NLX][CGMPRT]_\d+(?:\.\d+)?",
    r"rs\d{3,}",
    # Bands and karyotypes (ISCN): 22q11.2, 15q11-q13, 46,XX, 47,XY,+21, 46,XX,t(9;22)(q34;q11.2)
    r"(?:\d{1,2}|[XY])[pq]\d{1,2}(?:\.\d{1,2})?(?:[-–](?:\d{1,2})?[pq]?\d{1,2}(?:\.\d{1,2})?)?",
    rf"4[5-9],[XY]+(?:,(?:[+-](?:\d{{1,2}}|mar)|{_DERIVATIVE}))*",
    _DERIVATIVE,
    # Addresses and telephone numbers: 555-0120, 919.555.0120, +1-919-555-0120
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"(?:\+?\d{1,4}[.-])?(?:\d{2,4}[.-])?\d{3}[.-]\d{4}",
)
INFIXES = (r"(?<=\d)[–—](?=\d)",)
"""Years joined by a dash, as those joined by a hyphen."""
SUFFIXES = (r"(?<=[a-z\d>][A-Z])\.", r"(?<=\d,[XY])\.")
"""The full stop after c.35delG, PhD and 45,X, which spaCy takes for that of an initial."""
ABBREVIATIONS = (
    "M.D.", "D.O.", "Ph.D.", "M.S.", "M.Sc.", "B.Sc.", "M.P.H.", "M.B.B.S.", "M.B.A.", "Dr.", "Drs.", "Prof.",
    "Assoc.", "Asst.", "Dept.", "Univ.", "Tel.", "Ext.", "approx.", "resp.", "incl.", "St.", "U.S.", "U.K.", "U.S.A.",
    "e.g.", "i.e.", "Nos.", "vs.", "etc.",
)  # fmt: skip


def add_letter_notation(nlp: Language) -> None:
    """Teach the tokenizer of a pipeline the notation of genetics letters.

    Parameters
    ----------
    nlp : Language
        Changed in place. A tokenizer that is not spaCy's own is left as it is.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("en")
    >>> add_letter_notation(nlp)
    >>> [token.text for token in nlp("She read c.1521_1523del, p.(Arg117His) and 22q11.2.")]
    ['She', 'read', 'c.1521_1523del', ',', 'p.(Arg117His)', 'and', '22q11.2', '.']
    """
    tokenizer = nlp.tokenizer
    if not isinstance(tokenizer, Tokenizer):
        return
    if WHOLE[0] in _pattern(tokenizer.token_match):  # taught before
        return
    # Bound methods of compiled patterns: spaCy stores their patterns with the pipeline.
    tokenizer.token_match = _joined([*(f"(?:{p})$" for p in WHOLE), _pattern(tokenizer.token_match)]).match
    tokenizer.infix_finditer = _joined([_pattern(tokenizer.infix_finditer), *INFIXES]).finditer
    tokenizer.suffix_search = _joined([_pattern(tokenizer.suffix_search), *(f"{p}$" for p in SUFFIXES)]).search
    for word in ABBREVIATIONS:
        tokenizer.add_special_case(word, [{ORTH: word}])


def _pattern(method: Any) -> str:
    """Return the pattern behind a bound method of a compiled expression, or nothing."""
    return str(getattr(getattr(method, "__self__", None), "pattern", ""))


def _joined(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(p for p in patterns if p))


class Rehearsed:
    """Makes Docs faster: the tokenizer first meets each chunk of the text, from space to space, by itself.

    spaCy's tokenizer remembers how a chunk divides only where no special case (``Dr.``) stands before it in the text,
    which in a letter is hardly anywhere.

    Parameters
    ----------
    nlp : Language

    Examples
    --------
    >>> import spacy
    >>> make_doc = Rehearsed(spacy.blank("en"))
    >>> [token.text for token in make_doc("Dr. Lee's clinic, (Boston)")]
    ['Dr.', 'Lee', "'s", 'clinic', ',', '(', 'Boston', ')']
    """

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._met: set[str] = set()
        if isinstance(nlp.tokenizer, Tokenizer):
            nlp.tokenizer.max_cache_size = max(nlp.tokenizer.max_cache_size, CHUNKS)

    def __call__(self, text: str) -> Doc:
        """Return the Doc of a text, as ``nlp.make_doc`` does."""
        tokenizer = self._nlp.tokenizer
        if isinstance(tokenizer, Tokenizer) and len(self._met) < CHUNKS and not self._nlp.vocab.in_memory_zone:  # type: ignore[attr-defined]
            new = {chunk for chunk in set(text.split()) - self._met if len(chunk) <= _CHUNK}
            for chunk in new:
                tokenizer(chunk)
            self._met |= new
        return self._nlp.make_doc(text)


CHUNKS = 30_000
"""So many chunks are remembered, about those of a thousand letters."""
_CHUNK = 40
"""Characters of the longest chunk that is remembered; longer ones do not recur."""
