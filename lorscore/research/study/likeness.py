"""Letters that repeat each other: duplicates, near duplicates, and families of letters from one template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lorscore.letter import Letter
from lorscore.research.study.libraries import library
from lorscore.research.study.words import body

SHINGLE = 5
"""Words in a row that are compared."""
NEAR = 0.8
"""Share of the shingles of both together that two near duplicates have in common (Jaccard)."""
FAMILY = 0.25
"""Share of the shorter letter's shingles that two letters of a family have in common."""
_FEWEST = 20
"""Shingles that a letter needs to be compared."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_OPENS = re.compile(r"[.!?:][^\w\s.!?:]*+\s|\n[^\S\n]*+\n")
_TITLES = frozenset(("Dr", "Mr", "Ms", "Mrs", "Mx", "Prof"))
_OF_A_PERSON = frozenset((
    "he", "she", "they", "him", "her", "them", "his", "hers", "their", "theirs", "himself", "herself", "themself",
    "themselves", "mr", "ms", "mrs",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """Two letters and what they share: Jaccard index, share of the shorter, number of shingles."""

    one: str
    other: str
    jaccard: float
    contained: float
    shared: int


def masked(text: str) -> list[str]:
    """Return the words of a text with names, numbers and pronouns masked, so that a template filled twice is one text.

    A word with a capital that does not open a sentence counts as a name.

    Examples
    --------
    >>> masked("I met Dr. Ana Silva in 2021. She was exact.") == masked("I met Dr. Tom Hale in 2019. He was exact.")
    True
    """
    out: list[str] = []
    last, before = 0, ""
    for match in _WORD.finditer(text):
        word = match.group()
        # an abbreviated title ends no sentence
        opens = not out or (before not in _TITLES and bool(_OPENS.search(text[last : match.start()])))
        last, before = match.end(), word
        if word.lower() in _OF_A_PERSON:
            out.append("<person>")
        elif any(c.isdigit() for c in word):
            out.append("<number>")
        elif not word[0].isupper() or opens or word == "I":
            out.append(word.lower())
        elif not out or out[-1] != "<name>":
            out.append("<name>")
    return out


def shingles(letter: Letter) -> frozenset[tuple[str, ...]]:
    """Return the runs of five masked words of the letter's body."""
    found = masked(body(letter))
    return frozenset(zip(*(found[i:] for i in range(SHINGLE)), strict=False))


def pairs(letters: Mapping[str, Letter]) -> list[Pair]:
    """Return the pairs of letters that share a quarter of the shorter one or more, the likest first.

    References
    ----------
    Broder AZ. On the resemblance and containment of documents. Compression and Complexity of Sequences; 1997:21-29.
    """
    sets = {name: s for name, letter in letters.items() if len(s := shingles(letter)) >= _FEWEST}
    names = list(sets)
    if len(names) < 2:
        return []
    number: dict[tuple[str, ...], int] = {}
    rows, columns = [], []
    for i, name in enumerate(names):
        for run in sets[name]:
            rows.append(i)
            columns.append(number.setdefault(run, len(number)))
    matrix = library("scipy.sparse").csr_matrix(
        (np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=(len(names), len(number))
    )
    shared = (matrix @ matrix.T).tocoo()
    out = []
    for i, j, n in zip(shared.row, shared.col, shared.data, strict=True):
        if i < j:
            a, b = len(sets[names[i]]), len(sets[names[j]])
            pair = Pair(names[i], names[j], float(n / (a + b - n)), float(n / min(a, b)), int(n))
            if pair.contained >= FAMILY:
                out.append(pair)
    return sorted(out, key=lambda p: (-p.jaccard, p.one, p.other))


def families(found: list[Pair]) -> list[list[str]]:
    """Return groups of letters that hang together by pairs, the largest first."""
    names = sorted({n for p in found for n in (p.one, p.other)})
    group = {n: n for n in names}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    for p in found:
        one, other = sorted((root(p.one), root(p.other)))
        group[other] = one
    out: dict[str, list[str]] = {}
    for n in names:
        out.setdefault(root(n), []).append(n)
    return sorted(out.values(), key=lambda g: (-len(g), g))


def duplicates(letters: Mapping[str, Letter]) -> list[list[str]]:
    """Return groups of letters whose whole text is the same but for white space."""
    out: dict[str, list[str]] = {}
    for name, letter in letters.items():
        out.setdefault(" ".join(letter.text.split()), []).append(name)
    return sorted(g for g in out.values() if len(g) > 1)
