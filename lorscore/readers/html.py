"""HTML, by lxml: what a browser shows, without scripts, styles and what is hidden. Nothing that it names is fetched."""

from __future__ import annotations

import re
from typing import Any

from lorscore.errors import ReadError
from lorscore.letter import Letter, PartKind
from lorscore.readers._assemble import Assembly
from lorscore.readers._encoding import decode

FORMAT = "html"

_CHARSET = re.compile(rb"charset\s*+=\s*+(?:[\"']\s*+)?([\w-]{2,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_PAGE_NUMBER = re.compile(r"page\s+\d{1,3}(?:\s+(?:of|/)\s+\d{1,3})?", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[^;]{0,20}line-through", re.IGNORECASE)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "title",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "del",
        "s",
        "strike",
        "select",
        "button",
    ]
)
_BLOCKS = frozenset(
    ["p", "div", "section", "article", "header", "footer", "main", "address", "blockquote", "table", "tr", "td", "th",
     "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "figure", "form", "fieldset",
     "center"]
)  # fmt: skip
_APART = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ul", "ol", "table", "blockquote", "section"])


def read_data(data: bytes, name: str) -> Letter:
    """Read a web page.

    Raises
    ------
    ReadError
        Where the bytes are no text, or no HTML.
    """
    return assemble(_text(data, name), name).letter(FORMAT)


def assemble(text: str, name: str) -> Assembly:
    """Collect the lines that a browser would show of this HTML.

    Raises
    ------
    ReadError
        Where it cannot be parsed.
    """
    from lxml import etree

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(_XML_DECLARATION.sub("", text).replace("\x00", ""), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise ReadError(f"{name}: this HTML cannot be read. Open it in a browser and save its text.")
    page = _Page()
    page.read(root)
    return page.assembly


def _text(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeError):
            pass
    return decode(data, name)


class _Page:
    """Walks the tree without recursion, so that no nesting is too deep."""

    def __init__(self) -> None:
        self.assembly = Assembly()
        self._line: list[str] = []
        self._items = 0
        self._kept = 0

    def read(self, root: Any) -> None:
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, done = stack.pop()
            if done:
                self._leave(element)
                self._words(element.tail)
            elif not isinstance(element.tag, str) or _is_hidden(element):
                self._words(element.tail)
            else:
                self._enter(element)
                self._words(element.text)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
        self._flush()

    def _enter(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        if element.tag in _APART and not self._items:
            self.assembly.gap()
        self._items += element.tag == "li"
        self._kept += element.tag == "pre"
        if element.tag == "br":
            self._line.append("\n")
        if element.tag == "img" and not _is_tiny(element):
            self._flush()
            self.assembly.image()

    def _leave(self, element: Any) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        self._items -= element.tag == "li"
        self._kept -= element.tag == "pre"

    def _words(self, text: str | None) -> None:
        if text:
            self._line.append(text if self._kept else re.sub(r"[ \t\r\n\f]+", " ", text))

    def _flush(self) -> None:
        kind: PartKind | None = "bullet" if self._items else None
        text = re.sub(r"(?<! ) *+\n *+", "\n", "".join(self._line)).strip()
        self._line = []
        for line in re.split(r"\n{2,}", text):
            if line.strip() and not _PAGE_NUMBER.fullmatch(line.strip()):
                self.assembly.line([(line, None)], kind)
                if line is not text:
                    self.assembly.gap()


def _is_hidden(element: Any) -> bool:
    if element.tag in _SKIPPED or element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _is_tiny(image: Any) -> bool:
    """Tell the dots that count openings of a message from pictures."""
    return any(re.fullmatch(r"[0-3](?:px)?", (image.get(side) or "").strip()) for side in ("width", "height"))
