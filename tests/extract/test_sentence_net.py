"""The network for sentences: its arithmetic beside a plain reading of it, its file, what it may not know."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from lorscore.errors import ModelError
from lorscore.extract.base import load_english
from lorscore.extract.classify import sentence_model
from lorscore.extract.kinds import kinds_of
from lorscore.extract.sentence_net import (
    FLAGS,
    LAYERS,
    LONGEST,
    NOTHING,
    ROLES,
    TENSES,
    WHO,
    Array,
    SentenceNet,
    described,
    places,
    sentence_net,
    setting,
)  # fmt: skip
from lorscore.extract.view import Sentence, sentences
from lorscore.extract.word_vectors import word_vectors

WIDTH, LABELS = 6, ("example", "doubt")
NAMES = {"labels": LABELS, "words": ["call", "family"], "tags": ["VBD", "NN"], "classes": ["first_person", "trainee"]}
TEXT = "She called the family twice. I have seen no resident who would not have waited, and she did not. Kind."


def arrays(seed: int = 0) -> dict[str, Array]:
    """Weights at random, of the shapes that a network has."""
    random = np.random.RandomState(seed)

    def some(*shape: int) -> Array:
        return random.normal(0, 0.5, shape).astype(np.float32)

    out = {
        "words": some(3, WIDTH), "vectors": some(word_vectors().table.shape[1], WIDTH), "tags": some(2, WIDTH),
        "classes": some(2, WIDTH), "clauses": some(len(WHO) * len(TENSES) + 1, WIDTH), "flags": some(len(FLAGS), WIDTH),
        "roles": some(len(ROLES), WIDTH), "bias": some(WIDTH), "intercepts": some(len(LABELS)),
    }  # fmt: skip
    out |= {f"norm{k}": 1 + some(2, WIDTH) for k in range(LAYERS + 1)}
    for k in range(LAYERS):
        out |= {f"kernel{k}": some(3, WIDTH, 2 * WIDTH), f"kernel_bias{k}": some(2 * WIDTH)}
    return out | {name: some(WIDTH, len(LABELS)) for name in ("attention", "value", "strongest")}


def found(text: str = TEXT) -> list[Sentence]:
    """The sentences of a text."""
    return sentences(load_english()(text))


def plainly(a: Mapping[str, Array], s: Sentence) -> Array:
    """The same network, one token and one step at a time."""
    kinds, numbers = kinds_of(s)
    clause, role = places(s)
    rows = []
    for k, c, r in zip(numbers, clause, role, strict=True):
        told = described(kinds.tokens[k])
        x = a["bias"] + a["words"][NAMES["words"].index(told.word) + 1 if told.word in NAMES["words"] else 0]
        if told.vector is not None:
            x = x + word_vectors().table[told.vector] / 127.0 @ a["vectors"]
        if told.tag in NAMES["tags"]:
            x = x + a["tags"][NAMES["tags"].index(told.tag)]
        for name in told.classes:
            if name in NAMES["classes"]:
                x = x + a["classes"][NAMES["classes"].index(name)]
        if c < 0:
            x = x + a["clauses"][0]
        else:
            who, tense, flags = setting(s.clauses[c])
            x = x + a["clauses"][1 + WHO.index(who) * len(TENSES) + TENSES.index(tense)]
            x = x + sum((a["flags"][i] for i, on in enumerate(flags) if on), np.zeros(WIDTH))
        rows.append(x + (a["roles"][r] if r else 0))
    x = np.maximum(normal(np.asarray(rows), a["norm0"]), 0)
    for k in range(LAYERS):
        padded = np.vstack([np.zeros(WIDTH), x, np.zeros(WIDTH)])
        seen = a[f"kernel_bias{k}"] + sum(padded[j : j + len(x)] @ a[f"kernel{k}"][j] for j in range(3))
        x = normal(x + seen[:, :WIDTH] / (1 + np.exp(-seen[:, WIDTH:])), a[f"norm{k + 1}"])
    weights = np.exp(x @ a["attention"])
    weights /= weights.sum(axis=0)
    return (weights * (x @ a["value"])).sum(axis=0) + x.max(axis=0) @ a["strongest"] + a["intercepts"]


def normal(x: Array, scale_and_shift: Array) -> Array:
    """Each row with mean 0 and variance 1, then scaled and shifted."""
    centred = x - x.mean(axis=1, keepdims=True)
    return centred / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5) * scale_and_shift[0] + scale_and_shift[1]


def test_it_computes_what_it_says() -> None:
    a, listed = arrays(), found()
    got = SentenceNet(a, NAMES).logits(listed)
    assert got.shape == (3, 2)
    assert np.allclose(got, [plainly(a, s) for s in listed], atol=1e-3)


def test_a_sentence_is_judged_by_itself() -> None:
    net, listed = sentence_net(), found()
    together = net.logits(listed)
    assert np.allclose(together, np.vstack([net.logits([s]) for s in listed]), atol=1e-4)
    assert np.allclose(together[::-1], net.logits(listed[::-1]), atol=1e-4)


def test_of_a_long_sentence_the_beginning_is_read() -> None:
    many = found("She " + "called the family and " * 60 + "left.")
    cut = found("She " + "called the family and " * 90 + "left.")
    assert len(many) == len(cut) == 1
    assert len(many[0]) > LONGEST
    assert np.allclose(sentence_net().logits(many), sentence_net().logits(cut), atol=1e-4)


def test_many_sentences_are_judged_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    together = sentence_net().logits(found())
    monkeypatch.setattr("lorscore.extract.sentence_net.AT_ONCE", 5)
    assert np.allclose(sentence_net().logits(found()), together, atol=1e-4)


def test_no_tokens_and_no_letterhead_hold_anything() -> None:
    empty = Sentence(0, "paragraph", 0, [], [], [], [], [], [], [], [], [], [])
    assert (sentence_net().logits([empty]) == NOTHING).all()
    assert sentence_net().logits([]).shape == (0, len(sentence_net().labels))
    address = dataclasses.replace(found()[0], part="letterhead")
    assert (sentence_net().logits([address]) == NOTHING).all()


def test_the_file_holds_the_network(tmp_path: Path) -> None:
    net = SentenceNet(arrays(), NAMES)
    np.savez(tmp_path / "net.npz", **net.to_arrays())
    again = SentenceNet.load(tmp_path / "net.npz")
    assert again.labels == LABELS
    assert np.allclose(again.logits(found()), net.logits(found()), atol=0.05), "half precision"


def test_a_file_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        SentenceNet.load(tmp_path / "net.npz")
    np.savez(tmp_path / "net.npz", **SentenceNet(arrays(), NAMES).to_arrays())
    whole = (tmp_path / "net.npz").read_bytes()
    for broken in (b"", b"PK\x03\x04", whole[: len(whole) // 2], b"\x93NUMPY"):
        (tmp_path / "net.npz").write_bytes(broken)
        with pytest.raises(ModelError, match="damaged"):
            SentenceNet.load(tmp_path / "net.npz")


def test_arrays_that_do_not_fit_are_refused() -> None:
    a = arrays()
    with pytest.raises(ModelError, match="kernel1"):
        SentenceNet({**a, "kernel1": a["kernel1"][:2]}, NAMES)
    with pytest.raises(ModelError, match="lacks 'flags'"):
        SentenceNet({k: v for k, v in a.items() if k != "flags"}, NAMES)


def test_the_shipped_network_is_for_the_shipped_labels() -> None:
    assert sentence_net().labels == sentence_model().labels


def test_it_knows_nobody_by_name_and_no_gender() -> None:
    words = set(sentence_net()._names["words"])
    assert {"she", "family", "<name>", "<applicant>", "<number>"} <= words
    assert not words & {"maria", "ahmed", "patel", "silva", "nguyen", "kim", "okafor", "smith", "chen", "singh"}
    assert not words & {"he", "him", "his", "himself", "man"}
