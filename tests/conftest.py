"""What tests of several folders share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import lorscore


@pytest.fixture(scope="module")
def loaded_once() -> Iterator[lorscore.Analyzer]:
    """Let all commands of a test module share one analyzer: the models are loaded once."""
    analyzer = lorscore.load()
    patch = pytest.MonkeyPatch()
    patch.setitem(vars(lorscore), "load", lambda **options: analyzer)
    yield analyzer
    patch.undo()
