"""Whom to ask for letters, in what mix, for what, and what is still missing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lorscore.advice.conditions import fits, guide
from lorscore.advice.profile import Profile
from lorscore.extract.checklist import checklist_items

SCHEMA = "lorscore.plan/1"


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the guide's reasons for or against; ``points`` is 0 where it is a caution only."""

    why: str
    points: int
    source: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A writer whom the applicant could ask.

    ``points`` orders them and is no measurement; where ``fit`` is False the guide advises against asking at all.
    """

    writer: str
    points: int
    fit: bool
    reasons: tuple[Reason, ...]
    cautions: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the mix; ``writer`` is None where nobody fits, and ``mend`` says what experience would help."""

    id: str
    title: str
    writer: str | None
    mend: str
    source: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A list of advice under a heading, with the guide's section."""

    title: str
    advice: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the guide advises an applicant (schema ``lorscore.plan/1``).

    Attributes
    ----------
    applicant : str
    deadline : str
        ISO date.
    candidates : tuple of Candidate
        The best to ask first; those who said no are left out.
    slots : tuple of Slot
    mix : tuple of str
        Names of the writers to ask, three or four.
    backup : str or None
    programs : tuple of str
        A sentence on each demand of a program.
    scenarios : tuple of Advice
    emphasis : dict of str to list of str
        Writer to what the letter should dwell on.
    rotations : tuple of str
    stand_out, ask : Advice
    notes : tuple of str
    """

    applicant: str
    deadline: str
    candidates: tuple[Candidate, ...]
    slots: tuple[Slot, ...]
    mix: tuple[str, ...]
    backup: str | None
    programs: tuple[str, ...]
    scenarios: tuple[Advice, ...]
    emphasis: dict[str, list[str]]
    rotations: tuple[str, ...]
    stand_out: Advice
    ask: Advice
    notes: tuple[str, ...]
    schema: str = SCHEMA

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the plan as JSON text."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=indent)


def make_plan(profile: Profile) -> Plan:
    """Say whom to ask, in what mix, for what, and what is missing.

    Parameters
    ----------
    profile : Profile

    Returns
    -------
    Plan

    Examples
    --------
    >>> import datetime
    >>> from lorscore.advice.plan import make_plan
    >>> from lorscore.advice.profile import parse, starter
    >>> make_plan(parse(starter(datetime.date(2027, 1, 4)))).mix
    ('Dr. Ruth Lindqvist', 'Dr. Samuel Oduya', 'Prof. Mei Castellanos')
    """
    data = guide("plan")
    facts = {w["name"]: _facts(w) for w in profile.writers if w["answer"] != "no"}
    candidates = sorted((_candidate(name, f) for name, f in facts.items()), key=lambda c: (not c.fit, -c.points))
    slots, mix, notes = _mix(candidates, facts)
    backup = next((c.writer for c in candidates if c.writer not in mix and c.fit and c.points > 0), None)
    said = data["words"]
    notes += [said["refused"].format(writer=w["name"]) for w in profile.writers if w["answer"] == "no"]
    writers = {w["name"]: w for w in profile.writers}
    return Plan(
        applicant=profile.applicant["name"],
        deadline=profile.applicant["deadline"].isoformat(),
        candidates=tuple(candidates),
        slots=tuple(slots),
        mix=tuple(mix),
        backup=backup,
        programs=tuple(line for p in profile.programs for line in _program(p, [facts[name] for name in mix])),
        scenarios=tuple(
            Advice(s["title"], tuple(s["advice"]), s["source"])
            for s in data["scenario"] if fits(s["when"], _weeks(list(facts.values())))
        ),
        emphasis={name: _emphasis(writers[name], profile.applicant) for name in mix},
        rotations=tuple(
            said["rotation"].format(what=r["what"], where=r["where"], weeks=r["weeks"], begins=r["begins"])
            for r in profile.rotations
        ),
        stand_out=_advice("stand_out"),
        ask=_advice("ask"),
        notes=tuple(notes),
    )  # fmt: skip


def _advice(table: str) -> Advice:
    data = guide("plan")
    return Advice(data["words"][table], tuple(data[table]["advice"]), data[table]["source"])


def _facts(writer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what conditions may ask of a writer; what was not said counts as no."""
    return {
        **writer,
        "reminders": len(writer["reminders"]),
        "senior": bool(writer["senior"]),
        "knows_goal": bool(writer["knows_goal"]),
        "answer": writer["answer"] or "not_asked",
    }


