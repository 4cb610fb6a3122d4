"""The words that tell names from other capitalised words: hints read from ``guide/names``, never a list of who exists."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

_FOLD = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "‐": "-", "–": "-", "ı": "i", "ł": "l", "Ł": "l", "ø": "o", "đ": "d"}
)


def fold(word: str) -> str:
    """Return a word as names are compared: lower case, no accents, plain apostrophes and hyphens.

    Examples
    --------
    >>> fold("Lucía"), fold("O’BRIEN"), fold("Łukasz")
    ('lucia', "o'brien", 'lukasz')
    """
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.translate(_FOLD).lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """Hints on names, all folded (see `fold`)."""

    titles: dict[str, str]
    """Title -> the gender that the word itself states: ``he``, ``she``, ``they`` or ``""``."""
    weak_titles: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]
    never_last: frozenset[str]
    capitals: frozenset[str]
    """Capitalised words that are no part of a person's name."""
    months: frozenset[str]
    weekdays: frozenset[str]
    places: frozenset[str]
    streets: frozenset[str]
    demonyms: frozenset[str]
    institution_heads: frozenset[str]
    institution_strong: frozenset[str]
    institution_links: frozenset[str]
    institution_known: frozenset[str]
    eponyms: frozenset[str]
    eponym_nouns: frozenset[str]
    given: frozenset[str]
    common: frozenset[str]
    """Words that are written in lower case in letters: one of them at the start of a sentence is no name by itself."""


def name_data(stem: str) -> dict[str, Any]:
    """Read one TOML file of ``lorscore/guide/names``."""
    text = resources.files("lorscore.guide").joinpath("names", f"{stem}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def words_of(text: str) -> frozenset[str]:
    """Return the folded words of a space-separated string."""
    return frozenset(fold(w) for w in text.split())


@lru_cache(maxsize=1)
def name_lexicon() -> NameLexicon:
    """Return the name lexicon, read once a process.

    Examples
    --------
    >>> "lucia" in name_lexicon().given
    True
    """
    titles = name_data("titles")
    particles = name_data("particles")
    capitals = name_data("capitals")
    institutions = name_data("institutions")
    eponyms = name_data("eponyms")
    given = name_data("given")["given"]
    common = resources.files("lorscore.guide").joinpath("names", "common_words.txt").read_text(encoding="utf-8")
    calendar = capitals["calendar"]
    months, weekdays = words_of(calendar["months"]), words_of(calendar["weekdays"])
    places = words_of(" ".join(capitals["places"].values()))
    demonyms = words_of(capitals["people"]["words"])
    gendered = {
        word: (gender if gender in ("he", "she", "they") else "")
        for gender in ("none", "he", "she", "they")
        for word in words_of(titles[gender]["words"])
    }
    other = words_of(" ".join(capitals[k]["words"] for k in ("medicine", "letter", "other", "streets")))
    return NameLexicon(
        titles=gendered,
        weak_titles=words_of(titles["weak"]["words"]),
        degrees=frozenset(re.sub(r"[.,]", "", w) for w in words_of(titles["after"]["words"])),
        particles=words_of(particles["inside"]["words"]),
        never_last=words_of(particles["never_last"]["words"]),
        capitals=months | weekdays | demonyms | other | words_of(calendar["feasts"]) | words_of(calendar["eras"]),
        months=months,
        weekdays=weekdays,
        places=places,
        streets=words_of(capitals["streets"]["words"]),
        demonyms=demonyms,
        institution_heads=words_of(institutions["heads"]["words"]),
        institution_strong=words_of(institutions["strong"]["words"]),
        institution_links=words_of(institutions["links"]["words"]),
        institution_known=frozenset(fold(p) for p in institutions["known"]["phrases"]),
        eponyms=words_of(eponyms["names"]["words"]),
        eponym_nouns=words_of(eponyms["nouns"]["words"]),
        given=words_of(given["words"]) | words_of(given["nick"]),
        common=words_of(common),
    )
