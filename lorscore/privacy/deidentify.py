"""Take names and other identifiers out of a letter, and put stable labels in their place.

An aid, not a guarantee: a name that is not recognised stays, and a story may tell who somebody is without any name.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources

import tomli

from lorscore.errors import InputError
from lorscore.extract.mentions import name_keys
from lorscore.extract.name_lexicon import fold, name_lexicon
from lorscore.extract.names import find_entities
from lorscore.extract.people import People, find_people
from lorscore.extract.spans import Taken
from lorscore.letter import Letter
from lorscore.report import Entity

KEY_BYTES = 16
"""A key that makes labels agree across letters has at least this many bytes."""
_TAG = 8
_SPELLED = re.compile(r"(?:[^\W\d_a-z]['’-]?[^\W\d_A-Z]{2,}[ -]?)+")
# Looked for in six characters.
_OPENS = re.compile(r"(?:[.!?:][\"”’)]{0,5}\s{1,5}|\n\s{0,5}|[-•*]\s{1,5}|^)$")
_WORD = re.compile(r"[^\W\d_][\w\u0300-\u036f]*")


@dataclass(frozen=True, slots=True)
class Replacement:
    """One stretch of the letter and the label that took its place; offsets into the letter's own text."""

    start: int
    end: int
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Deidentified:
    """A letter without what was recognised in it.

    Attributes
    ----------
    text : str
    replacements : tuple of Replacement
        In order of place.
    """

    text: str
    replacements: tuple[Replacement, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many stretches of each kind were replaced."""
        return dict(sorted(Counter(r.kind for r in self.replacements).items()))


def deidentify(
    letter: Letter, *, applicant: str | None = None, key: bytes | None = None, keep: Collection[str] = ()
) -> Deidentified:
    """Replace names, places, dates, numbers and contact details by labels such as ``[APPLICANT]`` and ``[PLACE 1]``.

    The same person, institution, place, date or number has the same label throughout the letter. Titles, pronouns,
    ages, months without a year, and examination results are left.

    Parameters
    ----------
    letter : Letter
    applicant : str, optional
        The applicant's name, where it is known; inferred otherwise.
    key : bytes, optional
        A secret of at least `KEY_BYTES` bytes. With it a label carries, instead of a number, eight digits made from
        key and name (HMAC-SHA-256), so that the same name has the same label in every letter, and nobody without the
        key can tell which name it was.
    keep : collection of str
        Kinds to leave in: person, institution, place, date, contact, patient_identifier.

    Raises
    ------
    InputError
        Where the key is too short, or a kind is unknown.

    Examples
    --------
    >>> letter = Letter.from_text("I met Dr. Ana Silva in Porto in May 2021. Dr. Silva is exact.")
    >>> deidentify(letter).text
    'I met Dr. [APPLICANT] in [PLACE 1] in [DATE 1]. Dr. [APPLICANT] is exact.'
    """
    _check(key, keep)
    people = find_people(letter, applicant)
    entities = [_without_titles(letter.text, e) for e in find_entities(letter, people)]
    entities += _elsewhere(letter.text, entities, applicant or "")
    unexplained = _unexplained(letter.text, people, entities)
    entities += unexplained
    if unexplained:
        entities += _elsewhere(letter.text, entities, "")
    labels = _Labels(people, letter.text, key)
    pieces: list[str] = []
    done: list[Replacement] = []
    at = 0
    for entity in sorted(entities, key=lambda e: e.start):
        label = "" if entity.kind in keep else labels.of(entity)
        if not label:
            continue
        pieces += [letter.text[at : entity.start], f"[{label}]"]
        at = entity.end
        done.append(Replacement(entity.start, entity.end, entity.kind, label))
    return Deidentified("".join([*pieces, letter.text[at:]]), tuple(done))


def _check(key: bytes | None, keep: Collection[str]) -> None:
    if key is not None and len(key) < KEY_BYTES:
        raise InputError(f"The key has {len(key)} bytes; it needs {KEY_BYTES} or more, made at random.")
    unknown = sorted(set(keep) - set(_table()))
    if unknown:
        raise InputError(f"There is no kind {unknown[0]!r} to keep. The kinds are {', '.join(sorted(_table()))}.")


@cache
def _table() -> dict[str, dict[str, str]]:
    text = resources.files("lorscore.privacy").joinpath("labels.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


def _unexplained(text: str, people: People, entities: list[Entity]) -> list[Entity]:
    """Take names that nothing explains for names: better a study's name lost than a person's left in."""
    taken = Taken((e.start, e.end) for e in entities)
    lex = name_lexicon()
    out = []
    for start, end in people.unnamed:
        words = [fold(w) for w in text[start:end].split()]
        if not _SPELLED.fullmatch(text, start, end) or _OPENS.search(text, max(0, start - 6), start):
            continue
        if not any(w in lex.eponyms or lex.is_common(w) for w in words) and taken.add(start, end):
            out.append(Entity("person", "unexplained", start, end))
    return out


class _Labels:
    """Gives each bearer its label, in the order in which they come."""

    def __init__(self, people: People, text: str, key: bytes | None) -> None:
        self._text, self._key = text, key
        named = [(people.applicant_name, people.applicant_names), (people.writer_name, people.writer_spans)]
        named += [(name, spans) for name, _, spans in people.others]
        # a title is left out of what is replaced, so that only the end of a name stays where it was
        self._names = {end: _identity(name) for name, spans in named if name for _, end in spans}
        self._given: dict[tuple[str, str], str] = {}
        self._count: Counter[str] = Counter()

    def of(self, entity: Entity) -> str:
        """Return the label of an entity, without brackets."""
        roles = _table()[entity.kind]
        stem = roles.get(entity.role, roles.get("any", ""))
        if not stem:
            return ""
        identity = self._identity_of(entity)
        if self._key is not None:
            tag = hmac.new(self._key, f"{entity.kind}\0{identity}".encode(), hashlib.sha256).hexdigest()[:_TAG]
            return f"{stem.removesuffix(' #')} {tag}"
        if "#" not in stem:
            return stem
        if (stem, identity) not in self._given:
            self._count[stem] += 1
            self._given[stem, identity] = stem.replace("#", str(self._count[stem]))
        return self._given[stem, identity]

    def _identity_of(self, entity: Entity) -> str:
        named = self._names.get(entity.end) if entity.kind == "person" else None
        return named or _identity(self._text[entity.start : entity.end])


def _identity(name: str) -> str:
    """Return what two forms of one name share: the order of its words, capitals and accents do not count."""
    words = tuple(fold(w.strip(".,'’")) for w in name.split())
    keys = name_keys(tuple(w for w in words if w not in name_lexicon().titles))
    return " ".join(sorted(keys)) or " ".join(words)


def _without_titles(text: str, entity: Entity) -> Entity:
    """Leave the title in: "Dr. [APPLICANT]" reads as the letter did."""
    if entity.kind != "person":
        return entity
    start = entity.start
    for match in re.finditer(r"(?<!\S)\S++\s+", text[entity.start : entity.end]):
        if fold(match.group().strip(" .()\n\t")) not in name_lexicon().titles:
            break
        start = entity.start + match.end()
    return Entity(entity.kind, entity.role, start, entity.end)


def _elsewhere(text: str, entities: list[Entity], applicant: str) -> list[Entity]:
    """Find the words of people's names once more, where they stand alone or in the plural ("the Levis")."""
    lex = name_lexicon()
    taken = Taken((e.start, e.end) for e in entities)
    bearer: dict[str, str] = {}
    named = [(applicant, "applicant")]
    named += [(text[e.start : e.end], e.role) for e in entities if e.kind == "person"]
    for name, role in named:
        for match in _WORD.finditer(name):
            word = fold(match.group())
            if len(word) > 2 and not (word in lex.common or word in lex.capitals or word in lex.eponyms):
                bearer.setdefault(word, role)
    found: list[Entity] = []
    for match in _WORD.finditer(text):
        if not match.group()[0].isupper():
            continue
        word = fold(match.group())
        owner = bearer.get(word) or bearer.get(word.removesuffix("s"))
        if owner and taken.add(match.start(), match.end()):
            found.append(Entity("person", owner, match.start(), match.end()))
    return found
