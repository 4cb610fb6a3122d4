"""``lorscore serve``: the local page, for the browser of this machine alone."""

from __future__ import annotations

import argparse
import importlib.util
import socket
import sys
import threading
import webbrowser
from typing import TYPE_CHECKING

from lorscore.cli import EXIT_DONE
from lorscore.cli._letters import add_model_arguments, loaded
from lorscore.errors import ConfigError

if TYPE_CHECKING:
    import uvicorn

    from lorscore.web.security import Guard

PORT = 8642
ADDRESS = "127.0.0.1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--port", metavar="N", type=int, help=f"the port on this machine; {PORT}, or a free one where that is taken"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address and open nothing")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Serve the page until Ctrl+C."""
    missing = [name for name in ("starlette", "uvicorn") if importlib.util.find_spec(name) is None]
    if missing:
        raise ConfigError(
            f"The page needs {' and '.join(missing)}, which is not installed. Install it with: "
            "pip install 'lorscore[web]'"
        )
    with listening(args.port) as listener:
        analyzer, disabled = loaded(args)
        analyzer.analyze("She is a resident.")  # so that the first letter does not wait for tables that load on use
        import uvicorn

        from lorscore.web.app import make_app

        port = listener.getsockname()[1]
        config = configured(make_app(analyzer, port, disabled=disabled))
        url = f"http://{ADDRESS}:{port}/"
        print(f"The page is at {url} (this machine only; Ctrl+C ends it).", file=sys.stderr, flush=True)
        if not args.no_browser:
            # a browser in the terminal would hold up the server that it waits for
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        uvicorn.Server(config).run(sockets=[listener])
    return EXIT_DONE


def configured(app: Guard) -> uvicorn.Config:
    """Return how the page is served: no access log, and of errors only that there was one."""
    import uvicorn

    return uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan="off", ws="none", server_header=False,
        timeout_graceful_shutdown=1,
    )  # fmt: skip


def listening(port: int | None) -> socket.socket:
    """Return a socket that listens on this machine's own address alone.

    Parameters
    ----------
    port : int or None
        The port asked for; None for `PORT`, or any free one where that is taken.

    Raises
    ------
    ConfigError
        Where the port asked for cannot be had.
    """
    for number in (PORT, 0) if port is None else (port,):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":  # there the option would let two programs share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((ADDRESS, number))
            listener.listen(64)
            return listener
        except (OSError, OverflowError):
            listener.close()
    raise ConfigError(f"Port {port} cannot be used: another program has it, or it is reserved. Choose another --port.")
