"""The slots of a comparison: against whom, how many, since when, in what, how sure, and what backs it.

Offsets are indices into a sentence's lists. Each function reads one slot near a match of a rule and says what it found
in the letter's own words.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from lorscore.extract.duration import durations
from lorscore.extract.numbers import like_number, whole_number
from lorscore.extract.subject import INSIDE_NP
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon

_REACH = 14
"""So many tokens after a match may still name the people compared with."""
_NEAR = 3
"""So many sentences away may stand the experience that backs a comparison."""
_OVERALL = frozenset(
    {"best", "better", "finest", "strongest", "stronger", "top", "greatest", "good", "great", "worst", "worse",
     "superior", "finer", "outstanding", "excellent", "exceptional", "highest", "first"}
)  # fmt: skip
_NO_SKILLS = frozenset({"one", "ones", "half", "third", "quarter", "part", "end", "group", "tier"})
_UNIVERSAL = frozenset(
    {"any", "every", "all", "each", "anyone", "anybody", "everyone", "everybody", "nobody", "none", "no"}
)
_STAND_INS = frozenset(
    {"them", "those", "these", "ones", "some", "any", "most", "many", "several", "us", "me", "mine", "half", "either"}
)
"""Words for people whom the sentence may have named before."""
_AUXILIARY = frozenset({"have", "has", "had", "'ve", "been", "be", "am", "'m", "was"})
_QUANTITY = frozenset(
    {"hundreds", "dozens", "scores", "thousands", "many", "countless", "several", "numerous", "over", "generations"}
)
_CAREER = frozenset({"ever", "career", "tenure", "lifetime", "life", "generation", "memory"})
_BEFORE_TIME = frozenset(
    {"in", "over", "for", "the", "past", "last", "my", "of", "during", "within", "these", "since", "than", "more"}
)
_COHORT = frozenset(
    {"year", "spring", "summer", "autumn", "fall", "winter", "season", "session", "term", "month", "block", "batch"}
)


@dataclass(frozen=True, slots=True)
class Slots:
    """What a comparison says of itself.

    Attributes
    ----------
    reference : str or None
        The people compared with, in the letter's words.
    higher : bool
        They are further on in training than the applicant (fellows, attendings).
    universal : bool
        The comparison is with any or all of them.
    size : int or None
        How many there are.
    time_frame : str or None
        Since when, or over what time, in the letter's words.
    lasting : bool
        The time frame spans years, or a career, and not one cohort.
    attribute : str
        In what: ``"overall"``, or the words of the skill.
    hedge : str or None
        The words that take some of it back.
    """

    reference: str | None
    higher: bool
    universal: bool
    size: int | None
    time_frame: str | None
    lasting: bool
    attribute: str
    hedge: str | None


@functools.cache
def _masks() -> dict[str, int]:
    lex = lexicon()
    return {
        "people": lex.mask("trainee", "cmp_person"),
        "others": lex.mask("cmp_indefinite", "cmp_others", "cmp_writer_self"),
        "group": lex.mask("cmp_group"),
        "higher": lex.mask("cmp_higher"),
        "know": lex.mask("cmp_know_verb"),
        "hedge": lex.mask("cmp_hedge"),
        "degree": lex.mask("cmp_er", "cmp_est"),
    }


def slots(s: Sentence, first: int, last: int) -> Slots:
    """Read the slots of the comparison at tokens ``first`` to ``last`` of a sentence.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.comparative_slots import slots
    >>> from lorscore.extract.view import sentences
    >>> s = sentences(load_english()("She is among the top 5% of the 40 residents I have supervised since 2016."))[0]
    >>> found = slots(s, 2, 6)
    >>> found.reference, found.size, found.time_frame
    ('the 40 residents', 40, 'since 2016')
    """
    head = _head(s, first, last)
    reference = _noun_phrase(s, head) if head is not None else None
    frame, lasting = time_frame(s)
    return Slots(
        reference=reference,
        higher=head is not None and bool(s.classes[head] & _masks()["higher"]),
        universal=any(w in _UNIVERSAL for w in s.lower[first : min(len(s), last + 2)]),
        size=_size(s, head),
        time_frame=frame,
        lasting=lasting,
        attribute=_attribute(s, first, last),
        hedge=_hedge(s, first, last),
    )


def _head(s: Sentence, first: int, last: int) -> int | None:
    """Head of the people compared with: after "than", "of", "among"; else in the match, after it, before it."""
    m = _masks()
    end = min(len(s), last + 1 + _REACH)
    link = ("than", "of", "among", "amongst", "to", "with")
    after = next((j + 1 for j in range(first, last + 1) if s.lower[j] in link), first)
    ahead, behind, any_others = range(after, end), range(max(0, first - _REACH), after), m["others"] | m["group"]
    for mask, places, named in (
        (m["people"], ahead, True),
        (m["others"], ahead, True),
        (m["people"], behind, True),
        (any_others, (*ahead, *behind), False),
    ):
        for j in places:
            if named and s.lower[j] in _STAND_INS:
                continue
            if s.classes[j] & mask and not s.applicant[j] and _is_reference(s, j, first):
                return _last_of_compound(s, j)
    return None


def _is_reference(s: Sentence, j: int, first: int) -> bool:
    """Several people, or one that stands for several ("any resident", "a fellow"); not the applicant's own noun."""
    if s.lower[j] in ("i", "we", "she", "they", "me", "none"):
        return False
    if s.tag[j] in ("NNS", "NNPS") or s.classes[j] & _masks()["group"]:
        return True
    if s.tag[j] == "NN":
        return j > first or any(w in _UNIVERSAL for w in s.lower[max(0, j - 3) : j])
    return s.tag[j] in ("PRP", "DT", "JJ", "NN", "CD", "JJS") and j > first


