"""What every request must pass, and what every answer carries.

The page is for the browser of this machine alone. Three kinds of stranger are kept out: a web site that calls this
address from the user's browser (``Origin``, ``Sec-Fetch-Site``, a header that no foreign page may send unasked), a site
whose name was pointed at this machine (DNS rebinding: ``Host``), and a page in which ours would be framed.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

ASKING = b"lorscore-page"
"""Our page sends this header with every POST. A foreign page may not without a preflight, which is never granted."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}

_log = logging.getLogger(__name__)


class Guard:
    """ASGI middleware: refuses strangers, and sets the headers of every answer.

    Parameters
    ----------
    app : ASGI application
    port : int
        The port that the page is served on.
    """

    def __init__(self, app: App, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost")}
        if port == 80:  # the port that a browser leaves out
            self.hosts |= {b"127.0.0.1", b"localhost"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        begun = False

        async def dressed(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *own]
            await send(message)

        refusal = self.refusal(scope["method"], scope["headers"])
        if refusal:
            await _say(dressed, *refusal)
            return
        try:
            await self.app(scope, receive, dressed)
        except Exception as error:
            if os.environ.get("LORSCORE_DEBUG"):
                raise
            # the type only: the message of a foreign error may quote the letter
            _log.error("something failed inside lorscore (%s)", type(error).__name__)
            if not begun:
                await _say(dressed, 500, "Something failed inside lorscore.")

    def refusal(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> tuple[int, str] | None:
        """Return the status and the reason for which a request is refused, or None.

        Examples
        --------
        >>> async def app(scope, receive, send): ...
        >>> guard = Guard(app, 8000)
        >>> guard.refusal("GET", [(b"host", b"localhost:8000")])
        >>> guard.refusal("GET", [(b"host", b"evil.example:8000")])
        (403, 'This page answers only to its own address on this machine.')
        """
        sent: dict[bytes, list[bytes]] = {}
        for name, value in headers:
            sent.setdefault(name.lower(), []).append(value.strip().lower())
        hosts = sent.get(b"host", [])
        if len(hosts) != 1 or hosts[0] not in self.hosts:
            return 403, "This page answers only to its own address on this machine."
        own = [b"http://" + hosts[0]]
        if sent.get(b"origin", own) != own or b"cross-site" in sent.get(b"sec-fetch-site", []):
            return 403, "This page answers only to itself, not to other sites."
        if method not in ("GET", "HEAD", "POST"):
            return 405, "This page knows GET, HEAD and POST."
        if method == "POST" and ASKING not in sent:
            return 403, "A letter is taken from this page itself only."
        return None


async def _say(send: Send, status: int, reason: str) -> None:
    body = reason.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
