"""The dates of asking, counted back from the deadline, and the calendar file with them."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from lorscore.advice.conditions import guide
from lorscore.advice.plan import Plan


@dataclass(frozen=True, slots=True)
class Step:
    """One date, or a stretch of days from ``start`` to ``end`` (both included); ``late`` once it is over."""

    id: str
    title: str
    what: str
    start: datetime.date
    end: datetime.date
    late: bool
    source: str


def timeline(plan: Plan, today: datetime.date) -> list[Step]:
    """Return the dates from asking to the deadline, in order.

    Parameters
    ----------
    plan : Plan
    today : datetime.date
        Steps that ended before it are late.

    Examples
    --------
    >>> import datetime
    >>> from lorscore.advice.plan import make_plan
    >>> from lorscore.advice.profile import parse, starter
    >>> from lorscore.advice.timeline import timeline
    >>> today = datetime.date(2027, 1, 4)
    >>> steps = timeline(make_plan(parse(starter(today))), today)
    >>> [(s.id, (steps[-1].start - s.start).days // 7) for s in steps]
    [('ask', 8), ('reminder-1', 3), ('reminder-2', 1), ('backup', 1), ('deadline', 0)]
    """
    deadline = datetime.date.fromisoformat(plan.deadline)
    names = {"writers": ", ".join(plan.mix) or "-", "backup": plan.backup or "another supervisor"}
    steps = []
    for entry in guide("packet")["step"]:
        start, end = (deadline - datetime.timedelta(days=round(7 * entry[k])) for k in ("from", "to"))
        steps.append(Step(entry["id"], entry["title"], entry["what"].format(**names), start, end, end < today, entry["source"]))  # fmt: skip  # noqa: E501
    return steps


def calendar(plan: Plan, steps: list[Step], now: datetime.datetime) -> bytes:
    """Return the dates as an iCalendar file (RFC 5545): whole days, each with an alarm on its morning.

    Parameters
    ----------
    plan : Plan
    steps : list of Step
    now : datetime.datetime
        When it is made, with a time zone.
    """
    # one command needs it: it stays out of the way of the others
    import icalendar

    made = icalendar.Calendar()
    made.add("prodid", "-//lorscore//packet//EN")
    made.add("version", "2.0")
    for step in steps:
        event = icalendar.Event()
        # the same step of the same person keeps its id, so that importing it again replaces it
        key = hashlib.sha256(f"{plan.applicant}/{step.id}".encode()).hexdigest()[:24]
        event.add("uid", f"{key}@lorscore")
        event.add("dtstamp", now)
        event.add("dtstart", step.start)
        event.add("dtend", step.end + datetime.timedelta(days=1))
        event.add("summary", step.title)
        event.add("description", step.what)
        event.add("transp", "TRANSPARENT")
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", step.title)
        alarm.add("trigger", datetime.timedelta(hours=9))
        event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())
