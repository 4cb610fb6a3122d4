"""The recommendation and its rung."""

from __future__ import annotations

import pytest
from letter_docs import read

from lorscore.extract.endorsement import endorsement_rung, find_endorsement


def rung(text: str) -> int:
    _, rows = read("I have known Dr. Ana Reyes for a year. " + text)
    return endorsement_rung(find_endorsement(rows))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I give her my highest recommendation.", 5),
        ("I would hire her tomorrow.", 5),
        ("I recommend her without any reservation.", 4),
        ("I recommend her wholeheartedly.", 4),
        ("I strongly recommend her to you.", 3),
        ("Any program would be lucky to have her.", 3),
        ("I recommend her to your program.", 2),
        ("I would be comfortable having her as an intern.", 1),
        ("I have no objection to her application.", 1),
        ("She saw patients and wrote notes.", 0),
        ("She recommended the microarray first.", 0),
    ],
)
def test_rung(text: str, wanted: int) -> None:
    assert rung(text) == wanted


def test_a_reserved_word_beside_a_strong_one_costs_a_rung() -> None:
    assert rung("I recommend her without reservation. I wish her well.") == 3


def test_one_sentence_is_one_endorsement() -> None:
    _, rows = read("I recommend Dr. Reyes highly and without any reservation.")
    assert [f.label for f in find_endorsement(rows)] == ["unreserved"]
