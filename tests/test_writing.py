"""Atomic writing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from lorscore.errors import OutputError
from lorscore.writing import atomic, write_bytes, write_text


def test_writes_bytes_for_the_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    write_bytes(target, b"\x00\r\n")
    assert target.read_bytes() == b"\x00\r\n"
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_existing_file_is_kept_without_force(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("mine")
    with pytest.raises(OutputError, match="--force"):
        write_text(target, "theirs")
    assert target.read_text() == "mine"
    write_text(target, "theirs", force=True)
    assert target.read_text() == "theirs"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_failure_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("mine")
    with pytest.raises(RuntimeError), atomic(target, force=True) as draft:  # noqa: PT012
        draft.write_text("half")
        raise RuntimeError
    assert target.read_text() == "mine"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_file_made_meanwhile_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with pytest.raises(OutputError, match="meanwhile"), atomic(target) as draft:  # noqa: PT012
        draft.write_text("ours")
        target.write_text("theirs")
    assert target.read_text() == "theirs"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_folder_problems_name_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder"):
        write_text(tmp_path, "x")
    with pytest.raises(OutputError, match="does not exist"):
        write_text(tmp_path / "none" / "a.txt", "x")
