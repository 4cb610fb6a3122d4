"""Where the parts of a letter begin and end, told from its lines alone.

Three zones, found in this order: the head (down to the salutation), the foot (from the closing or the writer's
name on), and the body between. What one line can be is `lorscore.lines`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from lorscore.lines import (
    CLIP,
    MARKER,
    MAX_LINES,
    WORD,
    Line,
    ends_sentence,
    is_address,
    is_closing,
    is_courtesy,
    is_date,
    is_institution,
    is_letterhead,
    is_name,
    is_reference,
    line_of,
    lines_of,
    may_sign,
    part_words,
    split_line,
)

PartKind: TypeAlias = Literal[
    "letterhead", "date", "reference", "salutation", "heading", "paragraph", "bullet", "closing", "signature",
]  # fmt: skip
# Lines beyond these are not looked at for a head or a foot; a letterhead that lists a whole faculty has a hundred.
HEAD_LINES = 120
FOOT_LINES = 40
# No wrapped text is wider; a longer line is a paragraph by itself.
WRAP_WIDTH = 130
_MARKDOWN_HEADING = re.compile(r"#{1,6}\s")
_AFTERTHOUGHT = re.compile(r"p\.?\s?p?\.?s\b", re.IGNORECASE)
_ENCLOSED = re.compile(r"(?:cc|bcc|encl\w*|attachments?)\s*[:.]", re.IGNORECASE)
_PAUSE = re.compile(r"(?:[,:;!]|\s[–—-])\s+(?=[^\W\d_])")
_ABOUT = re.compile(
    r"\b(?:applicants?|candidates?|applying|in (?:support|respect) of|(?:AAMC|ERAS|NRMP|ECFMG)\b|letter for)|^for:",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"[a-z]{4}[.](?:\s|$)")
_QUESTION = re.compile(r"(?:what|who|how|where|why|when|which|whether|would|anything|areas?|matters?)\b", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z][A-Za-z][A-Za-z /&-]{1,40}:(?:\s|$)")
_SYMBOL = re.compile(r"[^\w(]")
_DEGREE = re.compile(r",\s*(?:M\.?D|D\.?O|Ph\.?D|MBBS|MBChB|M\.?S|CGC|FACMG|FRCP)\b")


class Span(NamedTuple):
    """Kind and offsets of one part."""

    kind: PartKind
    start: int
    end: int


def find_parts(
    text: str, *, wrapped: bool | None = None, known: Mapping[int, PartKind] | None = None
) -> tuple[Span, ...]:
    r"""Find the parts of a letter.

    Parameters
    ----------
    text : str
        Any text.
    wrapped : bool, optional
        Whether a line break may fall inside a paragraph. None: told from the lengths of the lines.
    known : mapping of int to str, optional
        Kinds that the source file states (a list item, a page header), by offset of the line's first character.

    Returns
    -------
    tuple of Span
        In order, without overlap, together covering every character that is not white space.

    Examples
    --------
    >>> text = "Dear Dr. Ito,\n\nShe was my student for two years.\n\nSincerely,\nP. Osei, MD"
    >>> [span.kind for span in find_parts(text)]
    ['salutation', 'paragraph', 'closing', 'signature']
    """
    stated = dict(known or {})
    lines = lines_of(text)
    free = [i for i, line in enumerate(lines) if line.start not in stated]
    greeting = _find_salutation(text, lines, free)
    if greeting is not None:
        at, length = greeting
        lines[at : at + 1] = split_line(text, lines[at], [length])
        free = [i for i, line in enumerate(lines) if line.start not in stated]
    if free and (cuts := _inline_closing(text, lines[free[-1]])):
        lines[free[-1] : free[-1] + 1] = split_line(text, lines[free[-1]], cuts)
    kinds: list[PartKind | None] = [stated.get(line.start) for line in lines]
    free = [i for i, kind in enumerate(kinds) if kind is None]
    body = _head(lines, free, kinds, greeting[0] if greeting else None)
    _foot(lines, [i for i in free if i >= body], kinds)
    _body(lines, kinds, wrapped)
    return tuple(_merge(lines, kinds, wrapped))


def _salutation_length(text: str, line: Line, following: Line | None) -> int | None:
    """Length of the salutation that opens the line, or None where none does."""
    words, shown, tokens = part_words(), line.text, line.tokens
    inline = _sentence_after(text[line.start : min(line.end, line.start + CLIP)])
    if words.salutation.match(shown):
        return inline if inline or line.length > 110 else line.length
    if tokens[:1] == ("to",) and words.salutation_to.match(shown):
        if inline or _FULL_STOP.search(shown) or line.length > 110:
            return inline
        apart = line.tail.endswith((",", ":")) or (following and (following.gap or following.prose))
        return line.length if apart else None
    addressed = line.tail.endswith((",", ":")) and len(tokens) <= 9 and words.addressee & set(tokens)
    if addressed and following and following.prose and not words.reference.match(shown):
        return line.length
    return None


def _sentence_after(raw: str) -> int | None:
    """Where a salutation ends inside a line that goes on with the letter ("Dear Sir, I am ...")."""
    prose = part_words().prose
    for mark in _PAUSE.finditer(raw[:110]):
        if mark.group()[0] in ":;" and raw[mark.end()].isupper():
            return mark.end()
        rest = [w.lower() for w in WORD.findall(raw[mark.end() : mark.end() + 80])]
        if len(rest) >= 5 and any(w in prose for w in rest[:5]):
            return mark.end()
    return None


def _find_salutation(text: str, lines: list[Line], free: list[int]) -> tuple[int, int] | None:
    """Index of the line that greets the reader, and the length of the greeting."""
    prose = 0
    weaker: tuple[int, int] | None = None
    for at, i in enumerate(free[:HEAD_LINES]):
        line = lines[i]
        length = _salutation_length(text, line, lines[free[at + 1]] if at + 1 < len(free) else None)
        if length is not None and part_words().salutation.match(line.text):
            return i, length
        if length is not None:
            weaker = weaker or (i, length)
        prose += length is None and line.prose
        if prose > 2 or line.length > 300 or (weaker and prose):
            break
    return weaker


def _head(lines: list[Line], free: list[int], kinds: list[PartKind | None], opening: int | None) -> int:
    """Mark the head; return the index of the first line after it."""
    if opening is not None:
        kinds[opening] = "salutation"
        _mark_head(lines, [i for i in free if i < opening], kinds, greeted=True)
        below = opening + 1
        while below < len(lines) and kinds[below] is None and is_reference(lines[below]) and below <= opening + 3:
            kinds[below] = "reference"
            below += 1
        return below
    head: list[int] = []
    for i in free[:HEAD_LINES]:
        line = lines[i]
        ends = MARKER.match(line.text) or ends_sentence(line) or is_closing(line) or _opens_prose(lines, i)
        if ends and not is_date(line) and not is_reference(line):
            break
        head.append(i)
    # Without a salutation only what reads like a head is one: the lines down to the last date, reference or address.
    while head and not (is_date(lines[head[-1]]) or is_reference(lines[head[-1]]) or is_letterhead(lines[head[-1]])):
        head.pop()
    if len(head) == len(free):
        return 0
    _mark_head(lines, head, kinds, greeted=False)
    return head[-1] + 1 if head else 0


def _opens_prose(lines: list[Line], i: int) -> bool:
    """Tell whether this line is running text, or the first of a wrapped paragraph."""
    if lines[i].prose:
        return True
    below = lines[i + 1] if i + 1 < len(lines) else None
    if below is None or below.gap or below.length > WRAP_WIDTH or lines[i].length < 40 or lines[i].text.isupper():
        return False
    return below.prose or below.text[:1].islower()


def _mark_head(lines: list[Line], head: list[int], kinds: list[PartKind | None], *, greeted: bool) -> None:
    words = part_words()
    dated = sender = recipient = False
    senders = _sender_blocks(lines, head)
    for i in head:
        line = lines[i]
        recipient = recipient and not line.gap
        # The recipient's address stands below the sender's own, or below the date.
        if not recipient and greeted and line.gap and (sender or dated):
            recipient = (sender and dated) or bool(words.recipient.match(line.text))
        if is_date(line):
            kinds[i], dated = "date", True
        elif is_reference(line) or recipient:
            kinds[i] = "reference"
            recipient = recipient or line.tokens == ("to",)
        elif words.title.match(line.text):
            kinds[i] = "reference" if greeted else "heading"
        elif line.prose:
            kinds[i] = "paragraph" if line.length > 160 else "reference"
        elif i in senders:
            kinds[i], sender = "letterhead", True
        else:
            kinds[i] = "reference" if greeted or _ABOUT.search(line.text) else "heading"


def _goes_on(lines: list[Line], block: list[int]) -> bool:
    """Tell whether a block below a name on top is that sender's address."""
    return any(is_institution(lines[i]) and not is_reference(lines[i]) for i in block)


