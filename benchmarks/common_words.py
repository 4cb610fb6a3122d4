"""Make ``lorscore/guide/names/common_words.txt``: words that open sentences in letters and are no names.

Every word that the train letters and the labelled sentences write in lower case, with no more than letters in it. Run
from the repository:

    python benchmarks/common_words.py
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "lorscore" / "guide" / "names" / "common_words.txt"
PARTICLES = frozenset({"al", "el", "bin", "van", "von", "der", "di", "du", "ul"})


def main() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "letters" / "train").glob("*.txt"))]
    for path in sorted((ROOT / "data" / "sentences").glob("*.jsonl")):
        texts += [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    lower: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for text in texts:
        lower.update(re.findall(r"(?<![\w@./'’-])[a-z]{2,}(?![\w@/'’])", text))
        inside.update(word.lower() for word in re.findall(r"(?<=[a-z,] )[A-Z][a-z]+\b", text))
    words = sorted(w for w, n in lower.items() if n * 3 >= inside[w] and w not in PARTICLES)
    TARGET.write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(words)} words")


if __name__ == "__main__":
    main()
