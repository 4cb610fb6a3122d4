"""How well names are found, as measured on marked letters, in a sentence for the user."""

from __future__ import annotations

import tomllib
from importlib import resources


def measured() -> str:
    """Return what was measured, and that it is no guarantee.

    The figures are written by ``benchmarks/entities.py --write``, and a test measures them again.

    Examples
    --------
    >>> "not a guarantee" in measured()
    True
    """
    text = resources.files("lorscore.privacy").joinpath("measured.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return (
        f"This is an aid, not a guarantee: on {data['letters']} invented letters marked by hand it took out "
        f"{data['recall']:.1%} of what was marked, and {data['precision']:.1%} of what it took out was marked; on other "
        "letters it may do worse, and a story can tell who somebody is without a name. Read every text before you share "
        "it."
    )
