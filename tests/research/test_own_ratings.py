"""``lorscore fit``: a model on own ratings, used by ``load``; and what it refuses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import lorscore
from lorscore.cli import main
from lorscore.errors import InputError
from lorscore.research import own_ratings
from lorscore.research.study.ratings import Rating, of_letters, read_ratings
from lorscore.scoring.strength import StrengthModel

DATA = Path(__file__).parents[2] / "data" / "letters"


@pytest.fixture(scope="module")
def reports() -> dict[str, lorscore.Report]:
    paths = sorted((DATA / "train").glob("*.txt"), key=lambda p: p.stat().st_size)[20:64]
    texts = [(p.read_text(encoding="utf-8"), p.stem) for p in paths]
    return {name: r for r, name in lorscore.load().pipe(texts, as_tuples=True)}


@pytest.fixture(scope="module")
def ratings(reports: dict[str, lorscore.Report]) -> list[Rating]:
    """Ratings of a rater to whom doubt is all that counts, and of a second who is half a point kinder."""
    scored = sorted(
        (i for i in reports if reports[i].overall is not None), key=lambda i: -reports[i].features["doubt_load"]
    )
    grades = np.round(np.linspace(1.5, 5, len(scored)) * 2) / 2
    first = [Rating(i, "ann", float(g), {}) for i, g in zip(scored, grades, strict=True)]
    return first + [Rating(r.id, "ben", min(5.0, r.overall + 0.5), {}) for r in first]


@pytest.fixture(scope="module")
def fitted(reports: dict[str, lorscore.Report], ratings: list[Rating]) -> own_ratings.Fitted:
    return own_ratings.fit_own(reports, ratings, rounds=10)


def test_the_model_learns_these_raters(
    fitted: own_ratings.Fitted, reports: dict[str, lorscore.Report], ratings: list[Rating]
) -> None:
    assert fitted.n_raters == 2
    figures = {(row[0], row[1]): row[3] for row in fitted.figures.rows}
    assert figures["own, cross-validated", "overall, Spearman"] > figures["shipped", "overall, Spearman"]
    assert figures["raters with each other", "overall, weighted kappa"] > 0.8
    weights = dict(zip(fitted.model.features, fitted.model.weights, strict=True))
    assert weights["doubt_load"] < 0


def test_the_folder_is_a_model(fitted: own_ratings.Fitted, reports: dict[str, lorscore.Report], tmp_path: Path) -> None:
    (tmp_path / "strength.json").write_text(own_ratings.model_text(fitted.model))
    model = StrengthModel.load(tmp_path)
    report = next(r for r in reports.values() if r.overall is not None)
    own = lorscore.load(model=tmp_path).analyze(report.text)
    assert own.model.sha256 == model.sha256
    assert own.overall == pytest.approx(own_ratings._apply(model, own_ratings.features_of(report)).overall, abs=0.01)
    assert "fitted" not in own_ratings.card(fitted).split("\n")[0]
    assert model.origin["ratings_sha256"] in own_ratings.card(fitted)


def test_too_few_or_too_equal_is_an_error(reports: dict[str, lorscore.Report], ratings: list[Rating]) -> None:
    with pytest.raises(InputError, match="a fit needs 40"):
        own_ratings.fit_own(reports, ratings[:10])
    with pytest.raises(InputError, match="rated 4 or more"):
        own_ratings.fit_own(reports, [Rating(r.id, r.rater, 3.0, {}) for r in ratings])


def test_the_command_refuses_before_it_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ratings = tmp_path / "r.csv"
    ratings.write_text("id,overall\nelsewhere,3\n")
    (tmp_path / "letter.txt").write_text("Dear all,\n\nAna Silva is exact.")
    call = ["fit", str(ratings), "--letters", str(tmp_path), "-o"]
    assert main([*call, str(ratings)]) == 2
    assert "this is a file" in capsys.readouterr().err
    assert main([*call, str(tmp_path / "model")]) == 2
    assert "no rating is of any of these letters" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def test_readings_are_ratings() -> None:
    found = read_ratings(DATA / "readings")
    kept = of_letters(found, ["L0001.txt"], "here")
    assert [(r.id, r.rater) for r in kept] == [("L0001.txt", "r1")]
