"""Scores of the tokens of many sentences at once, for the taggers of spans: their features without the names.

Each feature is a number made of the numbers of its parts (words, tags, classes ...), and the weights of the numbers
that a model knows are looked up for all tokens together. `TokenFeatures.features` says what the features are; a test
holds the two together.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lorscore.extract.kinds import Kinds, Token, kinds_of
from lorscore.extract.span_features import (
    JOINED,
    JOINS,
    LONG_PHRASE,
    NOUN,
    NP_LEFT,
    NP_OPENS,
    NP_RIGHT,
    OFFSETS,
    SHORT_SENTENCE,
    TokenFeatures,
)  # fmt: skip
from lorscore.extract.view import Sentence

Pair = tuple[float, float]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_PARTS: dict[str, tuple[str, ...]] = {
    "bw": ("word", "word"), "tt": ("tag", "tag", "tag"), "gg": ("group", "group", "group"),
    "who": ("who", "side"), "wg": ("who", "side", "group"), "vg": ("word", "who", "group"),
    "tn": ("tense", "who", "group"), "neg": ("who", "group"),
    "op": ("word", "group"), "hd": ("word", "group"), "hk": ("head", "word", "group"), "hg": ("head", "group"),
    "before": ("group", "group"), "after": ("group", "group"), "short": ("group",),
}  # fmt: skip
"""What the value of a feature is made of, by its namespace."""
_SPACED = ("bw", "tt", "gg")
_PLACE = re.compile(r"-?\d")
_SIDES = ("none", "before", "verb", "after")
_BEGIN, _END = "<s>", "</s>"
_EDGES = 2
"""Numbers 0 and 1 stand for what is before and after a sentence; kinds of tokens come after them."""
_LEFT, _RIGHT, _OPENS, _NOUNS, _POSSESSIVE, _JOIN, _AND, _PRAISED, _APPLICANT, _INSIDE = (1 << k for k in range(10))
_FAR = np.iinfo(np.int64).max


class _Numbers(dict[str, int]):
    """Number of each value that a part may have in a model's features, from 1; 0 for all others."""

    def __missing__(self, value: str) -> int:
        number = self[value] = len(self) + 1
        return number

    def of(self, value: str) -> int:
        return self.get(value, 0)


class _Table:
    """Weights of the features of one namespace, by number.

    Parameters
    ----------
    bases : sequence of int
        How many numbers each part may have, 0 among them.
    parts : sequence of sequence of int
        The numbers of each part, one a feature.
    pairs : sequence of (float, float)
        Weights of each feature for B and I.
    """

    def __init__(self, bases: Sequence[int], parts: Sequence[Sequence[int]], pairs: Sequence[Pair]) -> None:
        self._bases = bases
        codes = self._code([np.array(numbers, dtype=np.int64) for numbers in parts])
        order = np.argsort(codes)
        self._known = np.append(codes[order], _FAR)
        self._pairs = np.array([*pairs, (0.0, 0.0)])[[*order, -1]]

    def _code(self, parts: Sequence[Ints]) -> Ints:
        code = parts[0]
        for part, base in zip(parts[1:], self._bases[1:], strict=True):
            code = code * base + part
        return code

    def of(self, *parts: Ints) -> NDArray[np.float64]:
        """Weights for B and I of each token, shape (tokens, 2)."""
        codes = self._code(parts)
        place = np.searchsorted(self._known, codes)
        place[self._known[place] != codes] = len(self._known) - 1
        found: NDArray[np.float64] = self._pairs[place]
        return found


