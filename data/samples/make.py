"""Make the sample letters in every format from the plain texts in ``text/``.

    python data/samples/make.py [FOLDER]

Needs the development dependencies (reportlab, which brings Pillow). The same texts give the same bytes on every run.
"""

from __future__ import annotations

import base64
import io
import re
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from html import escape
from pathlib import Path

import docx
import odfdo
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches, Pt
from PIL import Image, ImageDraw
from reportlab import rl_config
from reportlab.lib.pagesizes import letter as letter_size
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Image as PdfImage
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

HERE = Path(__file__).parent
WHEN = "2025-10-01T09:00:00Z"


def main(folder: Path) -> None:
    for source in sorted((HERE / "text").glob("*.txt")):
        number = int(source.name[:2])
        suffix, make = FORMATS[number]
        (folder / f"{source.stem}.{suffix}").write_bytes(make(source.read_text("utf-8").rstrip("\n")))


def blocks(text: str) -> list[list[str]]:
    """The text as blocks of lines."""
    return [block.split("\n") for block in text.split("\n\n")]


def picture(kind: str) -> bytes:
    """A crest or a signature, drawn."""
    image = Image.new("RGB", (300, 90), "white")
    draw = ImageDraw.Draw(image)
    if kind == "crest":
        draw.ellipse((10, 10, 80, 80), outline="navy", width=5)
        draw.line((45, 20, 45, 70), fill="navy", width=5)
        draw.rectangle((100, 35, 290, 55), fill="navy")
    else:
        points = [(10 + 8 * i, 45 + (30 if i % 3 else -25) * (1 - i / 40)) for i in range(34)]
        draw.line(points, fill="black", width=3, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def same_bytes(package: bytes) -> bytes:
    """Write a ZIP package again with one fixed time in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            method = zipfile.ZIP_STORED if info.filename == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(info.filename, (2025, 10, 1, 9, 0, 0)), old.read(info), method)
    return out.getvalue()


# --- Word -------------------------------------------------------------------------------------------------------------


def word(text: str) -> docx.document.Document:
    """A plain Word file: one paragraph a line, spacing instead of empty paragraphs."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    for block in blocks(text):
        for line in block:
            paragraph = document.add_paragraph(line)
            paragraph.paragraph_format.space_after = Pt(10 if line is block[-1] else 0)
    return document


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return same_bytes(out.getvalue())


def word_plain(text: str) -> bytes:
    return saved(word(text))


def word_letterhead(text: str) -> bytes:
    """Letterhead in the page header with a crest, a signature that is a picture, a page number in the footer."""
    head, rest = text.split("\n\n", 1)
    document = word(rest)
    section = document.sections[0]
    section.header.paragraphs[0].add_run().add_picture(io.BytesIO(picture("crest")), width=Inches(1.2))
    for line in head.split("\n"):
        section.header.add_paragraph(line)
    section.footer.paragraphs[0].text = "Page 1 of 2"
    closing = next(p for p in document.paragraphs if p.text == "Sincerely,")
    closing.insert_paragraph_before()
    closing._p.addnext(parse_xml(f"<w:p {nsdecls('w')}/>"))
    empty = document.paragraphs[[p.text for p in document.paragraphs].index("Sincerely,") + 1]
    empty.add_run().add_picture(io.BytesIO(picture("signature")), width=Inches(1.5))
    return saved(document)


def word_changes(text: str) -> bytes:
    """A draft: a table, tracked changes that give the text when accepted, and a colleague's comment."""
    document = word("")
    body = document.element.body
    body.remove(document.paragraphs[0]._p)
    rows = ["History and examination", "Communication with patients"]
    for block in blocks(text):
        if block[0] in rows:
            table = document.add_table(rows=2, cols=2)
            table.style = "Table Grid"
            for row in (0, 1):
                table.cell(row, 0).text, table.cell(row, 1).text = block[2 * row], block[2 * row + 1]
            continue
        for line in block:
            document.add_paragraph(line)
        document.add_paragraph()
    change = f'{nsdecls("w")} w:author="R. Tilley" w:date="{WHEN}"'
    for number, paragraph in enumerate(document.paragraphs):
        if paragraph.text.startswith("In June"):
            run, words = paragraph.runs[0], paragraph.text
            first, last = words.split("Others had sent him for glasses. ")
            run.text = first
            paragraph._p.append(parse_xml(
                f'<w:del {change} w:id="{900 + number}"><w:r><w:delText xml:space="preserve">He was a very interesting '
                "patient. </w:delText></w:r></w:del>"
            ))  # fmt: skip
            paragraph._p.append(parse_xml(
                f'<w:ins {change} w:id="{950 + number}"><w:r><w:t xml:space="preserve">Others had sent him for glasses. '
                "</w:t></w:r></w:ins>"
            ))  # fmt: skip
            paragraph.add_run(last)
        if paragraph.text.startswith("She is warm"):
            paragraph._p.addprevious(parse_xml(
                f'<w:p {nsdecls("w")}><w:pPr><w:rPr><w:del w:id="990" w:author="R. Tilley" w:date="{WHEN}"/></w:rPr></w:pPr>'
                f'<w:del {change} w:id="991"><w:r><w:delText>She is a hard worker and a team player.</w:delText></w:r></w:del>'
                "</w:p>"
            ))  # fmt: skip
            comment = document.add_comment(paragraph.runs, "Too short? Say what she did.", "A. Colleague", "AC")
            comment._comment_elm.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}date", WHEN)
    return saved(document)


