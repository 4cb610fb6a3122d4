"""Settings of a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from lorscore.config import Config, find, load
from lorscore.errors import ConfigError


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_all_keys(tmp_path: Path) -> None:
    path = write(
        tmp_path / "lorscore.toml",
        'specialty = "medical_genetics"\ndisable = ["a.b", "c.*"]\nrules = ["mine.toml"]\n'
        '[words]\ngeneric_adjective = ["go-getter"]\n',
    )
    assert load(path) == Config(
        "medical_genetics", ("a.b", "c.*"), (tmp_path / "mine.toml",), {"generic_adjective": ("go-getter",)}, path
    )


def test_the_nearest_file_rules(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    write(tmp_path / "pyproject.toml", '[tool.lorscore]\ndisable = ["x"]\n')
    write(tmp_path / "a" / "pyproject.toml", "[tool.other]\n")
    assert find(inner) == tmp_path / "pyproject.toml"
    assert load(find(inner)).disable == ("x",)
    write(inner / "lorscore.toml", "")
    assert find(inner) == inner / "lorscore.toml"


def test_none_gives_the_defaults() -> None:
    assert load(None) == Config()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('disabel = ["x"]', "'disabel'"),
        ('disable = "x"', "disable"),
        ("disable = [1]", "disable"),
        ('rules = [""]', "rules"),
        ("specialty = 3", "specialty"),
        ('[words]\nadjectives = ["x"]', "'adjectives'"),
        ('words = "x"', "words"),
        ("disable = [", "not valid TOML"),
    ],
)
def test_a_slip_is_named(text: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=named) as caught:
        load(write(tmp_path / "lorscore.toml", text))
    assert "lorscore.toml" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Check the path"):
        load(tmp_path / "none.toml")
