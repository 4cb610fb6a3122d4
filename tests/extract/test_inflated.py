"""Claims that no reader would believe: by themselves, and in a letter that is full of them."""

import pytest

from lorscore.extract.base import load_english
from lorscore.extract.inflated import find_inflated, in_context, pieces
from lorscore.extract.pieces import names_of
from lorscore.extract.view import sentences


@pytest.fixture(scope="module")
def nlp():
    return load_english()


@pytest.mark.parametrize(
    "text",
    [
        "She is the greatest physician of her generation.",
        "He is the most gifted human being ever born.",
        "A doctor like this is born once in a century.",
        "Osler would have taken notes at her feet.",
        "She will win the Nobel Prize.",
        "He is never wrong.",
        "Her knowledge is without limit.",
        "They will name the disease after him.",
        "She is an angel with a stethoscope.",
        "I would sell my house to work with her.",
        "No riddle of chemistry has ever been able to resist him.",
        "In six years nobody has seen him tired or mistaken.",
        "Not since Garrod has metabolism found such a friend.",
        "There will be physiology before her and physiology after her.",
        "One mind of this kind is granted to each century.",
        "To turn him down would be a crime against the sick.",
        "Cancel your interviews.",
        "He needs no sleep.",
    ],
)
def test_exaggeration_is_found_without_a_model(nlp, text):
    assert len(find_inflated(sentences(nlp(text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "She is one of the best residents I have worked with in ten years.",
        "He identified a perfect match in the database.",
        "She explained the world of genetics to the family.",
        "The patient's marfanoid build was noted by three doctors.",
        "I recommend her without reservation.",
        "She was wrong about the dose and said so.",
        "I would be glad to answer any questions.",
        "She saw the child before and after the operation.",
        "The infant did not sleep.",
        "He needs more sleep than he gets.",
        "Since May she has not missed a clinic.",
    ],
)
def test_praise_and_plain_words_are_not(nlp, text):
    assert find_inflated(sentences(nlp(text))) == []


def test_one_doubtful_sentence_counts_for_less_in_a_sober_letter_than_in_an_inflated_one():
    sober = in_context([0.4] + [0.01] * 20)[0]
    inflated = in_context([0.4] * 10 + [0.01] * 11)[0]
    assert sober < 0.3 < 0.7 < inflated


def test_a_short_letter_is_not_condemned_by_one_sentence():
    assert in_context([0.3, 0.0])[0] < 0.3


def test_a_plain_form_is_a_feature_by_its_rule(nlp):
    (row,) = pieces(sentences(nlp("He needs no sleep.")))
    assert {"inf=inflated.needs", "inf=rules1"} <= set(names_of(row))


def test_density_of_the_other_sentences_is_a_feature(nlp):
    grand = "He is a genius. She is the sun. He is a miracle. An angel. "
    sober = "He wrote notes. She read. He called the lab. They met. "
    last = "He came at once."
    names = [set(names_of(pieces(sentences(nlp(text + last)))[-1])) for text in (grand, sober)]
    assert "inf=L0" in names[1]
    assert "inf=L0" not in names[0]


def test_span_is_the_clause_and_details_name_the_words(nlp):
    doc = nlp("He joined us in May, and he is a genius without flaw.")
    (one,) = find_inflated(sentences(doc))
    assert doc[one.start : one.end].text.endswith("he is a genius without flaw")
    assert "genius" in one.details["words"]


def test_the_model_decides_where_it_is_given(nlp):
    s = sentences(nlp("He is a genius. He wrote notes."))
    assert find_inflated(s, [0.0, 0.0]) == []
    assert len(find_inflated(s, [0.9, 0.9])) == 2


def test_no_letter_makes_a_plain_sentence_inflated(nlp):
    s = sentences(nlp("He wrote notes. " * 12))
    assert find_inflated(s, [0.1] + [0.9] * 11)[0].start > 0
    assert find_inflated(s, [0.3] + [0.9] * 11)[0].start == 0
