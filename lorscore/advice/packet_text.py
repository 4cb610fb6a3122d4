"""What was written of a packet, and what to mend in it, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lorscore.advice import plan_text
from lorscore.advice.conditions import guide
from lorscore.advice.packet import Packet, page_lines
from lorscore.advice.timeline import Step
from lorscore.render.page import Page


def render(packet: Packet, steps: Sequence[Step], files: Sequence[Path], *, width: int = 80) -> str:
    """Return what was written and what to mend, as text."""
    words, plan_words = guide("packet")["words"], guide("plan")["words"]
    page = Page(width, ruled=True)
    page.paragraph(plan_words["own"])
    page.heading(words["written"])
    # a path is for copying: it is not wrapped
    page.lines += [str(path) for path in files]
    page.heading(words["pages"])
    most = guide("packet")["page"]["lines"]
    page.listing(
        [
            words["page"].format(
                writer=w.writer, lines=page_lines(w), most=most, count=len(w.checks),
                concrete=sum(c.concrete for c in w.checks),
            )
            for w in packet.writers
        ]
    )  # fmt: skip
    page.heading(words["mend"])
    page.listing(packet.notes, words["mend_none"])
    page.heading(plan_words["dates"])
    page.listing([plan_text.describe(step) for step in steps])
    return page.text()