def _last_of_compound(s: Sentence, j: int) -> int:
    people = _masks()["people"]
    while j + 1 < len(s):
        if s.lower[j + 1] == "-" and j + 2 < len(s):
            j += 2  # sub-interns, second-year residents
        elif s.tag[j + 1] in ("NN", "NNS") and s.classes[j + 1] & people:
            j += 1
        else:
            break
    return j


def words_of(s: Sentence, first: int, last: int) -> str:
    """Return the tokens ``first`` to ``last`` as the letter writes them, a line break as a space."""
    out = s.orth[first]
    for j in range(first + 1, last + 1):
        out += (" " if s.start[j] > s.end[j - 1] else "") + s.orth[j]
    return out


def _noun_phrase(s: Sentence, head: int) -> str:
    start = head
    while start and (s.tag[start - 1] in INSIDE_NP or s.lower[start - 1] in ("roughly", "about", "nearly", "so")):
        if s.classes[start - 1] & _masks()["degree"] or s.tag[start - 1] in ("POS", "JJS", "RBS"):
            break
        if s.tag[start - 1] in ("VBN", "VBG") and start > 1 and s.lower[start - 2] in _AUXILIARY:
            break
        start -= 1
    while start < head and s.tag[start] in ("POS", "HYPH", "``", "''"):
        start += 1
    return words_of(s, start, head)


def _size(s: Sentence, head: int | None) -> int | None:
    """Return the number of people: in the reference's own noun phrase, or after "of", "out of", "among"."""
    if head is not None:
        for j in range(head - 1, max(-1, head - 6), -1):
            if s.tag[j] not in INSIDE_NP and s.lower[j] not in ("or", "so", "about", "some", "roughly"):
                break
            if (n := _whole(s, j)) is not None and n > 1 and not 1900 <= n <= 2100:
                return n
    for j in range(len(s) - 1):
        if s.lower[j] in ("of", "among", "amongst", "from"):
            for k in range(j + 1, min(len(s), j + 4)):
                n = _whole(s, k)
                percent = k + 1 < len(s) and s.lower[k + 1] in ("%", "percent", "per", "years", "months", "weeks")
                if n is not None and n > 1 and not 1900 <= n <= 2100 and not percent and s.tag[k] == "CD":
                    return n
    return None


def _whole(s: Sentence, j: int) -> int | None:
    """Return the number at a token, "sixty-two" at either of its words."""
    n = whole_number(s.lower[j])
    if n is None:
        return None
    if n < 10 and j > 1 and s.lower[j - 1] == "-" and (tens := whole_number(s.lower[j - 2])) and tens >= 20:
        return tens + n
    if n in range(20, 100, 10) and j + 2 < len(s) and s.lower[j + 1] == "-" and (ones := whole_number(s.lower[j + 2])):
        return n + ones if ones < 10 else n
    return n


