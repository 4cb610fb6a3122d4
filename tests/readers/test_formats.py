"""RTF, OpenDocument, HTML, Markdown and e-mail beyond what the samples hold."""

from __future__ import annotations

import io

import odfdo
import pytest
from reader_files import BODY

from lorscore.errors import ReadError
from lorscore.readers import read_bytes


def rtf(body: str) -> str:
    return read_bytes(
        ("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}}" + body + "}").encode(), "x.rtf"
    ).text


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("Jos\\'e9 N\\u250?\\'f1ez", "José Núñez"),
        ("One{\\deleted  gone} two", "One two"),
        ("One{\\v  hidden} two", "One two"),
        ("One\\par two", "One\ntwo"),
        ("{\\trowd History\\cell Good\\cell\\row}", "History\nGood"),
        ("{\\field{\\*\\fldinst HYPERLINK \"http://x\"}{\\fldrslt her page}} too", "her page too"),
        ("{\\header Northgate Hospital\\par}Dear all,", "Northgate Hospital\n\nDear all,"),
        ("Dear all,{\\footer 12 Harbor Road\\par}", "Dear all,\n\n12 Harbor Road"),
        ("Dear all,{\\footer Page 2\\par}", "Dear all,"),
        ("{\\shp{\\*\\shpinst{\\shptxt Boxed\\par}}}Dear all,", "Boxed\nDear all,"),
        ("Main text.{\\footnote A note.}", "Main text.\n\nA note."),
        ("A | B", "A | B"),
    ],
)  # fmt: skip
def test_rtf(body: str, shown: str) -> None:
    lines = [line.strip() for line in rtf(body).splitlines()]
    assert [line for line in lines if line] == [line for line in shown.splitlines() if line]


def test_rtf_code_page_of_each_font() -> None:
    fonts = b"{\\fonttbl{\\f0\\froman\\fcharset0 Times;}{\\f1\\fcharset204{\\*\\panose 02}Arial Cyr;}}"
    data = b"{\\rtf1\\ansi" + fonts + b"\\f0 caf\\'e9 {\\f1 \\'cf\\'f0\\'e8} end}\r\n\x00"
    assert read_bytes(data, "x.rtf").text == "café При end"


def test_rtf_picture_is_noted() -> None:
    data = b"{\\rtf1 {\\header {\\pict\\pngblip 89504e470d}}Dear all,\\par " + BODY.encode() + b"}"
    assert read_bytes(data, "x.rtf").images == ("header",)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<p>Seen<span style='display:none'> hidden</span><del> gone</del>.</p>", "Seen."),
        ("<style>p{}</style><script>x()</script><p>Seen.</p>", "Seen."),
        ("<p>Dr.&nbsp;N&uacute;&ntilde;ez &amp; team</p>", "Dr.\xa0Núñez & team"),
        ("<table><tr><td>Reasoning</td><td>Good</td></tr></table>", "Reasoning\nGood"),
        ("<p>bold <b>and</b>\n   <i>wrapped</i>\nlines</p>", "bold and wrapped lines"),
        ("<pre>kept\n  as it is</pre>", "kept\nas it is"),
        ("plain text without a tag around it", "plain text without a tag around it"),
        ("<ul><li>first</li><li>second</li></ul>", "first\nsecond"),
    ],
)
def test_html(page: str, shown: str) -> None:
    text = read_bytes(f"<html><body>{page}</body></html>".encode(), "x.html").text
    assert text.split() == shown.split()
    assert [line.strip() for line in text.splitlines() if line.strip()] == [x for x in shown.splitlines() if x]


def test_html_list_items_are_bullets() -> None:
    page = f"<p>Dear all,</p><p>{BODY}</p><ul><li>She reads</li></ul><p>Sincerely,<br>A. Silva</p>"
    assert [p.kind for p in read_bytes(f"<html><body>{page}</body></html>".encode(), "x.html").parts] == [
        "salutation", "paragraph", "bullet", "closing", "signature",
    ]  # fmt: skip


