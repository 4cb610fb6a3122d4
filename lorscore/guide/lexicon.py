"""Named word lists: which classes a word or phrase belongs to.

A lexicon file in ``lorscore/guide/lexicons/`` holds tables, one a class::

    [trainee]
    about = "Nouns for people at the applicant's stage."
    words = ["resident", "medical student"]
    match = "lemma"          # or "lower": the written form only

Words are lower case; an entry of several words is a phrase. With ``match = "lemma"`` an entry matches a token's lemma
or its lower-cased form (every word of a phrase, likewise).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources

import tomli

from lorscore.errors import RuleError
from lorscore.guide.one_pronoun import one_pronoun

_KEYS = {"about", "words", "match"}
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_CLITIC = re.compile(r"(?<=[a-z])(n't|'(?:s|m|re|ve|ll|d))(?![a-z])")


def _as_tokens(word: str) -> list[str]:
    """Split an entry as the tokenizer splits a letter: "hard-working" is three tokens, "isn't" two."""
    return _CLITIC.sub(r" \1", _HYPHEN.sub(" - ", word)).split()


Phrases = dict[str, list[tuple[tuple[str, ...], int, bool]]]
"""Second word to the phrases that go on with it: the rest, the bits, and whether lemmas count."""
Starts = tuple[tuple[Phrases, bool], ...]
"""Phrases that may begin with a token, and whether it is by its written form."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Classes of words as bits of an integer, for quick look-ups.

    Attributes
    ----------
    bits : dict of str to int
        Class name to its bit.
    lower, lemma : dict of str to int
        Word to the bits of its classes, by written form and by lemma.
    phrases : dict of str to dict of str to list of (tuple of str, int, bool)
        First word to the phrases that begin so.
    members : dict of str to tuple of str
        Class name to its words, as written in the file.
    """

    bits: dict[str, int]
    lower: dict[str, int]
    lemma: dict[str, int]
    phrases: dict[str, Phrases]
    members: dict[str, tuple[str, ...]]

    def classes(self, lowers: Sequence[str], lemmas: Sequence[str]) -> list[int]:
        """Return the bits of the classes of each token; a phrase marks all of its tokens.

        Parameters
        ----------
        lowers, lemmas : sequence of str
            Lower-cased forms and lemmas of the tokens of a sentence, of one length.

        Examples
        --------
        >>> from lorscore.guide.lexicon import lexicon
        >>> lex = lexicon()
        >>> masks = lex.classes(["two", "residents"], ["two", "resident"])
        >>> bool(masks[1] & lex.bits["trainee"])
        True
        """
        words = [self.word(w, m) for w, m in zip(lowers, lemmas, strict=True)]
        out = [bits for bits, _ in words]
        self.mark_phrases(out, lowers, lemmas, [starts for _, starts in words])
        return out

    def word(self, lower: str, lemma: str) -> tuple[int, Starts]:
        """Return the bits of the classes of one token by itself, and the phrases that may begin with it."""
        by_form, by_base = self.phrases.get(lower), self.phrases.get(lemma) if lemma != lower else None
        starts = tuple([(follow, exact) for follow, exact in ((by_form, True), (by_base, False)) if follow])
        return self.lower.get(lower, 0) | self.lemma.get(lemma, 0), starts

    def mark_phrases(
        self, out: list[int], lowers: Sequence[str], lemmas: Sequence[str], starts: Sequence[Starts]
    ) -> bool:
        """Add the bits of phrases to all of their tokens; say whether there was one.

        Parameters
        ----------
        out : list of int
            Bits of the classes of each token by itself; the phrases' are added in place.
        lowers, lemmas : sequence of str
        starts : sequence of Starts
            What `word` gave for each token.
        """
        n, found = len(lowers), False
        for i, begins in enumerate(starts[:-1]):
            if not begins:
                continue
            second, base = lowers[i + 1], lemmas[i + 1]
            third = (lowers[i + 2], lemmas[i + 2]) if i + 2 < n else ("", "")
            for follow, exact in begins:
                for key in (second, base) if base != second else (second,):
                    for rest, mask, use_lemma in follow.get(key, ()):
                        if (rest and rest[0] not in third) or not (use_lemma or (exact and key == second)):
                            continue
                        end = i + 2 + len(rest)
                        if end <= n and all(
                            w == lowers[j] or (use_lemma and w == lemmas[j]) for j, w in enumerate(rest, i + 2)
                        ):
                            found = True
                            for j in range(i, end):
                                out[j] |= mask
        return found

    def mask(self, *names: str) -> int:
        """Return the bits of these classes together.

        Raises
        ------
        RuleError
            Where a name is no class of any lexicon file.
        """
        lost = [n for n in names if n not in self.bits]
        if lost:
            raise RuleError(f"There is no word list named {lost[0]!r} in lorscore/guide/lexicons.")
        return sum(self.bits[n] for n in set(names))


def build(tables: Iterable[tuple[str, str, dict[str, object]]]) -> Lexicon:
    """Build a lexicon from (file, class name, table) rows; raises RuleError on an unknown key or a bad word."""
    lex = Lexicon({}, {}, {}, {}, {})
    for file, name, table in tables:
        words, match = table.get("words"), table.get("match", "lemma")
        if unknown := sorted(set(table) - _KEYS):
            raise RuleError(f"{file}: [{name}] has an unknown key {unknown[0]!r}.")
        if match not in ("lemma", "lower") or not isinstance(words, list):
            raise RuleError(f"{file}: [{name}] needs words = [...] and match = 'lemma' or 'lower'.")
        bit = lex.bits.setdefault(name, 1 << len(lex.bits))
        lex.members[name] = (*lex.members.get(name, ()), *map(str, words))
        for word in words:
            if not isinstance(word, str) or word != word.lower().strip() or not word:
                raise RuleError(f"{file}: [{name}] holds {word!r}; words are lower case, without spaces at the ends.")
            if not word.isalpha():  # a phrase, or a word that the tokenizer splits
                word = " ".join(map(one_pronoun, word.split(" ")))
                first, *rest = _as_tokens(word)
            else:
                word, rest = one_pronoun(word), []
            if rest:
                entry = (tuple(rest[1:]), bit, match == "lemma")
                lex.phrases.setdefault(first, {}).setdefault(rest[0], []).append(entry)
            else:
                lex.lower[word] = lex.lower.get(word, 0) | bit
                if match == "lemma":
                    lex.lemma[word] = lex.lemma.get(word, 0) | bit
    return lex


DEFAULT_SPECIALTY = "medical_genetics"
SPECIALTY_CLASSES = (
    "sp_field", "sp_condition", "sp_finding", "sp_test", "sp_variant", "sp_inheritance", "sp_gene_symbol", "sp_role",
)  # fmt: skip


def lexicon(specialty: str = DEFAULT_SPECIALTY) -> Lexicon:
    """Return the shipped lexicon: all files of ``lorscore/guide/lexicons``, and the vocabulary of one specialty.

    A specialty is one file ``lorscore/guide/specialties/<name>.toml`` whose ``[vocabulary.sp_...]`` tables are classes
    like any other. Every specialty has the same classes, so their bits are the same whichever is loaded.

    Raises
    ------
    RuleError
        Where there is no such specialty, or its file lacks a class.

    Examples
    --------
    >>> "sp_condition" in lexicon().bits
    True
    """
    return _lexicon(specialty)


@functools.cache  # here, and not above: a cache holds f() and f(DEFAULT_SPECIALTY) as two
def _lexicon(specialty: str) -> Lexicon:
    folder = resources.files("lorscore.guide") / "lexicons"
    rows: list[tuple[str, str, dict[str, object]]] = []
    for file in sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
        for name, table in tomli.loads(file.read_text(encoding="utf-8")).items():
            rows.append((file.name, name, table))
    return build([*rows, *_vocabulary(specialty)])


def _vocabulary(specialty: str) -> list[tuple[str, str, dict[str, object]]]:
    file = resources.files("lorscore.guide") / "specialties" / f"{specialty}.toml"
    if not specialty.isidentifier() or not file.is_file():
        raise RuleError(f"There is no specialty {specialty!r}: lorscore/guide/specialties holds no {specialty}.toml.")
    tables = tomli.loads(file.read_text(encoding="utf-8")).get("vocabulary", {})
    if set(tables) != set(SPECIALTY_CLASSES):
        odd = sorted(set(tables) ^ set(SPECIALTY_CLASSES))[0]
        raise RuleError(f"{file.name}: [vocabulary.{odd}] is missing or unknown; the classes are {SPECIALTY_CLASSES}.")
    return [(file.name, name, tables[name]) for name in SPECIALTY_CLASSES]
