"""Named features of a letter as a whole, for the trained models of letter type, writer and acquaintance.

Word classes by the place in which they stand (letterhead, signature, the writer's words about themself, opening,
body), settings
of contact, length of contact. No words, no names, no country.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterable, Mapping, Sequence

from lorscore.extract.contact import Contact
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon

_WRITER_CLASSES = (
    "writer_genetics", "writer_counselor", "writer_laboratory", "writer_research", "writer_related", "writer_internist",
    "writer_community", "writer_faculty", "writer_home_country", "title_noun", "writer_leads_teaching", "writer_rank",
    "writer_school", "writer_pediatrics", "writer_hospitalist", "writer_bench", "writer_director",
    "writer_subspecialist",
)  # fmt: skip
_SETTING_CLASSES = (
    "placement_clinical", "placement_research", "placement_course", "placement_observer", "placement_remote",
    "placement_volunteer", "personal_tie", "brief_contact", "supervisor_word", "patient_person", "trainee",
)  # fmt: skip
_LEAD_VERBS = frozenset(("run", "direct", "head", "lead", "chair", "oversee", "own", "manage", "found"))
_SELF_VERBS = _LEAD_VERBS | {
    "be", "work", "practice", "practise", "serve", "attend", "teach", "hold", "train", "retrain", "operate", "see",
    "coordinate", "remain", "join",
}  # fmt: skip
_SHORT = 8
"""A week, with a day to spare."""
_DAYS = (0.3, 2, 8, 20, 45, 100, 200, 400, 800)
_DEGREES = (
    "phd",
    "md",
    "do",
    "mbbs",
    "mbchb",
    "cgc",
    "lcgc",
    "ms",
    "msc",
    "facmg",
    "facp",
    "faafp",
    "fhm",
    "mph",
    "dphil",
    "mgc",
)
_DOCTOR_OF_PHILOSOPHY = frozenset(("phd", "dphil", "scd", "dsc"))
_PHYSICIAN = frozenset(("md", "do", "mbbs", "mbchb", "mbbch", "bmbs", "facmg", "faap", "facp", "frcp", "mrcp"))
_OPENING = 0.25
_BESIDE = frozenset(("with", "to", "under", "beside", "join", "joined", "joining", "for"))
_PLACE_WORDS = frozenset(("in", "on", "at", "of", "for"))
_PLACE = 9
"""Words after "with us" or "our" that may still name the place."""
_TITLE = 12
"""A writer's own title takes at most so many words."""


_SETTINGS = ("clinical", "research", "course", "observer", "remote", "volunteer")
_PRONOUNS = frozenset(("she", "her", "they", "them", "their"))


@functools.cache
def _placements() -> tuple[tuple[str, int], ...]:
    lex = lexicon()
    roles = {"clinical": "clinical_role", "research": "research_role"}
    return tuple((s, lex.mask(f"placement_{s}", *([roles[s]] if s in roles else []))) for s in _SETTINGS)


@functools.cache
def _bits() -> tuple[tuple[str, int], ...]:
    lex = lexicon()
    return tuple((name, lex.bits[name]) for name in (*_WRITER_CLASSES, *_SETTING_CLASSES))


