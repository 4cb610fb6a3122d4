#!/usr/bin/env python3
"""Print every figure that is quoted of the English pipeline: ``python models/english/evaluate.py TREEBANK``.

Accuracy on the treebank's test part, sentence boundaries on the letters marked by hand, speed on the letters beside a
blank pipeline.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

sys.path.insert(0, str(Path(__file__).parent))
import boundaries
import treebank

import lorscore.extract.base  # noqa: F401  registers the components that a stored pipeline names

LAYOUT = "lorscore_layout"
"""Left out on the treebank, whose texts are no letters, unless said otherwise."""


def on_gold_tokens(nlp: Language, docs: Sequence[Doc]) -> dict[str, float]:
    """Return accuracies and the F1 of sentence starts, in percent, where the tokens are given."""
    hits: Counter[str] = Counter()
    blank = [Doc(nlp.vocab, [t.text for t in d], [bool(t.whitespace_) for t in d]) for d in docs]
    for mine, true in zip(nlp.pipe(blank, disable=[LAYOUT]), docs, strict=True):
        for a, b in zip(mine, true, strict=True):
            hits["n"] += 1
            hits["tag"] += a.tag_ == b.tag_
            hits["pos"] += a.pos_ == b.pos_
            hits["morph"] += str(a.morph) == str(b.morph)
            hits["lemma"] += a.lemma_ == b.lemma_
            if a.dep_ and b.dep_:
                hits["uas"] += a.head.i == b.head.i
                hits["las"] += a.head.i == b.head.i and a.dep_.lower() == b.dep_.lower()
            if a.i:
                hits["both"] += bool(a.is_sent_start and b.is_sent_start)
                hits["starts"] += bool(a.is_sent_start) + bool(b.is_sent_start)
    figures = {k: 100 * hits[k] / hits["n"] for k in ("tag", "pos", "morph", "lemma", "uas", "las") if hits[k]}
    return figures | {"sents": 200 * hits["both"] / max(1, hits["starts"])}


def on_own_tokens(nlp: Language, docs: Sequence[Doc], *, layout: bool) -> dict[str, float]:
    """Return the same from raw text, with the pipeline's own tokens; one that differs is an error (spaCy's scorer)."""
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
    with nlp.select_pipes(disable=[] if layout or LAYOUT not in nlp.pipe_names else [LAYOUT]):
        scores = nlp.evaluate(examples)
    names = {"tag_acc": "tag", "pos_acc": "pos", "lemma_acc": "lemma", "sents_f": "sents", "token_f": "tokens"}
    return {short: 100 * float(scores[name]) for name, short in names.items()}


def on_marked_letters(nlp: Language) -> dict[str, float]:
    """Return precision, recall and F1 of sentence boundaries on the letters marked by hand, in percent."""
    both, found, marked, _ = boundaries.compare(nlp)
    return {"P": 100 * both / found, "R": 100 * both / marked, "F1": 200 * both / (found + marked)}


def speed(nlp: Language, texts: Sequence[str], *, rounds: int = 3) -> float:
    """Return the words a second of processor time in one process, best of some rounds; the first fills caches."""
    words = sum(len(text.split()) for text in texts)
    best = 0.0
    for _ in range(rounds):
        began = time.process_time()
        for _ in nlp.pipe(texts):
            pass
        best = max(best, words / (time.process_time() - began))
    return best


def show(title: str, figures: dict[str, float]) -> None:
    """Print one line of figures."""
    print(f"{title:<46}" + "  ".join(f"{k} {v:.3f}" if v < 1 else f"{k} {v:.2f}" for k, v in figures.items()))


def main() -> None:
    """Read the command line and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path, help="folder with test.conllu (UD English EWT)")
    parser.add_argument("--model", type=Path, default=Path(__file__).parent / "en_lorscore")
    parser.add_argument("--part", default="test", help="part of the treebank")
    args = parser.parse_args()
    began = time.perf_counter()
    nlp = spacy.load(args.model)
    loading = time.perf_counter() - began
    docs = treebank.documents(args.treebank / f"{args.part}.conllu", nlp.vocab)
    show(f"treebank {args.part}, gold tokens", on_gold_tokens(nlp, docs))
    show(f"treebank {args.part}, own tokens", on_own_tokens(nlp, docs, layout=False))
    show(f"treebank {args.part}, own tokens, with layout", on_own_tokens(nlp, docs, layout=True))
    show("40 marked letters, boundaries", on_marked_letters(nlp))
    if LAYOUT in nlp.pipe_names:
        with nlp.select_pipes(disable=[LAYOUT]):
            show("40 marked letters, without layout", on_marked_letters(nlp))
    plain = spacy.blank("en")
    plain.add_pipe("sentencizer")
    show("40 marked letters, spaCy's sentencizer", on_marked_letters(plain))
    texts = [path.read_text(encoding="utf-8") for path in sorted(boundaries.LETTERS.glob("*.txt"))]
    mine, blank = speed(nlp, texts), speed(spacy.blank("en"), texts)
    show("speed on the train letters, words/s", {"pipeline": mine, "spacy.blank": blank, "ratio": mine / blank})
    size = sum(f.stat().st_size for f in args.model.rglob("*") if f.is_file())
    show("loading (s), size (MB)", {"loading": loading, "size": size / 1e6})


if __name__ == "__main__":
    main()
