"""Whom a comparison is about: what the grammar of comparison finds, but no reader takes for one of the applicant.

The writer's own rank, a case, a count, a page ("the number above"), a patient's percentile, a stock phrase.
"""

from __future__ import annotations

import functools

from lorscore.extract.context import Clause
from lorscore.extract.numbers import like_number
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import Rule

_ABOUT_PERSON = {"rank", "percentile", "superlative", "standout", "comparative", "tier"}
_BLANKS = frozenset({"[", "___", "____", "XX", "XXX", "<"})
_DATES = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"}
)  # fmt: skip
_TIMES = frozenset(
    {"hour", "day", "week", "month", "year", "case", "conference", "session", "time", "minute", "priority"}
)
_TITLES_OF_COMPARISON = frozenset(
    {"comparison", "comparisons", "standing", "ranking", "relative", "comparative", "rank"}
)
_PRONOUNS = frozenset({"she", "they", "her", "them", "their", "theirs", "herself", "themselves"})
_NO_PLACES = frozenset({"author", "authors", "trimester", "cousin", "cousins", "opinion"})
_EARLIER = (["first"], ["previous"], ["last"], ["earlier"], ["former"], ["preceding"])
_NOUNS = ("NN", "NNS")
_QUANTIFIERS = frozenset({"any", "most", "many", "some", "all", "other", "those", "these"})
_INDEFINITE = frozenset({"anyone", "anybody", "everyone", "everybody", "nobody", "someone", "most"})


@functools.cache
def _masks() -> dict[str, int]:
    lex = lexicon()
    return {
        "measure": lex.mask("cmp_measure"),
        "thing": lex.mask("cmp_thing"),
        "person": lex.mask("cmp_person", "trainee"),
        "say": lex.mask("cmp_say_verb"),
        "others": lex.mask("cmp_group", "cmp_others"),
        "graded": lex.mask("cmp_est_strict", "cmp_most"),
        "applicant_noun": lex.mask("applicant_noun"),
    }


def clause_at(s: Sentence, at: int) -> Clause:
    """Return the clause that holds a token."""
    return next((c for c in s.clauses if c.start <= at < c.end), s.clauses[-1])


def is_refused(s: Sentence, rule: Rule, first: int, last: int) -> bool:
    """Whether no reader takes a match of the grammar for a comparison of the applicant with people.

    Parameters
    ----------
    s : Sentence
    rule : Rule
        The rule that matched.
    first, last : int
        Its tokens.
    """
    m, name, words = _masks(), rule.id.partition(".")[2], s.lower[first : last + 1]
    if s.orth[-1] == "?" or _is_heading(s):
        return True
    if rule.label in ("rank", "percentile"):
        if _BLANKS & {*s.orth[max(0, first - 1) : last + 4]} or _DATES & {*words}:
            return True  # a blank that nobody filled; the 4th of April
        if rule.label == "percentile" and any(c & m["measure"] for c in s.classes):
            return True  # a patient's percentile
        if words[:3] == ["first", "of", "all"] and last == first + 2:
            return True
        if name == "top-number" and last + 1 < len(s) and s.lemma[last + 1] in _TIMES:
            return True  # the first six months
        if last + 1 < len(s) and s.lower[last + 1] in _NO_PLACES:
            return True  # she was the second author
        if {"herself", "themselves"} & {*words}:
            return True  # she put herself on it first
        if words[0] in ("put", "place", "list", "puts", "places") and not _names_applicant(s, first, last):
            return True
    if rule.label in ("superlative", "neg-superlative") and _only_one(s):
        return True
    if words[0] == "most" and (s.lower[max(0, first - 1)] == "than" or s.tag[min(first + 1, len(s) - 1)] in _NOUNS):
        return rule.label == "superlative"  # "than most people in the lab"
    if rule.label == "superlative" and _of_a_thing(s, first, last):
        return True
    if name == "definite" and s.lower[last + 1 : last + 2] == ["than"]:
        return True  # another rule reads what follows
    if name == "ahead-of" and words[0] == "above" and _points_at_the_page(s, first):
        return True
    if name == "unmatched" and _stock_unmatched(s, first, last):
        return True
    if name == "stands-out" and s.lemma[first] == "stand" and _nobody_stands(s, first):
        return True
    if rule.label == "comparative" and _other_noun(s, last):
        return True
    if rule.label == "comparative" and "than" in words and _counts_or_within(s, s.lower.index("than", first), last):
        return True
    return rule.label in _ABOUT_PERSON and not _about_applicant(s, first)


def _nobody_stands(s: Sentence, stand: int) -> bool:
    """Whether things stand out ("two things stand out"), or the applicant does not."""
    return clause_at(s, stand).who == "thing" or "not" in s.lower[max(0, stand - 3) : stand]


def _is_heading(s: Sentence) -> bool:
    """Whether it is the title of a section on comparison: "Standing relative to peers"."""
    opens = next((w for w in s.lower if w.isalpha()), "")
    return len(s) < 8 and opens in _TITLES_OF_COMPARISON and ":" not in s.lower and "CD" not in s.tag[2:]


