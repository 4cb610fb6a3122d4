"""Word documents, by python-docx: headers, tables, text boxes and footnotes too; tracked changes as accepted.

`walk` gives the paragraphs of a document in the order in which `read_data` puts them into ``Letter.text``. A locator in
``Letter.origin`` is ``"<block>/<run>+<character>"``: the index of the block among those that `walk` gives, of the run
among the block's runs, and the offset into that run's text. To mark words of a letter in the Word file it came from::

    document = docx.Document(path)
    blocks = list(walk(document))
    for piece in locate(letter, evidence.start, evidence.end):
        run = blocks[piece.block].runs[piece.run]      # run.element is the <w:r>; run.text[piece.start : piece.end]

A comment can be anchored in blocks whose ``where`` is ``"body"`` or ``"table"``; Word allows none in headers, footers,
text boxes and footnotes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lorscore.errors import ReadError
from lorscore.letter import Letter, PartKind
from lorscore.readers._assemble import PAGE_NUMBER, Assembly
from lorscore.readers._zip import refuse_entities

if TYPE_CHECKING:
    from docx.document import Document

FORMAT = "docx"

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
# Deleted or moved away (tracked changes read as accepted), drawn twice for old programs, or not shown at all.
_SKIPPED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}rPr", f"{_W}pPr", f"{_W}instrText", f"{_W}sectPr"}
)
_PICTURES = ("}blip", "}imagedata")


@dataclass(slots=True)
class Run:
    """One ``<w:r>`` and the text that it shows; tabs and breaks are one character each."""

    element: Any
    text: str


@dataclass(slots=True)
class Block:
    """One paragraph.

    Attributes
    ----------
    where : str
        ``"header"``, ``"body"``, ``"table"``, ``"textbox"``, ``"footnote"`` or ``"footer"``.
    paragraph : lxml element
        The ``<w:p>``.
    runs : list of Run
        Its visible runs in order, also those inside links, insertions and content controls.
    listed : bool
        Whether Word shows a bullet or a number before it.
    pictures : int
        How many pictures are anchored in it.
    joined : bool
        Whether a tracked change deletes its end, so that the next paragraph continues it.
    """

    where: str
    paragraph: Any
    runs: list[Run] = field(default_factory=list)
    listed: bool = False
    pictures: int = 0
    joined: bool = False

    @property
    def text(self) -> str:
        """The text of its runs."""
        return "".join(run.text for run in self.runs)


class Piece(NamedTuple):
    """Characters ``start`` to ``end`` of one run of one block."""

    block: int
    run: int
    start: int
    end: int


def read_data(data: bytes, name: str) -> Letter:
    """Read a Word document.

    Raises
    ------
    ReadError
        Where it is damaged, or its XML declares entities.
    """
    import docx

    refuse_entities(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(walk(document))
    except ReadError:
        raise
    except Exception as error:
        # python-docx and lxml raise errors of many kinds on files that somebody broke; none of them helps a writer.
        if "macroEnabled" in str(error) or "template" in str(error):
            raise ReadError(
                f"{name}: this is a Word template or holds macros. Save it as a plain .docx file."
            ) from None
        raise ReadError(
            f"{name}: the Word document is damaged, or of a kind that is not read. Open it in Word, save it as .docx."
        ) from None
    return _assemble(blocks)


def walk(document: Document) -> Iterator[Block]:
    """Yield the paragraphs of a document in reading order.

    Headers of the first page; the body with its tables, each text box after the paragraph that holds it; footnotes and
    endnotes; footers. Empty paragraphs are yielded too, so that an index means the same for everyone who walks.

    Parameters
    ----------
    document : docx.document.Document
        As ``docx.Document(path)`` gives it. It is not changed.

    Yields
    ------
    Block
    """
    listed = _list_styles(document)
    for element in _margins(document, "header"):
        yield from _blocks(element, "header", listed)
    yield from _blocks(document.element.body, "body", listed)
    for kind in ("footnotes", "endnotes"):
        yield from _notes(document, kind, listed)
    for element in _margins(document, "footer"):
        yield from _blocks(element, "footer", listed)


def locate(letter: Letter, start: int, end: int) -> list[Piece]:
    """Return the runs that hold the characters ``start`` to ``end`` of a letter that was read from a Word document.

    Examples
    --------
    >>> from lorscore.letter import Letter, Origin
    >>> letter = Letter("Dear Ito", (), origin=(Origin(0, 5, "3/0+0"), Origin(5, 8, "3/1+0")))
    >>> locate(letter, 2, 7)
    [Piece(block=3, run=0, start=2, end=5), Piece(block=3, run=1, start=0, end=2)]
    """
    pieces = []
    for origin in letter.origin:
        if origin.end <= start or origin.start >= end:
            continue
        block, run, offset = (int(part) for part in re.split(r"[/+]", origin.locator))
        first, last = max(start, origin.start) - origin.start, min(end, origin.end) - origin.start
        pieces.append(Piece(block, run, offset + first, offset + last))
    return pieces


def _assemble(blocks: list[Block]) -> Letter:
    assembly, where, join = Assembly(), "", False
    for b, block in enumerate(blocks):
        text = block.text
        margin = block.where in ("header", "footer")
        if block.pictures:
            assembly.image("header" if block.where == "header" else None)
        if margin and PAGE_NUMBER.match(text):
            continue
        if (block.where in ("header", "footer", "footnote")) != (where in ("header", "footer", "footnote")):
            assembly.gap()
        where = block.where
        if not text.strip() and not join:
            assembly.gap()
            continue
        kind: PartKind | None = "letterhead" if margin else "bullet" if block.listed else None
        kind = "paragraph" if where == "footnote" else kind
        assembly.line([(run.text, f"{b}/{r}+0") for r, run in enumerate(block.runs)], kind, join=join)
        join = block.joined
    return assembly.letter(FORMAT)


def _margins(document: Document, kind: str) -> Iterator[Any]:
    """Elements of the headers or footers that the first page shows, then those of later sections."""
    seen: set[str] = set()
    for section in document.sections:
        first = section.different_first_page_header_footer
        margin = getattr(section, f"first_page_{kind}" if first else kind)
        if not margin.is_linked_to_previous:
            element = margin._element
            text = "".join(element.itertext()).strip()
            if text not in seen or not text:
                seen.add(text)
                yield element


def _notes(document: Document, kind: str, listed: frozenset[str]) -> Iterator[Block]:
    from lxml import etree

    parts = [
        rel.target_part for rel in document.part.rels.values() if rel.reltype == _NOTES + kind and not rel.is_external
    ]
    for part in parts:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for note in etree.fromstring(part.blob, parser):
            if note.get(f"{_W}type") in (None, "normal"):
                yield from _blocks(note, "footnote", listed)


def _blocks(element: Any, where: str, listed: frozenset[str]) -> Iterator[Block]:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or not isinstance(tag, str):
            continue
        if tag == f"{_W}p":
            yield from _paragraph(child, where, listed)
        elif tag == f"{_W}tr" and child.find(f"{_W}trPr/{_W}del") is not None:
            continue
        else:
            # Tables, rows, cells, content controls, custom XML: whatever may hold paragraphs.
            yield from _blocks(child, "table" if tag == f"{_W}tbl" and where == "body" else where, listed)


def _paragraph(paragraph: Any, where: str, listed: frozenset[str]) -> Iterator[Block]:
    block = Block(where, paragraph, listed=_is_listed(paragraph, listed))
    block.joined = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None
    boxes: list[Any] = []
    _collect(paragraph, block, boxes)
    yield block
    for box in boxes:
        yield from _blocks(box, where if where in ("header", "footer") else "textbox", listed)


def _collect(element: Any, block: Block, boxes: list[Any]) -> None:
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}r":
            _drawn(child, block, boxes)
            if not _is_hidden(child):
                block.runs.append(Run(child, _text(child)))
        else:
            _collect(child, block, boxes)


def _drawn(run: Any, block: Block, boxes: list[Any]) -> None:
    """Note the pictures and text boxes of a run, once each."""
    stack = [child for child in reversed(run) if isinstance(child.tag, str)]
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}txbxContent":
            boxes.append(element)
        elif element.tag not in _SKIPPED:
            block.pictures += element.tag.endswith(_PICTURES)
            stack.extend(child for child in reversed(element) if isinstance(child.tag, str))


def _text(run: Any) -> str:
    text = []
    for child in run:
        if child.tag == f"{_W}t":
            text.append(child.text or "")
        elif child.tag in (f"{_W}tab", f"{_W}ptab"):
            text.append("\t")
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            text.append("\n")
        elif child.tag == f"{_W}noBreakHyphen":
            text.append("-")
    return "".join(text)


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{_W}val") not in ("0", "false", "off")


def _is_hidden(run: Any) -> bool:
    return _is_on(run.find(f"{_W}rPr/{_W}vanish"))


def _is_listed(paragraph: Any, listed: frozenset[str]) -> bool:
    number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if number is not None:
        return bool(number.get(f"{_W}val") != "0")
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(f"{_W}val") in listed


def _list_styles(document: Document) -> frozenset[str]:
    """Ids of the styles that bring a bullet or a number."""
    styles = document.styles.element.findall(f"{_W}style")
    return frozenset(
        str(style.get(f"{_W}styleId")) for style in styles if style.find(f"{_W}pPr/{_W}numPr/{_W}numId") is not None
    )
