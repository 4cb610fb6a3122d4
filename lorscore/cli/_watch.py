"""Check a file again on each save, and show what changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from lorscore.cli import EXIT_DONE
from lorscore.cli._letters import Reading
from lorscore.errors import LorscoreError
from lorscore.render.changes import changes
from lorscore.render.words import phrase

_PAUSE = 0.5
"""Seconds between two looks at the file."""


def watch(
    path: Path,
    read: Callable[[str], Reading],
    show: Callable[[Reading], None],
    write: Callable[[Reading], None],
    out: TextIO,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> int:
    """Read ``path`` now and after each save until interrupted.

    Parameters
    ----------
    path : pathlib.Path
        The letter.
    read : callable
        From a file's name to its reading.
    show : callable
        Shows the first reading.
    write : callable
        Writes the files that were asked for, after each reading.
    out : text stream
        Where changes are shown.
    sleep : callable
        Waits between two looks.

    Returns
    -------
    int
        The exit code, 0.
    """
    before = read(str(path))
    show(before)
    write(before)
    print("\n" + phrase("phrases", "watching", file=path), file=out, flush=True)
    seen = _stamp(path)
    try:
        while True:
            sleep(_PAUSE)
            stamp = _stamp(path)
            # an editor may take the file away for a moment while it saves
            if stamp is None or stamp == seen:
                continue
            seen = stamp
            try:
                after = read(str(path))
                print("\n" + phrase("phrases", "again", time=time.strftime("%H:%M:%S")), file=out)
                for line in changes(before.report, after.report):
                    print(f"- {line}", file=out, flush=True)
                before = after
                write(after)
            except LorscoreError as error:
                print(f"lorscore: {error}", file=out, flush=True)
    except KeyboardInterrupt:
        return EXIT_DONE


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
