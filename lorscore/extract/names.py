"""Every name, date, contact detail and identifier in a letter: the ``entities`` of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lorscore.extract.contacts import find_contacts, find_exams, find_numbers, find_record_numbers
from lorscore.extract.dates import DateSpan, find_dates
from lorscore.extract.institutions import find_institutions, find_places, letterhead_rest
from lorscore.extract.name_lexicon import alternation, name_data
from lorscore.extract.people import People, find_people
from lorscore.extract.spans import Taken
from lorscore.letter import BODY_PARTS, Letter
from lorscore.report import Entity

# Of two that overlap the one named first here is kept; among equals the one that begins first, then the longer one.
_RANK = {"patient_identifier": 0, "contact": 1, "person": 3, "exam": 4, "date": 5, "institution": 6, "place": 7}
_RANK_OF_ADDRESS = 2
# Characters of a sentence that are looked at on either side of a date.
_SENTENCE = 300


def find_entities(letter: Letter, people: People | None = None) -> list[Entity]:
    """Find names, dates, contact details, examination results and identifiers, in order, without overlap.

    Parameters
    ----------
    letter : Letter
    people : People, optional
        What `find_people` said of the letter; found here if not given.

    Returns
    -------
    list of Entity
        Roles: of a person applicant, writer, patient, other_trainee, colleague, reader, other_applicant, other; of an
        institution letterhead, signature, body; of a place town, address, letterhead; of a date day, month, year, and
        ``care`` for a full date that may be one of a patient's care; of a contact email, phone, url, id; of an exam
        score, exam; of a patient identifier record_number, birth_date.

    Examples
    --------
    >>> letter = Letter.from_text("I recommend Ana Silva, whom I met at Kobe University in May 2021.")
    >>> [(e.kind, e.role, letter.text[e.start : e.end]) for e in find_entities(letter)]
    [('person', 'applicant', 'Ana Silva'), ('institution', 'body', 'Kobe University'), ('date', 'month', 'May 2021')]
    """
    people = people or find_people(letter)
    found = [*_persons(people), *_numbers(letter), *_dates(letter)]
    found += [Entity("institution", i.role, i.start, i.end) for i in find_institutions(letter)]
    found += [Entity("place", p.role, p.start, p.end) for p in find_places(letter, people.unnamed)]
    entities = _without_overlap(found)
    institutions, towns = letterhead_rest(letter, Taken((e.start, e.end) for e in entities))
    entities += [Entity("institution", p.role, p.start, p.end) for p in institutions]
    entities += [Entity("place", p.role, p.start, p.end) for p in towns]
    return sorted(entities, key=lambda e: e.start)


def _persons(people: People) -> Iterator[Entity]:
    for role, spans in (("applicant", people.applicant_names), ("writer", people.writer_spans)):
        yield from (Entity("person", role, s, e) for s, e in spans)
    for _, role, spans in people.others:
        yield from (Entity("person", role, s, e) for s, e in spans)


def _numbers(letter: Letter) -> Iterator[Entity]:
    text = letter.text
    yield from (Entity("contact", d.role, d.start, d.end) for d in (*find_contacts(text), *find_numbers(text)))
    yield from (Entity("exam", d.role, d.start, d.end) for d in find_exams(text))
    yield from (Entity("patient_identifier", d.role, d.start, d.end) for d in find_record_numbers(text))


@cache
def _birth() -> re.Pattern[str]:
    labels = alternation(name_data("entities")["patient"]["birth"])
    return re.compile(rf"(?<!\w)(?:{labels})\s*+(?:[:=]\s*+)?(?:(?:was|is|on)\s*+)?$", re.IGNORECASE)


@cache
def _care() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternation(name_data('entities')['dates']['care'].split())})\b", re.IGNORECASE)


def _dates(letter: Letter) -> Iterator[Entity]:
    text = letter.text
    body = [(p.start, p.end) for p in letter.parts if p.kind in BODY_PARTS]
    for date in find_dates(text):
        inside = any(s <= date.start < e for s, e in body)
        if date.precision == "day" and _birth().search(text, max(0, date.start - 24), date.start):
            yield Entity("patient_identifier", "birth_date", date.start, date.end)
        elif date.precision == "day" and inside and _care().search(_sentence_around(text, date)):
            yield Entity("date", "care", date.start, date.end)
        else:
            yield Entity("date", date.precision, date.start, date.end)


def _sentence_around(text: str, date: DateSpan) -> str:
    first, last = max(0, date.start - _SENTENCE), date.end + _SENTENCE
    left = max(text.rfind(". ", first, date.start), text.rfind("\n\n", first, date.start), first)
    ends = (text.find(end, date.end, last) for end in (". ", ".\n", "\n\n"))
    return text[left : min((e for e in ends if e > 0), default=last)]


def _rank(entity: Entity) -> tuple[int, int, int]:
    rank = _RANK_OF_ADDRESS if entity.role == "address" else _RANK[entity.kind]
    return rank, entity.start, entity.start - entity.end


def _without_overlap(entities: Iterable[Entity]) -> list[Entity]:
    taken = Taken()
    return [e for e in sorted(entities, key=_rank) if taken.add(e.start, e.end)]