def _candidate(name: str, facts: Mapping[str, Any]) -> Candidate:
    data = guide("plan")
    reasons = tuple(Reason(p["reason"], p["points"], p["source"]) for p in data["point"] if fits(p["when"], facts))
    cautions = tuple(Reason(c["why"], 0, c["source"]) for c in data["caution"] if fits(c["when"], facts))
    unfit = any(fits(when, facts) for entry in data["unfit"] for when in entry["any"])
    return Candidate(name, sum(r.points for r in reasons), not unfit, reasons, cautions)


def _mix(
    candidates: Sequence[Candidate], facts: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Slot], list[str], list[str]]:
    """Fill the guide's places, best candidate first; then bring the number to three; then perhaps a fourth."""
    data = guide("plan")
    limits, said = data["limits"], data["words"]
    able = [c for c in candidates if c.fit and c.points >= limits["least_points"]]
    slots: list[Slot] = []
    mix: list[str] = []
    for slot in data["slot"]:
        fitting = [c.writer for c in able if any(fits(w, facts[c.writer]) for w in slot["any"])]
        if slot.get("unless_met") and any(name in mix for name in fitting):
            continue
        taken = next((name for name in fitting if name not in mix), None)
        slots.append(Slot(slot["id"], slot["title"], taken, "" if taken else slot["mend"], slot["source"]))
        mix += [taken] if taken else []
    notes: list[str] = []
    for c in able:
        if c.writer in mix:
            continue
        if len(mix) < limits["letters"]:
            mix.append(c.writer)
            notes.append(said["spare"].format(writer=c.writer))
        elif len(mix) == limits["letters"] and c.points >= limits["fourth_points"]:
            mix.append(c.writer)
            notes.append(said["fourth"].format(writer=c.writer))
    if len(mix) < limits["letters"]:
        notes.append(said["short"].format(count=len(mix), letters=limits["letters"]))
    elif len(mix) == limits["letters"]:
        notes.append(said["no_fourth"])
    return slots, mix, notes


def _program(program: Mapping[str, Any], mix: Sequence[Mapping[str, Any]]) -> list[str]:
    data = guide("plan")
    said, name, letters = data["words"], program["name"], program["letters"]
    out = []
    if len(mix) < letters:
        out.append(said["program_count"].format(name=name, letters=letters, count=len(mix)))
    out += [
        said["program_kind"].format(name=name, kind=kind.replace("_", " "))
        for kind in dict.fromkeys(program["kinds"])
        if sum(fits(data["kinds"][kind], facts) for facts in mix) < program["kinds"].count(kind)
    ]
    if not out and len(mix) > letters:
        out.append(said["program_many"].format(name=name, letters=letters))
    return out or [said["program_met"].format(name=name, letters=letters)]


def _weeks(writers: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the weeks of each sort of experience; parallel ones with several writers count each."""

    def total(**wanted: Any) -> int:
        return sum(w["weeks"] for w in writers if fits(wanted, w))

    active = ["supervised", "worked_with"]
    return {
        "genetics_supervised": total(role="clinical_geneticist", kind="clinical", relation=active),
        "genetics_observed": total(role="clinical_geneticist", kind="clinical", relation=["observed", "taught"]),
        "clinical": total(kind="clinical", relation=active),
        "research": total(kind="research"),
    }


def _emphasis(writer: Mapping[str, Any], applicant: Mapping[str, Any]) -> list[str]:
    """Return what a letter should dwell on: the guide's checklist, what the writer saw first, then IMG concerns."""
    data = guide("plan")["emphasis"]
    listed = checklist_items(writer["kind"]) if writer["kind"] in ("clinical", "research") else ()
    rows = [(item.title, bool(set(item.qualities) & set(writer["saw"]))) for item in listed]
    rows.sort(key=lambda row: not row[1])
    out = [f"{title} ({data['saw' if saw else 'ask']})" for title, saw in rows]
    if applicant["international"] and writer["kind"] == "clinical" and writer["place"] == "north_america":
        out += [data["img"]["us_adaptation"], data["img"]["language"]]
    if applicant["gap"] and writer["weeks"] >= 12:
        out.append(data["img"]["gap"].format(gap=applicant["gap"]))
    return out
