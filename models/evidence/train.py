"""Train the sentence model, or measure it on letters that it has not seen.

    python models/evidence/train.py                # writes models/evidence/sentences.json
    python models/evidence/train.py --measure      # cross-validation over letters, other styles, single sentences

Trained on the letters of data/letters/train with one reader's marks, and on the sentences of data/sentences. Both were
written and marked by language models under the rubric: a figure measures agreement with such readers, on such letters.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.sentence_features import features
from lorscore.extract.view import sentences
from lorscore.research import evidence as ev
from lorscore.research.marks import labelled_sentences, marked_letters

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).parent / "sentences.json"
C, MIN_COUNT, SMALLEST, FOLDS = 0.1, 2, 0.02, 5
"""Penalty, rarest feature, smallest weight kept, folds."""


def read() -> ev.Rows:
    """Return the letters and the labelled sentences as rows."""
    nlp = load_english()
    plain = load_english()
    nlp.add_pipe("lorscore_people")
    rows: list[list[str]] = []
    wanted: list[NDArray[np.int8]] = []
    groups: list[str] = []
    scored: list[bool] = []
    data = ROOT / "data"
    for m in marked_letters(data / "letters" / "train", data / "letters" / "readings" / "r1"):
        found = sentences(ev.annotated(nlp, m.text))
        rows += features(found)
        wanted.append(ev.targets(found, m.marks))
        groups += [m.id] * len(found)
        scored += [True] * len(found)
    for row in labelled_sentences(data / "sentences"):
        found = sentences(plain(row["text"]))
        if len(found) == 1:
            rows += features(found)
            wanted.append(ev.labelled_targets(row))
            groups.append(row["id"])
            scored.append(False)
    return ev.Rows(rows, np.vstack(wanted), groups, np.asarray(scored))


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
    number = np.asarray([int(g[1:]) if s else 0 for g, s in zip(rows.groups, rows.scored, strict=True)])
    voices, plain = np.flatnonzero((number > 0) & (number <= 240)), np.flatnonzero(number > 240)
    bank = np.flatnonzero(~rows.scored)
    for title, train, test in (
        ("many voices -> ordinary letters", np.concatenate([voices, bank]), plain),
        ("ordinary letters -> many voices", np.concatenate([plain, bank]), voices),
        ("letters -> single sentences", letters, bank),
    ):
        part = rows.take(test)
        show(title, part, ev.fit(rows.take(train), c=C, min_count=MIN_COUNT).probabilities(part.features), thresholds)


def main() -> None:
    """Train, and write or print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    rows = read()
    p = ev.out_of_fold(rows, folds=FOLDS, c=C, min_count=MIN_COUNT, smallest=SMALLEST)
    thresholds = thresholds_of(rows, p)
    if args.measure:
        measure(rows, p, thresholds)
        return
    model = ev.pruned(ev.fit(rows, c=C, min_count=MIN_COUNT), SMALLEST)
    model.thresholds[:] = thresholds
    text = json.dumps(model.to_dict(), ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(model.features)} features, {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
