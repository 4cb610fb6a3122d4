"""Generic praise: the exact words, whose they are, what is none, and whether a deed near them backs them.

The sentences are not from the corpus, and many of their words do not occur in it: the tagger must read word classes.
"""

import pytest

from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.found import Found
from lorscore.extract.generic import THEMES, generic, tagger
from lorscore.extract.view import sentences
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import rules_of


@pytest.fixture(scope="module")
def nlp():
    pipeline = load_english()
    pipeline.add_pipe("lorscore_people", after="lorscore_layout")
    return pipeline


def praise(nlp, text, support=()):
    doc = nlp(text)
    return [doc[f.start : f.end].text for f in generic(sentences(doc), support)]


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        (
            "Dr. Okafor is indefatigable, magnanimous and unflappable.",
            ["indefatigable", "magnanimous", "unflappable"],
        ),
        ("She is a joy to be around.", ["a joy to be around"]),
        ("They are industrious to a fault.", ["industrious to a fault"]),
        ("What a superb young physician she is!", ["superb young physician"]),
        ("Punctual. Courteous. Well read.", ["Punctual", "Courteous", "Well read"]),
        pytest.param(
            "He has an excellent bedside manner and a strong work ethic.",
            ["excellent bedside manner", "strong work ethic"],
            marks=pytest.mark.xfail(strict=True, reason="the tagger begins the second praise at its article"),
        ),
        ("The nurses trust him.", ["The nurses trust him"]),
        ("I never once heard her complain.", ["I never once heard her complain"]),
    ],
)
def test_exact_words(nlp, text, spans):
    assert praise(nlp, text) == spans


@pytest.mark.parametrize(
    "text",
    [
        "The mother was patient and kind.",
        "Our reliable phlebotomist drew the sample.",
        "My brilliant colleague Dr. Sands runs the laboratory.",
        "It is a pleasure to recommend her.",
        "I recommend him with enthusiasm and without reservation.",
        "Please feel free to contact me.",
        "He is one of the most diligent residents I have taught.",
    ],
)
def test_of_others_courtesies_and_comparatives_are_none(nlp, text):
    assert praise(nlp, text) == []


def test_a_lukewarm_grade_is_doubt_and_no_praise(nlp):
    assert praise(nlp, "Her presentations were adequate, and she was diligent.") == ["diligent"]


def test_of_an_assay_is_none(nlp):
    assert praise(nlp, "The assay is robust and sensitive.") == []


def test_names_and_pronouns_change_nothing(nlp):
    forms = [("Dr. Okafor", "She"), ("Dr. Li", "He"), ("Ms. van der Berg", "She"), ("Omar", "They")]
    verb = {"They": "were"}
    found = [praise(nlp, f"{name} worked here. {she} {verb.get(she, 'was')} diligent and kind.") for name, she in forms]
    assert found == [["diligent", "kind"]] * len(forms)


def test_outside_the_body_nothing_is_praise(nlp):
    pieces = [
        "Excellent Care Hospital",
        "Dear Kind Colleagues,",
        "Dr. Roe is loyal and brave.",
        "Sincerely,\nA. Good, MD",
    ]
    labels = ["letterhead", "salutation", "paragraph", "signature"]
    text = "\n\n".join(pieces)
    doc = nlp(text)
    starts = [text.index(p) for p in pieces]
    doc.spans["parts"] = [
        doc.char_span(a, a + len(p), label=label, alignment_mode="expand")
        for a, p, label in zip(starts, pieces, labels, strict=True)
    ]
    assert [doc[f.start : f.end].text for f in generic(sentences(doc))] == ["loyal", "brave"]


STORY = (
    "She is diligent and articulate. On Friday she stayed until midnight to trace the sample. "
    "He is a dentist.\n\nShe is industrious."
)


def test_backed_by_a_deed_of_its_theme_nearby(nlp):
    doc = nlp(STORY)
    start = next(t.i for t in doc if t.text == "Friday") - 1
    deed = Found("example", start, start + 5, "example")
    rows = {doc[f.start : f.end].text: f.details for f in generic(sentences(doc), [deed])}
    assert [STORY[a:b] for a, b in rows["diligent"]["backed_by"]] == [
        "On Friday she stayed until midnight to trace the sample."
    ]
    assert rows["articulate"]["backed_by"] == []


def test_an_asserted_competency_backs_nothing(nlp):
    doc = nlp(STORY)
    asserted = Found("competency", 0, 3, "competency", label="communication", shown=False)
    assert all(f.details["backed_by"] == [] for f in generic(sentences(doc), [asserted]))


def test_every_find_explains_itself(nlp):
    doc = nlp("She is diligent and hard-working. She goes above and beyond, and is a pleasure to work with.")
    rows = generic(sentences(doc))
    assert len(rows) >= 4
    assert all(f.explain and f.label and f.criterion == "specific" for f in rows)
    assert {f.rule for f in rows} <= {r.id for r in rules_of("generic_adjective")} | {"generic.tagger"}


def test_classes_and_themes_are_word_lists():
    lexicon().mask(*THEMES, *tagger().tokens.classes)