def test_markdown() -> None:
    text = (
        f"---\ntitle: x\n---\n# A letter\n\nDear *all*,\n\n{BODY} [Her page](http://x) has `more`.\n\n1. One\n2. Two\n"
    )
    letter = read_bytes(text.encode(), "x.md")
    assert letter.text.split() == f"A letter Dear all, {BODY} Her page has more. One Two".split()
    assert [p.kind for p in letter.parts][-2:] == ["bullet", "bullet"]


def message(*headers: str, body: str = BODY) -> bytes:
    return (
        "MIME-Version: 1.0\nFrom: Ana Silva <a@x.example>\nTo: b@x.example\n" + "\n".join(headers) + "\n\n" + body
    ).encode()


def test_mail() -> None:
    letter = read_bytes(message("Subject: =?utf-8?q?Letter_for_N=C3=BA=C3=B1ez?="), "x.eml")
    assert letter.text.startswith("From: Ana Silva <a@x.example>\nTo: b@x.example\nSubject: Letter for Núñez\n\n")
    assert [p.kind for p in letter.parts] == ["reference", "reference", "reference", "paragraph"]


def test_mail_without_its_quoted_replies() -> None:
    body = f"{BODY}\n\nOn Mon, 1 Sep 2025, B wrote:\n> Could you write one?\n"
    assert "Could you" not in read_bytes(message(body=body), "x.eml").text


def test_mail_as_html_only() -> None:
    body = f"<html><body><p>Dear all,</p><p>{BODY}</p><img width=1 height=1 src='http://x/dot.png'></body></html>"
    letter = read_bytes(message("Content-Type: text/html; charset=utf-8", body=body), "x.eml")
    assert "Dear all," in letter.text
    assert letter.images == ()


def test_mail_that_is_only_an_attachment() -> None:
    head = "Content-Type: multipart/mixed; boundary=b"
    part = (
        "--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=letter.pdf\n\nJVBERg==\n--b--\n"
    )
    with pytest.raises(ReadError, match=r"letter\.pdf"):
        read_bytes(message(head, body=part), "x.eml")


def odt(*children: str) -> bytes:
    document = odfdo.Document("text")
    document.body.clear()
    for child in children:
        document.body.append(odfdo.Element.from_tag(child))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        ("<text:p>a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d</text:p>", "a  b\tc\nd"),
        ("<text:p>Seen<office:annotation><text:p>comment</text:p></office:annotation>.</text:p>", "Seen."),
        ("<text:p>Note<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Below.</text:p>"
         "</text:note-body></text:note>.</text:p>", "Note.\n\nBelow."),
        ("<text:p><draw:frame><draw:text-box><text:p>Boxed</text:p></draw:text-box></draw:frame></text:p>", "Boxed"),
        ("<text:p>A <text:a>link</text:a> and <text:span>more</text:span></text:p>", "A link and more"),
    ],
)  # fmt: skip
def test_odt(xml: str, shown: str) -> None:
    assert read_bytes(odt(xml), "x.odt").text.strip() == shown


def test_odt_lists_and_deletions() -> None:
    data = odt(
        "<text:tracked-changes><text:changed-region text:id='c'><text:deletion><text:p>gone</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>",
        "<text:p>Dear all,</text:p>", f"<text:p>{BODY}</text:p>",
        "<text:list><text:list-item><text:p>She reads</text:p></text:list-item></text:list>",
    )  # fmt: skip
    letter = read_bytes(data, "x.odt")
    assert "gone" not in letter.text
    assert [p.kind for p in letter.parts] == ["salutation", "paragraph", "bullet"]


def test_encrypted_odt() -> None:
    from reader_files import member, repacked

    data = odt("<text:p>x</text:p>")
    manifest = member(data, "META-INF/manifest.xml").replace(
        b"</manifest:manifest>", b"<x:encryption-data/></manifest:manifest>"
    )
    with pytest.raises(ReadError, match="password"):
        read_bytes(repacked(data, {"META-INF/manifest.xml": manifest}), "x.odt")
