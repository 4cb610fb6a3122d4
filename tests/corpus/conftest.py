"""A few short letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus_letters import LETTER

from lorscore.corpus import run as run_module


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A folder with five letters, two of them in folders of their own."""
    folder = tmp_path / "letters"
    for n, name in enumerate(("a.txt", "b/one.txt", "b/two.md", "c.txt", "d.html"), 2):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = LETTER.format(n=n)
        path.write_text(f"<p>{text}</p>" if path.suffix == ".html" else text, encoding="utf-8")
    return folder


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two letters a chunk, so that five letters are three chunks."""
    monkeypatch.setattr(run_module, "_LETTERS", 2)
