"""Word files as people have them: split runs, lists, tables, links, tracked changes, comments, text boxes, headers."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import RGBColor
from full_report import LETTER

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def write(path: Path, seed: int = 0) -> Path:
    """Write the fixture's letter with its letterhead in the header, its list as a list, a paragraph in a table."""
    document = docx.Document()
    lines = LETTER.read_text(encoding="utf-8").splitlines()
    document.sections[0].header.paragraphs[0].text = lines[0]
    dice = random.Random(seed)
    for line in lines[1:]:
        if line.startswith("- "):
            _runs(document.add_paragraph(style="List Bullet"), line[2:], dice)
        elif line.startswith("With more confidence"):
            cell = document.add_table(1, 1).cell(0, 0)
            _runs(cell.paragraphs[0], line, dice)
        elif line.startswith("Professor of"):
            document.add_paragraph()._p.append(_text_box(line))
        else:
            _runs(document.add_paragraph(), line, dice)
    _track(document)
    _link(document)
    mine = document.paragraphs[3].runs[0]
    document.add_comment(mine, "Is the date right?", author="A colleague", initials="AC")
    document.save(str(path))
    return path


def _runs(paragraph: Any, text: str, dice: random.Random) -> None:
    """Add a text in runs that begin and end anywhere, also within words, each with a format of its own."""
    while text:
        length = dice.randint(1, 23)
        run = paragraph.add_run(text[:length])
        run.bold, run.italic = dice.choice([None, True]), dice.choice([None, True, False])
        if dice.random() < 0.3:
            run.font.color.rgb = RGBColor(0x40, dice.randint(0, 255), 0)
        text = text[length:]


def _track(document: Document) -> None:
    """Set one run as inserted and another, which the reader leaves out, as deleted."""
    paragraph = next(p for p in document.paragraphs if "hard-working" in p.text)
    first = paragraph.runs[0]._r
    insertion = parse_xml(f'<w:ins {_NS} w:id="900" w:author="A colleague" w:date="2026-10-01T00:00:00Z"/>')
    first.addprevious(insertion)
    insertion.append(first)
    deletion = parse_xml(
        f'<w:del {_NS} w:id="901" w:author="A colleague" w:date="2026-10-01T00:00:00Z"><w:r><w:delText '
        'xml:space="preserve">never </w:delText></w:r></w:del>'
    )
    insertion.addnext(deletion)


def _link(document: Document) -> None:
    """Put two runs of the list's first item into a link."""
    paragraph = next(p for p in document.paragraphs if "inheritance pattern" in p.text)
    link = parse_xml(f'<w:hyperlink {_NS} w:anchor="here"/>')
    first, second = (r._r for r in paragraph.runs[:2])
    first.addprevious(link)
    link.append(first)
    link.append(second)


def _text_box(text: str) -> Any:
    content = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    return parse_xml(
        f'<w:r {_NS}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" '
        'distL="0" distR="0"><wp:extent cx="3000000" cy="400000"/><wp:docPr id="77" name="Text Box 1"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="400000"/></a:xfrm><a:prstGeom prst="rect">'
        f"<a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>"
        "</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def shown(document: Document) -> list[tuple[str, bytes]]:
    """Return every character of every story with the properties it is shown with, and what else runs hold."""
    from lxml import etree

    found = []
    elements = [document.element.body, *(s.header._element for s in document.sections)]
    for run in (r for e in elements for r in e.iter(qn("w:r"))):
        if run.find(qn("w:commentReference")) is not None:
            continue
        properties = b"" if run.rPr is None else etree.tostring(run.rPr, method="c14n")
        where = "/".join(a.tag for a in run.iterancestors()).encode()
        for child in run:
            if child.tag in (qn("w:t"), qn("w:delText")):
                found += [(c, properties + where) for c in child.text or ""]
            elif child.tag != qn("w:rPr"):
                clone = copy.deepcopy(child)
                found.append((clone.tag, properties + where))
    return found


def commented(document: Document) -> dict[int, str]:
    """Return the words that each comment is set on, by its id; deleted words are none."""
    texts: dict[int, str] = {}
    open_: set[int] = set()
    for element in document.element.body.iter():
        if element.tag == qn("w:commentRangeStart"):
            id = int(element.get(qn("w:id")))
            open_.add(id)
            texts[id] = ""
        elif element.tag == qn("w:commentRangeEnd"):
            open_.discard(int(element.get(qn("w:id"))))
        elif element.tag == qn("w:t") and not any(a.tag.endswith("}Fallback") for a in element.iterancestors()):
            for id in open_:
                texts[id] += element.text or ""
    return texts
