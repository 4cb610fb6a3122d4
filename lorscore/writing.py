"""Write a file whole or not at all: every result that lorscore leaves on a disk goes through here."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lorscore.errors import OutputError


@contextlib.contextmanager
def atomic(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """Give a temporary path beside ``path``; what is written there becomes ``path`` when the block ends well.

    The file appears whole or not at all, readable by its owner only (letters are confidential). When the
    block raises, nothing is left behind and an existing file is as it was.

    Parameters
    ----------
    path : str or path-like
        The file to make.
    force : bool
        Replace a file that exists.

    Yields
    ------
    pathlib.Path
        An existing empty file in the same folder, with the same suffix.

    Raises
    ------
    OutputError
        Where the file exists and ``force`` is False, or where it cannot be written.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> with atomic(folder / "report.html") as draft:
    ...     _ = draft.write_text("<p>done</p>")
    >>> [p.name for p in folder.iterdir()]
    ['report.html']
    """
    target = Path(path)
    refuse(target, force=force)
    try:
        # mkstemp makes the file with mode 0600
        handle, name = tempfile.mkstemp(prefix=_prefix(target), suffix=target.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(_cannot(target, error)) from None
    draft = Path(name)
    try:
        yield draft
        _sync(draft)
        _publish(draft, target, force=force)
    except OSError as error:
        raise OutputError(_cannot(target, error)) from None
    finally:
        draft.unlink(missing_ok=True)


def leftovers(path: str | os.PathLike[str]) -> list[Path]:
    """Return the drafts of a file that a program left when it was killed inside `atomic`.

    Examples
    --------
    >>> leftovers("no-such-folder/report.html")
    []
    """
    target = Path(path)
    pattern = f"{glob.escape(_prefix(target))}????????{glob.escape(target.suffix)}"
    return sorted(target.parent.glob(pattern))


def refuse(path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Raise before any work is done where `atomic` would refuse in the end.

    Raises
    ------
    OutputError
        Where ``path`` exists and ``force`` is False, is a folder, or lies in a folder that does not exist.
    """
    target = Path(path)
    if target.is_dir():
        raise OutputError(f"{target}: this is a folder. Name a file in it.")
    if not target.parent.is_dir():
        raise OutputError(f"{target}: the folder {target.parent} does not exist. Make it, or choose another.")
    if not force and (target.exists() or target.is_symlink()):
        raise OutputError(f"{target}: this file exists already. Choose another name, or add --force to replace it.")


def write_bytes(path: str | os.PathLike[str], data: bytes, *, force: bool = False) -> None:
    """Write ``data`` to ``path``, whole or not at all.

    Raises
    ------
    OutputError
        As `atomic`.
    """
    with atomic(path, force=force) as draft:
        draft.write_bytes(data)


def write_text(path: str | os.PathLike[str], text: str, *, force: bool = False) -> None:
    """Write ``text`` to ``path`` as UTF-8 with its line ends as they are, whole or not at all.

    Raises
    ------
    OutputError
        As `atomic`.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "note.txt"
    >>> write_text(path, "one")
    >>> write_text(path, "two")
    Traceback (most recent call last):
    ...
    lorscore.errors.OutputError: ...note.txt: this file exists already. Choose another name, or add --force to replace it.
    >>> write_text(path, "two", force=True)
    >>> path.read_text()
    'two'
    """  # noqa: E501
    write_bytes(path, text.encode("utf-8"), force=force)


def _prefix(target: Path) -> str:
    return f".{target.stem[:32]}-"


def _publish(draft: Path, target: Path, *, force: bool) -> None:
    if force:
        os.replace(draft, target)
        return
    try:
        # a hard link, unlike a rename, fails where another process made the target meanwhile
        os.link(draft, target)
    except FileExistsError:
        raise OutputError(f"{target}: this file was made by another program meanwhile. Nothing was written.") from None
    except OSError:
        os.replace(draft, target)  # a file system without hard links


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _cannot(target: Path, error: OSError) -> str:
    reason = (error.strerror or type(error).__name__).lower()
    return f"{target}: this file could not be written ({reason}). Check the folder's permissions and free space."
