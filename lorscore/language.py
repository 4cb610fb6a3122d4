"""Which language a text is in, told from its function words. No model, no network, the same answer every time."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import tomli

# Words of the text that are looked at; more do not change the answer.
MAX_WORDS = 400
# Fewer words tell nothing.
MIN_WORDS = 8
# Share of the words that are function words; running English has about half, a list of names or ingredients a tenth.
MIN_SHARE = 0.16

# Characters that nearly always hold so many words, to be looked at in one go.
_ENOUGH = 16 * MAX_WORDS

_WORD = re.compile(r"[^\W\d_]+")


class TextLanguage(NamedTuple):
    """A language and how sure that is.

    Attributes
    ----------
    code : str or None
        ISO 639-1, as ``"en"``; None where the text is too short, or no running text of a known language.
    confidence : float
        0 to 1: how far the language is ahead of the next one.
    """

    code: str | None
    confidence: float


def language_of(text: str) -> TextLanguage:
    """Tell the language of a text.

    Parameters
    ----------
    text : str
        Any text; its first `MAX_WORDS` words are looked at.

    Returns
    -------
    TextLanguage

    Examples
    --------
    >>> language_of("She was with us for a year, and she found what the rest of us had missed.").code
    'en'
    >>> language_of("Ella estuvo con nosotros durante un año y encontró lo que los demás no habían visto.").code
    'es'
    >>> language_of("HBB, CFTR, FBN1").code is None
    True
    """
    found = _WORD.findall(text, 0, _ENOUGH)
    if len(found) <= MAX_WORDS and len(text) > _ENOUGH:
        found = [w.group() for w in islice(_WORD.finditer(text), MAX_WORDS)]
    words = list(map(str.lower, found[:MAX_WORDS]))
    if len(words) < MIN_WORDS:
        return TextLanguage(None, 0.0)
    languages = _languages()
    totals = dict.fromkeys(_codes(), 0)
    for word, count in Counter(words).items():
        for code in languages.get(word, ()):
            totals[code] += count
    shares = sorted(((total / len(words), code) for code, total in totals.items()), reverse=True)
    (best, code), (second, _) = shares[0], shares[1]
    if best < MIN_SHARE:
        return TextLanguage(None, 0.0)
    return TextLanguage(code, round((best - second) / best, 3))


@cache
def _languages() -> dict[str, tuple[str, ...]]:
    """Map each function word to the languages that it belongs to."""
    data: dict[str, list[str]] = tomli.loads(Path(__file__).with_name("language.toml").read_text("utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for code, words in data.items():
        for word in words:
            found[word] = (*found.get(word, ()), code)
    return found


@cache
def _codes() -> tuple[str, ...]:
    return tuple(sorted({code for codes in _languages().values() for code in codes}))
