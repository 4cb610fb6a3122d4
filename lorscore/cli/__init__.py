"""The command ``lorscore``: one module a command, imported only when it is called.

A command module exposes ``add_arguments(parser)`` and ``run(args) -> int`` (the exit code), and imports what is
heavy inside ``run``. Its name and one line of help stand in ``commands.toml``. Modules whose name begins with
an underscore are shared by commands and are none.
"""

from __future__ import annotations

import argparse
import atexit
import errno
import gc
import importlib
import importlib.util
import io
import os
import sys
from collections.abc import Sequence
from importlib import resources
from typing import Protocol, cast

import tomli

from lorscore.errors import LorscoreError

EXIT_DONE = 0
EXIT_BELOW = 1
"""Below the mark that was asked for, or no score where a mark was asked for."""
EXIT_ERROR = 2
"""A file that could not be read, or a wrong call."""
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141
"""What reads our output (a pager, ``head``) went away; the code of any Unix program then."""
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class Command(Protocol):
    """What a command module exposes."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's arguments on its own parser."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it, and return the exit code."""


def commands() -> dict[str, str]:
    """Return the commands at hand and their one-line help, in the order of the table.

    Examples
    --------
    >>> from lorscore.cli import commands
    >>> list(commands())[0]
    'check'
    """
    table = tomli.loads(resources.files(__package__).joinpath("commands.toml").read_text(encoding="utf-8"))
    return {name: text for name, text in table.items() if importlib.util.find_spec(f"{__package__}.{name}")}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback reaches the user.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments after the program's name; those of the process by default.

    Returns
    -------
    int
        0 done, 1 below the mark, 2 a file that could not be read or a wrong call; 130 interrupted, 141 output cut off.
    """
    _collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a console that lacks a character shows its code instead of failing; in JSON that is a valid escape
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _dispatch(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except LorscoreError as error:
        complain(str(error))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return EXIT_PIPE
    except OSError as error:
        if error.errno not in _NO_ROOM:
            return _unforeseen(error)
        _drop_output()
        reason = (error.strerror or "no room").lower()
        complain(f"what was to be printed could not be written ({reason}). Make room for it.")
    except Exception as error:
        return _unforeseen(error)
    return EXIT_ERROR


def _collect_seldom() -> None:
    """Look for garbage seldom, and not at the end: what a command imports and loads stays for as long as it runs."""
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)


def _drop_output() -> None:
    """Give Python nothing to flush at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unforeseen(error: Exception) -> int:
    if os.environ.get("LORSCORE_DEBUG"):
        raise error
    # the type only: the message of a foreign error may quote the letter
    complain(
        f"something failed inside lorscore ({type(error).__name__}). This is a fault of lorscore, not of your "
        "file. Set LORSCORE_DEBUG=1 and run it again to see where."
    )
    return EXIT_ERROR


def complain(message: str) -> None:
    """Print an error on standard error, as every command does."""
    print(f"lorscore: {message}", file=sys.stderr)


def _dispatch(argv: list[str]) -> int:
    table = commands()
    name = next((a for a in argv if not a.startswith("-")), None)
    parser = _parser(table, only=name if name in table else None)
    args = parser.parse_args(argv)
    if args.command is None:
        parser.print_help()
        return EXIT_ERROR
    return _command(args.command).run(args)


def _parser(table: dict[str, str], only: str | None) -> argparse.ArgumentParser:
    """Return the parser; the arguments of the command ``only`` are declared, its module alone is imported."""
    parser = argparse.ArgumentParser(
        prog="lorscore",
        description="Reads a draft letter of recommendation for a medical genetics residency. "
        "Everything happens on this machine; no part of a letter leaves it.",
        epilog="'lorscore COMMAND --help' tells more. It measures how a letter reads, never how good the applicant "
        "is, and is not for screening or ranking applicants.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, text in table.items():
        sub = subparsers.add_parser(name, help=text, description=text)
        if name == only:
            _command(name).add_arguments(sub)
    return parser


def _command(name: str) -> Command:
    return cast(Command, importlib.import_module(f"{__package__}.{name}"))


class _Version(argparse.Action):
    """Print the version."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, option: str | None = None
    ) -> None:
        from lorscore import __version__

        print(f"lorscore {__version__}")
        parser.exit(EXIT_DONE)
