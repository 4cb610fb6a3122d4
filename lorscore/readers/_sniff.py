"""What a file holds, told from its first bytes."""

from __future__ import annotations

import re
from functools import cache

from lorscore.errors import ReadError
from lorscore.readers._zip import members

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MAIL = re.compile(
    rb"(?:(?:Return-Path|Received|Delivered-To|MIME-Version|Message-ID|X-[\w-]+|DKIM-Signature|ARC-[\w-]+):\s)", re.I
)
# Possessive: nothing is tried twice. "." takes "\r" too, and forty folded lines that can be read in two ways each hang.
_MAIL_HEADER = re.compile(rb"(?:^[A-Za-z][\w-]{1,60}:[ \t].*+\n(?:[ \t].*+\n){0,40}+){3}", re.M)

# Beginnings of files that hold no letter to read, and what they are called.
_OTHER = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"), (b"RIFF", "a sound or a picture"), (b"BM", "a picture"), 
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"), (b"Rar!", "a compressed archive"), (b"\x7fELF", "a program"),
    (b"MZ", "a program"), (b"SQLite format 3", "a database"), (b"\xfdWPC", "a WordPerfect file"),
    (b"%!PS", "a PostScript file"),
)  # fmt: skip


@cache
def told() -> dict[str, str]:
    """Return the formats whose files always tell what they are, with the name that users know."""
    return {"docx": "Word document", "pdf": "PDF", "odt": "OpenDocument text", "rtf": "RTF document"}


def sniff(data: bytes, name: str) -> str | None:
    """Return the format that the bytes show (``"docx"``, ``"pdf"`` ...), or None where they may be plain text.

    Raises
    ------
    ReadError
        Where the file is of a kind that holds no readable letter: encrypted, legacy Word, a picture, an archive.
    """
    start = data[:4096]
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in start[:1024]:
        return "pdf"
    if start.startswith(b"PK\x03\x04") or start.startswith(b"PK\x05\x06"):
        return _sniff_zip(data, name)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ReadError(_compound(data, name))
    if bare.startswith(b"{\\rtf"):
        return "rtf"
    if _HTML.match(bare):
        return "html"
    if _MAIL.match(bare) and _MAIL_HEADER.search(start):
        return "eml"
    for magic, what in _OTHER:
        if start.startswith(magic) and (len(magic) > 2 or b"\x00" in start):
            remedy = "Attach the letter's text, not a scan of it" if what == "a picture" else "Name the letter itself"
            raise ReadError(f"{name}: this is {what}, not a letter that can be read. {remedy}.")
    return None


def _sniff_zip(data: bytes, name: str) -> str:
    found = members(data, name)
    if "word/document.xml" in found or any(n.startswith("word/document") for n in found):
        return "docx"
    if "content.xml" in found and "mimetype" in found:
        kind = found["mimetype"](200).decode("ascii", "replace").strip()
        if kind.startswith("application/vnd.oasis.opendocument.text"):
            return "odt"
        raise ReadError(f"{name}: this is an OpenDocument file, but no text document. Name the letter itself.")
    office = next(
        (what for part, what in (("xl/", "an Excel file"), ("ppt/", "a PowerPoint file")) if _under(found, part)), None
    )
    if office:
        raise ReadError(f"{name}: this is {office}, not a letter. Save the letter as .docx or .pdf.")
    if _under(found, "Index/") or "Index.zip" in found:
        raise ReadError(f"{name}: this is a Pages file. In Pages, choose File > Export To > Word, and check that file.")
    raise ReadError(f"{name}: this is a ZIP archive. Unpack it and name the letters in it.")


def _under(found: object, folder: str) -> bool:
    return any(n.startswith(folder) for n in found)  # type: ignore[attr-defined]


def _compound(data: bytes, name: str) -> str:
    """Say which of the files that Microsoft's compound format holds this is."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return (
            f"{name}: this Word file has a password. Open it in Word, take the password off (File > Info), and save it."
        )
    if "WordDocument".encode("utf-16-le") in data:
        return f"{name}: this is a Word 97-2003 document (.doc). Open it in Word or LibreOffice and save it as .docx."
    if "__substg1.0_".encode("utf-16-le") in data:
        return f"{name}: this is an Outlook message (.msg). Save it as .eml or as text."
    return f"{name}: this is an old Microsoft Office file. Save the letter as .docx or .pdf."
