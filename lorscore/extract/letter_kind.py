"""What kind of letter and of writer it is: clinical, research or other; geneticist, mentor, home faculty ..."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from lorscore.errors import RuleError
from lorscore.extract.classify import SentenceModel
from lorscore.extract.contact import Contact
from lorscore.extract.letter_features import letter_features
from lorscore.extract.model_files import loaded_once, model_path
from lorscore.extract.view import Sentence
from lorscore.report import LETTER_TYPES, WRITERS

MODEL = "letter/letter.json"
LABELS = (*(f"type:{t}" for t in LETTER_TYPES), *(f"writer:{w}" for w in WRITERS), "barely_knows")
_POINTS = {"is": 3, "sign": 2, "head": 1}
_STEP_KEYS = {"writer", "class", "least", "setting", "setting_not"}


@functools.cache
def writer_steps() -> tuple[dict[str, Any], ...]:
    """Return the steps of ``guide/writer_steps.toml``; raises RuleError where one is not right."""
    text = (resources.files("lorscore.guide") / "writer_steps.toml").read_text(encoding="utf-8")
    steps = tomllib.loads(text)["step"]
    for number, step in enumerate(steps, 1):
        if set(step) - _STEP_KEYS or step.get("writer") not in WRITERS or ("class" in step) != ("least" in step):
            raise RuleError(f"writer_steps.toml, step {number}: it needs a known writer, and class and least together.")
    return tuple(steps)


def writer_by_steps(features: Iterable[str]) -> str:
    """Return the kind of writer by the first step that fits.

    Parameters
    ----------
    features : iterable of str
        What `letter_features` gave.

    Examples
    --------
    >>> from lorscore.extract.letter_kind import writer_by_steps
    >>> writer_by_steps(["is:writer_counselor"]), writer_by_steps(["main:research"])
    ('lab_or_counselor', 'research_mentor')
    """
    have = set(features)
    for step in writer_steps():
        points = sum(p for zone, p in _POINTS.items() if f"{zone}:{step.get('class')}" in have)
        if "class" in step and points < step["least"]:
            continue
        if "setting" in step and f"main:{step['setting']}" not in have:
            continue
        if "setting_not" in step and f"main:{step['setting_not']}" in have:
            continue
        return str(step["writer"])
    return "unknown"


def kind_features(sentences: Sequence[Sentence], contact: Contact) -> list[str]:
    """Return the features of the trained model: those of the letter and the step that fits."""
    names = letter_features(sentences, contact)
    return [*names, f"step={writer_by_steps(names)}"]


@loaded_once
def letter_model() -> SentenceModel:
    """Return the shipped model; raises ModelError where it is missing."""
    return SentenceModel.load(Path(model_path(MODEL)))


def letter_kind(
    sentences: Sequence[Sentence], contact: Contact, model: SentenceModel | None = None
) -> tuple[str, str, float]:
    """Return the letter type, the kind of writer, and how likely it is that the writer barely knows the applicant.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    contact : Contact
        How the writer knows the applicant.
    model : SentenceModel, optional
        Instead of the shipped one.

    Returns
    -------
    tuple of (str, str, float)
        One of `LETTER_TYPES`, one of `WRITERS`, a probability.
    """
    model = model or letter_model()
    row = model.probabilities([kind_features(sentences, contact)])[0]
    chance = dict(zip(model.labels, row, strict=True))
    kind = LETTER_TYPES[int(np.argmax([chance[f"type:{t}"] for t in LETTER_TYPES]))]
    writer = WRITERS[int(np.argmax([chance[f"writer:{w}"] for w in WRITERS]))]
    return kind, writer, float(chance["barely_knows"])
