"""A user's settings for a folder: ``lorscore.toml``, or ``[tool.lorscore]`` in ``pyproject.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import tomli

from lorscore.errors import ConfigError
from lorscore.report import Kind

FILE = "lorscore.toml"
_KEYS = ("specialty", "disable", "rules", "words")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one folder; what is not set keeps the program's own default.

    Attributes
    ----------
    specialty : str or None
        Id of the specialty that letters are read for.
    disable : tuple of str
        Ids of rules and suggestions that are not shown; ``*`` stands for any characters.
    rules : tuple of pathlib.Path
        Rule files of the user's own.
    words : dict of str to tuple of str
        Phrases of the user's own, by kind of evidence.
    path : pathlib.Path or None
        The file that these settings came from.
    """

    specialty: str | None = None
    disable: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: Path | None = None


def find(start: Path) -> Path | None:
    """Return the settings file that rules in a folder: its own, or that of the nearest folder above."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / FILE).is_file():
            return folder / FILE
        project = folder / "pyproject.toml"
        if project.is_file() and "lorscore" in _parse(project).get("tool", {}):
            return project
    return None


def load(path: Path | None) -> Config:
    """Read settings, strictly: an unknown key is an error, so that a typing slip never goes unnoticed.

    Parameters
    ----------
    path : pathlib.Path or None
        A ``lorscore.toml`` or ``pyproject.toml``; None gives the defaults.

    Returns
    -------
    Config
        Paths in it are relative to the file's folder.

    Raises
    ------
    ConfigError
        Where the file cannot be read, is no TOML, or holds a key or value that lorscore does not know.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from lorscore.config import load
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "lorscore.toml"
    >>> _ = path.write_text('disable = ["generic_adjective.*"]')
    >>> load(path).disable
    ('generic_adjective.*',)
    """
    if path is None:
        return Config()
    data = _parse(path)
    if path.name == "pyproject.toml":
        data = data.get("tool", {}).get("lorscore", {})
    if unknown := sorted(set(data) - set(_KEYS)):
        raise ConfigError(f"{path}: unknown key {unknown[0]!r}. Known are {', '.join(_KEYS)}.")
    specialty = data.get("specialty")
    if specialty is not None and not isinstance(specialty, str):
        raise ConfigError(f'{path}: specialty must be a name in quotes, as in specialty = "medical_genetics".')
    words = data.get("words", {})
    if not isinstance(words, dict):
        raise ConfigError(f'{path}: words must be a table of kinds, as in [words] generic_adjective = ["go-getter"].')
    if strange := sorted(set(words) - set(get_args(Kind))):
        raise ConfigError(f"{path}: [words] has no kind {strange[0]!r}. Known are {', '.join(get_args(Kind))}.")
    return Config(
        specialty=specialty,
        disable=_strings(path, "disable", data.get("disable", [])),
        rules=tuple(path.parent / name for name in _strings(path, "rules", data.get("rules", []))),
        words={kind: _strings(path, f"words.{kind}", phrases) for kind, phrases in words.items()},
        path=path,
    )


def _strings(path: Path, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ConfigError(f'{path}: {key} must be a list of texts in quotes, as in ["one", "two"].')
    return tuple(value)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: the settings cannot be read ({error.strerror}). Check the path.") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: this is not valid TOML ({error}).") from None
