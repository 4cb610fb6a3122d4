"""How well comparatives and inflated claims are found in letters that the sentence model has not seen.

    python benchmarks/comparisons.py

Prints F1 by sentence, precision and recall against one reader's marks, for data/letters (L) and data/more_letters (M,
by other writers) apart: the model fitted in five folds of letters; the rules alone; fitted on the one and tried on the
other; and on the labelled sentences of data/sentences, which then do not train. For the comparatives found, how their
strength agrees with the reader's. Rules and word lists were made while reading the L letters, the M letters of even
number up to M300 and the labelled sentences: on these the figures are too kind to them; the other M letters, which were
only counted, are the test. Needs the networks of ``models/evidence/train_net.py --fold`` and the weights of
``models/evidence/train.py``; where a set is tried on the other, the linear model is heard alone. Readers are language
models under the rubric.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.comparative import find_comparative
from lorscore.extract.found import Found
from lorscore.extract.inflated import find_inflated
from lorscore.extract.judge import mix
from lorscore.extract.view import Sentence, sentences
from lorscore.research import evidence as ev
from lorscore.research.figures import f1
from lorscore.research.marks import MarkedLetter, covered, labelled_sentences, of_first_readers, training_letters
from lorscore.research.yardstick import weighted_kappa

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
LEVELS = ("weak", "moderate", "strong")
LAST_READ = 300
"""Rules were made while reading M letters of even number up to this one."""


class Corpus:
    """Letters and labelled sentences as rows, and where the rows of each text lie."""

    def __init__(self) -> None:
        nlp, plain = load_english(), load_english()
        nlp.add_pipe("lorscore_people", after="lorscore_layout")
        self.texts: list[tuple[str, list[Sentence], MarkedLetter | None]] = []
        for m in training_letters(DATA):
            self.texts.append((m.id, sentences(ev.annotated(nlp, m.text)), m))
        labels = {}
        for row in labelled_sentences(DATA / "sentences"):
            found = sentences(plain(row["text"]))
            if len(found) == 1:
                self.texts.append((row["id"], found, None))
                labels[row["id"]] = ev.labelled_targets(row)
        self.rows = ev.rows_of(
            (name, found, labels[name] if letter is None else ev.targets(found, letter.marks), letter is not None)
            for name, found, letter in self.texts
        )


def report(title: str, corpus: Corpus, p: NDArray[np.float64] | None, names: Iterable[str]) -> None:
    """Print the figures of both extractors on some texts."""
    chosen = set(names)
    strengths: list[tuple[int, int]] = []
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
            agreed = f1(counts["hit"], counts["found"], counts["marked"])
            out.append(f"{kind} {agreed:.3f} (P {precision:.2f} R {recall:.2f}, n {counts['marked']})")
    print(f"{title:34}", "; ".join(out))
    if strengths:
        kappa = weighted_kappa(*zip(*strengths, strict=True), 0, 2, 1)
        same = sum(a == b for a, b in strengths) / len(strengths)
        print(f"{'':34} strength: same in {same:.2f} of {len(strengths)}, quadratic kappa {kappa:.2f}", flush=True)


def _strongest(found: Sequence[Found]) -> int:
    return max(LEVELS.index(f.strength or "weak") for f in found)


def _read(letter: MarkedLetter, s: Sentence) -> int:
    marks = [m for m in letter.marks if m.kind == "comparative" and covered(m.start, m.end, s.start[0], s.end[-1])]
    return max(LEVELS.index(m.label) for m in marks)


def main() -> None:
    """Measure."""
    corpus = Corpus()
    rows = corpus.rows
    names = np.asarray([name for name, _, letter in corpus.texts if letter is not None])
    first = of_first_readers(names.tolist())
    sets = {
        "L": names[first],
        "M": names[~first],
        "M, only counted": [n for n in names[~first] if int(n[1:]) % 2 or int(n[1:]) > LAST_READ],
    }
    odds = ev.logit(ev.out_of_fold(rows, smallest=ev.SMALLEST))
    net = ev.net_out_of_fold(rows.groups, [s for _, found, _ in corpus.texts for s in found], ROOT / ev.CROSSFIT)
    by_fold = mix().probabilities(odds, net)
    for title, chosen in sets.items():
        report(f"five folds of letters: {title}", corpus, by_fold, chosen)
        report(f"rules alone: {title}", corpus, None, chosen)
    first = of_first_readers(rows.groups)
    for title, test in (
        ("linear model, L -> M", rows.scored & ~first),
        ("linear model, M -> L", rows.scored & first),
        ("linear model, letters -> sentences", ~rows.scored),
    ):
        p = ev.fit(rows.take(np.flatnonzero(~test))).probabilities(rows.features, rows.means)
        report(title, corpus, p, {g for g, t in zip(rows.groups, test, strict=True) if t})


if __name__ == "__main__":
    main()
