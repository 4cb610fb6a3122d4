"""What every renderer asks of a report: where a span lies, which come first, what to say of a criterion."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lorscore.render.words import kinds, label, overall_name, phrase, word
from lorscore.report import CRITERIA, SEVERITIES, CriterionLevel, Entity, Evidence, Report, Suggestion

_STRENGTH = {"strong": 0, "moderate": 1, "weak": 2, None: 3}
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
_GOOD = 3.0
"""The level from which the rubric calls a criterion met."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the letter: its number from 1, and its offsets without the line end."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the letter under the same evidence; ``covering`` has the longest first."""

    start: int
    end: int
    covering: tuple[Evidence, ...]
    closing: tuple[Evidence, ...]
    """Evidence that ends where the segment ends."""


class Row(NamedTuple):
    """One row of a table of values: what is valued, the value in words, the value."""

    name: str
    said: str
    value: int


def lines(text: str) -> list[Line]:
    r"""Return the lines of a text that are not blank.

    Examples
    --------
    >>> from lorscore.render.view import lines
    >>> [(l.number, l.start, l.end) for l in lines("Dear all,\n\nHe is kind.")]
    [(1, 0, 9), (3, 11, 22)]
    """
    found, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            found.append(Line(number, start, start + len(line)))
        start += len(line) + 1
    return found


def marked_lines(report: Report) -> Iterator[tuple[Line, list[Segment]]]:
    """Yield the lines of the letter, each cut wherever evidence begins or ends in it."""
    waiting = sorted((e for e in report.evidence if e.start < e.end), key=lambda e: e.start, reverse=True)
    over: list[Evidence] = []
    for line in lines(report.text):
        over = [e for e in over if e.end > line.start]
        while waiting and waiting[-1].start < line.end:
            over.append(waiting.pop())
        yield line, segments(over, line.start, line.end)


def segments(evidence: Iterable[Evidence], start: int, end: int) -> list[Segment]:
    """Cut a range of the letter wherever evidence begins or ends in it; spans may nest and cross."""
    inside = [e for e in evidence if e.start < end and e.end > start]
    cuts = sorted({start, end, *(max(start, e.start) for e in inside), *(min(end, e.end) for e in inside)})
    found = []
    for a, b in itertools.pairwise(cuts):
        covering = sorted((e for e in inside if e.start <= a and e.end >= b), key=lambda e: (e.start - e.end, e.start))
        # a span that runs over a line end is closed once, at its own end
        found.append(Segment(a, b, tuple(covering), tuple(e for e in covering if e.end == b)))
    return found


def codes(report: Report) -> dict[str, str]:
    """Return a short name for each evidence id: the letter of its kind and a count (``"C1"``)."""
    counts: Counter[str] = Counter()
    result = {}
    for evidence in report.evidence:
        counts[evidence.kind] += 1
        result[evidence.id] = f"{kinds()[evidence.kind].code}{counts[evidence.kind]}"
    return result


def used_kinds(report: Report) -> list[str]:
    """Return the kinds that occur in the report, in the order of the legend."""
    present = {e.kind for e in report.evidence}
    return [k for k in kinds() if k in present]


def line_number(text: str, offset: int) -> int:
    """Return the number, from 1, of the line that holds an offset."""
    return text.count("\n", 0, offset) + 1


def quote(text: str, start: int, end: int, width: int = 60) -> str:
    """Return the words at a place on one line, shortened in the middle to ``width`` characters.

    Examples
    --------
    >>> from lorscore.render.view import quote
    >>> quote("one two three four five six", 0, 27, width=15)
    'one … six'
    """
    words = clean(" ".join(text[start:end].split()))
    if len(words) <= width:
        return words
    half = (width - 3) // 2
    head, tail = words[: width - 3 - half].rsplit(" ", 1)[0], words[-half:].split(" ", 1)[-1]
    return f"{head} … {tail}"


def place(text: str, start: int, end: int, width: int = 60) -> str:
    """Return a place as a reader finds it: the line's number and the words."""
    return phrase("phrases", "place", line=line_number(text, start), quote=quote(text, start, end, width))


def clean(text: str) -> str:
    r"""Show what would steer a terminal or turn the reading direction as a middle dot; lengths stay.

    Examples
    --------
    >>> from lorscore.render.view import clean
    >>> clean("a\x1b[31mb\tc")
    'a·[31mb\tc'
    """
    return re.sub(r"[^\n\t -~]", _seen, text)


def _seen(match: re.Match[str]) -> str:
    # noncharacters such as U+FFFF can stand in no XML, and so in no Word file
    odd = unicodedata.category(match[0]) in _UNSEEN or ord(match[0]) & 0xFFFE == 0xFFFE
    return "·" if odd else match[0]


