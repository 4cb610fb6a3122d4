"""Train the model of doubt, or measure it on letters that it has not seen.

    python models/doubt/train.py                # writes models/doubt/doubt.json
    python models/doubt/train.py --measure      # cross-validation over letters, other styles, single sentences

Trained on the letters of data/letters/train and data/more_letters/train with one reader's marks, and on the sentences
of data/sentences. All were written and marked by language models under the rubric: a figure measures agreement with
such readers, on such letters.
Run it after models/evidence/train.py whenever the features of the sentence model change.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from lorscore.extract import doubt_model as dm
from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.doubt import doubt
from lorscore.extract.judge import mix
from lorscore.extract.span_features import TokenFeatures
from lorscore.extract.span_tagger import SpanTagger
from lorscore.extract.view import Sentence, sentences
from lorscore.research import evidence as ev
from lorscore.research.figures import f1
from lorscore.research.marks import find_quote, labelled_sentences, of_first_readers, training_letters
from lorscore.research.tagging import fit, tags_of

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).with_name("doubt.json")
KIND = "doubt"
COLUMN = ev.LABELS.index(KIND)
PENALTY, MIN_COUNT, STEPS, GATE = 3.0, 3, 50, 0.02
SMALLEST = 0.03
"""Weights of the tagger below are left out of the stored model."""


@dataclass(slots=True)
class Corpus:
    """All sentences as rows, letters first."""

    rows: ev.Rows
    sentences: list[Sentence]
    tokens: list[list[list[str]]]
    tags: list[list[int]]
    letters: list[int]
    """Number of the letter, or of the labelled sentence, that each row comes from."""

    def where(self, index: NDArray[np.intp]) -> Corpus:
        """Return some of the rows."""
        return Corpus(
            self.rows.take(index),
            [self.sentences[i] for i in index],
            [self.tokens[i] for i in index],
            [self.tags[i] for i in index],
            [self.letters[i] for i in index],
        )


def read() -> Corpus:
    """Read letters and labelled sentences."""
    nlp, plain = load_english(), load_english()
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    tokens = TokenFeatures(dm.CLASSES)
    texts: list[tuple[str, Sequence[Sentence], NDArray[np.int8], bool]] = []
    kept: list[bool] = []
    seen: list[Sentence] = []
    tokens_of: list[list[list[str]]] = []
    tags: list[list[int]] = []
    letters: list[int] = []
    number = 0

    def add(name: str, found: list[Sentence], y: NDArray[np.int8], spans: list[tuple[int, int]], counts: bool) -> None:
        texts.append((name, found, y, counts))
        for s in found:
            kept.append(s.in_body and len(s) > 0)
            if kept[-1]:
                seen.append(s)
                tokens_of.append(tokens.features(s))
                tags.append(tags_of(s, spans))
                letters.append(number)

    data = ROOT / "data"
    for m in training_letters(data):
        number += 1
        found = sentences(ev.annotated(nlp, m.text))
        add(m.id, found, ev.targets(found, m.marks), [(k.start, k.end) for k in m.marks if k.kind == KIND], True)
    for r in labelled_sentences(data / "sentences"):
        number += 1
        found = sentences(plain(r["text"]))
        if len(found) == 1:
            quotes = r["spans"][KIND]
            spans = [find_quote(r["id"], r["text"], q, quotes[:i].count(q)) for i, q in enumerate(quotes)]
            add(r["id"], found, ev.labelled_targets(r), spans, False)
    rows = ev.rows_of(texts).take(np.flatnonzero(kept))
    return Corpus(rows, seen, tokens_of, tags, letters)


def tagger_of(corpus: Corpus) -> SpanTagger:
    """Fit the tagger as it is stored."""
    model = fit(corpus.tokens, corpus.tags, dm.CLASSES, penalty=PENALTY, min_count=MIN_COUNT, steps=STEPS)
    model.weights = {n: w for n, w in model.weights.items() if max(abs(w[0]), abs(w[1])) >= SMALLEST}
    return SpanTagger.from_dict(model.to_dict())


def pairs_of(corpus: Corpus, shared: NDArray[np.float64], tagger: SpanTagger) -> NDArray[np.float64]:
    """(log odds of the sentence model, margin of the tagger) of each row."""
    out = []
    for s, p in zip(corpus.sentences, shared, strict=True):
        margin = tagger.margin(tagger.scores([s])[0]) if p >= GATE else -np.inf
        out.append((dm.log_odds(p), dm.bounded(float(margin))))
    return np.asarray(out)


def logistic(names: tuple[str, ...], x: NDArray[np.float64], y: NDArray[np.int8]) -> dict[str, float]:
    """Fit weights by name."""
    model = LogisticRegression(C=1.0, max_iter=500).fit(x, y)
    return {**dict(zip(names, map(float, model.coef_[0]), strict=True)), "intercept": float(model.intercept_[0])}


def apply(weights: dict[str, float], names: tuple[str, ...], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of a logistic."""
    z = weights["intercept"] + x @ np.asarray([weights[n] for n in names])
    return np.asarray(1.0 / (1.0 + np.exp(-z)))


