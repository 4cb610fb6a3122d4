import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from lorscore.extract.base import load_english
from lorscore.extract.lemmatizer import LemmaTable, learn_lemmas, lemma_of

TAGS = ["NN", "NNS", "NNP", "NNPS", "VB", "VBD", "VBN", "VBG", "VBZ", "JJ", "JJR", "JJS", "RB", "RBR", ".", "CD"]


@pytest.mark.parametrize(
    ("word", "tag", "lemma"),
    [
        ("studies", "NNS", "study"), ("classes", "NNS", "class"), ("boxes", "NNS", "box"),
        ("genetics", "NNS", "genetics"),
        ("syndromes", "NNS", "syndrome"), ("Fellows", "NNPS", "Fellow"), ("tries", "VBZ", "try"),
        ("teaches", "VBZ", "teach"),
        ("planned", "VBD", "plan"), ("called", "VBD", "call"), ("passed", "VBD", "pass"),
        ("evaluated", "VBD", "evaluate"),
        ("judged", "VBN", "judge"), ("organised", "VBD", "organise"), ("carried", "VBD", "carry"),
        ("typed", "VBD", "type"),
        ("showing", "VBG", "show"), ("writing", "VBG", "write"), ("seeing", "VBG", "see"),
        ("brighter", "JJR", "bright"),
        ("kindest", "JJS", "kind"), ("happier", "JJR", "happy"), ("biggest", "JJS", "big"), ("Ana", "NNP", "Ana"),
        ("She", "PRP", "she"), ("c.35delG", "NNS", "c.35delg"), ("diagnosis", "NN", "diagnosis"),
    ],
)  # fmt: skip
def test_spelling_alone(word, tag, lemma):
    known = {"V": frozenset({"write"})}
    assert lemma_of(word, tag, {}, frozenset({"NNP", "NNPS"}), known) == lemma


def test_a_known_base_decides():
    assert lemma_of("hoping", "VBG", {}, frozenset(), {"V": frozenset({"hope"})}) == "hope"
    assert lemma_of("honoring", "VBG", {}, frozenset(), {"V": frozenset({"honor"})}) == "honor"
    assert lemma_of("clinics", "NNS", {}, frozenset(), {"N": frozenset({"clinic"})}) == "clinic"
    assert lemma_of("clinics", "NNS", {}, frozenset(), {}) == "clinics"


def test_exceptions_come_first_and_pass_a_prefix():
    exceptions = {"VBD wrote": "write", "NNS children": "child"}
    assert lemma_of("Children", "NNS", exceptions, frozenset(), {}) == "child"
    assert lemma_of("rewrote", "VBD", exceptions, frozenset(), {}) == "rewrite"


def test_learning_keeps_only_what_spelling_does_not_tell():
    words = [
        ("cases", "NNS", "case"),
        ("went", "VBD", "go"),
        ("went", "VBD", "go"),
        ("went", "VBD", "wend"),
        ("walked", "VBD", "walk"),
    ]
    words += [("Ana", "NNP", "Ana")] * 2
    exceptions, cased, known = learn_lemmas(words, {"V": ["hope"]}, {"VBD": {"wept": "weep", "walked": "nonsense"}})
    assert exceptions == {"VBD went": "go", "VBD wept": "weep"}
    assert cased == {"NNP"}
    assert known["V"] == {"go", "wend", "walk", "hope"}


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20), st.sampled_from(TAGS))
def test_any_word_has_a_lemma(word, tag):
    assert lemma_of(word, tag, {}, frozenset({"NNP"}), {})


@given(st.from_regex(r"[a-z]{3,12}", fullmatch=True), st.sampled_from(TAGS))
def test_a_lemma_keeps_the_beginning_of_its_word(word, tag):
    lemma = lemma_of(word, tag, {}, frozenset(), {})
    assert lemma[:2] == word[:2]
    assert len(lemma) <= len(word) + 1


def test_the_table_survives_bytes_and_disk(tmp_path):
    nlp = spacy.blank("en")
    doc = Doc(nlp.vocab, ["She", "went"], tags=["PRP", "VBD"], lemmas=["she", "go"])
    table = LemmaTable(nlp)
    table.learn([doc], bases={"V": ["hope"]})
    table.to_disk(tmp_path / "table")
    for other in (LemmaTable(nlp).from_bytes(table.to_bytes()), LemmaTable(nlp).from_disk(tmp_path / "table")):
        fresh = other(Doc(nlp.vocab, ["He", "went", "hoping"], tags=["PRP", "VBD", "VBG"]))
        assert [t.lemma_ for t in fresh] == ["he", "go", "hope"]


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("She telephoned the family.", "telephoned", "telephone"), ("He mentored two interns.", "mentored", "mentor"),
        ("They wrote three papers.", "wrote", "write"), ("The children were frightened.", "children", "child"),
        ("He is the best of my students.", "best", "good"), ("She counselled the parents.", "counselled", "counsel"),
        ("He organised the clinic.", "organised", "organise"),
        ("Her diagnoses were right.", "diagnoses", "diagnosis"),
    ],
)  # fmt: skip
def test_lemmas_of_the_shipped_pipeline(text, word, lemma):
    doc = load_english()(text)
    assert next(t.lemma_ for t in doc if t.text == word) == lemma
