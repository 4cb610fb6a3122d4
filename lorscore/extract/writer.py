"""Who wrote the letter: from its signature, a labelled line, the letterhead, or where it says "I, ..."."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from lorscore.extract.mentions import Mention
from lorscore.extract.name_lexicon import alternation, fold, name_data, name_lexicon
from lorscore.letter import Letter

Span = tuple[int, int]

_MARKS = re.compile(r"^[\s/s—–\-_.*]*(?:\((?:signed|sgd)\.?\)|signed:?|/s/)?\s*", re.IGNORECASE)
_AFTER_NAME = re.compile(r",?\s*\(?([A-Za-z.]{2,8})")
_SIGNING_TITLES = ("dr", "prof", "professor")
# A line of a signature is no longer than this.
_LINE = 110
# Where no signature part was found, the closing formula may stand among this many last characters.
_FOOT = 1200
_LABEL = 60
_LINES = re.compile(r"[^\n]+")


def find_writer(letter: Letter, mentions: Sequence[Mention]) -> tuple[str | None, tuple[Mention, ...]]:
    r"""Find the writer's name and every mention of it.

    Parameters
    ----------
    letter : Letter
    mentions : sequence of Mention
        What `find_mentions` found in it.

    Examples
    --------
    >>> from lorscore.extract.mentions import find_mentions
    >>> letter = Letter.from_text("To the Committee:\n\nI recommend her.\n\nSincerely,\nAna de Souza, MD")
    >>> find_writer(letter, find_mentions(letter))[0]
    'Ana de Souza'
    """
    found = _signed(letter, mentions) or _labelled(letter, mentions) or _self(letter, mentions)
    found = found or _in_letterhead(letter, mentions)
    if found is None:
        return None, ()
    text, keys = letter.text, found.keys
    same = [m for m in mentions if m is not found and keys and m.keys and m.keys <= keys and _is_same(m, found)]
    name = re.sub(r"\s+", " ", text[found.start : found.end])
    return name, tuple(sorted([found, *same], key=lambda m: m.start))


def _is_same(mention: Mention, found: Mention) -> bool:
    """Tell the writer from a namesake: a given name in the body may be anybody's."""
    return bool(mention.keys == found.keys or mention.title or mention.zone in ("letterhead", "signature"))


def signature_lines(letter: Letter) -> list[Span]:
    """Return the lines in which the writer's name may stand, in order.

    Those of the signature part or, where no such part was found, the short lines after the last closing formula.
    """
    text = letter.text
    blocks = [(p.start, p.end) for p in letter.parts if p.kind == "signature"]
    if not blocks:
        closings = list(_closing().finditer(text, max(len(text) // 3, len(text) - _FOOT)))
        blocks = [(closings[-1].end(), len(text))] if closings else []
    lines = [m.span() for start, end in blocks for m in _LINES.finditer(text, start, end)]
    return [(s, e) for s, e in lines if text[s:e].strip() and e - s < _LINE][-12:]


@cache
def _closing() -> re.Pattern[str]:
    words = alternation(name_data("cues")["closing"]["words"].split())
    return re.compile(rf"(?im)^[ \t]*(?:{words})\b[^.!?\n]{{0,60}}[,.]?[ \t]*$")


def _signed(letter: Letter, mentions: Sequence[Mention]) -> Mention | None:
    """Return the first name that opens a line of the signature, or the fuller form of it in a later line."""
    first: Mention | None = None
    for start, end in signature_lines(letter):
        for mention in mentions:
            if start <= mention.outer and mention.end <= end and _opens_line(letter.text, mention, start, end):
                if first is None:
                    first = mention
                elif first.keys < mention.keys:
                    return mention
    return first


def _opens_line(text: str, mention: Mention, start: int, end: int) -> bool:
    if _MARKS.sub("", text[start : mention.outer]):
        return False
    tail = text[mention.end : end].strip()
    if mention.title or _degree_follows(text, mention.end):
        return len(tail) < 80
    if mention.ambiguous and not (len(mention.words) == 1 and mention.words[0] in name_lexicon().given):
        return False
    return not tail or tail[0] in ",;(/|-–—"


def _degree_follows(text: str, end: int) -> bool:
    match = _AFTER_NAME.match(text, end)
    return bool(match) and match is not None and fold(match[1]).replace(".", "") in name_lexicon().degrees


def _labelled(letter: Letter, mentions: Sequence[Mention]) -> Mention | None:
    labels = frozenset(name_data("cues")["writer_label"]["words"])
    for mention in mentions:
        lead = letter.text[max(0, mention.outer - _LABEL) : mention.outer].rpartition("\n")[2].strip(" \t*#-•")
        if lead.endswith(":") and fold(lead[:-1].strip()) in labels:
            return mention
    return None


@cache
def _self_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternation(name_data('cues')['self']['phrases'])})\s*", re.IGNORECASE)


def _self(letter: Letter, mentions: Sequence[Mention]) -> Mention | None:
    starts = [m.start for m in mentions]
    for match in _self_pattern().finditer(letter.text):
        # "I am Dr. Silva": the title ends the phrase and begins the mention
        at = bisect_left(starts, match.end() - 1)
        if at < len(mentions) and mentions[at].outer <= match.end() and len(mentions[at].words[0]) > 1:
            return mentions[at]
    return None


def _in_letterhead(letter: Letter, mentions: Sequence[Mention]) -> Mention | None:
    for m in mentions:
        signing = m.title in _SIGNING_TITLES or (len(m.words) > 1 and _degree_follows(letter.text, m.end))
        if m.zone == "letterhead" and signing:
            return m
    return None