def word_text_box(text: str) -> bytes:
    """A letterhead in a text box, drawn twice in the file as Word does it (once for old programs)."""
    head, rest = text.split("\n\n", 1)
    lines = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in head.split("\n"))
    document = word(rest)
    anchor = parse_xml(f"""
<w:p {nsdecls("w", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
  xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">
 <w:r><mc:AlternateContent>
  <mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="4000000" cy="800000"/><wp:docPr id="1" name="Text Box 1"/>
   <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
    <wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="4000000" cy="800000"/></a:xfrm>
     <a:prstGeom prst="rect"/></wps:spPr><wps:txbx><w:txbxContent>{lines}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>
   </a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>
  <mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{lines}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>
 </mc:AlternateContent></w:r></w:p>""")  # fmt: skip
    document.element.body.insert(0, anchor)
    return saved(document)


# --- PDF --------------------------------------------------------------------------------------------------------------


def pdf_signed(text: str) -> bytes:
    """Justified text with a page number and a signature that is a picture."""
    rl_config.invariant = 1
    style = ParagraphStyle("body", fontName="Times-Roman", fontSize=12.5, leading=16, alignment=4)
    plain = ParagraphStyle("line", parent=style, alignment=0)

    def numbered(canvas: object, page: SimpleDocTemplate) -> None:
        canvas.setFont("Times-Roman", 9)  # type: ignore[attr-defined]
        canvas.drawCentredString(306, 36, f"Page {page.page}")  # type: ignore[attr-defined]

    story: list[object] = []
    for block in blocks(text):
        if block[0].startswith("Marguerite"):
            story.append(PdfImage(io.BytesIO(picture("signature")), 120, 36, hAlign="LEFT"))
        story += [Paragraph(escape(line, quote=False), style if len(line) > 90 else plain) for line in block]
        story.append(Spacer(1, 10))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=letter_size, title="Letter", author="").build(story, numbered, numbered)
    return out.getvalue()


def pdf_two_pages(text: str) -> bytes:
    """Two pages, words broken at the ends of lines, a running header on the second page."""
    rl_config.invariant = 1
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=letter_size, invariant=1)
    y, page = 720.0, 1

    def down(step: float) -> None:
        nonlocal y, page
        y -= step
        if y < 80:
            canvas.setFont("Times-Roman", 9)
            canvas.drawCentredString(306, 36, f"{page}")
            canvas.showPage()
            page += 1
            canvas.setFont("Times-Roman", 9)
            canvas.drawString(72, 756, f"Dr. Tunde Adeleke-Browne, page {page}")
            y = 720

    for block in blocks(text):
        for line in block:
            for piece in broken_lines(line, 450, lambda s: canvas.stringWidth(s, "Times-Roman", 13)):
                canvas.setFont("Times-Roman", 13)
                canvas.drawString(72, y, piece)
                down(19)
        down(13)
    canvas.setFont("Times-Roman", 9)
    canvas.drawCentredString(306, 36, f"{page}")
    canvas.save()
    return out.getvalue()


