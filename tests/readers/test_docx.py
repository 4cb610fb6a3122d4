"""What Word writes into a file, and what a reader of the page sees of it."""

from __future__ import annotations

import io

import docx
import pytest
from reader_files import BODY, NS, member, repacked, saved, word, word_xml

from lorscore.readers import read_bytes
from lorscore.readers.docx import locate, walk


def text_of(data: bytes) -> str:
    return read_bytes(data, "draft.docx").text


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


CHANGE = 'w:id="1" w:author="A" w:date="2025-01-01T00:00:00Z"'


@pytest.mark.parametrize(
    ("xml", "shown"),
    [
        (f"{run('She ')}<w:del {CHANGE}><w:r><w:delText>really </w:delText></w:r></w:del>{run('can.')}", "She can."),
        (f"{run('She is ')}<w:ins {CHANGE}>{run('most ')}</w:ins>{run('able.')}", "She is most able."),
        (f"<w:moveFrom {CHANGE}>{run('Gone. ')}</w:moveFrom><w:moveTo {CHANGE}>{run('Here.')}</w:moveTo>", "Here."),
        (f"{run('See ')}<w:hyperlink w:anchor='x'>{run('her page')}</w:hyperlink>{run('.')}", "See her page."),
        (f"{run('Seen')}{run('hidden', '<w:vanish/>')}{run(' only.')}", "Seen only."),
        (f"{run('Seen')}{run(' too', '<w:vanish w:val=' + chr(34) + '0' + chr(34) + '/>')}{run('.')}", "Seen too."),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('In a control.')}</w:sdtContent></w:sdt>", "In a control."),
        (f"<w:smartTag w:element='p'>{run('Dr. Ito')}</w:smartTag>", "Dr. Ito"),
        ("<w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r>", "one\ttwo\nthree"),
        ("<w:r><w:t>self</w:t><w:noBreakHyphen/><w:t>made</w:t></w:r>", "self-made"),
        ("<w:r><w:t>won</w:t><w:softHyphen/><w:t>der</w:t></w:r>", "wonder"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r><w:r>"
            f"<w:fldChar w:fldCharType='separate'/></w:r>{run('May 1, 2025')}"
            "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
            "May 1, 2025",
        ),
        (
            f"<w:commentRangeStart w:id='0'/>{run('Marked.')}<w:commentRangeEnd w:id='0'/>"
            "<w:r><w:commentReference w:id='0'/></w:r>",
            "Marked.",
        ),
    ],
    ids=["deletion", "insertion", "move", "link", "hidden", "not-hidden", "control", "smart-tag", "breaks", "hyphen",
         "soft-hyphen", "field", "comment"],
)  # fmt: skip
def test_one_paragraph(xml: str, shown: str) -> None:
    assert text_of(word_xml(f"<w:p>{xml}</w:p>")) == shown


def test_deleted_paragraph_mark_joins() -> None:
    mark = f"<w:pPr><w:rPr><w:del {CHANGE}/></w:rPr></w:pPr>"
    data = word_xml(f"<w:p>{mark}{run('She came ')}</w:p>", f"<w:p>{run('home.')}</w:p>")
    letter = read_bytes(data, "x.docx")
    assert letter.text == "She came home."
    assert [p.block for p in locate(letter, 4, 12)] == [0, 1]


def test_lists_tables_and_order() -> None:
    document = docx.Document()
    document.add_paragraph("Dear Colleagues,")
    document.add_paragraph(BODY)
    document.add_paragraph("She reads the literature", style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Reasoning"
    inner = table.cell(0, 1).add_table(1, 1)
    inner.cell(0, 0).text = "Above her level, in every clinic that I have seen her work in."
    document.add_paragraph("I recommend her.")
    document.add_paragraph("Sincerely,")
    document.add_paragraph("Ana Silva, MD")
    letter = read_bytes(saved(document), "x.docx")
    assert [letter.text[p.start : p.end] for p in letter.parts] == [
        "Dear Colleagues,", BODY, "She reads the literature", "Reasoning",
        "Above her level, in every clinic that I have seen her work in.", "I recommend her.", "Sincerely,",
        "Ana Silva, MD",
    ]  # fmt: skip
    assert letter.parts[2].kind == "bullet"


def test_headers_and_footers() -> None:
    document = docx.Document()
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Northgate Hospital"
    section.header.paragraphs[0].text = "Dr. Silva, page 2"
    section.first_page_footer.paragraphs[0].text = "12 Harbor Road, Northgate"
    document.add_paragraph("Dear Colleagues,")
    document.add_paragraph(BODY)
    letter = read_bytes(saved(document), "x.docx")
    assert "page 2" not in letter.text
    assert [letter.text[p.start : p.end] for p in letter.parts if p.kind == "letterhead"] == [
        "Northgate Hospital", "12 Harbor Road, Northgate",
    ]  # fmt: skip


def test_footnotes_come_after_the_body() -> None:
    data = word("Dear Colleagues,", BODY)
    rels = member(data, "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="rId99" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
        b'Target="footnotes.xml"/></Relationships>',
    )
    types = member(data, "[Content_Types].xml").replace(
        b"</Types>",
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.footnotes+xml"/></Types>',
    )
    notes = (
        f'<w:footnotes {NS}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>no</w:t></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="1"><w:p>{run("She wrote it alone.")}</w:p></w:footnote></w:footnotes>'
    ).encode()
    made = repacked(
        data, {"word/_rels/document.xml.rels": rels, "[Content_Types].xml": types, "word/footnotes.xml": notes}
    )
    assert text_of(made).endswith("had missed before her.\n\nShe wrote it alone.")


def test_walk_is_the_same_each_time_and_changes_nothing() -> None:
    data = word("Dear Colleagues,", "", BODY)
    document = docx.Document(io.BytesIO(data))
    before = document.element.xml
    first, second = ([(b.where, b.text) for b in walk(document)] for _ in range(2))
    assert first == second == [("body", "Dear Colleagues,"), ("body", ""), ("body", BODY)]
    assert document.element.xml == before
