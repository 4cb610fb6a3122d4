"""The codebook: what every column of the tables means, as Markdown.

python -m lorscore.corpus.codebook docs/codebook.md
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from lorscore import writing
from lorscore.corpus.columns import Column, error_columns, evidence_columns, letter_columns

_HEAD = """# Codebook

Written by `python -m lorscore.corpus.codebook docs/codebook.md` from `lorscore/corpus/columns.toml`; do not edit it
here. The tables are those of `lorscore score ... -o` (docs/corpus.md); `lorscore.to_frame(reports)` has the columns of
the first.

Types: text; whole (64-bit integer); number (64-bit float); yes/no. Empty is null in Parquet and JSON Lines, nothing in
CSV. The scores and trained components were fitted to letters that language models wrote and rated under the rubric
(data/letters/RUBRIC.md): a score says how a letter reads under that rubric, nothing about the applicant.
"""


def codebook() -> str:
    """Return the codebook as Markdown."""
    tables = (
        ("One row a letter", letter_columns()),
        ("One row a span (`--evidence`)", evidence_columns()),
        ("One row a letter that could not be read (`--errors`)", error_columns()),
    )
    return _HEAD + "".join(f"\n## {title}\n\n{_table(columns)}" for title, columns in tables)


def _table(columns: Sequence[Column]) -> str:
    rows = [f"| `{c.name}` | {c.type} | {c.meaning} | {c.scale} | {c.source} |\n" for c in columns]
    return "| column | type | meaning | scale | source |\n|---|---|---|---|---|\n" + "".join(rows)


if __name__ == "__main__":
    writing.write_text(sys.argv[1], codebook(), force=True)
    print(f"wrote {Path(sys.argv[1])}")
