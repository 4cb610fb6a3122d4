"""Who a clause describes, and how sure it is: one mechanism for all extractors.

Without a parser: a clause is a verb group with the nominal that comes before it. The subject's head is found by walking left
over prepositional phrases, relative pronouns and coordinations. What is not found is said to be ``"none"``; nothing is guessed
from a name's form.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from lorscore.guide.lexicon import lexicon

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
VERB = frozenset({"VB", "VBD", "VBZ", "VBP", "VBN", "VBG", "MD"})
NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "EX"})
INSIDE_NP = frozenset(
    {
        "NN",
        "NNS",
        "NNP",
        "NNPS",
        "DT",
        "PDT",
        "JJ",
        "JJR",
        "JJS",
        "CD",
        "POS",
        "PRP$",
        "HYPH",
        "VBN",
        "VBG",
        "AFX",
        "``",
        "''",
        "WP$",
    }
)
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
SUBORDINATORS = frozenset(
    {
        "that",
        "because",
        "if",
        "when",
        "while",
        "although",
        "though",
        "since",
        "as",
        "until",
        "till",
        "before",
        "after",
        "whether",
        "unless",
        "once",
        "where",
        "so",
        "than",
        "lest",
        "whereas",
        "whilst",
    }
)
_SUBJECT_OF = {"his": "he", "her": "she", "their": "they", "him": "he", "them": "they", "hers": "she", "theirs": "they"}
_AUXILIARY = frozenset({"be", "have", "do", "get"})


@dataclass(slots=True)
class Clause:
    """One verb group with its subject; indices are into the sentence's lists.

    Attributes
    ----------
    start, end : int
        Tokens from the subject (or the verb) to the next clause.
    subject : int
        Head of the subject, or -1.
    verb : int
        Main verb (last verb of the group), or -1 for a sentence without a finite verb.
    who : str
        ``applicant``, ``applicant_thing`` (her notes, his English), ``writer``, ``team``, ``patient``, ``trainee``, ``colleague``,
        ``thing``, ``other`` (a person not known), ``none``.
    tense : str
        ``past``, ``present``, ``perfect``, ``future``, ``modal``, ``none``.
    implied : bool
        The subject was left out ("Reads phenotype first.") or taken over from the clause before.
    """

    start: int
    end: int
    subject: int
    verb: int
    who: str
    tense: str
    passive: bool = False
    implied: bool = False
    negated: bool = False
    habitual: bool = False
    hypothetical: bool = False
    reported: bool = False
    hedged: bool = False
    bounded: bool = False


@functools.cache
def _masks() -> dict[str, int]:
    lex = lexicon()
    return {
        name: lex.mask(name)
        for name in (
            "applicant_noun", "trainee", "patient_person", "colleague_person", "team_noun", "writer_noun", "negator",
            "habit_marker", "hypothetical_marker", "reported_marker", "hedge_marker", "bounded_time",
        )
    }  # fmt: skip


def clauses(
    lower: Sequence[str],
    lemma: Sequence[str],
    tag: Sequence[str],
    classes: Sequence[int],
    applicant: Sequence[bool],
    pronouns: frozenset[str],
) -> list[Clause]:
    """Return the clauses of one sentence, in order; a sentence without a finite verb is one clause.

    Parameters
    ----------
    lower, lemma, tag : sequence of str
        Lower-cased forms, lemmas and Penn tags, one entry a token.
    classes : sequence of int
        Lexicon classes (bits).
    applicant : sequence of bool
        Tokens that name the applicant.
    pronouns : frozenset of str
        The applicant's subject pronouns.
    """
    found: list[Clause] = []
    i, n, last_end = 0, len(lower), 0
    while i < n:
        if tag[i] not in FINITE or lower[i] in ("please", "thank"):
            i += 1
            continue
        end, verb = _verb_group(lower, tag, i)
        subject, implied = _subject(lower, tag, i, last_end, found)
        if subject >= 0:
            who = found[-1].who if implied and found else _who(subject, lower, lemma, tag, classes, applicant, pronouns)
        else:
            # "Reads phenotype first.": a finite verb that opens a sentence speaks of the applicant
            opens = all(t in ("RB", ",", "CC", "``", "HYPH", ":", "NFP") for t in tag[:i])
            who, implied = ("applicant", True) if opens and tag[i] in ("VBZ", "VBD") else ("none", False)
        found.append(
            Clause(
                start=subject if subject >= last_end and not implied else i,
                end=end,
                subject=subject,
                verb=verb,
                who=who,
                tense=_tense(lower, lemma, tag, i, end, verb),
                passive=tag[verb] == "VBN" and any(lemma[k] in ("be", "get") for k in range(i, verb)),
                implied=implied,
            )
        )
        i = last_end = end
    if not found:
        head = next((k for k in range(n) if tag[k] in NOMINAL), -1)
        who = _who(head, lower, lemma, tag, classes, applicant, pronouns) if head >= 0 else "none"
        found = [Clause(0, n, head, -1, who, "none")]
    _stretch(found, n, lower, tag)
    _qualify(found, classes)
    return found


def _verb_group(lower: Sequence[str], tag: Sequence[str], i: int) -> tuple[int, int]:
    """(end, main verb) of the verb group that begins at a finite verb."""
    verb, k, n = i, i + 1, len(lower)
    auxiliary = tag[i] == "MD" or lower[i] in _AUXILIARY_FORMS
    while k < n:
        t = tag[k]
        if t in ("RB", "RBR", "RBS") or lower[k] in ("not", "n't"):
            k += 1
        elif auxiliary and t in ("VB", "VBN", "VBG", "VBD") and lower[k - 1] != "to":
            verb = k
            auxiliary = lower[k] in _AUXILIARY_FORMS
            k += 1
        else:
            break
    return max(verb + 1, k if verb == i and not auxiliary else verb + 1), verb


_AUXILIARY_FORMS = frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "am",
        "'s",
        "'re",
        "'m",
        "has",
        "have",
        "had",
        "having",
        "'ve",
        "'d",
        "do",
        "does",
        "did",
        "got",
        "gets",
        "get",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "shall",
        "should",
        "must",
        "'ll",
    }
)


def _subject(lower: Sequence[str], tag: Sequence[str], verb: int, floor: int, before: list[Clause]) -> tuple[int, bool]:
    """(head of the subject, taken over from the clause before) of the verb group at ``verb``."""
    k = verb - 1
    while k >= floor and tag[k] in ("RB", "RBR", "RBS"):
        k -= 1
    if k >= floor and lower[k] == "," and before and not _nominal_since(tag, floor, k):
        return before[-1].subject, True
    if k >= floor and tag[k] == "CC":
        return (before[-1].subject, True) if before else (-1, False)
    if k >= floor and lower[k] == ",":
        k = _before_parenthesis(lower, tag, k, floor)
    if k >= floor and lower[k] in RELATIVE and tag[k] in ("WP", "WDT", "IN", "DT"):
        head = k - 1
        while head >= 0 and (tag[head] in (",", "IN", "RB") or lower[head] in RELATIVE):
            head -= 1
        return (head, False) if head >= 0 and tag[head] in NOMINAL else (k, False)
    while k >= floor and tag[k] not in NOMINAL and tag[k] not in ("DT", "CD", "WP", "WDT", "VBG", "POS"):
        if tag[k] in VERB or lower[k] in (";", ":"):
            break
        k -= 1
    if k < floor or (tag[k] not in NOMINAL and tag[k] not in ("DT", "CD", "VBG")):
        return (before[-1].subject, True) if before and not tag[verb] == "MD" else (-1, False)
    return _out_of_phrases(lower, tag, k, floor), False


def _nominal_since(tag: Sequence[str], floor: int, k: int) -> bool:
    return any(t in NOMINAL for t in tag[floor:k])


def _before_parenthesis(lower: Sequence[str], tag: Sequence[str], comma: int, floor: int) -> int:
    """Where a verb follows a comma, the subject may stand before a phrase between two commas."""
    k = comma - 1
    while k >= floor and lower[k] != ",":
        k -= 1
    return k - 1 if k > floor and tag[k - 1] in NOMINAL else comma - 1


def _out_of_phrases(lower: Sequence[str], tag: Sequence[str], head: int, floor: int) -> int:
    """Walk from a nominal inside a prepositional phrase ("the mother of the child") to the head before it."""
    best = head
    k = head
    for _ in range(4):
        k -= 1
        while k >= floor and tag[k] in INSIDE_NP:
            k -= 1
        if k < floor or tag[k] != "IN" or lower[k] in SUBORDINATORS:
            break
        k -= 1
        if k < floor or tag[k] not in NOMINAL or tag[best] == "PRP":
            break
        best = k
    return best


def _who(
    head: int,
    lower: Sequence[str],
    lemma: Sequence[str],
    tag: Sequence[str],
    classes: Sequence[int],
    applicant: Sequence[bool],
    pronouns: frozenset[str],
) -> str:
    """Class of a subject's head."""
    m = _masks()
    word = lower[head]
    if applicant[head] and not (head + 1 < len(tag) and tag[head + 1] == "POS"):
        return "applicant"
    if tag[head] == "PRP":
        return _who_pronoun(word, pronouns)
    if word in ("who", "that", "which"):
        return "none"
    owner = _owner(head, lower, tag, applicant, pronouns)
    bits = classes[head]
    if bits & m["patient_person"]:
        return "patient"
    if owner:
        return owner
    if bits & m["applicant_noun"] and (head == 0 or lower[head - 1] in ("the", "this", "our", "my")):
        return "applicant"
    for name, who in (
        ("writer_noun", "writer"), ("trainee", "trainee"), ("colleague_person", "colleague"), ("team_noun", "team"),
    ):  # fmt: skip
        if bits & m[name]:
            return who
    if tag[head] in ("NNP", "NNPS"):
        return "other"
    return "thing"


