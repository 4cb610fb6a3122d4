"""Who is who in a letter: the person recommended, the writer, the others; no tagger needed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lorscore.extract.mentions import Mention, find_mentions, name_keys
from lorscore.extract.name_lexicon import fold, name_data, name_lexicon
from lorscore.extract.pronouns import count_pronouns
from lorscore.letter import Letter

Role = Literal["applicant", "writer", "patient", "other_trainee", "colleague", "reader", "other"]
Span = tuple[int, int]


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
    pronoun : {"he", "she", "they"} or None
        The pronoun that the letter uses most for the applicant.
    pronouns : frozenset of str
        All pronouns that it uses for the applicant; two where the letter slips.
    writer_name : str or None
    writer_spans : tuple of (int, int)
    others : tuple of (str, str, tuple of (int, int))
        Name, role and spans of everybody else.
    """

    applicant_name: str | None
    applicant_how: Literal["given", "inferred", "unknown"]
    applicant_forms: tuple[str, ...]
    applicant_spans: tuple[Span, ...]
    pronoun: str | None
    pronouns: frozenset[str]
    writer_name: str | None
    writer_spans: tuple[Span, ...]
    others: tuple[tuple[str, Role, tuple[Span, ...]], ...]


@dataclass(slots=True)
class _Group:
    """Mentions of one person."""

    mentions: list[Mention]
    keys: set[str]
    score: float = 0.0
    cues: float = 0.0


def find_people(letter: Letter, applicant: str | None = None) -> People:
    """Find whom a letter recommends, who wrote it, and who else it names.

    Parameters
    ----------
    letter : Letter
    applicant : str, optional
        The applicant's name, where the user gives it.

    Examples
    --------
    >>> letter = Letter.from_text("I write in support of Dr. Jin-woo Lee. Dr. Lee asked for the karyotype. He was right.")
    >>> people = find_people(letter)
    >>> people.applicant_name, people.applicant_forms, people.pronoun
    ('Jin-woo Lee', ('Dr. Jin-woo Lee', 'Dr. Lee'), 'he')
    """
    text = letter.text
    mentions = find_mentions(letter)
    writer_name, writer_mentions = _writer(letter, mentions)
    ending = set(writer_mentions)
    body = [m for m in mentions if m not in ending and m.zone not in ("letterhead", "signature")]
    groups = _grouped(body, writer_mentions)
    _score(letter, groups)
    if applicant and applicant.strip():
        chosen, how = _named(groups, mentions, applicant), "given"
        name: str | None = " ".join(applicant.split())
    else:
        chosen = _best(groups)
        how = "inferred" if chosen else "unknown"
        name = _full_name(text, chosen) if chosen else None
    if chosen and not applicant:
        name = _with_apposition(text, chosen, name or "")
    spans = {(m.outer, m.end) for m in chosen.mentions} if chosen else set()
    if chosen:
        spans |= _forms_elsewhere(letter, chosen, spans, writer_mentions)
    spans |= _nominal_spans(letter)
    ordered = _without_overlap(spans)
    pronoun, pronouns = count_pronouns(letter, ordered, [m.title for m in chosen.mentions] if chosen else [])
    others = tuple(
        (_full_name(text, g), _role_of(text, g), tuple((m.outer, m.end) for m in g.mentions))
        for g in groups
        if g is not chosen and _is_person(text, g)
    )
    forms = tuple(dict.fromkeys(re.sub(r"\s+", " ", text[s:e]) for s, e in ordered))
    return People(
        name, how if name else "unknown", forms, tuple(ordered), pronoun, pronouns, writer_name,  # type: ignore[arg-type]
        tuple((m.outer, m.end) for m in writer_mentions), others,
    )  # fmt: skip


# The writer


