"""Documents made to harm: each ends in an error of ours or in a letter, within bounded time and memory."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from reader_files import BODY, NS, member, pdf, pdf_lines, repacked, word

from lorscore.errors import ReadError
from lorscore.letter import Letter
from lorscore.readers import read_bytes
from lorscore.readers._zip import MAX_XML

SAMPLES = Path(__file__).parents[2] / "data/samples"
FILES = sorted(p for p in SAMPLES.iterdir() if p.name[:2].isdigit())


def refused(data: bytes, name: str, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        read_bytes(data, name)


def test_zip_bomb() -> None:
    bomb = repacked(word(BODY), {"word/document.xml": b"<a>" + b" " * 60_000_000 + b"</a>"})
    assert len(bomb) < 1_000_000
    refused(bomb, "draft.docx", "unpack to")


def test_many_members() -> None:
    refused(repacked(word(BODY), {f"word/media/{i}": b"x" for i in range(3000)}), "draft.docx", "parts")


def test_member_that_lies_about_its_size() -> None:
    data = bytearray(repacked(word(BODY), {"word/document.xml": b"<a>" + b"x" * 3_000_000 + b"</a>"}))
    size = (3_000_007).to_bytes(4, "little")
    assert size in data
    refused(bytes(data.replace(size, (90).to_bytes(4, "little"))), "draft.docx", "damaged")


@pytest.mark.parametrize("padding", [0, 100_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities(padding: int, encoding: str) -> None:
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    xml = (
        f'<?xml version="1.0" encoding="{encoding}"?><!--{"-a" * padding}--><!DOCTYPE x [<!ENTITY l0 "ha">{lol}]>'
        f"<w:document {NS}><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>"
    )
    refused(repacked(word(BODY), {"word/document.xml": xml.encode(encoding)}), "draft.docx", "entities")


def test_entity_that_reads_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    xml = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{secret}">]>'.encode()
    sample = next(p for p in FILES if p.suffix == ".odt").read_bytes()
    content = member(sample, "content.xml")
    cut = content.index(b"<office:document-content")
    refused(repacked(sample, {"content.xml": content[:cut] + xml + content[cut:]}), "draft.odt", "entities")
    page = f'<!DOCTYPE html [<!ENTITY s SYSTEM "file://{secret}">]><html><body><p>Dear &s; all</p></body></html>'
    assert "the secret" not in read_bytes(page.encode(), "x.html").text


def test_linked_picture_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    data = word(BODY)
    rels = member(data, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId77" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        b'Target="http://host.example/x.xml" TargetMode="External"/></Relationships>',
    )
    assert read_bytes(repacked(data, {"word/_rels/document.xml.rels": rels}), "x.docx").text == BODY
    assert read_bytes(b'<html><body><img src="http://host.example/x.png"><p>Dear all</p></body></html>', "x.html").text


MACRO = b"\xd0\xcf\x11\xe0" + b'Attribute VB_Name = "NewMacros"\r\nSub AutoOpen()\r\nShell "calc"\r\nEnd Sub\r\n' * 20


def test_macros_are_no_text_and_are_not_run() -> None:
    plain = word(BODY)
    types = member(plain, "[Content_Types].xml")
    part = b'<Override PartName="/word/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    changed = {"word/vbaProject.bin": MACRO, "[Content_Types].xml": types.replace(b"</Types>", part)}
    assert read_bytes(repacked(plain, changed), "draft.docx").text == BODY
    # what Word itself writes for .docm: another type of the main part
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    changed["[Content_Types].xml"] = changed["[Content_Types].xml"].replace(main, macro)
    refused(repacked(plain, changed), "draft.docm", "macros")


def _watched(code: str, data: bytes, name: str, folder: Path) -> list[str]:
    """Read a file in a process of its own that lists each file it opened in ``folder`` and each connection."""
    (folder / name).write_bytes(data)
    code = (
        "import sys\nfrom lorscore.errors import LorscoreError\nfrom lorscore.readers import read\n"
        "seen, folder = [], sys.argv[1]\n"
        "def see(event, args):\n"
        "    if event.startswith(('socket.connect', 'socket.get', 'urllib', 'subprocess', 'os.system', 'os.exec')):\n"
        "        seen.append(event)\n"
        "    elif event == 'open' and isinstance(args[0], str) and folder in args[0]: seen.append(args[0])\n"
        "sys.addaudithook(see)\n"
        "try: text = read(sys.argv[2]).text\n"
        "except LorscoreError as error: text = str(error)\n"
        f"{code}\n"
        "print('\\n'.join(seen))\n"
    )
    command = [sys.executable, "-c", code, str(folder), str(folder / name)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout.split()


OUTSIDE = "http://host.example/x"


@pytest.mark.parametrize("name", ["x.docx", "x.odt", "x.html", "x.md", "x.rtf", "x.eml", "x.pdf"])
def test_nothing_outside_is_opened(name: str, tmp_path: Path) -> None:
    """Templates, pictures, styles, frames, includes and actions that point to the network or to another file."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-words")
    place = secret.as_uri()
    sample = next(p for p in FILES if p.suffix == ".odt").read_bytes()
    template = b'<w:attachedTemplate r:id="rId1"/>'
    rels = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="%s" TargetMode="External"/></Relationships>' % place.encode()
    )
    settings = member(word(BODY), "word/settings.xml")
    cut = settings.rindex(b"</w:settings>")
    page = (
        f'<html><head><base href="{OUTSIDE}"><link rel=stylesheet href="{place}"><meta http-equiv=refresh '
        f'content="0;url={OUTSIDE}"></head><body><iframe src="{place}"></iframe><object data="{place}"></object>'
        f'<embed src="{place}"><img src="{place}"><script src="{OUTSIDE}"></script><p>{BODY}</p></body></html>'
    )
    section = f'<text:section text:name="s"><text:section-source xlink:href="{place}"/></text:section>'.encode()
    rtf = (
        "{\\rtf1{\\*\\template " + place + '}{\\field{\\*\\fldinst INCLUDETEXT "' + str(secret) + '"}{\\fldrslt a}}'
        '{\\field{\\*\\fldinst INCLUDEPICTURE "'
        + OUTSIDE
        + '"}}{\\object\\objautlink{\\*\\objdata 0105}} '
        + BODY
        + "}"
    )
    mail = (
        "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: message/external-body; access-type=local-file; name="{secret}"\r\n\r\n'
        f"Content-Type: text/plain\r\n\r\n{BODY}\r\n"
    )
    action = b"/OpenAction << /S /JavaScript /JS (app.launchURL\\(1\\)) >> /AA << /O << /S /Launch /F (%s) >> >>"
    data = {
        "x.docx": repacked(
            word(BODY),
            {"word/_rels/settings.xml.rels": rels, "word/settings.xml": settings[:cut] + template + settings[cut:]},
        ),
        "x.odt": repacked(
            sample,
            {"content.xml": member(sample, "content.xml").replace(b"</office:text>", section + b"</office:text>")},
        ),
        "x.html": page.encode(),
        "x.md": f"![a]({place})\n\n[b]: {OUTSIDE}\n\n<iframe src='{place}'></iframe>\n\n{BODY}\n".encode(),
        "x.rtf": rtf.encode(),
        "x.eml": mail.encode(),
        "x.pdf": pdf(pdf_lines("Dear Colleagues,", BODY)).replace(
            b"/Type /Catalog", b"/Type /Catalog " + action % str(secret).encode()
        ),
    }[name]  # fmt: skip
    seen = _watched("assert 'the-secret-words' not in text, text", data, name, tmp_path)
    assert seen == [str(tmp_path / name)]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the peak of memory from Linux's /proc")
