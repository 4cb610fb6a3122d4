"""Letters of the repository, scored once for all tests of studies."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import lorscore
from lorscore.analysis import Analyzer
from lorscore.research.study.inputs import Letters, Scores, read_letters, scored
from lorscore.research.study.ratings import Rating, of_letters, read_ratings

DATA = Path(__file__).parents[3] / "data" / "letters"
N = 44


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return lorscore.load()


@pytest.fixture(scope="session")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Letters:
    folder = tmp_path_factory.mktemp("letters")
    # both short and ordinary ones, strong and weak
    for path in sorted((DATA / "train").glob("*.txt"), key=lambda p: p.stat().st_size)[:N]:
        (folder / path.name).write_bytes(path.read_bytes())
    return read_letters(folder)


@pytest.fixture(scope="session")
def scores(letters: Letters, analyzer: Analyzer) -> Scores:
    return scored(letters, analyzer)


@pytest.fixture(scope="session")
def ratings(scores: Scores) -> list[Rating]:
    return of_letters(read_ratings(DATA / "readings"), list(scores.frame["id"]), "readings")


@pytest.fixture
def columns(scores: Scores) -> pd.DataFrame:
    """Columns about the letters: two groups, a small one, a constant, writers of two letters each."""
    n = len(scores.frame)
    group = ["a" if k % 2 else "b" for k in range(n)]
    group[-1] = "lonely"
    return pd.DataFrame(
        {
            "id": scores.frame["id"],
            "group": group,
            "same": "x",
            "wrote": [f"w{k // 2}" for k in range(n)],
            "year": [2010 + k % 11 for k in range(n)],
        }
    )
