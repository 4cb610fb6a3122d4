"""OpenDocument text, by odfdo: headers, tables, text boxes, notes; tracked changes as accepted, comments left out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from lorscore.errors import ReadError
from lorscore.letter import Letter, PartKind
from lorscore.readers._assemble import PAGE_NUMBER, Assembly
from lorscore.readers._zip import members, refuse_entities

FORMAT = "odt"

# Comments, deleted text, and what no reader sees.
_SKIPPED = frozenset(
    ["office:annotation", "text:tracked-changes", "text:hidden-text", "text:note-citation", "text:variable-decls",
     "text:sequence-decls", "office:forms", "svg:title", "svg:desc", "text:page-number", "text:page-count"]
)  # fmt: skip
_SPACES = {"text:tab": "\t", "text:line-break": "\n"}


def read_data(data: bytes, name: str) -> Letter:
    """Read an OpenDocument text.

    Raises
    ------
    ReadError
        Where it is encrypted or damaged, or its XML declares entities.
    """
    import odfdo

    manifest = members(data, name).get("META-INF/manifest.xml")
    if manifest and b"encryption-data" in manifest(1_000_000):
        raise ReadError(f"{name}: this document has a password. Open it, save it without one, and check that.")
    refuse_entities(data, name)
    assembly = Assembly()
    try:
        document = odfdo.Document(io.BytesIO(data))
        styles = document.get_part("styles.xml")
        for margin in _margins(styles, "header"):
            _read(assembly, margin, "letterhead")
        assembly.gap()
        notes = _read(assembly, document.body, None)
        assembly.gap()
        for note in notes:
            _read(assembly, note, "paragraph")
        for margin in _margins(styles, "footer"):
            _read(assembly, margin, "letterhead")
        return assembly.letter(FORMAT)
    except ReadError:
        raise
    except Exception:
        # odfdo and lxml raise errors of many kinds on files that somebody broke; none of them helps a writer.
        raise ReadError(f"{name}: the document is damaged. Open it in LibreOffice and save it again.") from None


def _margins(styles: Any, kind: str) -> Iterator[Any]:
    """Header or footer of the first page, then of the others, each text once."""
    seen: set[str] = set()
    found = styles.get_elements(f"//style:{kind}-first") + styles.get_elements(f"//style:{kind}")
    for element in found:
        text = " ".join(line for line, _ in _lines(element, [], Assembly(), False)).strip()
        if text and text not in seen:
            seen.add(text)
            yield element


def _read(assembly: Assembly, element: Any, kind: PartKind | None) -> list[Any]:
    notes: list[Any] = []
    for text, listed in _lines(element, notes, assembly, False):
        if kind == "letterhead" and PAGE_NUMBER.match(text):
            continue
        if text.strip():
            assembly.line([(text, None)], kind or ("bullet" if listed else None))
        else:
            assembly.gap()
    return notes


def _lines(element: Any, notes: list[Any], assembly: Assembly, listed: bool) -> Iterator[tuple[str, bool]]:
    """Yield the paragraphs below an element, text boxes after the paragraph that holds them."""
    for child in element.children:
        tag = child.tag
        if tag in _SKIPPED:
            continue
        if tag in ("text:p", "text:h"):
            boxes: list[Any] = []
            yield "".join(_words(child, notes, boxes, assembly)), listed and tag == "text:p"
            for box in boxes:
                yield from _lines(box, notes, assembly, False)
        else:
            if tag == "draw:image":
                assembly.image()
            yield from _lines(child, notes, assembly, listed or tag == "text:list")


def _words(element: Any, notes: list[Any], boxes: list[Any], assembly: Assembly) -> Iterator[str]:
    yield " ".join(element.text.split("\n"))
    for child in element.children:
        tag = child.tag
        if tag == "text:s":
            yield " " * min(int(child.get_attribute("text:c") or 1), 100)
        elif tag in _SPACES:
            yield _SPACES[tag]
        elif tag == "text:note":
            notes.extend(part for part in child.children if part.tag == "text:note-body")
        elif tag in ("draw:text-box", "draw:custom-shape"):
            boxes.append(child)
        elif tag == "draw:image":
            assembly.image()
        elif tag not in _SKIPPED:
            yield from _words(child, notes, boxes, assembly)
        yield " ".join((child.tail or "").split("\n"))
