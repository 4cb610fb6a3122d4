"""A run over a corpus that can be killed at any point: started again, it goes on and ends with the same bytes.

Finished chunks of letters lie in a folder beside the output, each under a digest of its letters and of all that decides
on their rows, so that a chunk of another version, of other options or of a letter that changed is never taken over.
When all are there, the tables are put together in the order of the input and appear whole; then the folder is removed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lorscore import writing
from lorscore.corpus import engines, manifest, tables
from lorscore.corpus.columns import Column, error_columns, evidence_columns, letter_columns
from lorscore.corpus.sources import Corpus, Item
from lorscore.corpus.work import Settings, digest, identity
from lorscore.errors import OutputError

Progress = Callable[[int, bool], object]
"""Is told of so many more letters, and whether an earlier start had scored them."""

_LETTERS = 64
_BYTES = 16_000_000
"""A chunk ends after so many letters or bytes, whoever works on it: what a kill can cost, and what memory holds."""
_CLAIM = "claim.json"


@dataclass(frozen=True, slots=True)
class Job:
    """What to score, and where to.

    Attributes
    ----------
    paths : tuple of str
        As in `lorscore.corpus.sources.Corpus`.
    output : pathlib.Path
        Table of letters; the suffix decides on the format.
    settings : Settings
    evidence, errors : pathlib.Path or None
        Tables of spans and of letters that could not be read.
    text_column, id_column : str or None
    shard : tuple of int
        (2, 5): the second of five parts of the input.
    jobs : int
        Processes; with Dask and no scheduler, workers of a cluster on this machine.
    engine : {"local", "dask"}
    scheduler : str or None
    force : bool
        Replace files that exist.
    """

    paths: tuple[str, ...]
    output: Path
    settings: Settings = Settings()  # noqa: RUF009 - frozen
    evidence: Path | None = None
    errors: Path | None = None
    text_column: str | None = None
    id_column: str | None = None
    shard: tuple[int, int] = (1, 1)
    jobs: int = 1
    engine: str = "local"
    scheduler: str | None = None
    force: bool = False

    @property
    def outputs(self) -> dict[str, Path]:
        """The tables to write, by name."""
        named = {"scores": self.output, "evidence": self.evidence, "errors": self.errors}
        return {name: path for name, path in named.items() if path is not None}

    @property
    def side(self) -> Path:
        """The folder of finished chunks."""
        return self.output.with_name(f".{self.output.name}.unfinished")

    @property
    def part(self) -> str | None:
        """The shard as the manifest has it."""
        return None if self.shard == (1, 1) else f"{self.shard[0]}/{self.shard[1]}"


def run(job: Job, *, start: Callable[[int], Progress] = lambda total: lambda n, earlier: None) -> manifest.Manifest:
    """Score a corpus.

    Parameters
    ----------
    job : Job
    start : callable
        Is told the number of letters when it is known, and returns what is told of progress.

    Returns
    -------
    dict
        The manifest, as it stands beside the output. Where an earlier run had finished the very same, nothing is done.

    Raises
    ------
    InputError
        Where a path, a table or a column is not there, or nothing is found.
    OutputError
        Where a file exists already, or cannot be written; what was done so far is kept, and starting again goes on.
    """
    outputs = job.outputs
    check_outputs(outputs)
    claimed = _claimed(job.side)
    finished = manifest.path_of(job.output).exists() and not job.force
    if not finished:
        refuse(outputs, claimed, force=job.force)
    corpus = Corpus(
        job.paths,
        text_column=job.text_column,
        id_column=job.id_column,
        leave_out=[*outputs.values(), manifest.path_of(job.output)],
    )
    first, last = (corpus.n_letters * i // job.shard[1] for i in (job.shard[0] - 1, job.shard[0]))
    same = identity(job.settings)
    inputs: dict[str, Any] = {"text_column": job.text_column, "id_column": job.id_column}
    if finished:
        done = manifest.read(job.output)
        if _is_this(done, same, inputs, job, corpus.items(first, last)):
            for path in claimed:
                _sweep(Path(path))
            _clean(job.side)
            return done
        refuse(outputs, claimed, force=False)
    for path in claimed:
        _sweep(Path(path))
    _claim(job.side, outputs)
    progress = start(last - first)
    chunks, total = _work(job, corpus.items(first, last), digest(same), progress)
    counts = write_tables(outputs, _rows(chunks))
    inputs |= {"letters": last - first, "sha256": f"{total:064x}"}
    made = manifest.make(same, inputs, counts, job.part, outputs)
    manifest.write(made, job.output)
    _clean(job.side)
    return made


def check_outputs(outputs: Mapping[str, Path]) -> None:
    """Raise OutputError where tables cannot be written under these names."""
    for path in outputs.values():
        tables.must_be_table(path)
    if len({path.absolute() for path in outputs.values()}) < len(outputs):
        raise OutputError(f"{outputs['scores']}: two tables have the same name. Give each its own.")


def refuse(outputs: Mapping[str, Path], claimed: Iterable[str] = (), *, force: bool) -> None:
    """Raise OutputError where a table or the manifest exists, unless an unfinished run of ours may have left it."""
    for path in (*outputs.values(), manifest.path_of(outputs["scores"])):
        writing.refuse(path, force=force or str(path.absolute()) in claimed)


def _claimed(side: Path) -> list[str]:
    """Return the files that an unfinished run found absent, or was told to replace: they are its own."""
    try:
        return list(json.loads((side / _CLAIM).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return []


def _sweep(path: Path) -> None:
    """Remove what a killed run had begun to write; it may hold words of letters."""
    for draft in writing.leftovers(path):
        draft.unlink(missing_ok=True)


def _claim(side: Path, outputs: Mapping[str, Path]) -> None:
    try:
        side.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise OutputError(f"{side}: this folder for unfinished work could not be made ({reason}).") from None
    names = [str(p.absolute()) for p in (*outputs.values(), manifest.path_of(outputs["scores"]))]
    writing.write_text(side / _CLAIM, json.dumps(names), force=True)


def _is_this(
    done: manifest.Manifest, same: Mapping[str, Any], inputs: Mapping[str, Any], job: Job, items: Iterator[Item]
) -> bool:
    """Say whether an earlier run finished exactly this: same input, models and options, and its tables are whole."""
    if digest(done["identity"]) != digest(same) or done["shard"] != job.part or not manifest.intact(done, job.outputs):
        return False
    total = manifest.sum_of([int.from_bytes(item.sha256(), "big") for item in items])
    return bool(done["input"] == {**inputs, "letters": done["input"]["letters"], "sha256": f"{total:064x}"})


def _work(job: Job, items: Iterator[Item], same: str, progress: Progress) -> tuple[list[Path], int]:
    """Score what is not there yet; return the files of all chunks, in order, and the digest of the input."""
    paths: list[Path] = []
    waiting: deque[tuple[Path, int]] = deque()
    total = 0

    def missing() -> Iterator[list[Item]]:
        nonlocal total
        for number, chunk in enumerate(_chunks(items)):
            digests = [item.sha256() for item in chunk]
            total = manifest.sum_of([total, *(int.from_bytes(d, "big") for d in digests)])
            key = hashlib.sha256(same.encode() + b"".join(digests)).hexdigest()
            path = job.side / f"{number:06}-{key[:40]}.jsonl"
            paths.append(path)
            if _lines(path) is None:
                waiting.append((path, len(chunk)))
                yield chunk
            else:
                progress(len(chunk), True)

    for lines in _engine(job, same)(missing()):
        path, n = waiting.popleft()
        seal = hashlib.sha256(lines).hexdigest().encode()
        writing.write_bytes(path, seal + b"\n" + lines, force=True)
        progress(n, False)
    return paths, total


def _engine(job: Job, same: str) -> engines.Engine:
    if job.engine == "dask":
        return engines.dask(job.settings, job.scheduler, job.jobs, same)
    return engines.processes(job.settings, job.jobs) if job.jobs > 1 else engines.here(job.settings)


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += item.size
        if len(chunk) == _LETTERS or size >= _BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _lines(path: Path) -> bytes | None:
    """Return the lines of a finished chunk, or None where it is not there or damaged."""
    try:
        seal, _, lines = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return lines if hashlib.sha256(lines).hexdigest().encode() == seal else None


def _rows(chunks: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield what is known of each letter: ``row`` or ``error``, and ``evidence``."""
    for path in chunks:
        lines = _lines(path)
        if lines is None:
            raise OutputError(f"{path}: this file of unfinished work is gone or damaged. Start again: it goes on.")
        yield from map(json.loads, lines.splitlines())


