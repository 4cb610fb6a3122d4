from __future__ import annotations

import importlib.util
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from typing import Any

import pytest

from lorscore.cli import main
from lorscore.cli.serve import listening
from lorscore.errors import ConfigError


def test_it_listens_on_this_machine_alone() -> None:
    with listening(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_port_that_is_none(port: int) -> None:
    with pytest.raises(ConfigError, match="Choose another"):
        listening(port)


def test_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(0) as first:
        taken = first.getsockname()[1]
        with pytest.raises(ConfigError, match=str(taken)):
            listening(taken)
        monkeypatch.setattr("lorscore.cli.serve.PORT", taken)
        with listening(None) as second:
            assert second.getsockname()[1] != taken


def test_without_the_extra_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda n, *a: None if n == "uvicorn" else real(n, *a))
    assert main(["serve", "--no-browser"]) == 2
    assert "pip install 'lorscore[web]'" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_the_command_from_start_to_interrupt() -> None:
    command = [sys.executable, "-m", "lorscore", "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert found, said
        request = urllib.request.Request(
            found[0] + "read", data=b"She is the best resident I have taught.", headers={"lorscore-page": "1"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert b"resident" in answer.read()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(found[0] + "samples/..%2F..%2Fpyproject.toml", timeout=60)
        _refuses_to_be_reached_from_outside(int(found[0].rsplit(":", 1)[1].strip("/")))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == err == ""


def _refuses_to_be_reached_from_outside(port: int) -> None:
    """Fail where another address of this machine answers; one that has none proves nothing and passes."""
    others: set[Any] = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in others - {"127.0.0.1"}:
        with socket.socket() as probe:
            probe.settimeout(2)
            assert probe.connect_ex((address, port)) != 0
