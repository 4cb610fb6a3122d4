"""The local page as an ASGI application. It has no state: every request brings its letter, and nothing is kept."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Sequence
from importlib import resources
from pathlib import PurePath
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from lorscore import readers, suppress
from lorscore.analysis import Analyzer
from lorscore.errors import InputError, LorscoreError
from lorscore.letter import Letter
from lorscore.render import html, word
from lorscore.report import Report
from lorscore.web.samples import samples, title
from lorscore.web.screen import screen
from lorscore.web.security import Guard

MAX_TEXT = 200_000
"""Characters of a typed text; a letter has a few thousand."""
NAME = "lorscore-name"
"""Header with the name of a file, percent-encoded; a typed text has none."""

_STATIC = {
    "page.html": "text/html", "page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml",
}  # fmt: skip
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def make_app(analyzer: Analyzer, port: int, *, disabled: Sequence[str] = ()) -> Guard:
    """Return the application.

    Parameters
    ----------
    analyzer : Analyzer
        It is called from one worker thread at a time.
    port : int
        The port that it is served on, which the ``Host`` header must name.
    disabled : sequence of str
        Ids of rules that are not shown.
    """
    page = Page(analyzer, disabled)
    routes = [Route("/", _fixed("page.html"))]
    routes += [Route(f"/{name}", _fixed(name)) for name in _STATIC if name != "page.html"]
    routes += [
        Route("/report.css", _report_css),
        Route("/settings", _settings),
        Route("/samples/{name}", _sample),
        Route("/read", page.read, methods=["POST"]),
        Route("/download/{form}", page.download, methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes), port)


class Page:
    """What is done with a letter that came with a request."""

    def __init__(self, analyzer: Analyzer, disabled: Sequence[str]) -> None:
        self._analyzer, self._disabled = analyzer, disabled
        self._turn = asyncio.Lock()

    async def read(self, request: Request) -> Response:
        """Answer with what the page shows of the letter."""
        return await self._answer(request, lambda _, letter, report: _screen(letter, report))

    async def download(self, request: Request) -> Response:
        """Answer with a file: the Word file with comments, the HTML report, or the report as JSON."""
        make = _FORMS.get(request.path_params["form"])
        if make is None:
            return PlainTextResponse("There is no such download.", 404)
        answer = await self._answer(request, make)
        if answer.status_code == 200:
            answer.headers["content-disposition"] = "attachment"
        return answer

    async def _answer(self, request: Request, make: Callable[[bytes, Letter, Report], Response]) -> Response:
        data = await _body(request)
        if data is None:
            return _error(413, f"More than {readers.MAX_BYTES / 1e6:g} MB, which no letter is. Is this the right file?")
        name = request.headers.get(NAME)
        async with self._turn:
            # the page asks again while somebody types, and hangs up on what it no longer wants
            if await request.is_disconnected():
                return Response(status_code=499)
            try:
                return await run_in_threadpool(self._made, data, name, make)
            except LorscoreError as error:
                return _error(422, str(error))

    def _made(self, data: bytes, name: str | None, make: Callable[[bytes, Letter, Report], Response]) -> Response:
        letter, ignores = suppress.take(_letter(data, name))
        if letter.format == "docx":
            ignores += suppress.in_word(io.BytesIO(data), letter)
        report = suppress.hide(self._analyzer.analyze(letter), self._disabled, ignores)
        return make(data, letter, report)


def _letter(data: bytes, name: str | None) -> Letter:
    if name is not None:
        # the last part alone: whatever folder a name pretends to
        return readers.read_bytes(data, PurePath(unquote(name).replace("\\", "/")).name or "letter")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise InputError("The text is not in UTF-8. Open it as a file instead.") from None
    if len(text) > MAX_TEXT:
        raise InputError(
            f"The text is longer than {MAX_TEXT:,} characters, which no letter is. Paste the letter alone."
        )
    return Letter.from_text(text)


async def _body(request: Request) -> bytes | None:
    """Return what was sent, or None as soon as it is more than the limit."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > readers.MAX_BYTES:
        return None
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > readers.MAX_BYTES:
            return None
    return bytes(data)


def _screen(letter: Letter, report: Report) -> Response:
    return JSONResponse({**screen(report), "word": letter.format == "docx"})


_FORMS: dict[str, Callable[[bytes, Letter, Report], Response]] = {
    "html": lambda _, letter, report: Response(html.render(report), media_type="text/html"),
    "json": lambda _, letter, report: Response(report.to_json(indent=2), media_type="application/json"),
    "docx": lambda data, letter, report: Response(word.annotated(data, report, letter), media_type=_WORD),
}


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status)


def _fixed(name: str) -> Callable[[Request], Awaitable[Response]]:
    """Return what serves one file of the page; files are named here, none is looked up by a request's path."""
    content = resources.files(__package__).joinpath("static", name).read_bytes()

    async def serve(request: Request) -> Response:
        return Response(content, media_type=_STATIC[name])

    return serve


async def _report_css(request: Request) -> Response:
    return Response(html.stylesheet(), media_type="text/css")


async def _settings(request: Request) -> Response:
    return JSONResponse(
        {
            "samples": [{"name": name, "title": title(name)} for name in samples()],
            "maxBytes": readers.MAX_BYTES,
            "maxText": MAX_TEXT,
        }
    )


async def _sample(request: Request) -> Response:
    path = samples().get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("There is no such sample.", 404)
    return Response(path.read_bytes(), media_type="application/octet-stream")