_CLOSING = re.compile(
    r"(?im)^[ \t]*(?:(?:yours|very|most|with|best|kind|kindest|warm|warmest|sincerely|respectfully|regards|cordially|cheers|thank(?:s|ing)|signed|receive|all the best|faithfully)\b[^.!?\n]{0,60}[,.]?)[ \t]*$"
)
_MARKS = re.compile(r"^[\s/s—–\-_.]*(?:\((?:signed|sgd)\.?\)|signed:?|/s/)?\s*", re.IGNORECASE)
_SELF = re.compile(r"\b(?:[Mm]y name is|I, (?:the undersigned,? )?|I am (?=Dr|Prof)|[Tt]his is (?=Dr|Prof))")


def _writer(letter: Letter, mentions: Sequence[Mention]) -> tuple[str | None, list[Mention]]:
    """Find the writer's name: in the signature, a labelled line, the letterhead, or where the letter says "I, ..."."""
    text = letter.text
    found: list[Mention] = []
    for start, end in signature_lines(letter):
        found = [m for m in mentions if start <= m.outer and m.end <= end]
        line = text[start:end]
        person = next((m for m in found if _is_writer_line(text, m, start, line)), None)
        if person:
            found = [person]
            break
        found = []
    if not found:
        found = _labelled_writer(text, mentions)
    if not found:
        for match in _SELF.finditer(text):
            found = [m for m in mentions if 0 <= m.outer - match.end() < 6 and m.end - m.start > 2][:1]
            if found:
                break
    if not found:
        found = [
            m for m in mentions
            if m.zone == "letterhead" and (m.title in ("dr", "prof", "professor") or (len(m.words) > 1 and _degree_follows(text, m.end)))
        ][:1]  # fmt: skip
    if not found:
        return None, []
    keys = found[0].keys
    same = [
        m
        for m in mentions
        if m is not found[0]
        and keys
        and (m.keys == keys or (m.keys and m.keys < keys and (m.title or m.zone in ("letterhead", "signature"))))
    ]
    name = re.sub(r"\s+", " ", text[found[0].start : found[0].end])
    return name, sorted([*found, *same], key=lambda m: m.start)


