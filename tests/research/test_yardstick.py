"""The library's yardstick and the corpus's stand-alone one say the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lorscore.research import yardstick

CORPUS = Path(__file__).resolve().parents[2] / "data" / "letters"


def test_the_readers_agreement_is_that_of_the_stand_alone_script():
    folded, readers = yardstick.load(CORPUS / "dev", CORPUS / "readings")
    mine = yardstick.among(readers, sorted(folded))
    command = [sys.executable, CORPUS / "agreement.py", CORPUS / "dev", CORPUS / "readings", "--json"]
    other = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)["readers"]
    assert set(mine) == set(other)
    assert {k: v for k, v in mine.items() if v == v} == pytest.approx({k: v for k, v in other.items() if v == v})


def test_kappa_and_spearman_of_known_cases():
    assert yardstick.weighted_kappa([1, 2, 3], [1, 2, 3], 1, 5, 0.5) == 1
    assert yardstick.weighted_kappa([1, 5], [5, 1], 1, 5, 0.5) == pytest.approx(-1)
    assert yardstick.spearman([1, 2, 3, 4], [10, 20, 30, 25]) == pytest.approx(0.8)


def test_spans_match_by_half_of_their_union() -> None:
    assert yardstick.overlap_counts([(0, 10)], [(0, 5)]) == (1, 1, 1)
    assert yardstick.overlap_counts([(0, 10)], [(0, 4)]) == (0, 1, 1)
    assert yardstick.overlap_counts([(0, 10), (0, 9)], [(0, 10)]) == (1, 2, 1)


def test_a_side_that_does_not_vary_has_no_rank_correlation() -> None:
    assert yardstick.spearman([1, 1, 1], [1, 2, 3]) == 0
