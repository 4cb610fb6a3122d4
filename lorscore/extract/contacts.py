"""Contact details, numbers that identify, and examination results, by their form and the label before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from lorscore.extract.dates import digit_windows
from lorscore.extract.name_lexicon import alternation, name_data

_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”)\]]{3,200}(?<![.,;:])"
    r"|(?<![@\w.-])(?:[a-z0-9-]{2,40}\.){1,3}(?:org|com|edu|net|gov|example|ac\.uk|nhs\.uk|edu\.au)(?![\w@])(?:/[\w./%-]{0,80}(?<![.,/]))?"
)
_PHONE = re.compile(
    r"(?<![\w/.:-])(?:\+\d{1,3}[ .-]?)?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,5}(?:(?: ?/ ?|[ .-])\d{1,5}){0,5}(?![\w/%]|[.-]\d)"
    r"(?:,?\s?(?:x|ext\.?|extension)\s?\d{1,6})?"
)
_PLAIN_PHONE = re.compile(
    r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\d{3}[-.]\d{4}|\d{3}\.\d{3}\.\d{4}|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}"
)
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–]\s?(?:19|20)?\d\d")
_NUMERIC_DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}-\d\d-\d\d")
_LEFT = 30
# A label stands no further before a number than this; a number is no longer than that.
_NUMBER_REACH = (40, 40)


class Detail(NamedTuple):
    """A contact detail or a number, as character offsets, and what it is."""

    start: int
    end: int
    role: str


@cache
def _numbered(section: str) -> re.Pattern[str]:
    labels = alternation(name_data("entities")[section]["labels"])
    return re.compile(
        rf"(?<!\w)(?:{labels})(?:\s*(?:no|number|id|#)\b\.?)?(?:\s*[:#.№=]|\s+(?:is|was))?\s{{0,3}}"
        r"(?P<number>(?:[A-Z]{1,5}[-/ ]?)?\d[A-Z\d-]*(?: \d{2,})*(?:/[A-Z\d]+)*"
        r"|[A-Z]{1,8}(?:/[A-Z\d]{1,8}){1,5}|[A-Z]{1,3}(?:-\d{3,6}){1,3})"
        r"(?!\w)",
        re.IGNORECASE,
    )


@cache
def _phone_label() -> re.Pattern[str]:
    labels = alternation(name_data("entities")["contact"]["phone_labels"].split())
    return re.compile(rf"(?<!\w)(?:{labels})\b[^\w\n]{{0,4}}(?:\(?\w{{1,9}}\)?[^\w\n]{{1,3}}){{0,2}}$", re.IGNORECASE)


@cache
def _exam_words() -> frozenset[str]:
    return frozenset(re.split(r"[ \d-]", name)[0] for name in name_data("entities")["exam"]["names"])


@cache
def _exam() -> re.Pattern[str]:
    names = alternation(name_data("entities")["exam"]["names"])
    result = r"(?:\d{2,3}|\d\.\d|pass(?:ed)?|A|B|C\+?)(?![\w%])"
    return re.compile(
        rf"(?:(?<!\w)(?P<before>\d{{3}})\s+(?:in|on|for)\s+(?:the\s+)?)?(?<!\w)(?:{names})(?!\w)"
        rf"(?(before)|(?:(?:\s+(?:score|was|is|with|of|a|certificate|examination|exam|at))*[\s:,=(–-]{{1,3}}{result})?)"
    )


def find_contacts(text: str) -> list[Detail]:
    """Find e-mail addresses, web addresses and telephone numbers; roles ``email``, ``url``, ``phone``.

    Examples
    --------
    >>> text = "Tel. 01632 960 118, (919) 555-0120 | a.silva@hospital.example, 2019-2023"
    >>> [(text[d.start : d.end], d.role) for d in find_contacts(text)]
    [('a.silva@hospital.example', 'email'), ('01632 960 118', 'phone'), ('(919) 555-0120', 'phone')]
    """
    out = [Detail(*m.span(), "email") for m in _EMAIL.finditer(text)] if "@" in text else []
    out += [Detail(*m.span(), "url") for m in _URL.finditer(text)]
    for match in (m for window in digit_windows(text) for m in _PHONE.finditer(text, *window)):
        number = match.group()
        digits = sum(c.isdigit() for c in number)
        if not 7 <= digits <= 17 or _YEARS.fullmatch(number):
            continue
        labelled = _phone_label().search(text, max(0, match.start() - _LEFT), match.start())
        date = _NUMERIC_DATE.fullmatch(number)
        if (labelled or number[0] in "+(" or _PLAIN_PHONE.fullmatch(number)) and not date:
            out.append(Detail(*match.span(), "phone"))
    return out


def find_numbers(text: str) -> list[Detail]:
    """Find the applicant's and the letter's own numbers ("AAMC ID 15904227"); role ``id``.

    Examples
    --------
    >>> [d.role for d in find_numbers("Re: Ana Silva, AAMC ID: 15904227")]
    ['id']
    """
    return [Detail(*m.span("number"), "id") for m in _labelled_numbers(text, "ids") if _is_number(m["number"])]


def _labelled_numbers(text: str, section: str) -> Iterator[re.Match[str]]:
    pattern = _numbered(section)
    for window in digit_windows(text, *_NUMBER_REACH):
        yield from pattern.finditer(text, *window)


def find_record_numbers(text: str) -> list[Detail]:
    """Find numbers of patients ("MRN 00482913"); role ``record_number``.

    Examples
    --------
    >>> text = "a boy (MRN 00482913) with hypotonia"
    >>> [(text[d.start : d.end], d.role) for d in find_record_numbers(text)]
    [('00482913', 'record_number')]
    """
    found = _labelled_numbers(text, "patient")
    out = [Detail(*m.span("number"), "record_number") for m in found if _is_number(m["number"])]
    labelled = {d.start for d in out}
    return out + [Detail(*m.span(), "record_number") for m in _SSN.finditer(text) if m.start() not in labelled]


_SSN = re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")


def _is_number(number: str) -> bool:
    return sum(c.isdigit() for c in number) >= 4 or "/" in number


def find_exams(text: str) -> list[Detail]:
    """Find examinations with their results, where they are told; role ``score`` or ``exam``.

    Examples
    --------
    >>> text = "USMLE Step 1 pass, Step 2 CK was 246, and 238 in USMLE Step 3"
    >>> [text[d.start : d.end] for d in find_exams(text)]
    ['USMLE Step 1 pass', 'Step 2 CK was 246', '238 in USMLE Step 3']
    """
    out: list[Detail] = []
    if not any(word in text for word in _exam_words()):
        return out
    for match in _exam().finditer(text):
        scored = bool(match["before"]) or bool(re.search(r"\d{2,3}\)?$", match.group()))
        out.append(Detail(match.start(), match.end(), "score" if scored else "exam"))
    return out
