"""Matching rules on sentences: a test of a token is one bit; a pattern is tried only around a word that it needs."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterator, Sequence

from lorscore.extract.found import Found, found_in
from lorscore.extract.kinds import Column, Token, kinds_of
from lorscore.extract.numbers import like_number
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import Lexicon, lexicon
from lorscore.guide.rules import Rule, TokenTest, rules_of

_COLUMNS = ("LOWER", "LEMMA", "TAG", "POS", "ORTH")
_FLAGS = ("APPLICANT", "LIKE_NUM", "IS_TITLE", "IS_PUNCT")
_PASSED = "tests passed"
_MATCHERS = itertools.count()
"""Numbers matchers for what a sentence remembers; an `id` comes again once its matcher is gone."""


class _Tests:
    """All distinct token tests of all rules, one bit each, and which of them a token passes.

    Every matcher shares one of these, so that a sentence is tested once and not once a kind of evidence.
    """

    def __init__(self, lex: Lexicon) -> None:
        self._lex = lex
        self.bit_of: dict[tuple[object, ...], int] = {}
        self._free = dict.fromkeys(_COLUMNS, 0)  # tests that ask nothing of a column
        self._allow: dict[str, dict[str, int]] = {c: {} for c in _COLUMNS}
        self._refuse: dict[str, dict[str, int]] = {c: {} for c in _COLUMNS}
        self._class_allow: dict[int, int] = {}
        self._class_refuse: dict[int, int] = {}
        self._flag: dict[tuple[str, bool], int] = {}
        self._of_classes: dict[int, int] = {}
        self._of_kind = Column(self._bits)

    def add(self, test: TokenTest) -> int:
        """Return the bit of a test."""
        key = (test.allowed, test.refused, test.flags)
        known = self.bit_of.get(key)
        if known is not None:
            return known
        bit = self.bit_of[key] = 1 << len(self.bit_of)
        self._of_kind.clear()  # what is remembered knows nothing of the new test
        self._of_classes.clear()
        asked = {column for column, _ in test.allowed}
        for column in _COLUMNS:
            if column not in asked:
                self._free[column] |= bit
        for table, of_class, pairs in (
            (self._allow, self._class_allow, test.allowed),
            (self._refuse, self._class_refuse, test.refused),
        ):
            for column, values in pairs:
                if column == "CLASS":
                    mask = self._lex.mask(*values)
                    of_class[mask] = of_class.get(mask, 0) | bit
                else:
                    for value in values:
                        table[column][value] = table[column].get(value, 0) | bit
        for name, wanted in test.flags:
            self._flag[name, wanted] = self._flag.get((name, wanted), 0) | bit
        return bit

    def passed(self, s: Sentence) -> tuple[list[int], int]:
        """Bits of the tests that each token of a sentence passes, and that any passes."""
        known = s.memo.get(_PASSED)
        if known is not None and known[0] == len(self.bit_of):
            return known[1], known[2]
        kinds, numbers = kinds_of(s)
        bits = self._of_kind.of(kinds)
        out = [bits[k] for k in numbers]
        union = functools.reduce(operator.or_, out, 0)
        s.memo[_PASSED] = (len(self.bit_of), out, union)
        return out, union

    def _bits(self, token: Token) -> int:
        bits = self._of_classes.get(token.classes)
        if bits is None:
            bits = self._of_classes[token.classes] = self._class_bits(token.classes)
        values = (token.lower, token.lemma, token.tag, token.pos, token.orth)
        for column, value in zip(_COLUMNS, values, strict=True):
            bits &= (self._free[column] | self._allow[column].get(value, 0)) & ~self._refuse[column].get(value, 0)
        for name in _FLAGS:
            bits &= ~self._flag.get((name, not _flag(token, name)), 0)
        return bits

    def _class_bits(self, classes: int) -> int:
        bits = (1 << len(self.bit_of)) - 1
        for mask, tests in self._class_allow.items():
            if not classes & mask:
                bits &= ~tests
        for mask, tests in self._class_refuse.items():
            if classes & mask:
                bits &= ~tests
        return bits


@functools.cache
def _tests() -> _Tests:
    return _Tests(lexicon())


def _flag(token: Token, name: str) -> bool:
    if name == "APPLICANT":
        return token.applicant
    if name == "LIKE_NUM":
        return like_number(token.lower)
    if name == "IS_TITLE":
        return token.orth.istitle()
    return token.pos == "PUNCT"


class _Pattern:
    """One pattern of a rule, and how far before the word that it needs it may begin."""

    __slots__ = ("farthest", "nearest", "needed", "rule", "steps")

    def __init__(self, rule: Rule, steps: tuple[tuple[int, int, int], ...], anchor: int) -> None:
        self.rule = rule
        self.steps = steps
        self.nearest = sum(least for _, least, _ in steps[:anchor])
        self.farthest = sum(most for _, _, most in steps[: anchor + 1]) - 1
        self.needed = 0
        for bit, least, _ in steps:
            if least:
                self.needed |= bit


class RuleMatcher:
    """Several rules, indexed by a word or class that each of their patterns needs.

    Examples
    --------
    >>> import lorscore
    >>> from lorscore.extract.match import RuleMatcher
    >>> from lorscore.extract.view import sentences
    >>> from lorscore.guide.rules import parse
    >>> rule = '''[[rule]]
    ... id = "mine.second-to-none"
    ... kind = "custom"
    ... explain = "Says that nobody is better."
    ... source = "own"
    ... phrases = ["second to none"]
    ... hits = ["She is [second to none]."]
    ... misses = ["None of it was second hand."]
    ... '''
    >>> doc = lorscore.pipeline()("In clinic she is second to none.")
    >>> [f.rule for f in RuleMatcher(parse(rule, "mine.toml")).find(sentences(doc))]
    ['mine.second-to-none']
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._tests = _tests()
        patterns: dict[int, list[_Pattern]] = {}
        order: dict[int, int] = {}  # bits as these rules first ask for them
        for rule in rules:
            for pattern in rule.patterns:
                steps = tuple((self._tests.add(t), t.least, t.most) for t in pattern)
                anchor = min((k for k, t in enumerate(pattern) if t.least), key=lambda k: _breadth(pattern[k]))
                for step_bit, _, _ in steps:
                    order.setdefault(step_bit, len(order))
                patterns.setdefault(steps[anchor][0], []).append(_Pattern(rule, steps, anchor))
        self._patterns = {bit.bit_length() - 1: (order[bit], bit, found) for bit, found in patterns.items()}
        self._anchors = sum(patterns)
        self._memo = f"spans of matcher {next(_MATCHERS)}"

    def find(self, sentences: Sequence[Sentence]) -> Iterator[Found]:
        """Yield what the rules find, sentence by sentence; of overlapping matches of one rule, the longest."""
        for s in sentences:
            for rule, first, last in self.spans(s):
                yield found_in(
                    s, first, last, rule.kind, rule.id,
                    label=rule.label, strength=rule.strength, shown=rule.shown, criterion=rule.criterion,
                    explain=rule.explain,
                )  # fmt: skip

    def spans(self, s: Sentence) -> list[tuple[Rule, int, int]]:
        """(rule, first token, last token) of each match in one sentence, as indices into its lists.

        Features, extractors and explanations ask for the same ones; a sentence is searched once.
        """
        known: list[tuple[Rule, int, int]] | None = s.memo.get(self._memo)
        if known is None:
            known = s.memo[self._memo] = self._found(s)
        return known

    def _found(self, s: Sentence) -> list[tuple[Rule, int, int]]:
        passed, union = self._tests.passed(s)
        if not union & self._anchors:
            return []
        best: dict[str, list[tuple[Rule, int, int]]] = {}
        for pattern, start in self._candidates(passed, union):
            end = _match(pattern.steps, 0, passed, start)
            if end > start and _stands(pattern.rule, s) and _fits(pattern.rule, s, start, end):
                best.setdefault(pattern.rule.id, []).append((pattern.rule, start, end - 1))
        return [span for spans in best.values() for span in _longest(spans)]

    def _candidates(self, passed: list[int], union: int) -> Iterator[tuple[_Pattern, int]]:
        """Patterns whose needed tests all occur in the sentence, with the places where they may begin."""
        left = union & self._anchors
        live: list[tuple[int, int, list[_Pattern]]] = []
        while left:
            order, bit, patterns = self._patterns[left.bit_length() - 1]
            left ^= bit
            fit = [p for p in patterns if p.needed & union == p.needed]
            if fit:
                live.append((order, bit, fit))
        if not live:
            return
        live.sort(key=operator.itemgetter(0))
        anchors = sum(bit for _, bit, _ in live)
        starts: dict[int, tuple[_Pattern, set[int]]] = {}
        for j, bits in enumerate(passed):
            if not bits & anchors:
                continue
            for _, bit, fit in live:
                if bits & bit:
                    for pattern in fit:
                        around = range(max(0, j - pattern.farthest), j - pattern.nearest + 1)
                        starts.setdefault(id(pattern), (pattern, set()))[1].update(around)
        for pattern, places in starts.values():
            first, least, _ = pattern.steps[0]
            for start in sorted(places):
                if not least or passed[start] & first:
                    yield pattern, start


