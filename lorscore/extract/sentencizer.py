"""Sentence boundaries that the layout and the punctuation of a letter fix; what they leave open a trained model decides.

Text of the web, on which the model is trained, has no letterheads, signatures, bullets or wrapped lines. So the lines and
parts of the letter come first: they say where a sentence must begin, and where none can.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from spacy.attrs import IDX, LENGTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from lorscore.parts import PartKind, find_parts

BY_LINE: frozenset[PartKind] = frozenset({"letterhead", "date", "reference", "salutation", "closing", "signature"})
"""Kinds of parts in which each line is a unit of its own, and holds no further boundary."""

_END = re.compile(r"(?:[.!?]|\.{2,}|…)[\"'”’)\]]*$")
_CLOSER = re.compile(r"[\"'”’)\]]+$")
_ABBREVIATION = re.compile(
    r"(?:^|[^\w])(?:Drs?|Mr|Mrs|Ms|Mx|Messrs|Profs?|St|Rev|Hon|Fr|Sr|Jr|vs|approx|e\.g|i\.e|cf|ca|viz|Re|Tel|Ph|Ext|Nos?"
    r"|Figs?|Vol|pp|Inc|Ltd|Dept|Univ|Assoc|Asst|Gen|Col|Capt|Lt|Sgt|Maj|al|resp|incl|esp|Ste|Ave|Blvd|Rd|Mt|Ft|p|c|[A-Z])\.$"
)
_OPEN_QUESTION = re.compile(r"(?:[A-Za-z]\.){2,}$|(?:^|[^\w])(?:etc|Jr|Sr|Inc|Ltd|Co|No|a\.m|p\.m)\.$|\.{2,}$|…$")
_BEGINS = re.compile(r"[\"'“‘(\[]*[A-Z0-9À-ÖØ-Þ]|[\"'“‘(\[•*–—-]+$")


def fixed_starts(
    text: str, tokens: Sequence[tuple[int, int]], parts: Sequence[tuple[PartKind, int, int]]
) -> list[int]:
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
    [1, -1, -1, -1, 0, -1]
    """
    starts = [start for _, start, _ in parts]
    out, before, last_part = [], -1, -1
    for start, end in tokens:
        if text[start:end].isspace():
            out.append(-1)
            continue
        part = bisect_right(starts, start) - 1
        if before < 0 or part != last_part:
            out.append(1)
        else:
            kind = parts[part][0] if part >= 0 else "paragraph"
            out.append(_within(text, before, start, kind))
        before, last_part = end, part
    return out


def _within(text: str, before: int, start: int, kind: PartKind) -> int:
    """Judge the place between two tokens of the same part."""
    gap = text[before:start]
    if kind in BY_LINE:
        return 1 if "\n" in gap else -1
    if not gap:
        return -1
    left, right = text[max(0, before - 16) : before], text[start : start + 8]
    if not _END.search(left):
        return -1
    bare = _CLOSER.sub("", left)
    if _OPEN_QUESTION.search(bare):
        return 0 if _BEGINS.match(right) else -1
    if _ABBREVIATION.search(bare):
        return -1
    return 1 if _BEGINS.match(right) else -1


@Language.component("lorscore_layout", assigns=["token.is_sent_start", "token.pos", "token.tag"])
def layout(doc: Doc) -> Doc:
    """Fix what the layout decides, before the trained components: boundaries, and the tags of white space.

    The parts come from ``doc.spans["parts"]`` where they are known, else from the text.
    """
    group: SpanGroup | None = doc.spans.get("parts")
    if group is not None:
        parts = [(span.label_, span.start_char, span.end_char) for span in group]
    else:
        parts = [tuple(part) for part in find_parts(doc.text)]
    array = doc.to_array([IDX, LENGTH]).astype("int64").reshape(-1, 2)
    tokens = [(idx, idx + length) for idx, length in array.tolist()]
    values = fixed_starts(doc.text, tokens, parts)
    doc.from_array([SENT_START], np.array(values, dtype="int64").astype("uint64").reshape(-1, 1))
    for token in doc:
        if token.is_space:
            token.pos_, token.tag_ = "SPACE", "_SP"
            token.set_morph("")
    return doc
