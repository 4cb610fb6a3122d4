"""Findings that a writer switched off."""

from __future__ import annotations

import sys
from pathlib import Path

import docx
import pytest

from lorscore import readers
from lorscore.letter import Letter
from lorscore.suppress import Ignore, hide, in_word, take

sys.path.insert(0, str(Path(__file__).parent / "render"))
from full_report import LETTER, build


def test_a_mark_becomes_blanks_and_holds_for_its_paragraph() -> None:
    text = "Dear Colleagues,\n\nHe is nice. <!-- lorscore: ignore a.b, c.* -->\n\nHe is kind.\n"
    letter, [ignore] = take(Letter.from_text(text))
    assert len(letter.text) == len(text)
    assert "lorscore" not in letter.text
    assert ignore.rules == ("a.b", "c.*")
    assert "nice" in text[ignore.start : ignore.end]
    assert "kind" not in text[ignore.start : ignore.end]


def test_a_mark_alone_holds_for_the_next_paragraph() -> None:
    text = "Dear Colleagues,\n\nHe is nice.\n\n<!-- lorscore: ignore a.b -->\n\nHe is kind.\n\nHe is good.\n"
    letter, [ignore] = take(Letter.from_text(text))
    assert text[ignore.start : ignore.end].strip() == "He is kind."
    assert all(letter.text[p.start : p.end].strip() for p in letter.parts)


def test_a_mark_after_the_last_paragraph_holds_for_nothing() -> None:
    _, ignores = take(Letter.from_text("He is nice and kind.\n\n<!-- lorscore: ignore a.b -->\n"))
    assert ignores == []


@pytest.mark.parametrize("text", ["He is <!-- nice -->.", "lorscore: ignore a.b", "<!-- lorscore: ignore -->"])
def test_what_is_no_mark_stays(text: str) -> None:
    letter = Letter.from_text(text)
    assert take(letter) == (letter, [])


def test_hiding_changes_what_is_shown_and_never_the_score() -> None:
    report = build()
    shown = hide(report, ["generic_adjective.*", "doubt.*"])
    assert not shown.evidence_of("generic_adjective", "doubt")
    assert "doubt.hedge" not in {s.id for s in shown.suggestions}
    assert len(shown.evidence) == len(report.evidence) - 3
    kept = {e.id for e in shown.evidence}
    assert all(set(level.why) <= kept for level in shown.criteria.values())
    assert (shown.score, shown.overall, shown.flags, shown.qualities) == (
        report.score, report.overall, report.flags, report.qualities,
    )  # fmt: skip
    assert "4 findings and suggestions were switched off and are not shown; the score still counts them." in shown.notes


def test_hiding_at_a_place_leaves_other_places() -> None:
    report = build()
    first, second = report.evidence_of("generic_adjective")
    shown = hide(report, [], [Ignore((first.rule,), first.start, first.end)])
    assert shown.evidence_of("generic_adjective") == [second]
    assert shown.notes[-1].startswith("One finding or suggestion was switched off")
    # a suggestion without a place belongs to no paragraph
    assert "checklist.variant" in {s.id for s in hide(report, [], [Ignore(("*",), 0, 50)]).suggestions}


def test_numbered_advice_has_one_id() -> None:
    assert "specific.backing.1" not in {s.id for s in hide(build(), ["specific.backing"]).suggestions}


def test_advice_goes_with_the_only_finding_on_its_words() -> None:
    report = build()
    shown = hide(report, ["competency.test"])
    assert "specific.backing.1" not in {s.id for s in shown.suggestions}, "it was about a competency"
    assert "doubt.hedge" in {s.id for s in shown.suggestions}


def test_what_was_switched_off_in_vain_is_said() -> None:
    assert hide(build(), ["no.such"]).notes[-1] == "Switched off, but found nowhere: no.such."


def test_nothing_switched_off_changes_nothing() -> None:
    report = build()
    assert hide(report, []) is report


def test_a_word_comment_is_a_mark_on_its_words(tmp_path: Path) -> None:
    document = docx.Document()
    for line in LETTER.read_text(encoding="utf-8").splitlines():
        paragraph = document.add_paragraph()
        for word in line.split(" "):
            paragraph.add_run(word)
            paragraph.add_run(" ")
        if "hard-working" in line:
            run = next(r for r in paragraph.runs if r.text == "hard-working")
            document.add_comment(run, "lorscore: ignore generic_adjective.*", author="Me")
            document.add_comment(run, "Is this true?", author="Me")
    path = tmp_path / "draft.docx"
    document.save(str(path))
    letter = readers.read(path)
    [ignore] = in_word(path, letter)
    assert letter.text[ignore.start : ignore.end] == "hard-working"
    report = build(letter.text)
    assert [e.text for e in hide(report, [], [ignore]).evidence_of("generic_adjective")] == ["a pleasure to work with"]
