"""The tagger of spans: its arithmetic against brute force, what it learns, what it refuses."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest

import lorscore
from lorscore.errors import ModelError
from lorscore.extract.base import load_english
from lorscore.extract.span_features import TokenFeatures, expand
from lorscore.extract.span_tagger import NEVER, SpanTagger, spans_of
from lorscore.extract.view import sentences
from lorscore.research.tagging import _Problem, fit, tags_of

CLASSES = ("trait_adjective", "praise_head")
TRAIN = Path(__file__).resolve().parents[2] / "data" / "letters" / "train"


def legal(tags):
    return tags[0] != 2 and all(not (a == 0 and b == 2) for a, b in itertools.pairwise(tags))


def total(model, scores, tags):
    value = model.start[tags[0]]
    for t, pair in zip(tags, scores, strict=True):
        value += (0.0, *pair)[t]
    return value + sum(model.transitions[a][b] for a, b in itertools.pairwise(tags))


@pytest.mark.parametrize("seed", range(8))
def test_decoding_and_margin_against_all_sequences(seed):
    rng = np.random.default_rng(seed)
    transitions = rng.normal(size=(3, 3))
    transitions[0, 2] = NEVER
    model = SpanTagger(CLASSES, {}, transitions.tolist(), [*rng.normal(size=2).tolist(), NEVER])
    scores = [tuple(p) for p in rng.normal(size=(int(rng.integers(1, 6)), 2)).tolist()]
    every = [list(t) for t in itertools.product(range(3), repeat=len(scores)) if legal(t)]
    best = max(every, key=lambda t: total(model, scores, t))
    assert model.decode(scores) == best
    with_span = max(total(model, scores, t) for t in every if 1 in t)
    assert model.margin(scores) == pytest.approx(with_span - total(model, scores, [0] * len(scores)))


def test_gradient_is_that_of_the_likelihood():
    rows = [[["c"]], [["b"], ["b"]], [["a"], ["b"], ["a", "c"]]]  # in order of length, as `fit` puts them
    problem = _Problem.of(rows, [[0], [0, 1], [1, 2, 0]], {"a": 0, "b": 1, "c": 2}, 0.7)
    p = np.random.default_rng(0).normal(size=3 * 3 + 12)
    _, gradient = problem(p)
    free = [i for i in range(len(p)) if i not in (9 + 2, 9 + 9 + 2)]  # two transitions are fixed
    for i in free:
        step = np.zeros_like(p)
        step[i] = 1e-5
        slope = (problem(p + step)[0] - problem(p - step)[0]) / 2e-5
        assert gradient[i] == pytest.approx(slope, abs=1e-4), i


def test_learns_what_it_is_shown(tmp_path):
    nlp = load_english()
    texts = ["She is kind.", "He is honest.", "They are calm.", "She is here.", "He is tall.", "They are residents."]
    found = [sentences(nlp(t))[0] for t in texts]
    tokens = TokenFeatures(CLASSES)
    spans = [[(t.rindex(" ") + 1, len(t) - 1)] if i < 3 else [] for i, t in enumerate(texts)]
    model = fit(
        [tokens.features(s) for s in found],
        [tags_of(s, g) for s, g in zip(found, spans, strict=True)],
        CLASSES,
        penalty=0.1,
        min_count=1,
    )
    path = tmp_path / "tagger.json"
    path.write_text(json.dumps(model.to_dict()))
    again = SpanTagger.load(path)
    unseen = sentences(nlp("She is gentle. He is there."))
    assert again.spans(unseen) == model.spans(unseen) == [[(2, 2)], []]


def test_weights_that_do_not_fit_are_refused_in_words():
    model = SpanTagger(CLASSES, {"0w=kind": (1.0, 0.5)}, [[0.0] * 3] * 3, [0.0] * 3)
    assert SpanTagger.from_dict(model.to_dict()).weights == model.weights
    with pytest.raises(ModelError, match="do not fit"):
        SpanTagger.from_dict(model.to_dict() | {"features": []})


ODD = (
    "Kind.",
    "Her very kind and patient manner, he said, was a real asset.",
    "Dr. Lee's kind, honest and (mostly) calm residents never asked, or so I am told, about 22q11.2 or its carriers.",
    'Not, and, or; but: "and", kind , and and , calm but not |odd| or a|b words.',
    "The kind young medical genetics residency applicant committee chair mother saw two kind calm patients' mothers.",
)


def test_quick_scores_are_the_sums_of_the_named_features():
    texts = [*ODD, *(p.read_text(encoding="utf-8") for p in sorted(TRAIN.glob("*.txt"))[::50])]
    found = [s for doc in lorscore.pipeline().pipe(texts) for s in sentences(doc)]
    tokens = TokenFeatures(CLASSES)
    rows = [tokens.features(s) for s in found]
    names = sorted({n for row in rows for names in row for n in names})
    weights = {n: (math.sin(i), math.cos(i)) for i, n in enumerate(names) if i % 7}  # some are not known
    model = SpanTagger(CLASSES, weights, [[0.0] * 3] * 3, [0.0] * 3)
    assert len({len(s) <= 6 for s in found}) == 2
    for row, scores, s in zip(rows, model.scores(found), found, strict=True):
        assert len(scores) == len(s)
        for known, pair in zip(row, scores, strict=True):
            expected = [sum(weights[n][k] for n in known if n in weights) for k in (0, 1)]
            assert pair == pytest.approx(expected), (s.orth, known)
        assert model.scores([s])[0] == scores  # a sentence scores the same in whatever company


def test_names_of_people_are_no_features():
    s = sentences(load_english()("Priya Okonkwo-Larsson is kind."))[0]
    names = {n for row in TokenFeatures(CLASSES).features(s) for n in row}
    assert not any("priya" in n.lower() or "okonkwo" in n.lower() for n in names)


def test_tags_without_a_beginning_are_no_span():
    assert spans_of([0, 0]) == []


def test_a_damaged_model_is_refused(tmp_path):
    path = tmp_path / "tagger.json"
    with pytest.raises(ModelError, match="missing"):
        SpanTagger.load(path)
    path.write_text("{")
    with pytest.raises(ModelError, match="damaged"):
        SpanTagger.load(path)
    path.write_text("{}")
    with pytest.raises(ModelError, match="no span tagger"):
        SpanTagger.load(path)


def test_a_piece_of_context_without_a_verb_or_head_names_less():
    full = ("clause", "applicant", "after", "JJ", "be", "past", "not")
    bare = ("clause", "applicant", "none", "JJ", "", "none", "")
    assert len(expand(full)) == 5
    assert len(expand(bare)) == 2