def headline(report: Report) -> list[str]:
    """Return what is said of the whole letter: one sentence each."""
    if report.overall is None or report.score is None:
        return [phrase("overall", "abstained", reason=report.abstained or word("phrases", "not_measured"))]
    said = [
        phrase(
            "overall", "line", name=overall_name(report.overall), overall=figure(report.overall),
            score=figure(report.score),
        )
    ]  # fmt: skip
    if report.interval:
        said.append(phrase("overall", "interval", low=figure(report.interval[0]), high=figure(report.interval[1])))
    if report.probability_rated_strong is not None:
        said.append(phrase("overall", "probability", percent=_percent(report.probability_rated_strong)))
    return said


def _percent(probability: float) -> str:
    """Return a probability in whole per cent; never 0 or 100, for it is never certain."""
    value = round(100 * probability)
    return phrase("overall", "percent" if 0 < value < 100 else "over" if value else "under", value=value)


def title(report: Report) -> str:
    """Return the report's title: whom the letter is for, where that is known."""
    if name := _applicant(report):
        return phrase("phrases", "letter_of", applicant=clean(name))
    return phrase("phrases", "no_applicant" if report.abstained is None else "no_letter")


def _applicant(report: Report) -> str | None:
    """Return the applicant's name; in what was not read as a letter nobody's is inferred."""
    guessed = report.abstained is not None and report.applicant.how == "inferred"
    return None if guessed else report.applicant.name


def heading(report: Report, table: str) -> str:
    """Return the heading of a table of values; a checklist's says for which type of letter it is."""
    own = f"{table}_{report.letter_type}"
    return word("headings", own if table == "checklist" and report.letter_type in ("clinical", "research") else table)


def lead(report: Report) -> str:
    """Return what the letter is: its type, its writer, its length, whom it is for and how that is known."""
    if report.letter_type is None or report.writer is None:
        said = phrase("phrases", "length", words=report.n_words)
    else:
        said = phrase(
            "phrases", "lead", type=word("letter_types", report.letter_type), writer=word("writers", report.writer),
            words=report.n_words,
        )  # fmt: skip
    name = _applicant(report)
    if report.abstained is not None and not name:
        return said
    return said + " " + phrase("applicant", report.applicant.how, name=clean(name or ""))


def figure(value: float) -> str:
    """Return a figure with one decimal at most.

    Examples
    --------
    >>> from lorscore.render.view import figure
    >>> figure(3.0), figure(2.75)
    ('3', '2.8')
    """
    return f"{value:.1f}".removesuffix(".0")


def level(criterion: CriterionLevel) -> str:
    """Return a criterion's level in words, also where it was not measured."""
    if criterion.level is None:
        return phrase("phrases", "not_measured")
    return phrase("phrases", "level", level=figure(criterion.level))


def why(report: Report, name: str) -> str:
    """Return one line on why a criterion has its level, with the place of its clearest evidence."""
    criterion = report.criteria[name]
    if criterion.level is None:
        return clean(" ".join(criterion.missing[:1])) or phrase("phrases", "not_measured")
    said = [_speaking(report, criterion, against=False), _speaking(report, criterion, against=True)]
    if not any(said):
        said.append(phrase("phrases", "why_whole" if criterion.level else "why_none"))
    if criterion.level < _GOOD and criterion.missing:
        said.append(clean(criterion.missing[0]))
    return " ".join(s for s in said if s)


def _speaking(report: Report, criterion: CriterionLevel, *, against: bool) -> str:
    """Return how much evidence speaks for (or against) a level, and where the clearest of it is."""
    found = [e for e in best(report, criterion) if speaks_against(e) == against]
    if not found:
        return ""
    key = ("why_against" if against else "why") + ("_one" if len(found) == 1 else "")
    which = word("phrases", "clearest" if _rank(found[0]) < _rank(found[-1]) else "first")
    where = _short(report, found[0])
    return phrase("phrases", key, count=len(found), which=which, code=codes(report)[found[0].id], place=where)


def speaks_against(evidence: Evidence) -> bool:
    """Whether a finding speaks against the letter."""
    look = kinds()[evidence.kind]
    return look.against or evidence.label in look.against_labels


def _short(report: Report, evidence: Evidence) -> str:
    return place(report.text, evidence.start, evidence.end, 40)


def best(report: Report, criterion: CriterionLevel) -> list[Evidence]:
    """Return the evidence that a criterion stands on, the clearest first."""
    ids = set(criterion.why)
    return sorted((e for e in report.evidence if e.id in ids), key=_rank)


