"""Where the shipped models lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

import base64
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lorscore.errors import ModelError

_PACKAGE = Path(__file__).resolve().parent.parent
_FOLDERS = (_PACKAGE / "_models", _PACKAGE.parent / "models")
"""In a wheel, in a checkout; see ``force-include`` in pyproject.toml."""

Model = TypeVar("Model")

_laid_over: list[Path] = []
_loaders: list[Any] = []


def loaded_once(load: Callable[[], Model]) -> Callable[[], Model]:
    """Decorate a function that loads a shipped model: it runs once, and again where models are laid over."""
    cached = functools.cache(load)
    _loaders.append(cached)
    return cached


@contextmanager
def laid_over(folder: Path) -> Iterator[None]:
    """Let models of a folder take the place of the shipped ones of the same name: for cross-validation, not for use.

    Examples
    --------
    >>> from pathlib import Path
    >>> with laid_over(Path("no-such-folder")):
    ...     model_path("english/en_lorscore").name
    'en_lorscore'
    """
    _laid_over.insert(0, folder)
    try:
        for loader in _loaders:
            loader.cache_clear()
        yield
    finally:
        _laid_over.remove(folder)
        for loader in _loaders:
            loader.cache_clear()


def model_path(name: str) -> Path:
    """Return the path of a shipped model.

    Parameters
    ----------
    name : str
        Path below ``models/``, with forward slashes.

    Returns
    -------
    pathlib.Path
        An existing file or folder.

    Raises
    ------
    ModelError
        Where this installation does not have it.

    Examples
    --------
    >>> model_path("english/en_lorscore").name
    'en_lorscore'
    """
    for folder in (*_laid_over, *_FOLDERS):
        if (folder / name).exists():
            return folder / name
    raise ModelError(
        f"The model {name!r} is missing from this installation of lorscore "
        f"(looked in {' and '.join(map(str, _FOLDERS))}). "
        "Install lorscore again, from its wheel or from a complete checkout."
    )


_STORED = ("<f4", "<f8")
"""Single and double precision, lowest byte first, whatever machine writes or reads them."""


def packed(values: NDArray[np.floating[Any]]) -> dict[str, Any]:
    """Return an array as JSON values, its numbers as they lie in memory (base64).

    Half a million numbers written out in figures take longer to read than a letter.

    Parameters
    ----------
    values : numpy.ndarray
        Of single or double precision.

    Examples
    --------
    >>> packed(np.asarray([[1.0, 2.0]], dtype=np.float32))
    {'type': '<f4', 'shape': [1, 2], 'base64': 'AACAPwAAAEA='}
    """
    kind = f"<f{values.dtype.itemsize}"
    raw = np.ascontiguousarray(values, dtype=kind).tobytes()
    return {"type": kind, "shape": list(values.shape), "base64": base64.b64encode(raw).decode("ascii")}


def unpacked(data: Any, *, where: str) -> NDArray[Any]:
    """Return the array that `packed` was given; raises ModelError, which names ``where``, if it is none.

    Examples
    --------
    >>> unpacked(packed(np.asarray([0.5, 0.25])), where="example")
    array([0.5 , 0.25])
    """
    try:
        if data["type"] not in _STORED:
            raise ValueError(data["type"])
        values = np.frombuffer(base64.b64decode(data["base64"], validate=True), dtype=data["type"])
        return values.reshape(data["shape"])
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{where}: the weights are damaged ({error}). Install lorscore again.") from None
