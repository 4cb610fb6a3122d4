"""``lorscore set``: look at the letters of one applicant together."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lorscore import writing
from lorscore.cli import EXIT_DONE
from lorscore.cli._letters import add_reading_arguments, reader
from lorscore.errors import ConfigError, OutputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_reading_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, json for programs")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write it as a page with plots for the browser")
    parser.add_argument("--force", action="store_true", help="replace a page that exists (never a letter)")


def run(args: argparse.Namespace) -> int:
    """Read every letter, and say how they read together; one that cannot be read is an error."""
    if len(args.files) < 2:
        raise ConfigError("A set is two letters or more: lorscore set A.docx B.pdf C.txt. For one, use lorscore check.")
    if args.html:
        if any(args.html.exists() and Path(f).exists() and args.html.samefile(f) for f in args.files):
            raise OutputError(f"{args.html}: this is one of the letters, which are never written to.")
        writing.refuse(args.html, force=args.force)
    from lorscore.advice import letter_set, set_page, set_text

    read = reader(args)
    found = letter_set.review([read(name).report for name in args.files])
    if args.format == "json":
        print(found.to_json(indent=2))
    else:
        print(set_text.render(found), end="")
    if args.html:
        writing.write_text(args.html, set_page.render(found), force=args.force)
        print(f"lorscore: wrote {args.html}", file=sys.stderr)
    return EXIT_DONE