def signature_lines(letter: Letter) -> list[Span]:
    """Return the lines in which the writer's name may stand, in order.

    The signature part, or where no such part was found the short lines after the closing formula, or at the very end.
    """
    text = letter.text
    blocks = [(p.start, p.end) for p in letter.parts if p.kind == "signature"]
    if not blocks:
        closings = list(_CLOSING.finditer(text, len(text) // 3))
        begin = closings[-1].end() if closings else max(0, len(text) - 400)
        blocks = [(begin, len(text))]
    lines: list[Span] = []
    for start, end in blocks:
        for match in re.finditer(r"[^\n]+", text[start:end]):
            line = match.group().strip()
            if line and len(line) < 110:
                lines.append((start + match.start(), start + match.end()))
    return lines[-12:]


def _degree_follows(text: str, end: int) -> bool:
    match = re.match(r",?\s*\(?([A-Za-z.]{2,8})", text[end : end + 14])
    return bool(match) and fold(match[1]).replace(".", "") in name_lexicon().degrees if match else False


def _is_writer_line(text: str, mention: Mention, start: int, line: str) -> bool:
    lead = _MARKS.sub("", text[start : mention.outer])
    tail = text[mention.end : start + len(line)].strip()
    if lead or (re.search(r"[.!?]$", tail) and len(tail) > 40):
        return False
    if mention.title or _degree_follows(text, mention.end):
        return True
    if mention.ambiguous and not (len(mention.words) == 1 and mention.words[0] in name_lexicon().given):
        return False
    return not tail or tail[0] in ",;(/|-–—"


def _labelled_writer(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    labels = _words("cues", "writer_label")
    for m in mentions:
        lead = text[text.rfind("\n", 0, m.outer) + 1 : m.outer].strip(" \t*#-•")
        if lead.endswith(":") and fold(lead[:-1].strip()) in labels:
            return [m]
    return []


# Whom the letter is about


def _grouped(mentions: Sequence[Mention], writer: Sequence[Mention]) -> list[_Group]:
    """Put the mentions of one person together: first the fuller names, then single words that belong to one of them."""
    groups: list[_Group] = []
    order = sorted(mentions, key=lambda m: (-len(m.keys), bool(m.ambiguous), m.start))
    for m in order:
        keys = m.keys
        if not keys:
            continue
        fit = [g for g in groups if keys <= g.keys]
        if not fit and m.words[0].endswith("."):
            fit = [g for g in groups if m.keys & g.keys]
        if fit:
            fit[0].mentions.append(m)
        elif not m.ambiguous:
            groups.append(_Group([m], set(keys)))
    for g in groups:
        g.mentions.sort(key=lambda m: m.start)
    return groups


@lru_cache(maxsize=1)
def _cue_patterns() -> tuple[tuple[re.Pattern[str], dict[str, float]], tuple[re.Pattern[str], dict[str, float]]]:
    data = name_data("cues")
    before = {p: float(t["weight"]) for t in data["before"] for p in t["phrases"]}
    after = {p: float(t["weight"]) for t in data["after"] for p in t["phrases"]}

    def joined(phrases: Iterable[str]) -> str:
        return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases, key=len, reverse=True))

    return (
        (re.compile(rf"(?<!\w)(?:{joined(before)})(?!\w)"), before),
        (re.compile(rf"[,;]?\s*(?:\([^()]{{1,12}}\)[,;]?\s*)?({joined(after)})(?!\w)"), after),
    )


@lru_cache(maxsize=8)
def _words(stem: str, table: str, field: str = "words") -> frozenset[str]:
    return frozenset(name_data(stem)[table][field])


def _score(letter: Letter, groups: Sequence[_Group]) -> None:
    """Weigh each person: cues that say "this is who I recommend", then how often and how early they are named."""
    text = letter.text
    low = text.lower()
    (before, before_weight), (after, after_weight) = _cue_patterns()
    labels, label_weight = _words("cues", "label"), float(name_data_label())
    for g in groups:
        cues = 0.0
        best_cue = 0.0
        for m in g.mentions:
            weight = 0.0
            window = (
                low[max(0, m.outer - 90) : m.outer]
                if len(low) == len(text)
                else text[max(0, m.outer - 90) : m.outer].lower()
            )
            for match in before.finditer(window):
                gap = window[match.end() :]
                if (
                    len(gap) <= 42
                    and not re.search(r"[.!?;:\n]\s|\n\n", gap.strip(" ,:\"“'") + "")
                    and len(gap.split()) <= 5
                ):
                    value = before_weight[re.sub(r"\s+", " ", match.group())]
                    weight = (
                        value if value < 0 and len(gap.split()) == 0 else max(weight, value if value > 0 else weight)
                    )
            lead = text[text.rfind("\n", 0, m.outer) + 1 : m.outer].strip(" \t*#-•|")
            label = fold(re.split(r"[:;,.–—-]\s*", lead)[0].strip()) if lead else ""
            if (lead and lead[-1] in ":;,–—-" and label in labels) or fold(lead.rstrip(":")) in labels:
                weight = max(weight, label_weight)
            follow = after.match(low if len(low) == len(text) else text.lower(), m.end)
            if follow:
                weight += after_weight[re.sub(r"\s+", " ", follow.group(1))]
            best_cue = max(best_cue, weight)
            cues += weight
        singles = sum(1 for m in g.mentions if not m.ambiguous)
        first = g.mentions[0].outer / max(1, len(text))
        title = any(m.title for m in g.mentions)
        full = any(len(m.keys) > 1 for m in g.mentions)
        known = any(w in name_lexicon().given for m in g.mentions for w in m.words)
        g.cues = best_cue
        g.score = (
            min(cues, 10) + 1.0 * min(singles, 10) + 4.0 * (1 - first) + title + full + known - _patientlike(text, g)
        )


@lru_cache(maxsize=1)
def name_data_label() -> float:
    """Weight of a name after a label such as "Re:"."""
    return float(name_data("cues")["label"]["weight"])


_PATIENT_NEAR = re.compile(
    r"(?i)\b(?:patient|boy|girl|baby|infant|child|toddler|newborn|mother|father|woman|man|year-old|son|daughter|sister|brother|husband|wife)s?\b[^.!?]{0,25}$"
)
_PLACE_BEFORE = re.compile(r"\b(?:in|at|from|near|through|outside|across|around|to the|of the|the)\s+$")
_CALLED = re.compile(
    r"(?i)\b(?:boy|girl|patient|child|baby|infant|mother|father|woman|man|him|her|them|family|proband)\s+(?:named|called|i call|was called)?\s*$"
)
_AGED = re.compile(
    r"(?i),?\s+(?:is|was|who was|who is|then|aged|age)?,?\s*(?:only\s+|a |an )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?:\b(?![,.]?\s*(?:months|weeks|years|days)\s+(?:with|of|on|in|as|at|under|working))|\s*(?:years?|months?|weeks?|days?)[ -]old)"
)


def _patientlike(text: str, g: _Group) -> float:
    """Points against: named only as places are ("in Volos", "the Horizon study"), or as somebody's kin."""
    penalty = sum(
        3.0 for m in g.mentions if _CALLED.search(text[max(0, m.outer - 40) : m.outer]) or _AGED.match(text, m.end)
    )
    if penalty:
        return penalty + 3.0
    plain = [m for m in g.mentions if not m.title]
    if not plain or len(plain) < len(g.mentions):
        return 0.0
    placed = sum(1 for m in plain if _PLACE_BEFORE.search(text[max(0, m.outer - 12) : m.outer]))
    return 4.0 * placed / len(plain)


def _best(groups: Sequence[_Group]) -> _Group | None:
    best = max(groups, key=lambda g: g.score, default=None)
    if best is None or best.score < 1.5:
        return None
    sure = any(m.title or len(m.keys) > 1 for m in best.mentions) or any(
        w in name_lexicon().given for m in best.mentions for w in m.words
    )
    return best if sure or best.cues >= 3 or len(best.mentions) > 2 else None


def _named(groups: list[_Group], mentions: Sequence[Mention], applicant: str) -> _Group | None:
    """Return the group of the name that the user gave."""
    keys = name_keys(
        tuple(fold(w.strip(",.")) for w in applicant.split() if fold(w.strip(".,")) not in name_lexicon().titles)
    )
    found = [m for m in mentions if m.keys and m.keys <= keys and m.zone not in ("letterhead", "signature")]
    for g in groups:
        g.mentions = [m for m in g.mentions if m not in found]
    groups[:] = [g for g in groups if g.mentions]
    if not found:
        return None
    chosen = _Group(found, set(keys))
    groups.append(chosen)
    return chosen


def _full_name(text: str, g: _Group) -> str:
    fullest = max(g.mentions, key=lambda m: (len(m.keys), len(m.words), -m.start))
    name = re.sub(r"\s+", " ", text[fullest.start : fullest.end])
    return name.title() if name.isupper() and len(name) > 3 else name


_APPOSED = re.compile(r",?\s*\(?([^\W\d_a-z][\w'’-]+)\)?(?=[,)\s]|$)")


def _with_apposition(text: str, g: _Group, name: str) -> str:
    """Complete a name of one word from "Yildiz, Mehmet" or "Rahul (Deshpande)"."""
    if len(name_keys(tuple(fold(w) for w in name.split()))) != 1:
        return name
    lex = name_lexicon()
    for m in g.mentions:
        gap = text[m.end : m.end + 2]
        match = _APPOSED.match(text, m.end) if gap[:1] in ",(" or gap == " (" else None
        if not match:
            continue
        word = fold(match[1])
        if (
            word in lex.common
            or word in lex.capitals
            or word in lex.degrees
            or word in lex.places
            or word in lex.titles
            or match[1].isupper() != text[m.start : m.end].isupper()
        ):
            continue
        g.keys |= {word}
        g.mentions.append(Mention(match.start(1), match.end(1), match.start(1), (word,), "", False, False, m.zone))
        g.mentions.sort(key=lambda x: x.start)
        given_first = gap[:1] == "," and len(word) > 1
        other = match[1].title() if match[1].isupper() else match[1]
        return f"{other} {name}" if given_first else f"{name} {other}"
    return name


def _forms_elsewhere(letter: Letter, chosen: _Group, spans: set[Span], writer: Sequence[Mention]) -> set[Span]:
    """Find further places of the applicant's name words: inside capitals, compounds, or parts skipped above."""
    words = sorted(
        {w for m in chosen.mentions for w in m.words if len(w) > 2 and not w.endswith(".")}, key=len, reverse=True
    )
    taken = sorted([*spans, *((m.outer, m.end) for m in writer)])
    out: set[Span] = set()
    lex = name_lexicon()
    for word in words:
        if word in lex.common or word in lex.eponyms or word in lex.places or not word.isascii():
            continue
        for match in re.finditer(rf"(?<![\w@.]){re.escape(word)}(?![\w@])", letter.text, re.IGNORECASE):
            s, e = match.span()
            if letter.text[s].isupper() and not any(a < e and s < b for a, b in taken):
                out.add((s, e))
    return out


@lru_cache(maxsize=1)
def _nominal_pattern() -> re.Pattern[str]:
    data = name_data("applicant_nouns")

    def alternatives(text: str) -> str:
        return "|".join(sorted((re.escape(w) for w in text.split()), key=len, reverse=True))

    adjectives = alternatives(data["after_this_young"]["adjectives"])
    fixed = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in data["fixed"]["phrases"])
    return re.compile(
        rf"(?<!\w)(?:(?:the|this|our|said|my)\s+(?:(?:said|above-named|present)\s+)?(?:{alternatives(data['always']['words'])})"
        rf"|(?:this|said)\s+(?:(?:{adjectives}|{alternatives('first-year second-year third-year junior senior international visiting resident')}),?\s+){{0,2}}(?:{alternatives(data['after_this']['words'])})"
        rf"|(?:this|such\s+an?)\s+(?:(?:very|most|truly)\s+)?(?:{adjectives})\s+(?:(?:{adjectives})\s+)?(?:{alternatives(data['after_this_young']['words'])})"
        rf"|{fixed})(?![\w-])",
        re.IGNORECASE,
    )


