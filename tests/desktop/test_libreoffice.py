"""Annotated Word files opened in LibreOffice, and their comments read back (``make test-desktop``)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

sys.path.insert(0, str(Path(__file__).parents[1] / "render"))
from full_report import build
from word_files import write

from lorscore import readers
from lorscore.render.notes import notes, summary
from lorscore.render.word import annotate

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"


def opened(path: Path, folder: Path) -> etree._Element:
    """Return what LibreOffice makes of a Word file, as a flat OpenDocument tree."""
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "fodt", "--outdir",
         str(folder), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return etree.parse(str(folder / f"{path.stem}.fodt")).getroot()


def comments(tree: etree._Element) -> list[tuple[str, str, str]]:
    """Return author, commented words and text of every comment."""
    found: dict[str, tuple[str, str]] = {}
    words: dict[str, str] = {}
    open_: set[str] = set()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        inside = element.tag == f"{OFFICE}annotation" or any(
            a.tag in (f"{OFFICE}annotation", f"{TEXT}tracked-changes") for a in element.iterancestors()
        )
        if event == "start" and element.tag == f"{OFFICE}annotation":
            name = element.get(f"{OFFICE}name") or f"point {len(found)}"
            said = "\n".join("".join(p.itertext()) for p in element.iter(f"{TEXT}p"))
            found[name] = (element.findtext(f"{DC}creator") or "", said)
            words[name] = ""
            open_.add(name)
        if event == "end" and element.tag == f"{OFFICE}annotation-end":
            open_.discard(element.get(f"{OFFICE}name"))
        text = (element.text if event == "start" and not inside else None) or ""
        if event == "start" and element.tag == f"{TEXT}s":
            text = " " * int(element.get(f"{TEXT}c") or 1)
        if event == "end" and (not inside or element.tag == f"{OFFICE}annotation"):
            text = element.tail or ""
        for name in open_:
            words[name] += text
    return [(author, " ".join(words[name].split()), said) for name, (author, said) in found.items()]


def test_comments_are_read_back_on_their_words(tmp_path: Path) -> None:
    source = write(tmp_path / "draft.docx")
    letter = readers.read(source)
    report = build(letter.text)
    count = annotate(source, tmp_path / "reviewed.docx", report, letter)

    found = comments(opened(tmp_path / "reviewed.docx", tmp_path))
    assert len([c for c in found if c[0] == "lorscore"]) == count
    assert ("A colleague", "Is the date right?") in {(author, said) for author, _, said in found}
    assert squeezed(summary(report)) in {squeezed(said) for _, _, said in found}
    placed = {(words, squeezed(said)) for _, words, said in found}
    for note in notes(report):
        assert (" ".join(report.text[note.start : note.end].split()), squeezed(note.text)) in placed


def test_the_letter_itself_reads_the_same(tmp_path: Path) -> None:
    source = write(tmp_path / "draft.docx")
    letter = readers.read(source)
    annotate(source, tmp_path / "reviewed.docx", build(letter.text), letter)
    before, after = (body(opened(tmp_path / name, tmp_path)) for name in ("draft.docx", "reviewed.docx"))
    assert "hard-working" in before
    assert after == before


def squeezed(text: str) -> str:
    """LibreOffice writes runs of blanks as elements; compare words."""
    return " ".join(text.split())


def body(tree: etree._Element) -> str:
    for annotation in list(tree.iter(f"{OFFICE}annotation")):
        parent, tail, before = annotation.getparent(), annotation.tail or "", annotation.getprevious()
        assert parent is not None
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
        parent.remove(annotation)
    main = tree.find(f"{OFFICE}body/{OFFICE}text")
    assert main is not None
    return squeezed("".join(main.itertext()))
