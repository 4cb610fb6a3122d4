"""scikit-learn estimators: a transformer of letters to features, and the ordinal classifier on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.utils._param_validation import Interval
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from lorscore.errors import InputError
from lorscore.extract.build import build
from lorscore.features import feature_names, letter_features
from lorscore.scoring.fit_ordinal import fit_ordinal
from lorscore.scoring.ordinal import Floats, probabilities


class LetterFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn texts of letters into the feature table that lorscore scores from.

    Nothing is learned: ``fit`` only checks the settings. The pipeline is loaded at the first call and kept out of
    pickles.

    Parameters
    ----------
    spacy_model : str or None, default=None
        Another spaCy pipeline under the extractors; None for lorscore's own.
    batch_size : int, default=64
        Letters that the pipeline takes at a time.

    Attributes
    ----------
    n_features_out_ : int

    Examples
    --------
    >>> from lorscore import LetterFeatures
    >>> features = LetterFeatures().fit_transform(["She asked for the karyotype, and it showed the translocation."])
    >>> features.shape[0]
    1
    """

    def __init__(self, spacy_model: str | None = None, batch_size: int = 64) -> None:
        self.spacy_model = spacy_model
        self.batch_size = batch_size

    def fit(self, X: Iterable[str], y: object = None) -> Self:
        """Check the settings and the texts; returns self."""
        _texts(X)
        self.n_features_out_ = len(feature_names())
        return self

    def transform(self, X: Iterable[str]) -> Floats:
        """Return the features, shape (n_letters, n_features_out_).

        Raises
        ------
        InputError
            Where X is not a sequence of texts.
        """
        check_is_fitted(self, "n_features_out_")
        texts = _texts(X)
        if not hasattr(self, "_nlp"):
            self._nlp = build(self.spacy_model)
        names = feature_names()
        rows = [letter_features(doc) for doc in self._nlp.pipe(texts, batch_size=self.batch_size)]
        return np.array([[row[n] for n in names] for row in rows], dtype=np.float64).reshape(len(texts), len(names))

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return the names of the columns of `transform`'s output."""
        return np.asarray(feature_names(), dtype=object)

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in super().__getstate__().items() if k != "_nlp"}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.string = True
        tags.requires_fit = True
        return tags


def _texts(X: Iterable[str]) -> list[str]:
    if isinstance(X, str):
        raise InputError("LetterFeatures takes a sequence of texts, not one text: wrap it in a list.")
    texts = list(X)
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputError(f"LetterFeatures takes texts; item {i} is {type(text).__name__}.")
    return texts


class StrengthClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Ordinal logistic regression (proportional odds) with bounded weights.

    Parameters
    ----------
    alpha : float, default=1.0
        Weight of the squared-weights penalty, on the scale of the summed log-likelihood.
    signs : sequence of {-1, 0, 1} or None, default=None
        1: the feature's weight is not negative, -1: not positive, 0: free. None: all free.

    Attributes
    ----------
    classes_ : numpy.ndarray, shape (n_classes,)
        Sorted; their order is the scale.
    coef_ : numpy.ndarray, shape (n_features,)
    cuts_ : numpy.ndarray, shape (n_classes - 1,)
    n_features_in_ : int

    References
    ----------
    McCullagh P. Regression models for ordinal data. J R Stat Soc B 1980;42:109-142.

    Examples
    --------
    >>> import numpy as np
    >>> from lorscore import StrengthClassifier
    >>> X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([1, 1, 2, 3])
    >>> StrengthClassifier(alpha=0.01, signs=[1]).fit(X, y).predict([[3.0]])
    array([3])
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "alpha": [Interval(Real, 0, None, closed="left")],
        "signs": ["array-like", None],
    }

    def __init__(self, alpha: float = 1.0, signs: Sequence[int] | None = None) -> None:
        self.alpha = alpha
        self.signs = signs

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Fit weights and cuts; X has shape (n, n_features), y the classes, sortable in the order of the scale.

        Raises
        ------
        ValueError
            Where the data do not fit each other, one class only is there, or ``signs`` has another length.
        """
        self._validate_params()
        checked: tuple[Floats, NDArray[Any]] = validate_data(self, X, y, dtype=np.float64)
        rows, wanted = checked
        check_classification_targets(wanted)
        self.classes_, index = np.unique(wanted, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("StrengthClassifier needs letters of 2 classes or more; the data have one class.")
        free = np.zeros(rows.shape[1], dtype=np.int64)
        signs = free if self.signs is None else np.asarray(self.signs, dtype=np.int64)
        if signs.shape != (rows.shape[1],):
            raise ValueError(f"signs has {signs.size} entries for {rows.shape[1]} features.")
        found = fit_ordinal(rows, index.astype(np.int64), signs, alpha=self.alpha)
        self.coef_, self.cuts_ = found.weights, found.cuts
        return self

    def decision_function(self, X: ArrayLike) -> Floats:
        """Return the linear term; for two classes its distance from the cut, shape (n,)."""
        eta = self._eta(X)
        return eta - self.cuts_[0] if len(self.classes_) == 2 else self._centred(eta)

    def _eta(self, X: ArrayLike) -> Floats:
        check_is_fitted(self)
        rows: Floats = validate_data(self, X, dtype=np.float64, reset=False)
        eta: Floats = rows @ self.coef_
        return eta

    def _centred(self, eta: Floats) -> Floats:
        """Scores of more than two classes: their log-probabilities, shape (n, n_classes)."""
        out: Floats = np.log(np.maximum(probabilities(eta, self.cuts_), 1e-300))
        return out

    def predict_proba(self, X: ArrayLike) -> Floats:
        """Return the probability of each class, shape (n, n_classes)."""
        return probabilities(self._eta(X), self.cuts_)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Return the most probable class, shape (n,)."""
        best = np.argmax(self.predict_proba(X), axis=1)
        out: NDArray[Any] = self.classes_[best]
        return out
