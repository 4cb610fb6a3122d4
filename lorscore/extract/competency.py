"""Competencies: words that show or assert one of the six qualities, and the six qualities of the letter.

The trained sentence model says how likely a sentence is to hold each quality, and whether behaviour shows it; the words
come from the specialty's classes: the clause that carries most of the quality's cues is the span.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lorscore.errors import ModelError
from lorscore.extract.classify import sentence_model
from lorscore.extract.context import Clause
from lorscore.extract.found import Found, found_in
from lorscore.extract.model_files import model_path
from lorscore.extract.trim import trimmed
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import DEFAULT_SPECIALTY, SPECIALTY_CLASSES, lexicon
from lorscore.guide.specialty import Quality, specialty
from lorscore.report import QUALITIES

RULE = "competency.model"
QUALITY_MODEL = "evidence/qualities.json"
_ABOUT = ("applicant", "applicant_thing", "none", "other")


def find_competencies(
    sentences: Sequence[Sentence], probabilities: NDArray[np.float64], specialty_name: str = DEFAULT_SPECIALTY
) -> list[Found]:
    """Find the words that show or assert one of the six qualities.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter.
    probabilities : numpy.ndarray, shape (n_sentences, n_labels)
        What `lorscore.extract.judge.judge` gave.
    specialty_name : str
        Whose words for the qualities are used.

    Returns
    -------
    list of Found
        ``label`` is the quality; ``shown`` is True where behaviour shows it. ``details``: ``terms`` (words of the
        specialty that make the sentence concrete) and ``probability``.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.judge import judge
    >>> from lorscore.extract.view import sentences
    >>> found = sentences(load_english()("She has excellent communication skills."))
    >>> [(f.label, f.shown) for f in find_competencies(found, judge(found))]
    [('communication', False)]
    """
    model, named = sentence_model(), specialty(specialty_name)
    shown_at = model.labels.index("shown")
    terms_mask = lexicon(specialty_name).mask(*SPECIALTY_CLASSES)
    out = []
    for quality in QUALITIES:
        j = model.labels.index(f"competency:{quality}")
        for i in np.flatnonzero(probabilities[:, j] >= model.thresholds[j]).tolist():
            s = sentences[i]
            if not s.in_body:
                continue
            shown = bool(probabilities[i, shown_at] >= model.thresholds[shown_at])
            first, last = _span(s, named.qualities[quality])
            out.append(
                found_in(
                    s, first, last, "competency", RULE, label=quality, shown=shown, criterion="specialty",
                    explain=named.qualities[quality].shown if shown else named.qualities[quality].asserted,
                    details={"terms": _terms(s, terms_mask), "probability": round(float(probabilities[i, j]), 3)},
                )
            )  # fmt: skip
    return out


def _span(s: Sentence, quality: Quality) -> tuple[int, int]:
    """(first, last token) of the clause with most cues of the quality, those about the applicant first."""

    def cues(c: Clause) -> tuple[int, int]:
        return sum(bool(b & quality.cues) for b in s.classes[c.start : c.end]) + 2 * (c.who in _ABOUT), c.start * -1

    best = max(s.clauses, key=cues)
    first, last = trimmed(s, best.start, best.end - 1)
    return (first, last) if s.end[last] - s.start[first] >= 12 else (0, len(s) - 1)


def _terms(s: Sentence, mask: int) -> list[str]:
    """Words of the specialty in the sentence, neighbours joined, without repetition."""
    runs: list[list[int]] = []
    for k, bits in enumerate(s.classes):
        if bits & mask:
            if runs and runs[-1][-1] == k - 1:
                runs[-1].append(k)
            else:
                runs.append([k])
    words = (" ".join(s.lower[k] for k in run).replace(" - ", "-") for run in runs)
    return list(dict.fromkeys(w for w in words if len(w) > 1))


COUNTS = 0.5
"""Share of its threshold from which a probability counts for the level of a quality; of 0, 0.2, 0.3, 0.5, 0.7 and 1 the
best out of fold but for 0, with which a sentence that says nothing would count."""


def quality_inputs(
    probabilities: NDArray[np.float64], labels: Sequence[str], thresholds: Sequence[float] | NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return what a letter's body says of each quality, as numbers: shape (6, 27).

    For the quality: its most certain sentence and the second, the two most certain that show by behaviour (also as
    logarithms), the expected number of both kinds (as logarithms: the tenth sentence adds little), the most certain
    that is told as shown, and whether one or two are. For the letter: expected numbers of competencies, of shown ones
    and of examples, and the most certain example. For each of the six qualities: the expected number, and the most
    certain that is shown. What stays below `COUNTS` of its threshold counts as nothing.

    Parameters
    ----------
    probabilities : numpy.ndarray, shape (n_sentences, n_labels)
    labels : sequence of str
    thresholds : sequence of float
        One a label.
    """
    names, n = list(labels), len(QUALITIES)
    limits = np.asarray(thresholds, dtype=np.float64)
    told = np.where(probabilities >= COUNTS * limits, probabilities, 0.0)
    told = np.vstack([told, np.zeros((2, len(names)))])
    p = told[:, [names.index(f"competency:{q}") for q in QUALITIES]]
    shown_at, example = names.index("shown"), told[:, names.index("example")]
    shown = np.concatenate([probabilities[:, shown_at], [0.0, 0.0]])
    both = p * shown[:, None]
    by_behaviour = np.where(shown[:, None] >= limits[shown_at], p, 0.0)
    first, second = np.sort(both, axis=0)[::-1][:2]
    count, most = np.log1p(p.sum(axis=0)), p.max(axis=0)
    own = np.asarray([
        most, np.sort(p, axis=0)[-2], first, second, count, np.log1p(both.sum(axis=0)), _log(first), _log(second),
        _log(most), by_behaviour.max(axis=0), np.minimum((by_behaviour > 0).sum(axis=0), 2) / 2,
    ])  # fmt: skip
    letter = [np.log1p(p.sum()), np.log1p(both.sum()), np.log1p(example.sum()), example.max()]
    return np.hstack([own.T, np.tile(np.concatenate([letter, count, first]), (n, 1))])


