"""The estimate of one page held against LibreOffice (``make test-desktop``)."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from lorscore.advice import packet_files
from lorscore.advice.conditions import guide
from lorscore.advice.packet import Section, WriterPacket, page_lines
from lorscore.advice.packet import day as written_day

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")

SENTENCE = (
    "I noticed hypopigmented macules in a boy who was referred for seizures, proposed tuberous sclerosis, and told you."
)
MOST = guide("packet")["page"]["lines"]


def packet(reminders: int, times: int) -> WriterPacket:
    lines = tuple(" ".join([SENTENCE] * times) for _ in range(reminders))
    day = written_day(datetime.date(2027, 9, 15))
    sections = (
        Section("Needed by", (day,), False),
        Section("Reminders", lines, True),
        Section("Programs", (day,), False),
    )
    return WriterPacket("Dr. Ruth Lindqvist", "For Dr. Ruth Lindqvist: summary", "Thank you.", sections, (), ())


def test_what_is_estimated_to_fit_fits(tmp_path: Path) -> None:
    """The fullest pages that are let pass, of few long and of many short reminders, print on one sheet."""
    assert SOFFICE is not None
    for times in (1, 4):
        fitting = [p for n in range(1, 60) if page_lines(p := packet(n, times)) <= MOST]
        (tmp_path / f"full-{times}.docx").write_bytes(packet_files.word(fitting[-1]))
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir",
         str(tmp_path), *map(str, sorted(tmp_path.glob("*.docx")))],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    pages = {p.stem: len(pypdfium2.PdfDocument(p)) for p in sorted(tmp_path.glob("*.pdf"))}
    assert pages == {"full-1": 1, "full-4": 1}