def _sender_blocks(lines: list[Line], head: list[int]) -> frozenset[int]:
    """Lines of a head that say who sends it: they stand together with the name of an institution or an address."""
    blocks: list[list[int]] = []
    for i in head:
        if not blocks or lines[i].gap:
            blocks.append([])
        blocks[-1].append(i)
    senders: list[int] = []
    for at, block in enumerate(blocks):
        named = any(is_institution(lines[i]) for i in block)
        top = lines[block[0]].text
        below = blocks[at + 1] if at + 1 < len(blocks) else []
        if named or (not at and (len(block) > 1 or top.isupper() or _DEGREE.search(top) or _goes_on(lines, below))):
            senders += [i for i in block if not _ABOUT.search(lines[i].text)]
    return frozenset(senders)


def _foot(lines: list[Line], rest: list[int], kinds: list[PartKind | None]) -> None:
    """Mark closing and signature."""
    tail = rest[-FOOT_LINES:]
    at = next((k for k in range(len(tail) - 1, -1, -1) if _closes(lines, tail, k)), None)
    if at is None:
        start = _signature_start(lines, tail)
        signature = tail[start:] if start is not None else []
    else:
        first = at
        while first and tail[first - 1] == tail[first] - 1 and is_courtesy(lines[tail[first - 1]]):
            first -= 1
        for i in tail[first : at + 1]:
            kinds[i] = "closing"
        signature = tail[at + 1 :]
    for at, i in enumerate(signature):
        line, above = lines[i], signature[at - 1] if at else None
        follows = above is not None and kinds[above] == "paragraph" and not line.gap
        if is_date(line):
            kinds[i] = "date"
        elif _ENCLOSED.match(line.text):
            kinds[i] = "reference"
        elif is_address(line):
            kinds[i] = "letterhead"
        elif _AFTERTHOUGHT.match(line.text) or line.prose or follows:
            kinds[i] = "paragraph"
        else:
            kinds[i] = "signature"


