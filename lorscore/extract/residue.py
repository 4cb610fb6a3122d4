"""What a template left behind: placeholders, another applicant's name, another program, a pronoun that slips."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import Any

import tomli

from lorscore.extract.context import Clause
from lorscore.extract.found import Found, found_in
from lorscore.extract.match import matcher_of
from lorscore.extract.name_lexicon import fold, name_lexicon
from lorscore.extract.target import Target
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.lexicon import lexicon

_SUBJECT = {
    "he": "he",
    "him": "he",
    "his": "he",
    "himself": "he",
    "she": "she",
    "her": "she",
    "hers": "she",
    "herself": "she",
}
_OPENERS = frozenset(
    {
        "overall",
        "also",
        "however",
        "finally",
        "additionally",
        "furthermore",
        "moreover",
        "in",
        "as",
        "clinically",
        "and",
        "but",
    }
)
_LOOKBACK = 2
_SHORT_NAME = 2
_SPEAKING = frozenset(("ask", "say", "tell", "call", "write", "reply", "answer", "want", "know", "complain", "joke"))
_TAKING = frozenset(("recommend", "see", "rank", "interview", "take", "welcome", "train", "support", "have", "hire"))
_LINKS = frozenset(("at", "in", "of", "from", "to", "for", "with", "and", "or"))


@functools.cache
def _data() -> dict[str, Any]:
    text = (resources.files("lorscore.guide") / "placeholders.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


@functools.cache
def _placeholder() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _data()["placeholder"]))


@functools.cache
def _allowed() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in _data()["allowed"]), re.IGNORECASE)


def find_residue(
    text: str, sentences: Sequence[Sentence], others: Sequence[tuple[int, int]] = (), targets: Sequence[Target] = ()
) -> list[Found]:
    """Find what a template or another applicant's letter left in this one.

    Parameters
    ----------
    text : str
        The text of the letter, as the sentences' offsets count it.
    sentences : sequence of Sentence
    others : sequence of (int, int)
        Offsets of the names that stand where the applicant's should (``doc.spans["mentions"]``, label
        ``other_applicant``).
    targets : sequence of Target
        Where the letter names a specialty as the applicant's goal.

    Returns
    -------
    list of Found
        Kind ``template_residue``; label ``placeholder``, ``other_name``, ``other_program`` or ``pronoun_slip``.
    """
    return [
        *_placeholders(text, sentences),
        *matcher_of("template_residue").find(sentences),
        *_programs(sentences, targets),
        *_other_names(sentences, others),
        *_names_recommended(sentences, others),
        *_pronoun_slips(sentences),
    ]


def _found(s: Sentence, first: int, last: int, label: str, **details: object) -> Found:
    return found_in(
        s, first, last, "template_residue", f"residue.{label.replace('_', '-')}", label=label, criterion="credible",
        explain=explains("template_residue")[label], details=dict(details),
    )  # fmt: skip


def _at(sentences: Sequence[Sentence], start: int, end: int) -> tuple[Sentence, int, int] | None:
    """Return the sentence and tokens that cover a stretch of characters."""
    for s in sentences:
        if s.start[0] < end and start < s.end[-1]:
            inside = [j for j in range(len(s)) if s.start[j] < end and start < s.end[j]]
            if inside:
                return s, inside[0], inside[-1]
    return None


def _placeholders(text: str, sentences: Sequence[Sentence]) -> list[Found]:
    out: list[Found] = []
    lower = text.lower()
    if not any(trigger in lower for trigger in _data()["trigger"]):
        return out
    for start, end in _joined(text):
        words = text[start:end]
        if _allowed().fullmatch(words.strip()):
            continue
        place = _at(sentences, start, end)
        if place and not (place[0].part == "signature" and set(words) <= set("_ .-")):
            out.append(_found(*place, "placeholder"))
    return out


def _joined(text: str) -> list[tuple[int, int]]:
    """Offsets of placeholders; those that only a sign joins ("XXX-XXX-XXXX") are one."""
    out: list[tuple[int, int]] = []
    for match in _placeholder().finditer(text):
        start, end = match.span()
        if out and text[out[-1][1] : start] in ("", "-", "/", "."):
            start = out.pop()[0]
        out.append((start, end))
    return out


def _other_names(sentences: Sequence[Sentence], others: Sequence[tuple[int, int]]) -> list[Found]:
    # "Whoever trains Dmitri" in a letter on "Mr. Volkova": a bare first name is another's only where the applicant
    # goes by one
    goes_by_name = any(
        s.applicant[j]
        and s.orth[j][:1].isupper()
        and not s.orth[j].endswith(".")
        and (j == 0 or not s.applicant[j - 1])
        for s in sentences
        for j in range(len(s))
    )
    out = []
    for start, end in others:
        place = _at(sentences, start, end)
        if place and (goes_by_name or place[2] > place[1]):
            s, first, last = place
            out.append(_found(s, first, last, "other_name", name=" ".join(s.orth[first : last + 1])))
    return out


def _names_recommended(sentences: Sequence[Sentence], others: Sequence[tuple[int, int]]) -> list[Found]:
    """Find a bare name that is recommended, and stands nowhere else: "I think Miriam would be a good addition"."""
    known, cues = name_lexicon(), _data()["endorsing"]
    out = []
    for s in sentences:
        if "NNP" not in s.tag or not s.in_body or not any(w in cues for w in s.lemma):
            continue
        for j in range(1, len(s) - 1):
            if s.tag[j] != "NNP" or s.applicant[j]:
                continue
            word = s.orth[j]
            bare = len(word) > _SHORT_NAME and word[1:].islower() and sum(n.orth.count(word) for n in sentences) == 1
            if not bare or any(a <= s.start[j] < b for a, b in others):
                continue
            low = fold(word)
            is_name = low not in known.capitals | known.places | known.eponyms and not known.is_common(low)
            # "I recommend X to", "see X in", "think X would": as the applicant's name stands, not as a place's does
            object_of = s.lemma[j - 1] in _TAKING and s.tag[j + 1] in ("TO", "IN", ".", ",")
            subject_of = s.lower[j - 1] not in _LINKS and s.tag[j + 1] in ("MD", "VBZ")
            if is_name and (object_of or subject_of) and s.tag[j - 1] not in ("DT", "NNP", "NN", "JJ", "POS"):
                out.append(_found(s, j, j, "other_name", name=word))
    return out


def _programs(sentences: Sequence[Sentence], targets: Sequence[Target]) -> list[Found]:
    """Find a second program that the letter plainly names as its goal ("your neurology program")."""
    plain = [t for t in targets if t.weight >= 2.5]
    counts = Counter(t.specialty for t in plain)
    if len(counts) < 2:
        return []
    shared = {a.sentence for a in plain for b in plain if a.sentence == b.sentence and a.specialty != b.specialty}
    first = plain[0].specialty
    by_index = {s.index: s for s in sentences}
    return [
        _found(by_index[t.sentence], t.first, t.last, "other_program", specialty=t.specialty, other=first)
        for t in plain
        if t.specialty != first and t.sentence not in shared
    ]


def _pronoun_slips(sentences: Sequence[Sentence]) -> list[Found]:
    """Find a "he" that opens a sentence of a letter on a "she", nobody else having been spoken of just before."""
    body = [s for s in sentences if s.in_body]
    counts = Counter({w: sum(_written(s).count(w) for s in body) for w in ("he", "she")})
    counts = +counts
    if len(counts) < 2:
        return []
    (main, most), (other, least) = counts.most_common(2)
    if most < 4 or least > 3 or least * 2 > most:
        return []
    lex = lexicon()
    people = lex.mask("patient_person", "colleague_person")
    out = []
    for i, s in enumerate(body):
        j = _opening_pronoun(s, other)
        if j < 0:
            continue
        before = body[i - 1] if i else None
        # the sentence before speaks of the applicant by the usual pronoun: nobody else has come in since
        close = before is not None and bool(before.clauses) and _written(before)[0] == main
        around = body[max(0, i - (1 if close else _LOOKBACK)) : i]
        elsewhere = sum(w in _SUBJECT and _SUBJECT[w] == other for n in around for w in _written(n))
        somebody = any(n.classes[k] & people and n.tag[k] in ("NN", "NNP") for n in around for k in range(len(n)))
        named = any(
            n.lower[c.subject] not in _SUBJECT and (c.who == "other" or _speaks(n, c))
            for n in around for c in n.clauses if c.subject >= 0
        )  # fmt: skip
        if not elsewhere and not somebody and not named:
            out.append(_found(s, j, j, "pronoun_slip", usual=main))
    return out


def _speaks(s: Sentence, c: Clause) -> bool:
    """Whether a noun in the singular says, asks or wants something, and so may be the "he" that follows."""
    return c.verb >= 0 and s.tag[c.subject] == "NN" and s.lemma[c.verb] in _SPEAKING


def _opening_pronoun(s: Sentence, pronoun: str) -> int:
    words = _written(s)
    if words[0] == pronoun:
        return 0
    if len(s) > 2 and words[0] in _OPENERS and words[1] == "," and words[2] == pronoun:
        return 2
    return -1


def _written(s: Sentence) -> list[str]:
    """Words in lower case as written: `Sentence.lower` no longer tells "he" from "she"."""
    return [w.lower() for w in s.orth]
