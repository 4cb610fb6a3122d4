"""Which pronoun a letter uses for its applicant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from lorscore.extract.name_lexicon import name_data, name_lexicon
from lorscore.letter import BODY_PARTS, Letter

Span = tuple[int, int]

_PRONOUN = {
    "he": "he", "him": "he", "his": "he", "himself": "he",
    "she": "she", "her": "she", "hers": "she", "herself": "she",
    "they": "they", "them": "they", "their": "they", "theirs": "they", "themself": "they", "themselves": "they",
}  # fmt: skip
_EXPLICIT = re.compile(r"(?i)\b(he(?=/him|, him)|she(?=/her|, her)|they(?=/them|, them))")
_NEW_SENTENCE = re.compile(r"[.!?][\"”’)]*\s+$")
_NEW_CLAUSE = re.compile(
    r"(?:^|[.!?:][\"”’)]*\s+|\n\s*|[-•*–—]\s*|(?:\b(?:and|but|when|because|that|while|where|what|as|if|which|so|whether"
    r"|how)|,)\s+)$",
    re.IGNORECASE,
)
_FAR = 10_000
# Beyond this many characters a name no longer says whom a pronoun means.
_REACH = 400


_WORD = re.compile(r"[A-Za-z]+")


@cache
def _classes() -> dict[str, str]:
    """Return what a word is: ``pronoun``, or the pronouns that could stand for it."""
    rivals = name_data("pronouns")["rivals"]
    return {w: group for group, words in rivals.items() for w in words.split()} | dict.fromkeys(_PRONOUN, "pronoun")


@cache
def _says() -> dict[tuple[str, ...], str]:
    return {tuple(p.split()): pronoun for pronoun, phrases in name_data("pronouns")["says"].items() for p in phrases}


def count_pronouns(
    letter: Letter, spans: Sequence[Span], titles: Iterable[str] = ()
) -> tuple[str | None, frozenset[str]]:
    """Say which pronoun the letter uses most for the applicant, and all that it uses.

    A pronoun counts in full where the last person named before it is the applicant, and hardly where somebody of that
    gender stands in between. A second pronoun is reported only where it opens a sentence in a paragraph without anyone
    else whom it could mean: such a slip is worth telling the writer.

    Parameters
    ----------
    letter : Letter
    spans : sequence of (int, int)
        Where the applicant is named, in order.
    titles : iterable of str
        Titles used with the name: "Ms." and "Mr." weigh about as much as one pronoun.

    Examples
    --------
    >>> letter = Letter.from_text("Farid stayed. A mother wept, and she thanked him. He listened.")
    >>> count_pronouns(letter, [(0, 5)])
    ('he', frozenset({'he'}))
    """
    text = letter.text
    weight = dict.fromkeys(("he", "she", "they"), 0.0)
    slips: set[str] = set()
    for title in {name_lexicon().titles.get(t, "") for t in titles} - {""}:
        weight[title] += 1.5
    explicit = _EXPLICIT.search(text)
    if explicit:
        weight[_PRONOUN[explicit[1].lower()]] += 100.0
    classes, says = _classes(), _says()
    zones = [(p.start, p.end) for p in letter.parts if p.kind in BODY_PARTS]
    k = 0
    rivals: dict[str, int] = {}
    named = -_FAR
    for start, end in zones:
        word = ""
        for match in _WORD.finditer(text, start, end):
            before_it, word = word, match.group().lower()
            stated = says.get((before_it, word)) or says.get((word,))
            if stated:
                weight[stated] += 0.5
            kind = classes.get(word)
            if kind is None:
                continue
            at = match.start()
            while k < len(spans) and spans[k][1] <= at:
                named = spans[k][1]
                k += 1
            if kind != "pronoun":
                for pronoun in ("he", "she") if kind == "either" else (kind,):
                    rivals[pronoun] = at
                continue
            form = word
            pronoun = _PRONOUN[form]
            rival = rivals.get(pronoun, -_FAR)
            near = named > rival and at - named < _REACH
            before = text[max(start, at - 12) : at]
            weight[pronoun] += 3.0 if form == "themself" else _value(pronoun, near, before, at - rival)
            if near:
                named = at
                anyone = max(rivals.get(p, -_FAR) for p in ("he", "she"))
                if anyone < start and form in ("he", "she") and _NEW_SENTENCE.search(before):
                    slips.add(pronoun)
    return _decide(weight, slips)


def _value(pronoun: str, near: bool, before: str, since_rival: int) -> float:
    opens = bool(_NEW_CLAUSE.search(before))
    if near:
        return 1.5 if opens else 1.0
    if pronoun == "they":
        return 0.6 if opens and since_rival > 120 else 0.1
    if since_rival > 150:
        return 0.8 if opens else 0.5
    return 0.35 if opens else 0.2


def _decide(weight: dict[str, float], slips: set[str]) -> tuple[str | None, frozenset[str]]:
    if sum(weight.values()) < 0.5:
        return None, frozenset()
    gendered = max("he", "she", key=lambda p: weight[p])
    main = "they" if weight["they"] > 1.2 * weight[gendered] else gendered
    return main, frozenset({main} | slips)
