"""Two models heard together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lorscore.errors import ModelError
from lorscore.extract.classify import sentence_model
from lorscore.extract.judge import Heard, Mix, mix
from lorscore.extract.model_files import laid_over


def test_each_model_is_heard_by_its_weight() -> None:
    both = Mix({"doubt": Heard(-1.0, 1.0, 0.0), "example": Heard(0.0, 0.25, 0.75)})
    p = both.probabilities(np.asarray([[1.0, 4.0]]), np.asarray([[9.0, 0.0]]))
    assert np.allclose(p, [[0.5, 1 / (1 + np.exp(-1))]])


def test_no_shipped_weight_counts_against() -> None:
    heard = mix().heard
    assert tuple(heard) == sentence_model().labels
    assert all(h.model >= 0 and h.net >= 0 and h.model + h.net > 0 for h in heard.values())


@pytest.mark.parametrize("text", ["", "[]", "{", '{"example": 3}', '{"example": {"model": 1}}'])
def test_a_damaged_file_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "mix.json").write_text(text, encoding="utf-8")
    with laid_over(tmp_path), pytest.raises(ModelError, match="damaged"):
        mix()


def test_weights_for_other_labels_are_refused(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "mix.json").write_text(Mix({"example": Heard(0, 1, 0)}).to_json(), encoding="utf-8")
    with laid_over(tmp_path), pytest.raises(ModelError, match="different labels"):
        mix()