def _names_applicant(s: Sentence, first: int, last: int) -> bool:
    """Whether these tokens may name the applicant; an unknown name may."""
    noun = _masks()["applicant_noun"]
    return any(
        s.applicant[j] or s.lower[j] in _PRONOUNS or s.classes[j] & noun or s.tag[j] == "NNP"
        for j in range(first, min(last, len(s) - 1) + 1)
    )


def _about_applicant(s: Sentence, first: int) -> bool:
    """Whether the clause is not about somebody else, in a sentence without any word for the applicant.

    A subject inside the match ("the best resident I have had") is not what the match is about.
    """
    clause = clause_at(s, first)
    if clause.who not in ("writer", "team", "patient", "colleague") or not 0 <= clause.subject < first:
        return True
    if clause.verb >= 0 and s.lemma[clause.verb] == "be" and clause.who == "writer" and clause.verb < first:
        return False  # "I was a shade more generous than the midwife"
    if clause.verb >= 0 and s.classes[clause.verb] & _masks()["say"] and clause.verb < first:
        return True  # "she says top two", of the applicant
    return _names_applicant(s, 0, clause.subject - 1) or _names_applicant(s, clause.subject + 1, len(s) - 1)


def _points_at_the_page(s: Sentence, above: int) -> bool:
    before = s.lower[above - 1] if above else ""
    after = s.lower[above + 1] if above + 1 < len(s) else ""
    return before in ("the", "number", "address", "out", "listed", "see", "as") or after in ("-", "number", "address")


def _stock_unmatched(s: Sentence, first: int, last: int) -> bool:
    """Whether it is a stock phrase of a trait ("her work ethic is second to none"), or "peer" in "peer-reviewed"."""
    if last + 1 < len(s) and s.lower[last + 1] == "-":
        return True
    return s.lower[first : last + 1] == ["second", "to", "none"] and clause_at(s, first).who in (
        "applicant_thing",
        "thing",
    )


def _of_a_thing(s: Sentence, first: int, last: int) -> bool:
    """Whether the superlative grades a thing ("the most complex cases"), with no person in its noun phrase."""
    m = _masks()
    for j in range(first, last + 1):
        if not s.classes[j] & m["graded"]:
            continue
        for k in range(j + 1, min(len(s), j + 6)):
            following = s.tag[k + 1] if k + 1 < len(s) else ""
            if s.tag[k] in ("JJ", "HYPH", "CD") or following == "HYPH" or (s.tag[k] == "NN" and following in _NOUNS):
                continue
            if s.classes[k] & m["person"]:
                return False
            if s.classes[k] & m["thing"]:
                people = m["person"] | m["others"]
                named = following == "IN" and any(c & people for c in s.classes[k + 2 : k + 5])
                return not named  # "the best questions of the group"
            if s.tag[k] in ("IN", "WP", "WDT", "PRP", ","):
                return False
    return False


def _only_one(s: Sentence) -> bool:
    """Whether the group was one person: "the best observer I had this year; he was also the only one"."""
    return "also" in s.lower and "the only one" in " ".join(s.lower)


def _counts_or_within(s: Sentence, than: int, last: int) -> bool:
    """Whether "than" counts ("more than 200 residents") or compares within a person ("scientist than clinician")."""
    if than + 1 >= len(s):
        return True
    after = than + 1
    if s.lower[than - 1] in ("more", "less", "fewer") and like_number(s.lower[after]):
        return True
    if "its" in s.lower[after : last + 1] or (s.lower[after] in _DATES and s.tag[after] == "NNP"):
        return True
    if _own_past(s, after):
        return True
    person = bool(s.classes[after] & _masks()["person"])
    return s.tag[after] == "NN" and person and s.lower[after] not in _INDEFINITE


def _own_past(s: Sentence, after: int) -> bool:
    """Whether "than" goes on with something of the applicant's own or of another time, and not with her people.

    "Than her first", "than those of the first"; not "than her peers".
    """
    words = s.lower[after : after + 4]
    if words[:2] in (["those", "of"], ["that", "of"]):
        return words[2:3] == ["the"] and words[3:4] in _EARLIER
    if s.tag[after] != "PRP$" or words[0] in ("my", "our"):
        return words[0] in ("when", "before", "last", "at") or (words[0] == "the" and words[1:2] in _EARLIER)
    m = _masks()
    return not any(c & (m["person"] | m["others"]) for c in s.classes[after + 1 : after + 5])


def _other_noun(s: Sentence, last: int) -> bool:
    """Whether the match ends before the noun that it compares with, and that is no person: "better than any drug"."""
    if s.lower[last] not in _QUANTIFIERS or last + 1 >= len(s) or s.tag[last + 1] not in ("NN", "NNS"):
        return False
    return not s.classes[last + 1] & _masks()["person"]
