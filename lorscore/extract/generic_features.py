"""Named features of each token for the tagger of generic praise: words, word classes, whose trait, what it grades.

A token's own features (`own`) depend on nothing but the token and are read at five places around it, so that the
tagger can keep their weights by kind of token; the `context` features are few.
"""

from __future__ import annotations

import functools

from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import Lexicon, lexicon

CLASSES = (
    "trait_adjective", "grade_adjective", "trait_noun", "faculty_noun", "praise_head", "praise_verb", "liked_verb",
    "manner_adverb", "degree_adverb", "vice", "stock_phrase", "trainee", "patient_person", "colleague_person",
    "team_noun", "negator", "first_person", "first_plural", "habit_marker", "hedge_marker",
)  # fmt: skip
"""Classes that the tagger reads; named, so that word lists of other kinds of evidence do not change it."""

OFFSETS = (-2, -1, 0, 1, 2)
_NP_LEFT = frozenset({"JJ", "JJR", "JJS", "NN", "NNS", "RB", "RBS", "HYPH", "VBN", "VBG", ",", "CC", "CD", "AFX"})
_NP_RIGHT = frozenset({"JJ", "JJS", "NN", "NNS", "HYPH", "VBN", "VBG", "CC", ",", "AFX", "RB"})
_NOUN = frozenset({"NN", "NNS", "NNP", "NNPS"})


@functools.cache
def _masks() -> tuple[tuple[tuple[str, int], ...], int, int, int]:
    lex = lexicon()
    trait = lex.mask("trait_adjective", "grade_adjective", "trait_noun", "stock_phrase", "manner_adverb", "praise_head")
    person = lex.mask("praise_head", "trainee", "colleague_person", "applicant_noun")
    return tuple((c, lex.bits[c]) for c in CLASSES), trait, person, lex.mask("patient_person")


_names: dict[int, tuple[str, ...]] = {}


def _class_names(bits: int) -> tuple[str, ...]:
    found = _names.get(bits)
    if found is None:
        found = _names[bits] = tuple(n for n, b in _masks()[0] if bits & b)
    return found


def own(lower: str, lemma: str, tag: str, bits: int, applicant: bool) -> list[str]:
    """Features of a token by itself.

    Parameters
    ----------
    lower, lemma, tag : str
        Lower-cased form, lemma, Penn tag.
    bits : int
        Lexicon classes.
    applicant : bool
        Whether the token names the applicant: the name itself is never a feature.
    """
    if applicant:
        return ["w=<applicant>", "t=NNP"]
    if tag in ("NNP", "NNPS") and not bits:
        return ["w=<name>", "t=NNP"]
    if tag == "CD":
        return ["w=<number>", "t=CD"]
    out = [f"w={lower}", f"l={lemma}", f"t={tag}"]
    names = _class_names(bits)
    out += [f"c={n}" for n in names]
    out += [f"ct={n}|{tag}" for n in names]
    if len(lower) > 5 and not names:
        out.append(f"s={lower[-3:]}")
    return out


