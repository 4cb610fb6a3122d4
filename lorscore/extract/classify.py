"""A linear model over named features of a sentence: how likely each label is. Plain JSON in, NumPy at work."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lorscore.errors import ModelError
from lorscore.extract.model_files import loaded_once, model_path, packed, unpacked
from lorscore.extract.pieces import PieceRows, Row

SCHEMA = "lorscore.sentence_model/3"


@dataclass(frozen=True, slots=True)
class SentenceModel:
    """Logistic weights of several labels over shared, binary, named features.

    Attributes
    ----------
    labels : tuple of str
        ``comparative``, ``example``, ``doubt``, ``competency:analytical`` ...
    features : dict of str to int
        Feature name to row of ``weights``.
    weights : numpy.ndarray, shape (n_features, n_labels)
    intercepts, thresholds : numpy.ndarray, shape (n_labels,)
        A label is on where its probability reaches its threshold.
    directions : numpy.ndarray, shape (n_dimensions, n_labels)
        Weights of the mean word vector; no rows where the model has no use for vectors.
    """

    labels: tuple[str, ...]
    features: dict[str, int]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    directions: NDArray[np.float32]
    _rows: PieceRows = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rows", PieceRows(self.features))

    def probabilities(
        self, rows: Sequence[Sequence[str]], means: NDArray[np.float32] | None = None
    ) -> NDArray[np.float64]:
        """Return the probability of each label for each sentence.

        Parameters
        ----------
        rows : sequence of sequence of str
            The features that are on, a sentence a row; names the model does not know are passed over.
        means : numpy.ndarray, shape (n_sentences, n_dimensions), optional
            What `lorscore.extract.word_vectors.WordVectors.means` gave, for a model with ``directions``.

        Returns
        -------
        numpy.ndarray, shape (n_sentences, n_labels)
        """
        get = self.features.get
        known = [set(map(get, row, itertools.repeat(-1))) for row in rows]
        for found in known:
            found.discard(-1)
        sentence = np.repeat(np.arange(len(rows)), [len(found) for found in known])
        odds = self._log_odds(len(rows), sentence, list(itertools.chain.from_iterable(known)), means)
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
        return result

    def log_odds(self, rows: Sequence[Row], means: NDArray[np.float32] | None = None) -> NDArray[np.float64]:
        """Return the log odds of what `probabilities` gives, for features in pieces.

        Parameters
        ----------
        rows : sequence of Row
            What `lorscore.extract.sentence_features.rows` gave.
        means : numpy.ndarray, shape (n_sentences, n_dimensions), optional

        Returns
        -------
        numpy.ndarray, shape (n_sentences, n_labels)
        """
        return self._log_odds(len(rows), *self._rows.of(rows), means)

    def _log_odds(
        self,
        n: int,
        sentence: NDArray[np.int64],
        known: Sequence[int] | NDArray[np.int64],
        means: NDArray[np.float32] | None,
    ) -> NDArray[np.float64]:
        """Log odds of ``n`` sentences, from the rows of ``weights`` that are on, sentence by sentence."""
        out = np.tile(self.intercepts.astype(np.float64), (n, 1))
        if len(known):  # reduceat cannot sum nothing
            starts = np.flatnonzero(np.diff(sentence, prepend=-1))
            out[sentence[starts]] += np.add.reduceat(np.take(self.weights, known, axis=0), starts, axis=0)
        if means is not None and len(self.directions):
            out += means @ self.directions
        return out

    def to_dict(self) -> dict[str, Any]:
        """Return the model as plain JSON values, rounded to four places; the weights packed, a row a feature."""
        return {
            "schema": SCHEMA,
            "labels": list(self.labels),
            "intercepts": [round(float(v), 4) for v in self.intercepts],
            "thresholds": [round(float(v), 4) for v in self.thresholds],
            "directions": [[round(float(v), 4) for v in row] for row in self.directions],
            "features": list(self.features),
            "weights": packed(np.round(self.weights[list(self.features.values())].astype(float), 4).astype("f4")),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any], *, where: str = "sentence model") -> SentenceModel:
        """Build a model from what `to_dict` gave; raises ModelError where it is none."""
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise ModelError(f"{where}: this is no sentence model ({SCHEMA}).")
        weights = unpacked(data["weights"], where=where)
        if weights.shape != (len(data["features"]), len(data["labels"])):
            raise ModelError(f"{where}: the weights do not fit the features and labels. Install lorscore again.")
        return cls(
            tuple(data["labels"]),
            {f: j for j, f in enumerate(data["features"])},
            weights.astype(np.float32, copy=False),
            np.asarray(data["intercepts"], dtype=np.float32),
            np.asarray(data["thresholds"], dtype=np.float32),
            np.asarray(data["directions"], dtype=np.float32).reshape(-1, len(data["labels"])),
        )

    @classmethod
    def load(cls, path: Path) -> SentenceModel:
        """Read a model from a JSON file; raises ModelError where there is none or it is damaged."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ModelError(f"{path}: the sentence model is missing. Install lorscore again.") from None
        except ValueError as error:
            raise ModelError(f"{path}: the sentence model is damaged ({error}). Install lorscore again.") from None
        return cls.from_dict(data, where=str(path))


SENTENCES = "evidence/sentences.json"
"""The shipped sentence model, below ``models/``."""


@loaded_once
def sentence_model() -> SentenceModel:
    """Return the shipped sentence model; raises ModelError where it is missing or damaged."""
    return SentenceModel.load(model_path(SENTENCES))
