"""A specialty: its qualities by name, and the word classes that bear on them (``guide/specialties/*.toml``)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib import resources

import tomli

from lorscore.errors import RuleError
from lorscore.guide.lexicon import DEFAULT_SPECIALTY, lexicon
from lorscore.report import QUALITIES

_KEYS = {"title", "shown", "asserted", "cues"}


@dataclass(frozen=True, slots=True)
class Quality:
    """One quality as a specialty words it.

    Attributes
    ----------
    title : str
        What a letter writer calls it.
    shown, asserted : str
        What a finding says, by behaviour or only by name.
    cues : int
        Bits of the lexicon classes whose words carry it.
    """

    title: str
    shown: str
    asserted: str
    cues: int


@dataclass(frozen=True, slots=True)
class Specialty:
    """A specialty that letters are read for.

    Attributes
    ----------
    name, title : str
    validated : bool
        Whether the score was fitted on letters for it.
    qualities : dict of str to Quality
        One of each of `lorscore.report.QUALITIES`.
    """

    name: str
    title: str
    validated: bool
    qualities: dict[str, Quality]


def specialties() -> list[str]:
    """Return the names of the specialties at hand.

    Examples
    --------
    >>> "medical_genetics" in specialties()
    True
    """
    folder = resources.files("lorscore.guide") / "specialties"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


@functools.cache
def specialty(name: str = DEFAULT_SPECIALTY) -> Specialty:
    """Load a specialty.

    Raises
    ------
    RuleError
        Where there is none of that name, or its file is not well formed; names the file and the table.

    Examples
    --------
    >>> specialty().qualities["ethics"].title
    'ethics of genetic findings'
    """
    if name not in specialties():
        raise RuleError(f"There is no specialty {name!r}. There are: {', '.join(specialties())}.")
    file = resources.files("lorscore.guide") / "specialties" / f"{name}.toml"
    data = tomli.loads(file.read_text(encoding="utf-8"))
    if odd := sorted(set(data) ^ {"name", "title", "validated", "qualities", "vocabulary"}):
        raise RuleError(f"{name}.toml: {odd[0]!r} is missing or unknown.")
    if odd := sorted(set(data["qualities"]) ^ set(QUALITIES)):
        raise RuleError(f"{name}.toml: [qualities.{odd[0]}] is missing or unknown; there are {', '.join(QUALITIES)}.")
    lex = lexicon(name)
    qualities = {}
    for quality in QUALITIES:
        table = data["qualities"][quality]
        if odd := sorted(set(table) ^ _KEYS):
            raise RuleError(f"{name}.toml, [qualities.{quality}]: {odd[0]!r} is missing or unknown.")
        qualities[quality] = Quality(table["title"], table["shown"], table["asserted"], lex.mask(*table["cues"]))
    return Specialty(data["name"], data["title"], data["validated"], qualities)
