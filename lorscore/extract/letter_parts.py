"""The parts of a letter in its Doc: ``doc.spans["parts"]``, which sentences and extractors read."""

from __future__ import annotations

from spacy.tokens import Doc, SpanGroup

from lorscore.letter import Letter

PARTS = "parts"


def write_parts(doc: Doc, letter: Letter) -> None:
    r"""Store the parts of a letter, each a span labelled with its kind.

    Parameters
    ----------
    doc : Doc
        Made of the letter's text.
    letter : Letter

    Examples
    --------
    >>> import spacy
    >>> letter = Letter.from_text("Dear Colleagues,\n\nI taught her for a year.")
    >>> doc = spacy.blank("en")(letter.text)
    >>> write_parts(doc, letter)
    >>> [span.label_ for span in doc.spans["parts"]]
    ['salutation', 'paragraph']
    """
    spans = [doc.char_span(p.start, p.end, label=p.kind, alignment_mode="expand") for p in letter.parts]
    doc.spans[PARTS] = SpanGroup(doc, name=PARTS, spans=[s for s in spans if s is not None])
