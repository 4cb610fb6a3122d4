"""A guard on speed that counts work, not seconds: Python calls of a warm analysis, which no busy machine changes."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import lorscore

TRAIN = Path(__file__).resolve().parents[1] / "data" / "letters" / "train"
CALLS_A_WORD = 190
"""Python and C calls a word, a quarter above what was counted when this was written; lower it when work is saved."""


def _calls(analyzer: lorscore.Analyzer, texts: list[str]) -> int:
    count = 0

    def see(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        for text in texts:
            analyzer.analyze(text)
    finally:
        sys.setprofile(None)
    return count


def test_a_letter_takes_no_more_calls_than_it_did():
    texts = [p.read_text(encoding="utf-8") for p in sorted(TRAIN.glob("*.txt"))[:5]]
    analyzer = lorscore.load()
    for text in texts:
        analyzer.analyze(text)  # warm: what is remembered of a word is remembered
    words = sum(len(t.split()) for t in texts)
    calls = _calls(analyzer, texts) / words
    assert 10 < calls < CALLS_A_WORD, f"{calls:.0f} calls a word"
