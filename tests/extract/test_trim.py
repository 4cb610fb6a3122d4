"""Spans are whole phrases."""

from __future__ import annotations

import pytest
from spacy.language import Language

from lorscore.extract.base import load_english
from lorscore.extract.trim import trimmed
from lorscore.extract.view import sentences


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_english()


ROWS = [
    (
        "She took the history from the grandmother, who was at home.",
        "She",
        "the",
        "She took the history from the grandmother",
    ),
    (
        "They told the intern that the baby looked tired.",
        "They",
        "the",
        "They told the intern that the baby looked tired",
    ),
    (", and she called the laboratory, and", ",", "and", "she called the laboratory"),
    ("She looked up questions on rounds.", "She", "up", "She looked up questions"),
]


@pytest.mark.parametrize(("text", "first", "last", "begins"), ROWS, ids=[r[3] for r in ROWS])
def test_trimmed(nlp: Language, text: str, first: str, last: str, begins: str) -> None:
    s = sentences(nlp(text))[0]
    end = max(k for k, w in enumerate(s.orth) if w == last)
    a, b = trimmed(s, s.orth.index(first), end)
    span = text[s.start[a] : s.end[b]]
    assert span.startswith(begins)
    assert span[-1] not in ",."
