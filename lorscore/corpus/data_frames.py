"""Letters in a data frame, scored into a data frame: pandas, Arrow or Dask, each into its own kind."""

from __future__ import annotations

from typing import Any

from lorscore.corpus.columns import Column, letter_columns
from lorscore.corpus.input_tables import fault
from lorscore.corpus.sources import Item
from lorscore.corpus.work import Settings, scored
from lorscore.errors import InputError
from lorscore.frames import frame_of, pandas

_ERROR = Column("error", "text", "Why the letter was not scored.", "a sentence; empty where it was read", "lorscore")


def score_dataframe(
    frame: Any, *, text_column: str = "text", id_column: str | None = None, settings: Settings | None = None
) -> Any:
    """Score the letters in a data frame.

    Parameters
    ----------
    frame : pandas.DataFrame, dask.dataframe.DataFrame or pyarrow.Table
        One row a letter. Dask's is scored when it is computed, a partition at a time, on the cluster at hand.
    text_column : str
    id_column : str, optional
        Column of the ids; the index of the frame otherwise (the row's number from 0 for Arrow).
    settings : Settings, optional
        A model, specialty, rules of your own.

    Returns
    -------
    pandas.DataFrame, dask.dataframe.DataFrame or pyarrow.Table
        Rows and index of ``frame``, with the columns of ``lorscore score`` (docs/codebook.md) and ``error``: why a
        letter was not scored. Such a row has nothing else but its id.

    Raises
    ------
    InputError
        Where a column is missing, or the frame is of another kind.

    Examples
    --------
    >>> import pandas
    >>> from lorscore.corpus import score_dataframe
    >>> score_dataframe(pandas.DataFrame({"text": ["Take two eggs.", None]}))["error"].tolist()
    [<NA>, 'there is no text.']
    """
    chosen = settings or Settings()
    if not any(hasattr(frame, a) for a in ("map_partitions", "to_pandas", "iloc")):
        kind = type(frame).__name__
        raise InputError(f"score_dataframe takes a frame of pandas or Dask, or a table of Arrow, not {kind}.")
    names = getattr(frame, "column_names", None) or list(frame.columns)
    for wanted in (text_column, id_column):
        if wanted is not None and wanted not in names:
            raise InputError(
                f"The data frame has no column {wanted!r}. It has: {', '.join(map(str, names)) or 'none'}."
            )
    if hasattr(frame, "map_partitions"):
        meta = frame_of([], _columns())
        meta.index = frame._meta.index
        return frame.map_partitions(_score, text_column, id_column, chosen, meta=meta)
    if hasattr(frame, "to_pandas"):
        import pyarrow

        done = _score(frame.to_pandas(), text_column, id_column, chosen)
        return pyarrow.Table.from_pandas(done, preserve_index=False)
    return _score(frame, text_column, id_column, chosen)


def _columns() -> list[Column]:
    return [*letter_columns(), _ERROR]


def _score(frame: Any, text_column: str, id_column: str | None, settings: Settings) -> Any:
    """Score one frame of pandas."""
    ids = frame.index if id_column is None else frame[id_column]
    items = [_item(str(id), text) for id, text in zip(ids, frame[text_column], strict=True)]
    nothing = {c.name: None for c in _columns()}
    rows = []
    for item, letter in zip(items, scored(settings, items), strict=True):
        error = letter["error"] and letter["error"]["error"]
        rows.append(nothing | (letter["row"] or {}) | {"id": item.id, "source": None, "error": error})
    out = frame_of(rows, _columns())
    out.index = frame.index
    return out


def _item(id: str, text: Any) -> Item:
    error = fault(None if text is pandas().NA else text)
    return Item(id, "", error=error) if error else Item(id, "", text=text)