def _closes(lines: list[Line], tail: list[int], k: int) -> bool:
    line = lines[tail[k]]
    below = [lines[i] for i in tail[k + 1 :]]
    if sum(other.prose for other in below) > 4:
        return False
    if is_closing(line):
        # "Best clinician of the year" is no farewell: a closing stands apart, or has a name after it, or ends the text.
        return bool(line.gap) or not below or line.tail.endswith((",", "-", "–", "—")) or is_name(below[0])
    few = len(line.tokens) <= 7 and line.tail.endswith(",") and line.length <= 60
    return few and bool(below) and is_name(below[0]) and not is_name(line) and not any(o.prose for o in below)


def _signature_start(lines: list[Line], tail: list[int]) -> int | None:
    """Index in ``tail`` of the writer's name where no closing precedes it."""
    first = len(tail)
    while first and may_sign(lines[tail[first - 1]]):
        first -= 1
    for k in range(first, len(tail)):
        line = lines[tail[k]]
        if not tail[k] or not is_name(line) or (len(line.tokens) == 1 and k < len(tail) - 1):
            continue
        above = lines[tail[k] - 1]
        if line.gap or ends_sentence(above) or above.length > WRAP_WIDTH or _DEGREE.search(line.text):
            return k
    return None


def _inline_closing(text: str, line: Line) -> list[int]:
    """Where "Sincerely, Ana Silva, MD" begins and goes on, in a letter that was pasted as one paragraph."""
    if line.length <= 160:
        return []
    start = max(line.start + 80, line.end - 400)
    for stop in re.finditer(r"[.!?][\"'”’)]*\s+", text[start : line.end]):
        at = start + stop.end()
        comma = text.find(",", at, at + 60)
        if comma < 0:
            continue
        courtesy, name = line_of(text[at : comma + 1], at), line_of(text[comma + 1 : line.end], comma + 1)
        if (
            is_closing(courtesy)
            and courtesy.text[:1].isupper()
            and (not name.text or part_words().name.match(name.text))
        ):
            return [at - line.start, comma + 1 - line.start]
    return []


