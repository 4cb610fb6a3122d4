"""One line of a letter, and what it can be by its looks: a date, an institution, a name, a closing.

Every test looks at a bounded piece of the line, so the work is linear in the text. The words that they go by are in
``parts.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import tomli

# Lines beyond these are running text, unseen: no letter has a tenth of them.
MAX_LINES = 5_000
# Characters of a line that are looked at; the rest cannot change what it is.
CLIP = 240
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
MARKER = re.compile(
    r"(?:[•·▪◦‣⁃●○■□–—*\-+]|\(?\d{1,2}[.)]|\(?[a-z][.)]|[A-H]\)|\(?[ivx]{1,4}[.)]|[IVX]{2,4}\.)(?=\s)|[•▪●‣]"
)
_CONTACT = re.compile(r"@\w|\d{3}[\s.-]\d{3,4}\b|\b\d{5}\b")
_INITIAL = re.compile(r"\b(?:Jr|Sr|[A-Z]|[MP]\.?[DhH]\.?[DS]?)\.$")
_STOP = re.compile(r"[a-z0-9)\]][.!?][\"'”’)]*$")


class Line(NamedTuple):
    """One non-blank line: offsets without surrounding white space, its visible words clipped, and what precedes it.

    ``text`` is the beginning and ``tail`` the end of what a reader sees, ``tokens`` the words of ``text`` in lower
    case; ``gap`` counts the blank lines above.
    """

    start: int
    end: int
    text: str
    tail: str
    gap: int
    indent: int
    tokens: tuple[str, ...]
    prose: bool

    @property
    def length(self) -> int:
        """Characters of the line."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Words:
    salutation: re.Pattern[str]
    salutation_to: re.Pattern[str]
    closing: re.Pattern[str]
    closing_with: frozenset[str]
    addressee: frozenset[str]
    reference: re.Pattern[str]
    title: re.Pattern[str]
    recipient: re.Pattern[str]
    institution: frozenset[str]
    prose: frozenset[str]
    dates: tuple[re.Pattern[str], ...]
    name: re.Pattern[str]


def _any(words: Sequence[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))


@cache
def part_words() -> _Words:
    """Return what ``parts.toml`` names, as patterns and sets."""
    data: dict[str, list[str]] = tomli.loads(Path(__file__).with_name("parts.toml").read_text("utf-8"))
    month = rf"(?:{_any(data['months'])})\.?"
    day = r"\d{1,2}\s?(?:st|nd|rd|th)?"
    spelled = rf"(?:{day}(?:\s+of)?[\s,]+{month}|{month}\s+{day}|{month})"
    figures = r"\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}"
    place = r"(?:[^\W\d_][\w.'’ -]{1,30},\s*){0,2}"
    before = (
        r"(?:dated?\s*+(?:of letter\s*+)?(?:[:.]\s*+)?)?(?:this\s+)?"
        rf"(?:(?:{_any(data['weekdays'])})\.?,?\s+)?(?:the\s+)?"
    )
    dates = (
        rf"{place}{before}{spelled}(?:[\s,]+(?:of\s+)?(?:19|20)\d\d)?\.?$",
        rf"{place}{before}{figures}\.?$",
        r"(?:dated?(?:\s*+(?:of letter|completed|submitted))?|submitted|completed)\s*+:",
    )
    upper = r"[^\W\d_a-zß-öø-ÿ]"
    token = rf"(?:{upper}[\w'’.-]*|(?:{_any(data['particles'])})\b|[\"“(][^\W\d_]+[\"”)])"
    name = (
        rf"[-–—~]?\s*(?:(?:{'|'.join(t.capitalize() for t in data['titles'])})\.?\s+)*"
        rf"{token}(?:\s+{token}){{0,6}}(?:\s*[,(–—|-].*)?$"
    )
    return _Words(
        salutation=re.compile(rf"(?:{_any(data['salutation'])})\b", re.IGNORECASE),
        salutation_to=re.compile(rf"to\s+(?:{_any(data['salutation_to'])})\b", re.IGNORECASE),
        closing=re.compile(rf"(?:{_any(data['closing'])})\b", re.IGNORECASE),
        closing_with=frozenset(data["closing_with"]),
        addressee=frozenset(data["addressee"]),
        reference=re.compile(
            rf"(?:{_any(data['reference'])})\s*+(?:\(.{{1,20}}\)\s*+)?[.:#№]|re\b(?!-)\s+\S|to$", re.IGNORECASE
        ),
        title=re.compile(rf"(?:{_any(data['title'])})\b", re.IGNORECASE),
        recipient=re.compile(rf"(?:{_any(data['recipient'])})\b", re.IGNORECASE),
        institution=frozenset(data["institution"]),
        prose=frozenset(data["prose"]),
        dates=tuple(re.compile(p, re.IGNORECASE) for p in dates),
        name=re.compile(name),
    )


