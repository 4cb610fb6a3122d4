"""Bytes to text, the encoding told from a byte order mark, from the bytes themselves, or by charset-normalizer."""

from __future__ import annotations

import codecs
import re

from lorscore.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# What text files hold besides printable characters: tab, line feed, vertical tab, form feed, return, next line.
_ALLOWED = frozenset(map(ord, "\t\n\x0b\x0c\r\x1b\x85"))
_SAMPLE = 20_000
_MAC_APOSTROPHE = re.compile(rb"[a-z\x80-\x9f]\xd5[a-z]")


def decode(data: bytes, name: str) -> str:
    """Return the text of a plain file.

    Raises
    ------
    ReadError
        Where the bytes are no text in any encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"), name)
    wide = _wide(data)
    if wide:
        return _checked(data.decode(wide, "replace"), name)
    try:
        return _checked(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        return _checked(data.decode(_guess(data, name), "replace"), name)


def _wide(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by its zero bytes, which stand in every other place in Western text."""
    sample = data[:_SAMPLE]
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), len(sample) // 2
    if half > 8 and odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if half > 8 and even > 0.7 * half and odd < 0.05 * half else None


def _guess(data: bytes, name: str) -> str:
    if b"\x00" in data[:_SAMPLE]:
        raise ReadError(_binary(name))
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise ReadError(_binary(name))
    # Text in a Western alphabet has few bytes to tell its code page by; before UTF-8 nearly all of it was Windows-1252.
    few = sum(byte > 127 for byte in data[:_SAMPLE]) < 0.1 * len(data[:_SAMPLE])
    if few:
        # The apostrophe of old Macs is a capital letter in Windows-1252, and no capital stands inside a word.
        return "mac_roman" if _MAC_APOSTROPHE.search(data[:_SAMPLE]) else "cp1252"
    return str(best.encoding)


def _checked(text: str, name: str) -> str:
    sample = text[:_SAMPLE]
    odd = sum((c < " " and ord(c) not in _ALLOWED) or c in "\x7f\ufffd" for c in sample)
    if odd > 0.02 * len(sample) + 2:
        raise ReadError(_binary(name))
    return text


def _binary(name: str) -> str:
    return f"{name}: this is no text that can be read (a binary file?). Save the letter as .docx, .pdf or .txt."
