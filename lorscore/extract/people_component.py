"""The component that says who is the applicant: ``doc.spans["mentions"]``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from lorscore.extract.blocks import InBlocks
from lorscore.extract.letter_parts import PARTS, letter_of, write_parts
from lorscore.extract.people import People, find_people

GIVEN = "lorscore_applicant"
"""Key of ``doc.user_data`` under which a caller may give the applicant's name."""


@Language.factory("lorscore_people", assigns=["doc.spans"])
def make_people(nlp: Language, name: str) -> PeopleComponent:
    """Make the component."""
    return PeopleComponent()


class PeopleComponent(InBlocks):
    """Writes ``doc.spans["mentions"]``: spans labelled ``applicant``, ``writer``, or another person's role.

    ``attrs`` of the group: ``name``, ``how`` (given, inferred, unknown), ``pronouns``, ``writer``, and ``people``, all
    that `find_people` said, as plain values.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Find the people of one letter."""
        given = doc.user_data.get(GIVEN)
        letter = letter_of(doc)
        if PARTS not in doc.spans:
            write_parts(doc, letter)
        people = find_people(letter, given if isinstance(given, str) else None)
        spans = []
        for (start, end), role in _labelled(people):
            span = doc.char_span(start, end, label=role, alignment_mode="expand")
            if span is not None:
                spans.append(span)
        attrs = {
            "name": people.applicant_name,
            "how": people.applicant_how,
            "pronouns": sorted(people.pronouns),
            "writer": people.writer_name,
            "people": people.to_dict(),
        }
        doc.spans["mentions"] = SpanGroup(doc, name="mentions", spans=spans, attrs=attrs)
        return doc


def _labelled(people: People) -> list[tuple[tuple[int, int], str]]:
    rows: list[tuple[tuple[int, int], str]] = [(span, "applicant") for span in people.applicant_spans]
    rows += [(span, "writer") for span in people.writer_spans]
    rows += [(span, role) for _, role, spans in people.others for span in spans]
    return sorted(rows)
