"""For notebooks: the pipeline's spans in spaCy's own ``displacy``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lorscore.render.words import kinds

if TYPE_CHECKING:
    from spacy.tokens import Doc


def displacy_options(doc: Doc, kind: str) -> dict[str, Any]:
    """Return the options with which ``displacy`` shows one kind of evidence, in the colours of the HTML report.

    Parameters
    ----------
    doc : Doc
        From `lorscore.pipeline`.
    kind : str
        A key of ``doc.spans``, as ``"comparative"``.

    Returns
    -------
    dict
        For ``displacy.render(doc, style="span", options=...)``.

    Examples
    --------
    >>> import spacy
    >>> from spacy import displacy
    >>> from lorscore.render.notebook import displacy_options
    >>> doc = spacy.blank("en")("She is the best of my residents.")
    >>> doc.spans["comparative"] = [doc.char_span(7, 31, label="rank")]
    >>> page = displacy.render(doc, style="span", options=displacy_options(doc, "comparative"), jupyter=False)
    >>> "#d6e6ff" in page and "rank" in page
    True
    """
    ground = kinds()[kind].light if kind in kinds() else "#ffffff"
    return {"spans_key": kind, "colors": {span.label_: ground for span in doc.spans.get(kind, [])}}
