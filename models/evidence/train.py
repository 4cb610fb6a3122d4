"""Train the sentence model, or measure it on letters that it has not seen.

    python models/evidence/train.py                # writes sentences.json, mix.json and qualities.json beside it
    python models/evidence/train.py --measure      # cross-validation over letters, other styles, single sentences

Run it after train_net.py, with and without each fold. Trained on the letters of data/letters/train and
data/more_letters/train with one reader's marks, on what they endorse (data/endorsements), and on the sentences of
data/sentences. All were written and marked by language models under the rubric: a figure measures agreement with such
readers, on such letters.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.build import build
from lorscore.extract.classify import SentenceModel
from lorscore.extract.competency import quality_inputs
from lorscore.extract.endorsement import find_endorsement, read_rung
from lorscore.extract.found import read as found_of
from lorscore.extract.judge import going_on
from lorscore.extract.view import Sentence, sentences
from lorscore.report import QUALITIES
from lorscore.research import evidence as ev
from lorscore.research.figures import f1
from lorscore.research.marks import (
    endorsements,
    find_quote,
    labelled_sentences,
    of_first_readers,
    times_counted,
    training_letters,
)
from lorscore.research.yardstick import weighted_kappa

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
OUT, MIX_OUT, QUALITIES_OUT = HERE / "sentences.json", HERE / "mix.json", HERE / "qualities.json"
BY_FIRST_READER = ("example",)
"""Labels that the readers of data/more_letters mark more densely than those of data/letters, on the same letters
(data/more_letters/calibration.py: 135 examples against 101); data/letters has the conventions."""


class Letters(NamedTuple):
    """The letters' sentences as rows, the labelled sentences after them, and the readers' levels of the qualities."""

    rows: ev.Rows
    body: NDArray[np.bool_]
    levels: dict[str, NDArray[np.int8]]
    sentences: list[Sentence]
    more: list[list[str]]
    """What ``more`` says of each row; nothing where it was not asked."""


def read(model: Path | None = None, more: Callable[[Doc, Sentence], list[str]] | None = None) -> Letters:
    """Return the letters and the labelled sentences as rows.

    Parameters
    ----------
    model : pathlib.Path, optional
        An English pipeline instead of the shipped one.
    more : callable, optional
        Further features of a sentence, for a comparison.
    """
    nlp, plain = load_english(model), load_english(model)
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    texts: list[tuple[str, Sequence[Sentence], NDArray[np.int8], bool]] = []
    levels: dict[str, NDArray[np.int8]] = {}
    told: list[list[str]] = []
    data = ROOT / "data"

    def add(name: str, doc: Doc, found: Sequence[Sentence], y: NDArray[np.int8], scored: bool) -> None:
        texts.append((name, found, y, scored))
        told.extend(more(doc, s) if more else [] for s in found)

    for m in training_letters(data):
        doc = ev.annotated(nlp, m.text)
        found = sentences(doc)
        add(m.id, doc, found, ev.targets(found, m.marks), True)
        levels[m.id] = np.asarray([m.ratings["qualities"][q] for q in QUALITIES], dtype=np.int8)
    for row in labelled_sentences(data / "sentences"):
        doc = plain(row["text"])
        found = sentences(doc)
        if len(found) == 1:
            add(row["id"], doc, found, ev.labelled_targets(row), False)
    body = [scored and s.in_body for _, found, _, scored in texts for s in found]
    listed = [s for _, found, _, _ in texts for s in found]
    return Letters(ev.rows_of(texts), np.asarray(body), levels, listed, told)


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
    guess, fold, counts, first = np.zeros_like(levels), ev.fold_of(ids), times_counted(ids), of_first_readers(ids)
    for f in range(ev.FOLDS):
        test, train = np.flatnonzero(fold == f), np.flatnonzero(fold != f)
        train = np.repeat(train, counts[train])
        for k in range(len(QUALITIES)):
            guess[test, k] = ev.fit_quality(inputs[train, k], levels[train, k]).levels(inputs[test, k])
    print(f"qualities, weighted kappa, {ev.FOLDS} folds of letters")
    for title, part in (("all", first | ~first), ("letters/", first), ("more_letters/", ~first)):
        pairs = [(guess[part, k].tolist(), levels[part, k].tolist()) for k in range(len(QUALITIES))]
        kappas = [weighted_kappa(got, wanted, 0, 2, 1) for got, wanted in pairs]
        listed = ", ".join(f"{q} {k:.3f}" for q, k in zip(QUALITIES, kappas, strict=True))
        print(f"  {title}: mean {np.mean(kappas):.3f} | {listed}", flush=True)


def trained(rows: ev.Rows, thresholds: Sequence[float]) -> SentenceModel:
    """Fit the model as it is stored."""
    model = ev.pruned(ev.fit(rows), ev.SMALLEST)
    model.thresholds[:] = thresholds
    return model


def in_story(rows: ev.Rows, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities as `lorscore.extract.judge.judge` gives them, with stories that go on."""
    letters = {name: k for k, name in enumerate(dict.fromkeys(rows.groups))}
    return going_on(
        p, ev.LABELS, [1000 * letters[g] + int(k) for g, k in zip(rows.groups, rows.paragraphs, strict=True)]
    )


