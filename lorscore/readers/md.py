"""Markdown, by markdown-it: the words without their marks."""

from __future__ import annotations

import re
from typing import Any

from lorscore.letter import Letter, PartKind
from lorscore.readers._assemble import Assembly, bounded
from lorscore.readers._encoding import decode

FORMAT = "markdown"

MAX_MARKED = 100_000
"""A longer text is read as it stands: some marks cost markdown-it the square of their number."""
MAX_BRACKETS = 300
"""With more of them links are left as they stand, for the same reason."""

_FRONT_MATTER = re.compile(r"\A---\r?\n.{0,5000}?\r?\n---\r?\n", re.DOTALL)


def read_data(data: bytes, name: str) -> Letter:
    """Read Markdown.

    Raises
    ------
    ReadError
        Where the bytes are no text.
    """
    from markdown_it import MarkdownIt

    text = _FRONT_MATTER.sub("", bounded(decode(data, name)))
    if len(text) > MAX_MARKED:
        return Letter.from_text(text, format=FORMAT, notes=("Too long for Markdown: read as plain text.",))
    # NUL is what Markdown itself replaces; without a limit on nesting a page of ">" would cost its square.
    markdown = MarkdownIt("commonmark", {"maxNesting": 20, "html": False}).enable("table")
    if text.count("[") > MAX_BRACKETS:
        markdown.disable(["link", "image"])
    tokens = markdown.parse(text)
    assembly = Assembly()
    items = 0
    for token in tokens:
        items += token.nesting if token.type == "list_item_open" or token.type == "list_item_close" else 0
        if token.type == "inline":
            _inline(assembly, token.children or [], "bullet" if items else None)
        elif token.type in ("fence", "code_block"):
            assembly.line([(token.content.rstrip("\n"), None)])
        elif token.nesting == 1 and token.type in ("paragraph_open", "heading_open", "table_open") and not items:
            assembly.gap()
    return assembly.letter(FORMAT, wrapped=None)


def _inline(assembly: Assembly, children: list[Any], kind: PartKind | None) -> None:
    text = []
    for child in children:
        if child.type in ("text", "code_inline"):
            text.append(child.content)
        elif child.type == "softbreak":
            text.append(" " if kind else "\n")
        elif child.type == "hardbreak":
            text.append("\n")
        elif child.type == "image":
            assembly.image()
    assembly.line([("".join(text), None)], kind)
