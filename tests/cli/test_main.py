"""The command line itself: its table, its exit codes, what it imports."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import lorscore.cli
from lorscore.cli import commands, main
from lorscore.errors import ReadError

FOLDER = Path(lorscore.cli.__file__).parent


def run(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lorscore", *args], capture_output=True, text=True, env={**os.environ, **env}
    )


def test_every_command_module_has_its_line_in_the_table() -> None:
    modules = {p.stem for p in FOLDER.glob("*.py") if not p.name.startswith("_")}
    table = tomllib.loads((FOLDER / "commands.toml").read_text())
    assert modules <= set(table)
    assert set(commands()) == modules


@pytest.mark.parametrize("name", list(commands()))
def test_a_command_explains_itself_without_heavy_imports(name: str) -> None:
    code = (
        "import sys; from lorscore.cli import main\n"
        f"try: main([{name!r}, '--help'])\n"
        "except SystemExit as stop: assert stop.code == 0, stop.code\n"
        "heavy = {'spacy', 'numpy', 'sklearn', 'docx', 'pandas', 'pypdfium2'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "usage: lorscore " + name in done.stdout


def test_help_and_version_import_no_command() -> None:
    for option in ("--help", "--version"):
        code = (
            "import sys; from lorscore.cli import main\n"
            f"try: main([{option!r}])\n"
            "except SystemExit as stop: assert stop.code == 0, stop.code\n"
            "assert 'numpy' not in sys.modules and 'spacy' not in sys.modules\n"
            "assert not [m for m in sys.modules if m.startswith('lorscore.cli.')]"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_no_command_prints_help_and_is_a_wrong_call() -> None:
    done = run()
    assert done.returncode == 2
    assert "usage: lorscore" in done.stdout


def test_unknown_command() -> None:
    done = run("chekc")
    assert done.returncode == 2
    assert "chekc" in done.stderr
    assert "Traceback" not in done.stderr


class Fake:
    """A command whose run raises."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def add_arguments(self, parser: object) -> None:
        pass

    def run(self, args: object) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ReadError("a.docx: there is no such file."), 2, "lorscore: a.docx: there is no such file.\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_become_one_sentence(
    error: BaseException, code: int, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lorscore.cli, "commands", lambda: {"fake": "help"})
    monkeypatch.setattr(lorscore.cli, "_command", lambda name: Fake(error))
    assert main(["fake"]) == code
    assert capsys.readouterr().err == message


def test_an_unforeseen_error_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LORSCORE_DEBUG", raising=False)
    monkeypatch.setattr(lorscore.cli, "commands", lambda: {"fake": "help"})
    monkeypatch.setattr(lorscore.cli, "_command", lambda name: Fake(ValueError("Dr. Rao was adequate")))
    assert main(["fake"]) == 2
    err = capsys.readouterr().err
    assert "ValueError" in err
    assert "Rao" not in err
    assert "Traceback" not in err


@pytest.mark.skipif(os.name != "posix", reason="pipes of this sort are POSIX's")
def test_a_reader_that_goes_away_is_no_traceback() -> None:
    letter = Path(__file__).parents[1] / "render" / "fixtures" / "letter.txt"
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-m", "lorscore", "upload", str(letter)], stdout=write_end, stderr=subprocess.PIPE, text=True
    )
    os.close(write_end)
    assert done.returncode == 141
    assert done.stderr == ""
