"""displacy on the shipped pipeline's spans."""

from __future__ import annotations

import html

from full_report import LETTER
from spacy import displacy

from lorscore.extract.build import build
from lorscore.render.notebook import displacy_options
from lorscore.render.words import kinds


def test_displacy_shows_the_spans_of_every_kind() -> None:
    doc = build()(LETTER.read_text(encoding="utf-8"))
    shown = 0
    for kind, entry in kinds().items():
        if not doc.spans.get(kind):
            continue
        page = displacy.render(doc, style="span", options=displacy_options(doc, kind), jupyter=False)
        for span in doc.spans[kind]:
            assert html.escape(span.label_) in page
        assert entry.light in page
        shown += 1
    assert shown >= 4
