"""PDF, by pypdfium2: the lines that a page shows, put back into paragraphs.

A PDF knows characters and places, no paragraphs. A line is continued by the next one where the next one's first word
would not have fitted on it; a hyphen at its end goes unless it belongs to the word. Page numbers and what repeats at
the top or bottom of pages are left out after the first page. ``Letter.origin`` gives each line's page (``"page 2"``).
"""

from __future__ import annotations

import re
import statistics
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import tomli

from lorscore.errors import ReadError
from lorscore.letter import Letter
from lorscore.readers._assemble import MAX_CHARS, PAGE_NUMBER, Assembly, TooLongError

FORMAT = "pdf"

MAX_PAGES = 100
# A page whose text is a layer under a picture of this share of it was scanned.
SCANNED = 0.8
# Characters without a Unicode value (or with a private one) beyond which the text cannot be trusted.
UNMAPPED = 0.2

# PDFium may not be called from two threads at once.
_LOCK = threading.Lock()

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " ", "\u2028": " ",
     "\u2029": " "}
)  # fmt: skip
_HYPHENS = "-\u00ad\u2010"
_RUNNING = re.compile(r".{0,80}\b(?:page|p\.)\s*\d{1,3}\b|(?:re|ref|subject|applicant)\b\s*[.:]", re.IGNORECASE)
_MARKER = re.compile(r"(?:[•·▪◦‣⁃●○■–—*-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")


@dataclass(slots=True)
class Row:
    """One line of a page; lengths in points, y upwards."""

    text: str
    page: int
    left: float
    right: float
    y: float
    size: float
    first_word: float
    hyphen: bool


@dataclass(slots=True)
class _Page:
    rows: list[Row]
    pictures: list[float]
    scanned: bool


def read_data(data: bytes, name: str) -> Letter:
    """Read a PDF.

    Raises
    ------
    ReadError
        Where it is encrypted, damaged, a scan without text, in fonts that name no characters, or too long for a letter.
    """
    import pypdfium2

    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
            pages = list(_pages(document, name))
            document.close()
        except ReadError:
            raise
        except Exception as error:
            # PDFium reports what is wrong with a broken file in many ways, of which a user needs to know two.
            if "password" in str(error).lower():
                raise ReadError(
                    f"{name}: this PDF has a password. Open it, print it to a new PDF without one, and check that."
                ) from None
            raise ReadError(f"{name}: the PDF is damaged. Save it again from the program that made it.") from None
    _refuse_unreadable(pages, name)
    return _assemble(pages)


def _pages(document: Any, name: str) -> Iterator[_Page]:
    if len(document) > MAX_PAGES:
        raise ReadError(
            f"{name}: this PDF has {len(document)} pages, and the limit is {MAX_PAGES}. Save the letter's own pages."
        )
    chars = 0
    for number in range(len(document)):
        page = document[number]
        textpage = page.get_textpage()
        chars += textpage.count_chars()
        if chars > MAX_CHARS:
            raise TooLongError
        rows = list(_rows(textpage, number + 1))
        pictures, scanned = _pictures(page)
        yield _Page(rows, pictures, scanned)
        textpage.close()
        page.close()


def _rows(textpage: Any, page: int) -> Iterator[Row]:
    """Yield the lines as PDFium breaks them, with where they stand."""
    import ctypes

    from pypdfium2 import raw

    sides = [ctypes.c_double() for _ in range(4)]
    pointers = [ctypes.byref(side) for side in sides]
    text: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    hyphen, first = False, 0.0
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        # PDFium writes a hyphen that ends a line as one of these, and no line break after it.
        broken = code in (0x2, 0xFFFE)
        if broken:
            text.append("-")
            hyphen = True
        if broken or code in (10, 13):
            if "".join(text).strip():
                yield _row(text, boxes, page, first or _width(boxes), hyphen)
            text, boxes, hyphen, first = [], [], False, 0.0
            continue
        char = _char(code, raw.FPDFText_HasUnicodeMapError(textpage, index) == 1)
        hyphen = char in _HYPHENS
        if char == " " and boxes and not first:
            first = _width(boxes)
        text.append(char)
        # PDFium wants left, right, bottom, top; spaces that it put in itself have no box.
        if char != " " and raw.FPDFText_GetCharBox(textpage, index, *pointers):
            left, right, bottom, top = (side.value for side in sides)
            boxes.append((left, right, bottom, top))
    if "".join(text).strip():
        yield _row(text, boxes, page, first or _width(boxes), hyphen)


