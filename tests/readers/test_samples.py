"""Each sample file reads as the text that it was made from."""

from __future__ import annotations

import importlib.util
import io
import re
from pathlib import Path

import docx
import pytest

from lorscore.letter import Letter
from lorscore.readers import read, read_bytes, suffixes
from lorscore.readers.docx import locate, walk

SAMPLES = Path(__file__).parents[2] / "data/samples"
FILES = sorted(p for p in SAMPLES.iterdir() if re.match(r"\d\d-", p.name))
PICTURES = {1: ("header", "signature"), 8: ("signature",), 9: ("header",), 13: ("signature",)}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def number(path: Path) -> int:
    return int(path.name[:2])


def test_every_format_has_a_sample() -> None:
    assert {p.suffix for p in FILES} == set(suffixes())
    assert len(FILES) >= 12
    assert all(p.name in (SAMPLES / "README.md").read_text("utf-8") for p in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_same_words_as_its_text(path: Path) -> None:
    letter = read(path)
    assert words(letter.text) == words((SAMPLES / "text" / f"{path.stem}.txt").read_text("utf-8"))
    assert letter.source == str(path)
    assert letter.images == PICTURES.get(number(path), ())


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_same_parts_as_its_text(path: Path) -> None:
    """Letterhead, salutation, closing and signature are found in the file as in its text."""
    letter = read(path)
    plain = Letter.from_text((SAMPLES / "text" / f"{path.stem}.txt").read_text("utf-8"))
    for kind in ("letterhead", "date", "salutation", "closing", "signature", "bullet"):
        shown = [words(x.text[p.start : p.end]) for x in (letter, plain) for p in x.parts if p.kind == kind]
        assert shown[: len(shown) // 2] == shown[len(shown) // 2 :], kind


@pytest.mark.parametrize("path", [p for p in FILES if p.suffix == ".docx"], ids=lambda p: p.name)
def test_every_character_of_a_word_file_has_its_run(path: Path) -> None:
    letter = read(path)
    blocks = list(walk(docx.Document(str(path))))
    covered = set()
    for origin in letter.origin:
        covered.update(range(origin.start, origin.end))
        pieces = locate(letter, origin.start, origin.end)
        assert (
            "".join(blocks[p.block].runs[p.run].text[p.start : p.end] for p in pieces)
            == letter.text[origin.start : origin.end]
        )
    assert all(i in covered for i, c in enumerate(letter.text) if not c.isspace())


def test_pages_of_a_pdf() -> None:
    path = next(p for p in FILES if number(p) == 2)
    letter = read(path)
    assert {o.locator for o in letter.origin} == {"page 1", "page 2"}
    page_two = min(o.start for o in letter.origin if o.locator == "page 2")
    assert letter.text.index("Tallgrass Institute for Human Genomics") > page_two
    assert "Institute for Human Genomics\nLaboratory" not in letter.text[page_two:]


def test_script_makes_them(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    spec = importlib.util.spec_from_file_location("make_samples", SAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    make.main(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [p.name for p in FILES]
    for path in FILES:
        made = read(tmp_path / path.name)
        assert (made.text, made.parts, made.images) == (read(path).text, read(path).parts, read(path).images)


def test_from_memory_as_from_disk() -> None:
    for path in FILES:
        data = path.read_bytes()
        assert read_bytes(data, path.name).text == read(path).text
        if path.suffix in (".docx", ".pdf", ".odt", ".rtf", ".html"):
            assert read_bytes(io.BytesIO(data).read(), "-").format == read(path).format
