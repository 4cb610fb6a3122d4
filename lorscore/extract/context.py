"""Who a clause describes, and how sure it is: one mechanism for all extractors.

Without a parser: a clause is a verb group with the nominal that comes before it (`lorscore.extract.subject`). What is
not found is said to be ``"none"``; nothing is guessed from a name's form.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Sequence
from dataclasses import dataclass

from lorscore.extract.subject import INSIDE_NP, NOMINAL, NOUN, SUBORDINATORS, subject_head, who_is
from lorscore.guide.lexicon import lexicon

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_ADVERB = frozenset({"RB", "RBR", "RBS"})
_AUXILIARY = frozenset({
    "is", "are", "was", "were", "be", "been", "being", "am", "'s", "'re", "'m", "has", "have", "had", "having", "'ve",
    "'d", "do", "does", "did", "got", "gets", "get", "will", "would", "can", "could", "may", "might", "shall", "should",
    "must", "'ll", "ca", "wo",
})  # fmt: skip
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "am", "'s", "'re", "'m", "got", "gets", "get"})
_ASKING = frozenset(
    {"ask", "wonder", "know", "check", "see", "tell", "say", "inquire", "enquire", "test", "question", "learn", "find"}
)
_TIME = frozenset({
    "day", "week", "month", "year", "morning", "afternoon", "evening", "night", "hour", "minute", "weekend", "spring",
    "summer", "autumn", "fall", "winter", "shift", "call", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december", "christmas", "noon", "midnight", "dawn", "breakfast", "lunch", "supper", "dinner", "visit",
    "meeting", "conference", "rounds", "session", "time", "occasion", "instance", "case",
})  # fmt: skip
_BOUND_MIDDLE = frozenset({
    "the", "a", "an", "that", "one", "her", "their", "next", "same", "following", "first", "second", "third",
    "fourth", "fifth", "sixth", "last", "final", "early", "late", "few", "couple", "another", "this", "our", "of",
})  # fmt: skip


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
        ``applicant``, ``applicant_thing`` (her notes, his English), ``writer``, ``team``, ``patient``, ``trainee``,
        ``colleague``, ``thing``, ``other`` (a person not known), ``none``.
    tense : str
        ``past``, ``present``, ``perfect``, ``future``, ``modal``, ``none``.
    group : int
        First token of the verb group, or -1.
    object : int
        Head of the first nominal after the verb, or -1; a preposition may stand between ("pointed to the lambda").
    subordinate : bool
        A subordinating word opens the clause.
    implied : bool
        The subject was left out ("Reads phenotype first.") or taken over from the clause before.
    habitual : bool
        The clause tells what used to be done, not what was done once.
    hypothetical : bool
        It tells what would be.
    reported : bool
        Hearsay: the writer did not see it.
    quoted : bool
        It stands between quotation marks: somebody's words.
    bounded : bool
        It is tied to one occasion.
    """

    start: int
    end: int
    subject: int
    verb: int
    who: str
    tense: str
    group: int = -1
    object: int = -1
    subordinate: bool = False
    progressive: bool = False
    passive: bool = False
    implied: bool = False
    negated: bool = False
    habitual: bool = False
    hypothetical: bool = False
    reported: bool = False
    hedged: bool = False
    bounded: bool = False
    quoted: bool = False


@functools.cache
def _masks() -> dict[str, int]:
    lex = lexicon()
    return {
        name: lex.mask(name)
        for name in (
            "negator", "habit_marker", "hypothetical_marker", "reported_marker", "hedge_marker", "bounded_time",
            "state_verb", "patient_person", "colleague_person", "trainee",
        )
    }  # fmt: skip


