"""No regular expression takes more than linear time: each is given long strings made of what it itself looks for.

A string is made from the pattern: what every part of it takes is repeated, alone, after what comes before that part,
and in pairs, and ended by a sign that nothing takes. The strings grow, and the time is compared with that of a shorter
one in the same run.
"""

from __future__ import annotations

import functools
import itertools
import json
import math
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent / "lorscore"
EXPONENT = 1.6
"""Four times the text may take 4 ** 1.6 = 9 times as long; 16 times is quadratic."""
ATTEMPTS = 4
"""A machine that is busy elsewhere makes one measurement wrong, not all of them."""
TELLING = 0.003
"""Below so many seconds a ratio of two times says nothing; what is quadratic takes many times more at 6,400 signs."""
TIMES = (8, 12, 16, 20, 24, 32)
"""How often a piece is repeated at first, so that an exponential pattern is found before it hangs."""
SIZES = (100, 400, 1_600, 6_400)
HANGS = 0.1
"""Seconds; a text that takes so long is judged at once, and no longer one is tried."""
LONG = 24
"""A part that repeats no more often than this makes no long work by itself."""
NEVER = "\x01"

AT_ONE_PLACE = {
    "_AFTER_NAME", "_AFTER_PLACE", "_APPOSED", "_ENCLOSED", "_HTML", "_MAIL", "_MARK", "_NEXT_NOUN", "_NEXT_WORD",
    "_DIGIT_NEXT", "_NICKNAME", "_aged", "_cues", "_pattern", "name", "dates", "_COMMENT", "PAGE_NUMBER", "WHOLE",
    "match", "_RUNNING", "closing", "reference", "title", "salutation", "recipient",
}  # fmt: skip
"""Patterns that are tried at one place of a text each time, so that a run of blanks is not tried at each of them."""
SLICED = {
    ("extract/mentions.py", "_PARTICLES"): "between a title and a name",
    ("extract/pronouns.py", "_NEW_CLAUSE"): "12 characters",
    ("extract/residue.py", "_allowed"): "a placeholder, of 80 characters",
    ("advice/compare.py", "shared_words"): "the first 1,000 characters of a sentence",
}
"""Patterns that are quadratic, with the short piece of text that they are ever given."""


class Known(NamedTuple):
    """A compiled pattern and where: file, line, the name it is bound to."""

    file: str
    line: int
    name: str
    pattern: re.Pattern[Any]


# What a pattern takes


def _characters(op: Any, what: Any) -> list[str]:
    """Return a few characters that a part of one character takes."""
    if op is c.LITERAL:
        return [chr(what)]
    if op is c.NOT_LITERAL:
        return [sign for sign in "a \n" if ord(sign) != what][:2]
    if op is c.ANY:
        return ["a", " "]
    if what[0][0] is c.NEGATE:
        taken = compiler.compile(parser.SubPattern(parser.State(), [(op, what)]), 0)
        return [sign for sign in "aA1 \n.-é" if taken.fullmatch(sign)][:3]
    kinds = {c.CATEGORY_DIGIT: "1", c.CATEGORY_SPACE: " ", c.CATEGORY_NOT_WORD: "-"}
    out = [chr(v if o is c.LITERAL else v[0]) if o in (c.LITERAL, c.RANGE) else kinds.get(v, "a") for o, v in what]
    return out[:2] + out[-2:]


_ONE = (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)
_REPEAT = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)


def _inside(op: Any, what: Any) -> list[Any]:
    if op is c.BRANCH:
        return list(what[1])
    if op is c.SUBPATTERN:
        return [what[3]]
    if op in _REPEAT:
        return [what[2]]
    if op in (c.ASSERT, c.ASSERT_NOT):
        return [what[1]]
    return [what] if op is c.ATOMIC_GROUP else []


def _alphabet(tree: Any) -> dict[str, None]:
    out: dict[str, None] = {}
    for op, what in tree:
        out |= dict.fromkeys(_characters(op, what) if op in _ONE else ())
        for inner in _inside(op, what):
            out |= _alphabet(inner)
    return out


def _sample(tree: Any, choice: int = 0) -> str:
    """Return a string that the pattern takes, looking ahead and behind aside."""
    out = ""
    for op, what in tree:
        if op in _ONE:
            found = _characters(op, what)
            out += found[choice % len(found)] if found else ""
        elif op in _REPEAT:
            out += _sample(what[2], choice) * max(what[0], min(what[1], 1))
        elif op not in (c.ASSERT, c.ASSERT_NOT) and (inner := _inside(op, what)):
            out += _sample(inner[choice % len(inner)], choice)
    return out


