from __future__ import annotations

import pytest

from lorscore.errors import ReadError
from lorscore.readers import read_bytes

TEXT = "Dear Colleagues,\r\n\r\nDr. Peña’s talk was naïve – then très bon. I recommend her.\r\n\r\nSincerely,\r\nJosé"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_encodings(encoding: str) -> None:
    assert read_bytes(TEXT.encode(encoding), "letter.txt").text == TEXT


def test_latin_1() -> None:
    text = TEXT.replace("’", "'").replace("–", "-")
    assert read_bytes(text.encode("latin-1"), "letter.txt").text == text


def test_other_alphabets() -> None:
    text = (
        "Уважаемые коллеги, я рекомендую вам доктора Иванову, которая работала в нашей клинике два года и нашла ошибку."
    )
    assert read_bytes(text.encode("cp1251"), "letter.txt").text == text


def test_declared_encoding_of_html() -> None:
    page = '<html><head><meta charset="iso-8859-1"></head><body><p>José Núñez</p></body></html>'
    assert read_bytes(page.encode("latin-1"), "x.html").text == "José Núñez"


@pytest.mark.parametrize("data", [bytes(range(256)) * 40, b"\x00\x01\x02\x03" * 500, b"abc" + b"\x00" * 3000])
def test_binary(data: bytes) -> None:
    with pytest.raises(ReadError, match="no text"):
        read_bytes(data, "letter.txt")
