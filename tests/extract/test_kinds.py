"""Numbers of distinct tokens: the same token the same number, in bounded memory, from several threads."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from lorscore.extract import kinds
from lorscore.extract.base import load_english
from lorscore.extract.view import Sentence, sentences


def tokens_of(s: Sentence) -> list[kinds.Token]:
    table, numbers = kinds.kinds_of(s)
    return [table.tokens[k] for k in numbers]


def test_a_token_is_what_its_number_says():
    for s in sentences(load_english()("She ran. He ran on and ran to the ran.")):
        assert [(t.orth, t.lemma, t.tag) for t in tokens_of(s)] == list(zip(s.orth, s.lemma, s.tag, strict=True))


def test_a_full_table_is_begun_anew_and_what_was_numbered_stays_right(monkeypatch: pytest.MonkeyPatch):
    made = kinds.Column(lambda token: token.lower)
    before, after = sentences(load_english()("One runs. Two run."))
    table, numbers = kinds.kinds_of(before)
    monkeypatch.setattr(kinds, "REMEMBERED", -1)
    fresh, _ = kinds.kinds_of(after)
    assert fresh is not table
    assert kinds.kinds_of(before) == (table, numbers)
    for s in (before, after, before):
        kind, numbers = kinds.kinds_of(s)
        assert [made.of(kind)[k] for k in numbers] == s.lower


def test_threads_agree_on_numbers():
    doc = load_english()(" ".join(f"word{k} is number {k}." for k in range(300)))
    found = sentences(doc)
    for s in found:
        s.memo.clear()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(kinds.kinds_of, found * 3))
    assert all([t.orth for t in tokens_of(s)] == s.orth for s in found)
