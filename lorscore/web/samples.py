"""Where the sample letters lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = (_PACKAGE / "_samples", _PACKAGE.parent / "data" / "samples")
"""In a wheel, in a checkout; see ``force-include`` in pyproject.toml."""


def samples() -> dict[str, Path]:
    """Return the sample letters by file name, in their order; empty where this installation has none.

    Examples
    --------
    >>> list(samples())[0]
    '01-program-director.docx'
    """
    folder = next((f for f in _FOLDERS if f.is_dir()), None)
    return {} if folder is None else {path.name: path for path in sorted(folder.glob("[0-9][0-9]-*.*"))}


def title(name: str) -> str:
    """Return what people read for a sample's file name.

    Examples
    --------
    >>> title("01-program-director.docx")
    'Program director (.docx)'
    """
    stem, _, suffix = name[3:].rpartition(".")
    return f"{stem.replace('-', ' ').capitalize()} (.{suffix})"
