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

import train
from spacy.language import Language
from spacy.tokens import Doc

from lorscore.extract.base import load_english
from lorscore.extract.sentence_features import class_names
from lorscore.extract.subject import who_is
from lorscore.extract.view import Sentence
from lorscore.research.marks import training_letters

_ARCS = frozenset(
    {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "amod", "advmod", "xcomp", "ccomp", "advcl", "acl", "conj", "nmod"}
)


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
    train.compare(train.read(path, arcs))
    texts = [m.text for m in training_letters(train.ROOT / "data")][::5]
    ratio = seconds(load_english(path), texts) / seconds(load_english(), texts)
    print(f"time of the pipeline with a parser / without: {ratio:.2f}")


if __name__ == "__main__":
    main()