def clauses(
    lower: Sequence[str],
    lemma: Sequence[str],
    tag: Sequence[str],
    classes: Sequence[int],
    applicant: Sequence[bool],
    pronouns: frozenset[str],
    quoted: Sequence[bool] | None = None,
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
    quoted : sequence of bool, optional
        Tokens between quotation marks.

    Examples
    --------
    >>> lower, lemma = ["she", "called", "them"], ["she", "call", "they"]
    >>> [c.who for c in clauses(lower, lemma, ["PRP", "VBD", "PRP"], [0] * 3, [False] * 3, frozenset({"she"}))]
    ['applicant']
    """
    found: list[Clause] = []
    tag = _finite_again(lower, tag)
    i, n, last_end = 0, len(lower), 0
    while i < n:
        if tag[i] not in FINITE or lower[i] in ("please", "thank"):
            i += 1
            continue
        end, verb = _verb_group(lower, tag, i)
        before = found[-1] if found else None
        head, how = subject_head(
            lower, tag, classes, i, last_end, before.subject if before else -1, before.group if before else -1
        )
        implied = how == "shared"
        if head < 0:
            # "Reads phenotype first.": a finite verb that opens a sentence speaks of the applicant
            opens = (
                all(t in ("RB", ",", "CC", "``", "HYPH", ":", "NFP", "LS", "IN", "DT", "NN", "CD") for t in tag[:i])
                and i < 5
            )
            who = "applicant" if opens and tag[i] in ("VBZ", "VBD") and not any(t in NOUN for t in tag[:i]) else "none"
            if before is not None and tag[i] != "MD" and not any(w in (";", ":") for w in lower[last_end:i]):
                who, implied = before.who, True
            implied = implied or who == "applicant"
        elif implied and before is not None:
            sharer = _sharer(found, tag, lower, i)
            head, who = sharer.subject, sharer.who
        else:
            who = who_is(head, lower, tag, classes, applicant, pronouns)
            if who == "applicant" and tag[head] == "PRP":
                who = _reread(head, who, lower, tag, classes, applicant, found)
        found.append(
            Clause(
                start=head if head >= last_end and how == "own" else i,
                end=end,
                subject=head,
                verb=verb,
                who=who,
                tense=_tense(lower, tag, i, verb),
                group=i,
                object=_object(lower, tag, end),
                subordinate=_is_subordinate(lower, tag, head if how == "own" and head >= last_end else i, last_end),
                progressive=tag[verb] == "VBG" and verb > i,
                passive=tag[verb] == "VBN" and any(lower[k] in _BE for k in range(i, verb)),
                implied=implied,
                quoted=bool(quoted is not None and quoted[verb]),
            )
        )
        i = last_end = end
    if not found:
        head = next((k for k in range(n) if tag[k] in NOMINAL), -1)
        who = who_is(head, lower, tag, classes, applicant, pronouns) if head >= 0 else "none"
        found = [Clause(0, n, head, -1, who, "none")]
    for clause in found:
        if clause.quoted and clause.who in ("writer", "team", "applicant"):
            clause.who = "other"  # "I" in a quotation is the speaker
    _stretch(found, n)
    _qualify(found, lower, lemma, tag, classes)
    return found


def _finite_again(lower: Sequence[str], tag: Sequence[str]) -> Sequence[str]:
    """Read as past tense the participles that can be nothing else: taggers mix up "relied" and "relied"."""
    if "VBN" not in tag:
        return tag
    out = list(tag)
    finite = any(t in FINITE for t in tag)
    for k, t in enumerate(tag):
        if t != "VBN" or not k:
            continue
        j = k - 1
        while j > 0 and tag[j] in _ADVERB:
            j -= 1
        object_follows = k + 1 < len(tag) and tag[k + 1] in ("DT", "PRP", "PRP$", "CD")
        if lower[j] in _SUBJECT_PRONOUNS or (
            (lower[j] == "," or tag[j] == "CC") and object_follows and "VBD" in out[:j]
        ):
            out[k] = "VBD"
        elif not finite and tag[j] in NOUN:
            out[k], finite = "VBD", True
    return out


_SUBJECT_PRONOUNS = frozenset({"i", "she", "we", "they", "who"})


def _sharer(found: Sequence[Clause], tag: Sequence[str], lower: Sequence[str], i: int) -> Clause:
    """Find the clause whose subject goes on: in "she saw that it was late and called", the first, not the last."""
    last = found[-1]
    if len(found) < 2 or (last.who not in ("thing", "none") and tag[last.group] == tag[i]):
        return last
    for clause in reversed(found[:-1]):
        if clause.who not in ("thing", "none") and tag[clause.group] == tag[i]:
            return clause
        if any(w in (";", ":") for w in lower[clause.group : i]):
            break
    return last


def _verb_group(lower: Sequence[str], tag: Sequence[str], i: int) -> tuple[int, int]:
    """(end, main verb) of the verb group that begins at a finite verb."""
    verb, k, n = i, i + 1, len(lower)
    auxiliary = tag[i] == "MD" or lower[i] in _AUXILIARY
    while k < n:
        t = tag[k]
        if t in _ADVERB or lower[k] == "n't":
            k += 1
        elif auxiliary and t in ("VB", "VBN", "VBG", "VBD") and lower[k - 1] != "to":
            verb = k
            auxiliary = lower[k] in _AUXILIARY
            k += 1
        else:
            break
    return verb + 1, verb


def _object(lower: Sequence[str], tag: Sequence[str], end: int) -> int:
    """Head of the nominal that follows a verb group, a preposition or particle between them passed over."""
    k, n, crossed = end, len(lower), 0
    while k < n and crossed < 6 and (tag[k] in ("RB", "RP", "IN", "TO") or tag[k] in INSIDE_NP) and tag[k] not in NOUN:
        if lower[k] in SUBORDINATORS and tag[k] == "IN" and lower[k] not in ("as", "after", "before", "since"):
            return -1
        k += 1
        crossed += 1
    if k >= n or tag[k] not in NOUN:
        return k if k < n and tag[k] == "PRP" else -1
    while k + 1 < n and (
        tag[k + 1] in NOUN or (tag[k + 1] in ("POS", "HYPH") and k + 2 < n and tag[k + 2] in INSIDE_NP)
    ):
        k += 1
    return k


def _reread(
    head: int,
    who: str,
    lower: Sequence[str],
    tag: Sequence[str],
    classes: Sequence[int],
    applicant: Sequence[bool],
    found: Sequence[Clause],
) -> str:
    """Who "she" is in "the mother said that she knew": right after a subordinating word, the subject before it."""
    if not found or head < 1:
        return who
    before = found[-1]
    if before.who not in ("patient", "colleague", "trainee", "other") or before.subject < 0 or before.implied:
        return who
    opener = lower[head - 1]
    if opener not in (
        "that",
        "because",
        "since",
        "why",
        "what",
        "how",
        "whether",
        "if",
        "said",
        "says",
        "told",
        "thought",
        "felt",
        "believed",
    ):
        return who
    if any(applicant[before.subject : head]) or not _fits(lower[head], before.subject, lower, tag):
        return who
    if opener in ("that", "what", "how") and before.who != "patient":
        return who  # "the nurses told me that she": of the applicant, rather
    return before.who


_STATES = frozenset(
    {"be", "have", "need", "look", "weigh", "seem", "appear", "suffer", "live", "die", "survive", "recover", "improve"}
)


def carry_over(
    before: Sequence[Clause],
    lower_before: Sequence[str],
    tag_before: Sequence[str],
    clause: Clause,
    lower: Sequence[str],
    lemma: Sequence[str],
) -> str:
    """Who "she" is in "The girl was four. She had seizures.": the patient that the sentence before is about.

    Only of states: what "she" did next ("She called the laboratory.") is rather the applicant's deed.
    """
    if clause.who != "applicant" or clause.subject < 0 or clause.verb < 0 or clause.implied:
        return clause.who
    word = lower[clause.subject]
    if word != "she" or lemma[clause.verb] not in _STATES or clause.tense not in ("past", "perfect"):
        return clause.who
    if any(c.who in ("applicant", "applicant_thing") for c in before):
        return clause.who
    first = before[0]
    if first.who != "patient" or first.subject < 0 or not _fits(word, first.subject, lower_before, tag_before):
        return clause.who
    return "patient"


def _fits(pronoun: str, head: int, lower: Sequence[str], tag: Sequence[str]) -> bool:
    """Whether a pronoun may stand for the noun, by number: by gender would tell which pronoun the letter has."""
    if pronoun == "they":
        return tag[head] in ("NNS", "NNPS") or lower[head] in ("family", "couple", "team", "staff", "faculty")
    if tag[head] in ("NNS", "NNPS"):
        return False
    return tag[head] != "PRP" or lower[head] == pronoun


def _is_subordinate(lower: Sequence[str], tag: Sequence[str], start: int, floor: int) -> bool:
    k = start - 1
    while k >= floor and tag[k] in INSIDE_NP:
        k -= 1
    return k >= floor and (lower[k] in SUBORDINATORS or tag[k] in ("WP", "WDT", "WRB"))


def _tense(lower: Sequence[str], tag: Sequence[str], start: int, verb: int) -> str:
    first = lower[start]
    if tag[start] == "MD":
        if first == "'d" and verb > start and tag[verb] in ("VBN", "VBD"):
            return "past"
        return "future" if first in ("will", "'ll", "shall", "wo") else "modal"
    if first in ("has", "have", "'ve", "'s") and verb > start and tag[verb] in ("VBN", "VBD") and first != "'s":
        return "perfect"
    if tag[start] == "VBD" or first in ("had", "was", "were", "did"):
        return "past"
    return "present"


def _stretch(found: list[Clause], n: int) -> None:
    """Let each clause reach to where the next one starts; the first takes what comes before it."""
    for this, following in itertools.pairwise(found):
        this.end = max(this.end, following.start)
    found[-1].end = n
    found[0].start = 0
    for before, this in itertools.pairwise(found):
        this.start = min(max(this.start, before.verb + 1), before.end)
        before.end = this.start


def _qualify(
    found: list[Clause], lower: Sequence[str], lemma: Sequence[str], tag: Sequence[str], classes: Sequence[int]
) -> None:
    """Set negation, habit, hypothesis, hearsay, hedge and occasion from the words of each clause."""
    m = _masks()
    hypothetical = reported = hedged = False
    n = len(lower)
    for clause in found:
        bits = functools.reduce(operator.or_, classes[clause.start : clause.end], 0)
        clause.negated = bool(bits & m["negator"])
        clause.habitual = bool(bits & m["habit_marker"])
        likened = False
        if bits & m["hypothetical_marker"] and not hypothetical:
            hypothetical = _is_hypothetical(clause, lower, lemma, classes, m["hypothetical_marker"])
            likened = not hypothetical and "as" in lower[clause.start : clause.end]
        # what the applicant told the writer is the applicant's act; hearsay is what others say of the applicant
        if bits & m["reported_marker"] and not (clause.who == "applicant" and clause.tense == "past"):
            reported = True
        own_hedge = bool(bits & m["hedge_marker"]) and _hedges(clause, lower, classes, m["hedge_marker"])
        hedged = hedged or (own_hedge and clause.who == "writer")
        clause.hypothetical, clause.reported, clause.hedged = hypothetical or likened, reported, hedged or own_hedge
        clause.bounded = bool(bits & m["bounded_time"])
        if not clause.bounded:
            clause.bounded = any(
                _is_occasion(lower, lemma, tag, k) for k in range(clause.start, min(clause.end, n)) if lemma[k] in _TIME
            )
    if hypothetical and not any(c.tense in ("modal", "future") for c in found):
        # "If a patient wanted a lift, she gave a lift": a habit that was kept, no hypothesis
        kept = any(c.tense == "past" for c in found)
        for clause in found:
            clause.hypothetical = False
            clause.habitual = clause.habitual or kept
    regular = any(c.habitual for c in found) or any(
        lower[k] in ("when", "whenever", "before", "after", "each", "every") for k in range(n)
    )
    for clause in found:
        if (
            clause.tense == "modal"
            and clause.group >= 0
            and lower[clause.group] in ("would", "'d")
            and clause.who == "applicant"
        ):
            stative = clause.verb >= 0 and classes[clause.verb] & m["state_verb"]
            if regular and not stative and not clause.hypothetical:
                clause.habitual = True
            elif not clause.subordinate:
                clause.hypothetical = True


def _is_hypothetical(
    clause: Clause, lower: Sequence[str], lemma: Sequence[str], classes: Sequence[int], mask: int
) -> bool:
    """Whether the marker supposes something; "asked if", "as if", "had she" inside a clause do not."""
    for k in range(clause.start, clause.end):
        if not classes[k] & mask:
            continue
        if lower[k] == "if" and k and (lemma[k - 1] in _ASKING or (k > 1 and lemma[k - 2] in _ASKING)):
            continue
        if lower[k] == "as" or (lower[k] in ("if", "though") and k and lower[k - 1] == "as"):
            continue  # "as though" likens; it supposes nothing of the other clauses
        return True
    return False


def _hedges(clause: Clause, lower: Sequence[str], classes: Sequence[int], mask: int) -> bool:
    """Whether a hedging word hedges; "rather than", "quite a few" and "fairly" as a manner do not."""
    for k in range(clause.start, clause.end):
        if classes[k] & mask and not (lower[k] == "rather" and k + 1 < len(lower) and lower[k + 1] == "than"):
            return True
    return False


def _is_occasion(lower: Sequence[str], lemma: Sequence[str], tag: Sequence[str], k: int) -> bool:
    """Whether a word of time names one occasion ("in the second week", "that night", "three days later")."""
    if tag[k] in ("NNS", "NNPS"):
        following = lower[k + 1] if k + 1 < len(lower) else ""
        return following in ("later", "before", "earlier", "after", "ago", "afterwards") or (
            k > 1 and lower[k - 2] in ("within", "in", "after") and tag[k - 1] == "CD"
        )
    j = k - 1
    while j >= 0 and k - j <= 4 and (lower[j] in _BOUND_MIDDLE or tag[j] in ("CD", "JJ", "NNP", "NN", "POS", "HYPH")):
        if lower[j] in ("that", "one", "another") and tag[j] in ("DT", "CD"):
            return True
        if lower[j] in ("every", "each"):
            return False
        j -= 1
    if j < 0:
        return False
    proper = tag[k] in ("NNP", "NNPS")
    ordinal = any(
        lower[x]
        in ("first", "second", "third", "fourth", "fifth", "sixth", "last", "final", "next", "following", "same")
        for x in range(j + 1, k)
    )
    if lower[j] in ("within", "after", "until", "by", "toward", "towards") and (
        proper or ordinal or tag[k - 1] in ("CD", "DT") or tag[k] == "NN"
    ):
        return lower[j] != "after" or ordinal or proper or tag[k - 1] == "CD"
    return lower[j] in ("in", "on", "at") and (proper or ordinal)
