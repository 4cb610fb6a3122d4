"""``lorscore upload``: whether a file will pass the portal that residency applications use."""

from __future__ import annotations

import argparse
import dataclasses
import json
from pathlib import Path

from lorscore.cli import EXIT_BELOW, EXIT_DONE
from lorscore.cli._letters import must_exist
from lorscore.errors import ReadError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="the file that is to be uploaded")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, json for programs")


def run(args: argparse.Namespace) -> int:
    """Check one file: exit code 1 where the portal would refuse it."""
    must_exist([args.file])
    from lorscore import readers, upload
    from lorscore.render import terminal

    path = Path(args.file)
    unread = ""
    try:
        letter = readers.read(path)
    except ReadError as error:
        # an encrypted file or a scan cannot be read, but much can still be said of it
        letter, unread = None, str(error)
    items = upload.check(path, letter)
    if args.format == "json":
        print(json.dumps([dataclasses.asdict(item) for item in items], ensure_ascii=False, indent=2))
    else:
        print(terminal.upload(items, unread=unread), end="")
    return EXIT_BELOW if any(item.outcome == "fail" for item in items) else EXIT_DONE
