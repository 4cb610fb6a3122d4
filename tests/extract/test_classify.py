"""The linear sentence model: what it stores, what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from lorscore.errors import ModelError
from lorscore.extract.base import load_english
from lorscore.extract.classify import SentenceModel, sentence_model
from lorscore.extract.pieces import PieceRows, Row
from lorscore.extract.sentence_features import features, rows
from lorscore.extract.view import sentences
from lorscore.extract.word_vectors import word_vectors

SMALL = SentenceModel(
    ("a", "b"), {"x": 0, "y": 1}, np.asarray([[1.0, 0.0], [0.0, -2.0]], dtype=np.float32),
    np.asarray([0.0, 1.0], dtype=np.float32), np.asarray([0.5, 0.5], dtype=np.float32),
    np.asarray([[2.0, 0.0]], dtype=np.float32),
)  # fmt: skip


def test_probabilities_are_logistic_sums_of_known_features() -> None:
    p = SMALL.probabilities([["x", "unknown"], [], ["y", "y"]])
    expected = 1 / (1 + np.exp(-np.asarray([[1.0, 1.0], [0.0, 1.0], [0.0, -1.0]])))
    assert np.allclose(p, expected)
    turned = SMALL.probabilities([[], []], np.asarray([[1.0], [-1.0]], dtype=np.float32))
    assert np.allclose(turned[:, 0], 1 / (1 + np.exp(-np.asarray([2.0, -2.0]))))


def test_a_stored_model_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    path.write_text(json.dumps(SMALL.to_dict()))
    again = SentenceModel.load(path)
    assert again.labels == SMALL.labels
    assert np.allclose(again.probabilities([["x"], ["y"]]), SMALL.probabilities([["x"], ["y"]]))


@pytest.mark.parametrize("text", ["{", '{"schema": "other"}', "[]"])
def test_a_damaged_model_is_refused_in_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text)
    with pytest.raises(ModelError, match=r"m\.json"):
        SentenceModel.load(path)


def test_weights_that_do_not_fit_are_refused_in_words() -> None:
    with pytest.raises(ModelError, match="do not fit"):
        SentenceModel.from_dict(SMALL.to_dict() | {"features": ["x"]})


def test_a_missing_model_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        SentenceModel.load(tmp_path / "none.json")


def test_the_shipped_model_fits_its_labels() -> None:
    model = sentence_model()
    assert model.weights.shape == (len(model.features), len(model.labels))
    assert model.directions.shape == (word_vectors().table.shape[1], len(model.labels))
    assert ((model.thresholds > 0) & (model.thresholds < 1)).all()


def test_no_name_of_a_person_is_a_feature() -> None:
    """Proper nouns without a class are <name>: the model cannot know anybody."""
    words = {f.removeprefix("w=") for f in sentence_model().features if f.startswith("w=")}
    assert not words & {"maria", "ahmed", "patel", "silva", "nguyen", "kim", "okafor", "smith", "chen", "singh"}


def test_pieces_weigh_what_their_names_weigh() -> None:
    model, folder = sentence_model(), Path(__file__).resolve().parents[2] / "data" / "letters" / "train"
    nlp = load_english()
    for path in sorted(folder.glob("*.txt"))[:4]:
        found = sentences(nlp(path.read_text(encoding="utf-8")))
        assert np.allclose(
            1 / (1 + np.exp(-model.log_odds(rows(found)))), model.probabilities(features(found)), atol=1e-5
        )


def test_what_is_remembered_of_pieces_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lorscore.extract.pieces.REMEMBERED", 3)
    known = PieceRows({f"w={2 * k}": k for k in range(20)})
    for k in range(40):
        found = known.of([Row([(_named, k), (_named, 2), (_named, 2)], ["w=4", "w=5"])])
        assert found[1].tolist() == sorted({1, 2} | ({k // 2} if k % 2 == 0 else set()))


def _named(k: int) -> tuple[str, ...]:
    return (f"w={k}",)
