"""Would a parser pay? F1 of the sentence model with and without features of heads, and the speed of both pipelines.

    python models/english/parser.py TREEBANK --out models/build/P1      # first: a pipeline with a parser
    python models/evidence/heads.py models/build/P1

With a parser a sentence has, beside all that it has without one, for each arc: relation with both words and with
their word classes, and for each verb whose deed it is by its subject's arc and what its object is. Figures are out of
fold, on the training letters, whose marks are by language models.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import train
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from lorscore.extract.base import load_english
from lorscore.extract.sentence_features import class_names
from lorscore.extract.subject import who_is
from lorscore.extract.view import Sentence, sentences
from lorscore.research import evidence as ev
from lorscore.research.marks import labelled_sentences, training_letters

DATA = train.ROOT / "data"
_ARCS = frozenset(
    {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "amod", "advmod", "xcomp", "ccomp", "advcl", "acl", "conj", "nmod"}
)


def pipeline(model: Path | None) -> Language:
    """Return the English pipeline with the people found, as `train.read` has it."""
    nlp = load_english(model)
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    return nlp


def arcs(doc: Doc, s: Sentence) -> list[str]:
    """Return the features of heads of one sentence."""
    place = {t: j for j, t in enumerate(s.tokens)}
    pronouns = frozenset(doc.spans["mentions"].attrs.get("pronouns") or ()) if "mentions" in doc.spans else frozenset()
    out = []
    for j, t in enumerate(s.tokens):
        token = doc[t]
        head = place.get(token.head.i)
        if head is None or head == j or token.dep_ not in _ARCS:
            continue
        out.append(f"arc={token.dep_}|{s.lemma[j]}|{s.lemma[head]}")
        children, heads = class_names(s.classes[j]), class_names(s.classes[head])
        out += [f"arcc={token.dep_}|{a}|{b}" for a in children for b in heads]
        if token.dep_.startswith("nsubj"):
            who = who_is(j, s.lower, s.tag, s.classes, s.applicant, pronouns)
            out += [f"arcw={token.dep_}|{who}|{s.tag[head]}|{b}" for b in (*heads, s.lemma[head])]
    return out


def rows(nlp: Language, plain: Language) -> tuple[ev.Rows, list[list[str]]]:
    """Return the rows of letters and labelled sentences, and the features of heads of each."""
    texts: list[tuple[str, Sequence[Sentence], NDArray[np.int8], bool]] = []
    heads: list[list[str]] = []
    for m in training_letters(DATA):
        doc = ev.annotated(nlp, m.text)
        found = sentences(doc)
        texts.append((m.id, found, ev.targets(found, m.marks), True))
        heads += [arcs(doc, s) for s in found]
    for row in labelled_sentences(DATA / "sentences"):
        doc = plain(row["text"])
        found = sentences(doc)
        if len(found) == 1:
            texts.append((row["id"], found, ev.labelled_targets(row), False))
            heads += [arcs(doc, s) for s in found]
    return ev.rows_of(texts), heads


def measure(title: str, table: ev.Rows) -> None:
    """Print F1 out of fold."""
    p = ev.out_of_fold(table, folds=train.FOLDS, c=train.C, min_count=train.MIN_COUNT)
    p = train.in_story(table, p)
    letters = np.flatnonzero(table.scored)
    train.show(title, table.take(letters), p[letters], train.thresholds_of(table, p))


def seconds(nlp: Language, texts: Sequence[str]) -> float:
    """Return the processor time of the pipeline over texts, the best of three."""
    times = []
    for _ in range(3):
        begin = time.process_time()
        for _doc in nlp.pipe(texts):
            pass
        times.append(time.process_time() - begin)
    return min(times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="a pipeline with a parser")
    path = parser.parse_args().model
    nlp, plain = pipeline(path), load_english(path)
    table, heads = rows(nlp, plain)
    measure("without a parser", table)
    table.features[:] = [own + more for own, more in zip(table.features, heads, strict=True)]
    measure("with a parser", table)
    texts = [m.text for m in training_letters(DATA)][::5]
    print(f"time of the pipeline with a parser / without: {seconds(plain, texts) / seconds(load_english(), texts):.2f}")


if __name__ == "__main__":
    main()
