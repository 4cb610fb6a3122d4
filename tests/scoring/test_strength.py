"""Levels, the stored model, caps and suggestions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lorscore
from lorscore.errors import ModelError
from lorscore.extract.model_files import model_path
from lorscore.features import feature_names
from lorscore.guide.rules import digest
from lorscore.scoring.caps import cap_rules, capped
from lorscore.scoring.levels import all_levels, criteria
from lorscore.scoring.strength import StrengthModel
from lorscore.scoring.suggest import advice

FLAGS = {f"flag_{f}": 0.0 for f in lorscore.report.FLAGS}


@pytest.fixture(scope="module")
def model():
    return StrengthModel.load(model_path("strength/strength.json"))


@pytest.fixture
def features():
    row = dict.fromkeys(feature_names(), 0.0) | FLAGS
    return row | all_levels(row)


def test_every_table_names_features_that_there_are(features):
    for criterion in criteria():
        for term in criterion.terms:
            assert term.feature in features
            steps = [b - a for a, b in zip(term.ladder, term.ladder[1:], strict=False)]
            assert all(s * term.sign >= 0 for s in steps), f"{criterion.name}.{term.feature} turns back"
    for cap in cap_rules():
        assert all(c.feature in features for c in cap.conditions), cap.name
    for entry in advice():
        assert all(c.feature in features for c in entry.conditions), entry.id
        assert set(entry.changes) <= set(features), entry.id


def test_the_stored_model_is_fitted_to_these_rules(model):
    assert model.rules_sha256 == digest(), "rules changed: run models/strength/train.py"


def test_weights_keep_their_signs(model):
    from lorscore.research.strength import weighed

    signs = {name: sign for name, sign, _ in weighed()}
    assert all(w * signs[f] >= 0 for f, w in zip(model.features, model.weights, strict=True))


def test_the_model_round_trips_and_can_be_read(model):
    text = json.dumps(model.to_dict())
    assert StrengthModel.from_dict(json.loads(text)).to_dict() == model.to_dict()
    assert "plain" in text


def test_a_missing_feature_is_refused_not_guessed(model, features):
    features.pop(model.features[0])
    with pytest.raises(ModelError, match="Refit"):
        model.eta(features)


@pytest.mark.parametrize("text", ["{}", "not json", '{"schema": "lorscore.strength/1"}'])
def test_a_damaged_model_is_an_error_in_words(tmp_path: Path, text):
    file = tmp_path / "strength.json"
    file.write_text(text)
    with pytest.raises(ModelError, match="strength"):
        StrengthModel.load(tmp_path)


def test_a_cap_limits_and_is_told(model, features):
    high = max(model.eta_at(4.5), 0.0)
    strength, caps = capped(model, high, features)
    assert caps == []
    assert strength.overall == pytest.approx(4.5, abs=0.01)
    strength, caps = capped(model, high, features | {"flag_wrong_specialty": 1.0})
    assert [c.name for c in caps] == ["another_field"]
    assert strength.overall == pytest.approx(3.0, abs=0.01)
    assert strength.probability_rated_strong < model.strength(high).probability_rated_strong


def test_more_evidence_never_lowers_a_level(features):
    for criterion in criteria():
        for term in criterion.terms:
            more = features | {term.feature: features[term.feature] + 1}
            change = criterion.raw(more) - criterion.raw(features)
            assert change * term.sign >= 0
