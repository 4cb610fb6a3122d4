"""Shards of a corpus put together: the same bytes as one run over all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lorscore.corpus import manifest, tables
from lorscore.corpus.columns import error_columns, evidence_columns, letter_columns
from lorscore.corpus.manifest import Manifest
from lorscore.corpus.run import check_outputs, refuse, write_tables
from lorscore.errors import InputError


def merge(
    shards: Sequence[Path],
    output: Path,
    *,
    evidence: Path | None = None,
    errors: Path | None = None,
    force: bool = False,
) -> Manifest:
    """Put the tables of all shards together.

    Parameters
    ----------
    shards : sequence of pathlib.Path
        The tables that ``lorscore score --shard`` wrote, in any order, each with its manifest and its tables of spans
        and errors beside it.
    output, evidence, errors : pathlib.Path
        The tables to write; their suffixes decide on the formats.
    force : bool
        Replace files that exist.

    Returns
    -------
    dict
        The manifest, as it stands beside the output.

    Raises
    ------
    InputError
        Where a shard is missing, there twice, of another run, or was changed since.
    OutputError
        Where a file exists already, or cannot be written.
    """
    wanted = {"scores": output, "evidence": evidence, "errors": errors}
    outputs = {name: path for name, path in wanted.items() if path is not None}
    check_outputs(outputs)
    refuse(outputs, force=force)
    parts = _in_order({path: manifest.read(path) for path in shards})
    for path, made in parts.items():
        _must_have(path, made, outputs)
    counts = write_tables(outputs, _letters(parts, outputs))
    first = next(iter(parts.values()))
    counts["unreadable"] = sum(made["counts"]["unreadable"] for made in parts.values())
    inputs = first["input"] | {
        "letters": sum(made["input"]["letters"] for made in parts.values()),
        "sha256": f"{manifest.sum_of([int(made['input']['sha256'], 16) for made in parts.values()]):064x}",
    }
    made = manifest.make(first["identity"], inputs, counts, None, outputs)
    manifest.write(made, output)
    return made


def _in_order(found: Mapping[Path, Manifest]) -> dict[Path, Manifest]:
    """Return the shards from the first to the last; raises InputError where they are not all parts of one run."""
    by_number: dict[int, Path] = {}
    total = 0
    for path, made in found.items():
        if made["shard"] is None:
            raise InputError(f"{path}: this table is whole, not a shard. There is nothing to merge it with.")
        number, total = map(int, made["shard"].split("/"))
        if number in by_number:
            raise InputError(f"{path}: this is shard {made['shard']}, and so is {by_number[number]}. Name each once.")
        by_number[number] = path
        _must_match(path, made, *next(iter(found.items())))
    if lost := sorted(set(range(1, total + 1)) - set(by_number)):
        raise InputError(f"Of {total} shards number {lost[0]} is missing. Name all of them.")
    return {by_number[n]: found[by_number[n]] for n in sorted(by_number)}


def _must_match(path: Path, made: Manifest, other: Path, first: Manifest) -> None:
    reasons = manifest.differences(made, first)
    columns = [made["input"][k] == first["input"][k] for k in ("text_column", "id_column")]
    same = made["identity"] == first["identity"] and all(columns)
    if not same or made["shard"].split("/")[1] != first["shard"].split("/")[1]:
        why = f" ({reasons[0]})" if reasons else ""
        raise InputError(f"{path}: this shard was made by another run than {other}{why}. Score it again as the others.")


def _must_have(path: Path, made: Manifest, outputs: Mapping[str, Path]) -> None:
    for name in outputs:
        if name not in made["outputs"]:
            raise InputError(f"{path}: this shard was scored without --{name}. Score it again, or leave --{name} out.")
        file = path if name == "scores" else _beside(path, made, name)
        if not file.is_file() or manifest.sha256(file) != made["outputs"][name]["sha256"]:
            raise InputError(f"{file}: this table is gone, or was changed since it was written. Score the shard again.")


def _beside(path: Path, made: Manifest, name: str) -> Path:
    return path.with_name(made["outputs"][name]["file"])


def _letters(parts: Mapping[Path, Manifest], outputs: Mapping[str, Path]) -> Iterator[dict[str, Any]]:
    """Yield the rows of all shards; each table keeps its own order, so the three need not go together."""
    nothing: dict[str, Any] = {"row": None, "evidence": [], "error": None}
    for path, made in parts.items():
        for row in tables.read(path, letter_columns()):
            yield nothing | {"row": row}
        if "evidence" in outputs:
            for span in tables.read(_beside(path, made, "evidence"), evidence_columns()):
                yield nothing | {"evidence": [span]}
        if "errors" in outputs:
            for error in tables.read(_beside(path, made, "errors"), error_columns()):
                yield nothing | {"error": error}
