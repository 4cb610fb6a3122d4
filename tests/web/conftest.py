"""The page's application, in process and on a port of this machine, over one analyzer."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import uvicorn

import lorscore
from lorscore.analysis import Analyzer
from lorscore.cli.serve import configured, listening
from lorscore.web.app import make_app


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return lorscore.load()


@pytest.fixture(scope="session")
def address(analyzer: Analyzer) -> Iterator[str]:
    """Serve the page as the command does, and return its address."""
    with listening(0) as listener:
        port = listener.getsockname()[1]
        server = uvicorn.Server(configured(make_app(analyzer, port)))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(10)
