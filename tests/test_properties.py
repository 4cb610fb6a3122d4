"""Whatever the text: offsets match, JSON comes back, the answer stays the same, and only our errors are raised."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lorscore
from lorscore.errors import LorscoreError
from lorscore.report import Report

TRAIN = Path(__file__).resolve().parents[1] / "data" / "letters" / "train"
LETTERS = [p.read_text(encoding="utf-8") for p in sorted(TRAIN.glob("*.txt"))[:20]]
SENTENCES = [line.strip() for text in LETTERS for line in text.splitlines() if line.strip()]
ODD = [
    "\n\n",
    "\r\n",
    "\t",
    "\u200b",
    "\u202e",
    "\u00a0",
    "\ufeff",
    "\ud83d",
    "•",
    "“",
    "’",
    "—",
    "...",
    "[NAME]",
    "\x00",
    "𝔸",
    "é",
]
FEW = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

letters = st.lists(st.sampled_from(SENTENCES) | st.sampled_from(ODD) | st.text(max_size=20), max_size=12).map(
    lambda pieces: " ".join(pieces)
)
anything = st.text(st.characters(codec=None), max_size=300) | letters


@pytest.fixture(scope="module")
def analyzer() -> lorscore.Analyzer:
    return lorscore.load()


@FEW
@given(text=anything)
def test_any_text_gives_a_report_or_our_error(analyzer, text):
    try:
        report = analyzer.analyze(text)
    except LorscoreError:
        return
    assert len(report.text) == len(text)
    for e in report.evidence:
        assert report.text[e.start : e.end] == e.text
    for found in (*report.entities, *(s for s in report.suggestions if s.start is not None)):
        assert 0 <= found.start < found.end <= len(text)
    for part in report.parts:
        assert 0 <= part["start"] <= part["end"] <= len(text)
    again = Report.from_json(report.to_json())
    assert again == report
    assert json.loads(again.to_json()) == json.loads(report.to_json())


@FEW
@given(text=letters)
def test_the_same_text_gives_the_same_report(analyzer, text):
    assert analyzer.analyze(text) == analyzer.analyze(text)


@pytest.mark.parametrize("size", [1, 3])
def test_neither_order_nor_batches_change_a_report(analyzer, size):
    texts = LETTERS[:7]
    alone = [analyzer.analyze(text) for text in texts]
    assert list(analyzer.pipe(texts, batch_size=size)) == alone
    assert list(analyzer.pipe(texts[::-1], batch_size=size))[::-1] == alone


@FEW
@given(value=st.none() | st.integers() | st.binary(max_size=5) | st.lists(st.text(max_size=3), max_size=2))
def test_what_is_no_text_is_our_error(analyzer, value):
    with pytest.raises(LorscoreError):
        analyzer.analyze(value)


@FEW
@given(text=st.text(max_size=200))
def test_any_json_is_a_report_or_our_error(text):
    with pytest.raises(LorscoreError):
        Report.from_json(text)
