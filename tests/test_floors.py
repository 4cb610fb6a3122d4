"""A module imports only from floors below its own, and on some floors from its own (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "lorscore"
FLOORS = {
    "errors": 0, "letter": 0, "lines": 0, "parts": 0, "report": 0, "writing": 0,
    "readers": 1, "guide": 1, "config": 1, "language": 1, "readability": 1,
    "extract": 2, "features": 3, "scoring": 4,
    "gather": 5, "analysis": 5, "parallel": 5,
    "render": 6, "advice": 6, "privacy": 6, "corpus": 6, "frames": 6, "upload": 6, "suppress": 6,
    "research": 7, "web": 7, "cli": 8,
}  # fmt: skip
FACE = ("lorscore", "__main__")


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "lorscore"


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            out |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            out |= {f"{node.module}.{a.name}" if node.module == "lorscore" else node.module for a in node.names}
    return {m for m in out if m.split(".")[0] == "lorscore"}


def modules() -> list[Path]:
    return sorted(p for p in ROOT.rglob("*.py") if p.parent != ROOT or p.stem not in ("__init__", "__main__"))


def test_every_room_has_a_floor():
    rooms = {p.relative_to(ROOT).parts[0].removesuffix(".py") for p in modules()}
    assert rooms - set(FLOORS) == set()


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_down_only(path):
    own = path.relative_to(ROOT).parts[0].removesuffix(".py")
    for module in imports(path):
        other = room(module)
        if other in FACE or other == own or other.startswith("__"):
            continue
        allowed = FLOORS[other] < FLOORS[own] or (FLOORS[other] == FLOORS[own] and FLOORS[own] in (0, 1, 5, 6))
        assert allowed, f"{path.relative_to(ROOT)} (floor {FLOORS[own]}) imports {module} (floor {FLOORS[other]})"


def test_files_are_of_a_readable_length():
    assert not {str(p.relative_to(ROOT)) for p in modules() if len(p.read_text().splitlines()) > 500}
