"""Counterfactual letters: the same letter with another name, or the other pronoun, for its applicant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import tomli
from spacy.language import Language

from lorscore.extract.people import People, find_people
from lorscore.letter import Letter

_TITLED = re.compile(r"(?:Dr|Mr|Mrs|Ms|Mx|Miss|Prof)\b")


@cache
def data() -> dict[str, Any]:
    """Return ``swaps.toml``."""
    return tomli.loads((resources.files("lorscore.research.study") / "swaps.toml").read_text(encoding="utf-8"))


def renamed(letter: Letter, people: People, given: str, family: str) -> str | None:
    """Return the letter's text with another name for its applicant, in every form; None where no name was found.

    A word of the name is replaced wherever it stands as a word with a capital, so that a form that was not recognised
    as the applicant is renamed too.

    Examples
    --------
    >>> letter = Letter.from_text("I recommend Ana Silva. Dr. Silva is exact. SILVA, ANA")
    >>> renamed(letter, find_people(letter), "Emily", "Carter")
    'I recommend Emily Carter. Dr. Carter is exact. CARTER, EMILY'
    """
    words = (people.applicant_name or "").split()
    if not words:
        return None
    if len(words) > 1:
        pairs = {words[0]: given, **dict.fromkeys(words[1:-1], ""), words[-1]: family}
    else:
        titled = any(_TITLED.match(form) for form in people.applicant_forms)
        pairs = {words[0]: family if titled else given}
    return replaced(letter.text, pairs)


def replaced(text: str, pairs: Mapping[str, str]) -> str:
    """Return the text with words replaced as whole words, in capitals too; one replaced by nothing takes its space."""
    for old, new in pairs.items():
        for before, after in ((old, new), (old.upper(), new.upper())):
            tail = "" if new else r"\s*"
            text = re.sub(rf"(?<!\w){re.escape(before)}(?!\w){tail}", lambda _, after=after: after, text)  # type: ignore[misc]
    return text


def regendered(text: str, people: People, tagger: Language) -> str | None:
    """Return the text with "she" for "he" or the reverse, everywhere; None where the applicant is neither.

    Everybody of the applicant's pronoun is changed with them: in a letter, a patient's pronoun has the same forms.
    """
    table = {"he": "he_to_she", "she": "she_to_he"}.get(people.pronoun or "")
    if table is None:
        return None
    forms = data()[table]
    out = []
    for token in tagger(text):
        word = token.text
        new = forms.get(token.tag_, {}).get(word.lower()) or forms["title"].get(word)
        if new is None and word.lower() in {*forms["PRP"], *forms["PRP$"]}:
            # a tag that does not fit the word: take the form it has most often
            new = {**forms["PRP$"], **forms["PRP"]}[word.lower()]
        out.append((_cased(new, word) if new else word) + token.whitespace_)
    return "".join(out)


def _shared(text: str, people: People) -> bool:
    """Whether somebody in the letter has the pronoun that the applicant is given: then the swap blurs who is meant."""
    forms = data()["she_to_he" if people.pronoun == "he" else "he_to_she"]
    words = {*forms["PRP"], *forms["PRP$"]}
    return any(word.lower() in words for word in re.findall(r"[A-Za-z]+", text))


def _cased(new: str, old: str) -> str:
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def variants(letters: Mapping[str, Letter], tagger: Language) -> Iterable[tuple[str, str, str]]:
    """Yield (id, what was swapped, text) for each counterfactual of each letter."""
    for name, letter in letters.items():
        people = find_people(letter)
        for given, family in data()["names"]:
            text = renamed(letter, people, given, family)
            if text is not None and text != letter.text:
                yield name, f"name: {given} {family}", text
        text = regendered(letter.text, people, tagger)
        if text is not None and text != letter.text:
            kind = "pronoun: he to she" if people.pronoun == "he" else "pronoun: she to he"
            yield name, kind + (" (as another person in it)" if _shared(letter.text, people) else ""), text
