"""Categories of words from the literature, counted: columns to study, never part of the score."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import tomli

from lorscore.errors import RuleError
from lorscore.letter import BODY_PARTS, Letter

PREFIX = "words_"
PER = 1000
"""Rates are per so many words of the body."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True, slots=True)
class Category:
    """A category: its name, title and source, and a pattern of its words."""

    name: str
    title: str
    source: str
    partial: bool
    pattern: re.Pattern[str]

    def count(self, text: str) -> int:
        """Return how often its words stand in a text.

        Examples
        --------
        >>> ability = next(c for c in categories() if c.name == "ability")
        >>> ability.count("She is skilled, bright and skillful; a bride is not bright-eyed.")
        4
        """
        return sum(1 for _ in self.pattern.finditer(text))


@cache
def categories() -> tuple[Category, ...]:
    """Return the categories of ``guide/word_categories.toml``, in order; raises RuleError where one is not right."""
    text = (resources.files("lorscore.guide") / "word_categories.toml").read_text(encoding="utf-8")
    out = []
    for name, table in tomli.loads(text).items():
        words = table["words"]
        if wrong := [w for w in words if w != w.lower() or "*" in w[:-1] or not w.strip("*")]:
            raise RuleError(
                f"word_categories.toml, [{name}]: {wrong[0]!r} is not lower case with a star at the end only."
            )
        if len(set(words)) < len(words):
            raise RuleError(f"word_categories.toml, [{name}]: a word stands there twice.")
        out.append(Category(name, table["title"], table["source"], bool(table["partial"]), _pattern(words)))
    return tuple(out)


def _pattern(words: list[str]) -> re.Pattern[str]:
    parts = [
        re.escape(w.removesuffix("*")).replace(r"\ ", r"\s+") + (r"\w*" if w.endswith("*") else "")
        for w in sorted(words, key=len, reverse=True)
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def body(letter: Letter) -> str:
    """Return the letter's body: a letterhead's "Excellence in Care" is no word about the applicant."""
    return "\n".join(letter.text[p.start : p.end] for p in letter.parts if p.kind in BODY_PARTS) or letter.text


def rates(letter: Letter) -> dict[str, float]:
    """Return the rate of each category per thousand words of the body, by column name."""
    text = body(letter)
    n = max(1, sum(1 for _ in _WORD.finditer(text)))
    return {f"{PREFIX}{c.name}": round(PER * c.count(text) / n, 3) for c in categories()}


def rows(letters: Mapping[str, Letter]) -> dict[str, dict[str, float]]:
    """Return `rates` of each letter, by id."""
    return {name: rates(letter) for name, letter in letters.items()}
