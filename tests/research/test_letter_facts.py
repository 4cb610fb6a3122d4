"""Training and measuring the facts of a letter as a whole."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

from lorscore.extract.letter_kind import LABELS, letter_kind
from lorscore.research.letter_facts import (
    f1,
    fit,
    flag_features,
    kappa,
    main,
    out_of_fold,
    read_letters,
    report,
    targets_of,
)
from lorscore.scoring.flags import FEATURES

DATA = Path(__file__).parents[2] / "data" / "letters"


def some(tmp_path: Path, count: int = 24) -> Path:
    """Copy every tenth training letter with its reading."""
    for file in sorted((DATA / "train").glob("*.txt"))[::10][:count]:
        for source, folder in (
            (file, "train"),
            (DATA / "readings" / "r1" / f"{file.stem}.json", "readings/r1"),
        ):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / source.name).write_bytes(source.read_bytes())
    return tmp_path


def test_f1_and_kappa() -> None:
    assert f1([True, True, False], [True, False, False]) == 2 / 3
    assert math.isnan(f1([False], [False]))
    assert kappa([0, 1, 2], [0, 1, 2]) == 1.0
    assert kappa([0, 2], [2, 0]) < 0


def test_the_command_prints_and_writes(tmp_path: Path) -> None:
    lines: list[str] = []
    target = tmp_path / "model" / "letter.json"
    assert main([str(some(tmp_path)), "--write", str(target)], lines.append) == 0
    assert any(line.startswith("letter type, accuracy") for line in lines)
    assert target.read_text(encoding="utf-8").startswith("{")


def test_a_letter_is_judged_by_a_model_that_never_saw_it(tmp_path: Path) -> None:
    letters = read_letters(some(tmp_path) / "train", tmp_path / "readings" / "r1")
    y = targets_of(letters)
    assert y.shape == (len(letters), len(LABELS))
    assert (y[:, :3].sum(axis=1) == 1).all()
    groups = list(np.arange(len(letters)) % 2)
    found = out_of_fold(letters, groups)
    other = [i for i, g in enumerate(groups) if g == 1]
    model = fit([letters[i].features for i in other], y[other])
    assert found[0] == letter_kind(letters[0].sentences, letters[0].contact, model)
    assert set(FEATURES) == set(flag_features(letters[0], 0.0))
    assert len(report(letters)) > 10
