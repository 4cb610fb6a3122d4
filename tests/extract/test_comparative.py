"""The forms of comparison, their strength, and what is none: the domain's list, and cases of each slot."""

import tomllib
from pathlib import Path

import pytest

from lorscore.extract.base import load_english
from lorscore.extract.comparative import find_comparative, matches, pieces
from lorscore.extract.pieces import names_of
from lorscore.extract.view import sentences

FORMS = tomllib.loads((Path(__file__).parent / "comparisons.toml").read_text(encoding="utf-8"))["form"]
LEVELS = ("weak", "moderate", "strong")


@pytest.fixture(scope="module")
def nlp():
    return load_english()


def found(nlp, text, probabilities=None):
    return find_comparative(sentences(nlp(text)), probabilities)


@pytest.mark.parametrize("form", FORMS, ids=[f["id"] for f in FORMS])
def test_form(nlp, form):
    here = found(nlp, form["text"])
    assert max((f.strength for f in here), key=LEVELS.index, default="none") == form["strength"]


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("She is in the top 5% of the residents I have supervised since 2012.", "reference_class", "the residents"),
        ("She is in the top 5% of the residents I have supervised since 2012.", "time_frame", "since 2012"),
        ("Of the 34 graduates I have mentored, she ranks first.", "size", 34),
        ("He is a more careful listener than most residents.", "attribute", "careful listener"),
        ("He is the best student I have had.", "attribute", "overall"),
        ("He is probably the best student I have had.", "hedge", "probably"),
        ("He is the best student I have had.", "hedged", False),
    ],
)
def test_slot(nlp, text, slot, value):
    assert found(nlp, text)[0].details[slot] == value


def test_experience_in_a_neighbouring_sentence_backs_a_comparison(nlp):
    comparison = "She is one of the best students on our service."
    alone = found(nlp, comparison)[0]
    backed = found(nlp, "I have supervised more than 200 students. " + comparison)[-1]
    assert not alone.details["backed"]
    assert backed.details["backed_by"] == "I have supervised more than 200 students"


def test_experience_far_away_backs_nothing(nlp):
    text = "I have supervised more than 200 students. " + "She reads. " * 6 + "She is one of the best students here."
    assert found(nlp, text)[-1].details["backed_by"] is None


def test_span_is_tight_and_runs_on_over_the_reference_class(nlp):
    doc = nlp("Last spring I wrote to say so: she is one of the best residents I have worked with, and I meant it.")
    (one,) = find_comparative(sentences(doc))
    assert doc[one.start : one.end].text == "one of the best residents I have worked with"


def test_the_sentence_model_decides_where_it_is_given(nlp):
    text = "She is more careful than most residents."
    assert found(nlp, text, [0.01]) == []
    assert [f.rule for f in found(nlp, text, [0.9])] == ["comparative.than-people"]


def test_the_sentence_model_may_find_what_no_rule_knows(nlp):
    (one,) = found(nlp, "Osler would have asked her opinion.", [0.95])
    assert (one.rule, one.label) == ("comparative.sentence-model", "other")


@pytest.mark.parametrize(
    "text",
    [
        "Her second draft was better than her first.",
        "His summaries in May were clearer than those of the first weeks.",
        "She put herself on the list first.",
        "She was second author of the report.",
        "He asked about the harder cases, I mean the old ones.",
        "Two things stand out in that year.",
    ],
)
def test_nobody_is_compared_with_the_applicant(nlp, text):
    assert found(nlp, text) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Her second draft was better than her classmates' drafts.", "comparative"),
        ("Of the two, Dr. Lund had the better memory.", "comparative"),
        ("I have yet to meet a student with a sharper eye.", "neg-superlative"),
        ("Another resident might have left it there.", "rarity"),
        ("She asked the best questions of the group.", "superlative"),
        ("My wife, who has met them all, says top two.", "rank"),
        ("As students go, she is quick.", "expectation"),
    ],
)
def test_forms_without_a_stock_phrase(nlp, text, label):
    assert label in {f.label for f in found(nlp, text)}


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("She is the best student I have had this year.", "strong"),
        ("She is perhaps the best student I have had.", "moderate"),
        ("Few students reason so clearly.", "moderate"),
        ("No student reasons so clearly.", "strong"),
        ("Among the students we have had, she is one of the better ones.", "weak"),
        ("She is stronger than I was at that age.", "weak"),
        ("She is kinder than any resident here.", "strong"),
        ("She is kinder than nearly any resident here.", "moderate"),
    ],
)
def test_strength(nlp, text, strength):
    assert max((f.strength for f in found(nlp, text)), key=LEVELS.index, default="none") == strength


def test_a_denied_experience_backs_nothing(nlp):
    text = "I have not supervised many residents. She is one of the best students on our service."
    assert found(nlp, text)[-1].details["backed_by"] is None


def test_memory_that_may_fail_is_no_time_frame(nlp):
    assert found(nlp, "She was the best of them, if my memory is right.")[0].details["time_frame"] is None
    assert found(nlp, "She was the best of them in recent memory.")[0].details["time_frame"] is not None


def test_names_and_pronouns_change_nothing(nlp):
    texts = [
        "She is more careful than most residents.",
        "He is more careful than most residents.",
        "They are more careful than most residents.",
    ]
    assert len({(f.rule, f.strength) for t in texts for f in found(nlp, t)}) == 1


def test_features_name_the_rule_and_whom_it_is_about(nlp):
    (s,) = sentences(nlp("She is more careful than most residents."))
    assert {"cmp=than-people", "cmp=than-people|applicant"} <= set(names_of(pieces(s)))


def test_a_sentence_that_does_not_compare_has_no_features(nlp):
    (s,) = sentences(nlp("She reads about her patients."))
    assert pieces(s) == []
    assert matches(s) == []


def test_words_with_hyphens_stay_whole(nlp):
    (one,) = found(nlp, "She ranks first of the sixty-two sub-interns whom I have hosted.")
    assert one.details["size"] == 62
    assert one.details["reference_class"].endswith("sub-interns")
