"""No command touches the network: each runs while every use of a socket that could leave the process is forbidden."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import lorscore
from lorscore.cli import commands, main

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "samples"
FORBIDDEN = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg",
     "urllib.Request", "http.client.connect", "smtplib.connect", "ftplib.connect"}
)  # fmt: skip
_watched: list[str] = []
_on = False


class Touched(BaseException):
    """Not an Exception: no command can swallow it."""


def _hook(event: str, _args: tuple[object, ...]) -> None:
    if _on and event in FORBIDDEN:
        _watched.append(event)
        raise Touched(event)


sys.addaudithook(_hook)


@pytest.fixture(autouse=True)
def forbidden() -> Iterator[None]:
    global _on
    _watched.clear()
    _on = True
    yield
    _on = False
    assert not _watched


@pytest.fixture(scope="module", autouse=True)
def once() -> Iterator[None]:
    """Load the models once for all commands of this module."""
    loaded = lorscore.load()
    patch = pytest.MonkeyPatch()
    patch.setitem(vars(lorscore), "load", lambda **options: loaded)
    yield
    patch.undo()


def _calls(folder: Path) -> dict[str, list[str]]:
    letters, letter = folder / "letters", str(SAMPLES / "04-faint-praise.txt")
    out = str(folder / "out.csv")
    return {
        "check": ["check", letter, "--html", str(folder / "page.html")],
        "upload": ["upload", letter],
        "score": ["score", letter],
        "plan": ["plan", str(SAMPLES / "profile.toml")],
        "set": ["set", letter, str(SAMPLES / "01-program-director.docx")],
        "packet": ["packet", "-o", str(folder / "packet"), str(SAMPLES / "profile.toml")],
        "deidentify": ["deidentify", letter, "-o", str(folder / "plain.txt")],
        "corpus": ["corpus", "compare", out, out],
        "explain": ["explain", letter, "--at", "5"],
        "rules": ["rules", "list"],
        "evaluate": ["evaluate", str(letters), str(folder / "readings"), "--boot", "0"],
        "study": ["study", "describe", out, "-o", str(folder / "study")],
        "fit": ["fit", str(letters), str(folder / "ratings.csv"), "-o", str(folder / "model")],
        "serve": ["serve", "--port", "-1", "--no-browser"],  # its requests: tests/web/test_app.py
    }


@pytest.mark.parametrize("name", sorted(commands()))
def test_no_command_touches_the_network(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "readings" / "r1").mkdir(parents=True)
    for letter in sorted((ROOT / "data/letters/train").glob("*.txt"))[:3]:
        shutil.copy(letter, tmp_path / "letters")
        shutil.copy(ROOT / "data/letters/readings/r1" / f"{letter.stem}.json", tmp_path / "readings" / "r1")
    call = _calls(tmp_path)[name]  # a new command must be added here
    if name in ("corpus", "study"):
        main(["score", str(tmp_path / "letters"), "-o", str(tmp_path / "out.csv")])
    try:
        code = main(call)
    except SystemExit as left:
        code = int(left.code or 0)
    printed = capsys.readouterr()
    assert code in (0, 1) or name in ("evaluate", "study", "fit", "serve"), printed.err  # those need more letters
    assert "Touched" not in printed.err


def test_the_guard_itself_sees_a_connection() -> None:
    import socket

    with pytest.raises(Touched):
        socket.getaddrinfo("localhost", 80)
    _watched.clear()
