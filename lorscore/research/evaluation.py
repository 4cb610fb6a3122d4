"""``lorscore evaluate``: agreement with readings, beside the readers' own, with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lorscore.analysis import Analyzer
from lorscore.errors import InputError
from lorscore.report import IMG_CONCERNS, Report
from lorscore.research import yardstick as yard
from lorscore.research.marks import MARKED_KINDS, MarkedLetter, marked_letter, sub_folders

Say = Callable[[str], object]
_STRENGTHS = ("weak", "moderate", "strong")
_NEEDED = ("text", "overall", "criteria", "qualities", "flags", "evidence", "letter_type", "writer", "img", "checklist")
"""Of a report, what is compared with readings."""


def reports_of(analyzer: Analyzer, letters: Path, n_process: int = 1) -> dict[str, Report]:
    """Read every ``<id>.txt`` of a folder; the ids are the files' names without suffix."""
    files = sorted(letters.glob("*.txt"))
    texts = ((f.read_text(encoding="utf-8"), f.stem) for f in files)
    return {name: report for report, name in analyzer.pipe(texts, as_tuples=True, n_process=n_process)}


def agreement(
    system: Mapping[str, Mapping[str, Any]],
    letters: Mapping[str, yard.FoldedLetter],
    readers: yard.Readers,
    *,
    ceiling: yard.Readers,
    boot: int,
    say: Say,
) -> None:
    """Print the table of the yardstick: n, readers, system, ratio, 95% interval of the ratio.

    Parameters
    ----------
    system : mapping of id to report (plain JSON values)
    letters, readers
        As `lorscore.research.yardstick.load` gives them.
    ceiling : mapping of reader to readings
        Whose agreement with each other is the mark to reach: ``readers``, or those of letters that two read.
    boot : int
        Bootstrap rounds; 0 for no intervals.

    Raises
    ------
    InputError
        Where a letter that was read has no report, or not a whole one.
    """
    ids = _read_by_any(readers)
    if lost := [i for i in ids if i not in system]:
        raise InputError(f"{lost[0]}: there is no report of this letter ({len(lost)} are missing).")
    for name in ids:
        if bare := [key for key in _NEEDED if key not in system[name]]:
            raise InputError(
                f"{name}: its report lacks {', '.join(bare)}; give what `lorscore check --format jsonl` prints."
            )
    mine = {i: yard.Reading.of_report(system[i], letters[i]) for i in ids}
    best = yard.among(ceiling, _read_by_any(ceiling))
    support = _support(readers, ids)
    figures = yard.against(mine, readers, ids)
    spread = yard.interval(lambda chosen: yard.against(mine, readers, chosen), ids, boot) if boot else {}
    abstained = sum(mine[i].overall is None for i in ids)
    named = ", ".join(f"{k} ({len(v)})" for k, v in sorted(readers.items()))
    say(f"{len(ids)} letters; readers {named}; abstained {abstained}")
    say(f"{'':34}{'n':>6}{'readers':>9}{'lorscore':>10}{'ratio':>7}   {'95% of the ratio' if spread else ''}")
    for name, value in figures.items():
        top = best.get(name, float("nan"))
        tail = f"[{spread[name][0] / top:.2f}, {spread[name][1] / top:.2f}]" if name in spread and abs(top) > 0 else ""
        ratio = value / top if top else float("nan")
        n = support.get(name, "")
        say(f"{name:34}{n:>6}{_number(top, 9)}{_number(value, 10)}{_number(ratio, 7, 2)}   {tail}")


def _read_by_any(readers: yard.Readers) -> list[str]:
    return sorted({i for read in readers.values() for i in read})


def _number(value: float, width: int, digits: int = 3) -> str:
    return f"{'-':>{width}}" if value != value else f"{value:{width}.{digits}f}"


def _support(readers: yard.Readers, ids: Sequence[str]) -> Counter[str]:
    support: Counter[str] = Counter()
    for r in readers.values():
        for i in ids:
            if i in r:
                support.update({f"flag {k} f1": int(bool(v)) for k, v in r[i].flags.items()})
                support.update(
                    {
                        f"mark {k} f1": len(r[i].spans if k == "generic_adjective" else r[i].sets[k])
                        for k in MARKED_KINDS
                    }
                )
    return support


def first_reader(
    system: Mapping[str, Mapping[str, Any]], letters: Path, readings: Path
) -> tuple[str, list[MarkedLetter]]:
    """Return the name of the first reader who read any of the letters with a report, and what this reader read.

    Raises
    ------
    InputError
        Where nobody did.
    """
    for folder in sub_folders(readings):
        files = [(letters / f"{f.stem}.txt", f) for f in sorted(folder.glob("*.json")) if f.stem in system]
        if read := [marked_letter(letter, reading) for letter, reading in files if letter.exists()]:
            return folder.name, read
    raise InputError(f"{readings}: nobody read any of the letters that there is a report of.")


