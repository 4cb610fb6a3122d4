"""Dates in a letter: full dates, months with a year, years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple, TypeAlias

from lorscore.extract.name_lexicon import alternation, name_data

Precision: TypeAlias = Literal["day", "month", "year"]

_ORDINAL = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:19[3-9]\d|20[0-6]\d)"


# How far a date reaches to the left and right of one of its digits.
_BEFORE, _BEHIND = 28, 34
_DIGIT = re.compile(r"\d")


def digit_windows(text: str, before: int = _BEFORE, behind: int = _BEHIND) -> Iterator[tuple[int, int]]:
    """Give the stretches of a text around its digits: nothing that holds a number lies outside.

    Examples
    --------
    >>> list(digit_windows("no numbers here, then 7 and nothing more after it", 4, 4))
    [(18, 27)]
    """
    start = end = -1
    for match in _DIGIT.finditer(text):
        if match.start() - before > end:
            if end >= 0:
                yield start, end
            start = max(0, match.start() - before)
        end = min(len(text), match.end() + behind)
    if end >= 0:
        yield start, end


class DateSpan(NamedTuple):
    """A date, as character offsets, and how much of it is told: ``day`` where a day of the month is."""

    start: int
    end: int
    precision: Precision


@cache
def _pattern() -> re.Pattern[str]:
    data = name_data("entities")["dates"]
    months = [*data["months"].split(), *data["months_elsewhere"].split()]
    month = rf"(?:{alternation([*months, *(m.upper() for m in months)])})\.?"
    seasons = data["seasons"].split()
    season = rf"(?:(?:early|late|mid)[ -])?(?:{alternation([*seasons, *(s.title() for s in seasons)])})"
    # in lower case only where a year follows: "may" and "march" are words
    plain = alternation(m.lower() for m in months)
    day = rf"(?:0?[1-9]|[12]\d|3[01]){_ORDINAL}"
    days = rf"{day}(?:\s?(?:-|–|to|and|&)\s?{day})?"
    wrong = alternation(data["not_a_year_before"].split())
    return re.compile(
        rf"(?<![\w.])(?:(?P<words>(?:{days}\s+(?:de\s+)?(?:{plain})(?:\s+de)?\s+{_YEAR}|{days}(?:\s+day)?(?:\s+(?:of|de)\s+|\.?[\s.-]\s?){month}(?:,?(?:\s+de)?[\s-](?:{_YEAR}|['’]?\d\d(?![\d:%])(?=[\s.,;)]|$)))?"
        rf"|{month}\s+{days}(?!\w|[/.]\d)(?:,?\s+{_YEAR})?)(?!\w))"
        rf"|(?P<digits>\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?![\d])|\d{{1,2}}(?P<sep>[-/.])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d{{2}})(?![\d/-]))"
        rf"|(?P<month>(?:{month}|{plain}|{season}),?(?:\s+(?:of|de))?\s+(?:{_YEAR}|['’]\d\d)(?!\w)"
        rf"|(?:0?[1-9]|1[0-2])/{_YEAR}(?![\d/]))"
        rf"|(?P<year>{_YEAR}(?:\s?[-–/]\s?(?:{_YEAR}|\d\d))?(?![\w%]|[.,]\d|\s+(?:{wrong})\b))"
        r"|(?P<short>(?<=\s)['’]\d\d(?![\w'’])))",
    )


def find_dates(text: str) -> list[DateSpan]:
    """Find the dates in a text, in order. Weekdays and months alone are none.

    Examples
    --------
    >>> text = "From July 2022 to 3 September 2024; seen 11/02/2023. The 2015 ACMG criteria."
    >>> [(text[d.start : d.end], d.precision) for d in find_dates(text)]
    [('July 2022', 'month'), ('3 September 2024', 'day'), ('11/02/2023', 'day')]
    """
    out: list[DateSpan] = []
    for match in (m for window in digit_windows(text) for m in _pattern().finditer(text, *window)):
        kind = match.lastgroup if match.lastgroup != "sep" else "digits"
        if kind == "digits" and not _is_date(match.group()):
            continue
        precision: Precision = "day" if kind in ("words", "digits") else "month" if kind == "month" else "year"
        out.append(DateSpan(match.start(), match.end(), precision))
    return out


def _is_date(digits: str) -> bool:
    numbers = [int(n) for n in re.split(r"[-/.]", digits)]
    if numbers[0] > 31:
        return numbers[1] in range(1, 13) and numbers[2] in range(1, 32)
    return min(numbers[:2]) in range(1, 13) and max(numbers[:2]) <= 31
