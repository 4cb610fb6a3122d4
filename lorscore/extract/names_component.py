"""The component that finds names, dates, contact details and identifiers: ``doc.spans["entities"]``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from lorscore.extract.blocks import InBlocks
from lorscore.extract.letter_parts import letter_of
from lorscore.extract.names import find_entities
from lorscore.extract.people import People, find_people
from lorscore.extract.people_component import GIVEN
from lorscore.letter import Letter


@Language.factory("lorscore_names", assigns=["doc.spans"])
def make_names(nlp: Language, name: str) -> NamesComponent:
    """Make the component."""
    return NamesComponent()


class NamesComponent(InBlocks):
    """Writes ``doc.spans["entities"]``: spans labelled with their kind.

    ``attrs["rows"]`` has, for each span in order, its ``role`` and its exact character offsets ``start`` and ``end``
    (a span of tokens may reach a little further). Whom the letter is about is taken from ``doc.spans["mentions"]``
    where the component ``lorscore_people`` ran before.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Find the entities of one letter."""
        letter = letter_of(doc)
        rows, spans = [], []
        for entity in find_entities(letter, self._people(doc, letter)):
            span = doc.char_span(entity.start, entity.end, label=entity.kind, alignment_mode="expand")
            if span is not None:
                spans.append(span)
                rows.append({"role": entity.role, "start": entity.start, "end": entity.end})
        doc.spans["entities"] = SpanGroup(doc, name="entities", spans=spans, attrs={"rows": rows})
        return doc

    def _people(self, doc: Doc, letter: Letter) -> People:
        group = doc.spans.get("mentions")
        if group is not None and "people" in group.attrs:
            return People.from_dict(group.attrs["people"])
        given = doc.user_data.get(GIVEN)
        return find_people(letter, given if isinstance(given, str) else None)
