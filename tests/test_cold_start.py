"""A guard on the start of ``lorscore check`` that counts work, not seconds, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "samples" / "01-program-director.docx"
CALLS = 3_150_000
"""Python and C calls from the start to the printed report, a fifth above what was counted when this was written."""
PATTERNS = 210
"""Regular expressions compiled, likewise."""
COUNT = """
import contextlib, io, json, re._compiler, sys
import spacy  # not ours to make smaller

counts = dict.fromkeys(("calls", "patterns"), 0)
compiled, tables, modules = re._compiler.compile, [], set(sys.modules)

def see(frame, event, what):
    counts["calls"] += event in ("call", "c_call")

def compile(*args):
    counts["patterns"] += 1
    return compiled(*args)

import tomli
read = tomli.loads
tomli.loads = lambda text: tables.append(hash(text)) or read(text)
re._compiler.compile = compile
from lorscore.cli import main
sys.setprofile(see)
with contextlib.redirect_stdout(io.StringIO()) as out:
    code = main(["check", sys.argv[1]])
sys.setprofile(None)
most = max(map(tables.count, tables))
print(json.dumps(counts | {
    "code": code, "printed": len(out.getvalue()), "most": most, "modules": sorted(set(sys.modules) - modules),
}))
"""


@pytest.fixture(scope="module")
def start() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", COUNT, str(SAMPLE)], capture_output=True, text=True, check=True, timeout=300
    )
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["code"] == 0
    assert found["printed"] > 1_000
    return found


def test_a_start_takes_no_more_calls_and_patterns_than_it_did(start: dict[str, Any]) -> None:
    assert 100_000 < start["calls"] < CALLS, start["calls"]
    assert 10 < start["patterns"] < PATTERNS, start["patterns"]
    assert start["most"] <= 2, "a table of the guide is read again and again"


def test_a_start_imports_nothing_that_a_letter_does_not_need(start: dict[str, Any]) -> None:
    imported = {name.split(".")[0] for name in start["modules"]}
    assert not imported & {
        "sklearn", "scipy", "pandas", "pyarrow", "matplotlib", "pypdfium2", "odfdo", "striprtf", "icalendar",
        "starlette", "multiprocessing",
    }  # fmt: skip
    ours = {name for name in start["modules"] if name.startswith("lorscore.")}
    assert not {name for name in ours if name.split(".")[1] in ("research", "corpus", "web", "privacy", "advice")}
