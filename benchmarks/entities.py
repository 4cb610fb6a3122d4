"""How many of the names marked by hand in 40 train letters are found, and how many that are found are right.

    python benchmarks/entities.py [--show] [--write]

Marks: ``data/names/marks.jsonl`` (see its README). A mark is found where one span covers all of it; a span is right
where it touches a mark; marks of kind "optional" count for neither. The letters and every name in them are invented.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from pathlib import Path

from lorscore.extract.names import find_entities
from lorscore.letter import Letter
from lorscore.privacy.deidentify import deidentify

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
MEASURED = ROOT / "lorscore" / "privacy" / "measured.toml"


def marked(text: str, marks: list[dict[str, str]]) -> list[tuple[int, int, str, str]]:
    """Return every place of every mark: start, end, kind, role; longer marks first, none inside another."""
    out: list[tuple[int, int, str, str]] = []
    for mark in sorted(marks, key=lambda m: -len(m["text"])):
        for match in re.finditer(rf"(?<!\w){re.escape(mark['text'])}(?!\w)", text):
            if not any(s < match.end() and match.start() < e for s, e, _, _ in out):
                out.append((*match.span(), mark["kind"], mark["role"]))
    return sorted(out)


def taken_out() -> dict[str, float]:
    """Measure `deidentify` on the marked letters: how much of what was marked is gone, how much of what is gone was marked.

    Examinations are left in, and so are not counted.
    """
    marks = gone = replaced = right = 0
    rows = [json.loads(line) for line in (DATA / "names" / "marks.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        text = (DATA / "letters" / "train" / f"{row['id']}.txt").read_text(encoding="utf-8")
        found = deidentify(Letter.from_text(text)).replacements
        truth = marked(text, row["marks"])
        must = [t for t in truth if t[2] not in ("optional", "exam")]
        marks += len(must)
        gone += sum(any(r.start <= s and e <= r.end for r in found) for s, e, _, _ in must)
        replaced += len(found)
        right += sum(any(s < r.end and r.start < e for s, e, _, _ in truth) for r in found)
    return {"letters": len(rows), "recall": round(gone / marks, 4), "precision": round(right / replaced, 4)}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true", help="print what was missed and what is wrong")
    parser.add_argument("--write", action="store_true", help="write what the command deidentify tells its users")
    args = parser.parse_args()
    show = args.show
    rows = [json.loads(line) for line in (DATA / "names" / "marks.jsonl").read_text(encoding="utf-8").splitlines()]
    hit: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    roles: Counter[bool] = Counter()
    seconds, words = 0.0, 0
    for row in rows:
        letter = Letter.from_text((DATA / "letters" / "train" / f"{row['id']}.txt").read_text(encoding="utf-8"))
        find_entities(letter)
        began = time.perf_counter()
        found = find_entities(letter)
        seconds += time.perf_counter() - began
        words += len(letter.text.split())
        truth = marked(letter.text, row["marks"])
        for start, end, kind, role in truth:
            if kind == "optional":
                continue
            total[kind] += 1
            same = [e for e in found if e.kind == kind and e.start <= start and end <= e.end]
            hit[kind] += bool(same)
            covered[kind] += any(e.start <= start and end <= e.end for e in found)
            if same and kind == "person":
                roles[same[0].role == role] += 1
                if show and same[0].role != role:
                    print(row["id"], "ROLE", role, "->", same[0].role, repr(letter.text[start:end]))
            if show and not same:
                print(row["id"], "MISSED", kind, repr(letter.text[start:end]))
        for e in found:
            touching = [t for t in truth if t[0] < e.end and e.start < t[1]]
            if touching and all(t[2] == "optional" for t in touching):
                continue
            given[e.kind] += 1
            right[e.kind] += any(t[2] == e.kind for t in touching)
            if show and not any(t[2] == e.kind for t in touching):
                print(row["id"], "WRONG", e.kind, e.role, repr(letter.text[e.start : e.end]))
    print(f"{len(rows)} train letters, {sum(total.values())} marks")
    print(f"{'kind':<14}{'marks':>6}{'recall':>9}{'(any kind)':>12}{'spans':>7}{'precision':>11}")
    for kind in sorted(total | given):
        found_here = f"{hit[kind] / total[kind]:.3f}" if total[kind] else "-"
        any_here = f"{covered[kind] / total[kind]:.3f}" if total[kind] else "-"
        right_here = f"{right[kind] / given[kind]:.3f}" if given[kind] else "-"
        print(f"{kind:<14}{total[kind]:>6}{found_here:>9}{any_here:>12}{given[kind]:>7}{right_here:>11}")
    t, g = sum(total.values()), sum(given.values())
    recall, any_kind, precision = sum(hit.values()) / t, sum(covered.values()) / t, sum(right.values()) / g
    print(f"{'all':<14}{t:>6}{recall:>9.3f}{any_kind:>12.3f}{g:>7}{precision:>11.3f}")
    print(f"role of a person that was found: {roles[True] / max(1, sum(roles.values())):.3f} of {sum(roles.values())}")
    print(f"words a second: {words / seconds:,.0f}")
    out = taken_out()
    print(f"deidentify: {out['recall']:.3f} of the marks are gone whole")
    print(f"deidentify: {out['precision']:.3f} of what is replaced is marked")
    if args.write:
        MEASURED.write_text(
            "# Written by benchmarks/entities.py --write; tests/privacy measures it again.\n"
            + "".join(f"{name} = {value}\n" for name, value in out.items()),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
