"""What renderers ask of a report."""

from __future__ import annotations

import dataclasses

import pytest
from full_report import build
from hypothesis import given
from hypothesis import strategies as st

from lorscore.render import view
from lorscore.render.words import kinds, overall_name, word
from lorscore.report import Applicant, CriterionLevel, Evidence, Suggestion


def span(id: str, start: int, end: int, text: str) -> Evidence:
    return Evidence(id, "example", "", None, None, start, end, text[start:end], "r", None, "Why.")


@given(st.lists(st.tuples(st.integers(0, 29), st.integers(1, 12)), max_size=8))
def test_segments_tile_the_range_and_close_every_span_once(pairs: list[tuple[int, int]]) -> None:
    text = "abcdefghijklmnopqrstuvwxyzabcd"
    spans = sorted({(a, min(30, a + n)) for a, n in pairs})
    report = build(text, evidence=[span(f"e{i}", a, b, text) for i, (a, b) in enumerate(spans)])
    found = [s for _, line in view.marked_lines(report) for s in line]
    assert "".join(text[s.start : s.end] for s in found) == text
    for evidence in report.evidence:
        covered = [s for s in found if evidence in s.covering]
        assert "".join(text[s.start : s.end] for s in covered) == evidence.text
        assert [s.end for s in found if evidence in s.closing] == [evidence.end]


def test_every_kind_has_a_look_of_its_own() -> None:
    report = build()
    assert {e.kind for e in report.evidence} == set(kinds()), "the fixture holds every kind"
    for field in ("code", "line", "light", "dark"):
        values = [getattr(entry, field) for entry in kinds().values()]
        assert len(set(values)) == len(values), field


def test_codes_are_unique_and_count_by_kind() -> None:
    names = view.codes(build())
    assert len(set(names.values())) == len(names)
    assert {"E1", "E2", "C1"} <= set(names.values())


def test_next_steps_put_faults_first_then_points() -> None:
    assert [s.id for s in view.next_steps(build())] == [
        "template.placeholder", "doubt.hedge", "specific.backing.1", "checklist.variant",
    ]  # fmt: skip


def test_gain_in_words() -> None:
    base = Suggestion("s", None, "low", "m", "p", None, None, None)
    said = [view.gain(dataclasses.replace(base, gain=g)) for g in (None, 0.2, 1.0, 4.4)]
    assert said == ["if you can", "if you can", "up to +1 point", "up to +4 points"]


def test_next_steps_of_the_same_shown_points_go_by_importance() -> None:
    steps = [
        Suggestion(severity, None, severity, "m", "p", None, None, gain)  # type: ignore[arg-type]
        for severity, gain in (("low", 0.4), ("medium", None), ("high", 0.1))
    ]
    assert [s.id for s in view.next_steps(build(suggestions=steps))] == ["high", "medium", "low"]


def test_the_clearest_is_named_where_there_is_one() -> None:
    text = "She drew a pedigree. She called the laboratory."
    vague, sure = span("e1", 0, 20, text), span("e2", 21, 47, text)
    why = {"specific": CriterionLevel(3.5, True, ["e1", "e2"])}
    said = view.why(build(text, evidence=[vague, sure], criteria=why), "specific")
    assert said == '2 found, the first is E1, line 1, "She drew a pedigree.".'
    sure = dataclasses.replace(sure, details={"sure": 0.9})
    said = view.why(build(text, evidence=[vague, sure], criteria=why), "specific")
    assert said == '2 found, the clearest is E2, line 1, "She called the laboratory.".'


@pytest.mark.parametrize(("probability", "said"), [(0.004, "under 1%"), (0.19, "19%"), (0.996, "over 99%")])
def test_no_chance_is_certain(probability: float, said: str) -> None:
    assert view.headline(build(probability_rated_strong=probability))[-1].endswith(f"4 or more is {said}.")


def test_tables_hold_what_the_letter_speaks_to() -> None:
    tables = {name: rows for name, _, rows in view.tables(build())}
    assert set(tables) == {"qualities", "img", "checklist"}
    assert all(row.value for row in tables["img"])
    assert ("Ethical judgment", "not mentioned", 0) in tables["qualities"]
    assert "img" not in {name for name, _, _ in view.tables(build(img={"img_gap": 0}))}


def test_why_tells_for_from_against_and_what_is_missing() -> None:
    said = view.why(build(), "enthusiasm")
    assert said.startswith("R1, line 22")
    assert "2 against, the first is D1, line 20" in said
    assert said.endswith(" An unhedged recommendation.")
    bare = build(evidence=[])
    assert view.why(bare, "specific") == "From the letter as a whole."
    assert view.why(build(), "credible") == "The format was not measured."


def test_a_place_is_not_quoted_twice() -> None:
    report = build()
    step = next(s for s in report.suggestions if s.id == "doubt.hedge")
    assert view.suggested_place(report, step) == 'line 20, "With more confidence she will"'
    told = dataclasses.replace(step, message="\u201cWith more confidence she will\u201d reads as a doubt.")
    assert view.suggested_place(report, told) == "line 20"


def test_the_guides_own_titles_name_its_checklists() -> None:
    assert word("checklist", "technical_skill") != "technical skill"
    assert view.heading(build(), "checklist").endswith("clinical letter")


def test_a_quote_keeps_both_ends() -> None:
    text = "alpha beta gamma delta epsilon zeta eta theta iota kappa"
    short = view.quote(text, 0, len(text), 30)
    assert len(short) <= 30
    assert short.startswith("alpha")
    assert short.endswith("kappa")


@pytest.mark.parametrize(
    ("value", "name"),
    [(1, "harmful to the application"), (2.2, "weak or generic"), (2.5, "between weak or generic and adequate"),
     (4.9, "outstanding"), (5.0, "outstanding")],
)  # fmt: skip
def test_overall_name(value: float, name: str) -> None:
    assert overall_name(value) == name


def test_what_is_no_letter_names_nobody_unless_the_user_did() -> None:
    recipe = build(abstained="Too short.", letter_type=None, writer=None)
    assert view.title(recipe) == "Not read as a letter of recommendation"
    assert "Priya" not in view.lead(recipe)
    given = build(abstained="Too short.", letter_type=None, writer=None, applicant=Applicant("Priya Raman", "given"))
    assert view.title(given) == "Letter for Priya Raman"
    assert "Priya Raman" in view.lead(given)
    assert view.title(build()) == "Letter for Priya Raman"
