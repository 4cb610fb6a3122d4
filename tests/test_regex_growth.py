"""No pattern takes more than linear time where it is used: hostile letters grow, and the growth is looked at.

Some patterns are quadratic on a text of any length and are only ever given slices or places of one, so the whole
analysis is what is measured. Known gap: spaCy's tokenizer takes quadratic time on one run of thousands of quotation
marks
or brackets without a space, so the runs here are of 60 signs.
"""

from __future__ import annotations

import time

import pytest

import lorscore
from lorscore.errors import RuleError
from lorscore.guide.rules import parse

SMALL, LARGE = 2_400, 9_600
LINEAR = 10.0
"""Four times the text may take four times as long; sixteen times as long is quadratic."""
RUN = 60
NOISE = 0.1
"""Below so many seconds of processor time a ratio of two times says nothing."""

SEEDS = (
    "a", "A", "1", " ", "\n", ".", "-", "_", "'", '"', "(", "[", "{", "<", "@", "/", "a ", "A ", "a.", "A. ", "a-",
    "1 ", "1/", "a\n", "\n\n", " \n", "a.b@", "www.", "Dr. ", "May 1, ", "the ", "[a", "<a", "{{", "a'", "Ab ", "Ab, ",
    "+1 ", "\u00a0", "a \u00a0", ", is ", "A\u00ad",
)  # fmt: skip


@pytest.fixture(scope="module")
def analyzer() -> lorscore.Analyzer:
    return lorscore.load()


def _cost(analyzer: lorscore.Analyzer, seed: str, size: int) -> float:
    start = time.process_time()
    run = (seed * RUN)[:RUN]
    analyzer.analyze("Dear Colleagues,\n\nShe " + f"{run} " * (size // RUN) + "\x00")
    return time.process_time() - start


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS, ids=repr)
def test_a_letter_of_one_sign_costs_no_more_than_its_length(analyzer, seed):
    for _ in range(3):
        large = _cost(analyzer, seed, LARGE)
        if large < NOISE or large < LINEAR * _cost(analyzer, seed, SMALL):
            return
    pytest.fail(f"four times {seed!r} takes {large / _cost(analyzer, seed, SMALL):.0f} times as long")


RULE = """
[[rule]]
id = "mine.x"
kind = "custom"
explain = "Says x."
source = "own"
{what}
hits = ["She is [second to none]."]
misses = ["None."]
"""


@pytest.mark.parametrize(
    "what",
    [
        'phrases = ["second to none"]\npython = "import os"',
        'pattern = [{LOWER = {REGEX = "(a+)+$"}}]',
        'patterns = [[{LOWER = {REGEX = "(a+)+$"}}]]',
        "patterns = [[{_ = {run = true}}]]",
        'phrases = ["second to none"]\non_match = "os.system"',
    ],
)
def test_rule_files_run_no_code_and_hold_no_regular_expressions(what):
    with pytest.raises(RuleError):
        parse(RULE.replace("{what}", what), "mine.toml")
