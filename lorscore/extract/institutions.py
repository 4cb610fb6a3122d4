"""Institutions and places, by the words they are made of and the part of the letter in which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from lorscore.extract.dates import digit_windows
from lorscore.extract.name_lexicon import alternation, fold, name_data, name_lexicon, words_of
from lorscore.extract.spans import Taken
from lorscore.letter import BODY_PARTS, Letter

_HYPHEN = "-‐‑'’"
# Few hyphens: each of the words they join is tried as a beginning.
_CAP = (
    rf"(?:(?:St|ST|Mt|Ft)\.|(?:(?:al|el|ul|ad|as|ash|ar|an|az|d|l|dell)[{_HYPHEN}])?[^\W\d_a-z][\w\u0300-\u036f]*"
    rf"(?:[{_HYPHEN}][^\W_]+){{0,6}}['’]?)"
)
# A name begins where no word goes on: marks that combine with a letter are no \w.
_MIDDLE = r"\w\u0300-\u036f"
_PLAIN = re.compile(r"(?<![\w@./'’-])[^\W\d_a-z][\w.]+(?<!\.)(?![\w@])")
# A longer piece of a letterhead's line is a sentence.
_SEGMENT_WORDS = 9
_SEGMENT = re.compile(r"[^|·•,;\n]+")
_DASH = re.compile(r"\s[-–—]\s")
_ZIP = r"(?:\s+(?:\d{5}(?:-\d{4})?|\d{3} ?\d{3}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d))?"
_WORD = re.compile(r"[^\W\d_](?:[\w\u0300-\u036f'’.-]*[\w\u0300-\u036f])?")


_NEXT_NOUN = re.compile(r"\s+([a-z]+)")
# Looked for in four characters.
_OPENING = re.compile(r"(?:^|[.!?:]\s{1,3}|\n\s{0,3}|[-•*]\s{1,3}|[\"“(])$")


_PREPOSITION = re.compile(r"\b(?:in|from|at|near|outside)\s+$")
_AFTER_PLACE = re.compile(r"[.,;:)!?]|\s+(?:and|or|to|in|on|for|with|from|where|who|which|when|by|as|at)\b|\s*\n|\s*$")


class Place(NamedTuple):
    """An institution or a place, as character offsets; ``role``: letterhead, signature, body, address."""

    start: int
    end: int
    role: str


@cache
def _run() -> re.Pattern[str]:
    links = alternation(name_data("institutions")["links"]["words"].split())
    blank = r"[ \t\u00a0]+"
    return re.compile(rf"(?<![{_MIDDLE}@./'’-]){_CAP}(?:{blank}(?:(?:{links}){blank}){{0,2}}{_CAP}|\n{_CAP})+")


@cache
def _words(table: str, field: str = "words") -> frozenset[str]:
    return frozenset(fold(w) for w in name_data("institutions")[table][field].split())


@cache
def _phrases(stem: str, *path: str) -> dict[str, tuple[str, ...]]:
    """Return phrases of one list by their first word, the longest first."""
    data = name_data(stem)
    for key in path:
        data = data[key]
    out: dict[str, list[str]] = {}
    for phrase in sorted(data, key=lambda p: -len(p)):
        out.setdefault(_PLAIN.findall(phrase)[0], []).append(phrase)
    return {word: tuple(found) for word, found in out.items()}


def _phrase_at(text: str, start: int, phrases: dict[str, tuple[str, ...]], word: str) -> str | None:
    for phrase in phrases.get(word, ()):
        end = start + len(phrase)
        if text.startswith(phrase, start) and not text[end : end + 1].isalnum():
            return phrase
    return None


def find_institutions(letter: Letter) -> list[Place]:
    """Find the names of institutions, and of their departments, in order; roles letterhead, signature, body.

    Examples
    --------
    >>> letter = Letter.from_text("She came to Kitahama University from the Department of Internal Medicine in Kobe.")
    >>> [letter.text[i.start : i.end] for i in find_institutions(letter)]
    ['Kitahama University', 'Department of Internal Medicine']
    """
    text, out = letter.text, []
    for part in letter.parts:
        zone = part.kind if part.kind in ("letterhead", "signature") else "body"
        for match in _run().finditer(text, part.start, part.end):
            for start, end in _lines(text, match.start(), match.end(), zone):
                span = _institution(text, start, end, zone)
                if span:
                    out.append(Place(*span, zone))
        known = _phrases("institutions", "known", "phrases")
        for match in _PLAIN.finditer(text, part.start, part.end):
            phrase = _phrase_at(text, match.start(), known, match.group())
            if phrase:
                out.append(Place(match.start(), match.start() + len(phrase), zone))
    return sorted(out)


def _lines(text: str, start: int, end: int, zone: str) -> Iterator[tuple[int, int]]:
    """Give the run whole in running text, line by line elsewhere."""
    if zone == "body":
        yield start, end
        return
    for match in re.finditer(r"[^\n]+", text[start:end]):
        yield start + match.start(), start + match.end()


def _institution(text: str, start: int, end: int, zone: str) -> tuple[int, int] | None:
    lex = name_lexicon()
    words = [(m.start() + start, m.end() + start, fold(m.group())) for m in _WORD.finditer(text[start:end])]
    # "Director of the Sleep Laboratory": a post in front is no part of the name; nor is an ordinary word or a title.
    posts = [i for i, w in enumerate(words) if w[2] in _words("not_after")]
    first = posts[-1] + 1 if posts else 0
    links = lex.institution_links | {"the"}
    opens = zone == "body" and bool(_OPENING.search(text, max(0, start - 4), start))
    while first < len(words) and (words[first][2] in links or (opens and _in_front(words[first][2]))):
        first += 1
    words = words[first:]
    while words and words[-1][2] in links:
        words.pop()
    heads = _words("heads") | (_words("letterhead") if zone == "letterhead" else frozenset())
    if (
        len(words) < 2
        or len(words[-1][2]) < 3
        or not any(w[2] in heads or w[2].removesuffix("'s") in heads for w in words)
    ):
        return None
    following = _NEXT_NOUN.match(text, words[-1][1])
    if text[words[0][0] - 1 : words[0][0]] == "[" or (following and following[1] in lex.eponym_nouns):
        return None
    numbered = words[0][2] == "section" and len(words[1][2].strip(".")) < 2
    return None if numbered else (words[0][0], _close(text, words[-1][1]))


def _in_front(word: str) -> bool:
    lex = name_lexicon()
    ordinary = (
        lex.is_common(word) and word not in lex.given and word not in _words("heads") and word not in lex.capitals
    )
    return ordinary or word in lex.titles or word in lex.months or word in ("to", "from", "re", "dear")


def _close(text: str, end: int) -> int:
    return end + 1 if text[end : end + 1] in "'’" and text[end : end + 2][-1:] in "'’ " else end


# Places


@cache
def _address() -> re.Pattern[str]:
    data = name_data("capitals")["streets"]
    streets = sorted(name_lexicon().streets)
    street = alternation([*(w.capitalize() for w in streets), *(w.upper() for w in streets), *data["also"].split()])
    unit = r"(?:,?\s+(?:Suite|Ste|Mail Stop|Floor|Room|Unit|Box|Bldg|Building|Level|Apt)\.?\s+[\w-]{1,8})"
    return re.compile(
        rf"(?<![{_MIDDLE}-])(?:\d{{1,5}}[A-Za-z]?,?\s+(?:{_CAP}[ \t]+){{1,4}}(?:{street}|[A-Z]\w+(?=\n|$))\b\.?"
        rf"(?:\s[NSEW]{{1,2}}\b)?{unit}?|(?:{_CAP}[ \t]+){{1,3}}(?:{street})\b\.?(?=\s*[,\n]){unit}?"
        r"|(?:P\.?\s?O\.?\s+)?Box\s+\d{1,6}|Mail Stop\s+[\w-]{1,8})"
    )


@cache
def _region() -> re.Pattern[str]:
    data = name_data("capitals")["places"]
    regions = [w.capitalize() for k in ("countries", "states") for w in data[k].split()]
    regions += [w.title() for w in data["regions"]]
    return re.compile(rf",\s+(?:(?:{alternation(regions)})\b|(?:{alternation(data['abbreviated'].split())})\b){_ZIP}")


_TOWN = re.compile(rf"(?<![{_MIDDLE}@.])(?:{_CAP}[ \t]+){{0,2}}{_CAP}$")
# No town's name is longer.
_TOWN_REACH = 48


def find_places(letter: Letter, names: Iterable[tuple[int, int]] = ()) -> list[Place]:
    """Find towns, countries and addresses, in order.

    Parameters
    ----------
    letter : Letter
    names : iterable of (int, int)
        Spans of capitalised words that are nobody's name: places, where they stand as places do ("from Kochi,").

    Examples
    --------
    >>> letter = Letter.from_text("He came from Baltimore, MD, by way of New Zealand and Tunisia.")
    >>> [letter.text[p.start : p.end] for p in find_places(letter)]
    ['Baltimore, MD', 'New Zealand', 'Tunisia']
    """
    text, lex = letter.text, name_lexicon()
    parts = words_of(name_data("capitals")["places"]["parts"])
    out = [Place(*m.span(), "address") for zone in _address_zones(letter) for m in _address().finditer(text, *zone)]
    for match in _region().finditer(text):
        town = _TOWN.search(text, max(0, match.start() - _TOWN_REACH), match.start())
        words = fold(text[town.start() : match.end()]).replace(",", " ").split() if town else []
        if town and not _is_degrees(letter, match.start(), words):
            out.append(Place(*_without_front(text, town.start(), match.end()), "town"))
    several = _phrases("capitals", "places", "several_words")
    for match in _PLAIN.finditer(text):
        phrase = _phrase_at(text, match.start(), several, match.group())
        if phrase:
            out.append(Place(match.start(), match.start() + len(phrase), "town"))
        word = fold(match.group())
        if len(word) > 3 and word in lex.places and word not in parts and text[match.end() : match.end() + 1] != "-":
            out.append(Place(*match.span(), "town"))
    for start, end in names:
        stands = _PREPOSITION.search(text, max(0, start - 12), start) and _AFTER_PLACE.match(text, end)
        words = [fold(w) for w in text[start:end].split()]
        if stands and not any(w in lex.eponyms for w in words) and not all(lex.is_common(w) for w in words):
            out.append(Place(start, end, "town"))
    taken = Taken()
    return sorted(p for p in sorted(set(out), key=lambda p: (p.start - p.end, p)) if taken.add(p.start, p.end))


def _is_degrees(letter: Letter, at: int, words: list[str]) -> bool:
    """Whether "MBBS, MD" or "Hauge, MD" is meant, and not a town in Maryland."""
    degrees = name_lexicon().degrees
    if words[0] in degrees:
        return True
    return words[-1] in degrees and any(p.kind == "signature" and p.start <= at < p.end for p in letter.parts)


def _address_zones(letter: Letter) -> Iterator[tuple[int, int]]:
    """Give where an address may stand: head and foot of the letter, and near numbers in its body."""
    for part in letter.parts:
        if part.kind not in BODY_PARTS:
            yield part.start, part.end
            continue
        for start, end in digit_windows(letter.text[part.start : part.end], 10, 80):
            yield part.start + start, part.start + end


def _without_front(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave a sentence's first word out of a town's name ("In Baltimore, MD")."""
    for match in _WORD.finditer(text, start, end):
        if not _in_front(fold(match.group())):
            return match.start(), end
    return start, end