def context(s: Sentence) -> list[list[str]]:
    """Features of each token of a sentence that depend on its surroundings.

    Parameters
    ----------
    s : Sentence

    Returns
    -------
    list of list of str
        One entry a token.
    """
    _, trait, person, patient = _masks()
    n, tag, bits, lower = len(s), s.tag, s.classes, s.lower
    words = [_word(s, j) for j in range(n)]
    groups = [_class_names(b)[:1] or (tag[j],) for j, b in enumerate(bits)]
    clause_of = [0] * n
    for k, clause in enumerate(s.clauses):
        for j in range(clause.start, min(clause.end, n)):
            clause_of[j] = k
    out: list[list[str]] = []
    for j in range(n):
        clause = s.clauses[clause_of[j]]
        group = groups[j][0]
        side = "none" if clause.verb < 0 else "before" if j < clause.verb else "verb" if j == clause.verb else "after"
        who = f"{clause.who}|{side}"
        row = [
            f"bw={words[j - 1] if j else '<s>'} {words[j]}",
            f"aw={words[j]} {words[j + 1] if j + 1 < n else '</s>'}",
            f"tt={tag[j - 1] if j else '<s>'} {tag[j]} {tag[j + 1] if j + 1 < n else '</s>'}",
            f"gg={groups[j - 1][0] if j else '<s>'} {group} {groups[j + 1][0] if j + 1 < n else '</s>'}",
            f"who={who}",
            f"wg={who}|{group}",
        ]
        if clause.verb >= 0:
            row.append(f"vg={words[clause.verb]}|{clause.who}|{group}")
            row.append(f"tn={clause.tense}|{clause.who}|{group}")
        if clause.negated:
            row.append(f"neg={clause.who}|{group}")
        if bits[j] & trait or tag[j][:2] in ("JJ", "NN"):
            row += _noun_phrase(s, j, group, person, patient, words)
        before, after = _neighbour(j, -1, n, lower), _neighbour(j, 1, n, lower)
        if 0 <= before < n:
            row.append(f"lb={groups[before][0]}|{group}")
        if 0 <= after < n:
            row.append(f"la={groups[after][0]}|{group}")
        if n <= 6:
            row.append(f"short|{group}")
        out.append(row)
    return out


def _noun_phrase(s: Sentence, j: int, group: str, person: int, patient: int, words: list[str]) -> list[str]:
    """Whose noun phrase the token stands in, and what heads it."""
    tag, n = s.tag, len(s)
    k = j - 1
    while k >= 0 and j - k < 7 and tag[k] in _NP_LEFT:
        k -= 1
    opener = words[k] if k >= 0 and tag[k] in ("DT", "PRP$", "POS", "IN", "PDT", "VBZ", "VBD", "VBN") else "-"
    if k >= 1 and tag[k] == "POS":
        opener = "<applicant>'s" if s.applicant[k - 1] else "'s"
    k, head = j, -1
    while k < n and k - j < 7 and (tag[k] in _NP_RIGHT or tag[k] in _NOUN):
        if tag[k] in _NOUN:
            head = k
        elif head >= 0:
            break
        k += 1
    if head < 0:
        return [f"op={opener}|{group}"]
    bits = s.classes[head]
    kind = "patient" if bits & patient else "person" if bits & person else "applicant" if s.applicant[head] else ""
    kind = kind or (_class_names(bits)[:1] or ("other",))[0]
    return [f"op={opener}|{group}", f"hd={words[head]}|{group}", f"hk={kind}|{opener}|{group}", f"hg={kind}|{group}"]


def _neighbour(j: int, step: int, n: int, lower: list[str]) -> int:
    """Find the token on the other side of a comma or "and" beside the token; -1 where there is none."""
    k = j + step
    joined = False
    while 0 <= k < n and lower[k] in (",", "and", "or", "but", ";"):
        joined = True
        k += step
    return k if joined else -1


def _word(s: Sentence, j: int) -> str:
    if s.applicant[j]:
        return "<applicant>"
    if s.tag[j] in ("NNP", "NNPS") and not s.classes[j]:
        return "<name>"
    return "<number>" if s.tag[j] == "CD" else s.lemma[j]


def features(s: Sentence) -> list[list[str]]:
    """Return all features of each token: its own, its neighbours' (with the offset), and its context's.

    Parameters
    ----------
    s : Sentence
    """
    n = len(s)
    alone = [own(s.lower[j], s.lemma[j], s.tag[j], s.classes[j], s.applicant[j]) for j in range(n)]
    rows = context(s)
    for j in range(n):
        for d in OFFSETS:
            k = j + d
            if 0 <= k < n:
                rows[j] += [f"{d}{x}" for x in alone[k]]
            else:
                rows[j].append(f"{d}edge")
    return rows


def lexicon_of_praise() -> Lexicon:
    """Return the lexicon; raises RuleError where a class that the tagger reads is missing."""
    lex = lexicon()
    lex.mask(*CLASSES)
    return lex
