"""Which pronoun a letter uses for its applicant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from lorscore.extract.name_lexicon import name_data, name_lexicon
from lorscore.letter import BODY_PARTS, Letter

Span = tuple[int, int]

_PRONOUN = {
    "he": "he", "him": "he", "his": "he", "himself": "he",
    "she": "she", "her": "she", "hers": "she", "herself": "she",
    "they": "they", "them": "they", "their": "they", "theirs": "they", "themself": "they", "themselves": "they",
}  # fmt: skip
# Nouns that a pronoun nearby may stand for instead.
_MALE = "man|boy|father|son|brother|husband|uncle|grandfather|gentleman|king|dad"
_FEMALE = "woman|girl|mother|daughter|sister|wife|aunt|grandmother|lady|mum|mom|proband"
_EITHER = "patient|child|baby|infant|newborn|toddler|teenager|cousin|parent|nurse|colleague|professor|director|counselor|counsellor|fellow|student|resident|doctor|sibling|fetus|person|adult"
_PLURAL = (
    "parents|families|family|patients|children|residents|students|relatives|couple|couples|people|colleagues|nurses|siblings|team|teams|results|others|trainees|interns|"
    "fellows|clinicians|physicians|doctors|counselors|counsellors|girls|boys|women|men|babies|cousins|sisters|brothers|variants|papers|cases|peers|committee|lab|laboratory|"
    "members|both|we|notes|letters|questions|reports|genes|staff|those|these|brothers|twins|mothers|fathers|aunts|uncles|programs|genes|tests|committees|pedigrees|slides|words"
)
_WORD = re.compile(
    rf"\b(?:(?P<pronoun>{'|'.join(_PRONOUN)})|(?P<male>{_MALE})|(?P<female>{_FEMALE})|(?P<either>{_EITHER})|(?P<plural>{_PLURAL}))\b",
    re.IGNORECASE,
)
_NEW_SENTENCE = re.compile(r"[.!?][\"”’)]*\s+$")
_SENTENCE_START = re.compile(
    r"(?:^|[.!?:][\"”’)]*\s+|\n\s*|[-•*–—]\s*|\b(?:and|but|when|because|that|while|where|what|as|if|which|so|whether|how|,)\s+)$",
    re.IGNORECASE,
)


_EXPLICIT = re.compile(r"(?i)\b(he(?=/him)|she(?=/her)|they(?=/them))")


@lru_cache(maxsize=1)
def _noun_pattern() -> re.Pattern[str]:
    nouns = name_data("applicant_nouns")["pronoun_nouns"]
    groups = "|".join(f"(?P<{g}>{'|'.join(re.escape(p) for p in nouns[g])})" for g in ("he", "she"))
    return re.compile(rf"\b(?:{groups})\b", re.IGNORECASE)


def count_pronouns(
    letter: Letter, spans: Sequence[Span], titles: Sequence[str] = ()
) -> tuple[str | None, frozenset[str]]:
    """Say which pronoun the letter uses most for the applicant, and all that it uses.

    A pronoun counts for the applicant in full where the last person named before it is the applicant, and hardly where
    somebody of that gender stands in between.

    Parameters
    ----------
    letter : Letter
    spans : sequence of (int, int)
        Where the applicant is named.
    titles : sequence of str
        Titles used with the name: "Ms." and "Mr." are as good as a pronoun.

    Examples
    --------
    >>> letter = Letter.from_text("Farid stayed. A mother wept, and she thanked him. He listened.")
    >>> count_pronouns(letter, [(0, 5)])
    ('he', frozenset({'he'}))
    """
    text = letter.text
    weight = {"he": 0.0, "she": 0.0, "they": 0.0}
    slips = {"he": 0, "she": 0, "they": 0}
    gender = name_lexicon().titles
    for stated in {gender.get(title, "") for title in titles} & {"he", "she", "they"}:
        weight[stated] += 1.5
    explicit = _EXPLICIT.search(text)
    if explicit:
        weight[_PRONOUN[explicit[1].lower()]] += 100.0
    zones = [(p.start, p.end) for p in letter.parts if p.kind in BODY_PARTS] or [(0, len(text))]
    marks = sorted(spans)
    k = 0
    for start, end in zones:
        rivals: dict[str, int] = {}
        last_applicant = -10_000
        for match in _WORD.finditer(text, start, end):
            at = match.start()
            while k < len(marks) and marks[k][1] <= at:
                last_applicant = marks[k][1]
                k += 1
            kind = match.lastgroup
            if kind != "pronoun":
                _remember(rivals, kind or "", at)
                continue
            form = match.group().lower()
            pronoun = _PRONOUN[form]
            rival = rivals.get(pronoun, -10_000)
            opens = bool(_SENTENCE_START.search(text[max(start, at - 12) : at]))
            near = last_applicant > rival and at - last_applicant < 400
            value = _value(pronoun, near, opens, at - rival if rival > 0 else 10_000, at - last_applicant)
            if form == "themself":
                value = 3.0
            weight[pronoun] += value
            if near:
                last_applicant = at
            if near and rival < 0 and form in ("he", "she") and _NEW_SENTENCE.search(text[max(start, at - 6) : at]):
                slips[pronoun] += 1
    for match in _noun_pattern().finditer(text):
        if match.lastgroup:
            weight[match.lastgroup] += 0.5
    return _decide(weight, slips)


def _remember(rivals: dict[str, int], kind: str, at: int) -> None:
    if kind in ("male", "either"):
        rivals["he"] = at
    if kind in ("female", "either"):
        rivals["she"] = at
    if kind == "plural":
        rivals["they"] = at


def _value(pronoun: str, near: bool, opens: bool, since_rival: int, since_applicant: int) -> float:
    if near:
        return 1.5 if opens else 1.0
    if pronoun == "they":
        return 0.6 if opens and since_rival > 120 else 0.1
    if since_rival > 150:
        return 0.8 if opens else 0.5
    return 0.35 if opens else 0.2


def _decide(weight: dict[str, float], slips: dict[str, int]) -> tuple[str | None, frozenset[str]]:
    total = sum(weight.values())
    if total < 0.5:
        return None, frozenset()
    gendered = max("he", "she", key=lambda p: weight[p])
    main = "they" if weight["they"] > 1.2 * weight[gendered] else gendered
    used = {main}
    for other in ("he", "she"):
        if other != main and slips[other]:
            used.add(other)
    return main, frozenset(used)
