"""The words and the look of a rendered report, from ``words.toml`` and ``look.toml``."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources
from typing import Any

import tomli


@dataclass(frozen=True, slots=True)
class Look:
    """How one kind of evidence looks: its letter, its terminal colour, its grounds and its underline."""

    code: str
    ansi: str
    light: str
    dark: str
    line: str
    against: bool = False
    """It speaks against the letter."""
    against_labels: tuple[str, ...] = ()
    """Sorts of it that do."""
    graded: bool = False
    """Its label says how strong it is."""
    comment: bool = True
    """It is worth a comment in a Word file."""


@functools.cache
def look() -> dict[str, Any]:
    """Return ``look.toml``: kinds, the page's colours, and the pairs whose contrast matters."""
    return _read("look.toml")


@functools.cache
def kinds() -> dict[str, Look]:
    """Return how each kind of evidence looks, in the order of the legend."""
    return {kind: Look(**entry) for kind, entry in look()["kinds"].items()}


def word(table: str, key: str) -> str:
    """Return what people read for a key of the report.

    Examples
    --------
    >>> from lorscore.render.words import word
    >>> word("kinds", "generic_adjective"), word("flags", "of_another_version")
    ('stock praise', 'of another version')
    """
    found = _words().get(table, {}).get(key)
    return found if isinstance(found, str) else key.replace("_", " ")


def label(kind: str, name: str) -> str:
    """Return what people read for the sort of a finding within its kind; empty where the kind says it all.

    Examples
    --------
    >>> from lorscore.render.words import label
    >>> label("contact", "duration"), label("competency", "ethics"), label("custom", "my_own")
    ('how long', 'Ethical judgment', 'my own')
    """
    tables = {"competency": "qualities", "img": "img", "checklist": "checklist"}
    if kind in tables:
        return word(tables[kind], name)
    found: str = _words()["labels"].get(kind, {}).get(name, name.replace("_", " "))
    return found


def phrase(table: str, key: str, /, **values: object) -> str:
    """Return a sentence with its places filled.

    Examples
    --------
    >>> from lorscore.render.words import phrase
    >>> phrase("phrases", "level", level=3)
    '3 of 4'
    """
    text: str = _words()[table][key]
    return text.format(**values)


def overall_name(overall: float) -> str:
    """Return the rubric's word for a value of ``overall``; halfway between two, both.

    Examples
    --------
    >>> from lorscore.render.words import overall_name
    >>> overall_name(3.9), overall_name(3.5)
    ('strong', 'between adequate and strong')
    """
    names: dict[str, str] = _words()["overall"]["names"]
    low = min(5, max(1, int(overall)))
    if overall - low < 0.25 or low == 5:
        return names[str(low)]
    if overall - low > 0.75:
        return names[str(low + 1)]
    return str(_words()["overall"]["between"].format(low=names[str(low)], high=names[str(low + 1)]))


@functools.cache
def _words() -> dict[str, Any]:
    # the guide names the items of its checklists itself
    lists = _read("checklists.toml", "lorscore.guide")
    titles = {item: entry["title"] for items in lists.values() for item, entry in items.items()}
    return {**_read("words.toml"), "checklist": titles}


def _read(name: str, package: str = "lorscore.render") -> dict[str, Any]:
    return tomli.loads(resources.files(package).joinpath(name).read_text(encoding="utf-8"))
