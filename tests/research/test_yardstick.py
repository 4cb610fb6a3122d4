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
