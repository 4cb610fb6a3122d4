"""ZIP packages (.docx, .odt) looked at before anything is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial

from lorscore.errors import ReadError

MAX_MEMBERS = 2_000
MAX_UNPACKED = 100_000_000
"""Bytes that all members together may unpack to."""
MAX_XML = 20_000_000
"""Bytes that one XML member may unpack to; a letter's has some ten thousand."""
MAX_RATIO = 200
"""Unpacked to packed; real documents stay under 50. Small members are let off."""

_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([\w.-]+)")
_ENCODINGS = frozenset([b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"])
_DOCTYPE = re.compile(
    rb"<!\s?(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)|\x00<\x00!\x00[DE]", re.IGNORECASE
)


def members(data: bytes, name: str) -> dict[str, Callable[[int], bytes]]:
    """Return the members of a package, each with a function that unpacks its first bytes.

    Raises
    ------
    ReadError
        Where the package is damaged, encrypted, or would unpack to more than a letter can hold.
    """
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        infos = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError):
        raise ReadError(damaged(name)) from None
    if any(info.flag_bits & 0x1 for info in infos):
        raise ReadError(f"{name}: this file has a password. Take the password off and save it again.")
    packed = sum(info.compress_size for info in infos) or 1
    unpacked = sum(info.file_size for info in infos)
    xml = max((i.file_size for i in infos if i.filename.endswith((".xml", ".rels"))), default=0)
    bomb = unpacked > 1_000_000 and unpacked / packed > MAX_RATIO
    if len(infos) > MAX_MEMBERS or unpacked > MAX_UNPACKED or xml > MAX_XML or bomb:
        raise ReadError(
            f"{name}: this file would unpack to {unpacked / 1e6:.0f} MB in {len(infos)} parts, which no letter does. "
            "Copy the letter's text into a new document."
        )
    return {info.filename: partial(_first, package, info, name) for info in infos}


def refuse_entities(data: bytes, name: str) -> None:
    """Refuse a package whose XML declares entities: no word processor writes them, attacks do."""
    for member, unpack in members(data, name).items():
        if not member.endswith((".xml", ".rels")):
            continue
        xml = unpack(MAX_XML)
        declared = _ENCODING.search(xml[:200])
        # In an encoding that this search cannot read, a declaration could hide.
        if _DOCTYPE.search(xml) or (declared and declared.group(1).lower() not in _ENCODINGS):
            raise ReadError(f"{name}: its XML declares entities, which no word processor writes. Do not trust it.")


def damaged(name: str) -> str:
    """Say that a package cannot be unpacked."""
    return f"{name}: the file is damaged or was not saved whole. Open it in the program that made it and save it again."


def _first(package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, count: int) -> bytes:
    try:
        with package.open(info) as member:
            return member.read(count)
    except Exception:
        # zipfile and zlib raise a dozen kinds of errors on bytes that somebody broke.
        raise ReadError(damaged(name)) from None
