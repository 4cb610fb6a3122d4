"""What is no letter of recommendation, and why; every letter of the training corpus is one."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from letter_docs import pipeline, read

from lorscore.extract.letter_parts import write_parts
from lorscore.extract.not_a_letter import letterness
from lorscore.extract.view import sentences
from lorscore.language import language_of
from lorscore.letter import Letter

DATA = Path(__file__).parents[2] / "data" / "letters"
OWN = tomllib.loads((Path(__file__).parent / "non_letters.toml").read_text(encoding="utf-8"))["text"]
INDEX = list(csv.DictReader((DATA / "non_letters" / "index.tsv").open(encoding="utf-8"), delimiter="\t"))


def judged(text: str):
    _, rows = read(text)
    return letterness(rows, language_of(text).code)


@pytest.mark.parametrize("row", INDEX, ids=lambda row: f"{row['id']}-{row['kind']}")
def test_the_corpus_of_other_texts(row: dict[str, str]) -> None:
    told = judged((DATA / "non_letters" / f"{row['id']}.txt").read_text(encoding="utf-8"))
    if row["language"] != "en":
        assert told.reason == "not_english"
    elif row["is_letter_of_recommendation"] == "yes":
        assert told.reason == "other_field"
    else:
        assert told.reason in ("not_a_letter", "own_words")
    assert told.explain.endswith(".")


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["kind"])
def test_texts_of_other_kinds(case: dict[str, object]) -> None:
    assert judged(str(case["text"])).reason in case["reasons"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        ("🙂🙂🙂", "empty"),
        ("Only three words", "too_short"),
        ("She was very good.", "too_short"),
    ],
)
def test_hardly_any_text(text: str, reason: str) -> None:
    assert judged(text).reason == reason


def test_every_training_letter_is_a_letter() -> None:
    refused = []
    for file in sorted((DATA / "train").glob("*.txt")):
        letter = Letter.from_text(file.read_text(encoding="utf-8"))
        doc = pipeline().make_doc(letter.text)
        write_parts(doc, letter)
        told = letterness(sentences(pipeline()(doc)), language_of(letter.text).code)
        if told.reason:
            refused.append((file.stem, told.reason))
    assert refused == []


def test_points_add_up() -> None:
    told = judged(str(OWN[0]["text"]))
    assert told.points == sum(told.signs.values())
