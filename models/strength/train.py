"""Fit the levels' ladders and the strength model, or measure them by nested cross-validation.

    python models/strength/crossfit.py           # first: reads the train letters with models that never saw them
    python models/strength/train.py              # writes lorscore/guide/criteria.toml and models/strength/strength.json
    python models/strength/train.py --measure    # nested cross-validation over letters, and what the model must beat

Letters and ratings were written by language models under the rubric; the share of strong letters is that of the sheets.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

import lorscore
from lorscore.guide.rules import digest
from lorscore.report import CRITERIA
from lorscore.research.evidence import CROSSFIT
from lorscore.research.fitting import fit_ladders, with_ladders
from lorscore.research.marks import lines_by_id, times_counted, training_letters
from lorscore.research.strength import (
    LADDER_PENALTIES,
    Table,
    choose,
    compare_with_simpler,
    fit_strength,
    nested,
    widening,
)
from lorscore.scoring.levels import criteria

ROOT = Path(__file__).resolve().parents[2]
LETTERS = ROOT / CROSSFIT / "letters.jsonl"
TABLES = ROOT / "lorscore" / "guide" / "criteria.toml"
OUT = Path(__file__).parent / "strength.json"


def read() -> Table:
    """Return the features and ratings of the train letters."""
    rows = [row for _, row in sorted(lines_by_id(LETTERS).items())]
    read = {m.id: m.ratings for m in training_letters(ROOT / "data")}
    ratings = [read[r["id"]] for r in rows]
    features = [r["features"] | {f"flag_{k}": float(v) for k, v in r["flags"].items()} for r in rows]
    return Table(
        [r["id"] for r in rows],
        [r["text"] for r in rows],
        features,
        {c: np.array([float(q["criteria"][c]) for q in ratings]) for c in CRITERIA},
        np.array([float(q["overall"]) for q in ratings]),
        times_counted([r["id"] for r in rows]),
    )


def data_digest() -> str:
    """SHA-256 of the training letters' readings."""
    total = hashlib.sha256()
    for m in training_letters(ROOT / "data"):
        total.update(m.text.encode("utf-8"))
        total.update(json.dumps(m.ratings, sort_keys=True).encode("utf-8"))
    return total.hexdigest()


def main() -> None:
    """Fit and write, or measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    table = read()
    if args.measure:
        result = nested(table, print)
        compare_with_simpler(table, result, print)
        return
    penalties, alpha = choose(table)
    counted = table.repeated()
    fitted = [fit_ladders(c, counted.features, counted.levels[c.name], penalty=penalties[c.name]) for c in criteria()]
    TABLES.write_text(with_ladders(TABLES.read_text(encoding="utf-8"), fitted), encoding="utf-8")
    criteria.cache_clear()
    digest.cache_clear()  # the ladders are part of the rules
    origin: dict[str, Any] = {
        "letters": "data/letters/train and data/more_letters, written and rated by language models under the rubric",
        "n": len(table.ids),
        "data_sha256": data_digest(),
        "alpha": alpha,
        "ladder_penalties": penalties,
        "searched": {"ladder_penalties": LADDER_PENALTIES},
    }
    model = fit_strength(
        table, alpha, name="lorscore", version=lorscore.__version__, rules_sha256=digest(), origin=origin,
        widen=widening(table),
    )  # fmt: skip
    OUT.write_text(json.dumps(model.to_dict(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(model.features)} features, alpha {alpha}, ladders {penalties}")


if __name__ == "__main__":
    main()
