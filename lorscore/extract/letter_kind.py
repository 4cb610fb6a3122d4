"""What kind of letter and of writer it is: clinical, research or other; geneticist, mentor, home faculty ..."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import tomli

from lorscore.errors import RuleError
from lorscore.extract.classify import SentenceModel
from lorscore.extract.contact import Contact
from lorscore.extract.letter_features import letter_features
from lorscore.extract.model_files import loaded_once, model_path
from lorscore.extract.view import Sentence
from lorscore.report import LETTER_TYPES, WRITERS

MODEL = "letter/letter.json"
LABELS = (*(f"type:{t}" for t in LETTER_TYPES), *(f"writer:{w}" for w in WRITERS), "barely_knows")
_CLEAR = 3.0
"""As many points as a word in the signature has."""
_STEP_KEYS = {"writer", "class", "least", "setting"}


@functools.cache
def writer_ladder() -> dict[str, Any]:
    """Return ``guide/writer_steps.toml``; raises RuleError where a step is not right."""
    text = (resources.files("lorscore.guide") / "writer_steps.toml").read_text(encoding="utf-8")
    data = tomli.loads(text)
    for number, step in enumerate(data["step"], 1):
        if set(step) - _STEP_KEYS or step.get("writer") not in WRITERS or ("class" in step) != ("least" in step):
            raise RuleError(f"writer_steps.toml, step {number}: it needs a known writer, and class and least together.")
    return data


def writer_points(features: Iterable[str]) -> dict[str, float]:
    """Return the points of each word class by the places where it stands (``guide/writer_steps.toml``).

    Parameters
    ----------
    features : iterable of str
        What `letter_features` gave.

    Examples
    --------
    >>> from lorscore.extract.letter_kind import writer_points
    >>> writer_points(["is:writer_counselor", "head:writer_counselor", "main:clinical"])
    {'writer_counselor': 4.5}
    """
    points, out = writer_ladder()["points"], dict[str, float]()
    for feature in features:
        zone, _, name = feature.partition(":")
        if zone in points and name:
            out[name] = round(out.get(name, 0.0) + points[zone], 1)
    return out


def _writer(points: Mapping[str, float], have: Collection[str]) -> str:
    """Return the writer of the first step that fits."""
    for step in writer_ladder()["step"]:
        if "class" in step and points.get(step["class"], 0.0) < step["least"]:
            continue
        if "setting" in step and f"main:{step['setting']}" not in have:
            continue
        return str(step["writer"])
    return "unknown"


def kind_features(sentences: Sequence[Sentence], contact: Contact) -> list[str]:
    """Return the features of the trained model: those of the letter, the writer's points, the step that fits."""
    names = letter_features(sentences, contact)
    points, seen = writer_points(names), writer_ladder()["seen"]
    out = [f"{c}>={k}" for c in seen["classes"] for k in seen["thresholds"] if points.get(c, 0.0) >= k]
    profession = max(seen["professions"], key=lambda c: points.get(c, 0.0))
    if points.get(profession, 0.0) < seen["least"]:
        profession = "none"
    # what the writer is, together with where they met, who leads teaching, who has a bench
    out += [f"top={profession}", f"step={_writer(points, names)}"]
    out += [f"top={profession}&{name}" for name in names if name.startswith("main:")]
    out += [f"top={profession}&{c}" for c in ("writer_leads_teaching", "writer_bench") if points.get(c, 0.0) >= _CLEAR]
    return [*names, *out]


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
