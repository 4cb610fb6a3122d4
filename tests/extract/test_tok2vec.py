import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from thinc.api import Adam

from lorscore.extract.tok2vec import CACHE_LIMIT, COLUMNS, WordRows, word_features, word_tok2vec

LEAST = dict.fromkeys(COLUMNS, 1)


@pytest.fixture
def nlp():
    return spacy.blank("en")


@pytest.fixture
def model(nlp):
    np.random.seed(3)  # near a bend of maxout a difference is no gradient
    made = word_tok2vec(width=8, depth=2, embed_width=12, pieces=2, word_dropout=0.5)
    made.attrs["rows"] = WordRows.learn(["She", "ranked", "him", "first", "."], LEAST)
    made.initialize(X=[nlp.make_doc("She ranked him first.")])
    return made


@given(st.text(max_size=40))
def test_each_column_has_a_feature(word):
    assert len(word_features(word)) == len(COLUMNS)


def test_quotes_and_digits_are_folded():
    assert word_features("don’t") == word_features("don't")
    assert word_features("2019") == word_features("2024")


def test_rows_of_known_and_unknown_words(nlp):
    rows = WordRows.learn(["genetics", "genetics", "ranked"], {"word": 2, "suffix2": 1})
    assert len(rows) == len(COLUMNS) + 3
    for word in ("genetics", "ranked", "unseen"):
        nlp.vocab.strings.add(word)
    orths = np.array([nlp.vocab.strings[w] for w in ("genetics", "ranked", "unseen")], dtype="uint64")
    found = rows.of(orths, nlp.vocab.strings)
    word = COLUMNS.index("word")
    assert found[0, word] >= len(COLUMNS)
    assert found[1, word] == found[2, word] == word
    assert found[1, COLUMNS.index("suffix2")] >= len(COLUMNS)
    assert (found[2] == np.arange(len(COLUMNS))).all()
    assert len(set(found[0].tolist())) == len(COLUMNS)


def test_the_cache_does_not_grow_for_ever(nlp):
    rows = WordRows.learn(["a"], LEAST)
    for begin in range(0, CACHE_LIMIT + 20_000, 20_000):
        names = [f"w{i}" for i in range(begin, begin + 20_000)]
        for name in names:
            nlp.vocab.strings.add(name)
        rows.of(np.array([nlp.vocab.strings[n] for n in names], dtype="uint64"), nlp.vocab.strings)
    assert len(rows._cache) <= CACHE_LIMIT + 20_000


def test_white_space_tokens_change_nothing(nlp, model):
    flat, wrapped = nlp.make_doc("She ranked him first."), nlp.make_doc("She ranked\nhim \n first.")
    one, two = model.predict([flat, wrapped])
    words = [t.i for t in wrapped if not t.is_space]
    assert len(wrapped) > len(flat)
    np.testing.assert_allclose(one, two[words], rtol=1e-4, atol=1e-5)
    assert not two[[t.i for t in wrapped if t.is_space]].any()


def test_a_document_reads_the_same_alone_and_in_a_batch(nlp, model):
    docs = [nlp.make_doc(t) for t in ("She ranked him.", "", "First \n\n", "Him.", " ")]
    for doc, vectors in zip(docs, model.predict(docs), strict=True):
        assert vectors.shape == (len(doc), 8)
        np.testing.assert_allclose(vectors, model.predict([doc])[0], rtol=1e-4, atol=1e-5)


def test_spaces_tell_a_dash_from_a_hyphen(nlp, model):
    joined = Doc(nlp.vocab, ["She", "-", "him"], [False, False, False])
    apart = Doc(nlp.vocab, ["She", "-", "him"], [True, True, False])
    assert not np.allclose(*model.predict([joined, apart]))


def test_gradients_agree_with_differences(nlp, model):
    docs = [nlp.make_doc("She ranked\nhim."), nlp.make_doc("First him.")]
    rng = np.random.default_rng(0)
    model.attrs["word_dropout"] = 0.0
    vectors, backprop = model.begin_update(docs)
    weights = [rng.normal(size=v.shape).astype("f") for v in vectors]
    backprop(weights)
    for param in ("E", "S"):
        values, gradient = model.get_param(param), model.get_grad(param)
        row, column = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
        before, found = values[row, column], []
        for change in (1e-2, -1e-2):
            values[row, column] = before + change
            found.append(sum(float((w * v).sum()) for w, v in zip(weights, model.predict(docs), strict=True)))
        values[row, column] = before
        assert (found[0] - found[1]) / 2e-2 == pytest.approx(gradient[row, column], rel=0.1)


def test_it_learns(nlp, model):
    docs = [nlp.make_doc("She ranked him first.")]
    optimizer, losses = Adam(0.01), []
    for _ in range(30):
        vectors, backprop = model.begin_update(docs)
        losses.append(float(((vectors[0] - 1) ** 2).sum()))
        backprop([2 * (vectors[0] - 1)])
        model.finish_update(optimizer)
    assert losses[-1] < losses[0] / 2


def test_it_survives_bytes(nlp, model):
    odd = {"0:\n\n": 1, "0:a b": 2, "0:\u2028": 3, "0:": 4, "0:é\x85": 5}
    model.attrs["rows"] = WordRows({**model.attrs["rows"].known, **odd})
    other = word_tok2vec(width=8, depth=2, embed_width=12, pieces=2, word_dropout=0.5)
    other.from_bytes(model.to_bytes())
    doc = nlp.make_doc("She ranked somebody.")
    np.testing.assert_array_equal(model.predict([doc])[0], other.predict([doc])[0])
    assert list(other.attrs["rows"].known.items()) == list(model.attrs["rows"].known.items())
    assert other.attrs["rows"].known == model.attrs["rows"].known


def test_at_work_the_layers_sum_as_in_training(nlp):
    made = word_tok2vec(width=24, depth=3, embed_width=10, pieces=3, word_dropout=0.0)
    words = ["She", "ranked", "him", "first", ",", "ahead", "of", "all", "residents", "."]
    made.attrs["rows"] = WordRows.learn(words, LEAST)
    docs = [nlp.make_doc(t) for t in ("She ranked him first.", "First,\n ahead\tof all", " ", "Residents")]
    made.initialize(X=docs)
    for trained, worked in zip(made(docs, is_train=True)[0], made.predict(docs), strict=True):
        np.testing.assert_allclose(worked, trained, rtol=1e-5, atol=1e-6)
        assert worked.dtype == trained.dtype
