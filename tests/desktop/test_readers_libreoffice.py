"""The samples as LibreOffice writes them in other formats, read back (``make test-desktop``)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lorscore.letter import Letter
from lorscore.readers import read

SAMPLES = Path(__file__).parents[2] / "data/samples"
SOURCES = sorted(p for p in SAMPLES.iterdir() if p.suffix in (".docx", ".odt"))
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
# LibreOffice prints tracked deletions into PDF and HTML, as any reader of the page would see them.
PRINTS_DELETIONS = {("10-draft-with-changes", "pdf"), ("10-draft-with-changes", "html")}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("suffix", ["docx", "odt", "rtf", "html", "pdf"])
def test_words_and_parts_survive(suffix: str, tmp_path: Path) -> None:
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", suffix, "--outdir",
         str(tmp_path), *map(str, SOURCES)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    for source in SOURCES:
        if (source.stem, suffix) in PRINTS_DELETIONS:
            continue
        letter = read(tmp_path / f"{source.stem}.{suffix}")
        plain = Letter.from_text((SAMPLES / "text" / f"{source.stem}.txt").read_text("utf-8"))
        assert words(letter.text) == words(plain.text), source.name
        for kind in ("letterhead", "salutation", "closing", "signature"):
            shown, expected = (
                [words(x.text[p.start : p.end]) for p in x.parts if p.kind == kind] for x in (letter, plain)
            )
            assert shown == expected, (source.name, kind)
        # In HTML a text box becomes a picture.
        assert letter.images == read(source).images or suffix == "html"