def test_a_long_line_is_read_within_bounds_of_memory() -> None:
    """The whole analysis of one line of 70,000 characters; a text past the limit is refused in words."""
    code = (
        "import re, lorscore\nfrom lorscore.errors import InputError\n"
        "analyzer = lorscore.load()\n"
        "assert analyzer.analyze('She found it and told the family what it meant. ' * 1_400).n_words > 10_000\n"
        "try: analyzer.analyze('She found it. ' * 80_000)\n"
        "except InputError as error: assert '1,000,000' in str(error)\n"
        "else: raise AssertionError\n"
        # the peak since this program was started; ru_maxrss would count the process that started it
        "print(re.search(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read())[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) < 600_000  # KiB


@pytest.mark.parametrize("depth", [200, 50_000])
def test_deep_nesting(depth: int) -> None:
    inner = f"<w:p><w:r><w:t>{BODY}</w:t></w:r></w:p>"
    nested = f"{'<w:sdt><w:sdtContent>' * depth}{inner}{'</w:sdtContent></w:sdt>' * depth}"
    xml = f"<w:document {NS}><w:body>{nested}</w:body></w:document>"
    refused(repacked(word(BODY), {"word/document.xml": xml.encode()}), "draft.docx", "damaged")
    page = f"<html><body>{'<div>' * depth}{BODY}{'</div>' * depth}</body></html>"
    assert isinstance(_outcome(page.encode(), "x.html"), str)
    assert isinstance(_outcome(b"{\\rtf1 " + b"{" * depth + BODY.encode() + b"}" * depth + b"}", "x.rtf"), str)
    assert isinstance(_outcome((">" * depth + BODY).encode(), "x.md"), str)
    assert isinstance(_outcome(("- " * depth + BODY).encode(), "x.md"), str)


def _outcome(data: bytes, name: str) -> str:
    try:
        letter = read_bytes(data, name)
    except ReadError as error:
        return str(error)
    assert isinstance(letter, Letter)
    return letter.text


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("x.rtf", "{\\field{\\*\\fldinst{ HYPERLINK "), ("x.rtf", "{\\fonttbl\\f1\\f2"), ("x.rtf", "\\f1"),
        ("x.rtf", "\\deleted "), ("x.rtf", "{\\a \\b "), ("x.rtf", "{\\pict\\bin"), ("x.rtf", "\\'e9"),
        ("x.rtf", "{\\shp{\\shptxt "), ("x.md", "[a]("), ("x.md", "*a_"), ("x.md", "`"), ("x.md", "![["),
        ("x.md", "> "),
        ("x.md", "|a"), ("x.html", "<b><i>"), ("x.html", "<!--"), ("x.html", "&amp"), ("x.html", "<p"), ("pre", " "),
        ("x.eml", "From: a\r\n"), ("x.eml", "Subject: =?utf-8?q?a?= "),
        ("x.eml", " folded\r\n"), ("folded", " a\r\n"),
        ("x.eml", "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"),
        ("x.txt", "Dear "), ("x.txt", "\u202e\u200b"), ("x.txt", "a\u0301"),
    ],
)  # fmt: skip
def test_work_grows_with_the_file(name: str, piece: str) -> None:
    """In a process of its own with a limit on processor time: 300,000 characters of the same piece end in time."""
    start = {
        "folded": "Received: a\r\n",
        "pre": "<html><body><pre>a",
        "x.rtf": "{\\rtf1 ",
        "x.html": "<html><body>",
        "x.eml": "Received: x\r\nTo: a\r\nFrom: b\r\n",
    }.get(name, "")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_CPU, (20, 20))\n"
        "from lorscore.errors import LorscoreError\nfrom lorscore.readers import read_bytes\n"
        "piece, start = sys.argv[1].encode().decode('unicode_escape'), sys.argv[2].encode().decode('unicode_escape')\n"
        "data = (start + piece * (300_000 // len(piece)) + 'a').encode('utf-8', 'surrogatepass')\n"
        f"try: read_bytes(data, {name!r})\n"
        "except LorscoreError: pass\n"
    )
    arguments = [text.encode("unicode_escape").decode() for text in (piece, start)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]


