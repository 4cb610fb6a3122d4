import sys
from pathlib import Path

import pytest
from spacy.tokens import Doc

from lorscore.extract.base import load_english

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "english"))
import evaluate

WORDS = ["She", "came", ".", "He", "left", "early", "."]
GOLD = {
    "tags": ["PRP", "VBD", ".", "PRP", "VBD", "RB", "."],
    "pos": ["PRON", "VERB", "PUNCT", "PRON", "VERB", "ADV", "PUNCT"],
    "lemmas": ["she", "come", ".", "he", "leave", "early", "."],
    "sent_starts": [True, False, False, True, False, False, False],
}


@pytest.fixture(scope="module")
def nlp():
    return load_english()


def gold(nlp, **changes):
    return Doc(nlp.vocab, WORDS, **{**GOLD, **changes})


def test_right_labels_count_as_right(nlp):
    figures = evaluate.on_gold_tokens(nlp, [gold(nlp)])
    assert (figures["tag"], figures["pos"], figures["lemma"], figures["sents"]) == (100, 100, 100, 100)


def test_wrong_labels_count_as_wrong(nlp):
    wrong = gold(
        nlp, tags=["NN", *GOLD["tags"][1:]], lemmas=["x", "y", *GOLD["lemmas"][2:]], sent_starts=[True, *[False] * 6]
    )
    figures = evaluate.on_gold_tokens(nlp, [wrong])
    assert figures["tag"] == pytest.approx(100 * 6 / 7)
    assert figures["lemma"] == pytest.approx(100 * 5 / 7)
    assert figures["sents"] == 0


def test_own_tokens_that_differ_are_errors(nlp):
    doc = Doc(nlp.vocab, ["She", "ca", "me", "."], [True, False, False, False], **{k: v[:4] for k, v in GOLD.items()})
    figures = evaluate.on_own_tokens(nlp, [doc], layout=False)
    assert figures["tokens"] < 100
    assert figures["tag"] < 100


def test_speed_counts_words(nlp):
    assert evaluate.speed(nlp, ["She came. He left early."] * 20, rounds=2) > 0