def _rank(evidence: Evidence) -> tuple[int, bool, float]:
    """Return what is least for the clearest evidence: by strength, then shown, then how sure it is."""
    details = evidence.details
    return _STRENGTH[evidence.strength], not evidence.shown, -details.get("sure", details.get("probability", 0.0))


def strengths(report: Report) -> list[str]:
    """Return what the letter does well: the criteria that it meets and the qualities that it shows."""
    said = []
    for name in CRITERIA:
        criterion = report.criteria.get(name)
        if criterion and criterion.level is not None and criterion.level >= _GOOD:
            found = _speaking(report, criterion, against=False) or word("phrases", "why_whole")
            said.append(f"{word('criteria', name)} ({level(criterion)}): {found}")
    for name, value in report.qualities.items():
        shown = [e for e in report.evidence if e.kind == "competency" and e.label == name and e.shown]
        if value == 2 and shown:
            clearest = min(shown, key=_rank)
            where = f"{codes(report)[clearest.id]}, {_short(report, clearest)}"
            said.append(f"{word('qualities', name)}, {word('phrases', 'shown')}: {where}.")
    return said


def next_steps(report: Report) -> list[Suggestion]:
    """Return the suggestions in the order of what they would move.

    Faults to mend before the letter is sent (important, and no matter of points) come first, then the rest by the whole
    points of the score that are shown, then by importance and place.
    """

    def order(s: Suggestion) -> tuple[int, int, int, int]:
        fault = s.gain is None and s.severity == "high"
        where = len(report.text) if s.start is None else s.start
        return (0 if fault else 1, -_points(s), SEVERITIES.index(s.severity), where)

    return sorted(report.suggestions, key=order)


def moved(report: Report, most: int = 8) -> list[tuple[str, str]]:
    """Return the terms of the score that weigh most, as words and a signed figure."""
    terms = sorted(report.contributions, key=lambda c: -abs(c.contribution))
    return [(clean(c.plain), f"{c.contribution:+.2f}") for c in terms[:most] if c.contribution]


def suggested_place(report: Report, step: Suggestion) -> str:
    """Return where a suggestion belongs, without the words where its message quotes them; empty for no place."""
    if step.start is None or step.end is None:
        return ""
    if " ".join(report.text[step.start : step.end].split())[:20] in " ".join(step.message.split()):
        return phrase("phrases", "line", line=line_number(report.text, step.start))
    return place(report.text, step.start, step.end)


def gain(suggestion: Suggestion) -> str:
    """Return how much a suggestion matters: its points of the score where known, else its importance."""
    points = _points(suggestion)
    if points >= 1:
        return phrase("phrases", "gain" if points > 1 else "gain_one", points=points)
    return word("severities", suggestion.severity)


def _points(suggestion: Suggestion) -> int:
    """Return the whole points of the score that are shown for a suggestion; 0 where its importance is."""
    return round(suggestion.gain or 0)


def identifiers(report: Report) -> list[tuple[Entity, str]]:
    """Return the patient identifiers that the letter holds, each with what is said of it."""
    found = [e for e in report.entities if e.kind == "patient_identifier"]
    return [(e, phrase("phrases", "identifier", place=place(report.text, e.start, e.end))) for e in found]


def caps(report: Report) -> list[str]:
    """Return the sentences of the limits that held the score down."""
    return [phrase("phrases", "cap", why=c.why, before=figure(c.before), after=figure(c.after)) for c in report.caps]


def tables(report: Report) -> Iterator[tuple[str, str, list[Row]]]:
    """Yield the tables of values that are not empty: name, heading and rows.

    They are the qualities, the concerns that the letter speaks to (and no others), and the checklist.
    """
    spoken_to = {name: value for name, value in report.img.items() if value}
    for table, values in (("qualities", report.qualities), ("img", spoken_to), ("checklist", report.checklist)):
        if values:
            rows = [Row(word(table, name), word("values", str(value)), value) for name, value in values.items()]
            yield table, heading(report, table), rows


def describe(evidence: Evidence) -> str:
    """Return what a span is, in a few words: its kind, label and strength."""
    strength = "" if kinds()[evidence.kind].graded else evidence.strength or ""
    said = [word("kinds", evidence.kind), label(evidence.kind, evidence.label), strength]
    if evidence.shown is not None:
        said.append(word("phrases", "shown" if evidence.shown else "asserted"))
    return ", ".join(clean(s) for s in said if s)


def raised(report: Report) -> list[str]:
    """Return the sentences of the flags that are set."""
    return [word("flags", name) for name, value in report.flags.items() if value]
