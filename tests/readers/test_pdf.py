"""Lines of a PDF back into paragraphs, and PDFs that cannot be read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from reader_files import pdf, pdf_lines

from lorscore.errors import ReadError
from lorscore.readers import read, read_bytes
from lorscore.readers.pdf import MAX_PAGES

FIXTURES = Path(__file__).parents[1] / "fixtures"
PARAGRAPH = (
    "She worked with me for two years in our clinic for rare diseases, and she found the dele-",
    "tion that two laboratories had missed before her. Her well-",
    "known patience with families was what they wrote to us about, and they wrote a good deal",
    "of it in the spring.",
)


def text_of(data: bytes) -> str:
    return read_bytes(data, "draft.pdf").text


def test_line_breaks_and_hyphens_undone() -> None:
    text = text_of(pdf(pdf_lines("Dear Colleagues,", "", *PARAGRAPH, "", "Sincerely,", "Ana Silva, MD", "Professor")))
    assert "found the deletion that two" in text
    assert "what they wrote to us about, and they wrote a good deal of it in the spring." in text
    assert "Sincerely,\nAna Silva, MD\nProfessor" in text


def test_compound_keeps_its_hyphen() -> None:
    lines = (
        "It was for her a matter of course to call each of the families whom she had met, and her well-",
        "known patience helped.",
    )
    assert "well-known patience" in text_of(pdf(pdf_lines(*lines)))


def test_offsets_lead_back_to_the_page() -> None:
    letter = read_bytes(pdf(pdf_lines(*PARAGRAPH)), "x.pdf")
    for origin in letter.origin:
        assert letter.text[origin.start : origin.end] in [line.replace("dele-", "dele") for line in PARAGRAPH]
    assert "".join(letter.text[o.start : o.end] for o in letter.origin).startswith("She worked")


def test_page_numbers_go() -> None:
    content = pdf_lines("Dear Colleagues,", "", *PARAGRAPH) + b" BT /F1 9 Tf 300 30 Td (Page 1 of 1) Tj ET"
    assert "Page 1" not in text_of(pdf(content))


def test_ligatures_and_odd_spaces() -> None:
    letter = read_bytes(pdf(pdf_lines("The office\xa0staff found her efficient.")), "x.pdf")
    assert letter.text == "The office staff found her efficient."


def test_no_text_is_a_scan() -> None:
    with pytest.raises(ReadError, match="scan"):
        text_of(pdf(b"100 100 200 200 re f"))


def test_password() -> None:
    with pytest.raises(ReadError, match="password"):
        read(FIXTURES / "locked.pdf")


def test_owner_password_alone_is_no_obstacle() -> None:
    """A PDF that only forbids printing or copying opens without a password."""
    with pytest.raises(ReadError, match="holds no text"):
        read(FIXTURES / "owner-password.pdf")


def test_broken_cross_reference_table_is_rebuilt() -> None:
    good = pdf(pdf_lines("Dear Colleagues,"))
    assert text_of(good.replace(b"startxref\n", b"startxref\n9")) == "Dear Colleagues,"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\x00" * 500, pdf(pdf_lines("Dear"))[:60]])
def test_damaged(data: bytes) -> None:
    with pytest.raises(ReadError, match="damaged"):
        text_of(data)


def test_too_many_pages() -> None:
    with pytest.raises(ReadError, match=f"{MAX_PAGES + 1} pages"):
        text_of(pdf(pdf_lines("Dear"), pages=MAX_PAGES + 1))


def test_page_tree_that_contains_itself() -> None:
    loop = pdf(pdf_lines("Dear")).replace(b"/Kids [10 0 R]", b"/Kids [ 2 0 R]")
    with pytest.raises(ReadError):
        text_of(loop)


def test_font_without_unicode_values() -> None:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [<< /Type /Font "
        b"/Subtype /CIDFontType2 /BaseFont /Odd /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 "
        b">> /DW 500 /FontDescriptor << /Type /FontDescriptor /FontName /Odd /Flags 4 /FontBBox [0 0 1000 1000] "
        b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >>] >>"
    )
    content = b"BT /F1 12 Tf 72 700 Td <00030004000500060007000800090003000A000B000C000D> Tj ET"
    with pytest.raises(ReadError, match=r"fonts|scan"):
        text_of(pdf(content, font=font))


def test_threads() -> None:
    data = pdf(pdf_lines("Dear Colleagues,", "", *PARAGRAPH))
    expected, found = text_of(data), []
    threads = [threading.Thread(target=lambda: found.append(text_of(data))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8


def test_sidebar_and_wide_footer_leave_the_paragraphs_whole() -> None:
    """A list of the faculty at the left, drawn first, and an address line wider than the text."""
    names = [f"Faculty Member {i}, MD" for i in range(60)]
    side = b"BT /F1 6 Tf 8 TL 20 740 Td\n" + b"".join(b"(%s) Tj T*\n" % name.encode() for name in names) + b"ET\n"
    lines = ["Dear Colleagues,", "", *PARAGRAPH, *PARAGRAPH, "", *PARAGRAPH, "", "Sincerely,", "Ana Silva, MD"]
    body = b"".join(b"(%s) Tj T*\n" % line.encode() for line in lines)
    text = b"BT /F1 9 Tf 12 TL 130 700 Td\n" + body + b"ET\n"
    foot = b"BT /F1 7 Tf 20 20 Td (" + b"12 Harbor Road, Northgate, telephone and fax, " * 4 + b") Tj ET"
    letter = read_bytes(pdf(side + text + foot), "x.pdf")
    kinds = [p.kind for p in letter.parts if p.kind not in ("letterhead", "heading")]
    assert kinds[:3] == ["salutation", "paragraph", "paragraph"]
    assert "we wrote" not in letter.text
    assert "what they wrote to us about, and they wrote a good deal of it in the spring." in letter.text
    assert "Sincerely," in [letter.text[p.start : p.end] for p in letter.parts if p.kind == "closing"]
