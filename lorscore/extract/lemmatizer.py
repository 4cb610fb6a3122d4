"""Lemmas from the tag and the end of the word: rules and exceptions learned from a treebank, no network."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import srsly  # type: ignore[import-untyped]
from spacy.attrs import LEMMA, ORTH, TAG
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example

Known = Mapping[str, frozenset[str]]
"""Base forms that exist, by the first letter of their tags: N, V, J, R."""

_PREFIX = re.compile(r"(?:re|un|over|under|out|mis|fore|with|inter|pre|co|dis)-?(?=\w{3})")
_DOUBLED = re.compile(r"([bdfgklmnprstvz])\1$")
# A stem that ends like this lost an e: notic-, judg-, achiev-, organiz-, settl-, evaluat-, determin-, typ-.
_LOST_E = re.compile(
    r"(?:c|[drl]g|us|(?:ch|rr|str)ang|eng|lung|[^aeiou]?[aeiouy]g|v|[^z]z|[^aeious]s|(?:ea|ei|ui|ai|oi|au|oo|[aeiouy])s|[^aeo]u|[bcdfgkpstz]l"
    r"|rib|[aiou]b|[^eo]at|ut|[aiuo]d|(?<!a)id|[^aeiou]ar|[^aeio]ir|quir|(?:pl|st|sc|gn|d)or|ur|[^aeiou]in|ph?on|[bhptw]ast|[au]m|[ao]k|ap|ul"
    r"|(?:ev|om|qu)ot|(?<!e)e|^[^aeiou]{0,3}[aeiouy][bdgklmnpt])$"
)
_KEEPS = re.compile(r"(?:(?:ea|ee|oo|oa|ai|au|ou|oi|ei)[^vcsz]|ss|[cst]h|ck|x|w|y|[ei]t|ocus|ee|(?<![db])[eo]m)$")


def lemma_of(word: str, tag: str, exceptions: Mapping[str, str], cased: frozenset[str], known: Known) -> str:
    """Return the lemma of one word.

    Parameters
    ----------
    word, tag : str
        The word as it stands in the text, and its fine-grained (Penn) tag.
    exceptions : mapping of str to str
        ``"tag word"``, the word in lower case, to its lemma; they come before the rules of spelling.
    cased : frozenset of str
        The tags whose lemmas keep the capitals of the word (names).
    known : mapping of str to frozenset of str
        Base forms that exist; they decide between spellings (``hoping``: hop or hope).

    Examples
    --------
    >>> lemma_of("Studies", "NNS", {}, frozenset(), {})
    'study'
    >>> lemma_of("rewrote", "VBD", {"VBD wrote": "write"}, frozenset(), {})
    'rewrite'
    """
    low = word.lower().replace("’", "'")
    found = exceptions.get(f"{tag} {low}")
    if found is not None:
        return found
    base = word if tag in cased else low
    ending = _ENDINGS.get(tag)
    if ending is None or not low.replace("-", "").isalpha():
        return base
    prefix = _PREFIX.match(low)
    if prefix and (found := exceptions.get(f"{tag} {low[prefix.end() :]}")) is not None:
        return low[: prefix.end()] + found
    kept, added = _cut(low, ending, known.get(tag[0], frozenset()))
    return base[:kept] + added


_ENDINGS = {
    "NNS": "s", "NNPS": "s", "VBZ": "s", "VBD": "ed", "VBN": "ed", "VBG": "ing",
    "JJR": "er", "RBR": "er", "JJS": "est", "RBS": "est",
}  # fmt: skip


def _cut(low: str, ending: str, known: frozenset[str]) -> tuple[int, str]:
    """Return how many characters of an inflected word stay, and what is added to them."""
    if not low.endswith(ending) or len(low) - len(ending) < 2:
        return len(low), ""
    stem = low[: -len(ending)]
    candidates = _singulars(low) if ending == "s" else _stems(stem, comparative=ending in ("er", "est"))
    for kept, added in candidates:
        if low[:kept] + added in known:
            return kept, added
    return candidates[0]


def _singulars(low: str) -> list[tuple[int, str]]:
    n = len(low)
    if low.endswith(("ss", "us", "is")) or (low.endswith("ics") and n > 5):
        return [(n, ""), (n - 1, "")]
    if low.endswith("ies") and n > 4:
        return [(n - 3, "y"), (n - 1, ""), (n, "")]
    if low.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return [(n - 2, ""), (n - 1, "")]
    if low.endswith("zes"):
        return [(n - 1, ""), (n - 3, "")]
    if low.endswith("oes"):
        return [(n - 2, ""), (n - 1, "")]
    return [(n - 1, ""), (n, "")]


def _stems(stem: str, *, comparative: bool) -> list[tuple[int, str]]:
    """Return the ways to spell the word that lost its ending, the likeliest first."""
    n = len(stem)
    if stem.endswith("i"):
        return [(n - 1, "y"), (n, "")] if n > 2 else [(n, "e"), (n - 1, "y")]
    if _DOUBLED.search(stem):
        keep = n <= 3 or (stem[-1] in "lsfz" and not comparative and not (n > 5 and stem.endswith(("ell", "oll"))))
        return [(n, ""), (n - 1, "")] if keep else [(n - 1, ""), (n, "")]
    with_e, without = (n, "e"), (n, "")
    if _KEEPS.search(stem) or not _LOST_E.search(stem):
        return [without, with_e]
    return [with_e, without]


def learn_lemmas(
    words: Iterable[tuple[str, str, str]],
    bases: Mapping[str, Iterable[str]],
    irregular: Mapping[str, Mapping[str, str]],
) -> tuple[dict[str, str], frozenset[str], dict[str, frozenset[str]]]:
    """Learn from words with tags and lemmas what the rules of spelling do not tell.

    Parameters
    ----------
    words : iterable of (word, tag, lemma)
        Running text; the most frequent lemma of a word under a tag counts.
    bases : mapping of str to iterable of str
        More base forms, by the first letter of their tags.
    irregular : mapping
        ``irregular[tag][word]``: lemmas of irregular words that the text may lack; the text's own come before them.

    Returns
    -------
    exceptions, cased, known
        What `lemma_of` takes.
    """
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    capitals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    forms: dict[str, set[str]] = {letter: set(bases.get(letter, ())) for letter in "NVJR"}
    for word, tag, lemma in words:
        seen[tag, word.lower().replace("’", "'")][lemma] += 1
        if word[:1].isupper() and len(word) > 1:
            capitals[tag][lemma[:1].isupper()] += 1
        if tag[0] in forms and lemma.isalpha() and tag not in ("NNP", "NNPS"):
            forms[tag[0]].add(lemma.lower())
    cased = frozenset(tag for tag, (small, large) in capitals.items() if large > small)
    known = {letter: frozenset(found) for letter, found in forms.items()}
    exceptions = {f"{tag} {word}": lemma for tag, more in irregular.items() for word, lemma in more.items()}
    for (tag, low), lemmas in sorted(seen.items()):
        lemma = lemmas.most_common(1)[0][0]
        exceptions.pop(f"{tag} {low}", None)
        if lemma_of(low, tag, {}, cased, known) != (lemma.lower() if tag in cased else lemma):
            exceptions[f"{tag} {low}"] = lemma
    return exceptions, cased, known


class LemmaTable(Pipe):
    """A pipeline component that sets ``token.lemma_`` from ``token.tag_`` and the word."""

    def __init__(self, nlp: Language, name: str = "lemmatizer") -> None:
        self.vocab, self.name = nlp.vocab, name
        self.exceptions: dict[str, str] = {}
        self.cased: frozenset[str] = frozenset()
        self.known: dict[str, frozenset[str]] = {}
        self._cache: dict[tuple[int, int], str] = {}

    def learn(
        self,
        docs: Iterable[Doc],
        *,
        bases: Mapping[str, Iterable[str]] | None = None,
        irregular: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Learn from documents that carry tags and lemmas, and from more words; see `learn_lemmas`."""
        words = ((t.text, t.tag_, t.lemma_) for doc in docs for t in doc if t.lemma_ and t.tag_)
        self.exceptions, self.cased, self.known = learn_lemmas(words, bases or {}, irregular or {})
        self._cache = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemmas of one document."""
        cache = self._cache
        if len(cache) > 20_000:  # as the rows of words: a long-running process must not grow
            cache.clear()
        hashes: dict[tuple[int, int], int] = {}  # of this document: a memory zone forgets the strings of the one before
        lemmas = []
        values: list[list[int]] = doc.to_array([ORTH, TAG]).reshape(-1, 2).tolist()  # type: ignore[assignment]
        for word, tag in values:
            key = word, tag
            lemma = hashes.get(key)
            if lemma is None:
                found = cache.get(key)
                if found is None:
                    found = cache[key] = lemma_of(
                        self.vocab.strings[word], self.vocab.strings[tag], self.exceptions, self.cased, self.known
                    )
                lemma = hashes[key] = self.vocab.strings.add(found)
            lemmas.append(lemma)
        return doc.from_array([LEMMA], np.array(lemmas, dtype=np.uint64).reshape(-1, 1))  # type: ignore[arg-type]

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        """Return ``lemma_acc``."""
        return dict(Scorer.score_token_attr(examples, "lemma"))

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the tables as bytes."""
        return bytes(srsly.msgpack_dumps(self._tables()))

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
        known = {letter: " ".join(sorted(forms)) for letter, forms in self.known.items()}
        return {"cased": sorted(self.cased), "exceptions": self.exceptions, "known": known}

    def _read(self, tables: dict[str, Any]) -> LemmaTable:
        self.cased, self.exceptions, self._cache = frozenset(tables["cased"]), tables["exceptions"], {}
        self.known = {letter: frozenset(forms.split()) for letter, forms in tables["known"].items()}
        return self


@Language.factory(
    "lorscore_lemmatizer", assigns=["token.lemma"], requires=["token.tag"], default_score_weights={"lemma_acc": 1.0}
)
def make_lemmatizer(nlp: Language, name: str) -> LemmaTable:
    """Build an empty lemmatizer; its tables come from `LemmaTable.learn` or from disk."""
    return LemmaTable(nlp, name)
