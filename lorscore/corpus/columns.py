"""The columns of the tables, with meaning, scale and source: one table of data for tables, data frames and codebook."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, cast

import tomli

from lorscore.errors import RuleError
from lorscore.extract.checklist import checklist_items
from lorscore.features import feature_names
from lorscore.report import FLAGS, IMG_CONCERNS, QUALITIES
from lorscore.scoring.levels import criteria

Type = Literal["text", "whole", "number", "yes/no"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the type of its values, and what they mean."""

    name: str
    type: Type
    meaning: str
    scale: str
    source: str


@functools.cache
def letter_columns() -> tuple[Column, ...]:
    """Return the columns of the table of letters, in order.

    Raises
    ------
    RuleError
        Where ``columns.toml`` has no words for a criterion, a flag, a feature ...

    Examples
    --------
    >>> from lorscore.corpus.columns import letter_columns
    >>> [column.name for column in letter_columns()][:2]
    ['id', 'source']
    """
    return (*_listed("letter"), *_families())


@functools.cache
def evidence_columns() -> tuple[Column, ...]:
    """Return the columns of the table of spans, in order."""
    return tuple(_listed("evidence"))


@functools.cache
def error_columns() -> tuple[Column, ...]:
    """Return the columns of the table of letters that could not be read, in order."""
    return tuple(_listed("error"))


@functools.cache
def _data() -> dict[str, Any]:
    return tomli.loads((resources.files("lorscore.corpus") / "columns.toml").read_text(encoding="utf-8"))


def _listed(table: str) -> Iterator[Column]:
    for row in _data()[table]:
        yield Column(row["name"], cast(Type, row["type"]), row["meaning"], row["scale"], row["source"])


def _families() -> Iterator[Column]:
    titles = _data()["titles"]
    for criterion in criteria():
        yield _member("level", f"level_{criterion.name}", title=criterion.title)
    for name in QUALITIES:
        yield _member("quality", f"quality_{name}", title=_title(titles["quality"], name))
    for name in IMG_CONCERNS:
        yield _member("img", name, title=_title(titles["img"], name))
    for name in FLAGS:
        yield _member("flag", f"flag_{name}", title=_title(titles["flag"], name))
    for group in ("clinical", "research"):
        for item in checklist_items(group):
            yield _member("checklist", f"checklist_{item.name}", title=item.title, group=group)
    for name, title in titles["readability"].items():
        yield _member("readability", f"readability_{name}", title=title)
    for name in feature_names():
        title, scale = _title(titles["feature"], name)
        yield _member("feature", f"feature_{name}", title=title, scale=scale)


def _member(family: str, name: str, **words: str) -> Column:
    row = _data()["family"][family]
    return Column(
        name, cast(Type, row["type"]), row["meaning"].format(**words), row["scale"].format(**words), row["source"]
    )


def _title(titles: Mapping[str, Any], name: str) -> Any:
    try:
        return titles[name]
    except KeyError:
        raise RuleError(f"columns.toml: {name!r} has no words yet. Say there what the column means.") from None