def _nominal_spans(letter: Letter) -> set[Span]:
    return {m.span() for m in _nominal_pattern().finditer(letter.text)}


def _without_overlap(spans: Iterable[Span]) -> list[Span]:
    out: list[Span] = []
    for s, e in sorted(spans, key=lambda x: (x[0], -x[1])):
        if not out or s >= out[-1][1]:
            out.append((s, e))
    return out


# The others


_COMPARED = re.compile(
    r"(?i)(?:\bthan|unlike|compared (?:to|with)|trained|taught|resident|residents|student|students|fellow|fellows|trainee|predecessors?|colleagues?,?|peers?|classmates?|mentees?|including|such as|,|and)\s+$"
)
_KIN = frozenset({"mrs", "baby", "master", "miss"})


def _is_person(text: str, g: _Group) -> bool:
    lex = name_lexicon()
    titled = any(m.title for m in g.mentions)
    known = any(w in lex.given for m in g.mentions for w in m.words)
    full = any(len(m.keys) > 1 for m in g.mentions)
    return titled or (full and known) or (known and _patientlike(text, g) == 0)


def _role_of(text: str, g: _Group) -> Role:
    """Say what somebody named besides applicant and writer is to them."""
    votes: defaultdict[Role, int] = defaultdict(int)
    for m in g.mentions:
        left, right = text[max(0, m.outer - 60) : m.outer], text[m.end : m.end + 50]
        if m.zone == "salutation" or re.search(r"(?i)\bdear\s+$", left):
            votes["reader"] += 3
        elif (
            m.title in _KIN
            or _PATIENT_NEAR.search(left)
            or re.match(r"(?i),?\s+(?:a|an|the|who was|then)?\s*(?:\d+|\w+)[- ](?:year|month|week|day)s?[- ]old", right)
        ):
            votes["patient"] += 2
        elif m.title in ("dr", "prof", "professor", "doctor"):
            votes["colleague"] += 1
        elif _COMPARED.search(left):
            votes["other_trainee"] += 1
        else:
            votes["other"] += 0
    return max(votes, key=lambda role: votes[role])
