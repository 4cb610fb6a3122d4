"""Every renderer on any text at all."""

from __future__ import annotations

import unicodedata

from full_report import build
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from test_html import Page

from lorscore.render import html, notes, terminal, view
from lorscore.report import Evidence, Suggestion

# lone surrogates too: files hold them
texts = st.text(
    st.characters(codec=None) | st.sampled_from("<>&\"'\n\r\t\x00\x1b\u2028\u202e\uffff"), min_size=1, max_size=120
)


@settings(deadline=None, max_examples=60)
@given(texts, st.data())
def test_no_text_breaks_a_renderer(text: str, data: st.DataObject) -> None:
    spans = data.draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 40)), max_size=5))
    kinds = data.draw(st.lists(st.sampled_from(["example", "doubt", "custom"]), min_size=5, max_size=5))
    places = sorted((a, min(len(text), a + n)) for a, n in spans)
    evidence = [
        Evidence(f"e{i}", kind, text, None, None, a, b, text[a:b], text, None, text)  # type: ignore[arg-type]
        for i, ((a, b), kind) in enumerate(zip(places, kinds, strict=False), 1)
    ]
    suggestions = [Suggestion(f"s{i}", None, "low", text, text, a, b, None) for i, (a, b) in enumerate(places)]
    report = build(text, source=text, evidence=evidence, suggestions=suggestions, entities=[], notes=[text])

    page = html.render(report)
    page.encode("utf-8")
    assert Page(page).rows == {n.number: view.clean(text[n.start : n.end]) for n in view.lines(text)}
    for colour in (False, True):
        shown = terminal.render(report, colour=colour)
        shown.encode("utf-8")
        steering = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf")} - {"\n"}
        assert steering <= ({"\033"} if colour else set())
    for note in notes.notes(report):
        etree.Element("comment").text = note.text  # refuses what no XML can hold
