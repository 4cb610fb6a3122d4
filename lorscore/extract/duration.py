"""Lengths of time in a sentence, in days: "six weeks", "a year and a half", "from March through May", "since 2016"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lorscore.extract.numbers import ONES, TENS

UNITS = {
    "hour": 1 / 24, "minute": 1 / 1440, "day": 1, "weekday": 1, "night": 1, "weekend": 2, "week": 7, "fortnight": 14,
    "month": 30, "block": 28, "quarter": 90, "trimester": 90, "term": 90, "summer": 75, "semester": 120, "year": 365,
    "decade": 3650,
}  # fmt: skip
"""Days in a unit; a month counts 30 days, a school term 90, a semester 120, a summer 75."""

_SCHOOL_YEAR = 300
_SMALL: dict[str, float] = {
    **ONES, "a": 1, "an": 1, "single": 1, "several": 5, "few": 3, "couple": 2, "dozen": 12, "some": 3, "half": 0.5,
    "both": 2,
}  # fmt: skip
_AMOUNTS = {**_SMALL, **TENS}
_MONTHS = {
    name: i
    for i, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep",
         "october oct", "november nov", "december dec")
    )
    for name in names.split(" ")
}  # fmt: skip
_SEASONS = {"winter": 0, "spring": 3, "summer": 6, "fall": 9, "autumn": 9}
_COUNTED = frozenset(
    {"aged", "age", "once", "twice", "times", "sessions", "mornings", "afternoons", "tutorials", "clinics", "cases"}
)
"""After these, "a week" tells how often, not how long."""
_TO = frozenset({"to", "through", "until", "till", "-", "–", "—", "and", "thru"})
_BETWEEN = frozenset({
    "-", "–", "‑", "full", "calendar", "whole", "entire", "consecutive", "working", "business", "academic", "school",
    "past", "last", "good", "long", "solid", "straight", "short", "of", "or", "so", "clinic", "more",
})  # fmt: skip


_STARTERS = frozenset({*_AMOUNTS, *_MONTHS, *_SEASONS, "academic", "school", "since"})


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: tokens ``first`` to ``last`` of a sentence.

    Attributes
    ----------
    first, last : int
        Indices into the sentence's lists, inclusive.
    days : float or None
        Length in days; None for "since", whose end is the letter's date.
    since : int or None
        The year from which it lasts, if it says so.
    """

    first: int
    last: int
    days: float | None
    since: int | None = None


def durations(lower: Sequence[str], lemma: Sequence[str]) -> list[Duration]:
    """Return the lengths of time that a sentence states, in order, without overlap.

    Parameters
    ----------
    lower, lemma : sequence of str
        Lower-cased forms and lemmas of the tokens.

    Examples
    --------
    >>> from lorscore.extract.duration import durations
    >>> lemmas = "she spend eight week with us".split()
    >>> [(d.first, d.last, d.days) for d in durations("she spent eight weeks with us".split(), lemmas)]
    [(2, 3, 56)]
    >>> words = "from july 2022 to june 2024".split()
    >>> [d.days for d in durations(words, words)]
    [720]
    """
    out: list[Duration] = []
    i, n = 0, len(lower)
    while i < n:
        word = lower[i]
        if word not in _STARTERS and not word[0].isdecimal():
            i += 1
            continue
        found = _length(lower, lemma, i) or _months(lower, i) or _years(lower, i) or _since(lower, i)
        if found:
            out.append(found)
            i = found.last + 1
        else:
            i += 1
    return out


def _amount(word: str) -> float | None:
    """Return how many units a word or figure stands for, or None; "a few weeks" are three."""
    if word in _AMOUNTS:
        return float(_AMOUNTS[word])
    plain = word.replace(",", "")
    return float(plain) if plain.replace(".", "", 1).isdecimal() and len(plain) < 6 else None


def _length(lower: Sequence[str], lemma: Sequence[str], i: int) -> Duration | None:
    """``eight weeks``, ``a twelve-week``, ``a year and a half``, ``two and a half years``, ``half a year``."""
    n = len(lower)
    if lower[i] in ("academic", "school") and i + 1 < n and lower[i + 1] == "year":
        return Duration(i, i + 1, _SCHOOL_YEAR)
    value = _amount(lower[i])
    if value is None or (i and (lower[i - 1] in _COUNTED or lemma[i - 1] in UNITS)):
        return None
    k = i + 1
    if lower[i] in ("a", "an") and k < n and lower[k] in ("few", "couple", "single", "dozen", "half"):
        value, k = _SMALL[lower[k]], k + 1
    elif lower[i] == "half" and k < n and lower[k] in ("a", "an", "of", "the"):
        k += 1
    elif lower[i] in TENS and k < n:
        step = k + 1 if lower[k] == "-" else k
        unit = _SMALL.get(lower[step]) if step < n else None
        if unit and 1 <= unit < 10 and lower[step] not in ("a", "an", "single", "few", "several"):
            value, k = value + unit, step + 1
    if k + 2 < n and lower[k] == "and" and lower[k + 1] == "a" and lower[k + 2] == "half":
        value, k = value + 0.5, k + 3
    school = False
    for _ in range(4):
        if k < n and lower[k] in _BETWEEN:
            school = school or lower[k] in ("academic", "school")
            k += 1
        elif (
            k < n and _amount(lower[k]) is not None and lower[k - 1] in ("or", "-", "–") and lower[k] not in ("a", "an")
        ):
            value, k = max(value, _amount(lower[k]) or 0), k + 1
    if k >= n or lemma[k] not in UNITS or _of_age(lower, k):
        return None
    days = value * (_SCHOOL_YEAR if school and lemma[k] == "year" else UNITS[lemma[k]])
    if k + 3 < n and lower[k + 1] == "and" and lower[k + 2] == "a" and lower[k + 3] == "half":
        days, k = days + UNITS[lemma[k]] / 2, k + 3
    if k + 2 < n and lower[k + 1] in ("a", "per", "each", "every") and lemma[k + 2] in UNITS:
        return None
    return Duration(i, k, round(days, 3) if days < 1 else round(days))


