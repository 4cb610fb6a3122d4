"""The rubric's eight flags, from counts of evidence and what the letter says of its writer. Limits are data: ``guide/flags.toml``."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Protocol

from lorscore.errors import RuleError
from lorscore.report import FLAGS

_KEYS = {
    "doubt_raiser": {"about", "open_doubts", "beside_strengths", "strengths"},
    "overstated": {"about", "inflated"},
    "barely_knows": {"about", "probability", "days"},
    "personal_relation": {"about", "ties"},
    "personality_only": {"about", "traits", "work"},
}


@dataclass(frozen=True, slots=True)
class FlagFacts:
    """What the flags derive from.

    Attributes
    ----------
    open_doubts : int
        Doubts, without those that the letter tells as overcome.
    inflated : int
        Claims that no reader would believe.
    strengths : int
        Examples and strong comparatives.
    work : int
        Examples and qualities shown by behaviour.
    traits : int
        Generic adjectives.
    days : float or None
        Length of the contact in days, None where it is not stated.
    barely : float
        Probability that the writer barely knows the applicant (`lorscore.extract.letter_kind`).
    ties : int
        Words that tell of a tie outside work.
    target, own : str or None
        The specialty that the letter is for, None where it names none, and the one it is checked against.
    residue : int
        What a template left behind.
    is_letter : bool
        False where the text is no letter of recommendation.
    """

    open_doubts: int = 0
    inflated: int = 0
    strengths: int = 0
    work: int = 0
    traits: int = 0
    days: float | None = None
    barely: float = 0.0
    ties: int = 0
    target: str | None = None
    own: str | None = None
    residue: int = 0
    is_letter: bool = True


class HasFlagFacts(Protocol):
    """A letter's table that holds what the flags derive from."""

    @property
    def flag_facts(self) -> FlagFacts:
        """The facts."""


@functools.cache
def limits() -> dict[str, dict[str, Any]]:
    """Return the limits of ``guide/flags.toml``; raises RuleError where a flag or a key is not known."""
    data = tomllib.loads((resources.files("lorscore.guide") / "flags.toml").read_text(encoding="utf-8"))
    for name, keys in _KEYS.items():
        if set(data.get(name, {})) != keys:
            raise RuleError(f"flags.toml: [{name}] needs exactly {', '.join(sorted(keys))}.")
    if unknown := sorted(set(data) - set(_KEYS)):
        raise RuleError(f"flags.toml: unknown flag {unknown[0]!r}.")
    return data


def flags_from(facts: FlagFacts) -> dict[str, bool]:
    """Return every flag of the rubric.

    Examples
    --------
    >>> from lorscore.scoring.flags import FlagFacts, flags_from
    >>> flags = flags_from(FlagFacts(residue=1, target="pediatrics", own="medical_genetics"))
    >>> [name for name, on in flags.items() if on]
    ['wrong_specialty', 'template_residue']
    """
    limit = limits()
    doubt, personality = limit["doubt_raiser"], limit["personality_only"]
    needed = doubt["beside_strengths"] if facts.strengths >= doubt["strengths"] else doubt["open_doubts"]
    raised = {
        "doubt_raiser": facts.open_doubts >= needed,
        "overstated": facts.inflated >= limit["overstated"]["inflated"],
        "barely_knows": facts.barely >= limit["barely_knows"]["probability"],
        "personal_relation": facts.ties >= limit["personal_relation"]["ties"],
        "personality_only": facts.traits >= personality["traits"] and facts.work < personality["work"],
        "wrong_specialty": facts.target is not None and facts.own is not None and facts.target != facts.own,
        "template_residue": facts.residue > 0,
        "not_a_letter": not facts.is_letter,
    }
    if not facts.is_letter:
        # nothing else can be said of a text that is no letter
        raised = {name: name == "not_a_letter" for name in raised}
    return {name: raised[name] for name in FLAGS}


def flags_of(table: HasFlagFacts) -> dict[str, bool]:
    """Return every flag of the letter whose table this is."""
    return flags_from(table.flag_facts)
