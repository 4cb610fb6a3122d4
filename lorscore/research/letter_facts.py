"""Training and measuring what is known of a letter as a whole: its type, its writer, acquaintance, IMG fields, flags.

``python -m lorscore.research.letter_facts data`` prints agreement with the readings of the training letters, one
column a collection (the trained parts cross-validated over letters); ``--write models/letter/letter.json`` also fits
the model on all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from lorscore import writing
from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.classify import SentenceModel
from lorscore.extract.contact import Contact, contact_of, find_contact
from lorscore.extract.endorsement import endorsement_rung, find_endorsement
from lorscore.extract.img import find_img, img_levels
from lorscore.extract.letter_kind import LABELS, kind_features, letter_kind
from lorscore.extract.letter_parts import letter_of
from lorscore.extract.residue import find_residue
from lorscore.extract.target import find_targets, target_of
from lorscore.extract.view import Sentence, sentences
from lorscore.letter import Letter
from lorscore.report import FLAGS, IMG_CONCERNS
from lorscore.research.evidence import annotated, fold_of
from lorscore.research.figures import f1_of, spearman
from lorscore.research.marks import MarkedLetter, of_first_readers, training_letters
from lorscore.research.yardstick import weighted_kappa
from lorscore.scoring.flags import flags_from

C = 0.1
"""Inverse of the penalty on the weights."""
UNTOLD = {"writer": ("share:", "days", "setting:", "first:", "body:", "open:", "self:", "at:", "head:")}
"""Features that these labels do not look at: how much is said of patients tells nothing of who writes, and of places
of words the points of the writer are the sum."""


@dataclass(frozen=True, slots=True)
class Read:
    """One letter as the extractors see it, with the reader's ratings and marks."""

    id: str
    letter: Letter
    sentences: list[Sentence]
    others: list[tuple[int, int]]
    contact: Contact
    features: list[str]
    ratings: dict[str, Any]
    doubts: int
    inflated: int


def read_letters(letters: Iterable[MarkedLetter]) -> list[Read]:
    """Read the letters of a folder with one reader's readings; raises InputError where one is missing."""
    nlp, out = load_english(), []
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    for marked in letters:
        doc = annotated(nlp, marked.text)
        rows = sentences(doc)
        others = [(s.start_char, s.end_char) for s in doc.spans["mentions"] if s.label_ == "other_applicant"]
        contact = contact_of(find_contact(rows), rows)
        counts = [m.kind for m in marked.marks]
        out.append(
            Read(marked.id, letter_of(doc), rows, others, contact, kind_features(rows, contact), marked.ratings,
                 counts.count("doubt"), counts.count("inflated"))
        )  # fmt: skip
    return out


def targets_of(letters: Sequence[Read]) -> NDArray[np.int8]:
    """Return which of `LABELS` each letter has by its reader: shape (n_letters, n_labels)."""
    rows = []
    for one in letters:
        have = {f"type:{one.ratings['letter_type']}", f"writer:{one.ratings['writer']}"}
        if one.ratings["flags"]["barely_knows"]:
            have.add("barely_knows")
        rows.append([int(label in have) for label in LABELS])
    return np.asarray(rows, dtype=np.int8)


def fit(features: Sequence[Sequence[str]], y: NDArray[np.int8], *, min_count: int = 3) -> SentenceModel:
    """Fit one logistic regression a label over the features that at least ``min_count`` letters have."""
    counts: dict[str, int] = {}
    for row in features:
        for name in set(row):
            counts[name] = counts.get(name, 0) + 1
    names = sorted(n for n, k in counts.items() if k >= min_count)
    index = {n: j for j, n in enumerate(names)}
    x = np.zeros((len(features), len(names)), dtype=np.float32)
    for i, row in enumerate(features):
        x[i, [index[n] for n in row if n in index]] = 1
    told = {
        group: np.array([not n.startswith(UNTOLD.get(group, ())) for n in names], dtype=np.float32)
        for group in dict.fromkeys(label.split(":")[0] for label in LABELS)
    }
    weights, intercepts = [], []
    for j, label in enumerate(LABELS):
        if len(set(y[:, j])) < 2:
            weights.append(np.zeros(len(names)))
            intercepts.append(-9.0 if not y[0, j] else 9.0)
            continue
        model = LogisticRegression(C=C, max_iter=2000).fit(x * told[label.split(":")[0]], y[:, j])
        weights.append(model.coef_[0])
        intercepts.append(float(model.intercept_[0]))
    return SentenceModel(
        LABELS, index, np.asarray(weights, dtype=np.float32).T, np.asarray(intercepts, dtype=np.float32),
        np.full(len(LABELS), 0.5, dtype=np.float32), np.zeros((0, len(LABELS)), dtype=np.float32),
    )  # fmt: skip


def out_of_fold(letters: Sequence[Read], groups: Sequence[Hashable]) -> list[tuple[str, str, float]]:
    """(letter type, writer, probability of barely_knows) of each letter by a model that never saw its group."""
    y, features = targets_of(letters), [one.features for one in letters]
    out: list[tuple[str, str, float]] = [("", "", 0.0)] * len(letters)
    for group in dict.fromkeys(groups):
        train = [i for i, g in enumerate(groups) if g != group]
        model = fit([features[i] for i in train], y[train])
        for i, g in enumerate(groups):
            if g == group:
                out[i] = letter_kind(letters[i].sentences, letters[i].contact, model)
    return out


