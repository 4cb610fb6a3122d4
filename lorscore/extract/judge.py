"""How likely each sentence of a letter is to hold each kind of evidence: two trained models, heard together.

The linear model (`lorscore.extract.classify`) weighs named features, the network (`lorscore.extract.sentence_net`)
reads the tokens in order. How much each is heard is learnt from letters that neither had seen (Wolpert 1992).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from lorscore.errors import ModelError
from lorscore.extract.classify import sentence_model
from lorscore.extract.endorsement import ENDORSED
from lorscore.extract.model_files import loaded_once, model_path
from lorscore.extract.sentence_features import rows
from lorscore.extract.sentence_net import sentence_net
from lorscore.extract.view import Sentence
from lorscore.extract.word_vectors import word_vectors

MIX = "evidence/mix.json"
"""The shipped weights, below ``models/``."""


@dataclass(frozen=True, slots=True)
class Heard:
    """How much the two models are heard on one label: a logistic regression on their log odds."""

    intercept: float
    model: float
    net: float


class Mix:
    """The two models together.

    Parameters
    ----------
    heard : dict of str to Heard
        One a label, in the models' order of labels.
    """

    def __init__(self, heard: dict[str, Heard]) -> None:
        self.heard = heard
        self._weights = np.asarray([[h.intercept, h.model, h.net] for h in heard.values()]).T

    def probabilities(self, model: NDArray[np.floating], net: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the probability of each label.

        Parameters
        ----------
        model, net : numpy.ndarray, shape (n_sentences, n_labels)
            Log odds by the linear model and by the network.

        Returns
        -------
        numpy.ndarray, shape (n_sentences, n_labels)

        Examples
        --------
        >>> both = Mix({"example": Heard(0.0, 0.5, 0.5)})
        >>> both.probabilities(np.asarray([[2.0], [0.0]]), np.asarray([[-2.0], [0.0]])).tolist()
        [[0.5], [0.5]]
        """
        constant, of_model, of_net = self._weights
        p: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-(constant + of_model * model + of_net * net)))
        return p

    def to_json(self) -> str:
        """Return the weights as JSON, four places each."""
        rounded = {label: {k: round(v, 4) for k, v in asdict(h).items()} for label, h in self.heard.items()}
        return json.dumps(rounded, indent=1) + "\n"


@loaded_once
def mix() -> Mix:
    """Return the shipped weights; raises ModelError where they are missing, damaged, or for other labels."""
    path = model_path(MIX)
    try:
        found = Mix({k: Heard(**v) for k, v in json.loads(path.read_text(encoding="utf-8")).items()})
    except (TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{path}: the weights of the sentence models are damaged ({error}). Install again.") from None
    if not tuple(found.heard) == sentence_model().labels == sentence_net().labels:
        raise ModelError(f"{path}: the sentence models are for different labels. Install lorscore again.")
    return found


def judge(sentences: Sequence[Sentence]) -> NDArray[np.float64]:
    """Return how likely each sentence of a letter is to hold each label of `sentence_model`.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.

    Returns
    -------
    numpy.ndarray, shape (n_sentences, n_labels)

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> judge(sentences(load_english()("She is kind. She called the laboratory."))).shape[0]
    2
    """
    model = sentence_model()
    by_features = model.log_odds(rows(sentences), word_vectors().means(sentences))
    p = mix().probabilities(by_features, sentence_net().logits(sentences))
    return going_on(p, model.labels, [s.paragraph for s in sentences])


GOES_ON, BEARS = 1.5, 0.5
"""What a sentence surely part of a story adds to the next one's logit, and how likely a label must be for a sentence to
stand between; best of 1, 1.5, 2 and of 0.2, 0.3, 0.5 out of fold."""


def going_on(p: NDArray[np.float64], labels: Sequence[str], paragraphs: Sequence[int]) -> NDArray[np.float64]:
    """Raise the probability of an example where the sentence before is one: a story goes on.

    The sentence before is the last of the paragraph that holds anything but an endorsement: one without evidence
    changes nothing.

    Parameters
    ----------
    p : numpy.ndarray, shape (n_sentences, n_labels)
    labels : sequence of str
    paragraphs : sequence of int
        Which part of the letter each sentence stands in.

    Returns
    -------
    numpy.ndarray, shape (n_sentences, n_labels)

    Examples
    --------
    >>> import numpy as np
    >>> p = np.asarray([[0.9], [0.1], [0.5], [0.5]])
    >>> [round(float(v), 2) for v in going_on(p, ["example"], [0, 0, 0, 1])[:, 0]]
    [0.9, 0.3, 0.79, 0.5]
    """
    example = list(labels).index("example")
    evidence = [j for j, label in enumerate(labels) if label != "shown" and label not in ENDORSED]
    bears: NDArray[np.bool_] = np.any(p[:, evidence] >= BEARS, axis=1)
    before = np.zeros(len(p))
    last, here = 0.0, None
    for i, paragraph in enumerate(paragraphs):
        if paragraph != here:
            last, here = 0.0, paragraph
        before[i] = last
        if bears[i]:
            last = p[i, example]
    raised = p.copy()
    odds = np.clip(p[:, example], 1e-9, 1 - 1e-9)
    raised[:, example] = 1.0 / (1.0 + (1.0 - odds) / odds * np.exp(-GOES_ON * before))
    return raised
