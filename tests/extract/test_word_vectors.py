"""Mean word vectors: what has one, and what has none."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language

from lorscore.errors import ModelError
from lorscore.extract.base import load_english
from lorscore.extract.model_files import laid_over
from lorscore.extract.view import sentences
from lorscore.extract.word_vectors import word_vectors


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_english()


def test_a_mean_has_length_one_and_nothing_has_none(nlp: Language) -> None:
    means = word_vectors().means(sentences(nlp("The kidney was small. 12 42.")))
    assert np.allclose(np.linalg.norm(means, axis=1), [1.0, 0.0], atol=1e-5)


def test_words_of_one_field_are_near(nlp: Language) -> None:
    heart, lung, guitar = word_vectors().means(sentences(nlp("The heart stopped. The lungs cleared. A guitar broke.")))
    assert heart @ lung > heart @ guitar


def test_numbers_and_pronouns_turn_nothing(nlp: Language) -> None:
    one, other = (word_vectors().means(sentences(nlp(t)))[0] for t in ("He drew 12 trees.", "She drew 40 trees."))
    assert np.allclose(one, other)


def test_a_damaged_table_is_refused_in_words(tmp_path) -> None:
    (tmp_path / "vectors").mkdir()
    (tmp_path / "vectors" / "words.txt").write_text("one\n")
    np.save(tmp_path / "vectors" / "vectors.npy", np.zeros((2, 3), dtype=np.int8))
    with laid_over(tmp_path), pytest.raises(ModelError, match="2 vectors for 1 words"):
        word_vectors()
