"""Where the letters of a corpus come from: folders, globs, files, tables; a stream of items in a fixed order."""

from __future__ import annotations

import functools
import glob
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lorscore import readers
from lorscore.corpus import input_tables
from lorscore.errors import InputError, ReadError


@dataclass(frozen=True, slots=True)
class Item:
    """One letter to score.

    Attributes
    ----------
    id : str
        Names it in every table.
    source : str
        The file or table that it stands in, relative to what was scored.
    data : bytes or None
        What the file holds.
    text : str or None
        The text, where it came from a table.
    error : str or None
        Why it cannot be read, where that is known already.
    """

    id: str
    source: str
    data: bytes | None = None
    text: str | None = None
    error: str | None = None

    @property
    def size(self) -> int:
        """Bytes or characters that it holds."""
        return len(self.data or self.text or "")

    def sha256(self) -> bytes:
        """Return the digest of all of it."""
        if self.data is not None:
            kind, content = "data", self.data
        elif self.text is not None:
            kind, content = "text", self.text.encode()
        else:
            kind, content = "error", (self.error or "").encode()
        head = f"{kind}\0{self.id}\0{self.source}\0".encode()
        return hashlib.sha256(head + hashlib.sha256(content).digest()).digest()


@dataclass(frozen=True, slots=True)
class _Found:
    """A file of the corpus and its name in the tables, or why it is none."""

    path: Path
    name: str
    error: str | None = None


class Corpus:
    """The letters of some paths, in the order of their names, whatever the order of the paths.

    Parameters
    ----------
    paths : sequence of str
        Folders (with the folders in them), files, globs, and tables (``.csv``, ``.tsv``, ``.jsonl``, ``.parquet``).
        A table stands for its rows where it is named, not where it lies in a folder. Hidden files and Word's lock
        files are passed over; links in a folder are not followed, and are errors.
    text_column, id_column : str, optional
        Columns of the tables; ``text``, and ``id`` where there is one.
    leave_out : sequence of pathlib.Path
        Files that are no letters: those that are to be written.

    Raises
    ------
    InputError
        Where a path does not exist, nothing is found, or a table lacks a column or is damaged.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from lorscore.corpus.sources import Corpus
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "b.txt").write_text("Two."), (folder / "a.txt").write_text("One.")
    >>> [(item.id, item.data) for item in Corpus([str(folder)]).items()]
    [('a.txt', b'One.'), ('b.txt', b'Two.')]
    """

    def __init__(
        self,
        paths: Sequence[str],
        *,
        text_column: str | None = None,
        id_column: str | None = None,
        leave_out: Sequence[Path] = (),
    ) -> None:
        named = [path for given in paths for path in _expanded(given)]
        root = Path(os.path.commonpath([path if path.is_dir() else path.parent for path in named]))
        skip = {_absolute(path) for path in leave_out}
        found: dict[Path, _Found] = {}
        for path in named:
            for one in _walk(path, root) if path.is_dir() else [_Found(path, _name(path, root))]:
                # a file that a link leads to is read where it is named itself
                if one.path not in skip and (one.path not in found or one.error is None):
                    found[one.path] = one
        self._found = sorted(found.values(), key=lambda one: one.name)
        self._tables = {
            path: input_tables.open_table(path, _name(path, root), text_column, id_column)
            for path in named
            if path in found and input_tables.is_table(path)
        }
        if (text_column or id_column) and not self._tables:
            raise InputError(
                "--text-column and --id-column are for tables (.csv, .jsonl, .parquet); none is named here."
            )
        self.n_letters = sum(self._tables[one.path].count() if one.path in self._tables else 1 for one in self._found)
        if not self.n_letters:
            raise InputError(
                f"{' '.join(paths)}: there is no letter here. lorscore reads {', '.join(readers.suffixes())}."
            )

    def items(self, start: int = 0, stop: int | None = None) -> Iterator[Item]:
        """Yield the letters from number ``start`` to before ``stop``, each read when its turn comes.

        A letter whose id occurred before is an error: two rows of one name could not be told apart.
        """
        seen: set[str] = set()
        for number, (id, source, item) in enumerate(self._all()):
            if number == stop:
                return
            again = id in seen
            seen.add(id)
            if again and number >= start:
                yield Item(id, source, error="this id occurs before in the input. Give each letter its own.")
            elif number >= start:
                yield item()

    def _all(self) -> Iterator[tuple[str, str, Callable[[], Item]]]:
        for one in self._found:
            if one.path not in self._tables:
                yield one.name, one.name, functools.partial(_read, one)
                continue
            for cell in self._tables[one.path].rows():
                yield cell.id, one.name, functools.partial(Item, cell.id, one.name, text=cell.text, error=cell.error)


def _read(one: _Found) -> Item:
    if one.error is not None:
        return Item(one.name, one.name, error=one.error)
    try:
        return Item(one.name, one.name, data=readers.file_bytes(str(one.path)))
    except ReadError as error:
        # the id says which file it is, and the path is another on another machine
        return Item(one.name, one.name, error=str(error).removeprefix(f"{one.path}: "))


def _expanded(given: str) -> list[Path]:
    """Return what a path of the command line stands for."""
    if os.path.lexists(given):
        return [_absolute(given)]
    if not glob.has_magic(given):
        raise InputError(f"{given}: there is no such file or folder. Check the path.")
    found = [_absolute(path) for path in glob.glob(given, recursive=True)]
    if not found:
        raise InputError(f"{given}: no file has a name like this. Check the pattern.")
    return sorted(found)


def _absolute(path: str | Path) -> Path:
    return Path(os.path.abspath(path))


def _name(path: Path, root: Path) -> str:
    """Return the name of a file in the tables; one that is no UTF-8 shows its bytes."""
    return path.relative_to(root).as_posix().encode("utf-8", "backslashreplace").decode()


def _walk(folder: Path, root: Path) -> Iterator[_Found]:
    """Yield the files of a folder and of those in it, and what is there but cannot be followed."""
    closed: list[OSError] = []
    for base, folders, names in os.walk(folder, onerror=closed.append):
        seen = [Path(base, name) for name in (*folders, *names) if not name.startswith((".", "~$"))]
        files = set(names)
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in seen:
            if path.is_symlink():
                reason = "this is a link, which is not followed inside a folder. To score it, name it itself."
                yield _Found(path, _name(path, root), reason)
            elif path.name in files:
                yield _Found(path, _name(path, root))
    for error in closed:
        path = Path(error.filename)
        reason = (error.strerror or "unknown reason").lower()
        yield _Found(path, _name(path, root), f"this folder could not be read ({reason}), so no letter in it was.")
