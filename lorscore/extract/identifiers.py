"""Warnings on what could tell who a patient is: names, record numbers, dates of birth and of care, great age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lorscore.extract.name_lexicon import name_data, name_lexicon
from lorscore.report import Entity, Suggestion

_OLD = re.compile(r"(?<![\w.])(?:9\d|1[01]\d)[- ]years?[- ]old\b|\baged? (?:9\d|1[01]\d)\b")
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,3}")
_ROLES = {"record_number": "record_number", "birth_date": "birth_date", "care": "care"}


def patient_warnings(text: str, entities: Iterable[Entity]) -> list[Suggestion]:
    """Return a warning for each thing in a draft that could tell who a patient is, in order of place.

    Initials ("Mrs. T.") identify nobody to a stranger and are let pass. A full date is warned of where its sentence
    speaks of a patient; months and years are not.

    Parameters
    ----------
    text : str
    entities : iterable of Entity
        What `lorscore.extract.names.find_entities` found in it.

    Examples
    --------
    >>> from lorscore.extract.names import find_entities
    >>> from lorscore.letter import Letter
    >>> letter = Letter.from_text("I recommend Ana Silva. She saw a boy named Owen (MRN 0048291), born on 4 May 2019.")
    >>> [w.id for w in patient_warnings(letter.text, find_entities(letter))]
    ['privacy.patient_name.1', 'privacy.record_number.1', 'privacy.birth_date.1']
    """
    out: list[Suggestion] = []
    seen: set[tuple[str, str]] = set()
    for kind, start, end in sorted(_found(text, entities), key=lambda f: f[1]):
        words = " ".join(text[start:end].split())
        # one warning a name, at its first place
        if (kind, words.lower()) in seen:
            continue
        seen.add((kind, words.lower()))
        data = name_data("warnings")[kind]
        message = data["message"].format(text=words)
        number = sum(s.id.startswith(f"privacy.{kind}.") for s in out) + 1
        out.append(Suggestion(f"privacy.{kind}.{number}", None, "high", message, data["question"], start, end))
    return out


def _found(text: str, entities: Iterable[Entity]) -> Iterator[tuple[str, int, int]]:
    for entity in entities:
        if entity.kind == "person" and entity.role == "patient":
            if not _INITIALS.fullmatch(text, entity.start + _title_length(text, entity), entity.end):
                yield "patient_name", entity.start, entity.end
        elif entity.role in _ROLES:
            yield _ROLES[entity.role], entity.start, entity.end
    for match in _OLD.finditer(text):
        yield "age_over_89", match.start(), match.end()


def _title_length(text: str, entity: Entity) -> int:
    """Length of the titles before a name: "Mrs. T." has five characters of them."""
    titles, at = name_lexicon().titles, entity.start
    for match in re.finditer(r"(?<!\S)\S++\s+", text[entity.start : entity.end]):
        if match.group().strip(" .()\n\t").lower() not in titles:
            break
        at = entity.start + match.end()
    return at - entity.start
