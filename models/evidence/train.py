"""Train the sentence model, or measure it on letters that it has not seen.

    python models/evidence/train.py                # writes sentences.json and qualities.json beside it
    python models/evidence/train.py --measure      # cross-validation over letters, other styles, single sentences

Trained on the letters of data/letters/train with one reader's marks, and on the sentences of data/sentences. Both were
written and marked by language models under the rubric: a figure measures agreement with such readers, on such letters.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.classify import SentenceModel, going_on
from lorscore.extract.competency import quality_inputs
from lorscore.extract.view import Sentence, sentences
from lorscore.report import QUALITIES
from lorscore.research import evidence as ev
from lorscore.research.marks import labelled_sentences, training_letters
from lorscore.research.yardstick import weighted_kappa

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).parent / "sentences.json"
QUALITIES_OUT = Path(__file__).parent / "qualities.json"
C, MIN_COUNT, SMALLEST, FOLDS = 0.08, 3, 0.01, 5
"""Penalty, rarest feature, smallest weight kept, folds."""


class Letters(NamedTuple):
    """The letters' sentences as rows, the labelled sentences after them, and the readers' levels of the qualities."""

    rows: ev.Rows
    body: NDArray[np.bool_]
    levels: dict[str, NDArray[np.int8]]


def read() -> Letters:
    """Return the letters and the labelled sentences as rows."""
    nlp = load_english()
    plain = load_english()
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    texts: list[tuple[str, Sequence[Sentence], NDArray[np.int8], bool]] = []
    levels: dict[str, NDArray[np.int8]] = {}
    data = ROOT / "data"
    for m in training_letters(data):
        found = sentences(ev.annotated(nlp, m.text))
        texts.append((m.id, found, ev.targets(found, m.marks), True))
        levels[m.id] = np.asarray([m.ratings["qualities"][q] for q in QUALITIES], dtype=np.int8)
    for row in labelled_sentences(data / "sentences"):
        found = sentences(plain(row["text"]))
        if len(found) == 1:
            texts.append((row["id"], found, ev.labelled_targets(row), False))
    body = [scored and s.in_body for _, found, _, scored in texts for s in found]
    return Letters(ev.rows_of(texts), np.asarray(body), levels)


def quality_table(
    letters: Letters, p: NDArray[np.float64], thresholds: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.int8], list[str]]:
    """Return inputs of shape (n_letters, 6, n_inputs), levels of shape (n_letters, 6), and ids."""
    ids = sorted(letters.levels)
    where: dict[str, list[int]] = {}
    for i in np.flatnonzero(letters.body).tolist():
        where.setdefault(letters.rows.groups[i], []).append(i)
    inputs = np.asarray([quality_inputs(p[where.get(name, [])], ev.LABELS, thresholds) for name in ids])
    return inputs, np.asarray([letters.levels[name] for name in ids]), ids


def measure_qualities(letters: Letters, p: NDArray[np.float64], thresholds: Sequence[float]) -> None:
    """Print the agreement with the reader on each quality, out of fold twice over."""
    inputs, levels, ids = quality_table(letters, p, thresholds)
    guess = np.zeros_like(levels)
    for test in ev.folds_of(ids, FOLDS):
        train = np.setdiff1d(np.arange(len(ids)), test)
        for k in range(len(QUALITIES)):
            guess[test, k] = ev.fit_quality(inputs[train, k], levels[train, k]).levels(inputs[test, k])
    kappas = [weighted_kappa(guess[:, k].tolist(), levels[:, k].tolist(), 0, 2, 1) for k in range(len(QUALITIES))]
    listed = ", ".join(f"{q} {k:.3f}" for q, k in zip(QUALITIES, kappas, strict=True))
    print(f"qualities, weighted kappa, {FOLDS} folds of letters: mean {np.mean(kappas):.3f} | {listed}", flush=True)


def trained(rows: ev.Rows, thresholds: Sequence[float]) -> SentenceModel:
    """Fit the model as it is stored."""
    model = ev.pruned(ev.fit(rows, c=C, min_count=MIN_COUNT), SMALLEST)
    model.thresholds[:] = thresholds
    return model


def in_story(rows: ev.Rows, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities as `lorscore.extract.classify.judge` gives them, with stories that go on."""
    letters = {name: k for k, name in enumerate(dict.fromkeys(rows.groups))}
    return going_on(
        p, ev.LABELS, [1000 * letters[g] + int(k) for g, k in zip(rows.groups, rows.paragraphs, strict=True)]
    )