def letter_features(sentences: Sequence[Sentence], contact: Contact) -> list[str]:
    """Return the features that are on in one letter, sorted.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of the letter, in order.
    contact : Contact
        What `lorscore.extract.contact.contact_of` made of them.
    """
    every = lexicon().mask(*_WRITER_CLASSES, *_SETTING_CLASSES)
    # what speaks neither of the applicant nor of anything that is asked for here makes no letter longer
    body = [s for s in sentences if s.in_body and (s.on_applicant or s.has(every))]
    reference = [s for s in sentences if s.part == "reference"]
    out: set[str] = set()
    zones: dict[str, list[Sentence]] = {
        "head": [s for s in sentences if s.part == "letterhead"],
        "sign": [s for s in sentences if s.part in ("signature", "closing")],
        "self": [s for s in body if _speaks_of_writer(s)],
        "open": body[: max(2, round(len(body) * _OPENING))] + reference,
    }
    # one integer a sentence: what any of its words belongs to
    union = {s.index: s.union() for s in sentences}
    for zone, chosen in zones.items():
        out.update(f"{zone}:{name}" for name in _classes(chosen, union))
        if not chosen:
            out.add(f"{zone}:none")
    is_a = _classes_of(_own_titles(body))
    out.update(f"is:{name}" for name in is_a)
    out.update(f"at:{name}" for name in _classes_of(_own_places(body[: max(4, len(body) // 2)])))
    out.update(f"body:{name}" for name in _classes(body, union))
    roles = {*is_a, *_classes(zones["sign"], union), *_classes(zones["head"], union)} & set(_WRITER_CLASSES)
    settings = _main_settings(zones["open"])
    out.update(f"{role}&{setting}" for role in roles for setting in settings)
    out.update(_counts([union[s.index] for s in body]))
    lower = {w.replace(".", "") for s in zones["sign"] + zones["self"] for w in s.lower}
    out.update(f"degree:{d}" for d in _DEGREES if d in lower)
    signed = {w.replace(".", "") for s in zones["sign"] for w in s.lower}
    if signed & _DOCTOR_OF_PHILOSOPHY and not signed & _PHYSICIAN:
        out.add("degree:no_physician")
    out.update(f"main:{setting}" for setting in settings)
    out.update(f"first:{setting}" for setting in _first_setting(body, reference))
    out.update(_of_contact(contact))
    return sorted(out)


def _speaks_of_writer(s: Sentence) -> bool:
    """Whether the writer speaks of themself: "I am a neurologist", "in my laboratory", "the undersigned"."""
    if "undersigned" in s.lower:
        return True
    for c in s.clauses:
        if c.who == "writer" and c.verb >= 0 and s.lemma[c.verb] in _SELF_VERBS:
            return True
    return any(w in ("my", "our") for w in s.lower)


def _own_titles(body: Sequence[Sentence]) -> list[int]:
    """Classes of the words in which the writer says what they are: "I am a [neurologist at a children's hospital]"."""
    out: list[int] = []
    for s in body:
        for c in s.clauses:
            if c.verb >= 0 and (c.who == "writer" or "undersigned" in s.lower) and s.lemma[c.verb] in _SELF_VERBS:
                out += s.classes[c.verb + 1 : _end_of_title(s, c.verb + 1, c.end)]
        if "undersigned" in s.lower:
            at = s.lower.index("undersigned")
            out += s.classes[at + 1 : at + 12]
        for j, w in enumerate(s.lower):
            if w == "my" and j + 1 < len(s):
                out += s.classes[j + 1 : j + 4]
            elif (
                w == "as"
                and j + 1 < len(s)
                and s.lower[j + 1] in ("a", "an", "her", "their", "the")
                and (j == 0 or s.lower[j - 1] == "," or s.lemma[j - 1] in ("retrain", "qualify", "work"))
            ):
                out += s.classes[j + 1 : j + 7]
            elif w == "i" and j + 1 < len(s) and s.lemma[j + 1] in _LEAD_VERBS and s.lower[j - 1] in ("which", "that"):
                # "the laboratory of molecular genetics, which I direct"
                out += s.classes[max(0, j - 8) : j - 1]
    return out


def _own_places(body: Sequence[Sentence]) -> list[int]:
    """Classes of the words that say where the two met: "with us [in child neurology]", "our [genomics group]"."""
    out: list[int] = []
    for s in body:
        for j, w in enumerate(s.lower):
            if w in ("our", "my") or (w in ("us", "me") and j and s.lower[j - 1] in _BESIDE):
                out += s.classes[j + 1 : _end_of_place(s, j + 1)]
    return out


def _end_of_place(s: Sentence, first: int) -> int:
    for j in range(first, min(len(s), first + _PLACE)):
        if s.tag[j] in (",", ".", ":", "CC", "VBD", "VBZ", "VBP", "MD", "WP", "WDT", "PRP", "IN") and (
            s.tag[j] != "IN" or s.lower[j] not in _PLACE_WORDS
        ):
            return j
    return min(len(s), first + _PLACE)


def _end_of_title(s: Sentence, first: int, end: int) -> int:
    """Where the words after "I am" stop being the writer's title: before an infinitive, a relative clause, a praise."""
    if (
        first < len(s)
        and s.tag[first] in ("JJ", "VBN", "RB")
        and first + 1 < len(s)
        and s.tag[first + 1] in ("TO", "VB")
    ):
        return first
    for j in range(first, min(end, first + _TITLE)):
        if s.tag[j] in ("TO", "WDT", "WP", "WRB", "PRP") or s.lower[j] in (";", "but", "because"):
            return j
    return min(end, first + _TITLE)


def _first_setting(body: Sequence[Sentence], reference: Sequence[Sentence]) -> list[str]:
    """Return the kinds of placement of the first word that says what the applicant was there for."""
    bits = _placements()
    every = functools.reduce(operator.or_, (mask for _, mask in bits))
    for s in (*reference, *body):
        if any(s.applicant) or _PRONOUNS & set(s.lower):
            for c in s.classes:
                if c & every:
                    return [name for name, mask in bits if c & mask]
    return []


def _main_settings(opening: Sequence[Sentence]) -> list[str]:
    """Return the kinds of placement that the opening names most."""
    lex = lexicon()
    names = [f"placement_{name}" for name in _SETTINGS]
    # a phrase of several words is one mention: "research elective" is as much an elective as research
    every = lex.mask(*names)
    pairs = [p for s in opening for p in itertools.pairwise([0, *s.classes]) if p[1] & every]
    counts = {n: sum(not a & lex.bits[n] and bool(b & lex.bits[n]) for a, b in pairs) for n in names}
    best = max(counts.values())
    return [n.removeprefix("placement_") for n in names if best and counts[n] == best]


def _classes_of(masks: Iterable[int]) -> list[str]:
    union = 0
    for mask in masks:
        union |= mask
    return [name for name, bit in _bits() if union & bit]


def _classes(chosen: Iterable[Sentence], union: Mapping[int, int]) -> list[str]:
    return _classes_of(union[s.index] for s in chosen)


def _counts(body: Sequence[int]) -> list[str]:
    """How much of the letter speaks of patients, of research, of teaching: share of the sentences, in steps."""
    out = []
    n = max(len(body), 1)
    for name, bit in _bits():
        if name in _SETTING_CLASSES:
            share = sum(bool(classes & bit) for classes in body) / n
            out += [f"share:{name}>{step}" for step in (0.05, 0.12, 0.25, 0.4) if share > step]
    return out


def _of_contact(contact: Contact) -> list[str]:
    out = [f"contact:{contact.closeness}", *(f"setting:{s}" for s in contact.settings)]
    out += [f"contact:{name}" for name in ("often", "brief", "personal") if getattr(contact, name)]
    remote = contact.days is None and contact.closeness == "remote"
    if remote or (contact.days is not None and contact.days <= _SHORT):
        out.append("contact:short")
    if contact.days is None:
        out.append("days:unknown" if contact.since is None else "days:since")
    else:
        out += [f"days<{step}" for step in _DAYS if contact.days < step]
        out += [f"days>={step}" for step in _DAYS if contact.days >= step]
    return out
