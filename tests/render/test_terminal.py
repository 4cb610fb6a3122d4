"""The report in a terminal."""

from __future__ import annotations

import re
import timeit
import unicodedata

import pytest
from full_report import abstained, build, hostile

from lorscore.render.terminal import render
from lorscore.render.words import kinds, word
from lorscore.report import CRITERIA, Evidence

ANSI = re.compile(r"\033\[[0-9;]*m")


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("colour", [False, True])
def test_every_line_fits(width: int, colour: bool) -> None:
    page = ANSI.sub("", render(build(), colour=colour, width=width))
    assert max(map(len, page.splitlines())) <= width


def test_plain_output_marks_every_span_in_brackets() -> None:
    page = " ".join(line[4:].strip() for line in render(build()).splitlines())
    for said in (
        "[hard-working]G1", "[she [noticed ptosis and a shield chest]Q1 in a boy sent for short stature, "
        "[proposed Noonan syndrome]E1, and the panel found a PTPN11 variant]Q2",
        "[among the top 5% of the sixty residents I have taught in eleven years]C1", "[[Applicant Name]]T1",
    ):  # fmt: skip
        assert said in page


def test_plain_output_has_no_escape_and_colour_adds_only_escapes_to_the_rest() -> None:
    plain, coloured = render(build(), letter=False), render(build(), letter=False, colour=True)
    assert "\033" not in plain
    assert "\033" in coloured
    assert ANSI.sub("", coloured) == plain


def test_each_kind_is_coloured_as_it_looks() -> None:
    report = build()
    page = render(report, colour=True, width=400)
    for kind, text in (("doubt", "With more confidence she will"), ("comparative", "among the top 5%")):
        assert f"\033[{kinds()[kind].ansi}m{text}" in page


def test_a_span_over_two_lines_is_closed_on_each() -> None:
    text = "She is\nkind."
    span = Evidence("e1", "example", "", None, None, 0, len(text), text, "r", None, "Why.")
    page = render(build(text, evidence=[span]))
    assert "1 [She is]" in page
    assert "2 [kind.]E1" in page


def test_all_that_the_report_says_is_there() -> None:
    report = build()
    page = " ".join(render(report).split())
    for name in CRITERIA:
        assert word("criteria", name) in page
    for suggestion in report.suggestions:
        assert suggestion.message in page
        assert suggestion.prompt in page
    assert 'line 20, "With more confidence she will"' in page
    assert 'line 22, "MRN 4471902"' in page
    assert word("flags", "overstated") in page
    assert "not for screening or ranking" in page
    assert "language models" in page


def test_no_drawing_characters() -> None:
    page = render(build())
    assert not [c for c in page if unicodedata.category(c) == "So" or "BOX" in unicodedata.name(c, "")]


def test_a_text_that_was_not_judged_says_why_and_shows_no_score() -> None:
    page = render(abstained())
    assert "No score: This does not read like a letter." in page
    assert "of 100" not in page


def test_a_hostile_letter_steers_nothing() -> None:
    page = render(hostile())
    assert not [c for c in page if unicodedata.category(c) in ("Cf", "Cc") and c != "\n"]


def test_an_empty_text() -> None:
    assert render(build("", source=None, suggestions=[])).endswith("\n")


def test_a_word_longer_than_a_row_is_broken_and_none_of_it_lost() -> None:
    text = "a" * 500 + " " + "b" * 100
    page = render(build(text, evidence=[], suggestions=[], entities=[]))
    letter = page[page.index("No evidence") :].split("How it reads")[0]
    assert (letter.count("a"), letter.count("b")) == (500 + "No evidence was found in this text.".count("a"), 100)


def test_a_huge_text_takes_time_in_proportion() -> None:
    def seconds(size: int) -> float:
        report = build("word " * size, evidence=[], suggestions=[], entities=[])
        # the fastest of some, without the garbage that other tests left: what else the machine does is not measured
        return min(timeit.repeat(lambda: render(report), number=1, repeat=5))

    seconds(100)
    assert seconds(80_000) < 40 * max(seconds(8_000), 0.001), (
        "ten times the text, far less than a hundred times the time"
    )
