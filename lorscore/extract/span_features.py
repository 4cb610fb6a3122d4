"""Named features of each token for the taggers of spans: words, word classes, whose they are, what they grade.

A token's own features depend on nothing but the token and are read at five places around it, so that a tagger can keep
their weights by kind of token; the features of its context are few. Names of people are never features.
"""

from __future__ import annotations

from collections.abc import Sequence

from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon

OFFSETS = (-2, -1, 0, 1, 2)
NP_LEFT = frozenset({"JJ", "JJR", "JJS", "NN", "NNS", "RB", "RBS", "HYPH", "VBN", "VBG", ",", "CC", "CD", "AFX"})
NP_RIGHT = frozenset({"JJ", "JJS", "NN", "NNS", "HYPH", "VBN", "VBG", "CC", ",", "AFX", "RB"})
NP_OPENS = frozenset({"DT", "PRP$", "POS", "IN", "PDT", "VBZ", "VBD", "VBN"})
NOUN = frozenset({"NN", "NNS", "NNP", "NNPS"})
_NAME = frozenset({"NNP", "NNPS"})
JOINS = frozenset({",", "CC", ":"})
JOINED = frozenset({",", "and", "or", "but", ";"})
LONG_PHRASE = 7
SHORT_SENTENCE = 6


class TokenFeatures:
    """What the taggers see of a sentence.

    Parameters
    ----------
    classes : sequence of str
        Lexicon classes that count, most telling first: the first that a token has stands for it in its neighbours'
        features. They are named, so that word lists of other kinds of evidence change nothing.
    """

    def __init__(self, classes: Sequence[str]) -> None:
        lex = lexicon()
        self.classes = tuple(classes)
        self.mask = lex.mask(*classes)
        self._bits = tuple((c, lex.bits[c]) for c in classes)
        self._person = lex.mask("praise_head", "trainee", "colleague_person", "applicant_noun")
        self._patient = lex.mask("patient_person")
        self._names: dict[int, tuple[str, ...]] = {}

    def names(self, bits: int) -> tuple[str, ...]:
        """Names of the classes that count in these bits."""
        bits &= self.mask
        found = self._names.get(bits)
        if found is None:
            found = self._names[bits] = tuple(n for n, b in self._bits if bits & b)
        return found

    def own(self, lower: str, lemma: str, tag: str, bits: int, applicant: bool) -> list[str]:
        """Return the features of a token by itself.

        Parameters
        ----------
        lower, lemma, tag : str
            Lower-cased form, lemma, Penn tag.
        bits : int
            Lexicon classes.
        applicant : bool
            Whether the token names the applicant.
        """
        names = self.names(bits)
        if applicant:
            return ["w=<applicant>", "t=NNP"]
        if tag in _NAME and not names:
            return ["w=<name>", "t=NNP"]
        if tag == "CD":
            return ["w=<number>", "t=CD"]
        out = [f"w={lower}", f"l={lemma}", f"t={tag}"]
        out += [f"c={n}" for n in names]
        out += [f"ct={n}|{tag}" for n in names]
        if len(lower) > 5 and not names:
            out.append(f"s={lower[-3:]}")
        return out

    def features(self, s: Sentence) -> list[list[str]]:
        """Return all features of each token: its own, its neighbours' (with the offset), and its context's."""
        n = len(s)
        alone = [self.own(s.lower[j], s.lemma[j], s.tag[j], s.classes[j], s.applicant[j]) for j in range(n)]
        view = SentenceContext(self, s)
        rows = [[name for key in view.keys(j) for name in expand(key)] for j in range(n)]
        for j in range(n):
            for d in OFFSETS:
                k = j + d
                rows[j] += [f"{d}{x}" for x in alone[k]] if 0 <= k < n else [f"{d}edge"]
        return rows

    def word(self, lemma: str, tag: str, bits: int, applicant: bool) -> str:
        """Return the word that stands for a token in its neighbours' features."""
        if applicant:
            return "<applicant>"
        if tag in _NAME and not self.names(bits):
            return "<name>"
        return "<number>" if tag == "CD" else lemma

    def group(self, tag: str, bits: int) -> str:
        """Return the class that stands for a token in its neighbours' features, or its tag where it has none."""
        return (self.names(bits)[:1] or (tag,))[0]

    def head_kind(self, bits: int, applicant: bool) -> str:
        """Tell what the head of a noun phrase is: a person, a patient, the applicant, or its class."""
        if bits & self._patient:
            return "patient"
        if bits & self._person:
            return "person"
        if applicant:
            return "applicant"
        return (self.names(bits)[:1] or ("other",))[0]


