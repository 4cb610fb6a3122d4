"""How well a system agrees with readers of letters, beside how well the readers agree with each other.

The figures are those of ``data/letters/agreement.py``, which stays beside the corpus as its stand-alone yardstick; a
test holds the two together. Marks are compared in folded text (white space as single spaces): by sentence,
competencies by sentence and quality, generic adjectives as spans that overlap by half of their union.
"""

from __future__ import annotations

import itertools
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lorscore.errors import InputError
from lorscore.report import CRITERIA, FLAGS, QUALITIES
from lorscore.research import figures
from lorscore.research.marks import MARKED_KINDS, covered, find_quote, ratings_of, sub_folders, text_of

Figures = dict[str, float]

_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Mx|Prof|St|vs|No|approx|e\.g|i\.e|etc|Re|Tel|Ph|Fig|[A-Z]))\.$")
_BREAK = re.compile("[.!?][\"')\\]\u2019\u201d]?\\s+(?=[A-Z0-9\"'(\\[\u2018\u201c\u2022*-])")
_DEGREE = re.compile(r"(?:M\.D|Ph\.D|U\.S)\.$")
_OPENER = re.compile(r"(?:She|He|They|I|We|The|In|My|Her|His|This)\b")
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-•*–]|\d{1,2}[.)])\s)")


def fold(text: str) -> str:
    """Return the text with white space as single spaces."""
    return re.sub(r"\s+", " ", text).strip()


def _sentences(text: str) -> list[tuple[int, int]]:
    cuts = [0]
    for m in _BREAK.finditer(text):
        before = text[max(0, m.start() - 8) : m.start() + 1]
        degree = _DEGREE.search(before) and _OPENER.match(text[m.end() :])
        if degree or not _ABBREVIATION.search(before):
            cuts.append(m.end())
    cuts.append(len(text))
    return [(a, b) for a, b in itertools.pairwise(cuts) if b > a]


class FoldedLetter:
    """A letter's folded text and the character ranges of its sentences in it."""

    def __init__(self, name: str, raw: str) -> None:
        self.id, self.text = name, ""
        self.ranges: list[tuple[int, int]] = []
        for block in map(fold, _BLOCK.split(raw)):
            if block:
                self.text += " " if self.text else ""
                base = len(self.text)
                self.text += block
                self.ranges += [(base + a, base + b) for a, b in _sentences(block)]

    def sentences_of(self, start: int, end: int) -> set[int]:
        """Return the sentences that a mark covers (`lorscore.research.marks.covered`)."""
        return {i for i, (a, b) in enumerate(self.ranges) if covered(start, end, a, b)}


@dataclass(slots=True)
class Reading:
    """One reader's, or the system's, reading of one letter, as comparable sets and numbers."""

    overall: float | None
    criteria: Mapping[str, float]
    qualities: Mapping[str, float]
    flags: Mapping[str, bool]
    sets: dict[str, set[Any]] = field(default_factory=lambda: {k: set() for k in MARKED_KINDS})
    spans: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def of_reader(cls, ratings: Mapping[str, Any], letter: FoldedLetter) -> Reading:
        """Build a reading from a reader's JSON."""
        reading = cls(ratings["overall"], ratings["criteria"], ratings["qualities"], ratings["flags"])
        for kind in MARKED_KINDS:
            seen: Counter[str] = Counter()
            for mark in ratings[kind]:
                quote = fold(mark["quote"])
                start, end = find_quote(letter.id, letter.text, quote, seen[quote])
                seen[quote] += 1
                reading._mark(kind, mark.get("quality"), start, end, letter)
        return reading

    @classmethod
    def of_report(cls, report: Mapping[str, Any], letter: FoldedLetter) -> Reading:
        """Build a reading from a report's JSON."""
        reading = cls(
            report["overall"],
            {k: v["level"] or 0.0 for k, v in report["criteria"].items()},
            report["qualities"],
            report["flags"],
        )
        for e in report["evidence"]:
            quote = fold(report["text"][e["start"] : e["end"]]) if e["kind"] in MARKED_KINDS else ""
            if not quote:
                continue
            near = len(fold(report["text"][: e["start"]] + "x")) - 1
            places = [h.start() for h in re.finditer(re.escape(quote), letter.text)]
            if not places:
                raise InputError(f"{letter.id}: the evidence {quote!r} is not in the letter.")
            at = min(places, key=lambda p: abs(p - near))
            reading._mark(e["kind"], e["label"], at, at + len(quote), letter)
        return reading

    def _mark(self, kind: str, label: str | None, start: int, end: int, letter: FoldedLetter) -> None:
        if kind == "generic_adjective":
            self.spans.append((start, end))
        elif kind == "competency":
            self.sets[kind] |= {(i, label) for i in letter.sentences_of(start, end)}
        else:
            self.sets[kind] |= letter.sentences_of(start, end)

    def rate(self, other: Reading) -> float:
        """Return ``overall``; an abstention counts 1 where the other flagged ``not_a_letter``, else the middle."""
        if self.overall is None:
            return 1.0 if other.flags.get("not_a_letter") else 3.0
        return self.overall


def overlap_counts(a: Sequence[tuple[int, int]], b: Sequence[tuple[int, int]]) -> tuple[int, int, int]:
    """Return (matched one for one, number in a, number in b); spans match that overlap by half of their union."""
    used: set[int] = set()
    for s, e in a:
        best = max(
            (j for j in range(len(b)) if j not in used),
            default=None,
            key=lambda j: (min(e, b[j][1]) - max(s, b[j][0])) / (max(e, b[j][1]) - min(s, b[j][0])),
        )
        if best is not None:
            shared = min(e, b[best][1]) - max(s, b[best][0])
            if 2 * shared >= max(e, b[best][1]) - min(s, b[best][0]):
                used.add(best)
    return len(used), len(a), len(b)


def spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Return Spearman's rank correlation; 0 where one side does not vary, as the stand-alone yardstick has it."""
    found = figures.spearman(x, y)
    return 0.0 if math.isnan(found) else found


def weighted_kappa(x: ArrayLike, y: ArrayLike, low: float, high: float, step: float = 0.5) -> float:
    """Return the quadratic weighted kappa (Cohen 1968) of values rounded to a step; NaN where neither side varies.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Two ratings of the same letters.
    low, high : float
        Ends of the scale; what lies beyond counts as the end.
    step : float

    Examples
    --------
    >>> from lorscore.research.yardstick import weighted_kappa
    >>> weighted_kappa([1, 2, 5], [1, 2, 5], 1, 5), weighted_kappa([1, 5], [5, 1], 1, 5)
    (1.0, -1.0)
    """
    top = round((high - low) / step)
    a, b = (np.clip(np.rint((np.asarray(v, dtype=float) - low) / step), 0, top).astype(np.int64) for v in (x, y))
    seen = len(a) * int(((a - b) ** 2).sum())
    # whole numbers throughout: that no rater varies is then seen exactly
    chance = len(a) * int((a**2).sum() + (b**2).sum()) - 2 * int(a.sum()) * int(b.sum())
    return 1.0 - seen / chance if chance else float("nan")


def f1(counts: Iterable[tuple[int, int, int]]) -> float:
    """Micro F1 over (hits, number in a, number in b); NaN where both sides are empty."""
    return figures.f1(*map(sum, zip(*counts, strict=True)))


def compare(one: Mapping[str, Reading], two: Mapping[str, Reading], ids: Sequence[str]) -> Figures:
    """Return all figures of agreement between two readings of the same letters."""
    a, b = [one[i] for i in ids], [two[i] for i in ids]
    pairs = list(zip(a, b, strict=True))
    x, y = [p.rate(q) for p, q in pairs], [q.rate(p) for p, q in pairs]
    out = {"overall qwk": weighted_kappa(x, y, 1, 5, 0.5), "overall spearman": spearman(x, y)}
    for k in CRITERIA:
        out[f"criterion {k} qwk"] = weighted_kappa(
            [r.criteria.get(k, 0) for r in a], [r.criteria.get(k, 0) for r in b], 0, 4, 0.5
        )
    for k in QUALITIES:
        out[f"quality {k} qwk"] = weighted_kappa(
            [r.qualities.get(k, 0) for r in a], [r.qualities.get(k, 0) for r in b], 0, 2, 1
        )
    for k in FLAGS:
        on = [(bool(p.flags.get(k)), bool(q.flags.get(k))) for p, q in pairs]
        out[f"flag {k} f1"] = f1([(int(p and q), int(p), int(q)) for p, q in on])
    for k in MARKED_KINDS:
        if k == "generic_adjective":
            out[f"mark {k} f1"] = f1([overlap_counts(p.spans, q.spans) for p, q in pairs])
        else:
            out[f"mark {k} f1"] = f1([(len(p.sets[k] & q.sets[k]), len(p.sets[k]), len(q.sets[k])) for p, q in pairs])
    return out


def _mean(rows: Sequence[Figures]) -> Figures:
    out = {}
    for k in rows[0] if rows else ():
        values = [r[k] for r in rows if r[k] == r[k]]
        out[k] = sum(values) / len(values) if values else float("nan")
    return out


Readers = dict[str, dict[str, Reading]]


def among(readers: Readers, ids: Sequence[str]) -> Figures:
    """Return the ceiling: mean agreement over the pairs of readers that share ten letters or more."""
    rows = []
    for one, two in itertools.combinations(sorted(readers), 2):
        both = [i for i in ids if i in readers[one] and i in readers[two]]
        if len(both) >= 10:
            rows.append(compare(readers[one], readers[two], both))
    return _mean(rows)


def against(system: Mapping[str, Reading], readers: Readers, ids: Sequence[str]) -> Figures:
    """Return the mean agreement of the system with each reader."""
    return _mean([compare(system, r, mine) for r in readers.values() if (mine := [i for i in ids if i in r])])


def interval(
    figures: Callable[[Sequence[str]], Figures], ids: Sequence[str], times: int
) -> dict[str, tuple[float, float]]:
    """Return 95% bootstrap intervals over letters (percentile method, fixed seed)."""
    rng = random.Random(0)
    rows = [figures([rng.choice(ids) for _ in ids]) for _ in range(times)]
    out = {}
    for k in rows[0] if rows else ():
        v = sorted(r[k] for r in rows if r[k] == r[k])
        low, high = int(0.025 * len(v)), min(len(v) - 1, int(0.975 * len(v)))
        out[k] = (v[low], v[high]) if v else (float("nan"),) * 2
    return out


def load(letters: Path, readings: Path) -> tuple[dict[str, FoldedLetter], Readers]:
    """Read letters and all their readers' readings; raises InputError where there are none."""
    folded = {f.stem: FoldedLetter(f.stem, text_of(f)) for f in sorted(letters.glob("*.txt"))}
    if not folded:
        raise InputError(f"{letters}: no .txt letters here.")
    readers: Readers = {}
    for folder in sub_folders(readings):
        mine = {
            f.stem: Reading.of_reader(ratings_of(f), folded[f.stem])
            for f in sorted(folder.glob("*.json"))
            if f.stem in folded
        }
        if mine:
            readers[folder.name] = mine
    if not readers:
        raise InputError(f"{readings}: no reading of any letter in {letters} (one sub-folder a reader, <id>.json).")
    return folded, readers
