"""Report and Letter -> a copy of the user's Word file with the findings as margin comments."""

from __future__ import annotations

import copy
import io
from collections import defaultdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lorscore.errors import InputError, OutputError
from lorscore.letter import Letter
from lorscore.render import view
from lorscore.render.notes import Note, notes, summary
from lorscore.render.words import phrase, word
from lorscore.report import Report
from lorscore.writing import refuse, write_bytes

if TYPE_CHECKING:
    from docx.document import Document

    from lorscore.readers.docx import Block, Piece

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ANCHORED = ("body", "table")
"""Where Word allows a comment."""


def annotate(source: Path, target: Path, report: Report, letter: Letter, *, force: bool = False) -> int:
    """Write a copy of a Word file with the findings as comments on the exact words.

    Text and format stay as they are: runs are cut where a comment begins or ends, and both halves keep the run's
    properties. Comments and tracked changes that are there already stay. What lies in a header, a text box or a
    footnote, where Word allows no comment, is said on the nearest words of the body, with a quotation.

    Parameters
    ----------
    source : pathlib.Path
        The user's file; it is only read.
    target : pathlib.Path
        The copy.
    report : Report
        On ``letter``.
    letter : Letter
        As it was read from ``source``.
    force : bool
        Replace ``target`` where it exists.

    Returns
    -------
    int
        How many comments were written.

    Raises
    ------
    InputError
        Where ``source`` is no Word file.
    OutputError
        Where ``target`` is ``source``, exists, or cannot be written.
    """
    if letter.format != "docx":
        raise InputError(f"{source}: this is no Word file (.docx), so it cannot carry comments. Use --html instead.")
    if target.exists() and target.samefile(source):
        raise OutputError(f"{target}: this is the letter itself, which is never written to. Choose another name.")
    refuse(target, force=force)
    document, count = _commented(str(source), report, letter)
    # made in memory: a package that breaks off on a full disk complains once more when it is thrown away
    write_bytes(target, _saved(document), force=force)
    return count


def annotated(data: bytes, report: Report, letter: Letter) -> bytes:
    """Return a Word file with the findings as comments, as `annotate` writes it; nothing touches the disk.

    Parameters
    ----------
    data : bytes
        The user's file.
    report : Report
        On ``letter``.
    letter : Letter
        As it was read from ``data``.

    Raises
    ------
    InputError
        Where ``data`` is no Word file.
    """
    if letter.format != "docx":
        raise InputError(f"{letter.source}: this is no Word file (.docx), so it cannot carry comments.")
    return _saved(_commented(io.BytesIO(data), report, letter)[0])


def _saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _commented(source: str | IO[bytes], report: Report, letter: Letter) -> tuple[Document, int]:
    import docx

    from lorscore.readers.docx import walk

    document = docx.Document(source)
    return document, _comment(document, list(walk(document)), report, letter)


def _comment(document: Document, blocks: list[Block], report: Report, letter: Letter) -> int:
    from lorscore.readers.docx import locate

    home = _home(blocks)
    if home is None:
        return 0
    # every run is cut before any comment is set, so that places stay what the reader said they were
    placed = [(note, _commentable(blocks, locate(letter, note.start, note.end))) for note in notes(report)]
    cut = _cut_runs(blocks, [piece for _, pieces in placed for piece in pieces])
    _add(document, home, home, summary(report))
    for note, pieces in placed:
        if pieces:
            first, last = pieces[0], pieces[-1]
            start, end = cut[first.block, first.run][first.start], cut[last.block, last.run]
            # the part of the last run that ends where the words end is the one that began last before it
            _add(document, start, end[max(at for at in end if at < last.end)], note.text)
        else:
            near = _nearest(blocks, locate(letter, note.start, note.end), home)
            _add(document, near, near, _elsewhere(report, note))
    return 1 + len(placed)


def _commentable(blocks: list[Block], pieces: list[Piece]) -> list[Piece]:
    return [p for p in pieces if blocks[p.block].where in _ANCHORED and p.start < p.end]


def _home(blocks: list[Block]) -> Any:
    """Return the first run of the body that shows something."""
    runs = [r.element for b in blocks if b.where in _ANCHORED for r in b.runs if r.text.strip()]
    return runs[0] if runs else None


def _nearest(blocks: list[Block], pieces: list[Piece], home: Any) -> Any:
    """Return the run of the body that holds the text box that the words are in, or else the first run."""
    for piece in pieces:
        if blocks[piece.block].where == "textbox":
            holders = list(blocks[piece.block].runs[piece.run].element.iterancestors(f"{_W}r"))
            if holders:
                return holders[-1]
    return home


def _elsewhere(report: Report, note: Note) -> str:
    quote = view.quote(report.text, note.start, note.end)
    return f"{phrase('word', 'elsewhere', quote=quote)}\n{note.text}"


def _add(document: Document, first: Any, last: Any, text: str) -> None:
    from docx.text.run import Run

    parent = document._body
    document.add_comment(
        [Run(first, parent), Run(last, parent)], text, author=word("word", "author"), initials=word("word", "initials")
    )


def _cut_runs(blocks: list[Block], pieces: list[Piece]) -> dict[tuple[int, int], dict[int, Any]]:
    """Cut runs where pieces begin and end; return the parts of each by the offset at which they begin."""
    cuts: dict[tuple[int, int], set[int]] = defaultdict(set)
    for piece in pieces:
        cuts[piece.block, piece.run] |= {piece.start, piece.end}
    parts = {}
    for (block, number), offsets in cuts.items():
        run = blocks[block].runs[number]
        found = {0: run.element}
        # from the right, so that what is left keeps its offsets
        for offset in sorted(offsets - {0, len(run.text)}, reverse=True):
            found[offset] = _cut(run.element, offset)
        parts[block, number] = found
    return parts


def _cut(run: Any, offset: int) -> Any:
    """Move what follows ``offset`` characters of a ``<w:r>`` into a new run after it, of the same properties."""
    rest = run.makeelement(run.tag, dict(run.attrib), run.nsmap)
    properties = run.find(f"{_W}rPr")
    if properties is not None:
        rest.append(copy.deepcopy(properties))
    at = 0
    for child in list(run):
        if child is properties:
            continue
        length = _length(child)
        if at >= offset:
            rest.append(child)
        elif at + length > offset:
            rest.append(_cut_text(child, offset - at))
        at += length
    run.addnext(rest)
    return rest


def _length(child: Any) -> int:
    """Return the characters that the reader counts for a child of a run."""
    if child.tag == f"{_W}t":
        return len(child.text or "")
    return int(child.tag in {f"{_W}{name}" for name in ("tab", "ptab", "br", "cr", "noBreakHyphen")})


def _cut_text(element: Any, offset: int) -> Any:
    """Cut a ``<w:t>``; both halves keep their inner blanks, and outer ones where they were kept before."""
    text, kept = element.text, element.get(_SPACE) == "preserve"
    rest = copy.copy(element)
    element.text = text[:offset] if kept else text[:offset].lstrip()
    rest.text = text[offset:] if kept else text[offset:].rstrip()
    for half in (element, rest):
        half.set(_SPACE, "preserve")
    return rest