def _char(code: int, unmapped: bool) -> str:
    if unmapped or code == 0 or 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return " " if code in (9, 0xA0) else chr(code)


def _width(boxes: list[tuple[float, float, float, float]]) -> float:
    return max(b[1] for b in boxes) - min(b[0] for b in boxes) if boxes else 0.0


def _row(text: list[str], boxes: list[tuple[float, float, float, float]], page: int, first: float, hyphen: bool) -> Row:
    boxes = boxes or [(0.0, 0.0, 0.0, 0.0)]
    size = max(statistics.median(b[3] - b[2] for b in boxes) * 1.4, 1.0)
    shown = "".join(text).rstrip()
    if hyphen:
        shown = shown[:-1] + "-"
    return Row(
        shown.translate(_LIGATURES).strip(), page,
        min(b[0] for b in boxes), max(b[1] for b in boxes), statistics.median(b[2] for b in boxes), size, first, hyphen,
    )  # fmt: skip


def _pictures(page: Any) -> tuple[list[float], bool]:
    """Return the heights at which pictures stand, and whether one of them is the whole page."""
    from pypdfium2 import raw

    width, height = page.get_size()
    found, scanned = [], False
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if right - left < 10 or top - bottom < 10:
            continue
        scanned = scanned or (right - left) * (top - bottom) > SCANNED * width * height
        found.append((top + bottom) / 2)
    return found, scanned


def _refuse_unreadable(pages: list[_Page], name: str) -> None:
    text = "".join(row.text for page in pages for row in page.rows)
    if not text.strip():
        raise ReadError(
            f"{name}: this PDF shows a picture of a page and holds no text (a scan?). Run text recognition (OCR), "
            "or save it as a PDF from Word instead of scanning it."
        )
    if text.count("\ufffd") > UNMAPPED * len(text):
        raise ReadError(
            f"{name}: the fonts of this PDF do not say which letters they show, so its text cannot be read. Save it "
            "again from the program that made it, or check the Word file."
        )


def _assemble(pages: list[_Page]) -> Letter:
    assembly = Assembly()
    kept = _without_running(pages)
    previous: Row | None = None
    for page, kept_rows in zip(pages, kept, strict=True):
        rows = _from_top(kept_rows)
        leading, (left, margin) = _leading(rows), _margins(rows)
        pictures = sorted(page.pictures, reverse=True)
        for row in rows:
            while pictures and pictures[0] > row.y:
                pictures.pop(0)
                assembly.image()
            _add(assembly, previous, row, leading, margin, left)
            previous = row
        for _ in pictures:
            assembly.image()
    notes: tuple[str, ...] = ()
    if any(page.scanned for page in pages):
        for where in ("header", "body", "signature"):
            assembly.image(where)
        notes = ("The text comes from a scan: the recognition may have misread words.",)
    return assembly.letter(FORMAT, wrapped=False, notes=notes)


def _add(assembly: Assembly, above: Row | None, row: Row, leading: float, margin: float, left: float) -> None:
    locator = f"page {row.page}"
    if above is None or not _continues(above, row, leading, margin, left):
        if above is not None and (row.page != above.page or not 0 < above.y - row.y <= 1.35 * leading):
            assembly.gap()
        assembly.line([(row.text, locator)])
        return
    if above.hyphen and row.text[:1].islower():
        assembly.join(row.text, locator, drop=not _keeps_hyphen(above.text))
    else:
        assembly.join(row.text, locator, space=not above.hyphen)


