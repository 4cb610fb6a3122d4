"""Whose deed it is: the head of a clause's subject without a parser, and what kind of person or thing it names."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from lorscore.guide.lexicon import lexicon

NOUN = frozenset({"NN", "NNS", "NNP", "NNPS"})
NOMINAL = NOUN | {"PRP", "EX"}
VERB = frozenset({"VB", "VBD", "VBZ", "VBP", "VBN", "VBG", "MD"})
INSIDE_NP = NOUN | {
    "DT", "PDT", "JJ", "JJR", "JJS", "CD", "POS", "PRP$", "HYPH", "VBN", "VBG", "AFX", "``", "''", "WP$", "RBS", "RBR",
}  # fmt: skip
RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
SUBORDINATORS = frozenset({
    "that", "because", "if", "when", "while", "although", "though", "since", "as", "until", "till", "before", "after",
    "whether", "unless", "once", "where", "so", "than", "lest", "whereas", "whilst", "whenever", "wherever", "why",
    "how", "what",
})  # fmt: skip
_SUBJECT_OF = {"her": "she", "their": "they", "them": "they", "theirs": "they"}
_NAME = frozenset({"NNP", "NNPS", "DT", "HYPH", "POS"})
_OBJECTS = frozenset({"me", "them", "us", "myself", "herself", "themselves"})
_STOP = frozenset({";", ":", "--", "\u2014", "("})
_BREAKS = frozenset({",", ")", "\u2014", "--"})


@functools.cache
def masks() -> dict[str, int]:
    """Bits of the lexicon classes that tell people apart."""
    lex = lexicon()
    return {
        name: lex.mask(name)
        for name in ("applicant_noun", "trainee", "patient_person", "colleague_person", "team_noun", "writer_noun")
    }


def subject_head(
    lower: Sequence[str],
    tag: Sequence[str],
    classes: Sequence[int],
    verb: int,
    floor: int,
    before: int,
    before_start: int,
) -> tuple[int, str]:
    """Find the head of the subject of the verb group at ``verb``.

    Parameters
    ----------
    lower, tag, classes : sequence
        The sentence's lists.
    verb : int
        First token of the verb group.
    floor : int
        End of the verb group before it, or 0.
    before, before_start : int
        Head of the subject of the clause before (-1 if none), and where that clause's verb group starts.

    Returns
    -------
    tuple of (int, str)
        Index of the head or -1; and how it was found: ``"own"``, ``"shared"`` (the subject of the clause before),
        ``"resumed"`` (the noun that a relative clause describes), ``"none"``.
    """
    k = verb - 1
    while k >= floor and tag[k] in ("RB", "RBR", "RBS"):
        k -= 1
    if k < floor:
        if before >= 0 and floor > 0:
            return _resumed(lower, tag, before_start, before)
        return -1, "none"
    if lower[k] in _BREAKS:
        if before >= 0 and _goes_on(lower, tag, floor, k):
            # "the mother, who was tired, said": after a relative clause the noun before it goes on
            relative = floor and _is_relative(lower, tag, before_start)
            return _resumed(lower, tag, before_start, before) if relative else (before, "shared")
        k = _before_parenthesis(lower, tag, k, floor)
    elif tag[k] == "CC":
        return (before, "shared") if before >= 0 else (-1, "none")
    if k >= floor and lower[k] in RELATIVE and tag[k] in ("WP", "WDT", "IN", "DT"):
        return _antecedent(lower, tag, k)
    if k >= floor and lower[k] == "what":
        return k, "own"
    head = k
    while (
        head >= floor and tag[head] not in NOMINAL and tag[head] not in ("DT", "CD", "WP", "WDT", "VBG", "POS", "PRP$")
    ):
        if tag[head] in VERB or lower[head] in _STOP:
            return (before, "shared") if before >= 0 and tag[verb] != "MD" else (-1, "none")
        head -= 1
    if head < floor:
        return (before, "shared") if before >= 0 and tag[verb] != "MD" else (-1, "none")
    head, governed = _out_of_phrases(lower, tag, head, floor)
    if governed and before >= 0 and floor > 0:
        # "the grandmother who came to the clinic told him": "clinic" belongs to "to", the subject stands before "who"
        return _resumed(lower, tag, before_start, before)
    return _first_of_list(lower, tag, head, floor), "own"


def _goes_on(lower: Sequence[str], tag: Sequence[str], floor: int, comma: int) -> bool:
    """Whether a verb after a comma goes on with the subject before: "noted the time, stayed with her, sent for help".

    Where a new clause opened between the two verbs ("said that the boy, a twin, was"), the comma closes a parenthesis.
    """
    first = next((j for j in range(floor, comma) if lower[j] == ","), comma)
    for j in range(floor, first):
        if tag[j] == "CC" or lower[j] in _STOP or (lower[j] in SUBORDINATORS and tag[j] in ("IN", "WRB", "WDT", "WP")):
            following = next((x for x in range(j + 1, first) if tag[x] in NOMINAL), -1)
            return following < 0 or first == comma
    return True


def _resumed(lower: Sequence[str], tag: Sequence[str], before_start: int, before: int) -> tuple[int, str]:
    """Whose predicate goes on after a clause that stood inside a noun phrase ("the variant she found explained it")."""
    if _is_relative(lower, tag, before_start):
        return before, "shared"
    k = before - 1
    while k >= 0 and (tag[k] in ("DT", "PRP$", "JJ", "POS") or lower[k] in RELATIVE):
        k -= 1
    if k >= 0 and tag[k] in NOUN and tag[before] == "PRP":
        return _out_of_phrases(lower, tag, k, 0)[0], "resumed"
    return before, "shared"


def _is_relative(lower: Sequence[str], tag: Sequence[str], verb: int) -> bool:
    k = verb - 1
    while k >= 0 and tag[k] in ("RB", "RBR", "RBS"):
        k -= 1
    return k >= 0 and lower[k] in RELATIVE and tag[k] in ("WP", "WDT", "WP$", "IN")


def _antecedent(lower: Sequence[str], tag: Sequence[str], relative: int) -> tuple[int, str]:
    head = relative - 1
    while head >= 0 and (tag[head] in (",", "RB") or lower[head] in RELATIVE):
        head -= 1
    if head >= 0 and tag[head] == "IN":
        head -= 1
    if head < 0 or tag[head] not in NOMINAL:
        return relative, "own"
    return head, "own"


def _before_parenthesis(lower: Sequence[str], tag: Sequence[str], comma: int, floor: int) -> int:
    """Where a verb follows a comma, the subject may stand before a phrase between two commas."""
    k = comma - 1
    while k >= floor and lower[k] != ",":
        k -= 1
    return k - 1 if k > floor and tag[k - 1] in NOMINAL else comma - 1


def _out_of_phrases(lower: Sequence[str], tag: Sequence[str], head: int, floor: int) -> tuple[int, bool]:
    """Walk from a nominal inside a prepositional phrase ("the mother of the child") to the head before it.

    The second value says that the nominal is governed by a preposition that opens the stretch: it is no subject.
    """
    best, k, governed = head, head, False
    if tag[head] in ("PRP", "EX"):
        return head, lower[head] in _OBJECTS or lower[head] == "her"
    inside = INSIDE_NP if tag[head] != "NNP" else _NAME  # "after a talk on anomalies Dr. Osei stayed"
    for _ in range(4):
        k -= 1
        while k >= floor and tag[k] in inside:
            k -= 1
            if tag[k + 1] in ("DT", "PRP$"):  # what stands before is another phrase ("in terms another center")
                break
        if k < floor or tag[k] not in ("IN", "TO") or lower[k] in SUBORDINATORS:
            break
        k -= 1
        if k < floor or tag[k] in VERB or tag[k] in ("RB", "RP", ","):
            governed = True
            break
        if tag[k] not in NOMINAL:
            break
        best, inside = k, INSIDE_NP
        if tag[k] == "PRP":
            break
    return best, governed


def _first_of_list(lower: Sequence[str], tag: Sequence[str], head: int, floor: int) -> int:
    """Head of "she and the fellow": the first conjunct stands for both where it is a pronoun or a name."""
    k = head - 1
    while k >= floor and tag[k] in INSIDE_NP:
        k -= 1
    if k > floor and lower[k] == "and" and tag[k - 1] in ("PRP", "NNP"):
        return k - 1
    return head


def who_is(
    head: int,
    lower: Sequence[str],
    tag: Sequence[str],
    classes: Sequence[int],
    applicant: Sequence[bool],
    pronouns: frozenset[str],
) -> str:
    """Class of a nominal's head: see `Clause.who`."""
    m = masks()
    word = lower[head]
    if applicant[head] and not (head + 1 < len(tag) and tag[head + 1] == "POS"):
        return "applicant"
    if tag[head] == "PRP":
        return _who_pronoun(word, pronouns)
    if word in ("who", "that", "which", "what"):
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
        return "thing" if bits else "other"  # an MRI, the month of July
    if word in (
        "everyone",
        "everybody",
        "someone",
        "somebody",
        "nobody",
        "anyone",
        "anybody",
        "one",
        "others",
        "people",
        "many",
        "few",
    ):
        return "other"
    return "thing"


def _who_pronoun(word: str, pronouns: frozenset[str]) -> str:
    if word == "i":
        return "writer"
    if word in ("we", "us"):
        return "team"
    if word in pronouns:
        return "applicant"
    if word in ("she", "they", "her", "them"):
        return "other"
    return "thing"


def _owner(
    head: int, lower: Sequence[str], tag: Sequence[str], applicant: Sequence[bool], pronouns: frozenset[str]
) -> str:
    """``applicant_thing`` where the noun phrase belongs to the applicant ("Dr. Rao's English"), else ``""``."""
    k = head - 1
    while k >= 0 and tag[k] in INSIDE_NP:
        if tag[k] == "PRP$":
            if lower[k] in ("my", "our"):
                return ""
            return "applicant_thing" if _SUBJECT_OF.get(lower[k]) in pronouns else "thing"
        if tag[k] == "POS" and k and applicant[k - 1]:
            return "applicant_thing"
        k -= 1
    k = head + 1
    if k + 1 < len(tag) and lower[k] == "of" and applicant[k + 1]:
        return "applicant_thing"  # "the English of Thandiwe"
    return ""
