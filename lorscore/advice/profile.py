"""An applicant's profile: read strictly, so that a slip of the pen is told and not guessed at."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import tomli

from lorscore.advice.conditions import guide
from lorscore.errors import InputError
from lorscore.report import QUALITIES

_TABLES = ("program", "writer", "rotation")
_LONGEST = 600
"""Characters of one text: a reminder is a sentence or two."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What an applicant tells of themself; each table's keys are those of ``guide/profile.toml``, absent ones None.

    Attributes
    ----------
    applicant : dict
    programs, writers, rotations : tuple of dict
    """

    applicant: dict[str, Any]
    programs: tuple[dict[str, Any], ...]
    writers: tuple[dict[str, Any], ...]
    rotations: tuple[dict[str, Any], ...]


def load(path: Path) -> Profile:
    """Read a profile.

    Parameters
    ----------
    path : pathlib.Path
        A TOML file as `starter` gives it.

    Raises
    ------
    InputError
        Where the file cannot be read or is no TOML, or a field is missing, unknown or wrong; names the field and shows
        a right one.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such file. Write a profile to start from with: lorscore plan --init {path.name}"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: the profile cannot be read ({(error.strerror or 'error').lower()}).") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: the profile is no plain text in UTF-8. Save it as plain text.") from None
    return parse(text, str(path))


def parse(text: str, where: str = "profile") -> Profile:
    """Read a profile from its text.

    Examples
    --------
    >>> import datetime
    >>> from lorscore.advice.profile import parse, starter
    >>> parse(starter(datetime.date(2027, 1, 4))).applicant["name"]
    'Amina Haddad'
    """
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise InputError(f'{where}: this is not valid TOML ({error}). Texts stand in quotes: name = "Amina".') from None
    if unknown := sorted(set(data) - {"applicant", *_TABLES}):
        raise InputError(f"{where}: there is no table [{unknown[0]}]. Known are [applicant], [[program]], [[writer]], [[rotation]].")  # fmt: skip  # noqa: E501
    if not isinstance(data.get("applicant"), dict):
        raise InputError(f'{where}: the table [applicant] is missing. It begins: [applicant] and then {_example("applicant", "name")}.')  # fmt: skip  # noqa: E501
    tables: dict[str, tuple[dict[str, Any], ...]] = {}
    for table in _TABLES:
        rows = data.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise InputError(f"{where}: write [[{table}]] with two brackets, once for each {table}.")
        tables[table] = tuple(_row(table, row, f"{where}: {_place(table, i, row)}") for i, row in enumerate(rows, 1))
    if not tables["writer"]:
        raise InputError(f"{where}: there is no [[writer]]. Add one for each person whom you could ask, beginning with {_example('writer', 'name')}.")  # fmt: skip  # noqa: E501
    names = [row["name"].casefold() for row in tables["writer"]]
    if twice := next((n for n in names if names.count(n) > 1), None):
        raise InputError(f"{where}: two [[writer]] tables have the name {twice!r}. Give each person one table.")
    applicant = _row("applicant", data["applicant"], f"{where}: [applicant]")
    return Profile(applicant, tables["program"], tables["writer"], tables["rotation"])


def starter(today: datetime.date) -> str:
    """Return a commented profile to start from, which itself runs; its deadline is twenty weeks ahead."""
    text = (resources.files("lorscore.guide") / "profile_example.toml").read_text(encoding="utf-8")
    deadline, rotation = today + datetime.timedelta(weeks=20), today + datetime.timedelta(weeks=4)
    return text.replace("{deadline}", deadline.isoformat()).replace("{rotation}", rotation.isoformat())


def _place(table: str, number: int, row: Mapping[str, Any]) -> str:
    name = row.get("name", row.get("what"))
    return f"[[{table}]] number {number}" + (f" ({name})" if isinstance(name, str) else "")


def _example(table: str, name: str) -> str:
    return str(guide("profile")[table][name]["example"])


def _row(table: str, row: Mapping[str, Any], where: str) -> dict[str, Any]:
    fields = guide("profile")[table]
    if unknown := sorted(set(row) - set(fields)):
        raise InputError(f"{where}: there is no field {unknown[0]!r}. Known are: {', '.join(fields)}.")
    out: dict[str, Any] = {}
    for name, field in fields.items():
        if name not in row:
            if field.get("required"):
                about = f" ({field['about']})" if "about" in field else ""
                raise InputError(f"{where}: the field {name!r} is missing{about}. For example: {field['example']}")
            out[name] = [] if field["type"] in ("texts", "choices") else None
            continue
        out[name] = _value(row[name], field, f"{where}: {name}")
    return out


def _value(value: Any, field: Mapping[str, Any], where: str) -> Any:
    kind, right = field["type"], f"For example: {field['example']}"
    if kind == "date":
        if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
            raise InputError(f"{where} must be a date, year-month-day without quotes. {right}")
    elif kind == "number":
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2000:
            raise InputError(f"{where} must be a whole number above 0, without quotes. {right}")
    elif kind == "yesno":
        if not isinstance(value, bool):
            raise InputError(f"{where} must be true or false, without quotes. {right}")
    elif kind in ("texts", "choices"):
        if not isinstance(value, list) or not value or not all(_is_line(v) for v in value):
            raise InputError(f"{where} must be a list of texts in quotes, each on one line. {right}")
        if kind == "choices":
            known = QUALITIES if field["table"] == "qualities" else tuple(guide("plan")[field["table"]])
            if strange := [v for v in value if v not in known]:
                raise InputError(f"{where}: {strange[0]!r} is none of {', '.join(known)}. {right}")
    elif not _is_line(value):
        raise InputError(f"{where} must be a text in quotes, on one line, of {_LONGEST} characters at most. {right}")
    elif kind == "choice" and value not in field["choices"]:
        raise InputError(f"{where}: {value!r} is none of {', '.join(field['choices'])}. {right}")
    return value


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value.isprintable() and len(value) <= _LONGEST
