"""A study into a folder: Markdown and CSV tables, PNG and SVG plots, and a manifest, written last."""

from __future__ import annotations

import hashlib
import io
import json
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import lorscore
from lorscore import writing
from lorscore.errors import OutputError
from lorscore.research.study.libraries import library, versions
from lorscore.research.study.tables import Study

SCHEMA = "lorscore.study/1"
MANIFEST = "manifest.json"


def refuse(folder: Path, *, force: bool = False) -> None:
    """Raise before any work is done where the folder cannot take a study.

    Raises
    ------
    OutputError
        Where it is a file, or holds something and ``force`` is False.
    """
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: this is a file. Name a folder for the tables and plots.")
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise OutputError(f"{folder}: this folder is not empty. Choose another, or add --force to replace its files.")


def write(
    study: Study,
    folder: Path,
    *,
    options: Mapping[str, Any],
    inputs: Mapping[str, str],
    model: Mapping[str, Any] | None,
    force: bool = False,
) -> list[str]:
    """Write a study; the same inputs and options give the same bytes, with the same versions of the libraries.

    Parameters
    ----------
    study : Study
    folder : pathlib.Path
        Made where it does not exist.
    options : mapping
        Options of the run, as plain JSON values.
    inputs : mapping of str to str
        SHA-256 of each input, by its name.
    model : mapping or None
        Which model, pipeline and rules made the scores; None where a table of scores was given.
    force : bool

    Returns
    -------
    list of str
        Names of the files, the manifest last: a folder without it is that of a run which did not end.

    Raises
    ------
    OutputError
    """
    refuse(folder, force=force)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MANIFEST).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: the folder could not be made ({(error.strerror or '').lower()}).") from None
    digests = {}
    for name, data in _files(study):
        writing.write_bytes(folder / name, data, force=force)
        digests[name] = hashlib.sha256(data).hexdigest()
    manifest = {
        "schema": SCHEMA,
        "study": study.name,
        "lorscore": lorscore.__version__,
        "python": platform.python_version(),
        "libraries": versions(),
        "model": model,
        "options": options,
        "inputs": inputs,
        "files": digests,
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=False, default=str) + "\n"
    writing.write_text(folder / MANIFEST, text, force=force)
    return [*digests, MANIFEST]


def _files(study: Study) -> Iterator[tuple[str, bytes]]:
    yield f"{study.name}.md", study.markdown().encode()
    for table in study.tables:
        yield f"{table.name}.csv", table.csv().encode()
    for name, figure in study.plots.items():
        yield f"{name}.png", _picture(figure, "png")
        yield f"{name}.svg", _picture(figure, "svg")


def _picture(figure: Any, kind: str) -> bytes:
    """Return a plot without date and with fixed ids, so that the same plot is the same bytes."""
    out = io.BytesIO()
    metadata = {"Software": None} if kind == "png" else {"Date": None, "Creator": None}
    with library("matplotlib").rc_context({"svg.hashsalt": "lorscore"}):
        figure.savefig(out, format=kind, dpi=144, metadata=metadata)
    return out.getvalue()


def sha256_of(path: Path) -> str:
    """Return the digest of a file, or of the names and digests of all files of a folder."""
    total = hashlib.sha256()
    if path.is_file():
        total.update(path.read_bytes())
    else:
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            total.update(f"{file.relative_to(path).as_posix()}\0".encode())
            total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