def write_tables(outputs: Mapping[str, Path], letters: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Write the tables in one pass; each appears whole, the scores last.

    Parameters
    ----------
    outputs : mapping of str to pathlib.Path
        ``scores``, and perhaps ``evidence`` and ``errors``; files that exist are replaced.
    letters : iterable of mapping
        ``row``, ``evidence`` and ``error`` of each letter.

    Returns
    -------
    dict of str to int
        How many letters were scored, abstained from, or could not be read, and how many spans there are.
    """
    columns: dict[str, tuple[Column, ...]] = {
        "scores": letter_columns(), "evidence": evidence_columns(), "errors": error_columns(),
    }  # fmt: skip
    counts: Counter[str] = Counter()
    with tables.writers({path: columns[name] for name, path in outputs.items()}, force=True) as by_path:
        write = {name: by_path[path] for name, path in outputs.items()}
        for letter in letters:
            row, error = letter["row"], letter["error"]
            if row is not None:
                write["scores"](row)
                counts["scored" if row["abstained"] is None else "abstained"] += 1
                counts["spans"] += row["n_evidence"]
            if error is not None:
                counts["unreadable"] += 1
                if "errors" in write:
                    write["errors"](error)
            if "evidence" in write:
                for span in letter["evidence"]:
                    write["evidence"](span)
    return {name: counts[name] for name in ("scored", "abstained", "unreadable", "spans")}


def _clean(side: Path) -> None:
    """Remove the finished chunks, the claim last: what is left by a kill is claimed still."""
    if side.is_dir():
        for path in sorted(side.iterdir()):
            if path.name != _CLAIM:
                path.unlink(missing_ok=True)
        shutil.rmtree(side, ignore_errors=True)
