from __future__ import annotations

import asyncio
import io
import json
import logging
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import docx
import pytest

from lorscore import readers
from lorscore.analysis import Analyzer
from lorscore.report import Report
from lorscore.web import app as app_module
from lorscore.web.app import make_app
from lorscore.web.samples import samples
from lorscore.web.security import HEADERS, Guard

PORT = 8000
HOST = (b"host", f"127.0.0.1:{PORT}".encode())
ASKING = (b"lorscore-page", b"1")
LETTER = "Dear Colleagues,\n\nShe is the best resident I have taught in ten years. She is hard-working."
HOSTILE = (
    'Dear <script>alert(1)</script>,\n\n<img src=x onerror=alert(2)> She is the best "resident" I have taught in ten '
    "years & hard-working </textarea><svg onload=alert(3)>. \u202eShe\x1b[31m is \U0001f9ec kind.\r\n</script>"
)


def call(
    app: Any, method: str, path: str, headers: list[tuple[bytes, bytes]], chunks: list[bytes] | None = None
) -> tuple[int, dict[str, str], bytes, int]:
    """Call the application with exactly this path and these headers; also return how many chunks it took."""
    waiting, sent, taken = list(chunks or [b""]), [], 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        if not waiting:
            return {"type": "http.disconnect"} if sent else await asyncio.sleep(60, {})
        taken += 1
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", PORT),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    answer = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], answer, b"".join(m.get("body", b"") for m in sent[1:]), taken


@dataclass
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


@dataclass
class Client:
    """Asks as the page does."""

    app: Guard

    def get(self, path: str) -> Answer:
        return Answer(*call(self.app, "GET", path, [HOST])[:3])

    def post(self, path: str, content: str | bytes, headers: dict[str, str] | None = None) -> Answer:
        own = [HOST, ASKING, *((k.encode(), v.encode()) for k, v in (headers or {}).items())]
        return Answer(
            *call(self.app, "POST", path, own, [content.encode() if isinstance(content, str) else content])[:3]
        )


@pytest.fixture(scope="module")
def app(analyzer: Analyzer) -> Guard:
    return make_app(analyzer, PORT)


@pytest.fixture
def client(app: Guard) -> Client:
    return Client(app)


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/report.css", "/icon.svg", "/settings", "/nothing"])
def test_every_answer_carries_the_policy(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == (404 if path == "/nothing" else 200)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


def test_refusals_carry_the_policy_too(app: Guard) -> None:
    status, headers, _, _ = call(app, "GET", "/", [(b"host", b"evil.example")])
    assert status == 403
    assert headers["content-security-policy"] == HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    "hosts",
    [[], [b"evil.example"], [b"evil.example:8000"], [b"127.0.0.1"], [b"127.0.0.1:8001"], [b""], [b"0.0.0.0:8000"],
     [b"localhost.evil.example:8000"], [b"127.0.0.1:8000@evil.example"], [b"127.0.0.1:8000", b"evil.example"]],
)  # fmt: skip
def test_foreign_hosts_are_refused(app: Guard, hosts: list[bytes]) -> None:
    for method, path in (("GET", "/"), ("POST", "/read")):
        status, _, _, taken = call(app, method, path, [*((b"host", h) for h in hosts), ASKING], [LETTER.encode()])
        assert (status, taken) == (403, 0)


@pytest.mark.parametrize("host", [b"127.0.0.1:8000", b"localhost:8000", b"LocalHost:8000"])
def test_own_hosts_are_served(app: Guard, host: bytes) -> None:
    assert call(app, "GET", "/", [(b"host", host)])[0] == 200


@pytest.mark.parametrize(
    "header",
    [(b"origin", b"https://evil.example"), (b"origin", b"null"), (b"origin", b"http://127.0.0.1:8001"),
     (b"origin", b"https://127.0.0.1:8000"), (b"origin", b"http://localhost:8000"), (b"sec-fetch-site", b"cross-site")],
)  # fmt: skip
def test_foreign_origins_are_refused(app: Guard, header: tuple[bytes, bytes]) -> None:
    status, headers, _, taken = call(app, "POST", "/read", [HOST, ASKING, header], [LETTER.encode()])
    assert (status, taken) == (403, 0)
    assert not any(name.startswith("access-control") for name in headers)