def flag_features(one: Read, barely: float, own: str = "medical_genetics") -> dict[str, float]:
    """Return what the flags read; doubts, inflation, examples and praise are the reader's own marks here."""
    marks = one.ratings
    targets = find_targets(one.sentences)
    target, sure = target_of(targets, own)
    return {
        "doubt": one.doubts,
        "doubt_overcome": 0.0,
        "inflated": one.inflated,
        "example_sentences": len(marks["example"]),
        "comparative_strong": sum(m["strength"] == "strong" for m in marks["comparative"]),
        "competency_shown": sum(bool(m["shown"]) for m in marks["competency"]),
        "competency_asserted": sum(not m["shown"] for m in marks["competency"]),
        "generic_praise": len(marks["generic_adjective"]),
        "barely": barely,
        "contact_personal": float(one.contact.personal),
        "other_specialty": sure if target not in (None, own) else 0.0,
        "residue": len(find_residue(one.letter.text, one.sentences, one.others, targets)),
    }


def report(letters: Sequence[Read]) -> list[tuple[str, dict[str, tuple[int, float]]]]:
    """Return what each fact agrees with the readings, by collection: L those of ``data/letters``, M the others.

    Returns
    -------
    list of (str, dict)
        The fact, and for each collection the number of letters that have it and the agreement. Trained parts are
        judged by models that never saw the letter, or ("from the other collections") none of its collection.
    """
    names = [one.id for one in letters]
    collections = ["L" if first else "M" for first in of_first_readers(names)]
    kinds = out_of_fold(letters, fold_of(names).tolist())
    rows = [*_kind_rows(letters, kinds, ""), *_flag_rows(letters, kinds), *_img_rows(letters)]
    if len(set(collections)) > 1:
        rows += _kind_rows(letters, out_of_fold(letters, collections), " from the other collections")
    rungs = [endorsement_rung(find_endorsement(one.sentences)) for one in letters]
    warmth = [one.ratings["criteria"]["enthusiasm"] for one in letters]
    rows.append(("endorsement by rules, with enthusiasm, Spearman", rungs, warmth, len, spearman))
    out = []
    for name, got, wanted, count, figure in rows:
        by: dict[str, tuple[int, float]] = {}
        for collection in sorted(set(collections)):
            mine = [i for i, c in enumerate(collections) if c == collection]
            want = [wanted[i] for i in mine]
            by[collection] = (count(want), figure([got[i] for i in mine], want))
        out.append((name, by))
    return out


Rows = list[tuple[str, list[Any], list[Any], Callable[[list[Any]], int], Callable[[list[Any], list[Any]], float]]]
"""Name, what was found, what the reader says, how many have it, agreement."""


def _kind_rows(letters: Sequence[Read], kinds: Sequence[tuple[str, str, float]], how: str) -> Rows:
    return [
        (f"{name}{how}, accuracy", [k[pick] for k in kinds], [one.ratings[key] for one in letters], len, _same)
        for name, pick, key in (("letter type", 0, "letter_type"), ("writer", 1, "writer"))
    ]


def _flag_rows(letters: Sequence[Read], kinds: Sequence[tuple[str, str, float]]) -> Rows:
    flags = [flags_from(flag_features(one, kind[2])) for one, kind in zip(letters, kinds, strict=True)]
    return [
        (
            f"flag {flag}, F1",
            [f[flag] for f in flags],
            [bool(one.ratings["flags"][flag]) for one in letters],
            sum,
            f1_of,
        )
        for flag in FLAGS
        if flag != "not_a_letter"
    ]


def _img_rows(letters: Sequence[Read]) -> Rows:
    levels = [img_levels(find_img(one.sentences)) for one in letters]

    def agree(got: Sequence[int], wanted: Sequence[int]) -> float:
        return weighted_kappa(got, wanted, 0, 2, 1)

    return [
        (f"{c}, weighted kappa", [x[c] for x in levels], [one.ratings["img"][c] for one in letters], _some, agree)
        for c in IMG_CONCERNS
    ]


def _some(wanted: Sequence[int]) -> int:
    return sum(w > 0 for w in wanted)


def _same(got: Sequence[str], wanted: Sequence[str]) -> float:
    return sum(g == w for g, w in zip(got, wanted, strict=True)) / len(wanted)


def main(arguments: Sequence[str] | None = None, say: Callable[[str], object] = print) -> int:
    """Print the agreement; write the model where asked to."""
    parser = argparse.ArgumentParser(prog="python -m lorscore.research.letter_facts", description=__doc__)
    parser.add_argument("data", type=Path, help="the folder data/ of the repository")
    parser.add_argument("--write", type=Path, help="fit on all letters and write the model here")
    options = parser.parse_args(arguments)
    letters = read_letters(training_letters(options.data))
    rows = report(letters)
    say(" " * 58 + "".join(f"{c:>5}{'':8}" for c in rows[0][1]))
    for name, by in rows:
        say(f"{name:58}" + "".join(f"{count:5}{value:8.3f}" for count, value in by.values()))
    if options.write:
        model = fit([one.features for one in letters], targets_of(letters))
        options.write.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(model.to_dict(), indent=0, ensure_ascii=False) + "\n"
        writing.write_text(options.write, text, force=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
