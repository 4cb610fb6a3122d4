"""The work of an analysis grows with the letter: Python calls are counted, which no busy machine changes."""

from __future__ import annotations

import sys
from collections import Counter
from types import FrameType

import lorscore

SENTENCE = (
    "She found the deletion that two laboratories had missed, and told the family what it meant. ",
    "He is a hard-working and excellent resident. ",
    "However, his notes were at times late. ",
    "She is among the best three residents I have taught in ten years. ",
)
SMALL, LARGE = 20, 160
ALLOWED = 1.3
"""Eight times the letter may take 8 * 1.3 times the calls; calls that grow with the square take 64 times as many."""
FEW = 2_000
"""Calls of one function that say nothing."""


def _calls(analyzer: lorscore.Analyzer, repeats: int) -> Counter[tuple[str, int, str]]:
    """Count the calls of each function of lorscore, and each step of its generators."""
    text = "Dear Colleagues,\n\n" + "".join(SENTENCE) * repeats
    analyzer.analyze(text)  # warm: what is remembered of a word is remembered
    found: Counter[tuple[str, int, str]] = Counter()

    def see(frame: FrameType, event: str, _what: object) -> None:
        code = frame.f_code
        if event == "call" and "lorscore" in code.co_filename:
            found[code.co_filename.split("lorscore/")[-1], code.co_firstlineno, code.co_qualname] += 1

    sys.setprofile(see)
    try:
        analyzer.analyze(text)
    finally:
        sys.setprofile(None)
    return found


def test_no_function_is_called_more_often_than_the_letter_grows() -> None:
    analyzer = lorscore.load()
    small, large = _calls(analyzer, SMALL), _calls(analyzer, LARGE)
    worse = [
        f"{where}: {small[where]:,} calls, {count:,} in a letter {LARGE // SMALL} times as long"
        for where, count in large.items()
        if count > FEW and count > ALLOWED * LARGE / SMALL * max(small[where], FEW // 20)
    ]
    assert len(large) > 100
    assert not worse, "\n".join(worse)
