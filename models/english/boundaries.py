"""Compare sentence boundaries with the letters that were marked by hand (data/sentence_boundaries)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from spacy.language import Language

ROOT = Path(__file__).resolve().parents[2]
MARKED = ROOT / "data" / "sentence_boundaries"
LETTERS = ROOT / "data" / "letters" / "train"


def starts(units: Iterable[str]) -> set[int]:
    """Return where each unit after the first begins, counted in characters that are not white space."""
    found, at = set[int](), 0
    for unit in units:
        size = len("".join(unit.split()))
        if size and at:
            found.add(at)
        at += size
    return found


def compare(nlp: Language) -> tuple[int, int, int, list[str]]:
    """Return the boundaries found and marked, those found, those marked, and each disagreement as text."""
    both = found = marked = 0
    wrong: list[str] = []
    for path in sorted(MARKED.glob("L*.txt")):
        text = (LETTERS / path.name).read_text(encoding="utf-8")
        gold = starts(path.read_text(encoding="utf-8").splitlines())
        mine = starts(sent.text for sent in nlp(text).sents)
        both, found, marked = both + len(gold & mine), found + len(mine), marked + len(gold)
        dense = "".join(text.split())
        for kind, places in (("missed", gold - mine), ("added", mine - gold)):
            wrong += [f"{path.stem} {kind}: {dense[max(0, p - 25) : p]} | {dense[p : p + 25]}" for p in sorted(places)]
    return both, found, marked, wrong
