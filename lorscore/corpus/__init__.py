"""Many letters into one table: on one machine, or on many with Dask (`lorscore.corpus.run.run` is the whole job).

Names are imported when first used, so that the package costs nothing where it is not needed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lorscore.corpus.data_frames import score_dataframe as score_dataframe
    from lorscore.corpus.work import Settings as Settings

_FACE = {"Settings": "lorscore.corpus.work", "score_dataframe": "lorscore.corpus.data_frames"}

__all__ = list(_FACE)


def __getattr__(name: str) -> Any:
    if name in _FACE:
        return getattr(importlib.import_module(_FACE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
