"""The manifest beside a table: what made it, from what, and whether two tables can be compared."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lorscore import writing
from lorscore.errors import InputError

SCHEMA = "lorscore.manifest/1"
_PACKAGES = ("spacy", "numpy", "pyarrow")
Manifest = dict[str, Any]


def path_of(output: Path) -> Path:
    """Return the path of a table's manifest.

    Examples
    --------
    >>> path_of(Path("scores.parquet")).name
    'scores.parquet.manifest.json'
    """
    return output.with_name(f"{output.name}.manifest.json")


def make(
    identity: Mapping[str, Any],
    inputs: Mapping[str, Any],
    counts: Mapping[str, int],
    shard: str | None,
    outputs: Mapping[str, Path],
) -> Manifest:
    """Return the manifest of finished tables.

    Parameters
    ----------
    identity : mapping
        What decides on a letter's row (`lorscore.corpus.work.identity`).
    inputs : mapping
        Columns, number of letters and digest of the input.
    counts : mapping of str to int
    shard : str or None
        ``"2/5"`` for the second of five.
    outputs : mapping of str to pathlib.Path
        The tables ``scores``, ``evidence`` and ``errors``, those that there are.
    """
    return {
        "schema": SCHEMA,
        "identity": dict(identity),
        "versions": {"python": platform.python_version()} | {name: _version(name) for name in _PACKAGES},
        "input": dict(inputs),
        "shard": shard,
        "counts": dict(counts),
        "outputs": {name: {"file": path.name, "sha256": sha256(path)} for name, path in outputs.items()},
    }


def write(manifest: Manifest, output: Path) -> None:
    """Write the manifest beside a table."""
    writing.write_text(path_of(output), json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", force=True)


def read(output: Path) -> Manifest:
    """Read the manifest of a table.

    Raises
    ------
    InputError
        Where there is none, or it is damaged.
    """
    path = path_of(output)
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise InputError(
            f"{path}: the manifest of {output.name} could not be read ({reason}). Keep the two together; "
            "'lorscore score' writes both."
        ) from None
    except ValueError:
        raise InputError(f"{path}: this is no manifest, or it is damaged.") from None
    if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA:
        raise InputError(f"{path}: this is no manifest of this version of lorscore ({SCHEMA}).")
    return manifest


def intact(manifest: Manifest, outputs: Mapping[str, Path]) -> bool:
    """Say whether these tables, and no others, are those that the manifest was written for."""
    said = manifest["outputs"]
    return set(said) == set(outputs) and all(
        path.is_file() and path.name == said[name]["file"] and sha256(path) == said[name]["sha256"]
        for name, path in outputs.items()
    )


def differences(one: Manifest, two: Manifest) -> list[str]:
    """Return why the scores of two tables cannot be compared letter by letter; empty where they can.

    Examples
    --------
    >>> a = {"identity": {"lorscore": "1.0", "options": {"specialty": "medical_genetics"}}}
    >>> b = {"identity": {"lorscore": "1.1", "options": {"specialty": "medical_genetics"}}}
    >>> differences(a, b)
    ['lorscore: 1.0 and 1.1']
    """
    flat = [_flat(m["identity"]) for m in (one, two)]
    names = sorted(n for n in {*flat[0], *flat[1]} if n not in ("evidence", "format", "options.disable"))
    return [
        f"{n}: {flat[0].get(n, 'none')} and {flat[1].get(n, 'none')}" for n in names if flat[0].get(n) != flat[1].get(n)
    ]


def sha256(path: Path) -> str:
    """Return the digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sum_of(digests: Sequence[int]) -> int:
    """Add up digests of letters: the digest of an input is the sum of its parts' in whatever order."""
    return sum(digests) % 2**256


def _flat(value: Any, prefix: str = "") -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {prefix: str(value)}
    out: dict[str, str] = {}
    for name, inner in value.items():
        out |= _flat(inner, f"{prefix}.{name}" if prefix else name)
    return out


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
