"""What changed between two saves."""

from __future__ import annotations

from dataclasses import replace

from full_report import LETTER, abstained, build

from lorscore.render.changes import changes
from lorscore.report import CriterionLevel

TEXT = LETTER.read_text(encoding="utf-8")


def test_nothing() -> None:
    assert changes(build(), build()) == ["Nothing changed."]


def test_text_moved_down_is_no_change() -> None:
    moved = TEXT.replace("October 3, 2026", "October 3, 2026\n\nBy mail")
    assert changes(build(), build(moved)) == ["Nothing changed."]


def test_each_sort_of_change_is_told() -> None:
    before = build()
    after = build(
        TEXT.replace("With more confidence she will become", "She is"), score=70.0,
        criteria={**before.criteria, "enthusiasm": CriterionLevel(3.0, True)},
        qualities={**before.qualities, "ethics": 2},
        flags={**before.flags, "doubt_raiser": False, "barely_knows": True},
    )  # fmt: skip
    after = replace(after, suggestions=[s for s in after.suggestions if s.id != "doubt.hedge"])
    assert changes(before, after) == [
        "Score 62.5 to 70",
        "Honest enthusiasm: 1.5 to 3 of 4",
        "Ethical judgment: not mentioned, now shown",
        "No longer: Several doubts are left open; they set the tone.",
        "New flag: It reads as if the writer barely knows the applicant.",
        'Gone: doubt, "With more confidence she will"',
        "Settled: This reads as a doubt about her.",
    ]
    back = changes(after, before)
    assert 'New doubt, line 20, "With more confidence she will"' in back
    assert "New suggestion: This reads as a doubt about her." in back


def test_a_second_span_of_the_same_words_counts() -> None:
    twice = build(TEXT)
    extra = replace(twice.evidence_of("generic_adjective")[0], id="e99")
    assert changes(twice, replace(twice, evidence=[*twice.evidence, extra])) == [
        'New stock praise, line 13, "hard-working"'
    ]


def test_a_score_that_goes_away() -> None:
    assert changes(build(), abstained())[0] == "Score 62.5 to no score"