def time_frame(s: Sentence) -> tuple[str | None, bool]:
    """Return the words that say over what time the writer compares, or None; and whether that is years or a career."""
    found = durations(s.lower, s.lemma)
    for d in found:
        if d.since is not None or (d.days is not None and d.days >= 180):
            start = d.first
            while start and s.lower[start - 1] in _BEFORE_TIME:
                start -= 1
            return words_of(s, start, d.last), d.since is not None or (d.days or 0) >= 365
    for j, w in enumerate(s.lower):
        if w == "memory" and not {"in", "living"} & {*s.lower[max(0, j - 3) : j]}:
            continue  # "if my memory is right"
        if w in _CAREER and not (w == "life" and j == 0):
            return "ever" if w == "ever" else words_of(s, max(0, j - 2), j), True
        if w in _COHORT and j and s.lower[j - 1] in ("this", "that", "last", "the"):
            return words_of(s, j - 1, j), False
    return None, False


def _attribute(s: Sentence, first: int, last: int) -> str:
    """Return the graded words: "more careful listener" gives "careful listener"; better and best give "overall"."""
    for j in range(first, last + 1):
        if s.classes[j] & _masks()["degree"] or s.lower[j] in ("most", "more", "less"):
            end = j + 1
            while end < len(s) and end <= j + 4 and s.tag[end] in ("JJ", "RB", "VBN", "VBG", "NN", "HYPH", "NNS"):
                if s.lower[end] in _NO_SKILLS:
                    break
                if s.classes[end] & _masks()["people"] and "than" not in s.lower[end : end + 2]:
                    break
                end += 1
            if s.lower[j] not in ("most", "more", "less", *_OVERALL):
                return words_of(s, j, end - 1).lower()
            if end > j + 1:
                return words_of(s, j + 1, end - 1).lower()
    for j in range(last, min(len(s) - 1, last + 4)):
        if s.lower[j] in ("in", "at", "on") and s.tag[j + 1] in ("NN", "NNS", "VBG", "JJ"):
            end = j + 2
            while end < len(s) and end < j + 5 and s.tag[end] in ("NN", "NNS", "JJ", "HYPH"):
                end += 1
            if not any(c & (_masks()["people"] | _masks()["group"]) for c in s.classes[j + 1 : end]):
                return words_of(s, j + 1, end - 1).lower()
    return "overall"


def _hedge(s: Sentence, first: int, last: int) -> str | None:
    """Words of doubt about the place given, in the clauses up to the match or right after it."""
    mask = _masks()["hedge"]
    start = 0
    for j in range(first - 1, -1, -1):
        if s.lower[j] in (";", ":") or (s.lower[j] in ("but", "and") and j < first - 12):
            start = j + 1
            break
    for j in range(start, min(len(s), last + 6)):
        if (
            s.classes[j] & mask
            and s.tag[j] != "NNP"
            and not (j and s.lower[j] in ("may", "might") and s.lower[j - 1] in ("i", "we"))
        ):
            end = j
            while end + 1 < len(s) and s.classes[end + 1] & mask and end < j + 4:
                end += 1
            return words_of(s, j, end)
    return None


def experience(s: Sentence) -> str | None:
    """Return what a sentence says of the writer's experience with people of this kind, or None.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.comparative_slots import experience
    >>> from lorscore.extract.view import sentences
    >>> experience(sentences(load_english()("I have supervised more than 200 residents in twelve years."))[0])
    'I have supervised more than 200 residents in twelve years'
    """
    m = _masks()
    for c in s.clauses:
        if c.negated or c.who not in ("writer", "team") or c.verb < 0 or not s.classes[c.verb] & m["know"]:
            continue
        end = next((j for j in range(c.verb, min(c.end, len(s))) if s.lower[j] in (";", ":")), min(c.end, len(s)))
        people = [j for j in range(c.verb, end) if s.classes[j] & m["people"] and s.tag[j] in ("NNS", "NNPS")]
        counted = any(like_number(w) or w in _QUANTITY for w in s.lower[c.verb : end])
        lasting = any(d.since is not None or (d.days or 0) >= 365 for d in durations(s.lower, s.lemma))
        if people and (counted or lasting):
            while end > c.start and (not s.orth[end - 1][-1].isalnum() or s.tag[end - 1] in ("CC", "IN", "WP", "DT")):
                end -= 1
            return words_of(s, c.start, end - 1)
    return None


def backing(sentences: Sequence[Sentence], at: int) -> str | None:
    """Return the writer's stated experience nearest to a sentence, at most three sentences away, or None."""
    for step in range(_NEAR + 1):
        for i in (at - step, at + step):
            if 0 <= i < len(sentences) and sentences[i].in_body and (found := experience(sentences[i])):
                return found
    return None
