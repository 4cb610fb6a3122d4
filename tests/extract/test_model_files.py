import json

import numpy as np
import pytest

from lorscore.errors import ModelError
from lorscore.extract import model_files
from lorscore.extract.model_files import model_path, packed, unpacked


def test_the_shipped_pipeline_is_found():
    assert (model_path("english/en_lorscore") / "config.cfg").is_file()


def test_a_missing_model_is_named_with_the_remedy():
    with pytest.raises(ModelError, match=r"'english/none' is missing .* Install lorscore again"):
        model_path("english/none")


def test_the_models_of_a_wheel_come_first(tmp_path, monkeypatch):
    inside, outside = tmp_path / "lorscore" / "_models", tmp_path / "models"
    for folder in (inside, outside):
        (folder / "english").mkdir(parents=True)
    monkeypatch.setattr(model_files, "_FOLDERS", (inside, outside))
    assert model_path("english") == inside / "english"


@pytest.mark.parametrize("kind", ["<f4", ">f4", "<f8", ">f8"])
@pytest.mark.parametrize("shape", [(3, 2), (0, 11), (6,)])
def test_packed_numbers_come_back_as_they_were(kind, shape):
    values = np.random.default_rng(7).normal(size=shape).astype(kind)
    again = unpacked(json.loads(json.dumps(packed(values))), where="here")
    assert again.shape == values.shape
    assert again.dtype.itemsize == values.dtype.itemsize
    assert (again == values).all()


GOOD = packed(np.ones((2, 2)))


@pytest.mark.parametrize(
    "data",
    [None, [], {}, GOOD | {"type": "O"}, GOOD | {"shape": [3, 2]}, GOOD | {"shape": "x"}, GOOD | {"base64": "AA"},
     GOOD | {"base64": GOOD["base64"][:-8]}, GOOD | {"base64": "?"}, GOOD | {"base64": None}],
)  # fmt: skip
def test_damaged_numbers_are_refused_in_words(data):
    with pytest.raises(ModelError, match="here: the weights are damaged"):
        unpacked(data, where="here")
