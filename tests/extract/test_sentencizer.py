import re
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Span, SpanGroup

from lorscore.extract.base import load_english
from lorscore.extract.sentencizer import fixed_starts

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "models" / "english"))
import boundaries  # noqa: E402


@pytest.fixture(scope="module")
def nlp():
    return load_english()


def sentences(nlp, text):
    return [" ".join(sent.text.split()) for sent in nlp(text).sents]


@pytest.mark.parametrize(
    "expected",
    [
        ["I trained with Dr. Al-Hashimi in St. Louis.", "She stayed for a year."],
        ["She was given vitamin D.", "It helped."],
        ["We saw it at 5 p.m.", "The team met."],
        ["He holds a Ph.D. from Leeds."],
        ["Several of us, e.g. Prof. Ito, agreed, cf. the report.", "None objected."],
        ["The paper is by J. Brown et al. in 2020."],
        ['"Why now?" she asked.', "Nobody knew."],
        ["So did I.", "She asked, and I was flattered."],
        ["It read c.35delG.", "She called the lab."],
        ["He is kind (and quick).", "I like him."],
        ["Is she ready?", "Yes!", "We will miss her..."],
        ["It was No. 4 on the list.", "I agreed."],
        ["she is great.", "she works hard.", "i like her."],
        ["The call was 22q11.2.", "46,XX was expected."],
        ["I met her in Brno.", "Šárka was ready.", "“Łukasz will do it,” she said.", "(Élise agreed.)"],
    ],
)
def test_sentences_of_prose(nlp, expected):
    assert sentences(nlp, "Dear Colleagues,\n\n" + " ".join(expected))[1:] == expected


@pytest.mark.parametrize("width", [30, 48, 72])
def test_a_line_wrap_changes_no_boundary(nlp, width):
    text = (
        "I have known Dr. Silva for two years. She was my student at St. Mary's Hospital, where she saw "
        "patients twice a week. "
        "Of the 40 students I have taught, she is among the best. I recommend her, e.g. for your program."
    )
    wrapped = re.sub(rf"(.{{1,{width}}})(?: |$)", r"\1\n", text).rstrip()
    assert "\n" in wrapped
    head = "Dear Colleagues,\n\n"
    assert sentences(nlp, head + wrapped) == sentences(nlp, head + text)


def test_each_line_of_letterhead_and_signature_is_a_unit(nlp):
    text = (
        "Ashford University Hospital\nDept. of Medicine. Division of Genetics\n12 Plaza St. Ashford\n\n"
        "May 3, 2024\n\nDear Dr. Ito:\n\n"
        "I recommend her.\n\nSincerely,\n\nElliott J. Fair, M.D. Ph.D.\nDirector, Genetics\ne.fair@ashford.example\n"
    )
    assert sentences(nlp, text) == [
        "Ashford University Hospital", "Dept. of Medicine. Division of Genetics", "12 Plaza St. Ashford",
        "May 3, 2024", "Dear Dr. Ito:",
        "I recommend her.", "Sincerely,", "Elliott J. Fair, M.D. Ph.D.", "Director, Genetics",
        "e.fair@ashford.example",
    ]  # fmt: skip


def test_headings_bullets_and_numbers(nlp):
    text = "Dear Committee,\n\nSTRENGTHS\n\n1. Attendance. She came.\n2. Skill. She listens.\n\n"
    text += "• Kind. Always.\n• Prompt\n\nI recommend her."
    assert sentences(nlp, text)[1:] == [
        "STRENGTHS", "1. Attendance.", "She came.", "2. Skill.", "She listens.", "• Kind.", "Always.", "• Prompt",
        "I recommend her.",
    ]  # fmt: skip


def test_parts_that_are_known_come_before_those_of_the_text(nlp):
    doc = nlp.make_doc("Genetics Clinic\nShe came. She left.")
    doc.spans["parts"] = SpanGroup(doc, spans=[Span(doc, 0, 2, label="letterhead"), Span(doc, 3, 9, label="signature")])
    assert [s.text.strip() for s in nlp(doc).sents] == ["Genetics Clinic", "She came. She left."]


def test_white_space_has_its_own_tag(nlp):
    doc = nlp("Dear Dr. Ito,\n\nShe read the\nreport.")
    spaces = [t for t in doc if t.is_space]
    assert spaces
    assert {(t.tag_, t.pos_, str(t.morph)) for t in spaces} == {("_SP", "SPACE", "")}
    assert "SPACE" not in {t.pos_ for t in doc if not t.is_space}


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "A", "...", "?!", "•", "\t.\n"])
def test_little_text(nlp, text):
    assert "".join(s.text_with_ws for s in nlp(text).sents) == text


def test_open_places_are_left_to_the_model():
    text = "He came with Brown et al. Smith left."
    tokens = [(m.start(), m.end()) for m in re.finditer(r"al\.|\w+|\.", text)]
    starts = fixed_starts(text, tokens, [("paragraph", 0, len(text))])
    assert starts[0] == 1
    assert starts[[text[a:b] for a, b in tokens].index("Smith")] == 0


def test_the_layout_works_without_a_trained_model():
    blank = spacy.blank("en")
    blank.add_pipe("lorscore_layout")
    doc = blank("Dear Dr. Ito,\n\nShe came. She left.")
    assert [t.text for t in doc if t.is_sent_start] == ["Dear", "She", "She"]


def test_letters_marked_by_hand(nlp):
    both, found, marked, wrong = boundaries.compare(nlp)
    assert marked > 1400
    assert 2 * both / (found + marked) >= 0.97, wrong