Key = tuple[str, ...]
"""A piece of a token's context, turned into features by `expand`. Tokens alike share it: it can be a memo's key."""


def expand(key: Key) -> list[str]:
    """Return the features that a piece of context stands for."""
    kind = key[0]
    if kind == "words":
        return [f"bw={key[1]} {key[2]}"]
    if kind == "shape":
        _, tag_before, tag, tag_after, before, group, after = key
        return [f"tt={tag_before} {tag} {tag_after}", f"gg={before} {group} {after}"]
    if kind == "clause":
        _, who, side, group, verb, tense, negated = key
        out = [f"who={who}|{side}", f"wg={who}|{side}|{group}"]
        if verb:
            out += [f"vg={verb}|{who}|{group}", f"tn={tense}|{who}|{group}"]
        return [*out, f"neg={who}|{group}"] if negated else out
    if kind == "phrase":
        _, opener, head, head_kind, group = key
        out = [f"op={opener}|{group}"]
        if head:
            out += [f"hd={head}|{group}", f"hk={head_kind}|{opener}|{group}", f"hg={head_kind}|{group}"]
        return out
    # "before" and "after", a neighbour across a comma or "and"; "short"
    return ["=".join((kind, "|".join(key[1:])))]


class SentenceContext:
    """What stands around the tokens of one sentence."""

    def __init__(self, tokens: TokenFeatures, s: Sentence) -> None:
        n = len(s)
        self._tokens, self._s = tokens, s
        # an edge before and after, so that neighbours need no tests
        about = zip(s.lemma, s.tag, s.classes, s.applicant, strict=True)
        self._words = ["<s>", *(tokens.word(*token) for token in about), "</s>"]
        self._tags = ["<s>", *s.tag, "</s>"]
        self._groups = ["<s>", *(tokens.group(t, b) for t, b in zip(s.tag, s.classes, strict=True)), "</s>"]
        self._clause = [s.clauses[0]] * n
        for clause in s.clauses:
            for j in range(clause.start, min(clause.end, n)):
                self._clause[j] = clause

    def keys(self, j: int) -> list[Key]:
        """Return the pieces of one token's context."""
        s, words, tags, groups = self._s, self._words, self._tags, self._groups
        clause, group, v = self._clause[j], groups[j + 1], self._clause[j].verb
        side = "none" if v < 0 else "before" if j < v else "verb" if j == v else "after"
        verb = words[v + 1] if v >= 0 else ""
        out: list[Key] = [
            ("words", words[j], words[j + 1]),
            ("shape", tags[j], tags[j + 1], tags[j + 2], groups[j], group, groups[j + 2]),
            ("clause", clause.who, side, group, verb, clause.tense, "not" if clause.negated else ""),
        ]
        if s.classes[j] & self._tokens.mask or s.tag[j][:2] in ("JJ", "NN"):
            out.append(self._noun_phrase(j, group))
        if groups[j] in JOINS and (k := self._across(j, -1)) >= 0:
            out.append(("before", groups[k + 1], group))
        if groups[j + 2] in JOINS and (k := self._across(j, 1)) >= 0:
            out.append(("after", groups[k + 1], group))
        if len(s) <= SHORT_SENTENCE:
            out.append(("short", group))
        return out

    def _noun_phrase(self, j: int, group: str) -> Key:
        """Whose noun phrase the token stands in, and what heads it."""
        s, tag, n = self._s, self._s.tag, len(self._s)
        k, stop = j - 1, max(-1, j - LONG_PHRASE)
        while k > stop and tag[k] in NP_LEFT:
            k -= 1
        opener = self._words[k + 1] if k >= 0 and tag[k] in NP_OPENS else "-"
        if k >= 1 and tag[k] == "POS":
            opener = "<applicant>'s" if s.applicant[k - 1] else "'s"
        k, head, stop = j, -1, min(n, j + LONG_PHRASE)
        while k < stop:
            if tag[k] in NOUN:
                head = k
            elif head >= 0 or tag[k] not in NP_RIGHT:
                break
            k += 1
        if head < 0:
            return ("phrase", opener, "", "", group)
        return (
            "phrase",
            opener,
            self._words[head + 1],
            self._tokens.head_kind(s.classes[head], s.applicant[head]),
            group,
        )

    def _across(self, j: int, step: int) -> int:
        """Find the token on the other side of a comma or "and" beside the token; -1 where there is none."""
        lower, k = self._s.lower, j + step
        while 0 <= k < len(lower) and lower[k] in JOINED:
            k += step
        return k if k != j + step and 0 <= k < len(lower) else -1
