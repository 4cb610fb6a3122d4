"""``lorscore check``: read drafts, and print or write what was found."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lorscore import writing
from lorscore.cli import EXIT_BELOW, EXIT_DONE, EXIT_ERROR, complain
from lorscore.cli._letters import STDIN, Reading, add_reading_arguments, must_exist, reader
from lorscore.errors import ConfigError, LorscoreError, OutputError

if TYPE_CHECKING:
    from lorscore.report import Report


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_reading_arguments(parser)
    parser.add_argument(
        "--format", choices=("text", "json", "jsonl"), default="text",
        help="text for people; json: one report, or a list of them; jsonl: one report a line",
    )  # fmt: skip
    parser.add_argument(
        "--fail-under", metavar="N", type=float, help="exit with 1 where a score is below N, or there is no score"
    )
    parser.add_argument("--html", metavar="FILE", type=Path, help="write the report as a page for the browser")
    parser.add_argument(
        "--annotate", metavar="FILE", type=Path, help="write a copy of the Word file with the findings as comments"
    )
    parser.add_argument("--force", action="store_true", help="replace files that exist (never the letter itself)")
    parser.add_argument("--watch", action="store_true", help="check again on each save, and show what changed")
    parser.add_argument("--no-color", action="store_true", help="no colour; so does the variable NO_COLOR")


def run(args: argparse.Namespace) -> int:
    """Check every file; one that cannot be read does not stop the others."""
    _refuse_contradictions(args)
    read = reader(args)
    if args.watch:
        from lorscore.cli._watch import watch

        return watch(Path(args.files[0]), read, lambda r: _show(args, r, first=True), _rewriter(args), sys.stdout)
    reports: list[Report] = []
    failed = False
    for name in args.files:
        try:
            reading = read(name)
        except LorscoreError as error:
            complain(str(error))
            failed = True
            continue
        _show(args, reading, first=not reports)
        _write(args, reading)
        reports.append(reading.report)
    if args.format == "json":
        _print_json(reports, single=len(args.files) == 1)
    if failed:
        return EXIT_ERROR
    below = args.fail_under is not None and any(r.score is None or r.score < args.fail_under for r in reports)
    return EXIT_BELOW if below else EXIT_DONE


def _print_json(reports: list[Report], *, single: bool) -> None:
    """Print an object for one file and a list for several, whatever becomes of them."""
    if single:
        for report in reports:
            print(report.to_json(indent=2))
    else:
        print(json.dumps([r.to_dict() for r in reports], ensure_ascii=False, indent=2))


def _show(args: argparse.Namespace, reading: Reading, *, first: bool) -> None:
    if args.format == "jsonl":
        print(reading.report.to_json(), flush=True)
    elif args.format == "text":
        if not first:
            print("\n" + "-" * 40 + "\n")
        _show_text(args, reading)


def _show_text(args: argparse.Namespace, reading: Reading) -> None:
    from lorscore import upload
    from lorscore.render import terminal

    colour = _colour(args)
    width = min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else 80
    print(terminal.render(reading.report, colour=colour, width=width), end="")
    if reading.path is not None:
        print("\n" + terminal.upload(upload.check(reading.path, reading.letter), colour=colour, width=width), end="")


def _colour(args: argparse.Namespace) -> bool:
    """Say whether to colour: on a terminal, unless told otherwise (https://no-color.org)."""
    if args.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or not sys.stdout.isatty():
        return False
    if os.name == "nt":
        os.system("")  # switches the older Windows console to ANSI codes
    return True


def _write(args: argparse.Namespace, reading: Reading) -> None:
    if args.html:
        from lorscore.render import html

        writing.write_text(args.html, html.render(reading.report), force=args.force)
        _tell(args, args.html)
    if args.annotate and reading.path:
        from lorscore.render import word

        word.annotate(reading.path, args.annotate, reading.report, reading.letter, force=args.force)
        _tell(args, args.annotate)


def _rewriter(args: argparse.Namespace) -> Callable[[Reading], None]:
    """Return what writes the files of a watched letter: after the first time they are our own to replace."""

    def write(reading: Reading) -> None:
        _write(args, reading)
        args.force = True

    return write


def _tell(args: argparse.Namespace, path: Path) -> None:
    # standard output belongs to the report
    print(f"lorscore: wrote {path}", file=sys.stderr)


def _refuse_contradictions(args: argparse.Namespace) -> None:
    """Refuse, before anything heavy is loaded, what cannot be done."""
    must_exist(args.files)
    targets = [t for t in (args.html, args.annotate) if t is not None]
    if len(args.files) > 1 and (targets or args.watch):
        raise ConfigError("--html, --annotate and --watch take one letter. Call it once for each.")
    if args.watch and (STDIN in args.files or args.format != "text"):
        raise ConfigError("--watch needs a file and --format text.")
    if len(set(targets)) < len(targets):
        raise OutputError(f"{targets[0]}: --html and --annotate name the same file. Give each its own.")
    if args.annotate and Path(args.files[0]).suffix.lower() != ".docx":
        raise ConfigError(f"{args.files[0]}: --annotate works on Word files (.docx). For others, use --html.")
    for target in targets:
        if target.exists() and args.files[0] != STDIN and target.samefile(args.files[0]):
            raise OutputError(f"{target}: this is the letter itself, which is never written to. Choose another name.")
        writing.refuse(target, force=args.force)
