"""The extractors as spaCy components: thin, over pure functions. Each writes ``doc.spans[kind]``.

They stand on sentence boundaries, tags and lemmas, on ``lorscore_people`` and, those that need the trained sentence
model, on ``lorscore_judge``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from lorscore.errors import PipelineError
from lorscore.extract.blocks import InBlocks
from lorscore.extract.checklist import find_checklist
from lorscore.extract.classify import sentence_model
from lorscore.extract.comparative import find_comparative
from lorscore.extract.competency import find_competencies
from lorscore.extract.contact import contact_of, find_contact
from lorscore.extract.credential import find_credentials
from lorscore.extract.doubt import doubt
from lorscore.extract.doubt_model import doubt_model
from lorscore.extract.endorsement import ENDORSED, judged_endorsement
from lorscore.extract.example import find_examples
from lorscore.extract.found import Found, read, write
from lorscore.extract.generic import generic, praised_in, tagger
from lorscore.extract.img import find_img
from lorscore.extract.inflated import find_inflated
from lorscore.extract.interest import find_interest
from lorscore.extract.judge import judge
from lorscore.extract.letter_kind import letter_kind
from lorscore.extract.letter_parts import letter_of
from lorscore.extract.residue import find_residue
from lorscore.extract.target import find_targets
from lorscore.extract.view import sentences

JUDGED = "judged"
"""Span group of the sentences, with the sentence model's probabilities in ``attrs``."""

LETTER = "letter"
"""A group without spans; ``attrs``: letter type, kind of writer, the chance that they barely know each other, and the
specialties that the letter names as a goal (the fields of `lorscore.extract.target.Target`)."""

EXTRACTORS = (
    "lorscore_names", "lorscore_judge", "lorscore_comparative", "lorscore_example",
    "lorscore_competency", "lorscore_generic_adjective", "lorscore_doubt", "lorscore_inflated", "lorscore_letter",
)  # fmt: skip


class Extractor(InBlocks):
    """A component that runs one function on a Doc and gives the Doc on, and perhaps another one on several before."""

    def __init__(self, work: Callable[[Doc], None], ahead: Callable[[Sequence[Doc]], object] | None = None) -> None:
        self._work, self._ahead = work, ahead

    def __call__(self, doc: Doc) -> Doc:
        """Run on one letter."""
        self._work(doc)
        return doc

    def ahead(self, docs: Sequence[Doc]) -> None:
        """Work out what is cheaper for several letters together."""
        if self._ahead is not None:
            self._ahead(docs)


def probabilities(doc: Doc) -> NDArray[np.float64]:
    """Return what ``lorscore_judge`` wrote: shape (n_sentences, n_labels).

    Raises
    ------
    PipelineError
        Where the component did not run.
    """
    group = doc.spans.get(JUDGED)
    if group is None:
        raise PipelineError("The pipeline lacks the component 'lorscore_judge'; add it before the extractors.")
    labels = len(sentence_model().labels)
    return np.asarray(group.attrs["probabilities"], dtype=np.float64).reshape(-1, labels)


def _column(doc: Doc, label: str) -> list[float]:
    found: list[float] = probabilities(doc)[:, sentence_model().labels.index(label)].tolist()
    return found


@Language.factory("lorscore_judge", assigns=["doc.spans"])
def make_judge(nlp: Language, name: str) -> Extractor:
    """Make the component that asks the trained sentence model about every sentence."""
    return Extractor(_judge)


def _judge(doc: Doc) -> None:
    rows = sentences(doc)
    spans = [doc[s.tokens[0] : s.tokens[-1] + 1] for s in rows]
    asked = judge(rows) if rows else np.empty((0, 0))
    attrs = {"labels": list(sentence_model().labels), "probabilities": asked.round(4).tolist()}
    doc.spans[JUDGED] = SpanGroup(doc, name=JUDGED, spans=spans, attrs=attrs)


