"""The packet for each letter writer: one page of reminders, e-mail drafts, and what was found wrong with them."""

from __future__ import annotations

import datetime
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lorscore.advice.conditions import guide
from lorscore.advice.plan import Plan, make_plan
from lorscore.advice.profile import Profile
from lorscore.advice.reminders import ReminderCheck, check_reminders
from lorscore.analysis import Analyzer
from lorscore.errors import InputError


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the page with its lines; ``bullets`` where they are a list."""

    heading: str
    lines: tuple[str, ...]
    bullets: bool


@dataclass(frozen=True, slots=True)
class Mail:
    """The draft of an e-mail; the applicant sends it."""

    id: str
    to: str | None
    sender: str | None
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class WriterPacket:
    """All that one writer gets."""

    writer: str
    title: str
    opening: str
    sections: tuple[Section, ...]
    mails: tuple[Mail, ...]
    checks: tuple[ReminderCheck, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """The packets, and notes on what the applicant should mend before handing them over."""

    plan: Plan
    writers: tuple[WriterPacket, ...]
    notes: tuple[str, ...]


def make_packet(profile: Profile, analyzer: Analyzer) -> Packet:
    """Make a packet for each writer of a profile who has reminders and did not say no.

    Parameters
    ----------
    profile : Profile
    analyzer : Analyzer
        What judges whether a reminder is concrete.

    Raises
    ------
    InputError
        Where a reminder could tell who a patient is, a page would not fit on one sheet, or nobody has reminders.
    """
    plan = make_plan(profile)
    words = guide("packet")["words"]
    packets, notes = [], []
    for writer in profile.writers:
        if writer["answer"] == "no":
            continue
        if not writer["reminders"]:
            # nobody is urged to prepare a page for a writer whom the guide advises against
            if writer["name"] in plan.mix or writer["name"] == plan.backup:
                notes.append(words["unplanned"].format(writer=writer["name"]))
            continue
        checks = check_reminders(analyzer, writer, profile.applicant["name"])
        _refuse_patients(checks)
        packet = _for_writer(profile, writer, checks)
        _refuse_long(packet)
        notes += [*_counted(packet), *_told(checks)]
        packets.append(packet)
    if not packets:
        raise InputError(
            "No writer of the profile has reminders, so there is nothing to put into a packet. Add three to five to a "
            f"[[writer]]. For example: {guide('profile')['writer']['reminders']['example']}"
        )
    return Packet(plan, tuple(packets), tuple(notes))


def _for_writer(profile: Profile, writer: Mapping[str, Any], checks: Sequence[ReminderCheck]) -> WriterPacket:
    data = guide("packet")
    words, applicant = data["words"], profile.applicant
    along = goes_along(applicant)
    values = {
        **{key: writer[key] for key in ("my_role", "institution", "dates", "weeks")},
        "writer": writer["name"],
        "name": applicant["name"],
        "deadline": day(applicant["deadline"]),
        "goes_along": ", ".join(item[:1].lower() + item[1:] for item in along),
    }
    contact = f", {applicant['email']}" if applicant["email"] else ""
    strengths = [*writer["strengths"], *(s for s in applicant["strengths"] if s not in writer["strengths"])]
    sections = (
        Section(words["applicant"], (f"{applicant['name']}{contact}",), False),
        Section(words["needed"], (values["deadline"],), False),
        Section(
            words["together"],
            (f"{words['together_line'].format(**values)}: {words['relation'][writer['relation']]}.",),
            False,
        ),
        Section(words["reminders"], tuple(writer["reminders"]), True),
        Section(words["strengths"], ("; ".join(strengths),), False),
        Section(words["genetics"], (f"{words['programs']}: {'; '.join(applicant['programs'])}",), False),
        Section(words["emphasis"], tuple(_looked_for(writer)), True),
        Section(data["goes_along"]["title"], ("; ".join(along),), False),
    )
    mails = tuple(
        Mail(m["id"], writer["email"], applicant["email"], m["subject"].format(**values), m["body"].format(**values))
        for m in data["mail"]
    )
    return WriterPacket(
        writer["name"], words["title"].format(**values), words["thanks"], sections, mails, tuple(checks)
    )


def _looked_for(writer: Mapping[str, Any]) -> list[str]:
    from lorscore.extract.checklist import checklist_items

    return [item.title for item in checklist_items(writer["kind"])]


def goes_along(applicant: Mapping[str, Any]) -> list[str]:
    """Return what is handed over with the page: scores only where they help."""
    data = guide("packet")["goes_along"]
    return [*data["items"], *([data["scores"]] if applicant["scores_strong"] else [])]


def day(date: datetime.date) -> str:
    """Return a date as people write it.

    Examples
    --------
    >>> import datetime
    >>> from lorscore.advice.packet import day
    >>> day(datetime.date(2027, 9, 5))
    '5 September 2027'
    """
    return f"{date.day} {date:%B %Y}"


def page_lines(packet: WriterPacket) -> int:
    """Estimate how many lines the page takes in the font of ``packet.toml``, on the safe side.

    A heading counts one and a half lines for the space above it.
    """
    width = guide("packet")["page"]["characters"]
    body = [packet.opening] + [line for s in packet.sections if not s.bullets for line in s.lines]
    bullets = [line for s in packet.sections if s.bullets for line in s.lines]
    wrapped = sum(_rows(line, width) for line in body) + sum(_rows(line, width - 5) for line in bullets)
    return math.ceil(2 * _rows(packet.title, width * 2 // 3) + 1.5 * len(packet.sections) + wrapped)


def _rows(line: str, width: int) -> int:
    # scripts whose letters are as wide as they are high take two places each
    wide = "".join("xx" if ord(c) > 0x2E7F else c for c in line)
    return max(1, len(textwrap.wrap(wide, width)))


def _refuse_patients(checks: Sequence[ReminderCheck]) -> None:
    for check in checks:
        if check.patient:
            said = guide("packet")["checks"]["patient"]
            raise InputError(said.format(writer=check.writer, number=check.number, message=check.patient[0]))


def _refuse_long(packet: WriterPacket) -> None:
    lines, most = page_lines(packet), guide("packet")["page"]["lines"]
    if lines > most:
        raise InputError(guide("packet")["checks"]["too_long"].format(writer=packet.writer, lines=lines, most=most))


def _counted(packet: WriterPacket) -> list[str]:
    data = guide("packet")
    count = len(packet.checks)
    if data["limits"]["reminders_least"] <= count <= data["limits"]["reminders_most"]:
        return []
    key = "few" if count < data["limits"]["reminders_least"] else "many"
    return [data["checks"][key].format(writer=packet.writer, count=count)]


def _told(checks: Sequence[ReminderCheck]) -> list[str]:
    """Return what to mend in the reminders of one writer: those without an event, then what events may leave out."""
    data = guide("packet")
    notes = [
        data["checks"]["vague"].format(writer=c.writer, number=c.number, text=c.text) for c in checks if not c.concrete
    ]
    for part, missing in data["missing"].items():
        numbers = [str(c.number) for c in checks if c.concrete and part in c.lacks]
        if numbers:
            said = data["checks"]["lacks_one" if len(numbers) == 1 else "lacks"]
            notes.append(said.format(writer=checks[0].writer, numbers=", ".join(numbers), missing=missing))
    return notes
