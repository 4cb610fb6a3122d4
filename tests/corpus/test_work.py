"""What decides on a corpus's result."""

from __future__ import annotations

import tomllib
from pathlib import Path

from lorscore.corpus.work import model_files

ROOT = Path(__file__).resolve().parents[2]


def test_every_model_that_a_wheel_holds_decides_on_the_result() -> None:
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    shipped = {Path(name) for name in tables["wheel"]["force-include"] if name.startswith("models/")}
    counted = {file.relative_to(ROOT) for file in model_files(ROOT / "models")}
    pipeline = Path("models/english/en_lorscore")
    assert shipped - {pipeline} == {file for file in counted if pipeline not in file.parents}
    assert {pipeline / "meta.json", pipeline / "tagger" / "model"} <= counted