def _repeats(tree: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Give each part that may be long, with a string for what comes before it."""
    for op, what in tree:
        if op in _REPEAT and what[1] > LONG:
            yield before, what[2]
        for inner in _inside(op, what):
            yield from _repeats(inner, before)
        before += _sample([(op, what)])


def hostile(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """Return pairs of a beginning and of a piece to repeat after it; none for a pattern without a long part."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(source, pattern.flags & ~(0 if isinstance(pattern.pattern, str) else re.UNICODE))
    out: dict[tuple[str, str], None] = {}
    for before, body in _repeats(tree):
        for piece in {**dict.fromkeys(_sample(body, k) for k in range(4)), **_alphabet(body)}:
            out |= dict.fromkeys([("", piece), (before, piece), ("", before + piece)])
    if not out:
        return []
    for choice in range(4):
        beginnings = itertools.accumulate(_sample([node], choice) for node in tree)
        out |= dict.fromkeys(("", piece) for piece in beginnings)
    signs = list(_alphabet(tree))
    few = dict.fromkeys([*signs[:4], *signs[-4:], " ", "a", "1"])
    out |= dict.fromkeys(("", sign) for sign in signs[:30])
    out |= dict.fromkeys(("", one + other) for one, other in itertools.permutations(few, 2))
    return [pair for pair in out if pair[1]]


# How the work grows


def _cost(use: Callable[[Any], Any], text: Any, rounds: int = 1) -> float:
    best = math.inf
    for _ in range(rounds):
        start = time.process_time()
        use(text)
        best = min(best, time.process_time() - start)
    return best


def growth(pattern: re.Pattern[Any], begin: str, piece: str, *, anchored: bool) -> float | None:
    """Return the exponent with which the work grows where it is too large, else None."""

    def text(size: int) -> Any:
        whole = begin + (piece * (size // len(piece) + 1))[:size] + NEVER
        return whole if isinstance(pattern.pattern, str) else whole.encode("latin-1", "replace")

    def use(what: Any) -> None:
        if anchored:
            pattern.match(what)
        else:
            for _ in pattern.finditer(what):
                pass

    def exponent(small: int, large: int, rounds: int) -> float:
        ratio = _cost(use, text(large), rounds) / _cost(use, text(small), rounds)
        return math.log(ratio) / math.log(large / small)

    for small, large in itertools.pairwise(sorted({*(times * len(piece) for times in TIMES), *SIZES})):
        seconds = _cost(use, text(large), 1 if large < SIZES[-1] else 2)
        # a part that may repeat a hundred times looks quadratic until the text is longer than that
        if seconds < TELLING or (seconds < HANGS and large < SIZES[-1]):
            continue
        slow = seconds > HANGS
        found = [exponent(small, large, 1 if slow else 3) for _ in range(1 if slow else ATTEMPTS)]
        if min(found) > EXPONENT:
            return min(found)
    return None


# The patterns of lorscore


@functools.cache
def _names(file: str) -> tuple[str, ...]:
    """Return for each line of a module the name of the assignment or the function that it belongs to."""
    name, out = "", []
    for line in (PACKAGE / file).read_text(encoding="utf-8").splitlines():
        begins = re.match(r"(?:def )?(\w+)(?=\s*[(:=])|\s+(\w+)(?==(?:tuple\()?re\.compile\()", line)
        if begins and (not line[0].isspace() or begins[2]):
            name = begins[1] or begins[2]
        out.append(name)
    return tuple(out)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(HERE / "compiled_patterns.py")], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def known(found: dict[str, Any]) -> list[Known]:
    out = []
    for file, line, name, source, of_bytes, flags in found["patterns"]:
        pattern: re.Pattern[Any] = (
            re.compile(source.encode("latin-1"), flags) if of_bytes else re.compile(source, flags)
        )
        out.append(Known(file, line, name or _names(file)[line - 1], pattern))
    return out


@pytest.mark.slow
def test_every_pattern_is_seen(found: dict[str, Any], known: list[Known]) -> None:
    assert not found["unseen"], "compiled_patterns.py does nothing that makes these"
    assert len(known) > 200
    assert {k.file.split("/")[0] for k in known} >= {"parts.py", "readers", "extract", "privacy", "advice", "upload.py"}


@pytest.mark.slow
def test_work_grows_with_the_text(known: list[Known]) -> None:
    bad = []
    for one in known:
        if (one.file, one.name) in SLICED:
            continue
        for begin, piece in hostile(one.pattern):
            exponent = growth(one.pattern, begin, piece, anchored=one.name in AT_ONE_PLACE)
            if exponent:
                bad.append(f"{one.file}:{one.line} {one.name}: {exponent:.1f} with {begin!r} and then {piece!r}")
                break
    assert not bad, "\n".join(bad)


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [r"(a+)+$", r"\s+$", r"(?:a|a)*b", r"\w+@\w+", r"<.*>", r"(?:.*\r?\n){0,40}x", r"x*x*y", "(?:[A-Z][a-z]*[ -]?)+$"],
)
def test_a_bad_pattern_is_found(pattern: str) -> None:
    compiled = re.compile(pattern)
    assert any(growth(compiled, *pair, anchored=False) for pair in hostile(compiled))


@pytest.mark.slow
def test_the_lists_name_patterns_that_are_there(known: list[Known]) -> None:
    names: Iterable[str] = {k.name for k in known}
    assert set(names) >= AT_ONE_PLACE
    assert {(k.file, k.name) for k in known} >= set(SLICED)
    for file in PACKAGE.rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        for name in AT_ONE_PLACE - {
            "_MARK",
            "_MAIL",
            "_pattern",
            "name",
            "title",
        }:  # names that mean something else elsewhere
            assert not re.search(rf"\b{name}(?:\(\))?\.(?:search|finditer|findall|sub|split)\(", source), (file, name)
