"""Lemmas from the tag and the end of the word: rules and exceptions learned from a treebank, no network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example

LONGEST_SUFFIX = 6
Cut = tuple[int, str]
"""How many characters to take off the end of a word, and what to put there."""


def lemma_of(
    word: str, tag: str, rules: Mapping[str, Mapping[str, Cut]], exceptions: Mapping[str, str], cased: frozenset[str]
) -> str:
    """Return the lemma of one word.

    Parameters
    ----------
    word, tag : str
        The word as it stands in the text, and its fine-grained tag.
    rules : mapping
        ``rules[tag][ending]``: what to cut and add; the longest ending that fits decides.
    exceptions : mapping of str to str
        ``"tag word"``, the word in lower case, to its lemma; they come before the rules.
    cased : frozenset of str
        The tags whose lemmas keep the capitals of the word (names).

    Examples
    --------
    >>> lemma_of("Studies", "NNS", {"NNS": {"s": (1, ""), "ies": (3, "y")}}, {}, frozenset())
    'study'
    """
    low = word.lower().replace("’", "'")
    known = exceptions.get(f"{tag} {low}")
    if known is not None:
        return known
    base = word if tag in cased else low
    endings = rules.get(tag)
    if endings and low.isalpha():
        for n in range(min(LONGEST_SUFFIX, len(low)), -1, -1):
            cut = endings.get(low[len(low) - n :])
            if cut is not None:
                return base[: len(base) - cut[0]] + cut[1] or base
    return base


def learn_lemmas(
    words: Iterable[tuple[str, str, str]],
) -> tuple[dict[str, dict[str, Cut]], dict[str, str], frozenset[str]]:
    """Learn rules and exceptions from words with tags and lemmas.

    Parameters
    ----------
    words : iterable of (word, tag, lemma)
        Running text; the most frequent lemma of a word under a tag counts.

    Returns
    -------
    rules, exceptions, cased
        What `lemma_of` takes.
    """
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    capitals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for word, tag, lemma in words:
        seen[tag, word.lower().replace("’", "'")][lemma] += 1
        if word[:1].isupper() and len(word) > 1:
            capitals[tag][lemma[:1].isupper()] += 1
    cased = frozenset(tag for tag, (small, large) in capitals.items() if large > small)
    best = {key: lemmas.most_common(1)[0][0] for key, lemmas in seen.items()}
    votes: dict[str, dict[str, Counter[Cut]]] = defaultdict(lambda: defaultdict(Counter))
    for (tag, low), lemma in best.items():
        small = lemma.lower()
        same = next((i for i, (a, b) in enumerate(zip(low, small, strict=False)) if a != b), min(len(low), len(small)))
        cut = (len(low) - same, small[same:])
        for n in range(min(LONGEST_SUFFIX, len(low)) + 1):
            if cut[0] <= max(n, 1) + 1:
                votes[tag][low[len(low) - n :]][cut] += 1
    rules: dict[str, dict[str, Cut]] = {}
    for tag, endings in votes.items():
        mine: dict[str, Cut] = {}
        for ending in sorted(endings, key=len):
            cut, times = endings[ending].most_common(1)[0]
            shorter = next((mine[ending[k:]] for k in range(1, len(ending) + 1) if ending[k:] in mine), (0, ""))
            if cut != shorter and (times >= 2 or not ending):
                mine[ending] = cut
        rules[tag] = mine
    exceptions = {}
    for (tag, low), lemma in sorted(best.items()):
        guess = lemma_of(low, tag, rules, {}, cased)
        if guess != (lemma.lower() if tag in cased else lemma):
            exceptions[f"{tag} {low}"] = lemma
    return rules, exceptions, cased


class LemmaTable(Pipe):
    """A pipeline component that sets ``token.lemma_`` from ``token.tag_`` and the word."""

    def __init__(self, nlp: Language, name: str = "lemmatizer") -> None:
        self.vocab, self.name = nlp.vocab, name
        self.rules: dict[str, dict[str, Cut]] = {}
        self.exceptions: dict[str, str] = {}
        self.cased: frozenset[str] = frozenset()
        self._cache: dict[tuple[int, int], int] = {}

    def learn(self, docs: Iterable[Doc]) -> None:
        """Learn from documents that carry tags and lemmas."""
        words = ((t.text, t.tag_, t.lemma_) for doc in docs for t in doc if t.lemma_ and t.tag_)
        self.rules, self.exceptions, self.cased = learn_lemmas(words)
        self._cache = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of one document."""
        cache = self._cache
        if len(cache) > 60_000:  # as the rows of words: a long-running process must not grow
            cache.clear()
        for token in doc:
            key = (token.orth, token.tag)
            lemma = cache.get(key)
            if lemma is None:
                found = lemma_of(token.text, token.tag_, self.rules, self.exceptions, self.cased)
                lemma = cache[key] = self.vocab.strings.add(found)
            token.lemma = lemma
        return doc

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """Return ``lemma_acc``."""
        return dict(Scorer.score_token_attr(examples, "lemma"))

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the tables as bytes."""
        return srsly.msgpack_dumps(self._tables())

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> LemmaTable:
        """Read the tables from bytes."""
        return self._read(srsly.msgpack_loads(data))

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the tables as one JSON file that a person can read."""
        Path(path).mkdir(exist_ok=True)
        srsly.write_json(Path(path) / "lemmas.json", self._tables())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> LemmaTable:
        """Read the tables from a folder."""
        return self._read(srsly.read_json(Path(path) / "lemmas.json"))

    def _tables(self) -> dict[str, Any]:
        return {"cased": sorted(self.cased), "rules": self.rules, "exceptions": self.exceptions}

    def _read(self, tables: dict[str, Any]) -> LemmaTable:
        self.cased, self.exceptions, self._cache = frozenset(tables["cased"]), tables["exceptions"], {}
        self.rules = {tag: {e: (c[0], c[1]) for e, c in ends.items()} for tag, ends in tables["rules"].items()}
        return self


@Language.factory(
    "lorscore_lemmatizer", assigns=["token.lemma"], requires=["token.tag"], default_score_weights={"lemma_acc": 1.0}
)
def make_lemmatizer(nlp: Language, name: str) -> LemmaTable:
    """Build an empty lemmatizer; its tables come from `LemmaTable.learn` or from disk."""
    return LemmaTable(nlp, name)
