"""A plan as plain text for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from lorscore.advice.conditions import guide
from lorscore.advice.plan import Advice, Candidate, Plan
from lorscore.advice.timeline import Step
from lorscore.render.page import Page


def render(plan: Plan, steps: Sequence[Step], *, width: int = 80) -> str:
    """Return a plan as text, no line longer than ``width`` characters."""
    words = guide("plan")["words"]
    page = Page(width, ruled=True)
    page.heading(words["title"].format(name=plan.applicant))
    page.paragraph(f"{words['own']} {words['caveat']}")
    page.heading(words["candidates"])
    for number, candidate in enumerate(plan.candidates, 1):
        _candidate(page, number, candidate)
    page.heading(words["mix"])
    for slot in plan.slots:
        key = "slot" if slot.writer else "slot_none"
        page.paragraph(f"- {words[key].format(title=slot.title, writer=slot.writer, mend=slot.mend)}", rest="  ")
    page.listing([*plan.notes, words["backup" if plan.backup else "no_backup"].format(writer=plan.backup)])
    if plan.programs:
        page.heading(words["programs"])
        page.listing(plan.programs)
    if plan.scenarios:
        page.heading(words["scenarios"])
        for scenario in plan.scenarios:
            _advice(page, scenario)
    page.heading(words["emphasis"])
    for writer, rows in plan.emphasis.items():
        page.paragraph(f"{writer}:")
        page.listing(rows)
    if plan.rotations:
        page.heading(plan.stand_out.title)
        page.listing(plan.rotations)
        page.listing(plan.stand_out.advice)
    page.heading(plan.ask.title)
    page.listing(plan.ask.advice)
    page.heading(words["dates"])
    page.listing([describe(step) for step in steps])
    return page.text()


def describe(step: Step) -> str:
    """Return a step of the timeline on one line."""
    words = guide("packet")["words"]
    start, end = step.start.strftime("%d %b %Y"), step.end.strftime("%d %b %Y")
    when = start if start == end else words["step_dates"].format(start=start, end=end)
    late = f" {words['late']}" if step.late else ""
    return f"{when}: {step.title}. {step.what}{late}"


def _candidate(page: Page, number: int, candidate: Candidate) -> None:
    page.paragraph(f"{number}. {candidate.writer}")
    for reason in candidate.reasons:
        page.paragraph(f"{'+' if reason.points > 0 else '-'} {reason.why}", first="   ", rest="     ")
    for caution in candidate.cautions:
        page.paragraph(f"! {caution.why}", first="   ", rest="     ")


def _advice(page: Page, advice: Advice) -> None:
    page.paragraph(f"{advice.title} ({advice.source})")
    page.listing(advice.advice)
