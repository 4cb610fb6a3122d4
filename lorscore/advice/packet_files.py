"""A packet as files: a page in Word and for the browser, e-mail drafts, the calendar."""

from __future__ import annotations

import datetime
import email.policy
import io
import re
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
from docx.shared import Inches, Pt

from lorscore import writing
from lorscore.advice.conditions import guide
from lorscore.advice.packet import Mail, Packet, WriterPacket
from lorscore.advice.set_page import bullets, document, paragraph
from lorscore.advice.timeline import Step, calendar
from lorscore.errors import OutputError
from lorscore.extract.name_lexicon import fold
from lorscore.render.html import text

_STYLE = """body { max-width: 46rem; }
@media print { @page { size: letter; margin: 1in; } body { font: 10.5pt/1.2 Calibri, Carlito, sans-serif; padding: 0; }
  h1 { font-size: 14pt; } h2 { font-size: 10.5pt; margin: .4rem 0 0; border: 0; } p, ul, li { margin-bottom: 0; } }
"""


def write(packet: Packet, folder: Path, steps: Sequence[Step], *, force: bool = False) -> list[Path]:
    """Write all files of a packet, a folder for each writer and the calendar beside them.

    Parameters
    ----------
    packet : Packet
    folder : pathlib.Path
        Made where it does not exist; the folder above it must exist.
    steps : sequence of Step
    force : bool
        Replace files that exist.

    Returns
    -------
    list of pathlib.Path

    Raises
    ------
    OutputError
        Where a file exists and ``force`` is False (nothing is written then), or cannot be written.
    """
    now = datetime.datetime.now(datetime.UTC)
    files: dict[Path, bytes] = {folder / "dates.ics": calendar(packet.plan, list(steps), now)}
    for name, writer in zip(_folders(packet.writers), packet.writers, strict=True):
        files[folder / name / "summary.docx"] = word(writer)
        files[folder / name / "summary.html"] = html(writer).encode("utf-8")
        files |= {folder / name / f"mail-{m.id}.eml": eml(m) for m in writer.mails}
    for path in files:
        if path.parent.is_dir():
            writing.refuse(path, force=force)
    for place in dict.fromkeys([folder, *(path.parent for path in files)]):
        _make(place)
    for path, data in files.items():
        writing.write_bytes(path, data, force=force)
    return list(files)


def word(packet: WriterPacket) -> bytes:
    """Return the page as a Word file (US Letter)."""
    page = guide("packet")["page"]
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    made.core_properties.title = packet.title
    made.core_properties.author = ""
    made.core_properties.comments = ""
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = page["font"], Pt(page["size"])
    for style in (normal, made.styles["List Bullet"], made.styles["Heading 1"], made.styles["Heading 2"]):
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.0
    for style, size in ((made.styles["Heading 1"], 14), (made.styles["Heading 2"], page["size"])):
        style.font.name, style.font.size = page["font"], Pt(size)
    made.styles["Heading 2"].paragraph_format.space_before = Pt(5)
    made.add_heading(packet.title, 1)
    made.add_paragraph(packet.opening)
    for part in packet.sections:
        made.add_heading(part.heading, 2)
        for line in part.lines:
            made.add_paragraph(line, style="List Bullet" if part.bullets else None)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def html(packet: WriterPacket) -> str:
    """Return the page for the browser; it prints on one sheet."""
    body = [f"<h1>{text(packet.title)}</h1>", paragraph(packet.opening)]
    for part in packet.sections:
        lines = bullets(part.lines) if part.bullets else "".join(map(paragraph, part.lines))
        body.append(f"<h2>{text(part.heading)}</h2>\n{lines}")
    return document(packet.title, "\n".join(body), _STYLE)


def eml(mail: Mail) -> bytes:
    """Return the draft of an e-mail, which mail programs open for editing."""
    message = EmailMessage(policy=email.policy.SMTP)
    message["Subject"] = mail.subject
    if mail.sender:
        message["From"] = mail.sender
    if mail.to:
        message["To"] = mail.to
    message["X-Unsent"] = "1"
    message.set_content(mail.body)
    return bytes(message)


def _folders(writers: Sequence[WriterPacket]) -> list[str]:
    """Return a folder name for each writer: plain letters, all different."""
    names: list[str] = []
    for number, writer in enumerate(writers, 1):
        name = "-".join(re.findall(r"[a-z0-9]+", fold(writer.writer)))[:60] or f"writer-{number}"
        names.append(name if name not in names else f"{name}-{number}")
    return names


def _make(folder: Path) -> None:
    try:
        # its owner only: it tells of patients and of people
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{folder}: this folder could not be made ({reason}). Choose another.") from None
