"""Whether a packet's reminders are concrete and name no patient: judged by what judges letters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lorscore.advice.conditions import guide
from lorscore.analysis import Analyzer
from lorscore.report import Evidence, Report

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")


@dataclass(frozen=True, slots=True)
class ReminderCheck:
    """What was found of one reminder.

    Attributes
    ----------
    writer : str
    number : int
        From 1, as it stands in the profile.
    text : str
    concrete : bool
        It tells an event, by the extractor of concrete examples.
    lacks : tuple of str
        Of case, action and outcome, what the event leaves out.
    patient : tuple of str
        Sentences on what could tell who a patient is.
    """

    writer: str
    number: int
    text: str
    concrete: bool
    lacks: tuple[str, ...]
    patient: tuple[str, ...]


def check_reminders(analyzer: Analyzer, writer: Mapping[str, Any], applicant: str) -> list[ReminderCheck]:
    """Check the reminders for one writer.

    The extractor reads letters, in which the writer is "I" and the applicant "she"; reminders are put into that voice
    first, each as a paragraph of a short letter.

    Parameters
    ----------
    analyzer : Analyzer
    writer : mapping
        A ``[[writer]]`` of a profile.
    applicant : str
    """
    said = [in_letter_voice(text) for text in writer["reminders"]]
    letter = guide("packet")["voice_letter"]["text"].format(name=applicant, reminders="\n\n".join(said))
    report = analyzer.analyze(letter, applicant=applicant)
    checks = []
    at = letter.index(said[0]) if said else 0
    for number, (text, spoken) in enumerate(zip(writer["reminders"], said, strict=True), 1):
        at = letter.index(spoken, at)
        checks.append(_check(report, writer["name"], number, text, at, at + len(spoken)))
        at += len(spoken)
    return checks


def in_letter_voice(text: str) -> str:
    """Return a reminder as the writer would say it: first person becomes third, second becomes first.

    A reminder without any "I" is taken as a note, and gets its subject.

    Examples
    --------
    >>> from lorscore.advice.reminders import in_letter_voice
    >>> in_letter_voice("I called the laboratory, and you used my summary.")
    'She called the laboratory, and I used her summary.'
    >>> in_letter_voice("Called the laboratory.")
    'She called the laboratory.'
    """
    voice: dict[str, str] = guide("packet")["voice"]
    first = {"i", "i'm", "i've", "i'd", "me", "my", "mine", "myself", "we", "our", "us"}
    words = {w.lower().replace("’", "'") for w in _WORD.findall(text)}
    if not words & first:
        text = f"I {text[:1].lower()}{text[1:]}"

    def turned(match: re.Match[str]) -> str:
        new = voice.get(match[0].lower().replace("’", "'"))
        if new is None:
            return match[0]
        # "I" is a capital anywhere; only where a sentence begins does its successor keep one
        begins = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1] in ".!?"
        return new[:1].upper() + new[1:] if begins else new

    return _WORD.sub(turned, text)


def _check(report: Report, writer: str, number: int, text: str, start: int, end: int) -> ReminderCheck:
    def inside(a: int | None, b: int | None) -> bool:
        return a is not None and b is not None and a < end and b > start

    events: list[Evidence] = [e for e in report.evidence_of("example") if inside(e.start, e.end)]
    lacks = min((tuple(e.details.get("missing", ())) for e in events), key=len, default=())
    patient = tuple(s.message for s in report.suggestions if s.id.startswith("privacy.") and inside(s.start, s.end))
    return ReminderCheck(writer, number, text, bool(events), lacks, patient)
