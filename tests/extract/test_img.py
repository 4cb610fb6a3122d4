"""International graduates: English, the U.S. system, gaps."""

from __future__ import annotations

import pytest
from letter_docs import read

from lorscore.extract.img import find_img, img_levels


def levels(text: str) -> tuple[int, ...]:
    _, rows = read("I supervised Dr. Ana Reyes for a year. " + text)
    return tuple(img_levels(find_img(rows)).values())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Her English is excellent.", (0, 1, 0)),
        ("She is fluent in English and Spanish.", (0, 1, 0)),
        ("She explained the result to the parents in clear English.", (0, 2, 0)),
        ("She adapted quickly to our electronic record.", (1, 0, 0)),
        ("She wrote the letter of medical necessity, and the insurer paid for the test.", (2, 0, 0)),
        ("She wrote the letter of medical necessity for the boy.", (0, 0, 0)),
        ("She mastered prior authorization, the portal and our pager in a month.", (2, 0, 0)),
        ("You will see a gap in her CV. She worked in a school and kept her license.", (0, 0, 2)),
        ("She worked in a school and kept her license.", (0, 0, 0)),
        ("German is her third language, and English her fourth.", (0, 1, 0)),
        ("Patients of three languages come here.", (0, 0, 0)),
        ("She tracked the parental samples, and paternity was excluded.", (0, 0, 0)),
        ("She took a leave of absence after the second year. Her father had a stroke.", (0, 0, 2)),
        ("You will see a gap in her CV.", (0, 0, 1)),
        ("You will see a gap in her CV. She was caring for her father, who had a stroke.", (0, 0, 2)),
        ("She examined the baby and called the laboratory.", (0, 0, 0)),
        ("She knows the gaps in the evidence.", (0, 0, 0)),
        ("The English literature on this is thin.", (0, 0, 0)),
    ],
)
def test_levels(text: str, wanted: tuple[int, ...]) -> None:
    assert levels(text) == wanted


def test_a_family_that_cares_is_no_gap() -> None:
    assert levels("The mother was caring for her father at home when the child fell ill.")[2] == 0
