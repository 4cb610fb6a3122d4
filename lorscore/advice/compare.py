"""What readers of several letters notice: the same words twice, and where letters disagree."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from lorscore.advice.conditions import guide
from lorscore.advice.facts import LetterFacts
from lorscore.extract.dates import find_dates
from lorscore.extract.name_lexicon import fold

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_COURTESY = 1_000
"""Characters; no courtesy is longer, and the patterns for them try each beginning with each end."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SAME = {"he": "they", "she": "they", "him": "them", "her": "their", "his": "their", "hers": "theirs"}
_TITLES = frozenset({"dr", "mr", "ms", "mrs", "miss", "prof"})


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Nearly the same sentence in two letters; ``ratio`` is the share of words in common, in order (0 to 1)."""

    first: str
    second: str
    first_sentence: str
    second_sentence: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where letters disagree: ``kind`` is name, pronoun, fact, role, period or date."""

    kind: str
    letters: tuple[str, ...]
    message: str


def shared_words(letters: Sequence[LetterFacts]) -> list[SharedWords]:
    """Find sentences that stand, nearly the same, in two letters; courtesies that everybody writes are left out.

    The applicant's name and pronouns count as the same in all letters.

    Parameters
    ----------
    letters : sequence of LetterFacts

    Returns
    -------
    list of SharedWords
        One for each sentence of the earlier letter, with its nearest in the later one.
    """
    limits = guide("letter_set")["limits"]
    stock = [re.compile(p) for p in guide("letter_set")["stock"]["patterns"]]
    rows = {
        letter.label: [
            (s, words) for s in letter.sentences
            if len(words := _words(s, letter)) >= limits["same_words"]
            and not any(p.search(s[:_COURTESY]) for p in stock)
        ]
        for letter in letters
    }  # fmt: skip
    found = []
    for one, other in itertools.combinations(letters, 2):
        for sentence, words in rows[one.label]:
            near = [(*_likeness(words, theirs), text) for text, theirs in rows[other.label]]
            ratio, run, text = max(near, default=(0.0, 0, ""))
            if ratio < limits["same_ratio"] and run < limits["same_run"]:
                # the longest copied run may stand in another sentence than the most alike one
                ratio, run, text = max(near, default=(0.0, 0, ""), key=lambda n: n[1])
            if ratio >= limits["same_ratio"] or run >= limits["same_run"]:
                found.append(SharedWords(one.label, other.label, sentence, text, round(ratio, 2)))
    return found


def _words(sentence: str, letter: LetterFacts) -> list[str]:
    name = {fold(w) for w in _WORD.findall(letter.report.applicant.name or "")}
    out: list[str] = []
    for word in map(fold, _WORD.findall(sentence)):
        bare = word.removesuffix("'s").removesuffix("’s")
        if word in _TITLES:
            continue
        if bare in name:
            if out[-1:] != ["applicant"]:
                out.append("applicant")
        else:
            out.append(_SAME.get(word, word))
    return out


def _likeness(one: list[str], other: list[str]) -> tuple[float, int]:
    # two sentences without three words in a row in common are not alike; most pairs end here
    if not _threes(one) & _threes(other):
        return 0.0, 0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio(), matcher.find_longest_match().size


def _threes(words: list[str]) -> set[tuple[str, ...]]:
    return set(zip(words, words[1:], words[2:], strict=False))


def contradictions(letters: Sequence[LetterFacts]) -> list[Contradiction]:
    """Find where the letters of one applicant disagree: names, pronouns, facts, roles, periods, dates.

    Parameters
    ----------
    letters : sequence of LetterFacts
    """
    checks = (_names, _pronouns, _stated, _roles, _dates)
    return [c for check in checks for c in check(letters)]


def _said(key: str, **values: object) -> str:
    text: str = guide("letter_set")["words"][key]
    return text.format(**values)


def _names(letters: Sequence[LetterFacts]) -> Iterator[Contradiction]:
    named = [(x.label, x.report.applicant.name) for x in letters if x.report.applicant.name]
    groups: list[list[tuple[str, str]]] = []
    for label, name in named:
        words = _name_words(name)
        home = next((g for g in groups if any(words & _name_words(n) for _, n in g)), None)
        if home is None:
            groups.append(home := [])
        home.append((label, name))
    if len(groups) > 1:
        odd = [min(g, key=lambda row: -len(row[1])) for g in groups]
        labels = tuple(label for g in groups for label, _ in g)
        names = ", ".join(
            f'"{name}" ({", ".join(label for label, _ in g)})' for (_, name), g in zip(odd, groups, strict=True)
        )
        yield Contradiction("name", labels, _said("name", letters=", ".join(labels), names=names))


