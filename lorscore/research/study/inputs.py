"""What a study reads: letters or their scores, and columns about them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lorscore import frames, readers
from lorscore.analysis import Analyzer
from lorscore.corpus import tables
from lorscore.corpus.columns import letter_columns
from lorscore.corpus.rows import letter_row
from lorscore.corpus.sources import Corpus
from lorscore.errors import InputError, ReadError
from lorscore.letter import Letter
from lorscore.report import Report
from lorscore.research.study.libraries import library
from lorscore.research.study.ratings import matching

TRAINED = (
    "The shipped model was fitted to letters that language models wrote and rated (data/letters/train and "
    "data/more_letters/train); with those letters it agrees better than with others."
)


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters that were read, by id, and why others were not."""

    texts: dict[str, Letter]
    unread: list[str]


@dataclass(frozen=True, slots=True)
class Scores:
    """One row a letter, with the columns of ``lorscore score`` (docs/codebook.md).

    Attributes
    ----------
    frame : pandas.DataFrame
        With column ``id``.
    letters : Letters or None
        None where a table of scores was given.
    reports : dict of str to Report
        Empty where a table was given.
    model : dict or None
        Model, pipeline and rules; None where a table was given.
    """

    frame: Any
    letters: Letters | None
    reports: dict[str, Report]
    model: dict[str, Any] | None

    def notes(self) -> list[str]:
        """Return what must be said of the letters in any study."""
        out = [f"{len(self.frame)} letters."]
        lost = self.frame[self.frame["overall"].isna()]
        if len(lost):
            out.append(
                f"{len(lost)} of them have no score (lorscore abstained) and are left out where a score is needed."
            )
        if self.letters and self.letters.unread:
            out.append(f"{len(self.letters.unread)} files could not be read: {'; '.join(self.letters.unread[:5])}")
        return [*out, "A score says how a letter reads under the rubric, nothing about the applicant."]


def read_letters(path: Path) -> Letters:
    """Read the letters of a folder, a file or a table with a column ``text``.

    Raises
    ------
    InputError
        Where none can be read.
    """
    texts: dict[str, Letter] = {}
    unread = []
    for item in Corpus([str(path)]).items():
        try:
            if item.error is not None:
                unread.append(f"{item.id}: {item.error}")
            elif item.data is not None:
                texts[item.id] = readers.read_bytes(item.data, item.source)
            else:
                texts[item.id] = Letter.from_text(item.text or "")
        except ReadError as error:
            unread.append(str(error))
    if not texts:
        raise InputError(f"{path}: no letter here could be read. {unread[0] if unread else ''}".rstrip())
    return Letters(texts, unread)


def read_scores(path: Path, analyzer: Callable[[], Analyzer], *, jobs: int = 1) -> Scores:
    """Read a table that ``lorscore score -o`` wrote, or read and score letters.

    Parameters
    ----------
    path : pathlib.Path
        The table, or what `read_letters` takes.
    analyzer : callable
        Loads the analyzer; called where letters must be scored.
    jobs : int
        Processes.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder. Check the path.")
    if is_scores(path):
        return Scores(frames.frame_of(list(tables.read(path, letter_columns())), letter_columns()), None, {}, None)
    return scored(read_letters(path), analyzer(), jobs=jobs)


def scored(letters: Letters, analyzer: Analyzer, *, jobs: int = 1) -> Scores:
    """Score letters that were read."""
    pairs = [(letter, name) for name, letter in letters.texts.items()]
    reports = {name: report for report, name in analyzer.pipe(pairs, as_tuples=True, n_process=jobs)}
    rows = [letter_row(report, id=name, source=name) for name, report in reports.items()]
    frame = frames.frame_of(rows, letter_columns())
    return Scores(frame, letters, reports, dataclasses.asdict(analyzer.info))


def is_scores(path: Path) -> bool:
    """Whether a file is a table of scores, by its columns."""
    if not path.is_file() or path.suffix.lower() not in tables.SUFFIXES:
        return False
    if path.suffix.lower() == ".parquet":
        return "probability_rated_strong" in tables.arrow("pyarrow.parquet").read_schema(path).names
    with tables.open_csv(path, errors="replace") as file:
        return "probability_rated_strong" in file.readline()


def with_columns(frame: Any, path: Path | None, needed: Sequence[str]) -> Any:
    """Return the frame with the columns of a CSV file joined by id.

    Raises
    ------
    InputError
        Where the file has no column ``id``, its ids are of no letter, or a column that is needed is nowhere.
    """
    if path is not None:
        pd = library("pandas")
        try:
            more = pd.read_csv(path, dtype={"id": str})
        except (OSError, ValueError):
            raise InputError(f"{path}: this is no table that can be read. Save it as CSV (UTF-8).") from None
        if "id" not in more.columns:
            raise InputError(f"{path}: there is no column 'id' to match the letters by.")
        names = matching(list(frame["id"]), list(more["id"].dropna()))
        if not names:
            raise InputError(f"{path}: no id in it is that of a letter; the first letter is {frame['id'].iloc[0]!r}.")
        more = more[more["id"].isin(names)].assign(id=lambda t: t["id"].map(names))
        if more["id"].duplicated().any():
            twice = more["id"][more["id"].duplicated()].iloc[0]
            raise InputError(f"{path}: {twice} stands there twice. Keep one row a letter.")
        both = [c for c in needed if c in more.columns and c in frame.columns]
        if both:
            raise InputError(f"{path}: {both[0]!r} is a column of lorscore's own as well. Give yours another name.")
        new = [c for c in more.columns if c == "id" or c not in frame.columns]
        frame = frame.merge(more[new], on="id", how="left")
    for column in needed:
        if column not in frame.columns:
            where = f" nor in {path}" if path else "; give a table of columns by --columns"
            raise InputError(f"There is no column {column!r} among those of lorscore score{where}.")
    return frame
