"""Each file that cannot be read says what it is and what to do, in one sentence or two."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from reader_files import BODY, repacked, word

from lorscore.errors import ReadError
from lorscore.readers import read, read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1000


def refused(path: Path | str, words: str) -> str:
    with pytest.raises(ReadError, match=words) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert message.endswith((".", "?"))
    return message


def test_missing(tmp_path: Path) -> None:
    refused(tmp_path / "none.docx", "no such file")
    refused(tmp_path / "none" / "deeper.docx", "no such file")


def test_folder(tmp_path: Path) -> None:
    refused(tmp_path, "folder")


def test_empty(tmp_path: Path) -> None:
    for name, data in (
        ("a.docx", b""),
        ("b.txt", b" \r\n\t"),
        ("c.pdf", b""),
        ("d.txt", b"\xef\xbb\xbf"),
        ("e.txt", b"\0\0\0"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        refused(path, "empty")


def test_no_text_in_it(tmp_path: Path) -> None:
    for name, data in (("a.docx", word("", " ")), ("b.html", b"<html><body><script>x()</script></body></html>")):
        path = tmp_path / name
        path.write_bytes(data)
        refused(path, "no text")


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    path.write_bytes(b"word " * 3_000_000)
    assert "15.0 MB" in refused(path, "limit of 10 MB")
    with pytest.raises(ReadError, match="limit"):
        read_bytes(b"x" * 11, "a.txt", max_bytes=10)
    with pytest.raises(ReadError, match="1,000,000 characters"):
        read(path, max_bytes=20_000_000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_fifo_does_not_wait(tmp_path: Path) -> None:
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    refused(path, "device or a pipe")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX devices")
def test_device() -> None:
    refused("/dev/zero", "device")


def test_circle_of_links(tmp_path: Path) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.symlink_to(b)
    b.symlink_to(a)
    refused(a, "circle")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("Dear")
    path.chmod(0)
    refused(path, "permission")
    path.chmod(stat.S_IRUSR)


def test_impossible_names() -> None:
    refused("a\0b.txt", "no name of a file")
    refused("x" * 5000 + ".txt", "no name of a file")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("draft.doc", OLE + "WordDocument".encode("utf-16-le"), "Word 97-2003"),
        ("draft.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("mail.msg", OLE + "__substg1.0_".encode("utf-16-le"), "Outlook"),
        ("scan.pdf", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture"),
        ("scan.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100, "picture"),
        ("draft.docx", b"Dear Colleagues, this is plain text under a wrong name.", "no Word document"),
        ("draft.pdf", b"Dear Colleagues, this is plain text under a wrong name.", "no PDF"),
        ("draft.xlsx", repacked(word("x"), {"xl/workbook.xml": b"<x/>"}, drop=["word/document.xml"]), "Excel"),
        ("draft.pages", repacked(word("x"), {"Index/Document.iwa": b"x"}, drop=["word/document.xml"]), "Pages"),
        ("letters.zip", repacked(word("x"), {"a.txt": b"x"}, drop=["word/document.xml"]), "ZIP"),
        ("draft.tex", b"\\documentclass{letter} text", "does not read .tex"),
        ("draft.docx", word(BODY)[:4000], "damaged"),
        ("draft.docx", repacked(word(BODY), {"word/document.xml": b"<w:document"}), "damaged"),
        ("draft.docx", repacked(word(BODY), {"[Content_Types].xml": b"nonsense"}), "damaged"),
        ("draft.rtf", b"{\\rtf1" + b"{" * 5000, "damaged"),
    ],
)
def test_kinds(name: str, data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words) as caught:
        read_bytes(data, name)
    assert str(caught.value).startswith(f"{name}: ")


@pytest.mark.parametrize("name", ["draft.pdf", "draft.doc", "draft.txt", "draft", "draft.html"])
def test_content_decides(name: str) -> None:
    letter = read_bytes(word("Dear Colleagues,", BODY), name)
    assert letter.format == "docx"
    assert letter.text.startswith("Dear Colleagues,")
    assert bool(letter.notes) == (name in ("draft.pdf", "draft.html"))


def test_errors_show_no_text_of_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "draft.docx"
    path.write_bytes(b"Ms. Confidential was my student.")
    assert "Confidential" not in refused(path, "no Word document")