def thresholds_of(rows: ev.Rows, p: NDArray[np.float64]) -> list[float]:
    """Thresholds with the best F1 out of fold, on letters."""
    out = []
    for j in range(len(ev.LABELS)):
        use = rows.scored & (rows.targets[:, j] >= 0)
        out.append(ev.best_threshold(rows.targets[use, j], p[use, j])[0])
    return out


def show(title: str, rows: ev.Rows, p: NDArray[np.float64], thresholds: list[float]) -> None:
    """Print F1 of each label at the thresholds."""
    y = rows.targets
    figures = []
    for j, label in enumerate(ev.LABELS):
        use = y[:, j] >= 0
        figures.append(f"{label.removeprefix('competency:')} {ev.f1_at(y[use, j], p[use, j], thresholds[j]):.3f}")
    print(
        f"{title} ({len(y)} sentences): competency {ev.competency_f1(y, p, thresholds):.3f} | {', '.join(figures)}",
        flush=True,
    )


def measure(rows: ev.Rows, p: NDArray[np.float64], thresholds: list[float]) -> None:
    """Print the cross-validated figures, and those on other styles and on single sentences."""
    letters = np.flatnonzero(rows.scored)
    show(f"{FOLDS} folds of letters", rows.take(letters), p[letters], thresholds)
    first = np.asarray([s and g.startswith("L") for g, s in zip(rows.groups, rows.scored, strict=True)])
    corpus, more = np.flatnonzero(first), np.flatnonzero(rows.scored & ~first)
    for title, part in (("of these, letters/", corpus), ("of these, more_letters/", more)):
        show(title, rows.take(part), p[part], thresholds)
    bank = np.flatnonzero(~rows.scored)
    for title, train, test in (
        ("letters -> more_letters", np.concatenate([corpus, bank]), more),
        ("more_letters -> letters", np.concatenate([more, bank]), corpus),
        ("letters -> single sentences", letters, bank),
    ):
        part = rows.take(test)
        p = ev.fit(rows.take(train), c=C, min_count=MIN_COUNT).probabilities(part.features, part.means)
        show(title, part, in_story(part, p), thresholds)


def measure_words(rows: ev.Rows) -> None:
    """Print the figures of a model that sees words and word pairs only: what classes and grammar bring."""
    plain = ev.Rows(
        [[f for f in row if f.startswith(("w=", "b="))] for row in rows.features],
        np.zeros((len(rows.features), 0), dtype=np.float32),
        rows.paragraphs,
        rows.targets,
        rows.groups,
        rows.scored,
    )
    p = ev.out_of_fold(plain, folds=FOLDS, c=C, min_count=MIN_COUNT)
    letters = np.flatnonzero(rows.scored)
    show(f"{FOLDS} folds of letters, words only", rows.take(letters), p[letters], thresholds_of(rows, p))


def main() -> None:
    """Train, and write or print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    letters = read()
    rows = letters.rows
    p = ev.out_of_fold(rows, folds=FOLDS, c=C, min_count=MIN_COUNT, smallest=SMALLEST)
    p = in_story(rows, p)
    thresholds = thresholds_of(rows, p)
    if args.measure:
        measure(rows, p, thresholds)
        measure_words(rows)
        measure_qualities(letters, p, thresholds)
        return
    model = trained(rows, thresholds)
    text = json.dumps(model.to_dict(), ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
    inputs, levels, _ = quality_table(letters, p, thresholds)
    fits = {q: dataclasses.asdict(ev.fit_quality(inputs[:, k], levels[:, k])) for k, q in enumerate(QUALITIES)}
    QUALITIES_OUT.write_text(json.dumps(fits, indent=1) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(model.features)} features, {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
