"""The wheel holds what is needed and nothing that must stay behind, and works with no repository beside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import lorscore

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 20_000_000
"""Bytes; a wheel that is larger has taken in data or a model that it should not."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    found = list(folder.glob("lorscore-*.whl"))
    if done.returncode or not found:
        if any(word in done.stderr for word in ("No matching distribution", "Connection", "Temporary failure")):
            pytest.skip("the build backend (hatchling) cannot be fetched here")
        pytest.fail(done.stderr[-2000:])
    return found[0]


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.mark.slow
@pytest.mark.parametrize(
    "needed",
    [
        "lorscore/py.typed",
        "lorscore/guide/criteria.toml",
        "lorscore/guide/rules/comparative.toml",
        "lorscore/guide/lexicons/actions.toml",
        "lorscore/guide/specialties/medical_genetics.toml",
        "lorscore/cli/commands.toml",
        "lorscore/_models/english/en_lorscore/config.cfg",
        "lorscore/_models/evidence/sentences.json",
        "lorscore/_models/evidence/net.npz",
        "lorscore/_models/evidence/mix.json",
        "lorscore/_models/generic/praise.json",
        "lorscore/_models/doubt/doubt.json",
        "lorscore/_models/letter/letter.json",
        "lorscore/_models/strength/strength.json",
        "lorscore/_samples/04-faint-praise.txt",
        "lorscore/_rubric/RUBRIC.md",
    ],
)
def test_what_is_needed_is_there(names: list[str], needed: str) -> None:
    assert needed in names


@pytest.mark.slow
def test_every_data_file_of_the_package_is_there(names: list[str]) -> None:
    kinds = {".toml", ".txt", ".css", ".js", ".svg", ".html", ".py"}
    own = {p.relative_to(ROOT).as_posix() for p in (ROOT / "lorscore").rglob("*") if p.suffix in kinds}
    assert not {n for n in own if "__pycache__" not in n} - set(names)


@pytest.mark.slow
def test_nothing_else_is_there(wheel: Path, names: list[str]) -> None:
    assert {n.split("/")[0] for n in names} == {"lorscore", next(n for n in names if ".dist-info" in n).split("/")[0]}
    assert not [n for n in names if n.endswith((".pkl", ".pickle", ".joblib", ".pt", ".so", ".pyc"))]
    assert not [n for n in names if "letters/" in n or "readings" in n or n.startswith(("tests/", "notebooks/"))]
    assert wheel.stat().st_size < LARGEST


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel in it, which finds lorscore's dependencies (not lorscore) in this one.

    `make check-wheel` installs the dependencies too, which takes minutes and a package index.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    bin_ = folder / ("Scripts" if os.name == "nt" else "bin")
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars={"base": str(folder)}))
    here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (site / "dependencies.pth").write_text("\n".join(sorted(here)) + "\n")
    command = [sys.executable, "-m", "pip", "--python", str(bin_ / "python"), "install", "--quiet", "--no-deps"]
    command += ["--no-index", "--ignore-installed", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return bin_


def _run(command: list[str], folder: Path) -> str:
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
def test_the_installed_command_reads_a_letter(installed: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text((ROOT / "data/samples/04-faint-praise.txt").read_text(encoding="utf-8"), encoding="utf-8")
    shutil.copy(ROOT / "data/samples/01-program-director.docx", tmp_path)
    where = _run([str(installed / "python"), "-c", "import lorscore; print(lorscore.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent), "the wheel is not what is imported"
    command = [str(installed / "lorscore"), "check", "letter.txt", "01-program-director.docx", "--format", "json"]
    reports = json.loads(_run(command, tmp_path))
    assert [r["score"] is not None and len(r["evidence"]) > 0 for r in reports] == [True, True]
    here = [lorscore.analyze_file(tmp_path / name).score for name in ("letter.txt", "01-program-director.docx")]
    assert [r["score"] for r in reports] == here, "the wheel holds other models or rules than the repository"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["01-program-director.docx", "letter.txt"]


def test_no_module_loads_a_pickle() -> None:
    for path in (ROOT / "lorscore").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [w for w in ("import pickle", "joblib", "allow_pickle=True", "dill", "torch.load") if w in text], (
            path
        )


def test_no_shipped_model_is_a_pickle() -> None:
    for path in (ROOT / "models/english/en_lorscore").rglob("*"):
        if path.is_file():
            head = path.read_bytes()[:2]
            assert head[:1] != b"\x80" or head[1:2] not in (b"\x02", b"\x03", b"\x04", b"\x05"), path
