"""What the report tells the writer of evidence that no rule explains: sentences as data (``guide/explains.toml``)."""

from __future__ import annotations

import functools
from importlib import resources

import tomli

from lorscore.errors import RuleError


def explains(kind: str) -> dict[str, str]:
    """Return the sentences of one kind of evidence, by label.

    Raises
    ------
    RuleError
        Where the file has no table of that kind.

    Examples
    --------
    >>> from lorscore.guide.explains import explains
    >>> explains("credential")["date"]
    'Dates the letter.'
    """
    found = _tables().get(kind)
    if found is None:
        raise RuleError(f"explains.toml: there is no table [{kind}] for this kind of evidence.")
    return found


@functools.cache
def _tables() -> dict[str, dict[str, str]]:
    return tomli.loads((resources.files("lorscore.guide") / "explains.toml").read_text(encoding="utf-8"))
