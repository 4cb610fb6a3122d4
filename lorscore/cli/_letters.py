"""What the commands that read letters share: their options, and the way from a path to a report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lorscore import config, suppress
from lorscore.errors import ReadError

if TYPE_CHECKING:
    from lorscore.analysis import Analyzer
    from lorscore.letter import Letter
    from lorscore.report import Report

STDIN = "-"


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files and the options of reading and analysing them."""
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="letters (.docx .pdf .txt .md .odt .rtf .html .eml); - reads standard input",
    )
    parser.add_argument("--applicant", metavar="NAME", help="the applicant's name; inferred from the letter otherwise")
    add_model_arguments(parser)


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options that choose how letters are analysed."""
    parser.add_argument("--specialty", metavar="ID", help="the specialty that the letter is for (medical_genetics)")
    parser.add_argument("--model", metavar="PATH", help="a strength model of your own instead of the shipped one")
    parser.add_argument("--spacy-model", metavar="NAME", help="a spaCy pipeline instead of the shipped one")
    parser.add_argument(
        "--config", metavar="FILE", type=Path, help="settings; lorscore.toml here or in a folder above otherwise"
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """One letter read and analysed: the file, what was read, the report as it is shown."""

    path: Path | None
    letter: Letter
    report: Report


def reader(args: argparse.Namespace) -> Callable[[str], Reading]:
    """Load what the options ask for, and return what reads and analyses one file.

    Raises
    ------
    LorscoreError
        Where settings, rules or a model cannot be used; the returned function raises it for files.
    """
    analyzer, disabled = loaded(args)

    def read(name: str) -> Reading:
        letter, ignores = taken(name)
        report = analyzer.analyze(letter, applicant=args.applicant)
        return Reading(None if name == STDIN else Path(name), letter, suppress.hide(report, disabled, ignores))

    return read


def taken(name: str) -> tuple[Letter, list[suppress.Ignore]]:
    """Read one file, and take out of it the marks that switch findings off, in its text or in a Word file's comments.

    Raises
    ------
    LorscoreError
        Where the file cannot be read.
    """
    letter, ignores = suppress.take(_read(name))
    if letter.format == "docx" and name != STDIN:
        ignores += suppress.in_word(Path(name), letter)
    return letter, ignores


def loaded(args: argparse.Namespace) -> tuple[Analyzer, Sequence[str]]:
    """Load what the options and the settings ask for; return it with the ids of rules that are not shown.

    Raises
    ------
    LorscoreError
        Where settings, rules or a model cannot be used.
    """
    import lorscore

    settings = config.load(args.config or config.find(Path.cwd()))
    analyzer = lorscore.load(
        specialty=args.specialty or settings.specialty, model=args.model, spacy_model=args.spacy_model,
        rules=settings.rules, words=settings.words,
    )  # fmt: skip
    return analyzer, settings.disable


def _read(name: str) -> Letter:
    from lorscore import readers

    return readers.read_bytes(sys.stdin.buffer.read(), STDIN) if name == STDIN else readers.read(name)


def must_exist(names: list[str]) -> None:
    """Raise before anything heavy is loaded where a single named file is not there.

    Raises
    ------
    ReadError
        Naming the file.
    """
    if len(names) == 1 and names[0] != STDIN and not Path(names[0]).exists():
        raise ReadError(f"{names[0]}: there is no such file. Check the path.")