class SpanScores:
    """The weights of a model, ready to be looked up.

    Parameters
    ----------
    tokens : TokenFeatures
    weights : mapping of str to (float, float)
        Feature name to its weights for B and I.
    """

    def __init__(self, tokens: TokenFeatures, weights: Mapping[str, Pair]) -> None:
        self._tokens, self._weights = tokens, weights
        found: dict[str, tuple[list[list[str]], list[Pair]]] = {space: ([], []) for space in _PARTS}
        for name, pair in weights.items():
            space, _, value = name.partition("=")
            if space in found:
                values, pairs = found[space]
                values.append(_split(space, value))
                pairs.append(pair)
        self._numbers = {part: _Numbers() for parts in _PARTS.values() for part in parts}
        self._numbers["side"].update((side, k) for k, side in enumerate(_SIDES, 1))
        self._word, self._tag, self._group = (self._numbers[name] for name in ("word", "tag", "group"))
        numbered = {
            space: [list(map(self._numbers[part].__getitem__, (value[k] for value in found[space][0])))
                    for k, part in enumerate(parts)]
            for space, parts in _PARTS.items()
        }  # fmt: skip
        self._tables = {
            space: _Table([len(self._numbers[part]) + 1 for part in parts], numbered[space], found[space][1])
            for space, parts in _PARTS.items()
        }
        self._edges = [weights.get(f"{d}edge", (0.0, 0.0)) for d in OFFSETS]
        self._lock = threading.Lock()
        self._known: tuple[Kinds | None, int, NDArray[np.float64], Ints] = (None, 0, *self._empty(64))

    def of(self, sentences: Sequence[Sentence]) -> list[NDArray[np.float64]]:
        """Return the scores of B and I of each sentence, shape (tokens, 2), before the transitions.

        Parameters
        ----------
        sentences : sequence of Sentence
            None of them empty.
        """
        if not sentences:
            return []
        kinds = kinds_of(sentences[0])[0]
        flat: list[int] = []
        first: list[int] = []
        for s in sentences:
            table, numbers = kinds_of(s)
            if table is not kinds:  # the table was begun anew between two sentences
                return [scores for one in sentences for scores in self.of([one])]
            flat += (1, 0)
            first.append(len(flat))
            flat += [k + _EDGES for k in numbers]
        flat += (1, 0)
        alone, facts = self._columns(kinds)
        return self._scores(sentences, np.array(flat), first, alone, facts)

    def _scores(
        self, sentences: Sequence[Sentence], at: Ints, first: Sequence[int], alone: NDArray[np.float64], facts: Ints
    ) -> list[NDArray[np.float64]]:
        rows = alone[at]
        n, lengths = len(at), [len(s) for s in sentences]
        # what the tokens from two before to two after a token are to it
        out = np.zeros((n, 2))
        out[2:-2] = rows[:-4, 0:2]
        for k in range(1, len(OFFSETS)):
            out[2:-2] += rows[k : n - 4 + k, 2 * k : 2 * k + 2]
        begins, ends = np.array(first), np.array(first) + np.array(lengths)
        for d, edge in zip(OFFSETS, self._edges, strict=True):
            for step in range(abs(d)):
                place = begins + step if d < 0 else ends - 1 - step
                out[place[np.array(lengths) > step]] += edge
        word, tag, group, head, flags = facts[at].T
        look = self._tables
        before, after = np.roll(group, 1), np.roll(group, -1)
        out += look["bw"].of(np.roll(word, 1), word)
        out += look["tt"].of(np.roll(tag, 1), tag, np.roll(tag, -1)) + look["gg"].of(before, group, after)
        out += self._clauses(sentences, first, word, group, n)
        out += self._phrases(word, group, head, flags)
        self._joined(out, group, flags)
        short = np.repeat(np.array(lengths) <= SHORT_SENTENCE, lengths)
        inside = np.flatnonzero(flags & _INSIDE)[short]
        out[inside] += look["short"].of(group[inside])
        return [out[i : i + k] for i, k in zip(first, lengths, strict=True)]

    def _clauses(
        self, sentences: Sequence[Sentence], first: Sequence[int], word: Ints, group: Ints, n: int
    ) -> NDArray[np.float64]:
        """Weights of what the clause of each token tells."""
        owner, facts = [0] * n, list[tuple[int, int, int, int]]()
        who_of, tense_of = self._numbers["who"].of, self._numbers["tense"].of
        for s, at in zip(sentences, first, strict=True):
            owner[at : at + len(s)] = [len(facts)] * len(s)
            for clause in s.clauses:
                start, end = at + clause.start, at + min(clause.end, len(s))
                owner[start:end] = [len(facts)] * (end - start)
                who = who_of(clause.who)
                verb = clause.verb
                facts.append(
                    (who, at + verb, tense_of(clause.tense), who if clause.negated else 0)
                    if verb >= 0
                    else (who, -1, 0, who if clause.negated else 0)
                )
        who, verb, tense, denied = np.array(facts)[owner].T
        here = np.arange(n)
        side = np.where(verb < 0, 1, np.where(here < verb, 2, np.where(here == verb, 3, 4)))  # as in `_SIDES`
        look = self._tables
        out = look["who"].of(who, side) + look["wg"].of(who, side, group)
        out += look["vg"].of(np.where(verb < 0, 0, word[verb]), who, group)
        out += look["tn"].of(tense, who, group)
        out += look["neg"].of(denied, group)
        return out

    def _phrases(self, word: Ints, group: Ints, head: Ints, flags: Ints) -> NDArray[np.float64]:
        """Weights of whose noun phrase a token stands in, and what heads it."""
        at = np.flatnonzero(flags & _PRAISED)
        far = at + LONG_PHRASE - 1
        k = np.maximum(_last(flags & _LEFT == 0)[at - 1], at - LONG_PHRASE)
        opener = np.where(flags[k] & _OPENS, word[k], self._word.of("-"))
        owned = np.where(flags[k - 1] & _APPLICANT, self._word.of("<applicant>'s"), self._word.of("'s"))
        opener = np.where((flags[k] & _POSSESSIVE != 0) & (flags[k - 1] & _INSIDE != 0), owned, opener)
        nouns = flags & _NOUNS != 0
        noun = np.minimum(_next(nouns)[at], len(flags) - 1)
        headed = (noun < _next(~nouns & (flags & _RIGHT == 0))[at]) & (noun <= far)
        last = np.minimum(_next(~nouns)[noun] - 1, far)
        last[~headed] = 0
        kind, noun = np.where(headed, head[last], 0), np.where(headed, word[last], 0)
        look, own = self._tables, group[at]
        out = np.zeros((len(flags), 2))
        out[at] = (look["op"].of(opener, own) + look["hd"].of(noun, own) + look["hk"].of(kind, opener, own)) + look[
            "hg"
        ].of(kind, own)
        return out

    def _joined(self, out: NDArray[np.float64], group: Ints, flags: Ints) -> None:
        """Add the weights of the neighbour across a comma or "and"."""
        joins, bare = flags & (_JOIN | _AND) == _JOIN | _AND, flags & _AND == 0
        at = np.flatnonzero(joins[:-1]) + 1
        k = _last(bare)[at - 1]
        good = (flags[k] & _INSIDE != 0) & (flags[at] & _INSIDE != 0)
        at, k = at[good], k[good]
        out[at] += self._tables["before"].of(group[k], group[at])
        at = np.flatnonzero(joins[1:])
        k = _next(bare)[at + 1]
        good = (flags[k] & _INSIDE != 0) & (flags[at] & _INSIDE != 0)
        at, k = at[good], k[good]
        out[at] += self._tables["after"].of(group[k], group[at])

    def _columns(self, kinds: Kinds) -> tuple[NDArray[np.float64], Ints]:
        """Return what is known of each kind of token: its weights at five places, and its facts."""
        known, count, alone, facts = self._known
        if known is kinds and count >= len(kinds.tokens):
            return alone, facts
        with self._lock:
            known, count, alone, facts = self._known
            new = kinds.tokens[count:] if known is kinds else kinds.tokens[:]
            if known is not kinds:
                count, (alone, facts) = 0, self._empty(1024)
            total = count + len(new)
            if total + _EDGES > len(alone):
                more = self._empty(2 * total + _EDGES)
                more[0][: len(alone)], more[1][: len(facts)] = alone, facts
                alone, facts = more
            for row, token in enumerate(new, count + _EDGES):
                alone[row], facts[row] = self._own(token), self._facts(token)
            self._known = kinds, total, alone, facts
        return alone, facts

    def _empty(self, size: int) -> tuple[NDArray[np.float64], Ints]:
        alone, facts = np.zeros((size, 2 * len(OFFSETS))), np.zeros((size, 5), dtype=np.int64)
        for row, text in enumerate((_BEGIN, _END)):
            facts[row, :3] = self._word.of(text), self._tag.of(text), self._group.of(text)
        return alone, facts

    def _own(self, token: Token) -> list[float]:
        """Weights of a token by itself, at each of the five places."""
        names = self._tokens.own(token.lower, token.lemma, token.tag, token.classes, token.applicant)
        row: list[float] = []
        for d in OFFSETS:
            b = i = 0.0
            for name in names:
                pair = self._weights.get(f"{d}{name}")
                if pair is not None:
                    b += pair[0]
                    i += pair[1]
            row += (b, i)
        return row

    def _facts(self, token: Token) -> tuple[int, int, int, int, int]:
        """(word, tag, group, kind of head, flags) of a token, as numbers."""
        tokens, tag = self._tokens, token.tag
        group = tokens.group(tag, token.classes)
        flags = {
            _LEFT: tag in NP_LEFT,
            _RIGHT: tag in NP_RIGHT,
            _OPENS: tag in NP_OPENS,
            _NOUNS: tag in NOUN,
            _POSSESSIVE: tag == "POS",
            _JOIN: group in JOINS,
            _AND: token.lower in JOINED,
            _PRAISED: bool(token.classes & tokens.mask) or tag[:2] in ("JJ", "NN"),
            _APPLICANT: token.applicant,
            _INSIDE: True,
        }
        return (
            self._word.of(tokens.word(token.lemma, tag, token.classes, token.applicant)),
            self._tag.of(tag),
            self._group.of(group),
            self._numbers["head"].of(tokens.head_kind(token.classes, token.applicant)),
            sum(bit for bit, on in flags.items() if on),
        )


def _split(space: str, value: str) -> list[str]:
    """Take the value of a feature apart; a word may itself hold the sign that divides."""
    if space in _SPACED:
        return value.split(" ", len(_PARTS[space]) - 1)
    parts, names = value.split("|"), _PARTS[space]
    extra = len(parts) - len(names)
    if extra > 0 and "word" in names:
        k = names.index("word")
        parts[k : k + extra + 1] = ["|".join(parts[k : k + extra + 1])]
    return parts


def _last(on: Bools) -> Ints:
    """Index of the last place up to each at which something is on."""
    found: Ints = np.maximum.accumulate(np.where(on, np.arange(len(on)), -1))
    return found


def _next(on: Bools) -> Ints:
    """Index of the next place from each at which something is on; the length where there is none."""
    found: Ints = np.minimum.accumulate(np.where(on, np.arange(len(on)), len(on))[::-1])[::-1]
    return found
