"""The guide's tables of advice, and the conditions that say when an entry holds."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import tomli

_BOUNDS = {"at_least", "at_most", "below"}


@functools.cache
def guide(name: str) -> dict[str, Any]:
    """Return one of the guide's tables of advice: ``letter_set``, ``plan`` or ``packet``.

    Examples
    --------
    >>> from lorscore.advice.conditions import guide
    >>> guide("letter_set")["check"][0]["title"]
    'Three or four letters'
    """
    return tomli.loads((resources.files("lorscore.guide") / f"{name}.toml").read_text(encoding="utf-8"))


def fits(when: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Say whether every fact is as the condition wants it; a fact that is None fits nothing.

    Parameters
    ----------
    when : mapping
        ``{fact: value}``, ``{fact: [any of these]}``, or ``{fact: {"at_least" | "at_most" | "below": number}}``.
    facts : mapping

    Raises
    ------
    KeyError
        Where the condition names a fact that is none: a fault of the table, not of the user.

    Examples
    --------
    >>> from lorscore.advice.conditions import fits
    >>> fits({"weeks": {"at_most": 4}, "place": ["us", "canada"]}, {"weeks": 2, "place": "us"})
    True
    >>> fits({"weeks": {"at_most": 4}}, {"weeks": None})
    False
    """
    return all(_fits(wanted, facts[name]) for name, wanted in when.items())


def unknown(when: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Say whether the condition would hold if the facts that are not known were as it wants them."""
    return any(facts[name] is None for name in when) and fits(
        {name: wanted for name, wanted in when.items() if facts[name] is not None}, facts
    )


def _fits(wanted: Any, fact: Any) -> bool:
    if fact is None:
        return False
    if isinstance(wanted, dict):
        if set(wanted) - _BOUNDS:
            raise KeyError(f"unknown bound in {wanted}")
        low, high, below = wanted.get("at_least"), wanted.get("at_most"), wanted.get("below")
        return (low is None or fact >= low) and (high is None or fact <= high) and (below is None or fact < below)
    if isinstance(wanted, list):
        return bool(set(fact) & set(wanted)) if isinstance(fact, (tuple, list, set, frozenset)) else fact in wanted
    return bool(fact == wanted)
