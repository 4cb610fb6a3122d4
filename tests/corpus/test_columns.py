"""One table of columns: every value has one, every column has words, the codebook is written from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus_letters import LETTER

import lorscore
from lorscore.corpus.codebook import codebook
from lorscore.corpus.columns import error_columns, evidence_columns, letter_columns
from lorscore.corpus.rows import evidence_rows, letter_row
from lorscore.features import feature_names


@pytest.fixture(scope="module")
def report() -> lorscore.Report:
    return lorscore.analyze(LETTER.format(n=3))


@pytest.mark.parametrize("columns", [letter_columns(), evidence_columns(), error_columns()])
def test_columns_have_one_name_and_words_each(columns):
    assert len({c.name for c in columns}) == len(columns)
    assert all(c.meaning and c.scale and c.source and c.type in ("text", "whole", "number", "yes/no") for c in columns)


def test_the_codebook_is_the_one_in_docs():
    stored = Path("docs/codebook.md").read_text(encoding="utf-8")
    assert stored == codebook(), "run: python -m lorscore.corpus.codebook docs/codebook.md"


def test_everything_in_a_report_has_a_column(report):
    row = letter_row(report, "x")
    assert list(row) == [c.name for c in letter_columns()]
    assert set(report.features) == set(feature_names())
    families = {
        "level": report.criteria, "quality": report.qualities, "flag": report.flags, "checklist": report.checklist,
        "readability": report.readability, "feature": report.features,
    }  # fmt: skip
    for family, values in families.items():
        assert all(row[f"{family}_{name}"] is not None for name in values)
    assert row["img_gap"] == report.img["img_gap"]


def test_no_name_is_in_the_table_of_letters(report):
    said = json.dumps(letter_row(report, "x"))
    assert report.applicant.name
    assert not [word for word in ("Silva", "Ito", "uvula") if word in said]


def test_evidence_without_words_holds_none_of_the_letter(report):
    with_words, without = (list(evidence_rows(report, "x", words=w)) for w in (True, False))
    assert [row["rule"] for row in with_words] == [row["rule"] for row in without]
    assert any(row["text"] in report.text for row in with_words)
    for row in without:
        assert row["text"] is None
        assert row["explain"] is None
        assert not [v for v in json.loads(row["details"]).values() if isinstance(v, (str, list, dict))]


def test_a_data_frame_has_the_columns_and_types_of_the_table(report):
    nothing = lorscore.analyze("Take two eggs and stir.")
    frame = lorscore.to_frame([report, nothing])
    assert list(frame.columns) == [c.name for c in letter_columns()]
    assert frame["id"].tolist() == ["1", "2"]
    assert frame.loc[0, "score"] == report.score
    assert frame["score"].isna().tolist() == [False, True]
    assert lorscore.to_frame([]).dtypes.equals(frame.dtypes)
