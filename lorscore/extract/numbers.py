"""Numbers in figures and in words."""

from __future__ import annotations

ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WHOLE = {**ONES, **TENS, "dozen": 12, "hundred": 100}
_WORDS = frozenset({*_WHOLE, "thousand"})
"""A thousand is a number, but as a rule none that was counted."""


def like_number(lower: str) -> bool:
    """Whether a lower-cased word is a number, in figures or words.

    Examples
    --------
    >>> from lorscore.extract.numbers import like_number
    >>> like_number("1,200"), like_number("twenty"), like_number("twentieth")
    (True, True, False)
    """
    return lower.replace(",", "").replace(".", "", 1).isdigit() or lower in _WORDS


def whole_number(lower: str) -> int | None:
    """Return the whole number that a lower-cased word is, in figures or words, or None.

    Examples
    --------
    >>> from lorscore.extract.numbers import whole_number
    >>> whole_number("1,200"), whole_number("twelve"), whole_number("many")
    (1200, 12, None)
    >>> like_number("²"), whole_number("²")
    (True, None)
    """
    digits = lower.replace(",", "")
    return int(digits) if digits.isdecimal() else _WHOLE.get(lower)