def broken_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines of a paragraph; a word that does not fit is broken after its third letter where it is long enough."""
    lines, line = [], ""
    for word in text.split():
        trial = f"{line} {word}".strip()
        if measure(trial) <= width:
            line = trial
            continue
        head, tail = word[:4], word[4:]
        if len(word) > 8 and word.isalpha() and measure(f"{line} {head}-") <= width:
            lines.append(f"{line} {head}-")
            line = tail
        else:
            lines.append(line)
            line = word
    return [*lines, line]


# --- the others -------------------------------------------------------------------------------------------------------


def odt(text: str, *, letterhead: bool) -> bytes:
    """OpenDocument, the letterhead in the page header."""
    document = odfdo.Document("text")
    document.body.clear()
    parts = blocks(text)
    if letterhead:
        master = document.styles.get_element("//style:master-page")
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in parts.pop(0)[:2])
        master.append(odfdo.Element.from_tag(f"<style:header>{lines}</style:header>"))
        parts.insert(0, ["September 20, 2025"])
    for block in parts:
        for line in block:
            document.body.append(odfdo.Paragraph(line))
        document.body.append(odfdo.Paragraph(""))
    document.meta.set_creation_date(datetime(2025, 10, 1, 9))
    document.meta.set_modification_date(datetime(2025, 10, 1, 9))
    out = io.BytesIO()
    document.save(out)
    return same_bytes(out.getvalue())


def odt_letterhead(text: str) -> bytes:
    return odt(text, letterhead=True)


def odt_plain(text: str) -> bytes:
    return odt(text, letterhead=False)


def rtf(text: str) -> bytes:
    def quoted(line: str) -> str:
        line = re.sub(r"([\\{}])", r"\\\1", line)
        return "".join(c if ord(c) < 128 else f"\\u{ord(c)}?" for c in line)

    lines = "".join(f"{quoted(line)}\\par\n" for line in text.split("\n"))
    fonts = "{\\fonttbl{\\f0\\froman\\fcharset0 Times New Roman;}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252\\deff0{fonts}\n\\pard\\f0\\fs24 {lines}}}".encode("ascii")


def markdown(text: str) -> bytes:
    text = re.sub(r"^(To|From|Date|Re): (.*)$", r"**\1:** \2  ", text, flags=re.MULTILINE)
    text = re.sub(r"^(What he did|Where he was weak|How he compares)$", r"## \1\n", text, flags=re.MULTILINE)
    return (text + "\n").encode("utf-8")


def eml(text: str) -> bytes:
    head, body = text.split("\n\n", 1)
    message = EmailMessage()
    for line in head.split("\n"):
        name, value = line.split(": ", 1)
        message[name] = value
    message["Message-ID"] = "<letter@riverbendlab.example>"
    message.set_content(body)
    paragraphs = "".join(f"<p>{escape(block)}</p>".replace("\n", "<br>\n") for block in body.split("\n\n"))
    message.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    message.add_attachment(picture("signature"), maintype="image", subtype="png", filename="signature.png")
    message.set_boundary("=-letter-outer")
    message.get_payload()[0].set_boundary("=-letter-inner")  # type: ignore[union-attr]
    return message.as_bytes()


def html(text: str) -> bytes:
    parts = blocks(text)
    crest = base64.b64encode(picture("crest")).decode("ascii")
    head = f'<header><img alt="" src="data:image/png;base64,{crest}"><br>{"<br>".join(map(escape, parts[0]))}</header>'
    body = "\n".join("<p>" + "<br>\n".join(map(escape, block)) + "</p>" for block in parts[1:])
    style = "<style>p { margin: 1em 0 }</style><script>console.log('not part of the letter')</script>"
    page = f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Letter</title>{style}</head>'
    return f"{page}\n<body>\n{head}\n{body}\n</body></html>\n".encode()


def plain(text: str) -> bytes:
    return (text + "\n").encode("utf-8")


FORMATS: dict[int, tuple[str, Callable[[str], bytes]]] = {
    1: ("docx", word_letterhead),
    2: ("pdf", pdf_two_pages),
    3: ("docx", word_plain),
    4: ("txt", plain),
    5: ("odt", odt_letterhead),
    6: ("rtf", rtf),
    7: ("md", markdown),
    8: ("eml", eml),
    9: ("html", html),
    10: ("docx", word_changes),
    11: ("docx", word_text_box),
    12: ("odt", odt_plain),
    13: ("pdf", pdf_signed),
    14: ("txt", plain),
}

if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