def lines_of(text: str) -> list[Line]:
    """Return the lines of a text that are not blank, in order."""
    found: list[Line] = []
    offset, gap = 0, 1
    for raw in text.splitlines(keepends=True):
        body = raw.strip()
        if body:
            start = offset + len(raw) - len(raw.lstrip())
            far = len(found) >= MAX_LINES
            shown = (
                Line(start, start + len(body), "", "", gap, 0, (), True)
                if far
                else line_of(body, start, gap, start - offset)
            )
            found.append(shown)
            gap = 0
        else:
            gap += 1
        offset += len(raw)
    return found


def line_of(body: str, start: int, gap: int = 0, indent: int = 0) -> Line:
    """Look at one line: ``body`` without white space around it, and where it starts in the text."""
    shown = _shown(body)
    tail = shown[-40:] if len(body) <= CLIP else _shown(body[-CLIP:])[-40:]
    tokens = tuple(WORD.findall(shown.lower().replace("’", "'")))
    known = part_words().prose
    prose = len(body) > 160 or (len(tokens) >= 6 and sum(t in known for t in tokens) >= 2)
    return Line(start, start + len(body), shown, tail, gap, indent, tokens, prose)


def _shown(raw: str) -> str:
    return " ".join(_INVISIBLE.sub("", raw[: 2 * CLIP]).split())[:CLIP]


def split_line(text: str, line: Line, lengths: Sequence[int]) -> list[Line]:
    """Cut one line into several, so that what stands in one line can be told apart as if it stood in several."""
    bounds = [line.start, *(line.start + n for n in lengths if 0 < n < line.length), line.end]
    pieces = []
    for start, end in pairwise(bounds):
        raw = text[start:end]
        start += len(raw) - len(raw.lstrip())
        body = raw.strip()
        if body:
            pieces.append(line_of(body, start, line.gap, line.indent))
    return pieces


def is_date(line: Line) -> bool:
    """Tell whether the line is a date, with or without a place before it."""
    return line.length <= 60 and any(p.match(line.text) for p in part_words().dates)


def is_institution(line: Line) -> bool:
    """Tell whether the line names an institution or holds an address or a contact."""
    words = part_words()
    return any(t in words.institution for t in line.tokens) or bool(_CONTACT.search(line.text))


def is_name(line: Line) -> bool:
    """Tell whether the line may be a person's name, with or without degrees after it."""
    text = line.text
    if line.length > 100 or is_date(line) or (MARKER.match(text) and not text.startswith(("-", "–", "—"))):
        return False
    if text.endswith((".", "!", "?", ":", ";")) and not _INITIAL.search(text):
        return False
    return bool(part_words().name.match(text)) and not line.prose


def is_closing(line: Line) -> bool:
    """Tell whether the line is the courtesy that ends a letter ("With kind regards,")."""
    words, text = part_words(), line.text
    tokens = line.tokens
    if not tokens or line.length > 90 or len(tokens) > 12:
        return False
    if tokens[0] in ("with", "in"):
        return bool(words.closing_with & set(tokens)) and (text.endswith((",", "!")) or len(tokens) <= 4)
    if not words.closing.match(text):
        return False
    short = len(tokens) <= (3 if text.endswith(".") else 5)
    return short or text.endswith((",", "—", "–", "-"))


def is_letterhead(line: Line) -> bool:
    """Whether a line names an institution, and neither asks nor is a person's title."""
    return is_institution(line) and not line.tail.endswith((":", "?")) and not part_words().title.match(line.text)


def is_reference(line: Line) -> bool:
    """Whether a line says what the letter is about ("Re: ...")."""
    return line.length <= 160 and bool(part_words().reference.match(line.text))


def ends_sentence(line: Line) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_STOP.search(line.tail)) and len(line.tokens) >= 4


def is_address(line: Line) -> bool:
    """Tell the address at the foot of a page, one long line below the signature, from a postscript."""
    speaks = sum(t in part_words().prose for t in line.tokens) >= 2
    return bool(line.gap) and line.length > 80 and not speaks and is_institution(line)


def is_courtesy(line: Line) -> bool:
    """Whether a line is a closing that a name follows ("Sincerely,")."""
    return is_closing(line) and line.tail.endswith(",")


def may_sign(line: Line) -> bool:
    """Whether a line may belong to a signature: short, no prose, no sentence."""
    if line.length > 140 or line.prose or ends_sentence(line) or line.tail.endswith(("?", ":")):
        return False
    return is_name(line) or not MARKER.match(line.text)
