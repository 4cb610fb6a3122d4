"""Memory and rate over many letters: does a long run stay within bounds.

    python benchmarks/corpus_memory.py [LETTERS] [--no-zone | --english]

Letters are cut and shuffled from data/letters/train, with invented words and names in each, so that no two share their
vocabulary: what leaks, leaks here. Each line is the process's own memory (resident) and spaCy's tables after so many
letters (its count of lexemes never goes down, also where they were freed), and how many blocks of memory Python holds:
where these stand still while the process grows, nothing is kept; what is free lies scattered. --no-zone shows the same
without `memory_zone`; --english the pipeline below the extractors alone, in zones, where spaCy's open leak of
morphology objects (explosion/spaCy #13684) would show. Figures depend on the machine; the slope is the point.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import lorscore
from lorscore.analysis import Analyzer, batches

STEP = 500


def letters(total: int) -> Iterator[str]:
    pool = [p.read_text(encoding="utf-8") for p in sorted(Path("data/letters/train").glob("*.txt"))]
    sentences = [s.strip() for text in pool for s in text.replace("\n", " ").split(". ") if 30 < len(s) < 300]
    draw = random.Random(7)
    for _ in range(total):
        names = ["".join(draw.choice("abcdeghiklmnoprstuvz") for _ in range(draw.randint(4, 10))) for _ in range(12)]
        body = ". ".join(draw.sample(sentences, 8))
        odd = " ".join(names[:10])
        yield (
            f"Dear Program Director,\n\nI have known Dr. {names[10].title()} {names[11].title()} for a year. {body}. "
            f"The notes said {odd}.\n\nSincerely,\nJohn Ito, MD\n"
        )


def resident() -> float:
    """Return the memory of this process, in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def reports(analyzer: Analyzer, total: int, how: str) -> Iterator[object]:
    if how == "--no-zone":
        yield from (analyzer.analyze(text) for text in letters(total))
    elif how == "--english":
        nlp = analyzer.nlp
        with nlp.select_pipes(enable=["tok2vec", "tagger", "morphologizer", "senter", "lemmatizer"]):
            for batch in batches(letters(total), 32):
                with nlp.memory_zone():
                    yield from (len(doc) for doc in nlp.pipe(batch))
    else:
        yield from analyzer.pipe(letters(total))


def main(total: int, how: str) -> None:
    analyzer = lorscore.load()
    vocab = analyzer.nlp.vocab
    began = time.monotonic()
    print(f"{'letters':>8} {'MB':>7} {'blocks':>9} {'strings':>8} {'lexemes':>8} {'letters/s':>9}")
    for n, _ in enumerate(reports(analyzer, total, how), 1):
        if n in (32, 100) or n % STEP == 0:
            rate = n / (time.monotonic() - began)
            blocks, strings = sys.getallocatedblocks(), len(vocab.strings)
            print(f"{n:>8} {resident():>7.0f} {blocks:>9} {strings:>8} {len(vocab):>8} {rate:>9.1f}", flush=True)


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:] if a.isdecimal()]
    main(numbers[0] if numbers else 3000, next((a for a in sys.argv if a.startswith("--")), ""))