def _of_age(lower: Sequence[str], k: int) -> bool:
    """``four years old``, ``a two-year-old``, ``forty years of age``, ``three weeks ago``, ``two weeks later``."""
    after = [w for w in lower[k + 1 : k + 4] if w not in ("-", "–")][:2]
    return bool(after) and (after[0] in ("old", "ago", "later", "earlier", "gestation") or after == ["of", "age"])


def _months(lower: Sequence[str], i: int) -> Duration | None:
    """``March through May``, ``July 2022 to July 2024``, ``June 12, through Friday, June 16``."""
    start = _date(lower, i)
    if start is None:
        return None
    k = start[3]
    while k < len(lower) and lower[k] == ",":
        k += 1
    if k >= len(lower) or lower[k] not in _TO:
        return None
    k += 1
    while k < len(lower) and (lower[k] in (",", "the", "end", "of", "middle") or lower[k].endswith("day")):
        k += 1
    stop = _date(lower, k)
    if stop is None or (lower[i] == "may" and i and lower[i - 1] in ("it", "he", "she", "they", "you", "i", "we")):
        return None
    (m1, d1, y1, _), (m2, d2, y2, end) = start, stop
    if d1 is not None and d2 is not None:
        days = (
            (m2 - m1) % 12 * 30 + d2 - d1 + 1
            if (y1 is None or y2 is None)
            else (y2 - y1) * 365 + (m2 - m1) * 30 + d2 - d1 + 1
        )
    else:
        months = (m2 - m1) % 12 if y1 is None or y2 is None else (y2 - y1) * 12 + m2 - m1
        days = (months + 1) * 30
    return Duration(i, end - 1, max(days, 1), y1) if days > 0 else None


def _date(lower: Sequence[str], i: int) -> tuple[int, int | None, int | None, int] | None:
    """(month, day, year, end) of a month or season with its day and year, beginning at token i."""
    n = len(lower)
    if i >= n:
        return None
    day: int | None = None
    k = i
    if lower[k].rstrip("stndrh").isdecimal() and k + 1 < n and lower[k + 1] in _MONTHS and len(lower[k]) <= 4:
        day, k = int(lower[k].rstrip("stndrh")), k + 1
    if lower[k] in _MONTHS:
        month = _MONTHS[lower[k]]
    elif lower[k] in _SEASONS:
        month = _SEASONS[lower[k]]
    else:
        return None
    k += 1
    if day is None and k < n and lower[k].rstrip("stndrh").isdecimal() and int(lower[k].rstrip("stndrh")) <= 31:
        day, k = int(lower[k].rstrip("stndrh")), k + 1
    year: int | None = None
    step = k + 1 if k < n and lower[k] in (",", "of") else k
    if step < n and _is_year(lower[step]):
        year, k = int(lower[step]), step + 1
    return month, day, year, k


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and 1950 <= int(word) <= 2099


def _years(lower: Sequence[str], i: int) -> Duration | None:
    """``2020-2023``, ``from 2020 to 2023``, ``2021/22``."""
    word = lower[i].replace("–", "-").replace("—", "-").replace("/", "-")
    if len(word) in (7, 9) and word.count("-") == 1:
        first, _, second = word.partition("-")
        if _is_year(first) and second.isdecimal():
            last = int(second) if len(second) == 4 else int(first[:2] + second)
            if int(first) < last <= int(first) + 15:
                return Duration(i, i, (last - int(first)) * 365, int(first))
    if (
        _is_year(word)
        and i + 2 < len(lower)
        and lower[i + 1] in _TO
        and _is_year(lower[i + 2])
        and lower[i + 1] != "and"
    ):
        years = int(lower[i + 2]) - int(word)
        return Duration(i, i + 2, years * 365, int(word)) if 0 < years <= 15 else None
    return None


def _since(lower: Sequence[str], i: int) -> Duration | None:
    """``since 2016``, ``since March 2021``, ``since the fall of 2019``."""
    if lower[i] != "since":
        return None
    for k in range(i + 1, min(i + 6, len(lower))):
        if _is_year(lower[k]):
            return Duration(i, k, None, int(lower[k]))
        if (
            lower[k] not in _MONTHS
            and lower[k] not in _SEASONS
            and lower[k] not in ("the", "of", ",", "early", "late", "mid", "-", "about")
        ):
            return None
    return None
