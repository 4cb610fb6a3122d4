import pytest

from lorscore.errors import ModelError
from lorscore.extract import model_files
from lorscore.extract.model_files import model_path


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
