"""Every regular expression that lorscore compiles, as JSON on the standard output; run as a program of its own.

`re` is listened to from before the first import, so that nothing compiled at import or later escapes; patterns written
out where they are used are read from the source. What is compiled only from words of the user's is escaped there.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import io
import json
import pkgutil
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lorscore"
CALLS = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
ESCAPED = {"research/marks.py", "research/yardstick.py", "research/study/swaps.py"}
"""Modules that search for words of a text, with `re.escape`; their fixed patterns are read from the source."""

Site = tuple[str, int]
_compile: Any = vars(re)["_compile"]
seen: dict[Site, set[tuple[str | bytes, int]]] = {}
matched: set[Site] = set()
"""Where `re.match` or `re.fullmatch` tries a pattern at one place."""


def _listen(pattern: Any, flags: Any) -> Any:
    frame: FrameType | None = sys._getframe(1)
    while frame and Path(frame.f_code.co_filename).parent.name == "re":
        frame = frame.f_back
    compiled = _compile(pattern, flags)
    file = Path(frame.f_code.co_filename) if frame else None
    if frame and file and PACKAGE in file.parents:
        site = (file.relative_to(PACKAGE).as_posix(), frame.f_lineno)
        seen.setdefault(site, set()).add((compiled.pattern, compiled.flags))
    return compiled


def use_everything() -> None:
    """Import every module, and do what compiles the patterns that are made when they are first needed."""
    import spacy

    import lorscore
    from lorscore.cli import main
    from lorscore.extract.tokenizer import add_letter_notation
    from lorscore.research.study.words import categories

    for module in pkgutil.walk_packages(lorscore.__path__, "lorscore."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    add_letter_notation(spacy.blank("en"))
    categories()
    loaded = lorscore.load()
    lorscore.load = lambda **options: loaded
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "data/letters/train").glob("*.txt"))[:8]]
    letters = [str(ROOT / "data/samples" / name) for name in ("01-program-director.docx", "04-faint-praise.txt")]
    for text in [*texts, "Dear Colleagues,\n\n[NAME] was my student for a year (born 3 May 1990), as I said.\n"]:
        loaded.analyze(text)
    with contextlib.redirect_stdout(io.StringIO()):
        for call in (["set", *letters], ["upload", letters[0]], ["deidentify", letters[1], "-o", "-"]):
            main(call)


def written_out() -> dict[Site, tuple[str | bytes, int] | None]:
    """Return the places that compile, with the pattern where it stands there, else None."""
    out: dict[Site, tuple[str | bytes, int] | None] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = node.func if isinstance(node, ast.Call) else None
            if not (isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name) and call.value.id == "re"):
                continue
            if call.attr in CALLS:
                assert isinstance(node, ast.Call)
                what = node.args[0]
                fixed = isinstance(what, ast.Constant) and isinstance(what.value, str | bytes)
                pattern = _compile(what.value, _flags(node)) if fixed else None  # type: ignore[attr-defined]
                site = (path.relative_to(PACKAGE).as_posix(), node.lineno)
                out[site] = pattern and (pattern.pattern, pattern.flags)
                if call.attr in ("match", "fullmatch"):
                    matched.add(site)
    return out


def _plain(pattern: str | bytes) -> tuple[str, bool]:
    return (pattern.decode("latin-1"), True) if isinstance(pattern, bytes) else (pattern, False)


def _flags(call: ast.Call) -> Any:
    given = [a for a in call.args if "re." in ast.unparse(a) and isinstance(a, ast.Attribute | ast.BinOp)]
    return eval(ast.unparse(given[0]), {"re": re}) if given else 0


def main() -> None:
    """Print ``{"patterns": [[file, line, name, pattern, is bytes, flags], ...], "unseen": [[file, line], ...]}``."""
    vars(re)["_compile"] = _listen
    use_everything()
    from lorscore.extract.tokenizer import INFIXES, SUFFIXES, WHOLE

    places = written_out()
    unseen = [s for s, fixed in places.items() if fixed is None and s not in seen and s[0] not in ESCAPED]
    for site, fixed in places.items():
        if fixed:
            seen.setdefault(site, set()).add(fixed)
    rows = [
        [*site, "match" if site in matched else "", *_plain(pattern), flags]
        for site, patterns in sorted(seen.items())
        if site[0] != "extract/tokenizer.py"  # where spaCy's own patterns are joined with ours
        for pattern, flags in sorted(patterns, key=repr)
    ]
    ours = {"WHOLE": [f"(?:{p})$" for p in WHOLE], "INFIXES": INFIXES, "SUFFIXES": [f"{p}$" for p in SUFFIXES]}
    rows += [["extract/tokenizer.py", 0, name, p, False, 0] for name, patterns in ours.items() for p in patterns]
    json.dump({"patterns": rows, "unseen": unseen}, sys.stdout)


if __name__ == "__main__":
    main()
