import pytest
import spacy

from lorscore.extract.tokenizer import Rehearsed, add_letter_notation


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    add_letter_notation(nlp)
    return nlp


WHOLE = [
    "c.1521_1523del", "c.350G>A", "c.35delG", "c.1521+1G>A", "p.Arg117His", "p.(Arg117His)", "p.Phe508del",
    "p.Arg117*", "m.3243A>G",
    "NM_000492.4:c.1521_1523delCTT", "NM_000492.4(CFTR):c.350G>A", "NM_000492.4", "rs113993960", "22q11.2",
    "15q11-q13",
    "22q11.2-q11.23", "17q12", "Xq28", "46,XX", "45,X", "47,XY,+21", "46,XX,t(9;22)(q34;q11.2)", "del(22)(q11.2)",
    "F508del", "BRCA1/2",
    "ana.silva@uni-x.example", "tm.qazi@shaheenmmc.edu.pk", "555-0120", "919-555-0120", "919.555.0120", "M.D.",
    "Ph.D.", "M.B.B.S.", "Dr.", "Prof.",
    "e.g.", "i.e.", "24/7", "10/12/2024", "A1c",
]  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("around", ["{}", "({}),", "the {}, and", "{};"])
def test_notation_stays_one_token(nlp, text, around):
    assert text in [token.text for token in nlp(around.format(text))]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("p.Val142Ile).", ["p.Val142Ile", ")", "."]),
        ("He has a PhD.", ["He", "has", "a", "PhD", "."]),
        ("It was 45,X.", ["It", "was", "45,X", "."]),
        ("a 22q11.2-deletion", ["a", "22q11.2", "-", "deletion"]),
        ("c.35delG/c.35delG.", ["c.35delG", "/", "c.35delG", "."]),
        ("2019-2022 2019–2022", ["2019", "-", "2022", "2019", "–", "2022"]),
        ("6-10 weeks", ["6", "-", "10", "weeks"]),
        ("a five-year-old", ["a", "five", "-", "year", "-", "old"]),
        ("the student’s, don’t", ["the", "student", "’s", ",", "do", "n’t"]),
        ("top 5% of 40", ["top", "5", "%", "of", "40"]),
    ],
)
def test_what_is_no_notation_splits(nlp, text, tokens):
    assert [token.text for token in nlp(text)] == tokens


def test_the_notation_is_stored_with_the_pipeline(nlp, tmp_path):
    nlp.to_disk(tmp_path / "stored")
    stored = spacy.load(tmp_path / "stored")
    text = "She read c.1521_1523del and wrote to ana@uni-x.example."
    assert [t.text for t in stored(text)] == [t.text for t in nlp(text)]


def test_text_is_never_changed(nlp):
    text = "Re: Dr. Ana  Silva,\tM.D.\n\n46,XX;  p.(Arg117His)\n"
    assert nlp(text).text == text


def test_a_tokenizer_of_another_kind_is_left_alone():
    nlp = spacy.blank("en")
    nlp.tokenizer = lambda text: spacy.tokens.Doc(nlp.vocab, text.split())
    before = nlp.tokenizer
    add_letter_notation(nlp)
    assert nlp.tokenizer is before


def test_rehearsed_chunks_are_remembered_and_divide_as_before():
    fresh = spacy.blank("en")
    add_letter_notation(fresh)
    texts = ["Dr. Lee's clinic, (Boston) saw 46,XX.", "Dr. (Boston), in Lee's clinic, e.g. 46,XX! " + "(" * 60]
    asked = []
    search = fresh.tokenizer.suffix_search
    fresh.tokenizer.suffix_search = lambda chunk: (asked.append(chunk), search(chunk))[1]
    plain = spacy.blank("en")
    add_letter_notation(plain)
    make_doc = Rehearsed(fresh)
    for text in texts:
        assert [t.text for t in make_doc(text)] == [t.text for t in plain.make_doc(text)]
    asked.clear()
    make_doc(texts[0])
    assert asked == []  # though every chunk stands after a special case


def test_a_rehearsed_tokenizer_of_another_kind_is_asked_once():
    nlp = spacy.blank("en")
    asked = []
    nlp.tokenizer = lambda text: (asked.append(text), spacy.tokens.Doc(nlp.vocab, text.split()))[1]
    assert len(Rehearsed(nlp)("one two")) == 2
    assert asked == ["one two"]