def test_own_origin_is_served(client: Client) -> None:
    origin = {"origin": f"http://127.0.0.1:{PORT}", "sec-fetch-site": "same-origin"}
    assert client.post("/read", content=LETTER, headers=origin).status_code == 200


def test_a_form_of_another_site_cannot_post(app: Guard) -> None:
    # a plain form can send any body, but no header of its own; and a preflight is not granted
    status, _, _, taken = call(app, "POST", "/read", [HOST, (b"content-type", b"text/plain")], [LETTER.encode()])
    assert (status, taken) == (403, 0)
    asked = [HOST, (b"access-control-request-headers", b"lorscore-page")]
    status, headers, _, _ = call(app, "OPTIONS", "/read", asked)
    assert status == 405
    assert not any(name.startswith("access-control") for name in headers)


def test_a_declared_size_beyond_the_limit_is_refused_unread(app: Guard) -> None:
    length = (b"content-length", str(readers.MAX_BYTES + 1).encode())
    status, _, body, taken = call(app, "POST", "/read", [HOST, ASKING, length], [b"x"] * 3)
    assert (status, taken) == (413, 0)
    assert "right file" in json.loads(body)["error"]


@pytest.mark.parametrize("path", ["/read", "/download/html"])
def test_an_undeclared_size_is_stopped_at_the_limit(app: Guard, path: str) -> None:
    chunk = b"x" * (readers.MAX_BYTES // 4)
    status, _, _, taken = call(app, "POST", path, [HOST, ASKING], [chunk] * 12)
    assert (status, taken) == (413, 5)


def test_a_text_that_is_no_letter_by_its_length(client: Client) -> None:
    answer = client.post("/read", content="word " * (app_module.MAX_TEXT // 4))
    assert answer.status_code == 422
    assert "longer than" in answer.json()["error"]


@pytest.mark.parametrize(
    "path",
    ["/../app.py", "/..%2fapp.py", "/../../../pyproject.toml", "/samples/../README.md", "/samples/README.md",
     "/samples/..%2f..%2fpyproject.toml", "/samples/../../pyproject.toml", "/samples/make.py", "/samples/",
     "/samples//etc/passwd", "/samples/%2e%2e", "/samples/01-program-director.docx/..", "/static/page.html",
     "/page.js/../app.py", "//etc/passwd", "/samples/text/01-program-director.txt", "/download/../settings",
     "/samples/01-program-director.docx\x00.txt", "/samples/..\\..\\pyproject.toml"],
)  # fmt: skip
def test_no_path_leads_elsewhere(app: Guard, path: str) -> None:
    assert call(app, "GET", path, [HOST])[0] in (404, 405)


@pytest.mark.parametrize("name", list(samples()))
def test_every_sample_can_be_fetched_and_read(client: Client, name: str) -> None:
    data = client.get(f"/samples/{name}").content
    answer = client.post("/read", content=data, headers={"lorscore-name": name})
    assert answer.status_code == 200
    assert answer.json()["word"] == name.endswith(".docx")
    assert name in [s["name"] for s in client.get("/settings").json()["samples"]]


def test_a_hostile_letter_stays_text(client: Client) -> None:
    answer = client.post("/read", content=HOSTILE)
    assert answer.headers["content-type"] == "application/json"
    shown = answer.json()
    assert shown["text"] == HOSTILE.replace("\r\n", "\n")
    page = client.post("/download/html", content=HOSTILE)
    assert page.headers["content-disposition"] == "attachment"
    assert "<script" not in page.text
    assert "<img" not in page.text
    assert "<svg onload" not in page.text


def test_the_word_file_is_the_users_own_with_comments(client: Client) -> None:
    name = "10-draft-with-changes.docx"
    data = samples()[name].read_bytes()
    answer = client.post("/download/docx", content=data, headers={"lorscore-name": name})
    assert answer.status_code == 200
    before, after = docx.Document(io.BytesIO(data)), docx.Document(io.BytesIO(answer.content))
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    assert len(list(after.comments)) > len(list(before.comments))
    assert samples()[name].read_bytes() == data


def test_comments_need_a_word_file(client: Client) -> None:
    assert client.post("/download/docx", content=LETTER).status_code == 422
    assert client.post("/download/pdf", content=LETTER).status_code == 404


def test_the_json_is_the_report(client: Client, analyzer: Analyzer) -> None:
    assert Report.from_json(client.post("/download/json", content=LETTER).text) == analyzer.analyze(LETTER)


@pytest.mark.parametrize(
    ("name", "data"),
    [("draft.docx", b"no zip"), ("letter.xyz", b"text"), ("empty.txt", b""), ("x.pdf", b"%PDF-1.7 broken")],
)  # fmt: skip
def test_what_cannot_be_read_is_a_sentence(client: Client, name: str, data: bytes) -> None:
    answer = client.post("/read", content=data, headers={"lorscore-name": name})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(f"{name}: ")


def test_bytes_that_are_no_text(client: Client) -> None:
    assert "UTF-8" in client.post("/read", content=b"\xff\xfe\x00").json()["error"]


@pytest.mark.parametrize(
    ("name", "shown"), [("..%2F..%2Fetc%2Fletter.txt", "letter.txt"), ("C%3A%5CUsers%5Cme%5Cletter.txt", "letter.txt")]
)
def test_folders_in_a_name_are_dropped(client: Client, name: str, shown: str) -> None:
    answer = client.post("/download/json", content=LETTER, headers={"lorscore-name": name})
    assert answer.json()["source"] == shown


def test_disabled_rules_are_not_shown(analyzer: Analyzer) -> None:
    def rules(disabled: tuple[str, ...]) -> set[str]:
        answer = Client(make_app(analyzer, PORT, disabled=disabled)).post("/read", content=LETTER)
        return {f["rule"] for f in answer.json()["findings"]}

    found = sorted(rules(()))
    assert found
    assert rules((found[0],)) == set(found[1:])


_opened: list[tuple[object, ...]] = []
_watching = False


def _note(event: str, args: tuple[object, ...]) -> None:
    if _watching and event in (
        "open",
        "os.mkdir",
        "os.rename",
        "tempfile.mkstemp",
        "tempfile.mkdtemp",
        "socket.connect",
    ):
        _opened.append((event, *args))


def test_nothing_is_written_and_nothing_is_called(app: Guard) -> None:
    global _watching
    name = "10-draft-with-changes.docx"
    data = samples()[name].read_bytes()
    headers = [HOST, ASKING, (b"lorscore-name", name.encode())]
    sys.addaudithook(_note)
    _watching = True
    try:
        answers = [call(app, "POST", p, headers, [data])[0] for p in ("/read", "/download/docx", "/download/html")]
        Path("/dev/null").open("w").close()  # the hook sees writing where there is some
    finally:
        _watching = False
    assert answers == [200, 200, 200]
    written = [e for e in _opened if e[0] != "open" or not isinstance(e[2], str) or set(e[2]) & set("wax+")]
    assert [e[1] for e in written] == ["/dev/null"]


def test_a_fault_says_its_type_and_nothing_of_the_letter(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], app: Guard
) -> None:
    def fail(report: Report) -> None:
        raise RuntimeError(report.text)

    monkeypatch.setattr(app_module, "screen", fail)
    monkeypatch.delenv("LORSCORE_DEBUG", raising=False)
    caplog.set_level(logging.DEBUG)
    status, _, body, _ = call(app, "POST", "/read", [HOST, ASKING], [LETTER.encode()])
    out, err = capfd.readouterr()
    assert status == 500
    assert "RuntimeError" in caplog.text
    assert "resident" not in caplog.text + out + err + body.decode()


def test_a_letter_that_nobody_waits_for_is_not_read(app: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []
    page = app_module.Page
    monkeypatch.setattr(page, "_made", lambda self, data, name, make: read.append(data))

    class Gone:
        headers: ClassVar[dict[str, str]] = {}

        async def stream(self) -> Any:
            yield LETTER.encode()

        async def is_disconnected(self) -> bool:
            return True

    answer = asyncio.run(page(None, ()).read(Gone()))  # type: ignore[arg-type]
    assert answer.status_code == 499
    assert read == []
