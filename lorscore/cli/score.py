"""``lorscore score``: the scores of letters, printed or as a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lorscore import config
from lorscore.cli import EXIT_DONE, EXIT_ERROR, complain
from lorscore.cli._letters import STDIN, add_model_arguments
from lorscore.errors import ConfigError

if TYPE_CHECKING:
    from lorscore.corpus.manifest import Manifest
    from lorscore.corpus.sources import Item
    from lorscore.corpus.work import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "paths", nargs="+", metavar="PATH",
        help="letters, folders of letters, patterns, or tables (.csv .jsonl .parquet); - alone reads one letter from "
        "standard input",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path,
        help="the table to write, one row a letter: .parquet, .csv or .jsonl; without it the scores are printed",
    )  # fmt: skip
    parser.add_argument("--evidence", metavar="FILE", type=Path, help="a table with one row a span")
    parser.add_argument("--no-text", action="store_true", help="leave the words of the letters out of --evidence")
    parser.add_argument(
        "--errors", metavar="FILE", type=Path, help="a table with one row a letter that could not be read"
    )
    parser.add_argument("--text-column", metavar="NAME", help="for tables: the column with the letters (text)")
    parser.add_argument(
        "--id-column", metavar="NAME", help="for tables: the column that names them (id, if it is there)"
    )
    parser.add_argument("--jobs", metavar="N", type=_count, default=1, help="processes (1)")
    parser.add_argument("--batch-size", metavar="N", type=_count, default=32, help="letters a batch (32)")
    parser.add_argument(
        "--shard", metavar="I/N", type=_shard, default=(1, 1),
        help="score the I-th of N parts only; 'lorscore corpus merge' puts them together",
    )  # fmt: skip
    parser.add_argument("--engine", choices=("local", "dask"), default="local", help="who does the work (local)")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, as tcp://host:8786")
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print the scores, or write them as tables."""
    _refuse_contradictions(args)
    settings = _settings(args)
    return _write(args, settings) if args.output else _print(args, settings)


def _print(args: argparse.Namespace, settings: Settings) -> int:
    from lorscore.corpus.sources import Corpus
    from lorscore.corpus.work import scored

    if args.paths == [STDIN]:
        items = iter([_standard_input()])
    else:
        items = Corpus(args.paths, text_column=args.text_column, id_column=args.id_column).items()
    code = EXIT_DONE
    for item in items:
        letter = scored(settings, [item])[0]
        if letter["error"] is not None:
            complain(f"{item.id}: {letter['error']['error']}")
            code = EXIT_ERROR
        elif letter["row"]["score"] is None:
            print(f"-\t{item.id}\t{letter['row']['abstained']}", flush=True)
        else:
            print(f"{letter['row']['score']:.1f}\t{item.id}", flush=True)
    return code


def _standard_input() -> Item:
    from lorscore.corpus.sources import Item

    return Item(STDIN, STDIN, data=sys.stdin.buffer.read())


def _write(args: argparse.Namespace, settings: Settings) -> int:
    from lorscore.corpus.run import Job, run

    job = Job(
        paths=tuple(args.paths), output=args.output, settings=settings, evidence=args.evidence, errors=args.errors,
        text_column=args.text_column, id_column=args.id_column, shard=args.shard, jobs=args.jobs, engine=args.engine,
        scheduler=args.scheduler, force=args.force,
    )  # fmt: skip
    done = run(job, start=_bar)
    _tell(done, args)
    return EXIT_ERROR if done["counts"]["unreadable"] else EXIT_DONE


def _bar(total: int) -> Callable[[int, bool], object]:
    """Return what draws the progress, with rate and time left: on a terminal, else nothing."""
    from tqdm import tqdm

    bar = tqdm(total=total, unit=" letters", file=sys.stderr, disable=None, dynamic_ncols=True)
    if bar.disable:
        return lambda n, earlier: None

    def update(n: int, earlier: bool) -> None:
        if earlier:
            bar.initial += n  # what an earlier start did says nothing of the rate
        bar.update(n)
        if bar.n >= total:
            bar.close()

    return update


def _tell(done: Manifest, args: argparse.Namespace) -> None:
    counts = done["counts"]
    said = [f"{counts['scored']} scored"]
    if counts["abstained"]:
        said.append(f"{counts['abstained']} that cannot be judged (column abstained)")
    if counts["unreadable"]:
        where = args.errors or "--errors FILE lists them"
        said.append(f"{counts['unreadable']} that could not be read ({where})")
    print(f"lorscore: {args.output}: letters: {', '.join(said)}.", file=sys.stderr)


def _settings(args: argparse.Namespace) -> Settings:
    from lorscore.corpus.work import Settings

    found = config.load(args.config or config.find(Path.cwd()))
    return Settings(
        spacy_model=args.spacy_model,
        model=args.model,
        specialty=args.specialty or found.specialty,
        rules=tuple(str(path.absolute()) for path in found.rules),
        words=dict(found.words),
        disable=found.disable,
        evidence="none" if args.evidence is None else "no words" if args.no_text else "words",
        batch_size=args.batch_size,
    )


def _refuse_contradictions(args: argparse.Namespace) -> None:
    if args.output is None:
        for option in ("evidence", "errors", "scheduler"):
            if getattr(args, option):
                raise ConfigError(f"--{option} belongs to a table of scores. Name one by -o.")
        if args.jobs > 1 or args.shard != (1, 1) or args.engine != "local":
            raise ConfigError("--jobs, --shard and --engine are for tables. Name one by -o.")
    if STDIN in args.paths and (args.output or len(args.paths) > 1):
        raise ConfigError("Standard input is one letter, and its score is printed. Name files or folders for a table.")
    if args.no_text and not args.evidence:
        raise ConfigError("--no-text is about the table of spans. Name one by --evidence.")
    if args.scheduler and args.engine != "dask":
        raise ConfigError("--scheduler is the address of a Dask cluster. Add --engine dask.")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1")
    return int(text)


def _shard(text: str) -> tuple[int, int]:
    part, slash, parts = text.partition("/")
    if not slash or not part.isdecimal() or not parts.isdecimal() or not 1 <= int(part) <= int(parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no part, as 2/5 for the second of five")
    return int(part), int(parts)