def _log(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm on a scale of 0 to 1; what is below a hundredth is 0."""
    values: NDArray[np.float64] = 1.0 + np.log10(np.clip(p, 1e-2, 1.0)) / 2
    return values


@functools.cache
def quality_weights() -> dict[str, Any]:
    """Return the stored weights and cuts of each quality; raises ModelError where they are missing or damaged."""
    path = model_path(QUALITY_MODEL)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelError(f"{path}: the model of the qualities is damaged ({error}). Install lorscore again.") from None
    if not isinstance(data, dict) or set(data) != set(QUALITIES):
        raise ModelError(f"{path}: this is no model of the qualities. Install lorscore again.")
    return data


def quality_levels(sentences: Sequence[Sentence], probabilities: NDArray[np.float64]) -> dict[str, int]:
    """Return the level of each quality in a letter: 0 absent, 1 asserted, 2 shown by behaviour.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter.
    probabilities : numpy.ndarray, shape (n_sentences, n_labels)
        What `lorscore.extract.judge.judge` gave.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.judge import judge
    >>> from lorscore.extract.view import sentences
    >>> found = sentences(load_english()("It rained on Monday."))
    >>> quality_levels(found, judge(found))["ethics"]
    0
    """
    body = [i for i, s in enumerate(sentences) if s.in_body]
    model = sentence_model()
    inputs = quality_inputs(probabilities[body], model.labels, model.thresholds)
    levels = {}
    for k, quality in enumerate(QUALITIES):
        entry = quality_weights()[quality]
        value = float(np.dot(inputs[k], entry["weights"]))
        levels[quality] = int(value >= entry["cuts"][0]) + int(value >= entry["cuts"][1])
    return levels
