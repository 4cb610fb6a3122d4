"""Whom to ask, in what mix, and what is missing."""

from __future__ import annotations

import dataclasses
import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from lorscore.advice import plan_text
from lorscore.advice.plan import Plan, make_plan
from lorscore.advice.profile import Profile, load, parse, starter
from lorscore.advice.timeline import calendar, timeline

TODAY = datetime.date(2027, 1, 4)
BASE = parse(starter(TODAY))
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "profile.toml"


def writer(name: str, **changes: Any) -> dict[str, Any]:
    return {**BASE.writers[0], "name": name, **changes}


def planned(*writers: dict[str, Any], **changes: Any) -> Plan:
    return make_plan(dataclasses.replace(BASE, writers=writers, **changes))


GENETICIST = writer("G")
RELATED = writer("R", role="related_specialist")
MENTOR = writer("M", role="research_mentor", kind="research", weeks=40)


def test_the_recommended_mix() -> None:
    plan = planned(MENTOR, RELATED, GENETICIST)
    assert plan.mix == ("G", "R", "M")
    assert [s.id for s in plan.slots] == ["geneticist", "related", "mentor-or-second"]
    assert not any(s.mend for s in plan.slots)


def test_a_second_clinical_supervisor_stands_in_for_a_mentor() -> None:
    plan = planned(GENETICIST, RELATED, writer("S", role="related_specialist", weeks=6))
    assert plan.mix == ("G", "R", "S")


def test_three_strong_beat_four_weak() -> None:
    strong = writer("S", role="lab_or_counselor")
    weak = writer("W", role="lab_or_counselor", relation="taught", weeks=2, senior=False, reminders=[])
    assert planned(GENETICIST, RELATED, MENTOR, strong).mix == ("G", "R", "M", "S")
    plan = planned(GENETICIST, RELATED, MENTOR, weak)
    assert plan.mix == ("G", "R", "M")
    assert plan.backup == "W"
    assert "No fourth letter: three strong beat four weak." in plan.notes


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "personal", "relation": "personal", "weeks": 900},
        {"weeks": 1},
        {"answer": "hesitant"},
        {"answer": "no"},
    ],
)
def test_whom_the_guide_warns_of_is_not_in_the_mix(changes: dict[str, Any]) -> None:
    plan = planned(RELATED, MENTOR, writer("X", **changes))
    assert "X" not in plan.mix
    assert plan.backup is None
    geneticist = plan.slots[0]
    assert geneticist.writer is None
    assert "genetics clinic" in geneticist.mend


def test_home_faculty_rank_behind_the_same_work_in_north_america() -> None:
    home = writer("H", role="home_faculty", place="home", weeks=200)
    plan = planned(home, writer("C", role="community", weeks=12))
    assert [c.writer for c in plan.candidates] == ["C", "H"]
    assert any("supplement" in c.why for c in plan.candidates[1].cautions)


def test_a_north_american_clinical_letter_is_looked_for() -> None:
    abroad = [{**w, "place": "elsewhere"} for w in (GENETICIST, RELATED, MENTOR)]
    plan = planned(*abroad)
    missing = [s for s in plan.slots if s.writer is None]
    assert [s.id for s in missing] == ["north-american"]
    assert missing[0].mend
    near = writer("N", role="community")
    assert "N" in planned(*abroad, near).mix


@pytest.mark.parametrize(
    ("writers", "scenario"),
    [
        ([RELATED, MENTOR], "No genetics rotation"),
        ([RELATED, writer("O", relation="observed", weeks=4)], "A short observership"),
        ([MENTOR, writer("G", weeks=3)], "Research, but little clinical work"),
        ([GENETICIST, RELATED, MENTOR], None),
    ],
)
def test_scenarios(writers: list[dict[str, Any]], scenario: str | None) -> None:
    assert [s.title for s in planned(*writers).scenarios] == ([scenario] if scenario else [])


def test_what_programs_ask_for() -> None:
    def demand(letters: int, *kinds: str) -> str:
        programs = ({"name": "P", "letters": letters, "kinds": list(kinds)},)
        return "\n".join(planned(GENETICIST, RELATED, MENTOR, programs=programs).programs)

    assert demand(3, "clinical", "clinical", "research") == "P: the mix fulfils it (3 letters)."
    assert demand(4) == "P asks for 4 letters; the mix has 3."
    assert "of the kind clinical;" in demand(3, "clinical", "clinical", "clinical")
    assert demand(2).startswith("P asks for 2 letters only")


def test_emphasis_follows_what_was_seen() -> None:
    plan = planned({**GENETICIST, "saw": ["ethics"]}, RELATED, MENTOR)
    assert plan.emphasis["G"][0].startswith("Professionalism")
    assert plan.emphasis["G"][0].endswith("(saw you do it)")
    assert any("U.S. system" in row for row in plan.emphasis["G"])
    assert not any("U.S. system" in row for row in plan.emphasis["M"])
    assert any(row.startswith("A bridge") for row in plan.emphasis["M"])
    home = dataclasses.replace(BASE, applicant={**BASE.applicant, "international": False, "gap": "2023"})
    rows = make_plan(home).emphasis["Dr. Ruth Lindqvist"]
    assert not any("U.S. system" in row for row in rows)
    assert any("2023" in row for row in rows)


@pytest.mark.parametrize("profile", [BASE, load(SAMPLE)], ids=["starter", "sample"])
def test_text_and_json(profile: Profile) -> None:
    plan = make_plan(profile)
    text = plan_text.render(plan, timeline(plan, TODAY))
    assert max(map(len, text.splitlines())) <= 80
    assert "The letter itself is the writer's" in text
    assert "waive the right to see it" in text
    assert "strong letter" in " ".join(text.split())
    assert all(c.writer in text for c in plan.candidates)
    assert json.loads(plan.to_json())["mix"] == list(plan.mix)


def test_dates_count_back_from_the_deadline() -> None:
    plan = make_plan(BASE)
    steps = {s.id: s for s in timeline(plan, TODAY)}
    weeks = {k: ((steps["deadline"].end - s.start).days / 7, (steps["deadline"].end - s.end).days / 7) for k, s in steps.items()}  # fmt: skip  # noqa: E501
    assert weeks["ask"] == (8, 4)
    assert weeks["reminder-1"] == (3, 2)
    assert 2 > weeks["reminder-2"][0] > weeks["backup"][0] >= 1
    assert not any(s.late for s in steps.values())
    late = timeline(plan, steps["ask"].end + datetime.timedelta(days=1))
    assert [s.id for s in late if s.late] == ["ask"]
    assert "This date has passed" in plan_text.describe(late[0])


def test_the_calendar_is_read_back() -> None:
    import icalendar

    plan = make_plan(load(SAMPLE))
    steps = timeline(plan, TODAY)
    now = datetime.datetime(2027, 1, 4, 12, tzinfo=datetime.UTC)
    data = calendar(plan, steps, now)
    assert data == calendar(plan, steps, now)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [str(e["summary"]) for e in events] == [s.title for s in steps]
    assert [e.decoded("dtstart") for e in events] == [s.start for s in steps]
    # the end of a whole-day event is the day after
    assert [e.decoded("dtend") - datetime.timedelta(days=1) for e in events] == [s.end for s in steps]
    assert len({str(e["uid"]) for e in events}) == len(steps)
    assert str(events[0]["description"]) == steps[0].what
