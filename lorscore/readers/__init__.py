"""From a file to a Letter. One module a format, named by its suffix and imported only when a file needs it.

A module of a format holds ``FORMAT`` (its name in `Letter.format`) and ``read_data(data, name) -> Letter``.
"""

from __future__ import annotations

import errno
import importlib
import os
import pkgutil
import stat
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePath

from lorscore.errors import ReadError
from lorscore.letter import Letter
from lorscore.readers._assemble import MAX_CHARS, TooLongError
from lorscore.readers._sniff import sniff, told

__all__ = ["MAX_BYTES", "file_bytes", "read", "read_bytes", "suffixes"]

MAX_BYTES = 10_000_000
"""Size of the largest file that is read unless the caller says otherwise; a letter with pictures has a million."""

_ALIASES = {
    "htm": "html", "xhtml": "html", "markdown": "md", "text": "txt", "asc": "txt", "docm": "docx", "dotx": "docx",
    "ott": "odt", "": "txt",
}  # fmt: skip


@cache
def suffixes() -> tuple[str, ...]:
    """Return the suffixes that are read, as ``(".docx", ".eml", ...)``.

    Examples
    --------
    >>> ".docx" in suffixes()
    True
    """
    return tuple(sorted(f".{m.name}" for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_")))


def read(path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES) -> Letter:
    r"""Read a letter from a file.

    Parameters
    ----------
    path : str or path-like
        A regular file in one of the formats of `suffixes`. What the file holds decides, not its name alone: a PDF that
        is named ``.docx`` is read as a PDF, and ``Letter.notes`` says so.
    max_bytes : int
        A larger file is refused.

    Raises
    ------
    ReadError
        Where there is no such file, or it cannot be read as a letter; the message says why and what to do.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "draft.txt")
    ...     _ = path.write_text("Dear Colleagues,\n\nShe was my student for a year.")
    ...     [part.kind for part in read(path).parts]
    ['salutation', 'paragraph']
    """
    shown = os.fsdecode(path)
    return read_bytes(file_bytes(shown, max_bytes=max_bytes), shown, max_bytes=max_bytes)


def read_bytes(data: bytes, name: str, *, max_bytes: int = MAX_BYTES) -> Letter:
    """Read a letter from bytes: an upload, or standard input (``name`` is ``"-"`` then).

    Parameters
    ----------
    data : bytes
        What the file holds.
    name : str
        Its name; messages show it, and its suffix is believed where the bytes do not say otherwise.
    max_bytes : int
        More bytes are refused.

    Raises
    ------
    ReadError
        As `read`.

    Examples
    --------
    >>> read_bytes(b"<html><body><p>Dear Dr. Ito,</p></body></html>", "-").format
    'html'
    """
    shown = "standard input" if name in ("-", "") else name
    if len(data) > max_bytes:
        raise ReadError(_too_large(shown, len(data), max_bytes))
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ReadError(f"{shown}: the file is empty. Is this the right file, and was it saved?")
    named = _named(name)
    found = sniff(data, shown)
    if found is None and named is None:
        raise ReadError(
            f"{shown}: lorscore does not read {PurePath(name).suffix} files. Save the letter as .docx, .pdf or .txt "
            f"(it reads {', '.join(suffixes())})."
        )
    if found is None and named in told():
        raise ReadError(
            f"{shown}: this is no {told()[named]}, whatever its name says, or it is damaged. Open it in the program "
            "that made it and save it again."
        )
    module = importlib.import_module(f"lorscore.readers.{found or named}")
    try:
        letter: Letter = module.read_data(data, shown)
    except TooLongError:
        raise ReadError(
            f"{shown}: its text is longer than {MAX_CHARS:,} characters, which no letter is. Name the letter itself."
        ) from None
    if not letter.text.strip():
        raise ReadError(f"{shown}: there is no text in it. Is this the right file?")
    if found and named and found != named and named != "txt":
        letter = replace(letter, notes=(*letter.notes, f"Named .{named}, but read as what it is: .{found}."))
    return replace(letter, source=shown)


def _named(name: str) -> str | None:
    """Format that the suffix stands for, or None where it stands for none that is read."""
    if name in ("-", ""):
        return "txt"
    suffix = PurePath(name).suffix.lower().lstrip(".")
    suffix = _ALIASES.get(suffix, suffix)
    return suffix if f".{suffix}" in suffixes() else None


def file_bytes(path: str, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Return what a regular file holds, for `read_bytes`; a device, a pipe or a huge file is refused unread.

    Raises
    ------
    ReadError
        As `read`, where the file itself cannot be had.

    Examples
    --------
    >>> file_bytes("/no/such/letter.txt")
    Traceback (most recent call last):
    ...
    lorscore.errors.ReadError: /no/such/letter.txt: there is no such file. Check the path.
    """
    try:
        # A FIFO without a writer would wait for ever; the flag makes opening return, and fstat tells what it is.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISDIR(status.st_mode):
                raise ReadError(f"{path}: this is a folder. Name the letters in it.")
            if not stat.S_ISREG(status.st_mode):
                raise ReadError(f"{path}: this is no regular file but a device or a pipe. Use - for standard input.")
            if status.st_size > max_bytes:
                raise ReadError(_too_large(path, status.st_size, max_bytes))
            return file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: {_reason(path, error)}") from None


def _reason(path: str, error: OSError | ValueError) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.ENOENT, errno.ENOTDIR):
        return "there is no such file. Check the path."
    if code == errno.ENAMETOOLONG or code is None:
        return "this can be no name of a file. Check the path."
    if code == errno.ELOOP:
        return "its links point at each other in a circle. Name the file itself."
    if Path(path).is_dir():
        return "this is a folder. Name the letters in it."
    if code in (errno.EACCES, errno.EPERM):
        return "you have no permission to read it. Check who owns the file, and whether Word has it open."
    if code in (errno.ENXIO, errno.ENODEV):
        return "this is no regular file but a device or a pipe. Use - for standard input."
    return f"it could not be read ({error.strerror if isinstance(error, OSError) else error}). Copy it and try again."


def _too_large(name: str, size: int, limit: int) -> str:
    return (
        f"{name}: {size / 1e6:.1f} MB is more than the limit of {limit / 1e6:g} MB. A letter is smaller: is this the "
        "right file? If it is, compress its pictures or save it as text."
    )
