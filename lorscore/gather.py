"""From a Doc's spans to the evidence of a report."""

from __future__ import annotations

from spacy.tokens import Doc

from lorscore.extract.found import Found, read
from lorscore.extract.match import RuleMatcher
from lorscore.extract.view import sentences
from lorscore.guide.rules import KINDS
from lorscore.report import Evidence


def evidence_of(doc: Doc, own: RuleMatcher | None = None) -> list[Evidence]:
    """Return all evidence of a Doc, in order of place, with ids."""
    found = [f for kind in KINDS for f in read(doc, kind)]
    if own is not None:
        found += own.find(sentences(doc))
    found.sort(key=lambda f: (f.start, f.end, f.kind, f.label, f.rule))
    text = doc.text
    return [_as_evidence(doc, text, f, f"e{i}") for i, f in enumerate(found, 1)]


def _as_evidence(doc: Doc, text: str, found: Found, name: str) -> Evidence:
    last = doc[found.end - 1]
    start, end = doc[found.start].idx, last.idx + len(last)
    return Evidence(
        id=name,
        kind=found.kind,  # type: ignore[arg-type]
        label=found.label,
        strength=found.strength,  # type: ignore[arg-type]
        shown=found.shown,
        start=start,
        end=end,
        text=text[start:end],
        rule=found.rule,
        criterion=found.criterion,
        explain=found.explain,
        details=dict(found.details),
    )
