r"""RTF, by striprtf, which leaves out headers, footers, text boxes and notes; they are taken out of the file first.

A group is what stands between braces: ``{\header ...}``. Tracked changes are read as accepted, hidden text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lorscore.errors import ReadError
from lorscore.letter import Letter, PartKind
from lorscore.readers._assemble import MAX_CHARS, PAGE_NUMBER, Assembly, TooLongError

FORMAT = "rtf"

_BRACE = re.compile(r"\\[{}\\]|[{}]")
_OPENING = re.compile(r"\{\s*(?:\\\*\s*)?\\([a-z]+)")
_CUT = re.compile(r"\{(?:\\(?!(?:deleted|v)(?![a-z0-9]))[a-z]+-?\d*|\s)*\\(?:deleted|v)(?![a-z0-9])")
_FONT_PAGE = re.compile(r"\\f(\d{1,5})(?!\d)[^;]{0,120}?\\fcharset(\d{1,3})")
_FONT = re.compile(r"\\f(?=\d)")
_CELL = re.compile(r"\\(?:nest)?cell(?![a-z0-9])")
_FIELD = re.compile(r"\{\s*\\field")
_PICT = re.compile(r"\{\s*(?:\\\*\s*)?\\(?:shppict|pict)(?![a-z])")
# Stands where a picture was, through striprtf: the private character of \\u-1794.
_PICTURE = "\uf8fe"
_MARGINS = {
    "header": 0,
    "headerf": 0,
    "headerl": 0,
    "headerr": 0,
    "footer": 2,
    "footerf": 2,
    "footerl": 2,
    "footerr": 2,
}
MAX_DEPTH = 500
# RTF writes up to ten characters for one; without its pictures no letter is longer.
MAX_CODES = 3 * MAX_CHARS
# Headers, footers and notes; each is converted by itself.
MAX_GROUPS = 200


class _Group(NamedTuple):
    start: int
    end: int
    word: str


def read_data(data: bytes, name: str) -> Letter:
    """Read an RTF document.

    Raises
    ------
    ReadError
        Where it is damaged.
    """
    text = data.decode("latin-1").rstrip("\x00\r\n\t ")
    try:
        return _read(text)
    except ReadError:
        raise
    except Exception:
        # striprtf raises whatever the broken piece makes Python raise.
        raise ReadError(
            f"{name}: the RTF document is damaged. Open it in Word or LibreOffice and save it as .docx."
        ) from None


def _read(text: str) -> Letter:
    groups = list(_groups(text))
    fonts = next((text[g.start : g.end] for g in groups if g.word == "fonttbl"), "")
    prolog = "{\\rtf1\\ansi" + (_page(text) or "") + _font_table(fonts)
    taken = [g for g in groups if g.word in _MARGINS or g.word == "footnote"]
    if len(taken) > MAX_GROUPS:
        raise ValueError("too many headers and notes")
    assembly = Assembly()
    margins = {0: [g for g in taken if _MARGINS.get(g.word) == 0], 2: [g for g in taken if _MARGINS.get(g.word) == 2]}
    _lines(assembly, [prolog + "{\\pard" + _inner(text, g) + "}}" for g in margins[0]], "letterhead")
    assembly.gap()
    _lines(assembly, [prolog + _without(text, groups) + "}"], None)
    assembly.gap()
    _lines(assembly, [prolog + "{\\pard" + _inner(text, g) + "}}" for g in taken if g.word == "footnote"], "paragraph")
    _lines(assembly, [prolog + "{\\pard" + _inner(text, g) + "}}" for g in margins[2]], "letterhead")
    return assembly.letter(FORMAT)


def _groups(text: str) -> Iterator[_Group]:
    """Yield the outermost groups that are read apart or left out, in order."""
    stack: list[tuple[int, str]] = []
    inside = 0
    for match in _BRACE.finditer(text):
        brace = match.group()
        if brace == "{":
            opening = _OPENING.match(text, match.start(), match.start() + 60)
            word = opening.group(1) if opening else ""
            if not word or word not in _APART:
                word = "deleted" if _CUT.match(text, match.start(), match.start() + 500) else ""
            if word and inside:
                word = ""
            inside += bool(word)
            stack.append((match.start(), word))
            if len(stack) > MAX_DEPTH:
                raise ValueError("nested too deeply")
        elif brace == "}" and stack:
            start, word = stack.pop()
            if word:
                inside -= 1
                yield _Group(start, match.end(), word)


_APART = frozenset(
    {*_MARGINS, "footnote", "pict", "shp", "shpgrp", "fonttbl", "nonshppict", "shppict", "annotation", "atnid"}
)


def _without(text: str, groups: list[_Group]) -> str:
    """Return the document without what is read apart; pictures and text boxes leave a mark or their text."""
    pieces, last = [], 0
    for group in groups:
        if group.word in ("annotation", "atnid") or group.start < last:
            continue
        pieces.append(text[last : group.start])
        if group.word in ("pict", "shppict"):
            pieces.append("{\\u-1794 ?}")
        elif group.word in ("shp", "shpgrp"):
            pieces.append(_box(text[group.start : group.end]))
        last = group.end
    pieces.append(text[last:])
    rest = "".join(pieces)
    if len(rest) > MAX_CODES:
        raise TooLongError
    # A font table that is not closed would be searched to the end of the file from each of its fonts.
    return _bounded(rest.replace("\\fonttbl", "\\stylesheet"))


def _box(shape: str) -> str:
    """Text of a drawn shape, or the mark of a picture."""
    at = shape.find("\\shptxt")
    if at < 0:
        return "{\\u-1794 ?}" if "\\pict" in shape else ""
    depth = 0
    for match in _BRACE.finditer(shape, at):
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
        if depth < 0:
            return "{\\par " + shape[at + len("\\shptxt") : match.start()] + "\\par }"
    return ""


def _inner(text: str, group: _Group) -> str:
    """Return what a group holds, without the word that names it."""
    opening = _OPENING.match(text, group.start)
    inner = text[opening.end() if opening else group.start + 1 : group.end - 1]
    return _bounded(_PICT.sub(r"{\\u-1794 ?}\g<0>", inner))


def _page(text: str) -> str:
    found = re.search(r"\\ansicpg\d{1,5}", text[:1000])
    return found.group() if found else ""


def _font_table(fonts: str) -> str:
    """Write the font table anew with what striprtf needs of it, the code page of each font."""
    table = "".join(f"{{\\f{number}\\fcharset{page} x;}}\n" for number, page in _FONT_PAGE.findall(fonts))
    return "{\\fonttbl" + table + "}"


def _bounded(text: str) -> str:
    """Put fields and fonts on lines of their own, where striprtf's patterns cannot run on; RTF ignores line breaks.

    A cell of a table becomes a line too.
    """
    return _CELL.sub(r"\\par ", _FONT.sub(r"\n\\f", _FIELD.sub(r"\n{\\field", text)))


def _lines(assembly: Assembly, documents: list[str], kind: PartKind | None) -> None:
    from striprtf import striprtf

    convert: Callable[..., object] = striprtf.rtf_to_text
    seen = set()
    for document in documents:
        for line in str(convert(document, errors="replace")).split("\n"):
            shown = line.replace(_PICTURE, "")
            if _PICTURE in line:
                assembly.image("header" if kind == "letterhead" else None)
            if kind == "letterhead" and PAGE_NUMBER.match(shown):
                continue
            if not shown.strip():
                assembly.gap()
            elif kind is None or shown not in seen:
                assembly.line([(shown, None)], kind)
                seen.add(shown)