def beyond(system: Mapping[str, Mapping[str, Any]], reader: str, marked: Sequence[MarkedLetter], say: Say) -> None:
    """Print what the yardstick leaves out: strength, shown, letter type, writer, IMG fields.

    Parameters
    ----------
    system : mapping of id to report (plain JSON values)
    reader, marked
        As `first_reader` gives them.
    """
    say(f"\nagainst {reader}, {len(marked)} letters")
    strength = [
        (_STRENGTHS.index(m.label), _STRENGTHS.index(e["strength"]))
        for one in marked
        for m, e in _pairs(one, system[one.id], "comparative")
        if e["strength"] in _STRENGTHS
    ]
    say(f"{'strength of comparatives, weighted kappa':44}{len(strength):>6}{_kappa(strength, 2):9.3f}")
    shown = [
        (int(bool(m.shown)), int(bool(e["shown"])))
        for one in marked
        for m, e in _pairs(one, system[one.id], "competency")
    ]
    say(f"{'shown by behaviour, accuracy':44}{len(shown):>6}{_share(a == b for a, b in shown):9.3f}")
    for key in ("letter_type", "writer"):
        hits = [system[one.id][key] == one.ratings[key] for one in marked]
        say(f"{key.replace('_', ' ') + ', accuracy':44}{len(hits):>6}{_share(hits):9.3f}")
    for key in IMG_CONCERNS:
        pairs = [(int(one.ratings["img"][key]), int(system[one.id]["img"][key])) for one in marked]
        say(f"{key + ', weighted kappa':44}{sum(a > 0 for a, _ in pairs):>6}{_kappa(pairs, 2):9.3f}")


def checklists(
    system: Mapping[str, Mapping[str, Any]], levels: Mapping[str, Mapping[str, int]], name: str, say: Say
) -> None:
    """Print, for each item of the checklists, the agreement with a reader's levels.

    Parameters
    ----------
    system : mapping of id to report (plain JSON values)
        An item counts where the report has it: its list is that of the letter's type.
    levels : mapping of id to mapping of item to level
        As `lorscore.research.marks.checklists` gives them.
    name : str
        Where they come from.

    Raises
    ------
    InputError
        Where none of their letters was read.
    """
    pairs: dict[str, list[tuple[int, int]]] = {}
    for letter in sorted(levels.keys() & system.keys()):
        for item, level in system[letter]["checklist"].items():
            if item in levels[letter]:
                pairs.setdefault(item, []).append((int(levels[letter][item]), int(level)))
    if not pairs:
        raise InputError(f"{name}: it has none of the letters that were read.")
    say(f"\nchecklists, against {name}: letters, those with the item, weighted kappa")
    for item, both in pairs.items():
        say(f"{item.replace('_', ' '):44}{len(both):>6}{sum(a > 0 for a, _ in both):>6}{_kappa(both, 2):9.3f}")


def _pairs(one: MarkedLetter, report: Mapping[str, Any], kind: str) -> Iterable[tuple[Any, Mapping[str, Any]]]:
    """Yield marks and evidence of one kind (and label, for competencies) that overlap, one for one."""
    used: set[str] = set()
    for mark in (m for m in one.marks if m.kind == kind):
        for e in report["evidence"]:
            same = e["kind"] == kind and e["id"] not in used and (kind != "competency" or e["label"] == mark.label)
            if same and e["start"] < mark.end and mark.start < e["end"]:
                used.add(e["id"])
                yield mark, e
                break


def _kappa(pairs: Sequence[tuple[int, int]], top: int) -> float:
    return yard.weighted_kappa([a for a, _ in pairs], [b for _, b in pairs], 0, top, 1) if pairs else float("nan")


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else float("nan")


def rule_precision(system: Mapping[str, Mapping[str, Any]], marked: Sequence[MarkedLetter], say: Say) -> None:
    """Print, for each rule, how many of its findings lie on words that the reader (`first_reader`) marked so.

    What a trained model alone found is no rule's; it has a line for each label and for each range of probability.
    """
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for one in marked:
        for e in system[one.id]["evidence"]:
            if e["kind"] not in MARKED_KINDS:
                continue
            hit = any(
                m.kind == e["kind"] and m.start < e["end"] and e["start"] < m.end
                and (e["kind"] != "competency" or m.label == e["label"])
                for m in one.marks
            )  # fmt: skip
            for name in _lines_of(e):
                found[name] += 1
                right[name] += hit
    say(f"\n{'rule':52}{'found':>7}{'precision':>11}")
    for name, n in sorted(found.items()):
        say(f"{name:52}{n:>7}{right[name] / n:11.2f}")


_RANGES = (0.0, 0.3, 0.5, 0.7, 0.9)
"""Where the ranges of probability begin that `rule_precision` tells apart."""


def _lines_of(e: Mapping[str, Any]) -> Iterable[str]:
    """Yield the lines that a finding counts in."""
    yield e["rule"]
    if e["rule"].endswith("model"):
        if e["label"]:
            yield f"{e['rule']}: {e['label']}"
        if "probability" in e["details"]:
            least = max(start for start in _RANGES if start <= e["details"]["probability"])
            yield f"{e['rule']}, probability from {least}"
