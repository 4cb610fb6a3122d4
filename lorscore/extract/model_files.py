"""Where the shipped models lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from lorscore.errors import ModelError

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = (_PACKAGE / "_models", _PACKAGE.parent / "models")
"""In a wheel, in a checkout; see ``force-include`` in pyproject.toml."""


def model_path(name: str) -> Path:
    """Return the path of a shipped model.

    Parameters
    ----------
    name : str
        Path below ``models/``, with forward slashes.

    Returns
    -------
    pathlib.Path
        An existing file or folder.

    Raises
    ------
    ModelError
        Where this installation does not have it.

    Examples
    --------
    >>> model_path("english/en_lorscore").name
    'en_lorscore'
    """
    for folder in _FOLDERS:
        if (folder / name).exists():
            return folder / name
    raise ModelError(
        f"The model {name!r} is missing from this installation of lorscore "
        f"(looked in {' and '.join(map(str, _FOLDERS))}). "
        "Install lorscore again, from its wheel or from a complete checkout."
    )