def _name_words(name: str) -> set[str]:
    # parts of a double name count by themselves; initials say nothing
    return {w for w in re.split(r"[\s-]+", fold(name)) if len(w.strip(".")) > 1}


def _pronouns(letters: Sequence[LetterFacts]) -> Iterator[Contradiction]:
    used: dict[str, list[str]] = {}
    for letter in letters:
        if letter.pronoun:
            used.setdefault(letter.pronoun, []).append(letter.label)
    if len(used) > 1:
        values = ", ".join(f'"{pronoun}" ({", ".join(labels)})' for pronoun, labels in used.items())
        labels = tuple(sorted(label for group in used.values() for label in group))
        yield Contradiction("pronoun", labels, _said("pronoun", values=values))


def _stated(letters: Sequence[LetterFacts]) -> Iterator[Contradiction]:
    for fact in guide("letter_set")["fact"]:
        pattern = re.compile(fact["pattern"])
        values: dict[str, list[str]] = {}
        for letter in letters:
            found = {m[1] for s in letter.sentences for m in pattern.finditer(s)}
            # a letter that gives several years speaks of several degrees
            if len(found) == 1:
                values.setdefault(found.pop(), []).append(letter.label)
        if len(values) > 1:
            said = ", ".join(f"{value} ({', '.join(labels)})" for value, labels in values.items())
            labels = tuple(label for group in values.values() for label in group)
            yield Contradiction("fact", labels, _said("fact", title=fact["title"], values=said))


def _roles(letters: Sequence[LetterFacts]) -> Iterator[Contradiction]:
    """Compare what letters of one institution call the applicant, and when they say it was."""
    role = re.compile(guide("letter_set")["role"]["pattern"])
    period = re.compile(guide("letter_set")["period"]["pattern"])
    for one, other in itertools.combinations(letters, 2):
        shared = one.institutions & other.institutions
        if not shared:
            continue
        places = {"first": one.label, "second": other.label, "place": min(shared).title()}
        mine, theirs = ({m[1].lower() for s in x.sentences for m in role.finditer(s)} for x in (one, other))
        # "fellow" may be short for "research fellow"
        if mine and theirs and not any(a in b or b in a for a in mine for b in theirs):
            message = _said("role", **places, one=_any(mine), other=_any(theirs))
            yield Contradiction("role", (one.label, other.label), message)
        spans, others = ({(int(m[1]), int(m[2])) for s in x.sentences for m in period.finditer(s)} for x in (one, other))  # fmt: skip  # noqa: E501
        if spans and others and not any(a <= d and c <= b for a, b in spans for c, d in others):
            said = [", ".join(f"{a}-{b}" for a, b in sorted(p)) for p in (spans, others)]
            yield Contradiction("period", (one.label, other.label), _said("period", **places, one=said[0], other=said[1]))  # fmt: skip  # noqa: E501


def _any(words: set[str]) -> str:
    return " or ".join(f'"{w}"' for w in sorted(words))


def _dates(letters: Sequence[LetterFacts]) -> Iterator[Contradiction]:
    """Compare each letter's own date with the years it tells of, and with the newest letter."""
    dated = {x.label: found for x in letters if (found := _own_date(x))}
    newest = max((year * 12 + month for year, month, _ in dated.values()), default=0)
    future = re.compile(guide("letter_set")["period"]["future"])
    for letter in letters:
        if letter.label not in dated:
            continue
        year, month, words = dated[letter.label]
        for sentence in letter.sentences:
            told = [int(y[0]) for d in find_dates(sentence) for y in [_YEAR.search(sentence, d.start, d.end)] if y]
            if told and max(told) > year and not future.search(sentence):
                message = _said("later", label=letter.label, date=words, year=max(told), quote=sentence)
                yield Contradiction("date", (letter.label,), message)
        age = newest - (year * 12 + month)
        if age >= guide("letter_set")["limits"]["old_months"]:
            yield Contradiction("date", (letter.label,), _said("old", label=letter.label, date=words, months=age))


def _own_date(letter: LetterFacts) -> tuple[int, int, str] | None:
    """Return year, month and words of the date at the head of a letter."""
    text = letter.report.text
    for part in letter.report.parts:
        if part["kind"] not in ("date", "letterhead"):
            continue
        for date in find_dates(text[part["start"] : part["end"]]):
            words = " ".join(text[part["start"] + date.start : part["start"] + date.end].split())
            year = _YEAR.search(words)
            if year:
                named = next((i for i, m in enumerate(_MONTHS, 1) if m in words.lower()), None)
                # digits alone leave the order of day and month open: the middle of the year is near enough for an age
                return int(year[0]), named or 6, words
    return None