@cache
def _compounds() -> frozenset[str]:
    return frozenset(tomli.loads(Path(__file__).with_name("hyphens.toml").read_text("utf-8"))["keep"])


def _keeps_hyphen(text: str) -> bool:
    word = text.rsplit(None, 1)[-1].rstrip("-")
    return word.lower() in _compounds() or "-" in word or not word.isalpha() or word.isupper()


def _continues(above: Row, row: Row, leading: float, margin: float, left: float) -> bool:
    """Tell whether a line goes on in the next one: the next one's first word would not have fitted on it."""
    full = above.right + row.first_word + 0.25 * above.size > margin - 0.3 * above.size
    near = 0 < above.y - row.y <= 1.35 * leading
    if above.hyphen and near and row.text[:1].islower():
        return True
    stops = above.text.endswith((".", "!", "?", ":", ";"))
    if not full or (_MARKER.match(row.text) and stops):
        return False
    if row.page != above.page:
        return row.text[:1].islower() or not stops
    indented = row.left > left + row.size and above.left <= left + 0.5 * row.size and not _MARKER.match(above.text)
    centered = row.left > above.left + 4 * row.size
    return near and not indented and not centered


def _margins(rows: list[Row]) -> tuple[float, float]:
    """Left and right margin of the running text.

    Long lines count most, so that a list of names beside the text does not; and the very widest of those that begin at
    the left margin do not count, since a footer or a table may be wider than the text.
    """
    if not rows:
        return 0.0, 0.0
    left = _heaviest([(row.left, (row.right - row.left) ** 2) for row in rows])
    rights = sorted((row.right for row in rows if abs(row.left - left) < 3 * row.size), reverse=True)
    return left, rights[min(2, len(rights) // 10)]


def _heaviest(values: list[tuple[float, float]]) -> float:
    """Weighted median."""
    half = sum(weight for _, weight in values) / 2
    for value, weight in sorted(values):
        half -= weight
        if half <= 0:
            return value
    return values[-1][0]


def _leading(rows: list[Row]) -> float:
    """Usual distance between the baselines of neighbouring lines, long lines counting most."""
    gaps = [(a.y - b.y, (a.right - a.left) ** 2) for a, b in pairwise(rows) if 0 < a.y - b.y < 3 * a.size]
    return _heaviest(gaps) if gaps else 14.0


def _from_top(rows: list[Row]) -> list[Row]:
    """Put runs of lines that stand wholly above others before them: text boxes and margins are often written last."""
    runs: list[list[Row]] = []
    for row in rows:
        if not runs or row.y > runs[-1][-1].y + row.size:
            runs.append([])
        runs[-1].append(row)
    ordered: list[list[Row]] = []
    for run in runs:
        bottom = min(row.y for row in run)
        at = next((i for i, other in enumerate(ordered) if bottom > max(row.y for row in other)), len(ordered))
        ordered.insert(at, run)
    return [row for run in ordered for row in run]


def _without_running(pages: list[_Page]) -> list[list[Row]]:
    """Leave out page numbers, and after the first page what repeats at the top or bottom of pages."""
    seen: set[tuple[str, int]] = set()
    kept = []
    for number, page in enumerate(pages):
        edge = {id(row) for row in _edge(page.rows)}
        kept.append([
            row for row in page.rows
            if _place(row) not in seen
            and not (id(row) in edge and (PAGE_NUMBER.match(row.text) or (number and _runs(row))))
        ])  # fmt: skip
        # The same words at the same height of an earlier page, as a letterhead printed on each.
        seen.update(_place(row) for row in page.rows)
    return kept


def _runs(row: Row) -> bool:
    return len(row.text) < 100 and bool(_RUNNING.match(row.text))


def _edge(rows: list[Row]) -> list[Row]:
    by_height = sorted(rows, key=lambda row: -row.y)
    return by_height if len(rows) <= 4 else [*by_height[:2], *by_height[-2:]]


def _place(row: Row) -> tuple[str, int]:
    return re.sub(r"\d+", "#", row.text), round(row.y / 3)
