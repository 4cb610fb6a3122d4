"""The parts of a letter in its Doc: ``doc.spans["parts"]``, which sentences and extractors read."""

from __future__ import annotations

import weakref

from spacy.tokens import Doc, SpanGroup

from lorscore.letter import Letter

PARTS = "parts"

_letters: weakref.WeakKeyDictionary[Doc, Letter] = weakref.WeakKeyDictionary()


def letter_of(doc: Doc) -> Letter:
    """Return the Doc's text as a letter, its parts by the text alone; made once a Doc.

    Examples
    --------
    >>> import spacy
    >>> doc = spacy.blank("en")("I taught her.")
    >>> letter_of(doc).text, letter_of(doc) is letter_of(doc)
    ('I taught her.', True)
    """
    letter = _letters.get(doc)
    if letter is None:
        letter = _letters[doc] = Letter.from_text(doc.text)
    return letter


def write_parts(doc: Doc, letter: Letter, *, by_text: bool = False) -> None:
    r"""Store the parts of a letter, each a span labelled with its kind.

    Parameters
    ----------
    doc : Doc
        Made of the letter's text.
    letter : Letter
    by_text : bool
        Whether the parts are those that the text alone tells: then `letter_of` need not find them again.

    Examples
    --------
    >>> import spacy
    >>> letter = Letter.from_text("Dear Colleagues,\n\nI taught her for a year.")
    >>> doc = spacy.blank("en")(letter.text)
    >>> write_parts(doc, letter)
    >>> [span.label_ for span in doc.spans["parts"]]
    ['salutation', 'paragraph']
    """
    if by_text:
        _letters[doc] = letter
    spans = [doc.char_span(p.start, p.end, label=p.kind, alignment_mode="expand") for p in letter.parts]
    doc.spans[PARTS] = SpanGroup(doc, name=PARTS, spans=[s for s in spans if s is not None])
