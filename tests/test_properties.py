"""Whatever the text: offsets match, JSON comes back, the answer stays the same, and only our errors are raised."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lorscore
from lorscore.errors import LorscoreError
from lorscore.report import Report

TRAIN = Path(__file__).resolve().parents[1] / "data" / "letters" / "train"
LETTERS = [p.read_text(encoding="utf-8") for p in sorted(TRAIN.glob("*.txt"))[:20]]
SENTENCES = [line.strip() for text in LETTERS for line in text.splitlines() if line.strip()]
ODD = [
    "\n\n",
    "\r\n",
    "\t",
    "\u200b",
    "\u202e",
    "\u00a0",
    "\ufeff",
    "\ud83d",
    "•",
    "“",
    "’",
    "—",
    "...",
    "[NAME]",
    "\x00",
    "𝔸",
    "é",
]
FEW = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

letters = st.lists(st.sampled_from(SENTENCES) | st.sampled_from(ODD) | st.text(max_size=20), max_size=12).map(
    lambda pieces: " ".join(pieces)
)
anything = st.text(st.characters(codec=None), max_size=300) | letters


@pytest.fixture(scope="module")
def analyzer() -> lorscore.Analyzer:
    return lorscore.load()


@FEW
@given(text=anything)
def test_any_text_gives_a_report_or_our_error(analyzer, text):
    _holds(analyzer, text)


def _holds(analyzer, text):
    try:
        report = analyzer.analyze(text)
    except LorscoreError:
        return
    assert len(report.text) == len(text)
    for e in report.evidence:
        assert report.text[e.start : e.end] == e.text
    for found in (*report.entities, *(s for s in report.suggestions if s.start is not None)):
        assert 0 <= found.start < found.end <= len(text)
    for part in report.parts:
        assert 0 <= part["start"] <= part["end"] <= len(text)
    again = Report.from_json(report.to_json())
    assert again == report
    assert json.loads(again.to_json()) == json.loads(report.to_json())


@FEW
@given(text=letters)
def test_the_same_text_gives_the_same_report(analyzer, text):
    assert analyzer.analyze(text) == analyzer.analyze(text)


@pytest.mark.parametrize("size", [1, 3])
def test_neither_order_nor_batches_change_a_report(analyzer, size):
    texts = LETTERS[:7]
    alone = [analyzer.analyze(text) for text in texts]
    assert list(analyzer.pipe(texts, batch_size=size)) == alone
    assert list(analyzer.pipe(texts[::-1], batch_size=size))[::-1] == alone


def test_many_letters_of_any_kind_come_out_as_each_alone(analyzer):
    """Through `pipe`, in any order and in batches of any size, with empty and odd ones between."""
    texts = [*LETTERS[:5], "", " ", ODD[0] * 5, "".join(ODD), LETTERS[0][:200], "She is good.", LETTERS[1]]
    alone = [analyzer.analyze(text) for text in texts]

    @settings(FEW, max_examples=6)
    @given(order=st.permutations(range(len(texts))), size=st.integers(1, 40))
    def check(order, size):
        found = analyzer.pipe([texts[i] for i in order], batch_size=size)
        assert list(found) == [alone[i] for i in order]

    check()


def test_threads_do_not_change_a_report(analyzer):
    texts = LETTERS[:12]
    alone = [analyzer.analyze(text) for text in texts]
    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(analyzer.analyze, texts)) == alone


@pytest.mark.slow
@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_gives_the_same_bytes(analyzer, seed):
    """Another order of hashes, other letters before it, batches of another size: the same JSON."""
    code = (
        "import json, sys, lorscore\n"
        "texts = json.load(sys.stdin)\n"
        "reports = list(lorscore.load().pipe(texts[::-1], batch_size=2))[::-1]\n"
        "json.dump([r.to_json() for r in reports], sys.stdout)\n"
    )
    texts = LETTERS[:5]
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(texts), capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONHASHSEED": seed},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == [analyzer.analyze(text).to_json() for text in texts]


@pytest.mark.slow
def test_processes_do_not_change_a_report(analyzer):
    texts = LETTERS[:6]
    assert list(analyzer.pipe(texts, n_process=2, batch_size=2)) == [analyzer.analyze(text) for text in texts]


HOMOGLYPHS = str.maketrans("aeopcxyiABEHKMOPT", "аеорсхуіАВЕНКМОРТ")  # Cyrillic for Latin
DISGUISES = {
    "homoglyphs": lambda text: text.translate(HOMOGLYPHS),
    "zero width": lambda text: "\u200b".join(text),
    "right to left": lambda text: "\u202e" + text + "\u202c",
    "soft hyphens": lambda text: "\u00ad".join(text),
    "combining": lambda text: "".join(c + "\u0301" for c in text),
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "one line": lambda text: " ".join((text * 40).split()),
    "a word a line": lambda text: "\n".join(text.split()),
    "no blanks": lambda text: "".join(text.split()),
    "capitals": str.upper,
    "backwards": lambda text: text[::-1],
    "Hebrew": lambda text: "אני ממליץ עליה בחום. " * 40 + text,
}


@pytest.mark.parametrize("name", DISGUISES)
def test_a_disguised_letter_is_a_letter_or_an_error(analyzer, name):
    _holds(analyzer, DISGUISES[name](LETTERS[0]))


@FEW
@given(value=st.none() | st.integers() | st.binary(max_size=5) | st.lists(st.text(max_size=3), max_size=2))
def test_what_is_no_text_is_our_error(analyzer, value):
    with pytest.raises(LorscoreError):
        analyzer.analyze(value)


@FEW
@given(text=st.text(max_size=200))
def test_any_json_is_a_report_or_our_error(text):
    with pytest.raises(LorscoreError):
        Report.from_json(text)