@Language.factory("lorscore_comparative", assigns=["doc.spans"])
def make_comparative(nlp: Language, name: str) -> Extractor:
    """Make the component that finds comparisons."""
    return Extractor(
        lambda doc: write(doc, "comparative", find_comparative(sentences(doc), _column(doc, "comparative")))
    )


@Language.factory("lorscore_example", assigns=["doc.spans"])
def make_example(nlp: Language, name: str) -> Extractor:
    """Make the component that finds concrete examples."""
    return Extractor(lambda doc: write(doc, "example", find_examples(sentences(doc), probabilities(doc))))


@Language.factory("lorscore_competency", default_config={"specialty": "medical_genetics"}, assigns=["doc.spans"])
def make_competency(nlp: Language, name: str, specialty: str) -> Extractor:
    """Make the component that finds a specialty's competencies."""
    return Extractor(
        lambda doc: write(doc, "competency", find_competencies(sentences(doc), probabilities(doc), specialty))
    )


@Language.factory("lorscore_generic_adjective", assigns=["doc.spans"])
def make_generic(nlp: Language, name: str) -> Extractor:
    """Make the component that finds generic praise, after examples and competencies, which may back it."""

    def work(doc: Doc) -> None:
        support = [f for kind in ("example", "competency") for f in read(doc, kind)]
        write(doc, "generic_adjective", generic(sentences(doc), support))

    return Extractor(work, lambda docs: tagger().scores([s for doc in docs for s in praised_in(sentences(doc))]))


@Language.factory("lorscore_doubt", assigns=["doc.spans"])
def make_doubt(nlp: Language, name: str) -> Extractor:
    """Make the component that finds doubt raisers."""

    def ahead(docs: Sequence[Doc]) -> None:
        model = doubt_model()
        model.tagger.scores([s for doc in docs for s in model.asked(sentences(doc), _column(doc, "doubt"))])

    return Extractor(lambda doc: write(doc, "doubt", doubt(sentences(doc), _column(doc, "doubt"))), ahead)


@Language.factory("lorscore_inflated", assigns=["doc.spans"])
def make_inflated(nlp: Language, name: str) -> Extractor:
    """Make the component that finds claims that no reader believes."""
    return Extractor(lambda doc: write(doc, "inflated", find_inflated(sentences(doc), _column(doc, "inflated"))))


def _endorsement(doc: Doc) -> list[Found]:
    model = sentence_model()
    columns = [model.labels.index(label) for label in ENDORSED]
    return judged_endorsement(sentences(doc), probabilities(doc)[:, columns], model.thresholds[columns].tolist())


@Language.factory("lorscore_letter", default_config={"specialty": "medical_genetics"}, assigns=["doc.spans"])
def make_letter(nlp: Language, name: str, specialty: str) -> Extractor:
    """Make the component that finds what stands for the letter as a whole: contact, credentials, endorsement ..."""

    def work(doc: Doc) -> None:
        rows, text = sentences(doc), letter_of(doc).text
        mentions = doc.spans.get("mentions")
        targets = find_targets(rows)
        others = [(s.start_char, s.end_char) for s in mentions or () if s.label_ == "other_applicant"]
        found: dict[str, list[Found]] = {
            "contact": find_contact(rows),
            "credential": find_credentials(text, rows),
            "endorsement": _endorsement(doc),
            "img": find_img(rows),
            "interest": find_interest(rows, specialty),
            "template_residue": find_residue(text, rows, others, targets),
        }
        letter_type, writer, barely = letter_kind(rows, contact_of(found["contact"], rows))
        found["checklist"] = find_checklist(rows, letter_type)
        for kind, spans in found.items():
            write(doc, kind, spans)
        told = {"letter_type": letter_type, "writer": writer, "barely": barely, "targets": list(map(astuple, targets))}
        doc.spans[LETTER] = SpanGroup(doc, name=LETTER, spans=[], attrs=told)

    return Extractor(work)
