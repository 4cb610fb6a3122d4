from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lorscore.analysis import Analyzer
from lorscore.web import screen as module
from lorscore.web.screen import in_field, places, screen

STATIC = Path(module.__file__).parent / "static"
TEXT = (
    "Dear Colleagues,\r\n\r\n\U0001f9ec She is the best resident I have taught in ten years.\r\n"
    "She is \U0001d4da hard-working.\rShe noticed ptosis and proposed Noonan syndrome.\n"
)


def units(text: str, start: int, end: int) -> str:
    """Cut a text as JavaScript does."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


@pytest.mark.parametrize("text", ["", "plain", TEXT, "\r\n\r\r\n", "\U0001f9ec\r\n\U0001f9ec"])
def test_places_count_as_a_browser_does(text: str) -> None:
    at = places(text)
    shown = in_field(text)
    for end in range(len(text) + 1):
        if text[end - 1 : end + 1] != "\r\n":  # between the two there is no place in the field
            assert units(shown, 0, at(end)) == in_field(text[:end])


def test_findings_and_marks_are_the_words(analyzer: Analyzer) -> None:
    report = analyzer.analyze(TEXT)
    shown = screen(report)
    assert len(shown["findings"]) == len(report.evidence) > 2
    for finding, evidence in zip(shown["findings"], report.evidence, strict=True):
        assert units(shown["text"], finding["start"], finding["end"]) == in_field(evidence.text)
    ends = 0
    for mark in shown["marks"]:
        assert mark["start"] < mark["end"]
        assert mark["ids"]
        ends = max(ends, mark["start"])
        assert ends == mark["start"]
    assert {i for m in shown["marks"] for i in m["ends"]} == {e.id for e in report.evidence}


def test_it_is_plain_json(analyzer: Analyzer) -> None:
    for text in (TEXT, "Stir."):
        shown = screen(analyzer.analyze(text))
        assert json.loads(json.dumps(shown)) == shown


def test_questions_are_those_on_the_words_or_for_the_criterion(analyzer: Analyzer) -> None:
    report = analyzer.analyze(TEXT)
    steps = module.view.next_steps(report)
    for evidence in report.evidence:
        for i in module.asks(evidence, steps):
            step = steps[i]
            here = step.start is not None and step.start < evidence.end and (step.end or 0) > evidence.start
            assert here or step.criterion == evidence.criterion


def test_the_page_makes_no_markup_from_text() -> None:
    script = (STATIC / "page.js").read_text(encoding="utf-8")
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "DOMParser",
    ):
        assert word not in script


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for name in ("page.html", "page.css", "page.js"):
        found = re.findall(r"(?:https?:)?//[\w.]+", (STATIC / name).read_text(encoding="utf-8").replace("// ", ""))
        assert set(found) <= {"http://www.w3.org"}, name  # a namespace, never fetched


def test_the_browser_sends_no_text_to_be_spelled() -> None:
    page = (STATIC / "page.html").read_text(encoding="utf-8")
    field = re.search(r"<textarea[^>]*>", page)
    assert field
    assert 'spellcheck="false"' in field[0]
    assert 'writingsuggestions="false"' in field[0]


def test_the_style_names_no_colour_of_its_own() -> None:
    style = (STATIC / "page.css").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|rgb|hsl", style)