def test_right_to_left_and_invisible_characters() -> None:
    body = "ש\u200bה\u200dי was my \u2066student\u2069 for two years."
    text = f"Dear \u202eseugaelloC\u202c,\n\n{body}\n\nSincerely,\nAna\u00ad Silva"
    letter = read_bytes(text.encode(), "x.txt")
    assert letter.text == text
    assert [p.kind for p in letter.parts] == ["salutation", "paragraph", "closing", "signature"]


def test_megabyte_line() -> None:
    letter = read_bytes(b"She found it. " * 70_000, "x.txt")
    assert [p.kind for p in letter.parts] == ["paragraph"]


def test_largest_xml_that_is_let_through() -> None:
    """What passes the limits of a package is read."""
    rng = random.Random(1)
    runs = "".join(f"<w:p><w:r><w:t>{rng.random()} {rng.random()} words</w:t></w:r></w:p>" for _ in range(10_000))
    xml = f"<w:document {NS}><w:body>{runs}</w:body></w:document>".encode()
    assert len(xml) < MAX_XML
    letter = read_bytes(repacked(word(BODY), {"word/document.xml": xml}), "x.docx")
    assert len(letter.parts) >= 1


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_mutated_files(path: Path) -> None:
    """Bytes changed, cut out, doubled: a letter or an error of ours, nothing else."""
    original = path.read_bytes()
    rng = random.Random(path.name)
    for _ in range(60):
        data = bytearray(original)
        for _ in range(rng.choice((1, 3, 20))):
            at = rng.randrange(len(data))
            change = rng.randrange(3)
            if change == 0:
                data[at] = rng.randrange(256)
            elif change == 1:
                del data[at : at + rng.randrange(1, 200)]
            else:
                data[at:at] = data[at : at + rng.randrange(1, 200)]
            if not data:
                data = bytearray(b"x")
        assert isinstance(_outcome(bytes(data), path.name), str)


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix in (".docx", ".odt")], ids=lambda p: p.name)
def test_mutated_xml(path: Path) -> None:
    """The same inside the package, where checksums do not guard it."""
    original = path.read_bytes()
    rng = random.Random(path.name)
    with zipfile.ZipFile(io.BytesIO(original)) as package:
        names = [n for n in package.namelist() if n.endswith((".xml", ".rels"))]
    for _ in range(40):
        name = rng.choice(names)
        data = bytearray(member(original, name))
        at = rng.randrange(len(data) + 1)
        data[at : at + rng.randrange(0, 80)] = rng.randbytes(rng.randrange(0, 5)) or data[:at][:200]
        assert isinstance(_outcome(repacked(original, {name: bytes(data)}), path.name), str)
