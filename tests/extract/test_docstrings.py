"""The examples in the docstrings of the guide, the extractors and the features run, and give what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import lorscore.extract
import lorscore.guide

MODULES = ["lorscore.features"] + [
    f"{package.__name__}.{module.name}"
    for package in (lorscore.guide, lorscore.extract)
    for module in pkgutil.iter_modules(package.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of_a_module(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
