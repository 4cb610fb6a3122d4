"""The words that tell names from other capitalised words: hints from ``guide/names``, never a list of who exists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import tomli

_FOLD = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "‐": "-", "–": "-", "ı": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d"})  # fmt: skip  # noqa: E501


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


def alternation(phrases: Iterable[str]) -> str:
    r"""Return a pattern that matches any of some phrases, the longest first, with any white space between words.

    Examples
    --------
    >>> alternation(["letter", "letter for"])
    'letter\\s+for|letter'
    """
    ordered = sorted(set(phrases), key=lambda p: (-len(p), p))
    return "|".join(r"\s+".join(re.escape(w) for w in p.split()) for p in ordered)


@dataclass(frozen=True, slots=True)
class NameLexicon:
    """Hints on names, all folded (see `fold`)."""

    titles: dict[str, str]
    """Title -> the gender that the word itself states: ``he``, ``she``, ``they`` or ``""``."""
    weak_titles: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]
    capitals: frozenset[str]
    """Capitalised words that are no part of a person's name."""
    months: frozenset[str]
    name_stops: frozenset[str]
    """Capitalised words that are no names by themselves, and yet may follow a given name ("Hope May")."""
    name_prefixes: frozenset[str]
    """The same, before a family name ("Youssef El Idrissi")."""
    places: frozenset[str]
    streets: frozenset[str]
    institution_heads: frozenset[str]
    institution_links: frozenset[str]
    eponyms: frozenset[str]
    eponym_nouns: frozenset[str]
    given: frozenset[str]
    common: frozenset[str]
    """Words that letters write in lower case: one of them at the start of a sentence is no name by itself."""

    def is_common(self, word: str) -> bool:
        """Say whether a folded word is an ordinary one, or a plain ending of one."""
        if word in self.common:
            return True
        if len(word) < 5 or "'" in word:
            return False
        if "-" in word:
            pieces = [p for p in word.split("-") if p]
            if all(p in self.given for p in pieces):
                return False
            return all(p in self.common or p in self.capitals or (len(p) > 2 and self.is_common(p)) for p in pieces)
        return any(word.endswith(s) and word[: -len(s)] in self.common for s in ("s", "es", "ed", "ing", "ly", "d"))


@cache
def name_data(stem: str) -> dict[str, Any]:
    """Read one TOML file of ``lorscore/guide/names``."""
    text = resources.files("lorscore.guide").joinpath("names", f"{stem}.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


def words_of(text: str) -> frozenset[str]:
    """Return the folded words of a space-separated string."""
    return frozenset(fold(w) for w in text.split())


@cache
def name_lexicon() -> NameLexicon:
    """Return the name lexicon, read once a process.

    Examples
    --------
    >>> "lucia" in name_lexicon().given
    True
    """
    titles, capitals, institutions = name_data("titles"), name_data("capitals"), name_data("institutions")
    eponyms, given, calendar = name_data("eponyms"), name_data("given")["given"], name_data("capitals")["calendar"]
    common = resources.files("lorscore.guide").joinpath("names", "common_words.txt").read_text(encoding="utf-8")
    months = words_of(calendar["months"])
    gendered = {
        word: (gender if gender in ("he", "she", "they") else "")
        for gender in ("none", "he", "she", "they")
        for word in words_of(titles[gender]["words"])
    }
    other = words_of(" ".join(capitals[k]["words"] for k in ("people", "medicine", "letter", "other", "streets")))
    other |= words_of(" ".join(calendar[k] for k in ("weekdays", "feasts", "eras")))
    return NameLexicon(
        titles=gendered,
        weak_titles=words_of(titles["weak"]["words"]),
        degrees=frozenset(re.sub(r"[.,]", "", w) for w in words_of(titles["after"]["words"])),
        particles=words_of(name_data("particles")["inside"]["words"]),
        capitals=months | other,
        months=months,
        name_stops=months
        | words_of(calendar["weekdays"])
        | words_of(capitals["people"]["words"])
        | words_of(capitals["inside_names"]["after"]),
        name_prefixes=words_of(capitals["inside_names"]["before"]),
        places=words_of(" ".join(capitals["places"][k] for k in ("parts", "countries", "states", "cities"))),
        streets=words_of(capitals["streets"]["words"]),
        institution_heads=words_of(institutions["heads"]["words"]),
        institution_links=words_of(institutions["links"]["words"]),
        eponyms=words_of(eponyms["names"]["words"]),
        eponym_nouns=words_of(eponyms["nouns"]["words"]),
        given=words_of(given["words"]) | words_of(given["nick"]),
        common=words_of(common),
    )
