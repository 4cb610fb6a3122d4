"""How well comparatives and inflated claims are found in letters that the sentence model has not seen.

    python benchmarks/comparisons.py

Prints F1 by sentence, precision and recall against the marks of data/letters/train (one reader): the model fitted in
five folds of letters; the rules alone; fitted on the letters of many voices and tried on the ordinary ones, and the
reverse; and on the labelled sentences of data/sentences, which then do not train. For the comparatives found, how their
strength agrees with the reader's. Rules and word lists were made while reading the train letters and the labelled
sentences: on these the figures are too kind to them; letters by others are the test. Readers are language models under
the rubric.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.comparative import find_comparative
from lorscore.extract.found import Found
from lorscore.extract.inflated import find_inflated
from lorscore.extract.sentence_features import features
from lorscore.extract.view import Sentence, sentences
from lorscore.research import evidence as ev
from lorscore.research.marks import MarkedLetter, covered, labelled_sentences, marked_letters

DATA = Path(__file__).resolve().parents[1] / "data"
LEVELS = ("weak", "moderate", "strong")
SMALLEST = 0.02


class Corpus:
    """Letters and labelled sentences as rows, and where the rows of each text lie."""

    def __init__(self) -> None:
        nlp, plain = load_english(), load_english()
        nlp.add_pipe("lorscore_people", after="lorscore_layout")
        self.texts: list[tuple[str, list[Sentence], MarkedLetter | None]] = []
        for m in marked_letters(DATA / "letters" / "train", DATA / "letters" / "readings" / "r1"):
            self.texts.append((m.id, sentences(ev.annotated(nlp, m.text)), m))
        labels = {}
        for row in labelled_sentences(DATA / "sentences"):
            found = sentences(plain(row["text"]))
            if len(found) == 1:
                self.texts.append((row["id"], found, None))
                labels[row["id"]] = ev.labelled_targets(row)
        rows, targets, groups = [], [], []
        for name, found, letter in self.texts:
            rows += features(found)
            targets.append(labels[name] if letter is None else ev.targets(found, letter.marks))
            groups += [name] * len(found)
        scored = np.asarray([g[0] == "L" for g in groups])
        self.rows = ev.Rows(rows, np.vstack(targets), groups, scored)

    def number(self, name: str) -> int:
        """Return the number of a letter, 0 for a labelled sentence."""
        return int(name[1:]) if name[1:].isdigit() and name[0] == "L" else 0


def report(title: str, corpus: Corpus, p: NDArray[np.float64] | None, names: Iterable[str]) -> None:
    """Print the figures of both extractors on some texts."""
    chosen = set(names)
    strengths: list[tuple[str, str]] = []
    out = []
    for kind, column, find in (("comparative", 0, find_comparative), ("inflated", 3, find_inflated)):
        counts, at = Counter[str](), 0
        for name, found, letter in corpus.texts:
            rows = slice(at, at + len(found))
            at += len(found)
            if name not in chosen:
                continue
            evidence = find(found, None if p is None else [float(v) for v in p[rows, column]])
            mine = {
                i: [f for f in evidence if found[i].tokens[0] <= f.start <= found[i].tokens[-1]]
                for i in range(len(found))
            }
            for i, mark in enumerate(corpus.rows.targets[rows, column]):
                counts.update(
                    {"hit": int(bool(mine[i]) and mark > 0), "found": int(bool(mine[i])), "marked": int(mark > 0)}
                )
                if kind == "comparative" and mine[i] and mark > 0 and letter is not None:
                    strengths.append((_strongest(mine[i]), _read(letter, found[i])))
        if counts["marked"]:
            precision, recall = counts["hit"] / max(1, counts["found"]), counts["hit"] / counts["marked"]
            f1 = 2 * counts["hit"] / (counts["found"] + counts["marked"])
            out.append(f"{kind} {f1:.3f} (P {precision:.2f} R {recall:.2f}, n {counts['marked']})")
    print(f"{title:34}", "; ".join(out))
    if strengths:
        mine_, read = zip(*strengths, strict=True)
        kappa = cohen_kappa_score(mine_, read, labels=LEVELS, weights="quadratic")
        same = sum(a == b for a, b in strengths) / len(strengths)
        print(f"{'':34} strength: same in {same:.2f} of {len(strengths)}, quadratic kappa {kappa:.2f}", flush=True)


def _strongest(found: Sequence[Found]) -> str:
    return max((f.strength or "weak" for f in found), key=LEVELS.index)


def _read(letter: MarkedLetter, s: Sentence) -> str:
    marks = [m for m in letter.marks if m.kind == "comparative" and covered(m.start, m.end, s.start[0], s.end[-1])]
    return max((m.label for m in marks), key=LEVELS.index)


def main() -> None:
    """Measure."""
    corpus = Corpus()
    rows = corpus.rows
    number = np.asarray([corpus.number(g) for g in rows.groups])
    letters = [name for name, _, letter in corpus.texts if letter is not None]
    report("five folds of letters", corpus, ev.out_of_fold(rows, smallest=SMALLEST), letters)
    report("rules alone", corpus, None, letters)
    voices, plain, bank = (number > 0) & (number <= 240), number > 240, number == 0
    for title, train, test in (
        ("many voices -> ordinary letters", voices | bank, plain),
        ("ordinary letters -> many voices", plain | bank, voices),
        ("letters -> single sentences", ~bank, bank),
    ):
        p = ev.fit(rows.take(np.flatnonzero(train))).probabilities(rows.features)
        report(title, corpus, p, {g for g, t in zip(rows.groups, test, strict=True) if t})


if __name__ == "__main__":
    main()
