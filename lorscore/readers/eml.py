"""E-mail messages, by the standard library: the message itself; attachments are named, not opened."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from lorscore.errors import ReadError
from lorscore.letter import Letter
from lorscore.readers import html
from lorscore.readers._assemble import Assembly, bounded

FORMAT = "eml"

# Headers that a reader sees above the message.
_SHOWN = ("From", "To", "Date", "Subject")
_QUOTED = re.compile(r"^(?:>|On .{5,120} wrote:\s*$|-{2,}\s*Original Message\s*-{2,})", re.IGNORECASE)
MAX_HEADER = 10_000
MAX_PARTS = 50
"""Multipart bodies in one message; the time that the parser takes grows with the square of their nesting."""


def read_data(data: bytes, name: str) -> Letter:
    """Read a message.

    Raises
    ------
    ReadError
        Where it is damaged, or its text is all in an attachment.
    """
    try:
        if data.lower().count(b"boundary=") > MAX_PARTS:
            raise ValueError("too many parts")
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        # Unpacking a header costs the square of its length.
        if any(len(str(value)) > MAX_HEADER for p in message.walk() for _, value in p.raw_items()):
            raise ValueError("a header is too long")
        part = message.get_body(("plain", "html"))
        attached = [a.get_filename() or a.get_content_type() for a in message.iter_attachments()]
        pictures = any(p.get_content_maintype() == "image" for p in message.walk())
        content = str(part.get_content()) if part is not None else ""
        headers = [(h, " ".join(str(message[h]).split())) for h in _SHOWN if message[h]]
    except Exception:
        # The standard library raises errors of many kinds on headers and encodings that break their rules.
        raise ReadError(f"{name}: this e-mail message is damaged. Save it again, or save its text.") from None
    is_html = part is not None and part.get_content_subtype() == "html"
    if not content.strip():
        raise ReadError(f"{name}: {_without_text(attached)}")
    assembly = html.assemble(content, name) if is_html else _plain(bounded(content))
    body = assembly.letter(FORMAT)
    head = Assembly()
    for header, value in headers:
        head.line([(f"{header}: {value}", None)])
    text = head.letter(FORMAT).text + "\n\n" + body.text
    images = body.images or (("signature",) if pictures else ())
    notes = tuple(f"The attachment {a} was not read." for a in attached if a)
    return Letter.from_text(text, format=FORMAT, wrapped=False if is_html else None, images=images, notes=notes)


def _plain(content: str) -> Assembly:
    assembly = Assembly()
    lines = content.replace("\r\n", "\n").split("\n")
    assembly.line([("\n".join(line for line in lines if not _QUOTED.match(line)).strip("\n"), None)])
    return assembly


def _without_text(attached: list[str]) -> str:
    if attached:
        return f"the message itself has no text. Save its attachment ({', '.join(attached)}) and check that."
    return "the message has no text. Save the letter itself and check that."
