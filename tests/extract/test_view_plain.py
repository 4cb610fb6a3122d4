"""Word processors' apostrophes and hyphens are read as the word lists write them."""

import pytest

from lorscore.extract.base import load_english
from lorscore.extract.view import sentences


@pytest.mark.parametrize("apostrophe", ["'", "’"])
def test_a_contraction_denies_in_either_apostrophe(apostrophe):
    (s,) = sentences(load_english()(f"She isn{apostrophe}t a leader."))
    assert s.lower == ["she", "is", "n't", "a", "leader", "."]
    assert s.clauses[0].negated
    assert s.orth[2] == f"n{apostrophe}t"