def letterhead_rest(letter: Letter, taken: Taken) -> tuple[list[Place], list[Place]]:
    """Return what is left of the letterhead's lines beside names already found: parts of institutions, and towns.

    Parameters
    ----------
    letter : Letter
    taken : Taken
        What is explained already.
    """
    text, lex = letter.text, name_lexicon()
    institutions: list[Place] = []
    towns: list[Place] = []
    for part in letter.parts:
        if part.kind not in ("letterhead", "date"):
            continue
        for match in _SEGMENT.finditer(text, part.start, part.end):
            for start, end in _split(text, *match.span()):
                words = [fold(w.strip(".:()\"'")) for w in text[start:end].split()]
                if not taken.free(start, end) or len(words) >= _SEGMENT_WORDS or ":" in text[start:end]:
                    continue
                own = [w for w in words if w and not (lex.is_common(w) or w in lex.institution_links)]
                known = [w for w in own if w in lex.capitals or w in _words("heads")]
                if any(c.isdigit() for c in text[start:end]):
                    towns.append(Place(start, end, "address"))
                elif known and len(words) > 1 and part.kind == "letterhead":
                    institutions.append(Place(start, end, "letterhead"))
                elif own and not known:
                    towns.append(Place(start, end, "letterhead"))
    return institutions, towns


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in [*_DASH.finditer(text, start, end), None]:
        stop = match.start() if match else end
        piece = text[at:stop]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            yield at + lead, at + len(piece.rstrip())
        at = match.end() if match else end
