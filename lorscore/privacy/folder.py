"""Many letters in, many texts out: the files of a folder without the names in them, or in their names."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from lorscore import readers, writing
from lorscore.errors import InputError, LorscoreError, OutputError
from lorscore.privacy.deidentify import deidentify


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file: its new name and how much was replaced, or the error."""

    source: Path
    target: Path | None
    counts: dict[str, int]
    error: str = ""


def letters_in(folder: Path) -> list[Path]:
    """Return the files of a folder, and of the folders in it, that can be read as letters, in order of their path.

    Symbolic links and hidden files are passed over.

    Raises
    ------
    InputError
        Where there is none.
    """
    known = readers.suffixes()
    found = sorted(p for p in folder.rglob("*") if p.suffix.lower() in known and _is_own_file(p, folder))
    if not found:
        raise InputError(f"{folder}: there is no letter in this folder. lorscore reads {', '.join(known)}.")
    return found


def _is_own_file(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder).parts)
    return path.is_file() and not path.is_symlink() and not hidden


def deidentify_folder(
    source: Path, target: Path, *, key: bytes | None = None, keep: Collection[str] = (), force: bool = False
) -> Iterator[Done]:
    """De-identify each letter of a folder, and write it under a number: file names hold names too.

    Parameters
    ----------
    source, target : Path
        ``target`` is made where it does not exist; it may not lie in ``source``.
    key, keep
        As in `deidentify`.
    force : bool
        Replace files that exist.

    Yields
    ------
    Done
        One a file, in order; a file that cannot be read has an error, and the others go on.

    Raises
    ------
    InputError
        Where there is no letter in ``source``.
    OutputError
        Where ``target`` cannot be made, lies in ``source``, or a file in it exists already.
    """
    files = letters_in(source)
    _make(target, source)
    width = max(4, len(str(len(files))))
    targets = [target / f"letter-{number:0{width}}.txt" for number in range(1, len(files) + 1)]
    for path in targets:
        writing.refuse(path, force=force)
    for path, out in zip(files, targets, strict=True):
        try:
            found = deidentify(readers.read(path), key=key, keep=keep)
        except LorscoreError as error:
            yield Done(path, None, {}, str(error))
            continue
        writing.write_text(out, found.text, force=force)
        yield Done(path, out, found.counts)


def _make(target: Path, source: Path) -> None:
    if target.resolve().is_relative_to(source.resolve()):
        raise OutputError(f"{target}: this folder lies in the one that is read. Choose one beside it.")
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{target}: this folder could not be made ({reason}).") from None


def index_of(done: list[Done], source: Path) -> str:
    """Return, as CSV, which text came from which file: as confidential as the letters.

    Examples
    --------
    >>> print(index_of([Done(Path("in/a.txt"), Path("out/letter-0001.txt"), {})], Path("in")))
    file,letter
    a.txt,letter-0001.txt
    <BLANKLINE>
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["file", "letter"])
    rows.writerows([d.source.relative_to(source).as_posix(), d.target.name] for d in done if d.target)
    return out.getvalue()


def total(done: list[Done]) -> dict[str, int]:
    """Return how many stretches of each kind were replaced in all."""
    count: Counter[str] = Counter()
    for one in done:
        count.update(one.counts)
    return dict(sorted(count.items()))
