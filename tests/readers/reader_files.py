"""Files built for the readers' tests: Word XML, small PDFs, packages that attack."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

NS = nsdecls("w", "r")
BODY = "She worked with me for two years and found the deletion that two laboratories had missed before her."


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def word_xml(*paragraphs: str) -> bytes:
    """A Word file whose body is these paragraphs, given as XML."""
    document = docx.Document()
    for xml in paragraphs:
        document.element.body.insert_element_before(parse_xml(xml.replace("<w:p>", f"<w:p {NS}>", 1)), "w:sectPr")
    return saved(document)


def repacked(package: bytes, changed: Mapping[str, bytes] = {}, *, drop: Iterable[str] = ()) -> bytes:
    """A ZIP package with some members replaced, added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = [n for n in old.namelist() if n not in drop and n not in changed]
        for name in names:
            new.writestr(name, old.read(name))
        for name, data in changed.items():
            new.writestr(name, data)
    return out.getvalue()


def member(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        return file.read(name)


def pdf(content: bytes, *, font: bytes = b"", extra: bytes = b"", pages: int = 1) -> bytes:
    """A PDF of one content stream, shown on every page, with a right cross-reference table."""
    font = font or b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (10 + i) for i in range(pages))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        3: b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        4: font,
    }
    for i in range(pages):
        objects[10 + i] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R "
            b"/Resources << /Font << /F1 4 0 R >> >> >>"
        )
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    out += extra
    start = len(out)
    out += b"xref\n"
    for number, offset in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    out += b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, start)
    return bytes(out)


def pdf_lines(*lines: str, leading: int = 14) -> bytes:
    shown = b"".join(
        b"(" + line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj T*\n"
        for line in lines
    )
    return b"BT /F1 11 Tf %d TL 72 720 Td\n" % leading + shown + b"ET"
