"""Train the tagger of generic praise, or measure it by cross-validation.

    python models/generic/train.py                # writes models/generic/praise.json
    python models/generic/train.py --measure      # prints agreement with marks on letters not seen in training

Trained on the letters of data/letters/train and data/more_letters/train with their marks, and on the sentences of
data/sentences. All were written and marked by language models under the rubric; a figure measures agreement with such
readers.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.match import RuleMatcher
from lorscore.extract.span_features import TokenFeatures
from lorscore.extract.span_tagger import SpanTagger
from lorscore.extract.view import Sentence, sentences
from lorscore.guide.rules import rules_of
from lorscore.research.evidence import FOLDS, annotated, fold_of
from lorscore.research.marks import find_quote, labelled_sentences, of_first_readers, training_letters
from lorscore.research.tagging import fit, tags_of
from lorscore.research.yardstick import overlap_counts

ROOT = Path(__file__).resolve().parents[2]
KIND = "generic_adjective"
CLASSES = (
    "trait_adjective", "grade_adjective", "trait_noun", "faculty_noun", "praise_head", "praise_verb", "liked_verb",
    "manner_adverb", "degree_adverb", "vice", "stock_phrase", "trainee", "patient_person", "colleague_person",
    "team_noun", "negator", "first_person", "first_plural", "habit_marker", "hedge_marker",
)  # fmt: skip
PENALTY, MIN_COUNT, STEPS = 2.0, 3, 60
SMALLEST = 0.03
"""Weights below are left out of the stored model; out of fold this costs less than 0.002 of F1."""


class Row(NamedTuple):
    """One text: its sentences, their features, the marked spans."""

    id: str
    sentences: list[Sentence]
    features: list[list[list[str]]]
    spans: list[tuple[int, int]]


def read() -> tuple[list[Row], list[Row]]:
    """(letters, labelled sentences)."""
    nlp = load_english()
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    tokens = TokenFeatures(CLASSES)

    def row(name: str, text: str, spans: list[tuple[int, int]]) -> Row:
        found = [s for s in sentences(annotated(nlp, text)) if len(s)]
        return Row(name, found, [tokens.features(s) for s in found], spans)

    data = ROOT / "data"
    letters = [row(m.id, m.text, [(k.start, k.end) for k in m.marks if k.kind == KIND]) for m in training_letters(data)]
    singles = []
    for r in labelled_sentences(data / "sentences"):
        quotes = r[KIND]
        spans = [find_quote(r["id"], r["text"], q, quotes[:i].count(q)) for i, q in enumerate(quotes)]
        singles.append(row(r["id"], r["text"], spans))
    return letters, singles


def trained(rows: list[Row]) -> SpanTagger:
    """Fit the tagger as it is stored."""
    model = fit(
        [f for r in rows for f in r.features],
        [tags_of(s, r.spans) for r in rows for s in r.sentences],
        CLASSES,
        penalty=PENALTY,
        min_count=MIN_COUNT,
        steps=STEPS,
    )
    model.weights = {n: w for n, w in model.weights.items() if max(abs(w[0]), abs(w[1])) >= SMALLEST}
    return SpanTagger.from_dict(model.to_dict())


def agreement(found: list[list[tuple[int, int]]], rows: list[Row]) -> str:
    """F1, precision and recall of found spans."""
    counts = [overlap_counts(f, r.spans) for f, r in zip(found, rows, strict=True)]
    hits, n, marked = map(sum, zip(*counts, strict=True))
    return f"F1 {2 * hits / (n + marked):.3f}  precision {hits / n:.3f}  recall {hits / marked:.3f}  ({marked} marks)"


def found_by(model: SpanTagger, row: Row) -> list[tuple[int, int]]:
    """Character spans that the tagger finds in the body of a text."""
    body = [s for s in row.sentences if s.in_body and len(s)]
    return [(s.start[a], s.end[b]) for s, spans in zip(body, model.spans(body), strict=True) for a, b in spans]


def found_by_rules(matcher: RuleMatcher, row: Row) -> list[tuple[int, int]]:
    """Character spans of the rules alone: of overlapping matches, the longest."""
    out = []
    for s in row.sentences:
        taken: set[int] = set()
        matches = matcher.spans(s) if s.in_body else []
        for _, a, b in sorted(matches, key=lambda m: m[1] - m[2]):
            if not taken & set(range(a, b + 1)):
                taken |= set(range(a, b + 1))
                out.append((s.start[a], s.end[b]))
    return out


def measure() -> None:
    """Print the figures of the model card."""
    letters, singles = read()
    names = [r.id for r in letters]
    first, fold = of_first_readers(names), fold_of(names)
    found: list[list[tuple[int, int]]] = [[] for _ in letters]
    for k in range(FOLDS):
        model = trained([letters[i] for i in np.flatnonzero(fold != k)] + singles)
        for i in np.flatnonzero(fold == k):
            found[i] = found_by(model, letters[i])
    print(f"letters, {FOLDS} folds             ", agreement(found, letters))
    for initial, part in (("L", first), ("M", ~first)):
        of = np.flatnonzero(part)
        print(f"same, letters {initial}              ", agreement([found[i] for i in of], [letters[i] for i in of]))
    matcher = RuleMatcher(rules_of(KIND))
    print("letters, rules alone         ", agreement([found_by_rules(matcher, r) for r in letters], letters))
    corpus, more = ([letters[i] for i in np.flatnonzero(part)] for part in (first, ~first))
    for name, train, test in (
        ("letters -> more_letters      ", corpus + singles, more),
        ("more_letters -> letters      ", more + singles, corpus),
        ("letters -> sentences         ", letters, singles),
    ):
        model = trained(train)
        print(name, agreement([found_by(model, r) for r in test], test))


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--measure", action="store_true")
    if parser.parse_args().measure:
        measure()
        return
    letters, singles = read()
    place = Path(__file__).with_name("praise.json")
    # one feature a line: a person can read what changed
    text = json.dumps(trained(letters + singles).to_dict(), ensure_ascii=False, separators=(",", ":"))
    place.write_text(text.replace("],", "],\n") + "\n", encoding="utf-8")
    print(place)


if __name__ == "__main__":
    main()
