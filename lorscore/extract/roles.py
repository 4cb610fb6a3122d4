"""What somebody named in a letter is: a patient, another trainee, a colleague, the reader, perhaps a leftover."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Literal, TypeAlias

from lorscore.extract.mentions import Mention
from lorscore.extract.name_lexicon import alternation, name_data, name_lexicon
from lorscore.letter import BODY_PARTS

Role: TypeAlias = Literal["patient", "other_trainee", "colleague", "reader", "other_applicant", "other"]

_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|from|near|through|outside|across|around|to\s+the|of\s+the|the"
    r"|(?:village|town|city|state|province|district|region|island|port)\s+of)\s+$",
    re.IGNORECASE,
)
_LIST_BEFORE = re.compile(r"(?:,|\band)\s+$")
_DEAR = re.compile(r"\bdear\s+$", re.IGNORECASE)


_SPELLED = re.compile(r"[^\W\d_a-z]['’]?[^\W\d_A-Z]{2,}(?:[ -][^\W\d_a-z]['’]?[^\W\d_A-Z]{2,}){1,3}")


@cache
def _pattern(table: str, field: str, *, after: bool = False) -> re.Pattern[str]:
    phrases = name_data("roles")[table][field]
    phrases = phrases.split() if isinstance(phrases, str) else phrases
    body = alternation(phrases)
    if after:
        return re.compile(rf"\s*(?:{body})(?!\w)", re.IGNORECASE)
    return re.compile(rf"(?<!\w)(?:{body}),?\s+$", re.IGNORECASE)


@cache
def _called() -> re.Pattern[str]:
    data = name_data("roles")["patient"]
    nouns, called = alternation(data["nouns"].split()), alternation(data["called"])
    return re.compile(
        rf"(?<!\w)(?:{alternation(data['kin'].split())}|(?:{nouns})\s+(?:{called})),?\s+$"
        rf"|\b(?:is|was|are|were)\s+(?:called|named)\s+$"
        rf"|(?:i|we)(?:'ll|’ll)?\s+call\s+(?:the\s+)?(?:{nouns})\s+$",
        re.IGNORECASE,
    )


@cache
def _aged() -> re.Pattern[str]:
    """Match what follows a patient's name: "is five.", ", a four-year-old", ", aged 61"."""
    number = rf"(?:\d{{1,2}}|{alternation(name_data('roles')['patient']['numbers'].split())})"
    old = r"\s?-?\s?(?:year|month|week|day)s?[ -]old\b"
    return re.compile(
        rf",?\s+(?:(?:is|was|who is|who was|then|now|aged?)\s+)(?:only\s+|an?\s+)?{number}\s*(?=[.,;])"
        rf"|(?:,|,?\s+(?:is|was|who is|who was))\s+(?:only\s+|an?\s+)?{number}{old}"
        rf"|,?\s+aged?\s+{number}\b",
        re.IGNORECASE,
    )


def looks_like_patient(text: str, mention: Mention) -> bool:
    """Say whether the words around a name introduce a patient or a relative.

    Examples
    --------
    >>> from lorscore.extract.mentions import find_mentions
    >>> from lorscore.letter import Letter
    >>> letter = Letter.from_text("We saw a boy named Owen. Owen is five.")
    >>> [looks_like_patient(letter.text, m) for m in find_mentions(letter)]
    [True, True]
    """
    left = text[max(0, mention.outer - 40) : mention.outer]
    return bool(_called().search(left) or _aged().match(text, mention.end))


def looks_like_place(text: str, mention: Mention) -> bool:
    """Say whether a name without title stands as places do ("in Volos", "the Horizon study")."""
    return not mention.title and bool(_PLACE_BEFORE.search(text[max(0, mention.outer - 12) : mention.outer]))


def is_person(text: str, mentions: Sequence[Mention]) -> bool:
    """Say whether the mentions of one name are those of a person rather than of a place, a study or a thing."""
    given = name_lexicon().given
    if any(m.title or looks_like_patient(text, m) for m in mentions):
        return True
    known = any(w in given for m in mentions for w in m.words)
    full = any(len(m.keys) > 1 for m in mentions)
    placed = any(looks_like_place(text, m) for m in mentions)
    if known:
        return full or not placed
    if any(
        _pattern("person", "before").search(text, max(0, m.outer - 40), m.outer) for m in mentions if not m.ambiguous
    ):
        return True
    if not placed and any(
        _pattern("person", "after", after=True).match(text, m.end) for m in mentions if not m.ambiguous
    ):
        return True
    # two or more words in the ordinary spelling of names, in running text, and not where a place would stand
    return (
        full and not placed and all(m.zone in BODY_PARTS and _SPELLED.fullmatch(text, m.start, m.end) for m in mentions)
    )


def role_of(text: str, mentions: Sequence[Mention]) -> Role:
    """Say what somebody is whom the letter names besides its applicant and its writer."""
    votes: Counter[Role] = Counter()
    patient, colleague = (
        name_data("roles")["patient"]["titles"].split(),
        name_data("roles")["colleague"]["titles"].split(),
    )
    for m in mentions:
        left = text[max(0, m.outer - 60) : m.outer]
        if m.zone == "salutation" or _DEAR.search(left):
            votes["reader"] += 3
        elif m.title in patient or looks_like_patient(text, m):
            votes["patient"] += 2
        elif _pattern("other_trainee", "before").search(left):
            votes["other_trainee"] += 2
        elif _pattern("colleague", "before").search(left):
            votes["colleague"] += 2
        elif not m.title and _LIST_BEFORE.search(left):
            votes["other_trainee"] += 1
        elif len(mentions) < 3 and _may_be_left_over(text, m, left):
            votes["other_applicant"] += 1
        else:
            votes["colleague" if m.title in colleague else "other"] += 0
    return max(votes, key=lambda role: votes[role])


def _may_be_left_over(text: str, mention: Mention, left: str) -> bool:
    return bool(
        _pattern("other_applicant", "before").search(left)
        or _pattern("other_applicant", "after", after=True).match(text, mention.end)
    )
