"""Training and measuring the facts of a letter as a whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from lorscore.extract.letter_kind import LABELS, letter_kind
from lorscore.research.letter_facts import (
    fit,
    flag_features,
    main,
    out_of_fold,
    read_letters,
    report,
    targets_of,
)
from lorscore.research.marks import ENDORSEMENTS, TRAINING, training_letters
from lorscore.scoring.flags import FEATURES

DATA = Path(__file__).parents[2] / "data"


def some(tmp_path: Path, each: int = 20) -> Path:
    """Copy every twentieth training letter of each collection with its reading."""
    for letters, readings in TRAINING:
        for file in sorted((DATA / letters).glob("*.txt"))[::each]:
            for source, folder in ((file, letters), (DATA / readings / f"{file.stem}.json", readings)):
                (tmp_path / folder).mkdir(parents=True, exist_ok=True)
                (tmp_path / folder / source.name).write_bytes(source.read_bytes())
    (tmp_path / ENDORSEMENTS).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / ENDORSEMENTS).write_bytes((DATA / ENDORSEMENTS).read_bytes())
    return tmp_path


def test_the_command_prints_and_writes(tmp_path: Path) -> None:
    lines: list[str] = []
    target = tmp_path / "model" / "letter.json"
    assert main([str(some(tmp_path)), "--write", str(target)], lines.append) == 0
    assert any(line.startswith("letter type, accuracy") for line in lines)
    assert target.read_text(encoding="utf-8").startswith("{")


def test_a_letter_is_judged_by_a_model_that_never_saw_it(tmp_path: Path) -> None:
    letters = read_letters(training_letters(some(tmp_path)))
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
