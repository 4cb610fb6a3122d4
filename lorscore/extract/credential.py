"""Who vouches, and in what form: role, degree, title, institution; letterhead, date, signature, contact details."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from lorscore.extract.found import Found, found_in
from lorscore.extract.match import matcher_of
from lorscore.extract.name_lexicon import name_lexicon
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.lexicon import lexicon
from lorscore.letter import Letter

_PASTED = ("text", "markdown")
"""Formats in which a letterhead or a signature is lost as a rule: their absence is not measured."""
_PHONE = re.compile(r"(?:\+\d{1,3}[\s.-]?)?(?:\(\d{2,5}\)|\b\d{2,5})[\s.-]?\d{3}[\s.-]?\d{3,5}\b|\b\d{3}-\d{4}\b")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+")


@dataclass(frozen=True, slots=True)
class Format:
    """Which parts of a proper letter are there: True, False, or None where that could not be measured.

    Attributes
    ----------
    letterhead, date, signature, title, institution, contact_details : bool or None
    degree : bool
        Whether a degree stands with the writer's name.
    role : bool
        Whether the body says what the writer is.
    """

    letterhead: bool | None
    date: bool | None
    signature: bool | None
    title: bool | None
    institution: bool | None
    contact_details: bool | None
    degree: bool
    role: bool


@functools.cache
def _masks() -> tuple[tuple[str, int], ...]:
    lex = lexicon()
    return (
        ("degree", lex.mask("degree")),
        ("title", lex.mask("title_noun")),
        ("institution", lex.mask("institution_noun")),
    )


def find_credentials(text: str, sentences: Sequence[Sentence]) -> list[Found]:
    """Find what tells who the writer is and how to reach them.

    Parameters
    ----------
    text : str
        The text that the sentences' offsets count.
    sentences : sequence of Sentence

    Returns
    -------
    list of Found
        Kind ``credential``; label ``letterhead``, ``date``, ``signature``, ``degree``, ``title``, ``institution``,
        ``phone``, ``email``
        (details: ``zone``), or from the body ``role``, ``experience``, ``waiver``, ``reachable``.
    """
    out = list(matcher_of("credential").find([s for s in sentences if s.in_body or s.part in ("reference", "closing")]))
    for s in sentences:
        if s.part in ("letterhead", "signature", "closing"):
            zone = "letterhead" if s.part == "letterhead" else "signature"
            out += _of_classes(s, zone)
            out += _of_patterns(text, s, zone)
        elif s.part == "date":
            out.append(_found(s, 0, len(s) - 1, "date", "date"))
    for part in ("letterhead", "signature"):
        first = next((s for s in sentences if s.part == part), None)
        if first is not None:
            out.append(_found(first, 0, len(first) - 1, part, part))
    return out


def _found(s: Sentence, first: int, last: int, label: str, zone: str) -> Found:
    return found_in(
        s, first, last, "credential", f"credential.{label}", label=label, criterion="credible",
        explain=explains("credential")[label], details={"zone": zone},
    )  # fmt: skip


def _of_classes(s: Sentence, zone: str) -> list[Found]:
    """Degrees, titles, institutions: the first run of each in a line or sentence."""
    out = []
    for label, mask in _masks():
        at = [j for j, c in enumerate(s.classes) if c & mask]
        if label == "degree":
            # degrees are written in capitals or with dots: "do" and "ms" are words, too
            at = [
                j
                for j in at
                if s.orth[j].isupper()
                or "." in s.orth[j]
                or (s.orth[j][:1].isupper() and s.orth[j][1:2].islower() and s.orth[j][-1].isupper())
            ]
            if zone == "letterhead":
                continue
        if at:
            first = last = at[0]
            while last + 1 in at:
                last += 1
            if label in ("title", "institution"):
                first, last = _whole_name(s, first, last)
            out.append(_found(s, first, last, label, zone))
    return out


def _whole_name(s: Sentence, first: int, last: int) -> tuple[int, int]:
    """Widen a run of tokens to the name it stands in: capitalised words, with what links them between."""
    while first and _in_name(s, first - 1):
        first -= 1
    while last + 1 < len(s) and _in_name(s, last + 1):
        last += 1
    while s.lower[first] in _links():
        first += 1
    while s.lower[last] in _links():
        last -= 1
    return first, last


def _in_name(s: Sentence, j: int) -> bool:
    return s.orth[j][:1].isupper() or s.lower[j] in _links()


@functools.cache
def _links() -> frozenset[str]:
    """Return what stands between the words of a name: what joins an institution's, and a post to its place."""
    return name_lexicon().institution_links | {"the", "in", "at", "'s", "’s", "-"}


def _of_patterns(text: str, s: Sentence, zone: str) -> list[Found]:
    out = []
    start, end = s.start[0], s.end[-1]
    for label, pattern in (("phone", _PHONE), ("email", _MAIL)):
        match = pattern.search(text, start, end)
        if match:
            inside = [j for j in range(len(s)) if s.start[j] < match.end() and match.start() < s.end[j]]
            out.append(_found(s, inside[0], inside[-1], label, zone))
    return out


def format_of(letter: Letter, found: Sequence[Found], writer_named: bool = True) -> Format:
    """Return which parts of a proper letter are there, absent, or not measured.

    Parameters
    ----------
    letter : Letter
    found : sequence of Found
        What `find_credentials` found in it.
    writer_named : bool
        Whether a writer's name was found; a signature without a name is none.

    Notes
    -----
    Text that was pasted has lost its letterhead, and an image in the header may hold one: absent is then "not
    measured" (None), never
    False. The same goes for a signature and what stands in it.
    """
    labels = {(f.label, f.details.get("zone")) for f in found if f.kind == "credential"}
    have = {label for label, _ in labels}
    pasted = letter.format in _PASTED
    head_lost = pasted or "header" in letter.images
    foot_lost = pasted or "signature" in letter.images
    signed = "signature" in have and writer_named

    def measured(there: bool, lost: bool) -> bool | None:
        return True if there else None if lost else False

    return Format(
        letterhead=measured("letterhead" in have, head_lost),
        date=measured("date" in have, head_lost),
        signature=measured(signed, foot_lost),
        title=measured(("title", "signature") in labels or "role" in have, foot_lost),
        institution=measured("institution" in have, head_lost or foot_lost),
        contact_details=measured(bool(have & {"phone", "email"}), head_lost or foot_lost),
        degree="degree" in have,
        role="role" in have,
    )