def _who_pronoun(word: str, pronouns: frozenset[str]) -> str:
    if word == "i":
        return "writer"
    if word in ("we", "us"):
        return "team"
    if word in pronouns:
        return "applicant"
    if word in ("he", "she", "they", "him", "them"):
        return "other"
    return "thing"


def _owner(
    head: int, lower: Sequence[str], tag: Sequence[str], applicant: Sequence[bool], pronouns: frozenset[str]
) -> str:
    """``applicant_thing`` where the noun phrase belongs to the applicant ("her notes", "Dr. Rao's English"), else ""."""
    k = head - 1
    while k >= 0 and tag[k] in INSIDE_NP:
        if tag[k] == "PRP$":
            if lower[k] in ("my", "our"):
                return ""
            return "applicant_thing" if _SUBJECT_OF.get(lower[k]) in pronouns else "thing"
        if tag[k] == "POS" and k and applicant[k - 1]:
            return "applicant_thing"
        k -= 1
    return ""


def _tense(lower: Sequence[str], lemma: Sequence[str], tag: Sequence[str], start: int, end: int, verb: int) -> str:
    first = lower[start]
    if tag[start] == "MD":
        return "future" if first in ("will", "'ll", "shall", "wo") else "modal"
    if first in ("has", "have", "'ve") and verb > start:
        return "perfect"
    if tag[start] == "VBD" or first == "had":
        return "past"
    return "present"


def _stretch(found: list[Clause], n: int, lower: Sequence[str], tag: Sequence[str]) -> None:
    """Let each clause reach to where the next one starts; the first takes what comes before it."""
    for this, following in zip(found, found[1:], strict=False):
        this.end = max(this.end, following.start)
    found[-1].end = n
    found[0].start = 0
    for before, this in zip(found, found[1:], strict=False):
        this.start = min(max(this.start, before.verb + 1), before.end)
        before.end = this.start


def _qualify(found: list[Clause], classes: Sequence[int]) -> None:
    """Set negation, habit, hypothesis, hearsay, hedge and occasion from the words of each clause."""
    m = _masks()
    hypothetical = reported = hedged = False
    for clause in found:
        bits = 0
        for c in classes[clause.start : clause.end]:
            bits |= c
        clause.negated = bool(bits & m["negator"])
        clause.habitual = bool(bits & m["habit_marker"])
        hypothetical = hypothetical or bool(bits & m["hypothetical_marker"])
        reported = reported or bool(bits & m["reported_marker"])
        hedged = hedged or bool(bits & m["hedge_marker"])
        clause.hypothetical, clause.reported, clause.hedged = hypothetical, reported, hedged
        clause.bounded = bool(bits & m["bounded_time"])
