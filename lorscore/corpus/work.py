"""What is done with a batch of letters, in whichever process: items in, lines of JSON out."""

from __future__ import annotations

import functools
import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import lorscore
from lorscore import readers, suppress
from lorscore.analysis import Analyzer, load
from lorscore.corpus.rows import evidence_rows, letter_row
from lorscore.corpus.sources import Item
from lorscore.errors import InputError, LorscoreError
from lorscore.extract.model_files import model_path
from lorscore.letter import Letter
from lorscore.report import Report

_FORMAT = 1
"""Of the lines; another number, and chunks that an earlier release left are not taken over."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How letters are scored: what `lorscore.load` takes, and what of the evidence is kept.

    Attributes
    ----------
    spacy_model, model, specialty : str or None
    rules : tuple of str
        Rule files of the user's own.
    words : dict of str to tuple of str
        Phrases of the user's own, by kind of evidence.
    disable : tuple of str
        Rules whose evidence is left out.
    evidence : {"none", "words", "no words"}
    batch_size : int
        Letters that the pipeline takes at a time; changes no result.
    """

    spacy_model: str | None = None
    model: str | None = None
    specialty: str | None = None
    rules: tuple[str, ...] = ()
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    disable: tuple[str, ...] = ()
    evidence: str = "none"
    batch_size: int = 32

    def analyzer(self) -> Analyzer:
        """Return the analyzer of these settings, loaded once in a process."""
        with _loading:
            return _analyzer(json.dumps([self.spacy_model, self.model, self.specialty, self.rules, self.words]))


_loading = threading.Lock()


@functools.lru_cache(maxsize=1)
def _analyzer(key: str) -> Analyzer:
    spacy_model, model, specialty, rules, words = json.loads(key)
    return load(spacy_model=spacy_model, model=model, specialty=specialty, rules=rules, words=words)


def identity(settings: Settings) -> dict[str, Any]:
    """Return what decides on the result: two runs of the same identity give a letter the same row.

    Returns
    -------
    dict
        Plain JSON: version, strength model, digests of rules, of all shipped models and of the user's own files,
        options. Jobs and batch size are not in it.
    """
    analyzer = settings.analyzer()
    options = {"specialty": analyzer.specialty, "disable": list(settings.disable), "words": settings.words}
    return {
        "lorscore": lorscore.__version__,
        "format": _FORMAT,
        "model": asdict(analyzer.info),
        "models_sha256": _models_digest(),
        "own_rules_sha256": [hashlib.sha256(Path(p).read_bytes()).hexdigest() for p in settings.rules],
        "own_pipeline": settings.spacy_model,
        "options": options,
        "evidence": settings.evidence,
    }


@functools.cache
def _models_digest() -> str:
    """Return one digest of every shipped model file."""
    root = model_path("english/en_lorscore").parent.parent
    total = hashlib.sha256()
    for file in model_files(root):
        total.update(f"{file.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def model_files(root: Path) -> list[Path]:
    """Return the files of the models below a folder: in a checkout those that a wheel holds, too.

    Parameters
    ----------
    root : pathlib.Path
        ``models/`` of a checkout, or its like in an installed wheel.
    """
    single = (f for f in root.glob("*/*") if f.parent.name != "build" and f.suffix in (".json", ".npz", ".npy", ".txt"))
    return sorted([*single, *(f for f in (root / "english/en_lorscore").rglob("*") if f.is_file())])


def digest(value: Any) -> str:
    """Return the digest of plain JSON values.

    Examples
    --------
    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def score(settings: Settings, items: Sequence[Item], expected: str | None = None) -> bytes:
    """Score letters.

    Parameters
    ----------
    settings : Settings
    items : sequence of Item
    expected : str, optional
        Digest of the `identity` that the caller has; another one here is an error.

    Returns
    -------
    bytes
        One line of JSON an item, in order: ``{"row": ..., "evidence": [...], "error": ...}``.

    Raises
    ------
    InputError
        Where this process has another version of lorscore, or other models, than the caller.
    """
    if expected is not None and digest(identity(settings)) != expected:
        raise InputError(
            "A worker has another version of lorscore, or other models, than the process that gives it letters. "
            "Install the same one everywhere."
        )
    # ASCII: a text may hold characters at which other programs, and Python's splitlines, end a line
    return "".join(f"{json.dumps(letter)}\n" for letter in scored(settings, items)).encode()


def scored(settings: Settings, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Return what is found in each letter, in order: its ``row`` or its ``error``, and its ``evidence``."""
    return list(_scored(settings, items))


def _scored(settings: Settings, items: Sequence[Item]) -> Iterator[dict[str, Any]]:
    read = [_read(item) for item in items]
    letters = [found for found in read if isinstance(found, tuple)]
    reports = iter(_reports(settings, [letter for letter, _ in letters]))
    for item, found in zip(items, read, strict=True):
        report = next(reports) if isinstance(found, tuple) else found
        if isinstance(report, str):
            yield {"row": None, "evidence": [], "error": {"id": item.id, "source": item.source, "error": report}}
            continue
        ignores = found[1] if isinstance(found, tuple) else []
        report = suppress.hide(report, settings.disable, ignores)
        words = settings.evidence == "words"
        spans = [] if settings.evidence == "none" else list(evidence_rows(report, item.id, words=words))
        yield {"row": letter_row(report, item.id, item.source), "evidence": spans, "error": None}


def _read(item: Item) -> tuple[Letter, list[suppress.Ignore]] | str:
    """Return the letter of an item without the marks in it, or why there is none."""
    if item.error is not None:
        return item.error
    try:
        if item.data is not None:
            return suppress.take(readers.read_bytes(item.data, item.source))
        return suppress.take(Letter.from_text(item.text or "", source=item.source))
    except LorscoreError as error:
        return str(error).removeprefix(f"{item.source}: ")
    except Exception as error:
        return _fault(error)


def _reports(settings: Settings, letters: Sequence[Letter]) -> Iterator[Report | str]:
    """Yield the report of each letter; where a batch fails, its letters are taken one by one to find which did."""
    analyzer = settings.analyzer()
    for start in range(0, len(letters), settings.batch_size):
        batch = letters[start : start + settings.batch_size]
        try:
            yield from list(analyzer.pipe(batch, batch_size=len(batch)))
        except Exception:
            yield from (_report(analyzer, letter) for letter in batch)


def _report(analyzer: Analyzer, letter: Letter) -> Report | str:
    try:
        return next(analyzer.pipe([letter]))
    except Exception as error:
        return str(error) if isinstance(error, LorscoreError) else _fault(error)


def _fault(error: Exception) -> str:
    # the type only: the message of a foreign error may quote the letter
    return f"something failed inside lorscore ({type(error).__name__}). This is a fault of lorscore, not of the letter."
