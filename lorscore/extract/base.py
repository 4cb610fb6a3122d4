"""The spaCy pipeline under the extractors: lorscore's own English pipeline, or one that the user brings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.util import registry

from lorscore.errors import PipelineError

# Imported for what they register with spaCy: the architecture and the components that a stored pipeline names.
from lorscore.extract import lemmatizer as _lemmatizer  # noqa: F401
from lorscore.extract import sentencizer as _sentencizer  # noqa: F401
from lorscore.extract.model_files import model_path
from lorscore.extract.tok2vec import use_numpy
from lorscore.extract.tokenizer import add_letter_notation

_PROBE = "She was among the best students. I recommend her."
_NEEDED = {
    "SENT_START": ("sentence boundaries", "senter, parser or sentencizer"),
    "TAG": ("fine-grained tags", "tagger"),
    "POS": ("parts of speech", "morphologizer, or tagger with attribute_ruler"),
    "LEMMA": ("lemmas", "lemmatizer"),
}

STORED = "lorscore.stored_tokenizer.v1"


@registry.tokenizers(STORED)  # type: ignore[untyped-decorator]
def stored_tokenizer() -> Callable[[Language], Tokenizer]:
    """Make a tokenizer whose rules are those of the stored pipeline: spaCy's own would be built first for nothing."""
    return lambda nlp: Tokenizer(nlp.vocab)


def load_english(spacy_model: str | Path | Language | None = None) -> Language:
    """Return the pipeline that the extractors stand on.

    Parameters
    ----------
    spacy_model : str, pathlib.Path or Language, optional
        The name of an installed spaCy package, the folder of a stored pipeline, or a pipeline in memory, which gets
        lorscore's tokens and layout added. None: lorscore's own.

    Raises
    ------
    PipelineError
        Where the pipeline cannot be loaded, is not English, or does not set what the rules read; names what is missing.
    ModelError
        Where lorscore's own pipeline is missing from the installation.

    Examples
    --------
    >>> nlp = load_english()
    >>> [token.lemma_ for token in nlp("She identified two carriers.")]
    ['she', 'identify', 'two', 'carrier', '.']
    """
    if spacy_model is None:
        own = spacy.load(model_path("english/en_lorscore"), config={"nlp": {"tokenizer": {"@tokenizers": STORED}}})
        for _, component in own.pipeline:
            if isinstance(component, TrainablePipe):
                use_numpy(component.model)
        return own
    nlp = spacy_model if isinstance(spacy_model, Language) else _load(spacy_model)
    name = f"{nlp.meta.get('lang')}_{nlp.meta.get('name')}"
    if nlp.lang != "en":
        raise PipelineError(
            f"The spaCy pipeline {name!r} is for the language {nlp.lang!r}; lorscore reads English letters."
        )
    _check(nlp, name)
    add_letter_notation(nlp)
    if "lorscore_layout" not in nlp.pipe_names:
        nlp.add_pipe("lorscore_layout", first=True)
    return nlp


def _load(source: str | Path) -> Language:
    try:
        return spacy.load(source)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise PipelineError(
            f"{source}: spaCy cannot load this pipeline ({reason}). Give the name of an installed spaCy package or "
            "the folder of a stored pipeline."
        ) from None


def _check(nlp: Language, name: str) -> None:
    """Run the pipeline on a probe and see that it sets what the rules read."""
    try:
        doc: Doc = nlp(_PROBE)
    except Exception as error:  # a component of the user's may raise anything
        raise PipelineError(f"The spaCy pipeline {name!r} fails on a plain sentence: {error}") from error
    lacking = [f"{what} (component: {by})" for attr, (what, by) in _NEEDED.items() if not doc.has_annotation(attr)]
    if lacking:
        has = ", ".join(nlp.pipe_names) or "no components"
        raise PipelineError(
            f"The spaCy pipeline {name!r} does not set {'; '.join(lacking)}. It has {has}. "
            "Add what is missing, or leave spacy_model out to use lorscore's own."
        )