def thresholds_of(rows: ev.Rows, p: NDArray[np.float64]) -> list[float]:
    """Thresholds with the best F1 out of fold, on letters; for `BY_FIRST_READER` on those of data/letters."""
    out = []
    first = of_first_readers(rows.groups)
    for j, label in enumerate(ev.LABELS):
        use = rows.scored & (rows.targets[:, j] >= 0)
        if label in BY_FIRST_READER and (use & first).any():
            use &= first
        out.append(ev.best_threshold(rows.targets[use, j], p[use, j])[0] if use.any() else 0.5)
    return out


def show(title: str, rows: ev.Rows, p: NDArray[np.float64], thresholds: list[float]) -> None:
    """Print F1 of each label at the thresholds."""
    y = rows.targets
    figures = []
    for j, label in enumerate(ev.LABELS):
        use = y[:, j] >= 0
        if use.any():
            figures.append(f"{label.removeprefix('competency:')} {ev.f1_at(y[use, j], p[use, j], thresholds[j]):.3f}")
    print(
        f"{title} ({len(y)} sentences): competency {ev.competency_f1(y, p, thresholds):.3f} | {', '.join(figures)}",
        flush=True,
    )


def by_collection(title: str, rows: ev.Rows, p: NDArray[np.float64], thresholds: list[float]) -> None:
    """Print figures of all letters, and of the two collections."""
    letters = np.flatnonzero(rows.scored)
    show(title, rows.take(letters), p[letters], thresholds)
    first = of_first_readers(rows.groups)
    for collection, part in (("letters/", rows.scored & first), ("more_letters/", rows.scored & ~first)):
        show(f"  of these, {collection}", rows.take(np.flatnonzero(part)), p[part], thresholds)


def compare(letters: Letters) -> None:
    """Print F1 of the linear model out of fold without and with the features of `Letters.more`."""
    rows = letters.rows
    wider = dataclasses.replace(rows, features=[a + b for a, b in zip(rows.features, letters.more, strict=True)])
    for title, table in (("without", rows), ("with", wider)):
        p = in_story(table, ev.out_of_fold(table))
        by_collection(title, table, p, thresholds_of(table, p))


