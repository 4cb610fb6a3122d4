"""Studies as commands: what they write, and what they say where they cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from lorscore.cli import main
from lorscore.corpus import tables
from lorscore.corpus.columns import letter_columns
from lorscore.corpus.rows import letter_row
from lorscore.errors import InputError
from lorscore.research.study.inputs import Scores, with_columns
from lorscore.research.study.ratings import Rating, means, read_ratings
from lorscore.research.study.sample import ratings_csv
from lorscore.research.study.tables import Table


@pytest.fixture
def table(scores: Scores, tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    with tables.writers({path: letter_columns()}) as write:
        for name, report in scores.reports.items():
            write[path](letter_row(report, id=name, source=name))
    return path


@pytest.fixture
def rated(ratings: list[Rating], tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text(ratings_csv(ratings))
    return path


def test_a_run_leaves_tables_plots_and_a_manifest(table: Path, rated: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    call = ["study", "agreement", str(table), "--ratings", str(rated), "--rounds", "20", "-o"]
    assert main([*call, str(out)]) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["study"] == "agreement"
    assert set(manifest["files"]) | {"manifest.json"} == {p.name for p in out.iterdir()}
    assert {"agreement_lorscore.csv", "bland_altman_overall.png", "bland_altman_overall.svg"} < set(manifest["files"])
    assert set(manifest["inputs"]) == {str(table), str(rated)}
    assert manifest["libraries"]["pingouin"]
    for path in out.glob("*.csv"):
        assert "nan" not in path.read_text().lower()
    again = tmp_path / "again"
    assert main([*call, str(again)]) == 0
    assert all((again / p.name).read_bytes() == p.read_bytes() for p in out.iterdir())
    assert main([*call, str(out)]) == 2
    assert main([*call, str(out), "--force"]) == 0


def test_letters_are_scored_with_model_in_the_manifest(letters: object, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "a.txt").write_text("Take two eggs and stir.")
    assert main(["study", "describe", str(folder), "-o", str(tmp_path / "out")]) == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["model"]["sha256"]
    assert manifest["model"]["rules_sha256"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["compare", "T", "--by", "nowhere"], "no column 'nowhere'"),
        (["compare", "T", "--by", "language"], "two groups"),
        (["sample", "T"], "holds no letters"),
        (["agreement", "T", "--ratings", "missing.csv"], "no ratings here"),
        (["agreement", "missing", "--ratings", "missing.csv"], "no such file"),
    ],
)
def test_errors_are_sentences(
    arguments: list[str], said: str, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = [str(table) if a == "T" else a for a in arguments]
    assert main(["study", *call, "-o", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,overall\nA,3\n", "no column 'id'"),
        ("id,overall\nA,3.2\n", "line 2: overall is '3.2'"),
        ("id,overall\nA,nan\n", "line 2: overall is 'nan'"),
        ("id,rater,overall\nA,x,3\nA,x,4\n", "x rated A 2 times"),
        ("id,overall\n", "no rating"),
        ("id,overall,specific\nA,3,5\n", "specific is '5'"),
    ],
)
def test_ratings_that_are_none(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        read_ratings(path)


def test_several_raters_are_averaged() -> None:
    ratings = [Rating("a", "x", 3.0, {}), Rating("a", "y", 4.0, {}), Rating("b", "x", 2.0, {"specific": 1.0})]
    assert means(ratings) == {"a": 3.5, "b": 2.0}
    assert means(ratings, "specific") == {"b": 1.0}


def test_columns_are_joined_by_name(scores: Scores, columns: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    columns.assign(id=[i.removesuffix(".txt") for i in columns["id"]]).to_csv(path, index=False)
    assert with_columns(scores.frame, path, ["group"])["group"].notna().all()
    columns.assign(writer="me").to_csv(path, index=False)
    with pytest.raises(InputError, match="lorscore's own"):
        with_columns(scores.frame, path, ["writer"])


def test_a_table_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="nan"):
        Table("t", "T", ("a",), [[float("nan")]])
