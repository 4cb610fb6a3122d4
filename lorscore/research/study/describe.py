"""A corpus described: distributions, what is missing, letters that repeat each other, words of the literature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lorscore.report import CRITERIA, FLAGS
from lorscore.research.study import likeness, plots, words
from lorscore.research.study.inputs import Scores
from lorscore.research.study.libraries import library
from lorscore.research.study.tables import Cell, Study, Table

NUMBERS = (
    "overall", "score", "probability_rated_strong", *(f"level_{c}" for c in CRITERIA), "n_words", "n_sentences",
    "n_evidence", "n_suggestions",
)  # fmt: skip
CATEGORIES = ("letter_type", "writer", "language", "applicant_known")
_MOST_PAIRS = 200


def study(scores: Scores) -> Study:
    """Describe letters and their scores; works on one letter or many."""
    frame = scores.frame
    tables = [numbers("describe_numbers", "Distributions", frame, NUMBERS), categories(frame), missing(frame)]
    notes = scores.notes()
    if scores.letters is None:
        notes.append("A table of scores holds no letters: repetition and word categories were not looked at.")
    else:
        tables += list(_of_texts(scores))
    pictures = {}
    got = frame["overall"].dropna().to_numpy(dtype=np.float64)
    if len(got) > 1:
        pictures["overall"] = plots.histograms({"overall": got}, "Overall", "1 to 5")
        levels = {c: frame[f"level_{c}"].dropna().to_numpy(dtype=np.float64) for c in CRITERIA}
        pictures["levels"] = plots.histograms({k: v for k, v in levels.items() if len(v)}, "Levels", "0 to 4")
    return Study("describe", "Description", tables, pictures, notes)


def numbers(name: str, title: str, frame: Any, columns: tuple[str, ...]) -> Table:
    """Return n, missing, mean, SD and quantiles of columns; SD only for two values or more."""
    rows: list[list[Cell]] = []
    for column in columns:
        values = frame[column].dropna().to_numpy(dtype=np.float64)
        lost = len(frame) - len(values)
        if not len(values):
            rows.append([column, 0, lost, *([None] * 7), "no letter has it"])
            continue
        sd = float(values.std(ddof=1)) if len(values) > 1 else None
        quantiles = [float(q) for q in np.quantile(values, [0, 0.25, 0.5, 0.75, 1])]
        rows.append(
            [column, len(values), lost, float(values.mean()), sd, *quantiles, "" if sd is not None else "one letter"]
        )
    head = ("column", "n", "missing", "mean", "sd", "least", "q25", "median", "q75", "most", "limit")
    return Table(name, title, head, rows)


def categories(frame: Any) -> Table:
    """Return counts of kinds, writers, languages and flags."""
    rows: list[list[Cell]] = []
    for column in CATEGORIES:
        counts = frame[column].astype("string").fillna("(none)").value_counts()
        order = sorted(counts.index, key=lambda v: (-counts[v], v))
        rows += [[column, value, int(counts[value]), float(counts[value] / len(frame))] for value in order]
    for flag in FLAGS:
        on = int(frame[f"flag_{flag}"].fillna(False).sum())
        rows.append([f"flag_{flag}", "yes", on, on / len(frame)])
    for reason, n in sorted(frame["abstained"].dropna().value_counts().items()):
        rows.append(["abstained", str(reason), int(n), float(n / len(frame))])
    return Table("describe_categories", "Kinds, writers and flags", ("column", "value", "n", "share"), rows)


def missing(frame: Any) -> Table:
    """Return the columns that some letters lack."""
    lost = frame.isna().sum()
    rows: list[list[Cell]] = [
        [column, int(n), float(n / len(frame))]
        for column, n in lost.items()
        if n and column not in ("caps", "abstained")
    ]
    return Table("describe_missing", "Columns with gaps", ("column", "missing", "share"), rows,
                 ("docs/codebook.md says of each column when it is empty.",))  # fmt: skip


def _of_texts(scores: Scores) -> Iterator[Table]:
    assert scores.letters is not None
    letters = scores.letters.texts
    if scores.letters.unread:
        yield Table(
            "describe_unread", "Files that could not be read", ("reason",), [[r] for r in scores.letters.unread]
        )
    same = likeness.duplicates(letters)
    found = likeness.pairs(letters)
    near = [p for p in found if p.jaccard >= likeness.NEAR]
    groups = likeness.families(found)
    rows: list[list[Cell]] = [["same text", len(g), " ".join(g)] for g in same]
    rows += [["family", len(g), " ".join(g)] for g in groups]
    yield Table("describe_families", "Duplicates and template families", ("kind", "letters", "ids"), rows, (
        f"Same text: but for white space. Family: letters that hang together by pairs of which one holds "
        f"{likeness.FAMILY:.0%} of the other's runs of {likeness.SHINGLE} words or more, with names, "
        "numbers and pronouns masked.",
        f"{len(near)} pairs are near duplicates (they share {likeness.NEAR:.0%} of all their runs).",
        "Letters of one family are not independent: give them one id in the column for --writer, or keep one of them.",
    ))  # fmt: skip
    yield Table("describe_pairs", f"The {_MOST_PAIRS} likest pairs", ("one", "other", "jaccard", "contained", "shared"),
                [[p.one, p.other, p.jaccard, p.contained, p.shared] for p in found[:_MOST_PAIRS]],
                ("Jaccard index and containment (Broder 1997).",))  # fmt: skip
    rates = words.rows(letters)
    columns = tuple(f"{words.PREFIX}{c.name}" for c in words.categories())

    frame = library("pandas").DataFrame([{"id": name, **row} for name, row in rates.items()])
    notes = [f"{c.name}: {c.source}{' (partly reconstructed)' if c.partial else ''}" for c in words.categories()]
    described = numbers("describe_words", f"Words of the literature per {words.PER} words of the body", frame, columns)
    yield Table(described.name, described.title, described.columns, described.rows, [
        "Counts of words, to study; no part of the score. Findings of the literature conflict (docs/studies.md).",
        *notes,
    ])  # fmt: skip
    yield Table("words", "Words of the literature, letter by letter", ("id", *columns),
                [[name, *(row[c] for c in columns)] for name, row in rates.items()])  # fmt: skip
