"""Doubt: what raises it, what only looks like it, which words carry it, of what sort it is."""

import json

import pytest

from lorscore.errors import ModelError
from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.classify import sentence_model
from lorscore.extract.doubt import doubt
from lorscore.extract.doubt_features import CLASSES, class_names, feature_names
from lorscore.extract.doubt_model import DoubtModel, around, bounded, doubt_model, log_odds
from lorscore.extract.judge import judge
from lorscore.extract.view import sentences
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import rules_of

SORTS = {"faint_praise", "hedge", "negativity", "irrelevancy", "overcome_weakness", "limited_view"}


@pytest.fixture(scope="module")
def nlp():
    pipeline = load_english()
    pipeline.add_pipe("lorscore_people", after="lorscore_layout")
    return pipeline


def raised(nlp, text):
    doc = nlp(text)
    found = sentences(doc)
    shared = judge(found)[:, sentence_model().labels.index("doubt")].tolist()
    return [(doc[f.start : f.end].text, f) for f in doubt(found, shared)]


@pytest.mark.parametrize(
    "text",
    [
        "His histories were adequate for his level of training.",
        "I had no complaints about her from the nursing staff.",
        "With more confidence she will become a good resident.",
        "I cannot speak to his performance at night.",
        "At first she was hesitant to give her opinion on rounds.",
        "As far as I know, he was punctual.",
        "She met our expectations.",
        "I see no reason why he should not be considered.",
        "He could be a little faster with his notes.",
        "Her work was satisfactory, and she would be an acceptable resident.",
    ],
)
def test_raises_doubt(nlp, text):
    assert raised(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "The variant is likely pathogenic and may be de novo.",
        "The boy had proximal muscle weakness and poor feeding.",
        "I recommend her without reservation.",
        "Please do not hesitate to call me.",
        "She noticed the short fourth metacarpals and proposed pseudohypoparathyroidism.",
        "He is the best resident I have supervised in twenty years.",
        "She drew the pedigree and called the laboratory the same afternoon.",
    ],
)
def test_raises_none(nlp, text):
    assert not raised(nlp, text)


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("I cannot comment on her surgical skills.", "limited_view"),
        ("His knowledge was adequate.", "faint_praise"),
        ("At first she was slow with her notes.", "overcome_weakness"),
        ("With closer supervision he will do well.", "hedge"),
    ],
)
def test_sort(nlp, text, sort):
    doc = nlp(text)
    assert [f.label for f in doubt(sentences(doc))] == [sort]


def test_the_words_are_tight(nlp):
    text = "She drew every pedigree herself and called two laboratories, but her notes were only adequate."
    (words, found), *_ = raised(nlp, text)
    assert "adequate" in words
    assert "pedigree" not in words
    assert found.explain
    assert found.criterion == "enthusiasm"


def test_names_and_pronouns_change_nothing(nlp):
    texts = [
        "Dr. Okafor rotated here. Her notes were adequate.",
        "Mr. Li rotated here. His notes were adequate.",
        "Ms. van der Berg rotated here. Her notes were adequate.",
    ]
    found = [[(w.split(" ", 1)[-1], f.label) for w, f in raised(nlp, t)] for t in texts]
    assert found[0] == found[1] == found[2] != []


def test_who_and_polarity_make_the_feature(nlp):
    def names(text):
        return set(feature_names(sentences(nlp(text))[0]))

    assert "dp=weakness_adjective|person|is" in names("She is slow.")
    assert "dp=weakness_adjective|person|not" in names("She is not slow.")
    assert "dp=weakness_adjective|patient|is" in names("The child is slow.")
    assert any(n.startswith("deny=strength|person") for n in names("She is not diligent."))
    assert any(n.startswith("deny=fault|person") for n in names("She is not lazy."))


def test_the_letter_around_a_sentence_counts():
    assert around([0.2, 0.9, 0.1])[0] == (0.0, 0.9, 0.9)
    assert around([0.2, 0.9, 0.1])[1] == (0.2, 0.1, 0.2)
    assert around([0.4])[0] == (0.0, 0.0, 0.0)
    assert around([0.9, 0.9])[1] == (0.9, 0.0, 0.9)


def test_what_stands_outside_the_body_neither_doubts_nor_counts(nlp):
    found = sentences(nlp("He did what was asked. He was no trouble. He came."))
    shared = [0.5, 0.5, 0.5]
    found[2].part = "signature"
    p = doubt_model().probabilities(found, shared)
    assert p[2] == 0.0
    assert p[:2] == doubt_model().probabilities(found[:2], shared[:2])


def test_evidence_is_bounded():
    assert log_odds(0.0) == pytest.approx(-log_odds(1.0))
    assert log_odds(0.0) > -7
    assert bounded(100.0) == -bounded(-100.0) == 8.0


def test_more_of_the_sentence_model_is_never_less_doubt(nlp):
    found = sentences(nlp("She worked here. Her notes were adequate. She went home."))
    low = doubt_model().probabilities(found, [0.1, 0.1, 0.1])
    high = doubt_model().probabilities(found, [0.1, 0.9, 0.1])
    assert high[1] > low[1]


def test_every_sort_of_a_rule_is_known():
    assert {rule.label for rule in rules_of("doubt")} <= SORTS


def test_classes_are_word_lists():
    lex = lexicon()
    assert class_names(lex.mask(*CLASSES)) == CLASSES


def test_a_damaged_model_is_refused(tmp_path):
    path = tmp_path / "doubt.json"
    with pytest.raises(ModelError, match="missing"):
        DoubtModel.load(path)
    path.write_text("[")
    with pytest.raises(ModelError, match="damaged"):
        DoubtModel.load(path)
    path.write_text(json.dumps({"schema": "other"}))
    with pytest.raises(ModelError, match="no model of doubt"):
        DoubtModel.load(path)
