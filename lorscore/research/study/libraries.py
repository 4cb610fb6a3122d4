"""The libraries behind the studies: imported when a study runs, with a remedy where they are missing."""

from __future__ import annotations

import importlib
import warnings
from importlib import metadata
from typing import Any

from lorscore.errors import InputError

NAMES = (
    "numpy", "scipy", "pandas", "scikit-learn", "statsmodels", "pingouin", "krippendorff", "matplotlib", "openpyxl",
)  # fmt: skip


def library(module: str) -> Any:
    """Import a module of the extra ``study``.

    Raises
    ------
    InputError
        Where it is not installed.

    Examples
    --------
    >>> library("statistics").mean([1, 3])
    2
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        raise InputError(f'Studies need {name}. Run: pip install "lorscore[study]"') from None


def versions() -> dict[str, str]:
    """Return the versions of the libraries that are installed."""
    out = {}
    for name in NAMES:
        try:
            out[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            out[name] = "not installed"
    return out