def _body(lines: list[Line], kinds: list[PartKind | None], wrapped: bool | None) -> None:
    for i in range(MAX_LINES, len(lines)):
        kinds[i] = kinds[i] or "paragraph"
    body = [i for i, kind in enumerate(kinds) if kind is None]
    for i in body:
        line = lines[i]
        above = lines[i - 1] if i else None
        below = lines[i + 1] if i + 1 < len(lines) and kinds[i + 1] in (None, *_RUNNING) else None
        marker = MARKER.match(line.text)
        inside = above is not None and not line.gap and _runs_on(above, wrapped) and kinds[i - 1] in _RUNNING
        # The last of "1. ... 2. ... 3. ..." is an item too, whatever comes after it.
        item = bool(marker and above and kinds[i - 1] == "bullet" and above.text[0].isalnum() == line.text[0].isalnum())
        if item:
            inside = False
        heads = _is_heading(line, below, inside, bool(marker))
        if _MARKDOWN_HEADING.match(line.text) or (heads and not (item and not line.gap)):
            kinds[i] = "heading"
        elif marker and not inside and marker.end() < len(line.text):
            kinds[i] = "bullet"
        else:
            kinds[i] = "paragraph"
    _answers(lines, kinds, frozenset(body))


def _answers(lines: list[Line], kinds: list[PartKind | None], body: frozenset[int]) -> None:
    """Take every second of several headings in a row for what it is: the short answer to the one above it."""
    for i in range(len(lines) - 2, -1, -1):
        line = lines[i]
        pair = i in body and kinds[i] == kinds[i + 1] == "heading" and not lines[i + 1].gap
        formal = line.text.isupper() or line.text.endswith((":", "?")) or MARKER.match(line.text)
        if pair and not formal and i and kinds[i - 1] == "heading" and not line.gap:
            kinds[i] = "paragraph"


def _runs_on(line: Line, wrapped: bool | None) -> bool:
    """Tell whether the sentence of this line may go on in the next one."""
    stops = line.tail.endswith((".", ":", ";", "!", "?"))
    return wrapped is not False and 40 <= line.length <= WRAP_WIDTH and not stops


def _is_heading(line: Line, below: Line | None, inside: bool, marked: bool) -> bool:
    tokens = line.tokens
    if not tokens or inside or below is None or line.length > 80 or len(tokens) > 10:
        return False
    text = line.text
    if text.endswith((".", ",", ";", "!", "…", "”", '"')) or below.text[:1].islower():
        return False
    if marked:
        # "1. Applicant" above an answer; but "1. Exome" above "2. Array" is a list, and so is anything after a dot.
        return not _SYMBOL.match(text) and (not MARKER.match(below.text) or text.endswith(("?", ":")))
    if text.endswith(":") or text.isupper():
        return True
    if text.endswith("?"):
        return not below.gap and len(tokens) <= 8
    titled = not line.prose or bool(_QUESTION.match(text) or part_words().title.match(text))
    # A line nearly as long as the next one is the first of a wrapped paragraph.
    wraps = not below.gap and below.length >= 40 and line.length >= 0.6 * below.length and below.prose
    return titled and not wraps and bool(line.gap or not below.gap)


def _joined(above: Line, line: Line, widest: int, wrapped: bool | None) -> bool:
    """Tell whether two neighbouring lines belong to one wrapped paragraph."""
    if line.gap or wrapped is False or above.length > WRAP_WIDTH:
        return False
    if wrapped:
        return True
    stops = above.text.endswith((".", "!", "?", ".”", '."', ":"))
    # "PROFESSIONALISM: ..." below the end of a sentence begins a paragraph of a form.
    return not (stops and (above.length < 0.7 * widest or _LABEL.match(line.text)))


_RUNNING: frozenset[str] = frozenset({"paragraph", "bullet"})


_WHOLE: frozenset[str] = frozenset({"letterhead", "signature", "closing"})


def _merge(lines: list[Line], kinds: list[PartKind | None], wrapped: bool | None) -> list[Span]:
    """Join lines into parts: heads and signatures whole, paragraphs and list items as far as they run."""
    spans: list[Span] = []
    widest = _widths(lines)
    for i, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        assert kind is not None
        above = lines[i - 1] if i else None
        last = spans[-1] if spans else None
        joins = False
        if last is not None and above is not None:
            same = last.kind == kind and (kind in _WHOLE or kind == "paragraph")
            item = (
                last.kind == "bullet"
                and kind == "paragraph"
                and (_runs_on(above, wrapped) or line.indent > above.indent)
            )
            joins = (same and kind in _WHOLE) or ((same or item) and _joined(above, line, widest[i], wrapped))
        if joins and last is not None:
            spans[-1] = Span(last.kind, last.start, line.end)
        else:
            spans.append(Span(kind, line.start, line.end))
    return spans


def _widths(lines: list[Line]) -> list[int]:
    """Widest line of the block that each line stands in."""
    widths, first = [0] * len(lines), 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].gap:
            widest = max((line.length for line in lines[first:i]), default=0)
            widths[first:i] = [widest] * (i - first)
            first = i
    return widths