def asked(corpus: Corpus, pairs: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows the second logistic is asked about, as `dm.asks` has it."""
    doubtful = pairs[:, 0] >= dm.log_odds(dm.DOUBTFUL)
    told: NDArray[np.bool_] = doubtful | np.asarray([s.on_applicant for s in corpus.sentences])
    return told


def in_context(pairs: NDArray[np.float64], alone: NDArray[np.float64], letter: list[int]) -> NDArray[np.float64]:
    """Rows of the second logistic: the pair, and what stands around the sentence in its letter."""
    out = []
    number = np.asarray(letter)
    for k in dict.fromkeys(letter):
        mine = np.flatnonzero(number == k)
        out += [(*pairs[i], *beside) for i, beside in zip(mine, dm.around(alone[mine].tolist()), strict=True)]
    return np.asarray(out)


def second_stage(corpus: Corpus, pairs: NDArray[np.float64]) -> tuple[dict[str, float], dict[str, float]]:
    """Weights of the two logistics, fitted on pairs that were made out of fold."""
    y = corpus.rows.targets[:, COLUMN]
    first = logistic(dm.FIRST, pairs, y)
    some = np.flatnonzero(asked(corpus, pairs))
    rows = in_context(pairs[some], apply(first, dm.FIRST, pairs[some]), [corpus.letters[i] for i in some])
    return first, logistic(dm.SECOND, rows, y[some])


def final(
    corpus: Corpus, pairs: NDArray[np.float64], stages: tuple[dict[str, float], dict[str, float]]
) -> NDArray[np.float64]:
    """Probabilities of both stages; 0 where the second is not asked."""
    some, out = np.flatnonzero(asked(corpus, pairs)), np.zeros(len(pairs))
    rows = in_context(pairs[some], apply(stages[0], dm.FIRST, pairs[some]), [corpus.letters[i] for i in some])
    out[some] = apply(stages[1], dm.SECOND, rows)
    return out


def out_of_fold(corpus: Corpus) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(sentence model's probabilities, pairs), each row by models that never saw its letter."""
    groups = corpus.rows.groups
    by_features = ev.logit(ev.out_of_fold(corpus.rows))
    by_net = ev.net_out_of_fold(groups, corpus.sentences, ROOT / ev.CROSSFIT)
    shared = mix().probabilities(by_features, by_net)[:, COLUMN]
    pairs, fold = np.zeros((len(shared), 2)), ev.fold_of(groups)
    for k in range(ev.FOLDS):
        test, train = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        pairs[test] = pairs_of(corpus.where(test), shared[test], tagger_of(corpus.where(train)))
    return shared, pairs


def line(title: str, y: NDArray[np.int8], p: NDArray[np.float64], threshold: float) -> str:
    """F1, precision and recall by sentence."""
    found = p >= threshold
    hits = int((found & (y == 1)).sum())
    precision, recall = hits / max(1, int(found.sum())), hits / max(1, int(y.sum()))
    agreed = f1(hits, int(found.sum()), int(y.sum()))
    return f"{title:42} F1 {agreed:.3f}  precision {precision:.3f}  recall {recall:.3f}  ({int(y.sum())} sentences)"


def main() -> None:
    """Train, and write or print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    corpus = read()
    shared, pairs = out_of_fold(corpus)
    letters = np.flatnonzero(corpus.rows.scored)
    mine, y = corpus.where(letters), corpus.rows.targets[letters, COLUMN]
    # the second stage is small; it, too, is measured on letters that it has not seen
    p = np.zeros(len(letters))
    fold = ev.fold_of(mine.rows.groups)
    for k in range(ev.FOLDS):
        test, train = np.flatnonzero(fold == k), np.flatnonzero(fold != k)
        stages = second_stage(mine.where(train), pairs[letters][train])
        p[test] = final(mine.where(test), pairs[letters][test], stages)
    threshold = ev.best_threshold(y, p)[0]
    if not args.measure:
        model = dm.DoubtModel(tagger_of(corpus), *second_stage(mine, pairs[letters]), threshold, GATE)
        text = json.dumps(model.to_dict(), ensure_ascii=False, separators=(",", ":"))
        OUT.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
        print(f"{OUT.name}: {len(model.tagger.weights)} features, {OUT.stat().st_size / 1e6:.1f} MB")
    print(line("rules alone", y, np.asarray([float(bool(doubt([s]))) for s in mine.sentences]), 0.5))
    print(line(f"sentence model alone, {ev.FOLDS} folds", y, shared[letters], ev.best_threshold(y, shared[letters])[0]))
    margins = pairs[letters][:, 1]
    print(line(f"tagger alone, {ev.FOLDS} folds", y, margins, ev.best_threshold(y, margins)[0]))
    print(line(f"all, {ev.FOLDS} folds", y, p, threshold))
    first = of_first_readers(mine.rows.groups)
    for initial, part in (("L", first), ("M", ~first)):
        print(line(f"same, letters {initial}", y[part], p[part], threshold))
    if args.measure:
        others(corpus, second_stage(mine, pairs[letters]), threshold)


def others(corpus: Corpus, stages: tuple[dict[str, float], dict[str, float]], threshold: float) -> None:
    """Print figures on other styles: neither the sentence model nor the tagger saw the kind of text."""
    scored = corpus.rows.scored
    first = scored & of_first_readers(corpus.rows.groups)
    letters, more, bank = np.flatnonzero(first), np.flatnonzero(scored & ~first), np.flatnonzero(~scored)
    for title, train, test in (
        ("letters -> more_letters, features only", np.concatenate([letters, bank]), more),
        ("more_letters -> letters, features only", np.concatenate([more, bank]), letters),
        ("letters -> single sentences, features only", np.concatenate([letters, more]), bank),
    ):
        part = corpus.where(test)
        model = ev.fit(corpus.rows.take(train))
        shared = model.probabilities(part.rows.features, part.rows.means)[:, COLUMN]
        pairs = pairs_of(part, shared, tagger_of(corpus.where(train)))
        print(line(title, part.rows.targets[:, COLUMN], final(part, pairs, stages), threshold))


if __name__ == "__main__":
    main()
