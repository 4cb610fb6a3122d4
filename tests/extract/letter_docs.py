"""A text read by the base pipeline, with parts and people: what the extractors of the whole letter stand on."""

from __future__ import annotations

from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from lorscore.extract import people_component  # noqa: F401  (registers lorscore_people)
from lorscore.extract.base import load_english
from lorscore.extract.view import Sentence, sentences


@cache
def pipeline() -> Language:
    nlp = load_english()
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    return nlp


def read(text: str) -> tuple[Doc, list[Sentence]]:
    doc = pipeline()(text)
    return doc, sentences(doc)


def words(doc: Doc, found) -> list[str]:
    return [doc[f.start : f.end].text for f in found]
