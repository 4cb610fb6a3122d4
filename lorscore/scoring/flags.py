"""The rubric's eight flags, from the letter's feature table. Limits are data: ``guide/flags.toml``."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import tomli

from lorscore.errors import RuleError
from lorscore.features import LetterTable
from lorscore.report import FLAGS

FEATURES = (
    "doubt", "doubt_overcome", "inflated", "example_sentences", "comparative_strong", "competency_shown",
    "competency_asserted", "generic_praise", "barely", "contact_personal", "other_specialty", "residue",
)  # fmt: skip
"""What the flags read of the feature table (`lorscore.features`)."""

_KEYS = {
    "doubt_raiser": {"about", "open_doubts", "beside_strengths", "strengths"},
    "overstated": {"about", "inflated"},
    "barely_knows": {"about", "probability"},
    "personal_relation": {"about", "ties"},
    "personality_only": {"about", "traits", "work", "asserted"},
    "wrong_specialty": {"about", "sure"},
    "template_residue": {"about", "places"},
}


@functools.cache
def limits() -> dict[str, dict[str, Any]]:
    """Return the limits of ``guide/flags.toml``; raises RuleError where a flag or a key is not known."""
    data = tomli.loads((resources.files("lorscore.guide") / "flags.toml").read_text(encoding="utf-8"))
    for name, keys in _KEYS.items():
        if set(data.get(name, {})) != keys:
            raise RuleError(f"flags.toml: [{name}] needs exactly {', '.join(sorted(keys))}.")
    if unknown := sorted(set(data) - set(_KEYS)):
        raise RuleError(f"flags.toml: unknown flag {unknown[0]!r}.")
    return data


def flags_from(features: Mapping[str, float], is_letter: bool = True) -> dict[str, bool]:
    """Return every flag of the rubric.

    Parameters
    ----------
    features : mapping of str to float
        The names in `FEATURES`; one that is missing raises KeyError, for nothing is taken for 0 unseen.
    is_letter : bool
        False where the text is no letter of recommendation: then nothing else is said of it.

    Examples
    --------
    >>> from lorscore.scoring.flags import FEATURES, flags_from
    >>> flags = flags_from(dict.fromkeys(FEATURES, 0.0) | {"residue": 1.0, "other_specialty": 0.9})
    >>> [name for name, on in flags.items() if on]
    ['wrong_specialty', 'template_residue']
    """
    limit = limits()
    doubt, personality = limit["doubt_raiser"], limit["personality_only"]
    strengths = features["example_sentences"] + features["comparative_strong"]
    needed = doubt["beside_strengths"] if strengths >= doubt["strengths"] else doubt["open_doubts"]
    work = features["example_sentences"] + features["competency_shown"]
    raised = {
        "doubt_raiser": features["doubt"] - features["doubt_overcome"] >= needed,
        "overstated": features["inflated"] >= limit["overstated"]["inflated"],
        "barely_knows": features["barely"] >= limit["barely_knows"]["probability"],
        "personal_relation": features["contact_personal"] >= limit["personal_relation"]["ties"],
        "personality_only": features["generic_praise"] >= personality["traits"]
        and work < personality["work"]
        and features["competency_asserted"] <= personality["asserted"],
        "wrong_specialty": features["other_specialty"] >= limit["wrong_specialty"]["sure"],
        "template_residue": features["residue"] >= limit["template_residue"]["places"],
    }
    return {name: is_letter and raised[name] if name in raised else not is_letter for name in FLAGS}


def flags_of(table: LetterTable) -> dict[str, bool]:
    """Return every flag of the letter whose table this is."""
    reason = table.letterness.reason
    flags = flags_from(table.features, is_letter=reason in (None, "other_field"))
    # a letter for work outside medicine is a letter, for the wrong specialty
    return flags | {"wrong_specialty": True} if reason == "other_field" else flags
