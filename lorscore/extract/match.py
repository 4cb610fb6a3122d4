"""Matching rules on sentences: a pattern is tried only where a word that it needs occurs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lorscore.extract.found import Found, found_in
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import Lexicon, lexicon
from lorscore.guide.rules import Rule, TokenTest

_NUMBER_WORDS = frozenset(
    {
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty",
        "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred", "thousand", "dozen",
    }
)  # fmt: skip


class _Test:
    """A token test with its classes turned to bits."""

    __slots__ = ("classes", "flags", "least", "most", "refused", "refused_classes", "strings")

    def __init__(self, test: TokenTest, lex: Lexicon) -> None:
        self.least, self.most, self.flags = test.least, test.most, test.flags
        self.strings = tuple((k.lower(), v) for k, v in test.allowed if k != "CLASS")
        self.refused = tuple((k.lower(), v) for k, v in test.refused if k != "CLASS")
        self.classes = tuple(lex.mask(*v) for k, v in test.allowed if k == "CLASS")
        self.refused_classes = tuple(lex.mask(*v) for k, v in test.refused if k == "CLASS")

    def __call__(self, s: Sentence, j: int) -> bool:
        for column, values in self.strings:
            if getattr(s, column)[j] not in values:
                return False
        for mask in self.classes:
            if not s.classes[j] & mask:
                return False
        for column, values in self.refused:
            if getattr(s, column)[j] in values:
                return False
        for mask in self.refused_classes:
            if s.classes[j] & mask:
                return False
        return all(_flag(s, j, name) is wanted for name, wanted in self.flags)


def _flag(s: Sentence, j: int, name: str) -> bool:
    if name == "APPLICANT":
        return s.applicant[j]
    if name == "LIKE_NUM":
        return like_number(s.lower[j])
    if name == "IS_TITLE":
        return s.orth[j].istitle()
    return s.pos[j] == "PUNCT"


def like_number(lower: str) -> bool:
    """Whether a lower-cased word is a number, in figures or words.

    Examples
    --------
    >>> from lorscore.extract.match import like_number
    >>> like_number("1,200"), like_number("twenty"), like_number("twentieth")
    (True, True, False)
    """
    return lower.replace(",", "").replace(".", "", 1).isdigit() or lower in _NUMBER_WORDS


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
        lex = lexicon()
        self._by_lower: dict[str, list[int]] = {}
        self._by_lemma: dict[str, list[int]] = {}
        self._by_class: list[tuple[int, int]] = []
        self._always: list[int] = []
        self._patterns: list[tuple[Rule, tuple[_Test, ...]]] = []
        for rule in rules:
            for pattern in rule.patterns:
                number = len(self._patterns)
                tests = tuple(_Test(t, lex) for t in pattern)
                self._patterns.append((rule, tests))
                self._index(number, tests)

    def _index(self, number: int, tests: tuple[_Test, ...]) -> None:
        """File a pattern under its rarest must-have: the test with the fewest words, else a class."""
        needed = [t for t in tests if t.least]
        words = [(len(v), column, v) for t in needed for column, v in t.strings if column in ("lower", "lemma")]
        if words:
            _, column, values = min(words, key=lambda w: w[0])
            index = self._by_lower if column == "lower" else self._by_lemma
            for word in values:
                index.setdefault(word, []).append(number)
            return
        masks = [m for t in needed for m in t.classes]
        if masks:
            self._by_class.append((masks[0], number))
        else:
            self._always.append(number)

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
        """(rule, first token, last token) of each match in one sentence, as indices into its lists."""
        if not len(s):
            return []
        numbers = set(self._always)
        for word in s.lower:
            if found := self._by_lower.get(word):
                numbers.update(found)
        for word in s.lemma:
            if found := self._by_lemma.get(word):
                numbers.update(found)
        if self._by_class:
            union = 0
            for c in s.classes:
                union |= c
            numbers.update(number for mask, number in self._by_class if union & mask)
        best: dict[str, list[tuple[Rule, int, int]]] = {}
        for number in sorted(numbers):
            rule, tests = self._patterns[number]
            if rule.places and not (s.part in rule.places or ("body" in rule.places and s.in_body)):
                continue
            for j in range(len(s)):
                end = _match(tests, 0, s, j)
                if end > j and _fits(rule, s, j, end):
                    best.setdefault(rule.id, []).append((rule, j, end - 1))
        return [span for spans in best.values() for span in _longest(spans)]


def _match(tests: tuple[_Test, ...], k: int, s: Sentence, j: int) -> int:
    """End of the longest match of tests ``k:`` from token ``j``, or -1."""
    if k == len(tests):
        return j
    test = tests[k]
    count, limit = 0, min(test.most, len(s) - j)
    while count < limit and test(s, j + count):
        count += 1
    for taken in range(count, test.least - 1, -1):
        end = _match(tests, k + 1, s, j + taken)
        if end >= 0:
            return end
    return -1


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