@functools.cache
def matcher_of(kind: str) -> RuleMatcher:
    """Return the matcher of the guide's rules of one kind.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.match import matcher_of
    >>> from lorscore.extract.view import sentences
    >>> s = sentences(load_english()("She is second to none in the clinic."))[0]
    >>> [rule.id for rule, _, _ in matcher_of("comparative").spans(s)]
    ['comparative.unmatched']
    """
    return RuleMatcher(rules_of(kind))


def _breadth(test: TokenTest) -> int:
    """How common the tokens that pass a test are, roughly: a list of words by its words, then classes, tags, flags."""
    words = [v for column, v in test.allowed if column in ("LOWER", "LEMMA", "ORTH")]
    if words:
        return min(sum(_FUNCTION_WORD if w.lower() in _FUNCTION_WORDS else 1 for w in v) for v in words)
    classes = [v for column, v in test.allowed if column == "CLASS"]
    if classes:
        return min(_CLASS * len(v) for v in classes)
    return 2_000 if test.flags else 4_000 if test.allowed else 10_000


_FUNCTION_WORD = 200
_CLASS = 150
_FUNCTION_WORDS = frozenset(
    {"a", "an", "the", "of", "in", "on", "at", "to", "for", "with", "from", "by", "as", "and", "or", "but",
     "that", "who", "which", "what", "i", "we", "he", "she", "they", "it", "him", "them", "me", "us", "his",
     "her", "their", "my", "our", "is", "are", "was", "were", "be", "been", "has", "have", "had", "'s",
     "do", "not", "this", "one", "all", "no", "so", ",", ".", "-", "would", "will", "when", "where", "than",
     "more", "most", "other", "if", "out", "up"}
)  # fmt: skip


