"""Sentence boundaries that layout and punctuation of a letter fix; what they leave open a trained model decides.

Text of the web, on which the model is trained, has no letterheads, signatures, bullets or wrapped lines. So the lines
and parts of the letter come first: they say where a sentence must begin, and where none can.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tomli
from spacy.attrs import IDX, IS_SPACE, LENGTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from lorscore.extract.letter_parts import letter_of

BY_LINE: frozenset[str] = frozenset({"letterhead", "date", "reference", "salutation", "closing", "signature"})
"""Kinds of parts in which each line is a unit of its own, and holds no further boundary."""

_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_MAY_END = frozenset(".!?…\"'”’)]")
"""The last character of what `_END`, `_GLUED` and `_ITEM` find."""
_CLOSER = re.compile(r"(?<![\"'”’)\]])[\"'”’)\]]++$")
_DOTTED = re.compile(r"(?:\b[A-Za-z]{1,3}\.){2}$|\.\.$|…$")
_INITIAL = re.compile(r"(?:^|[^\w.])[A-Z]\.$")
_OPENER = "\"'“‘(["
_MARK = re.compile(r"\([a-z]\)|[\"'“‘(\[•*–—-]+(?:\s|$)")
_GLUED = re.compile(r"[a-z]{2}[.!?]$")
_ITEM = re.compile(r"\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})[.)]")
"""The number of a list item or of a numbered heading, which belongs to what follows."""

_BULLET = re.compile(r"[•▪●‣◦·*]\s")


class _Words(NamedTuple):
    titles: re.Pattern[str]
    before_number: re.Pattern[str]
    either: re.Pattern[str]
    openers: re.Pattern[str]


@cache
def _words() -> _Words:
    data: dict[str, list[str]] = tomli.loads(Path(__file__).with_name("sentencizer.toml").read_text("utf-8"))
    stops = {
        k: re.compile(rf"(?:^|[^\w.])(?:{_either_case(data[k])})\.$") for k in ("titles", "before_number", "either")
    }
    return _Words(**stops, openers=re.compile(rf"[\"'“‘(\[]{{0,16}}(?:{_either_case(data['openers'])})(?:\W|$)"))


def _either_case(words: Sequence[str]) -> str:
    return "|".join(re.escape(w) for w in sorted({*words, *map(str.upper, words)}, key=len, reverse=True))


def fixed_starts(text: str, tokens: Sequence[tuple[int, int]], parts: Sequence[tuple[str, int, int]]) -> list[int]:
    """Say of each token whether a sentence begins there.

    Parameters
    ----------
    text : str
        The letter.
    tokens : sequence of (int, int)
        Character offsets of each token, in order; tokens of white space too.
    parts : sequence of (kind, start, end)
        The parts of the letter, in order, by character offsets.

    Returns
    -------
    list of int
        1 a sentence begins, -1 none does, 0 left open.

    Examples
    --------
    >>> text = "Ana Silva, M.D. She came"
    >>> tokens = [(0, 3), (4, 9), (9, 10), (11, 15), (16, 19), (20, 24)]
    >>> fixed_starts(text, tokens, [("paragraph", 0, 24)])
    [1, -1, -1, -1, 1, -1]
    """
    starts = [start for _, start, _ in parts]
    out, before, last_part, opened = [], -1, -1, 0
    for start, end in tokens:
        if text[start:end].isspace():
            out.append(-1)
            continue
        part = bisect_right(starts, start) - 1
        if before < 0 or part != last_part:
            value = 1
        elif part >= 0 and parts[part][0] in BY_LINE:
            value = 1 if "\n" in text[before:start] else -1
        elif "\n" in text[before:start] and _BULLET.match(text, start):
            value = 1
        elif text[before - 1] not in _MAY_END or (before - opened <= 6 and _ITEM.fullmatch(text, opened, before)):
            value = -1
        else:
            value = _after(text[max(0, before - 16) : before], text[start : start + 16], before == start)
        if value == 1:
            opened = start
        out.append(value)
        before, last_part = end, part
    return out


def _after(left: str, right: str, glued: bool) -> int:
    """Judge by the punctuation whether a sentence begins between two tokens of running text."""
    if glued:
        return 1 if _GLUED.search(left) and right[:1].isupper() else -1
    if not _END.search(left):
        return -1
    words, bare = _words(), _CLOSER.sub("", left)
    if words.titles.search(bare) or (right[:1].isdigit() and words.before_number.search(bare)):
        return -1
    first = right.lstrip(_OPENER)[:1]
    begins = first.isupper() or first.isdigit() or _MARK.match(right)
    if words.either.search(bare) or _DOTTED.search(bare) or _INITIAL.search(bare):
        if not begins:
            return -1
        if words.openers.match(right):
            return 1
        return -1 if _INITIAL.search(bare) else 0
    if begins:
        return 1
    return 0 if left == bare else -1  # "Why?" she asked.


@Language.component("lorscore_layout", assigns=["token.is_sent_start", "token.pos", "token.tag"])
def layout(doc: Doc) -> Doc:
    """Fix what the layout decides, before the trained components: boundaries, and the tags of white space.

    The parts come from ``doc.spans["parts"]`` where they are known, else from the text.
    """
    group: SpanGroup | None = doc.spans.get("parts")
    letter = letter_of(doc)
    if group is not None:
        parts = [(span.label_, span.start_char, span.end_char) for span in group]
    else:
        parts = [(part.kind, part.start, part.end) for part in letter.parts]
    array = doc.to_array([IDX, LENGTH, IS_SPACE]).astype("int64").reshape(-1, 3)
    tokens = [(idx, idx + length) for idx, length, _ in array.tolist()]
    values = fixed_starts(letter.text, tokens, parts)
    doc.from_array([SENT_START], np.array(values, dtype="int64").astype("uint64").reshape(-1, 1))  # type: ignore[arg-type]
    for i in np.flatnonzero(array[:, 2]).tolist():
        token = doc[i]
        token.pos_, token.tag_ = "SPACE", "_SP"
        token.set_morph("")  # type: ignore[attr-defined]
    return doc
