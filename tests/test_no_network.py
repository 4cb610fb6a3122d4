"""What a command touches: no network, no file but where it was told to write, and no letter in what it says of itself.

Python tells of every connection and of every file that is opened before it happens (audit events); each command runs to
its end while they are watched.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import shutil
import socket
import sys
import tempfile
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import lorscore
from lorscore.cli import commands, main
from lorscore.research import own_ratings
from lorscore.scoring.strength import StrengthModel
from lorscore.web.app import make_app

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "samples"
LETTER = SAMPLES / "04-faint-praise.txt"
N_LETTERS = 40
"""As many as fitting and evaluating ask for."""
FORBIDDEN = frozenset(
    {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg",
     "urllib.Request", "http.client.connect", "smtplib.connect", "ftplib.connect"}
)  # fmt: skip
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = frozenset({"os.mkdir", "os.rename", "os.link", "os.symlink", "os.remove", "os.rmdir", "os.truncate"})
_watched: list[str] = []
_written: list[str] = []
_on = False


class Touched(BaseException):
    """Not an Exception: no command can swallow it."""


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not _on:
        return
    if event in FORBIDDEN:
        _watched.append(event)
        raise Touched(event)
    opened = event == "open" and isinstance(args[0], str | bytes) and args[2] & WRITING
    if opened or event in CHANGES:
        _written.append(os.fsdecode(args[0]))


sys.addaudithook(_hook)


@pytest.fixture(autouse=True)
def forbidden() -> Iterator[None]:
    global _on
    _watched.clear()
    _written.clear()
    _on = True
    yield
    _on = False
    assert not _watched


@pytest.fixture(scope="module", autouse=True)
def once() -> Iterator[None]:
    """Load the models once for all commands of this module."""
    loaded = lorscore.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(vars(lorscore), "load", lambda **options: loaded)
        patch.setattr(lorscore.analysis, "load", lambda **options: loaded)
        # the fit itself is arithmetic that takes long; tests/research/test_own_ratings.py looks at it
        model = StrengthModel.load(ROOT / "models/strength")
        figures = types.SimpleNamespace(markdown=lambda: "figures")
        fitted = types.SimpleNamespace(model=model, left_out=(), figures=figures)
        patch.setattr(own_ratings, "fit_own", lambda *a, **k: fitted)
        patch.setattr(own_ratings, "card", lambda fitted: "a card")
        yield


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Letters, readings, ratings, and a table of scores."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "letters").mkdir()
    (folder / "readings" / "r1").mkdir(parents=True)
    rows = ["id,rater,overall"]
    for number, letter in enumerate(sorted((ROOT / "data/letters/train").glob("*.txt"))[:N_LETTERS]):
        shutil.copy(letter, folder / "letters")
        shutil.copy(ROOT / "data/letters/readings/r1" / f"{letter.stem}.json", folder / "readings" / "r1")
        rows.append(f"{letter.stem},ann,{1 + number % 5}")
    (folder / "ratings.csv").write_text("\n".join(rows) + "\n")
    assert main(["score", str(folder / "letters"), "-o", str(folder / "out.csv")]) == 0
    return folder


def _calls(given: Path, to: Path) -> dict[str, list[str]]:
    letters, letter, table = str(given / "letters"), str(LETTER), str(given / "out.csv")
    return {
        "check": ["check", letter, "--html", str(to / "page.html")],
        "upload": ["upload", letter],
        "score": ["score", letter, "-o", str(to / "s.parquet")],
        "plan": ["plan", str(SAMPLES / "profile.toml")],
        "set": ["set", letter, str(SAMPLES / "01-program-director.docx")],
        "packet": ["packet", "-o", str(to / "packet"), str(SAMPLES / "profile.toml")],
        "deidentify": ["deidentify", letter, "-o", str(to / "plain.txt")],
        "corpus": ["corpus", "compare", table, table],
        "explain": ["explain", letter, "--at", "5"],
        "rules": ["rules", "list"],
        "evaluate": ["evaluate", letters, str(given / "readings"), "--boot", "0"],
        "study": ["study", "describe", table, "-o", str(to / "study")],
        "fit": ["fit", str(given / "ratings.csv"), "--letters", letters, "-o", str(to / "model")],
        "serve": ["serve", "--port", "-1", "--no-browser"],  # what it answers is asked below
    }


def _is_elsewhere(path: str, to: Path) -> bool:
    place = Path(path).absolute()
    # what holds no letter: bytecode, which Python keeps, and the list of fonts, which matplotlib keeps; the null device
    kept = {"__pycache__", "matplotlib"} & set(place.parts)
    return not (place.is_relative_to(to) or kept or path == os.devnull)


def test_every_command_is_called() -> None:
    assert set(_calls(Path(), Path())) == set(commands())


def test_the_help_lists_the_same_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out.split("commands:")[1]
    assert set(re.findall(r"(?m)^    ([a-z]+)\b", shown)) == set(commands())


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_touches_only_what_it_was_told_to(
    name: str, given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    caplog.set_level(logging.DEBUG)
    before = set(os.listdir(tempfile.gettempdir()))
    _written.clear()
    code = main(_calls(given, tmp_path)[name])  # a new command must be added there
    said = capsys.readouterr().err
    assert code in ((2,) if name == "serve" else (0, 1)), said
    elsewhere = [path for path in _written if _is_elsewhere(path, tmp_path)]
    assert not elsewhere
    assert not {n for n in set(os.listdir(tempfile.gettempdir())) - before if "lorscore" in n}
    assert not _quoted(LETTER.read_text(encoding="utf-8"), said + caplog.text)


def _quoted(letter: str, said: str) -> list[str]:
    """Return the runs of four words of a letter that stand in what was said."""
    words, said = letter.split(), " ".join(said.split())
    return [run for i in range(len(words) - 3) if len(run := " ".join(words[i : i + 4])) > 12 and run in said]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/read", "/samples/04-faint-praise.txt"])
def test_the_page_touches_nothing(path: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """In process: the sockets of a server are its own port's, which tests/web looks at."""
    caplog.set_level(logging.DEBUG)
    letter = LETTER.read_text(encoding="utf-8")
    sent: list[Any] = []
    body = [letter.encode() if path == "/read" else b""]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body.pop()} if body else await asyncio.sleep(60, {})

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1:8000"), (b"lorscore-page", b"1")]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "path": path,
        "method": "POST" if path == "/read" else "GET", "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": headers, "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    app = make_app(lorscore.load(), 8000)
    _written.clear()
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 200
    assert [p for p in _written if _is_elsewhere(p, tmp_path)] == []
    assert not _quoted(letter, caplog.text)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.txt", "a.odt", "a.rtf", "a.eml", "a.html", "a.md"])
def test_an_error_quotes_no_letter(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A letter under another name, cut off, or with bytes that are none: what is said of it holds no word of it."""
    letter = LETTER.read_bytes()
    for data in (letter + b"\x00\xff\xfe", b"PK\x03\x04" + letter, b"%PDF-1.7\n" + letter, b"{\\rtf1 " + letter):
        (tmp_path / name).write_bytes(data)
        for call in (["check", str(tmp_path / name), "--format", "json"], ["score", str(tmp_path / name)]):
            main(call)
            said = capsys.readouterr().err
            assert not _quoted(letter.decode(), said)


def test_the_guard_itself_sees_a_connection_and_a_file(tmp_path: Path) -> None:
    with pytest.raises(Touched):
        socket.getaddrinfo("localhost", 80)
    _watched.clear()
    _written.clear()
    with open(tmp_path / "a", "w"):
        pass
    assert _written == [str(tmp_path / "a")]
    assert _is_elsewhere(_written[0], tmp_path / "b")
