"""Who is who in a letter: the person recommended, the writer, the others; no tagger needed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from lorscore.extract.mentions import Mention, find_mentions, name_keys
from lorscore.extract.name_lexicon import NameLexicon, alternation, fold, name_data, name_lexicon
from lorscore.extract.pronouns import count_pronouns
from lorscore.extract.roles import Role, is_person, looks_like_patient, looks_like_place, role_of
from lorscore.extract.spans import Span, Taken, without_overlap
from lorscore.extract.writer import find_writer
from lorscore.letter import BODY_PARTS, Letter

# Nobody is the applicant below this: one plain mention, late in the letter, with nothing that makes it a person's name.
_LEAST = 1.5
_MOST_CUES = 10.0
_MOST_MENTIONS = 10
_EARLY = 4.0
_PLACED = 4.0
_PATIENT = 3.0
_PROFESSOR = 3.0
_FIRST = 2.0
# So often must an ordinary word open a sentence as names do.
_LIKE_A_WORD = 2
_NAMING_ZONES = (*BODY_PARTS, "reference", "salutation")
_SENIOR = ("prof", "professor", "professeur", "profesor")
# A nickname shares at least so many letters with the front of the name.
_NICK = 3
# How far before a name a cue may stand, and how much may come between.
_WINDOW, _GAP, _GAP_WORDS = 72, 42, 5

_APPOSED = re.compile(r",?\s*\(?((?:al-|el-|d['’])?[^\W\d_a-z][\w'’-]+)\)?(?=[,)\s]|$)")
# Looked for in six characters.
_OPENS = re.compile(r"(?:[.!?:][\"”’)]{0,5}\s{1,5}|\n\s{0,5}|[-•*]\s{1,5}|^)$")
_BREAK = re.compile(r"[.!?;:\n]\s|\n\n")
_LABEL_END = re.compile(r"[:;,.–—-]\s*")


@dataclass(frozen=True, slots=True)
class People:
    """The people that a letter names.

    Attributes
    ----------
    applicant_name : str or None
        The fullest form of the name of the person recommended, without title.
    applicant_how : {"given", "inferred", "unknown"}
    applicant_forms : tuple of str
        Every surface form in the letter: "Dr. Lee", "Jin-woo", "the candidate".
    applicant_spans : tuple of (int, int)
        Where they stand, as character offsets, in order.
    applicant_names : tuple of (int, int)
        Those of them that are names, not nouns such as "the candidate".
    pronoun : {"he", "she", "they"} or None
        The pronoun that the letter uses most for the applicant.
    pronouns : frozenset of str
        That one, and any other to which the letter slips.
    writer_name : str or None
    writer_spans : tuple of (int, int)
    others : tuple of (str, str, tuple of (int, int))
        Name, role (see `lorscore.extract.roles.Role`) and spans of everybody else.
    unnamed : tuple of (int, int)
        Capitalised words that are nobody's name as far as can be told: places, studies, things.
    """

    applicant_name: str | None
    applicant_how: Literal["given", "inferred", "unknown"]
    applicant_forms: tuple[str, ...]
    applicant_spans: tuple[Span, ...]
    applicant_names: tuple[Span, ...]
    pronoun: str | None
    pronouns: frozenset[str]
    writer_name: str | None
    writer_spans: tuple[Span, ...]
    others: tuple[tuple[str, Role, tuple[Span, ...]], ...]
    unnamed: tuple[Span, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return dataclasses.asdict(self) | {"pronouns": sorted(self.pronouns)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> People:
        """Build it from what `to_dict` returned, or from the same after a trip through JSON.

        Examples
        --------
        >>> people = find_people(Letter.from_text("I recommend Ana Silva. She is exact."))
        >>> People.from_dict(people.to_dict()) == people
        True
        """
        values = dict(data) | {"pronouns": frozenset(data["pronouns"])}
        for name in ("applicant_spans", "applicant_names", "writer_spans", "unnamed"):
            values[name] = _spans(data[name])
        values["applicant_forms"] = tuple(data["applicant_forms"])
        values["others"] = tuple((name, role, _spans(spans)) for name, role, spans in data["others"])
        return cls(**values)


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)


@dataclass(slots=True)
class _Group:
    """Mentions of one person, in order of place."""

    mentions: list[Mention]
    keys: frozenset[str]
    score: float = 0.0
    cue: float = 0.0
    first: bool = False


def find_people(letter: Letter, applicant: str | None = None) -> People:
    """Find whom a letter recommends, who wrote it, and who else it names.

    Parameters
    ----------
    letter : Letter
    applicant : str, optional
        The applicant's name, where the user gives it.

    Examples
    --------
    >>> letter = Letter.from_text("I write in support of Dr. Jin-woo Lee. Dr. Lee asked for a karyotype. He was right.")
    >>> people = find_people(letter)
    >>> people.applicant_name, people.applicant_forms, people.pronoun
    ('Jin-woo Lee', ('Dr. Jin-woo Lee', 'Dr. Lee'), 'he')
    """
    text = letter.text
    mentions = find_mentions(letter)
    writer_name, writer = find_writer(letter, mentions)
    signed_by = set(writer)
    body = [m for m in mentions if m not in signed_by and m.zone not in ("letterhead", "signature")]
    groups = _grouped(text, body)
    name: str | None = " ".join((applicant or "").split()) or None
    how: Literal["given", "inferred", "unknown"] = "given"
    if name:
        chosen = _given(groups, body, name)
    else:
        _score(letter, groups)
        chosen = _best(text, groups) or _named_like_a_word(text, body, groups)
        how = "inferred" if chosen else "unknown"
        name = _complete(text, chosen, _full_name(text, chosen)) if chosen else None
    spans: set[Span] = set()
    if chosen:
        groups = [g for g in groups if g is not chosen and not g.keys <= chosen.keys]
        spans = {m.span for m in chosen.mentions}
        spans |= _elsewhere(text, chosen, Taken([*spans, *(m.span for m in writer)]))
    own = [g for g in groups if writer and g is not chosen and g.keys <= writer[0].keys]
    groups = [g for g in groups if g not in own]
    signed = sorted([*(m.span for m in writer), *(m.span for g in own for m in g.mentions)])
    ordered = without_overlap(spans | {m.span() for m in _nominal().finditer(text)})
    pronoun, pronouns = count_pronouns(letter, ordered, [m.title for m in chosen.mentions] if chosen else ())
    others = tuple(
        (_full_name(text, g), role_of(text, g.mentions), tuple(m.span for m in g.mentions))
        for g in groups
        if is_person(text, g.mentions)
    )
    persons = Taken([*spans, *signed, *(s for _, _, theirs in others for s in theirs)])
    return People(
        applicant_name=name,
        applicant_how=how,
        applicant_forms=tuple(dict.fromkeys(re.sub(r"\s+", " ", text[s:e]) for s, e in ordered)),
        applicant_spans=tuple(ordered),
        applicant_names=tuple(without_overlap(spans)),
        pronoun=pronoun,
        pronouns=pronouns,
        writer_name=writer_name,
        writer_spans=tuple(signed),
        others=others,
        unnamed=tuple(m.span for m in mentions if persons.free(*m.span)),
    )


def _grouped(text: str, mentions: Sequence[Mention]) -> list[_Group]:
    """Put the mentions of one person together: the fuller names first, then single words that belong to one of them."""
    sure = _labels()[1]
    groups: list[_Group] = []
    having: dict[str, list[_Group]] = {}
    fronts: dict[str, list[tuple[str, _Group]]] = {}
    for m in sorted(mentions, key=lambda m: (-len(m.keys), m.ambiguous, m.start)):
        keys = m.keys
        if not keys:
            continue
        fit = next((g for key in sorted(keys) for g in having.get(key, ()) if _same_name(keys, g.keys)), None)
        if fit is None and len(keys) == 1 and not m.title:
            fit = _nicknamed(next(iter(keys)), fronts)
        if fit is not None:
            fit.mentions.append(m)
        elif not m.ambiguous or (_may_be_given(m) and _before(text, m) >= sure):
            groups.append(_Group([m], keys))
            for key in keys:
                having.setdefault(key, []).append(groups[-1])
                fronts.setdefault(key[:_NICK], []).append((key, groups[-1]))
    for g in groups:
        g.mentions.sort(key=lambda m: m.start)
    return groups


def _may_be_given(mention: Mention) -> bool:
    lex = name_lexicon()
    return any(w in lex.given or w not in lex.common for w in mention.words)


def _nicknamed(word: str, fronts: Mapping[str, Sequence[tuple[str, _Group]]]) -> _Group | None:
    """Return the one person whose name begins with this word ("Kip" for Kiplagat), or None."""
    if len(word) < _NICK:
        return None
    found = [g for key, g in fronts.get(word[:_NICK], ()) if key.startswith(word) and len(g.keys) > 1]
    return found[0] if len(found) == 1 else None


def _same_name(keys: frozenset[str], full: frozenset[str]) -> bool:
    """Whether one name is part of the other, or they share a family name and one given name is short for the other."""
    if keys <= full:
        return True
    rest, long = keys - full, full - keys
    return bool(long) and all(any(len(a) > 2 and (a in b or b in a) for b in long) for a in rest)


# Whom the letter is about


@cache
def _cues(side: str) -> tuple[re.Pattern[str], dict[str, float]]:
    weights = {p: float(t["weight"]) for t in name_data("cues")[side] for p in t["phrases"]}
    if side == "before":
        return re.compile(rf"(?<!\w)(?:{alternation(weights)})(?!\w)", re.IGNORECASE), weights
    return re.compile(rf"[,;]?\s*(?:\([^()]{{1,12}}\)[,;]?\s*)?({alternation(weights)})(?!\w)", re.IGNORECASE), weights


@cache
def _labels() -> tuple[frozenset[str], float]:
    table = name_data("cues")["label"]
    return frozenset(table["words"]), float(table["weight"])


def _weight(weights: dict[str, float], found: str) -> float:
    return weights[re.sub(r"\s+", " ", found.lower())]


def _score(letter: Letter, groups: Sequence[_Group]) -> None:
    """Weigh each person: cues that say "this is whom I recommend", then how often and how early the name stands."""
    text = letter.text
    opening = next((p.start for p in letter.parts if p.kind in BODY_PARTS), -1)
    for g in groups:
        cues = [_before(text, m) + _after(text, m) for m in g.mentions]
        g.cue = max(cues)
        g.first = g.mentions[0].outer == opening
        sure = sum(not m.ambiguous for m in g.mentions)
        early = 1 - g.mentions[0].outer / max(1, len(text))
        shape = any(m.title for m in g.mentions) + any(len(m.keys) > 1 for m in g.mentions) + _FIRST * g.first
        senior = sum(m.title in _SENIOR for m in g.mentions)
        g.score = (
            min(sum(cues), _MOST_CUES)
            + min(sure, _MOST_MENTIONS)
            + _EARLY * early
            + shape
            - _against(text, g)
            - _PROFESSOR * senior
        )


def _before(text: str, mention: Mention) -> float:
    pattern, weights = _cues("before")
    window = text[max(0, mention.outer - _WINDOW) : mention.outer]
    weight = 0.0
    for match in pattern.finditer(window):
        gap = window[match.end() :]
        if len(gap) > _GAP or len(gap.split()) > _GAP_WORDS or _BREAK.search(gap.strip(" ,:\"“'")):
            continue
        value = _weight(weights, match.group())
        if value > 0:
            weight = max(weight, value)
        elif not gap.strip(" ,"):
            weight = value
    labels, label_weight = _labels()
    line = text.rfind("\n", max(0, mention.outer - _WINDOW), mention.outer) + 1
    lead = fold(text[line : mention.outer].strip(" \t*#-•|")) if line or mention.outer < _WINDOW else ""
    if lead and (lead.rstrip(":") in labels or (lead[-1] in ":;,–—-" and _LABEL_END.split(lead)[0].strip() in labels)):
        weight = max(weight, label_weight)
    return weight


def _after(text: str, mention: Mention) -> float:
    pattern, weights = _cues("after")
    match = pattern.match(text, mention.end)
    return _weight(weights, match.group(1)) if match else 0.0


def _against(text: str, g: _Group) -> float:
    """Points against: introduced as a patient, or standing only as places do."""
    patient = sum(looks_like_patient(text, m) for m in g.mentions)
    if patient:
        return _PATIENT * (patient + 1)
    return _PLACED * sum(looks_like_place(text, m) for m in g.mentions) / len(g.mentions)


def _best(text: str, groups: Sequence[_Group]) -> _Group | None:
    best = max(groups, key=lambda g: g.score, default=None)
    if best is None or best.score < _LEAST:
        return None
    # a word that only opens a sentence may be any word, unless somebody acts in it or the letter opens with it
    sure = [m for m in best.mentions if not m.ambiguous and m.zone in _NAMING_ZONES and not looks_like_place(text, m)]
    plain = any(m.title or len(m.keys) > 1 or not _OPENS.search(text, max(0, m.outer - 6), m.outer) for m in sure)
    return best if plain or best.first or best.cue > 0 or len(sure) > 1 else None


def _named_like_a_word(text: str, mentions: Sequence[Mention], groups: list[_Group]) -> _Group | None:
    """Take a given name that is an ordinary word and opens several sentences ("Grace was here. Grace read it.")."""
    given = name_lexicon().given
    found: dict[frozenset[str], list[Mention]] = {}
    for m in mentions:
        if (
            m.ambiguous
            and m.zone in BODY_PARTS
            and len(m.words) == 1
            and m.words[0] in given
            and not looks_like_place(text, m)
        ):
            found.setdefault(m.keys, []).append(m)
    keys = max(found, key=lambda k: (len(found[k]), -found[k][0].start), default=frozenset())
    if not keys or len(found[keys]) < _LIKE_A_WORD:
        return None
    groups.append(_Group(found[keys], keys))
    return groups[-1]


def _given(groups: list[_Group], mentions: Sequence[Mention], applicant: str) -> _Group | None:
    """Take out of the groups what belongs to the name that the user gave."""
    titles = name_lexicon().titles
    words = [fold(w.strip(",.")) for w in applicant.split()]
    keys = name_keys(tuple(w for w in words if w not in titles))
    found = [m for m in mentions if m.keys and m.keys <= keys]
    for g in groups:
        g.mentions = [m for m in g.mentions if m not in found]
    groups[:] = [g for g in groups if g.mentions]
    return _Group(found, keys) if found else None


def _full_name(text: str, g: _Group) -> str:
    fullest = max(g.mentions, key=lambda m: (len(m.keys), len(m.words), -m.start))
    name = re.sub(r"\s+", " ", text[fullest.start : fullest.end])
    return name.title() if name.isupper() and len(name) > 3 else name


def _complete(text: str, g: _Group, name: str) -> str:
    """Complete a name of one word from "Yildiz, Mehmet" or "Rahul (Deshpande)"."""
    if any(len(m.words) > 1 for m in g.mentions):
        return name
    lex = name_lexicon()
    for m in g.mentions:
        gap = text[m.end : m.end + 2]
        match = _APPOSED.match(text, m.end) if gap[:1] in (",", "(") or gap == " (" else None
        if match is None or not _may_be_name(match[1], lex) or match[1].isupper() != text[m.start : m.end].isupper():
            continue
        word = fold(match[1])
        g.keys |= name_keys((word,))
        g.mentions.append(Mention(match.start(1), match.end(1), match.start(1), (word,), "", False, m.zone))
        g.mentions.sort(key=lambda x: x.start)
        other = match[1].title() if match[1].isupper() else match[1]
        return f"{other} {name}" if gap[:1] == "," else f"{name} {other}"
    return name


def _may_be_name(word: str, lex: NameLexicon) -> bool:
    folded = fold(word)
    return not (
        lex.is_common(folded)
        or folded in lex.capitals
        or folded in lex.degrees
        or folded in lex.places
        or folded in lex.titles
    )


def _elsewhere(text: str, chosen: _Group, taken: Taken) -> set[Span]:
    """Find further places of the words of the applicant's name: in capitals, in compounds, spelled aloud."""
    lex = name_lexicon()
    words = {w for m in chosen.mentions for w in m.words if len(w) > 2 and not w.endswith(".")}
    words = {w for w in words if not (w in lex.common or w in lex.eponyms or w in lex.places)}
    if not words:
        return set()
    surfaces = words | {"-".join(w) for w in words if w.isalpha()}
    surfaces |= {text[m.start : m.end].lower() for m in chosen.mentions if len(m.words) == 1}
    low = text.lower()
    if len(low) != len(text):
        return set()
    found: set[Span] = set()
    for surface in surfaces:
        at = low.find(surface)
        while at >= 0:
            end = at + len(surface)
            alone = not (_inside_word(text[at - 1 : at]) or _inside_word(text[end : end + 1]))
            if alone and text[at].isupper() and taken.free(at, end):
                found.add((at, end))
            at = low.find(surface, end)
    return found


def _inside_word(character: str) -> bool:
    return character.isalnum() or character in ("_", "@")


@cache
def _nominal() -> re.Pattern[str]:
    data = name_data("applicant_nouns")
    young, fixed = data["after_this_young"], data["fixed"]
    adjectives = alternation(young["adjectives"].split())
    return re.compile(
        rf"(?<!\w)(?:(?:{alternation(fixed['starters'].split())})\s+(?:(?:{alternation(fixed['between'].split())})\s+)?"
        rf"(?:{alternation(data['always']['words'].split())})"
        rf"|(?:this|said)\s+(?:(?:{adjectives}|{alternation(fixed['years'].split())}),?\s+){{0,2}}"
        rf"(?:{alternation(data['after_this']['words'].split())})"
        rf"|(?:this|such\s+an?)\s+(?:(?:very|most|truly)\s+)?(?:{adjectives})\s+(?:(?:{adjectives})\s+)?"
        rf"(?:{alternation(young['words'].split())})"
        rf"|{alternation(fixed['phrases'])})(?![\w-])",
        re.IGNORECASE,
    )