def _match(steps: tuple[tuple[int, int, int], ...], k: int, passed: list[int], j: int) -> int:
    """End of the longest match of steps ``k:`` from token ``j``, or -1."""
    if k == len(steps):
        return j
    bit, least, most = steps[k]
    count, limit = 0, min(most, len(passed) - j)
    while count < limit and passed[j + count] & bit:
        count += 1
    for taken in range(count, least - 1, -1):
        end = _match(steps, k + 1, passed, j + taken)
        if end >= 0:
            return end
    return -1


def _stands(rule: Rule, s: Sentence) -> bool:
    """Whether the sentence stands in a part of the letter that the rule is for."""
    return not rule.places or s.part in rule.places or ("body" in rule.places and s.in_body)


def _fits(rule: Rule, s: Sentence, first: int, end: int) -> bool:
    """Whether the clauses that a match touches are about whom the rule asks for, and none of what it excludes."""
    if not rule.about and not rule.unless:
        return True
    touched = [c for c in s.clauses if c.start < end and first < c.end]
    if rule.about and not any(c.who in rule.about for c in touched):
        return False
    return not any(getattr(c, q) for c in touched for q in rule.unless)


def _longest(spans: list[tuple[Rule, int, int]]) -> list[tuple[Rule, int, int]]:
    kept: list[tuple[Rule, int, int]] = []
    for span in sorted(spans, key=lambda x: (x[1] - x[2], x[1])):
        if all(span[2] < k[1] or span[1] > k[2] for k in kept):
            kept.append(span)
    return sorted(kept, key=lambda x: x[1])
