"""How many of the names marked by hand in letters are found, and how many that are found are right.

    python benchmarks/entities.py [--show] [--write]

Marks: ``data/names`` (see its README). A mark is found where one span covers all of it; a span is right
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
from lorscore.privacy.deidentify import Replacement, deidentify

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
MEASURED = ROOT / "lorscore" / "privacy" / "measured.toml"


Mark = tuple[int, int, str, str]
_INLINE = re.compile(r"\{(\w+)\|([^{}]*)\}")


def marked(text: str, marks: list[dict[str, str]]) -> list[Mark]:
    """Return every place of every mark: start, end, kind, role; longer marks first, none inside another."""
    out: list[Mark] = []
    for mark in sorted(marks, key=lambda m: -len(m["text"])):
        for match in re.finditer(rf"(?<!\w){re.escape(mark['text'])}(?!\w)", text):
            if not any(s < match.end() and match.start() < e for s, e, _, _ in out):
                out.append((*match.span(), mark["kind"], mark["role"]))
    return sorted(out)


def corrected_on() -> list[tuple[str, Letter, list[Mark]]]:
    """Return the 40 train letters and their marks: the rules were corrected on them."""
    out = []
    for line in (DATA / "names" / "marks.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = (DATA / "letters" / "train" / f"{row['id']}.txt").read_text(encoding="utf-8")
        out.append((row["id"], Letter.from_text(text), marked(text, row["marks"])))
    return out


def held_out() -> list[tuple[str, Letter, list[Mark]]]:
    """Return the 8 letters on which no rule was corrected, and their marks."""
    out = []
    for path in sorted((DATA / "names" / "held_out").glob("*.txt")):
        source, text, truth, at = path.read_text(encoding="utf-8"), "", [], 0
        for match in _INLINE.finditer(source):
            text += source[at : match.start()]
            truth.append((len(text), len(text) + len(match[2]), match[1], ""))
            text += match[2]
            at = match.end()
        text += source[at:]
        out.append((path.stem, Letter.from_text(text), truth))
    return out


def table(letters: list[tuple[str, Letter, list[Mark]]], *, show: bool) -> None:
    """Print recall and precision by kind."""
    hit: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    given: Counter[str] = Counter()
    roles: Counter[bool] = Counter()
    for name, letter, truth in letters:
        found = find_entities(letter)
        for start, end, kind, role in truth:
            if kind == "optional":
                continue
            total[kind] += 1
            same = [e for e in found if e.kind == kind and e.start <= start and end <= e.end]
            hit[kind] += bool(same)
            covered[kind] += any(e.start <= start and end <= e.end for e in found)
            if same and kind == "person" and role:
                roles[same[0].role == role] += 1
                if show and same[0].role != role:
                    print(name, "ROLE", role, "->", same[0].role, repr(letter.text[start:end]))
            if show and not same:
                print(name, "MISSED", kind, repr(letter.text[start:end]))
        for e in found:
            touching = [t for t in truth if t[0] < e.end and e.start < t[1]]
            if touching and all(t[2] == "optional" for t in touching):
                continue
            given[e.kind] += 1
            right[e.kind] += any(t[2] == e.kind for t in touching)
            if show and not any(t[2] == e.kind for t in touching):
                print(name, "WRONG", e.kind, e.role, repr(letter.text[e.start : e.end]))
    print(f"{'kind':<20}{'marks':>6}{'recall':>9}{'(any kind)':>12}{'spans':>7}{'precision':>11}")
    for kind in [*sorted(total | given), "all"]:
        marks = total[kind] or (sum(total.values()) if kind == "all" else 0)
        spans = given[kind] or (sum(given.values()) if kind == "all" else 0)
        hits, any_kind, ok = (sum(c.values()) if kind == "all" else c[kind] for c in (hit, covered, right))
        shares = [f"{n / of:.3f}" if of else "-" for n, of in ((hits, marks), (any_kind, marks), (ok, spans))]
        print(f"{kind:<20}{marks:>6}{shares[0]:>9}{shares[1]:>12}{spans:>7}{shares[2]:>11}")
    if roles:
        print(f"role of a person that was found: {roles[True] / sum(roles.values()):.3f} of {sum(roles.values())}")


def taken_out(letters: list[tuple[str, Letter, list[Mark]]]) -> dict[str, float]:
    """Measure `deidentify`: how much of what was marked is gone whole, and how much of what is gone was marked.

    Examinations are left in, and so are not counted.
    """
    marks = gone = replaced = right = 0
    for _, letter, truth in letters:
        found = deidentify(letter).replacements
        must = [t for t in truth if t[2] not in ("optional", "exam")]
        marks += len(must)
        gone += sum(not re.search(r"\w", _left(letter.text, s, e, found)) for s, e, _, _ in must)
        replaced += len(found)
        right += sum(any(s < r.end and r.start < e for s, e, _, _ in truth) for r in found)
    return {"letters": len(letters), "recall": round(gone / marks, 4), "precision": round(right / replaced, 4)}


def _left(text: str, start: int, end: int, found: tuple[Replacement, ...]) -> str:
    """Return what is left of a stretch of the letter; a title in front of a name may stay."""
    left = "".join(c for i, c in enumerate(text[start:end], start) if not any(r.start <= i < r.end for r in found))
    return re.sub(r"^(?:(?:Mr|Mrs|Ms|Dr|Prof|med)\b[. ]*)+", "", left)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true", help="print what was missed and wrong in the 40 letters")
    parser.add_argument("--write", action="store_true", help="write what the command deidentify tells its users")
    args = parser.parse_args()
    sets = {"corrected_on": corrected_on(), "held_out": held_out()}
    out = {}
    for name, letters in sets.items():
        print(f"\n{len(letters)} letters, {name.replace('_', ' ')}")
        table(letters, show=args.show and name == "corrected_on")
        out[name] = taken_out(letters)
        print(f"deidentify: {out[name]['recall']:.3f} of the marks are gone whole")
        print(f"deidentify: {out[name]['precision']:.3f} of what is replaced was marked")
    began = time.perf_counter()
    for _, letter, _ in sets["corrected_on"]:
        find_entities(letter)
    seconds = time.perf_counter() - began
    print(f"\nwords a second: {sum(len(letter.text.split()) for _, letter, _ in sets['corrected_on']) / seconds:,.0f}")
    if args.write:
        lines = ["# Written by benchmarks/entities.py --write; tests/privacy measures it again."]
        for name, values in out.items():
            lines += ["", f"[{name}]", *(f"{key} = {value}" for key, value in values.items())]
        MEASURED.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
