"""Assembles the pipeline: English below, extractors on top."""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language

# Imported for the components that they register with spaCy.
from lorscore.extract import components as _components  # noqa: F401
from lorscore.extract import names_component as _names_component  # noqa: F401
from lorscore.extract import people_component as _people_component  # noqa: F401
from lorscore.extract.base import load_english
from lorscore.extract.components import EXTRACTORS
from lorscore.guide.lexicon import DEFAULT_SPECIALTY
from lorscore.guide.specialty import specialty as named_specialty


def build(spacy_model: str | Path | Language | None = None, *, specialty: str | None = None) -> Language:
    """Return the pipeline with all extractors.

    Parameters
    ----------
    spacy_model : str, pathlib.Path or Language, optional
        A pipeline under the extractors instead of the shipped one (`lorscore.extract.base.load_english`).
    specialty : str, optional
        Id of the specialty whose competencies are looked for; ``medical_genetics`` otherwise.

    Raises
    ------
    PipelineError, ModelError, RuleError
        Where the pipeline, a model or the specialty cannot be used.

    Examples
    --------
    >>> "lorscore_example" in build().pipe_names
    True
    """
    name = named_specialty(specialty or DEFAULT_SPECIALTY).name
    nlp = load_english(spacy_model)
    # before the tagger: it must not see which name the applicant has
    nlp.add_pipe("lorscore_people", after="lorscore_layout")
    for component in EXTRACTORS:
        config = {"specialty": name} if component in ("lorscore_competency", "lorscore_letter") else {}
        nlp.add_pipe(component, config=config)
    return nlp
