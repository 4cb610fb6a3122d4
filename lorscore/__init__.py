r"""Reads a draft letter of recommendation for a medical genetics residency: what it shows, how strongly it reads, why.

Everything runs on the user's machine. Names are imported when first used, so that ``lorscore --help`` is quick.

Examples
--------
>>> import lorscore
>>> report = lorscore.analyze("Dear Program Director,\n\nDr. Lee asked for the karyotype, and she was right.")
>>> report.applicant.name
'Lee'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.4.1"

if TYPE_CHECKING:
    from lorscore.analysis import Analyzer as Analyzer
    from lorscore.analysis import analyze as analyze
    from lorscore.analysis import analyze_file as analyze_file
    from lorscore.analysis import load as load
    from lorscore.analysis import pipeline as pipeline
    from lorscore.errors import LorscoreError as LorscoreError
    from lorscore.frames import to_frame as to_frame
    from lorscore.letter import Letter as Letter
    from lorscore.report import Report as Report
    from lorscore.scoring.estimators import LetterFeatures as LetterFeatures
    from lorscore.scoring.estimators import StrengthClassifier as StrengthClassifier

_FACE = {
    "Analyzer": "lorscore.analysis",
    "analyze": "lorscore.analysis",
    "analyze_file": "lorscore.analysis",
    "load": "lorscore.analysis",
    "pipeline": "lorscore.analysis",
    "LorscoreError": "lorscore.errors",
    "to_frame": "lorscore.frames",
    "Letter": "lorscore.letter",
    "Report": "lorscore.report",
    "LetterFeatures": "lorscore.scoring.estimators",
    "StrengthClassifier": "lorscore.scoring.estimators",
}

__all__ = [*_FACE, "__version__"]


def __getattr__(name: str) -> Any:
    if name in _FACE:
        value = globals()[name] = getattr(importlib.import_module(_FACE[name]), name)
        return value
    raise AttributeError(f"module 'lorscore' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_FACE})
