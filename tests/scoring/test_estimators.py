"""The estimators behave as scikit-learn's do."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

from lorscore import LetterFeatures, StrengthClassifier
from lorscore.errors import InputError

LETTERS = [
    "Dear Program Director, she noticed the ptosis, proposed Noonan syndrome, and the panel confirmed it.",
    "Dear Program Director, he is nice and hard-working. I recommend him.",
    "She is among the top 5% of the 120 residents I have taught.",
    "He was punctual and did adequately.",
]

# An ordinal model sets one order on the classes: these two checks ask for classes that no single direction separates.
CANNOT_HOLD = {
    "check_classifiers_train": "three blobs that do not lie on one line cannot be told apart at 83% by one direction",
    "check_classifiers_classes": "as above",
}


def test_scikit_learn_s_checks_hold_for_the_classifier():
    results = check_estimator(StrengthClassifier(), expected_failed_checks=CANNOT_HOLD, on_fail=None)
    failed = {r["check_name"]: str(r["exception"])[:200] for r in results if r["status"] == "failed"}
    assert failed == {}


def test_features_work_in_a_pipeline_and_a_grid_search():
    model = make_pipeline(LetterFeatures(), StandardScaler(), StrengthClassifier())
    search = GridSearchCV(model, {"strengthclassifier__alpha": [0.1, 10.0]}, cv=2)
    search.fit(LETTERS * 2, [2, 1, 2, 1] * 2)
    assert search.predict(LETTERS).shape == (4,)
    assert search.best_params_["strengthclassifier__alpha"] in (0.1, 10.0)


def test_features_have_names_clone_and_frames():
    features = clone(LetterFeatures()).set_output(transform="default").fit(LETTERS)
    table = features.transform(LETTERS)
    names = features.get_feature_names_out()
    assert table.shape == (4, len(names))
    assert table[2][list(names).index("comparative_any")] == 1
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = LetterFeatures().set_output(transform="pandas").fit_transform(LETTERS)
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(names)


def test_features_refuse_what_is_no_list_of_texts():
    with pytest.raises(InputError, match="wrap it in a list"):
        LetterFeatures().fit("one letter")
    with pytest.raises(InputError, match="item 1 is int"):
        LetterFeatures().fit(["a", 1])


def test_the_classifier_says_what_is_wrong():
    x = np.array([[0.0], [1.0]])
    with pytest.raises(ValueError, match="2 classes"):
        StrengthClassifier().fit(x, [1, 1])
    with pytest.raises(ValueError, match="2 entries for 1 features"):
        StrengthClassifier(signs=[1, 1]).fit(x, [1, 2])
