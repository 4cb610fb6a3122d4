"""What extractors find, and how it travels in a Doc: ``doc.spans[kind]`` with plain JSON values in ``attrs``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from lorscore.extract.applicant_names import applicant_names
from lorscore.extract.view import Sentence


@dataclass(frozen=True, slots=True)
class Found:
    """A span of evidence; ``start`` and ``end`` are token indices of the Doc, ``end`` exclusive."""

    kind: str
    start: int
    end: int
    rule: str
    label: str = ""
    strength: str | None = None
    shown: bool | None = None
    criterion: str | None = None
    explain: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def found_in(sentence: Sentence, first: int, last: int, kind: str, rule: str, **more: Any) -> Found:
    """Make a `Found` of the tokens ``first`` to ``last`` (inclusive, indices into the sentence's lists)."""
    return Found(kind, sentence.tokens[first], sentence.tokens[last] + 1, rule, **more)


def sureness(probability: float, least: float) -> float:
    """Return how sure a finding is: 0 at the least probability from which it is found (or below it), 1 at certainty.

    Examples
    --------
    >>> sureness(0.5, 0.5), sureness(0.875, 0.5), sureness(0.1, 0.5)
    (0.0, 0.75, 0.0)
    """
    return max(0.0, (probability - least) / (1.0 - least))


def write(doc: Doc, kind: str, found: Iterable[Found]) -> None:
    """Store what was found as ``doc.spans[kind]``, in order of place."""
    rows = sorted(found, key=lambda f: (f.start, f.end, f.label, f.rule))
    # a name is one word to the extractors
    opens = {last: first for first, last in applicant_names(doc)} if rows else {}
    spans = [Span(doc, opens.get(f.start, f.start), f.end, label=f.label or kind, span_id=f.rule) for f in rows]
    attrs = {
        "rows": [
            {"label": f.label, "strength": f.strength, "shown": f.shown, "criterion": f.criterion, "explain": f.explain,
             "details": f.details}
            for f in rows
        ]
    }  # fmt: skip
    doc.spans[kind] = SpanGroup(doc, name=kind, spans=spans, attrs=attrs)


def read(doc: Doc, kind: str) -> Iterator[Found]:
    """Yield what `write` stored."""
    group = doc.spans.get(kind)
    if group is None:
        return
    for span, row in zip(group, group.attrs["rows"], strict=True):
        yield Found(kind, span.start, span.end, span.id_, **row)
