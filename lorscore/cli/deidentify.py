"""``lorscore deidentify``: letters without the names in them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lorscore import writing
from lorscore.cli import EXIT_DONE, EXIT_ERROR, complain
from lorscore.cli._letters import STDIN, must_exist
from lorscore.errors import InputError, OutputError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    from lorscore.privacy.measured import measured

    parser.description = (
        "Replaces applicant, writer, patients, other people, institutions, places, dates, numbers and contact details "
        "by labels such as [APPLICANT] and [PLACE 1]. " + measured()
    )
    parser.add_argument("source", metavar="IN", help="a letter, a folder of letters, or - for standard input")
    parser.add_argument(
        "-o", "--output", metavar="OUT", required=True,
        help="the text to write (- prints it), or for a folder the folder to write to",
    )  # fmt: skip
    parser.add_argument(
        "--applicant", metavar="NAME", help="the applicant's name (one letter only); inferred otherwise"
    )
    parser.add_argument(
        "--key", metavar="FILE", type=Path,
        help="a file with a secret: the same name has the same label in every letter, and nobody without the file can "
        "tell which",
    )  # fmt: skip
    parser.add_argument(
        "--keep", metavar="KIND", action="append", default=[],
        help="leave this kind in: person, institution, place, date, contact, patient_identifier (may be repeated)",
    )  # fmt: skip
    parser.add_argument(
        "--index", metavar="FILE", type=Path, help="for a folder: write which text came from which file, as CSV"
    )
    parser.add_argument("--force", action="store_true", help="replace files that exist (never the letter itself)")


def run(args: argparse.Namespace) -> int:
    """De-identify one letter or a folder."""
    from lorscore.privacy.measured import measured

    key = _key(args.key) if args.key else None
    source = Path(args.source)
    folder = args.source != STDIN and source.is_dir()
    code = _folder(args, source, key) if folder else _letter(args, key)
    print(measured(), file=sys.stderr)
    return code


def _letter(args: argparse.Namespace, key: bytes | None) -> int:
    from lorscore import readers
    from lorscore.privacy.deidentify import deidentify

    if args.index:
        raise InputError("--index tells the files of a folder apart; with one letter there is nothing to tell.")
    must_exist([args.source])
    if args.output != "-":
        if args.source != STDIN and Path(args.output).exists() and Path(args.output).samefile(args.source):
            raise OutputError(f"{args.output}: this is the letter itself. Choose another name.")
        writing.refuse(args.output, force=args.force)
    letter = readers.read_bytes(sys.stdin.buffer.read(), STDIN) if args.source == STDIN else readers.read(args.source)
    found = deidentify(letter, applicant=args.applicant, key=key, keep=args.keep)
    if args.output == "-":
        print(found.text)
    else:
        writing.write_text(args.output, found.text, force=args.force)
        print(f"{args.output}: {_told(found.counts)}.", file=sys.stderr)
    return EXIT_DONE


def _folder(args: argparse.Namespace, source: Path, key: bytes | None) -> int:
    from lorscore.privacy.folder import deidentify_folder, index_of, total

    if args.applicant:
        raise InputError("--applicant names the applicant of one letter; the letters of a folder may have several.")
    if args.output == "-":
        raise InputError("A folder cannot be printed. Name a folder to write to.")
    if args.index:
        writing.refuse(args.index, force=args.force)
    done = []
    for one in deidentify_folder(source, Path(args.output), key=key, keep=args.keep, force=args.force):
        done.append(one)
        if one.error:
            complain(one.error)
    if args.index:
        writing.write_text(args.index, index_of(done, source), force=args.force)
    written = sum(d.target is not None for d in done)
    print(f"{args.output}: {written} of {len(done)} letters; {_told(total(done))}.", file=sys.stderr)
    return EXIT_DONE if written == len(done) else EXIT_ERROR


def _told(counts: dict[str, int]) -> str:
    if not counts:
        return "nothing was recognised, so nothing was replaced"
    return "replaced " + ", ".join(f"{n} {kind.replace('_', ' ')}" for kind, n in counts.items())


def _key(path: Path) -> bytes:
    try:
        return path.read_bytes().strip()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise InputError(
            f"{path}: the key could not be read ({reason}). Make one with: "
            'python -c "import secrets; print(secrets.token_hex())"'
        ) from None
