import sys
from pathlib import Path

import pytest
from spacy.vocab import Vocab

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "english"))
import boundaries
import treebank

SENTENCE = """\
# sent_id = {n}
# text = I don't, Ana's.
1\tI\tI\tPRON\tPRP\tCase=Nom|Number=Sing|Person=1|PronType=Prs\t2\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
2\tdo\tdo\tAUX\tVBP\tMood=Ind|Style=Coll\t0\troot\t_\t_
3\tn't\tnot\tPART\tRB\tPolarity=Neg|Typo=Yes\t2\tadvmod\t_\t_
4\t,\t,\tPUNCT\t,\t_\t2\tpunct\t_\t_
5-6\tAna's\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
5\tAna\tAna\tPROPN\tNNP\tNumber=Sing\t2\tobj\t_\t_
6\t's\t's\tPART\tPOS\t_\t5\tcase\t_\t_
6.1\tthing\tthing\tNOUN\tNN\t_\t_\t_\t_\t_
7\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""


@pytest.fixture
def docs(tmp_path):
    path = tmp_path / "tiny.conllu"
    texts = [
        "# newdoc id = a\n" + "".join(SENTENCE.format(n=i) for i in range(12)),
        "# newdoc id = b\n" + SENTENCE.format(n=0),
    ]
    path.write_text("".join(texts), "utf-8")
    return treebank.documents(path, Vocab())


def test_ten_sentences_to_a_document_and_never_across_texts(docs):
    assert [len(list(doc.sents)) for doc in docs] == [10, 2, 1]


def test_words_spaces_and_annotation(docs):
    doc = docs[-1]
    assert doc.text.strip() == "I don't, Ana's."
    assert [(t.text, t.tag_, t.pos_, t.lemma_) for t in doc][1:3] == [
        ("do", "VBP", "AUX", "do"),
        ("n't", "RB", "PART", "not"),
    ]
    assert str(doc[1].morph) == "Mood=Ind"
    assert doc[0].head.text == "do"
    assert doc[1].dep_ == "ROOT"


def test_boundaries_count_without_white_space():
    assert boundaries.starts(["Dear all,", "She came.", "", "I saw."]) == {8, 16}
    assert boundaries.starts(["Dear  all,\n", "She\ncame.", "I saw."]) == {8, 16}


def test_the_marked_letters_are_the_letters():
    marked = sorted(boundaries.MARKED.glob("L*.txt"))
    assert len(marked) == 40
    for path in marked:
        assert "".join(path.read_text("utf-8").split()) == "".join(
            (boundaries.LETTERS / path.name).read_text("utf-8").split()
        )
