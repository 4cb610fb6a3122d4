"""How well names are found, as measured on marked letters, in a sentence for the user."""

from __future__ import annotations

from importlib import resources

import tomli


def measured() -> str:
    """Return what was measured, and that it is no guarantee.

    The figures are written by ``benchmarks/entities.py --write``, and a test measures them again.

    Examples
    --------
    >>> "not a guarantee" in measured()
    True
    """
    text = resources.files("lorscore.privacy").joinpath("measured.toml").read_text(encoding="utf-8")
    data = tomli.loads(text)
    marked, held = data["corrected_on"], data["held_out"]
    return (
        f"This is an aid, not a guarantee. On {marked['letters']} invented letters, on which its rules were corrected, "
        f"it took out {marked['recall']:.1%} of what was marked by hand ({marked['precision']:.1%} of what it took out "
        f"was marked); on {held['letters']} others, full of identifiers, {held['recall']:.1%} "
        f"({held['precision']:.1%}). A story can tell who somebody is without a name: read every text before you "
        "share it."
    )