def measure(letters: Letters, odds: NDArray[np.float64], net: NDArray[np.float64]) -> None:
    """Print cross-validated figures of the two models and of parts of them, and figures on other styles."""
    rows, words = letters.rows, [[f for f in row if f.startswith(("w=", "b="))] for row in letters.rows.features]
    nothing = np.zeros((len(words), 0), dtype=np.float32)
    for title, table in (
        ("words and pairs of words only", dataclasses.replace(rows, features=words, means=nothing)),
        ("all features, no word vectors", dataclasses.replace(rows, means=nothing)),
    ):
        p = in_story(table, ev.out_of_fold(table))
        by_collection(title, table, p, thresholds_of(table, p))
    for title, p in (("linear model", 1 / (1 + np.exp(-odds))), ("network", 1 / (1 + np.exp(-net)))):
        p = in_story(rows, p)
        by_collection(title, rows, p, thresholds_of(rows, p))
    first = of_first_readers(rows.groups)
    corpus, more = np.flatnonzero(rows.scored & first), np.flatnonzero(rows.scored & ~first)
    bank = np.flatnonzero(~rows.scored)
    for title, train, test in (
        ("linear model, letters -> more_letters", np.concatenate([corpus, bank]), more),
        ("linear model, more_letters -> letters", np.concatenate([more, bank]), corpus),
        ("linear model, letters -> single sentences", np.concatenate([corpus, more]), bank),
    ):
        part = rows.take(test)
        p = ev.fit(rows.take(train)).probabilities(part.features, part.means)
        p = in_story(part, p)
        show(title, part, p, thresholds_of(dataclasses.replace(part, scored=np.ones(len(test), dtype=np.bool_)), p))


def measure_held_out() -> None:
    """Print how the shipped models, and the rules alone, find the endorsements of letters nothing was fitted with."""
    nlp, data = build(), ROOT / "data"
    marked = endorsements(data / "endorsements" / "held_out.jsonl")
    wanted = sum(map(len, marked.values()))
    ways = ("models", "rules alone")
    found, hits, same = dict.fromkeys(ways, 0), dict.fromkeys(ways, 0), dict.fromkeys(ways, 0)
    for name, marks in marked.items():
        text = (data / "more_letters" / "held_out" / f"{name}.txt").read_text(encoding="utf-8")
        doc = nlp(text)
        for way, got in zip(ways, (list(found_of(doc, "endorsement")), find_endorsement(sentences(doc))), strict=True):
            found[way] += len(got)
            for mark in marks:
                start, end = find_quote(name, text, mark["quote"], 0)
                here = [f for f in got if start <= doc[f.start].idx < end]
                hits[way] += bool(here)
                same[way] += any(read_rung(f.label) == read_rung(mark["rung"]) for f in here)
    print(f"endorsement, {len(marked)} letters held out, {wanted} marks")
    for way in ways:
        agreed = f1(hits[way], found[way], wanted)
        print(f"  {way}: F1 {agreed:.3f}, recall {hits[way] / wanted:.3f}; same rung {same[way]} of {hits[way]}")


def main() -> None:
    """Train, and write or print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    letters = read()
    rows = letters.rows
    odds = ev.logit(ev.out_of_fold(rows, smallest=ev.SMALLEST))
    net = ev.net_out_of_fold(rows.groups, letters.sentences, ROOT / ev.CROSSFIT)
    use = letters.body
    mix = ev.fit_mix(odds[use], net[use], rows.targets[use])
    p = in_story(rows, mix.probabilities(odds, net))
    thresholds = thresholds_of(rows, p)
    if args.measure:
        measure(letters, odds, net)
        by_collection("both", rows, p, thresholds)
        measure_qualities(letters, p, thresholds)
        measure_held_out()
        return
    model = trained(rows, thresholds)
    text = json.dumps(model.to_dict(), ensure_ascii=False, separators=(",", ":"))
    OUT.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
    MIX_OUT.write_text(mix.to_json(), encoding="utf-8")
    inputs, levels, ids = quality_table(letters, p, thresholds)
    counted = np.repeat(np.arange(len(ids)), times_counted(ids))
    inputs, levels = inputs[counted], levels[counted]
    fits = {q: dataclasses.asdict(ev.fit_quality(inputs[:, k], levels[:, k])) for k, q in enumerate(QUALITIES)}
    QUALITIES_OUT.write_text(json.dumps(fits, indent=1) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(model.features)} features, {OUT.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
