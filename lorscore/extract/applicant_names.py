"""Where the applicant's name stands in a Doc: what reads the letter must not see which name it is."""

from __future__ import annotations

from spacy.tokens import Doc

_NOMINAL = frozenset({"the", "this", "that", "our", "my", "your"})
"""A mention that begins with one of these is no name ("the candidate")."""


def applicant_names(doc: Doc) -> list[tuple[int, int]]:
    """Return (first token, last token) of each mention of the applicant by name, title included.

    Empty where ``lorscore_people`` did not run.
    """
    group = doc.spans.get("mentions")
    if group is None:
        return []
    return [
        (span.start, span.end - 1) for span in group if span.label_ == "applicant" and span[0].lower_ not in _NOMINAL
    ]
