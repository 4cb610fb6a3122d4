"""From a report to its rows: one in the table of letters, one a span in the table of evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from lorscore.corpus.columns import letter_columns
from lorscore.report import Evidence, Report

Row = dict[str, Any]


def letter_row(report: Report, id: str | None = None, source: str | None = None) -> Row:
    """Return a report as one row, with every column of `letter_columns`.

    Parameters
    ----------
    report : Report
    id, source : str, optional
        Which letter it is; ``report.source`` otherwise.

    Examples
    --------
    >>> import lorscore
    >>> from lorscore.corpus.rows import letter_row
    >>> letter_row(lorscore.analyze("Take two eggs and stir."), id="eggs")["id"]
    'eggs'
    """
    low, high = report.interval or (None, None)
    values: Row = {
        "id": id if id is not None else report.source,
        "source": source if source is not None else report.source,
        "version": report.version,
        "n_words": report.n_words,
        "n_sentences": report.n_sentences,
        "language": report.language,
        "letter_type": report.letter_type,
        "writer": report.writer,
        "specialty": report.specialty,
        "applicant_known": report.applicant.how,
        "abstained": report.abstained,
        "overall": report.overall,
        "score": report.score,
        "probability_rated_strong": report.probability_rated_strong,
        "interval_low": low,
        "interval_high": high,
        "caps": " ".join(cap.name for cap in report.caps),
        "n_evidence": len(report.evidence),
        "n_suggestions": len(report.suggestions),
        **{f"level_{name}": level.level for name, level in report.criteria.items()},
        **_prefixed("quality", report.qualities),
        **report.img,
        **_prefixed("flag", report.flags),
        **_prefixed("checklist", report.checklist),
        **_prefixed("readability", report.readability),
        **_prefixed("feature", report.features),
    }
    # an empty text is no value: CSV could not tell the two apart
    return {c.name: None if values.get(c.name) == "" else values.get(c.name) for c in letter_columns()}


def _prefixed(family: str, values: Mapping[str, Any]) -> Row:
    return {f"{family}_{name}": value for name, value in values.items()}


def evidence_rows(report: Report, id: str, *, words: bool = True) -> Iterator[Row]:
    """Yield one row a span, in order of place.

    Parameters
    ----------
    report : Report
    id : str
        Which letter it is.
    words : bool
        False leaves out whatever holds words of the letter.
    """
    for e in report.evidence:
        yield {
            "id": id,
            "evidence": e.id,
            "kind": e.kind,
            "label": e.label or None,
            "strength": e.strength,
            "shown": e.shown,
            "start": e.start,
            "end": e.end,
            "text": e.text if words else None,
            "rule": e.rule,
            "criterion": e.criterion,
            "explain": e.explain if words else None,
            "details": _details(e, words),
        }


def _details(e: Evidence, words: bool) -> str:
    kept = {k: v for k, v in e.details.items() if words or v is None or isinstance(v, (bool, int, float))}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)
