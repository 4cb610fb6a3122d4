"""Put the outputs of commands into README.md and the strength model's card: ``python docs/make_readme.py``.

Between a comment ``<!-- made by: COMMAND -->`` and the end of the code block after it stands what the command prints.
``| from: START | to: END`` in the comment keeps the lines from the first that begins with START up to END.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "models/strength/CARD.md")
_BLOCK = re.compile(
    r"(<!-- made by: (?P<command>[^\n]*?)(?: \| from: (?P<start>[^|\n]*) \| to: (?P<end>[^|\n]*))? -->\n```\n)"
    r".*?\n```",
    re.S,
)


def output(command: str, start: str | None, end: str | None) -> str:
    """Run a command of the repository and return what it prints, or a part of it."""
    words = shlex.split(command)
    words = [sys.executable, "-m", "lorscore", *words[1:]] if words[0] == "lorscore" else [sys.executable, *words[1:]]
    text = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = text.rstrip().split("\n")
    if start is not None and end is not None:
        first = next(i for i, line in enumerate(lines) if line.startswith(start))
        last = next((i for i, line in enumerate(lines) if i > first and line.startswith(end)), len(lines))
        lines = lines[first:last]
    return "\n".join(line.rstrip() for line in lines).rstrip()


def main() -> None:
    """Rewrite the pages."""
    for name in PAGES:
        page = ROOT / name
        page.write_text(
            _BLOCK.sub(
                lambda m: m[1] + output(m["command"], m["start"], m["end"]) + "\n```", page.read_text(encoding="utf-8")
            ),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
