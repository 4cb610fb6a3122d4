"""The loader: lorscore's own pipeline, a second one trained by the same recipe, and pipelines that lack something."""

import importlib.util
import pickle
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from lorscore.errors import PipelineError
from lorscore.extract.base import load_english
from lorscore.extract.model_files import model_path

ROOT = Path(__file__).resolve().parents[2]


def recipe():
    """Return models/english/train.py, under a name of its own: other recipes have a train.py too."""
    name = "english_train"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "models" / "english" / "train.py")
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


LETTER = "Dear Dr. Ito,\n\nShe was among the best\nof my students. I recommend her.\n\nSincerely,\nAna Silva, M.D.\n"


@pytest.fixture(scope="module")
def own():
    return load_english()


def test_own_pipeline_sets_what_the_rules_read(own):
    doc = own("She identified two carriers.")
    assert [(t.text, t.tag_, t.pos_, t.lemma_) for t in doc] == [
        ("She", "PRP", "PRON", "she"), ("identified", "VBD", "VERB", "identify"), ("two", "CD", "NUM", "two"),
        ("carriers", "NNS", "NOUN", "carrier"), (".", ".", "PUNCT", "."),
    ]  # fmt: skip
    assert doc[1].morph.get("Tense") == ["Past"]
    assert all(doc.has_annotation(a) for a in ("SENT_START", "TAG", "POS", "MORPH", "LEMMA"))


def test_the_tokenizer_is_the_stored_one(own):
    stored = spacy.load(model_path("english/en_lorscore"))
    assert own.tokenizer.to_bytes(exclude=["vocab"]) == stored.tokenizer.to_bytes(exclude=["vocab"])


def test_one_by_one_in_batches_and_in_two_processes(own):
    texts = [LETTER, "", "\n", "He reads. She writes.", LETTER.upper()] * 3
    alone = [own(text).to_json() for text in texts]
    assert [doc.to_json() for doc in own.pipe(texts, batch_size=4)] == alone
    assert [doc.to_json() for doc in own.pipe(texts, n_process=2, batch_size=4)] == alone


def test_pickle_bytes_and_disk(own, tmp_path):
    own.to_disk(tmp_path / "copy")
    fresh = spacy.util.load_model_from_config(own.config)
    copies = [pickle.loads(pickle.dumps(own)), load_english(tmp_path / "copy"), fresh.from_bytes(own.to_bytes())]
    for nlp in copies:
        assert nlp(LETTER).to_json() == own(LETTER).to_json()


@pytest.fixture(scope="module")
def second(own, tmp_path_factory):
    """A tiny pipeline from the same recipe; it learns what the shipped one says of eight letters."""
    train = recipe()
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "data" / "letters" / "train").glob("*.txt"))[:8]]
    docs = []
    for doc in own.pipe(texts):
        words = [t for t in doc if not t.is_space]
        docs.append(
            Doc(
                own.vocab, [t.text for t in words], [bool(t.whitespace_) for t in words], tags=[t.tag_ for t in words],
                pos=[t.pos_ for t in words], morphs=[str(t.morph) for t in words], lemmas=[t.lemma_ for t in words],
                sent_starts=[bool(t.is_sent_start) for t in words],
            )
        )  # fmt: skip
    settings = {
        "training.steps": 60,
        "training.warmup": 5,
        "training.batch_words": 400,
        "components.tok2vec.model.depth": 1,
        "components.tok2vec.model.width": 48,
    }
    config = train.load_config(train.HERE / "config.cfg", overrides=settings, interpolate=True)
    nlp = train.build(config, docs)
    train.train(nlp, train.gold_tasks(nlp, docs, upper=0.2), config["training"], docs[:2], every=60)
    path = tmp_path_factory.mktemp("second") / "en_second"
    train.save(nlp, config, path)
    return path, docs


def test_a_second_pipeline_of_the_recipe_takes_the_place_of_the_own(own, second):
    path, docs = second
    nlp = load_english(path)
    doc = nlp(LETTER)
    assert [s.text.strip() for s in doc.sents] == [s.text.strip() for s in own(LETTER).sents]
    right = total = 0
    for gold in docs:
        mine = nlp(Doc(nlp.vocab, [t.text for t in gold], [bool(t.whitespace_) for t in gold]))
        right, total = right + sum(a.tag_ == b.tag_ for a, b in zip(mine, gold, strict=True)), total + len(gold)
    assert right / total > 0.7
    assert load_english(spacy.load(path))(LETTER).to_json() == doc.to_json()


def test_the_second_pipeline_can_teach_a_third(second):
    train = recipe()
    path, docs = second
    teacher = spacy.load(path)
    tasks = [*train.gold_tasks(teacher, docs[:2]), train.Task(teacher.make_doc(LETTER), {})]
    labelled, _, letter = train.taught(tasks, [teacher, teacher], 0.25)
    for name in train.HEADS:
        truth, mixed = tasks[0].targets[name], labelled.targets[name]
        known = truth >= 0
        assert mixed[known].argmax(axis=1).tolist() == truth[known].tolist()
        assert mixed[known].sum(axis=1) == pytest.approx(1, abs=0.01)
        assert not mixed[~known].any()
        assert letter.targets[name].sum(axis=1) == pytest.approx(1, abs=0.01)


def test_a_pipeline_without_layout_gets_it(second):
    nlp = spacy.load(second[0])
    nlp.remove_pipe("lorscore_layout")
    nlp.meta["name"] = "foreign"
    doc = load_english(nlp)(LETTER)
    assert nlp.pipe_names[0] == "lorscore_layout"
    assert [s.text.strip() for s in doc.sents][-1] == "Ana Silva, M.D."


@pytest.mark.parametrize(
    ("remove", "named"),
    [
        ("tagger", "fine-grained tags"),
        ("morphologizer", "parts of speech"),
        ("lemmatizer", "lemmas"),
        ("senter", "sentence boundaries"),
    ],
)
def test_what_is_missing_is_named(second, remove, named):
    nlp = spacy.load(second[0])
    for name in {remove, "lorscore_layout"}:
        nlp.remove_pipe(name)
    with pytest.raises(PipelineError, match=named) as error:
        load_english(nlp)
    assert remove in str(error.value)


def test_a_blank_pipeline_lacks_everything():
    with pytest.raises(
        PipelineError, match=r"sentence boundaries .* tags .* parts of speech .* lemmas .* no components"
    ):
        load_english(spacy.blank("en"))


def test_another_language_is_refused():
    with pytest.raises(PipelineError, match=r"language 'de'"):
        load_english(spacy.blank("de"))


@pytest.mark.parametrize("source", ["en_no_such_package", "no/such/folder", "."])
def test_a_source_that_cannot_be_loaded(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PipelineError, match="spaCy cannot load this pipeline"):
        load_english(source)


def test_a_damaged_folder(tmp_path):
    (tmp_path / "config.cfg").write_text("[nlp]\nlang = 7", "utf-8")
    (tmp_path / "meta.json").write_text("{}", "utf-8")
    with pytest.raises(PipelineError, match=str(tmp_path)):
        load_english(tmp_path)


def test_a_component_that_fails_is_told_in_a_sentence(second):
    nlp = spacy.load(second[0])

    @spacy.Language.component("test_base_broken")
    def broken(doc):
        raise RuntimeError("no licence")

    nlp.add_pipe("test_base_broken")
    with pytest.raises(PipelineError, match="fails on a plain sentence: no licence"):
        load_english(nlp)
