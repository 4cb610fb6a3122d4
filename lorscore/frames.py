"""Reports as a data frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from lorscore.corpus.columns import Column, letter_columns
from lorscore.corpus.rows import letter_row
from lorscore.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from lorscore.report import Report

DTYPES = {"text": "string", "whole": "Int64", "number": "float64", "yes/no": "boolean"}
"""Types of pandas for the types of columns: those that have a missing value."""


def to_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """Return reports as a data frame, one row a letter; the columns are those of ``lorscore score`` (docs/codebook.md).

    Parameters
    ----------
    reports : iterable of Report

    Returns
    -------
    pandas.DataFrame
        Column ``id`` has the report's ``source``, or its number from 1 where it came from no file.

    Raises
    ------
    InputError
        Where pandas is not installed.

    Examples
    --------
    >>> import lorscore
    >>> frame = lorscore.to_frame([lorscore.analyze("Take two eggs and stir.")])
    >>> frame["n_words"].tolist()
    [5]
    """
    rows = [letter_row(r, id=r.source if r.source is not None else str(n)) for n, r in enumerate(reports, 1)]
    return frame_of(rows, letter_columns())


def frame_of(rows: list[dict[str, Any]], columns: Iterable[Column]) -> pd.DataFrame:
    """Return rows as a data frame whose types are the columns' own, whatever the rows hold."""
    pd = pandas()
    return pd.DataFrame({c.name: pd.Series([row[c.name] for row in rows], dtype=DTYPES[c.type]) for c in columns})


def pandas() -> Any:
    """Return pandas, or say how to install it."""
    try:
        import pandas as pd
    except ImportError:
        raise InputError('Data frames need pandas. Run: pip install "lorscore[corpus]"') from None
    return pd
