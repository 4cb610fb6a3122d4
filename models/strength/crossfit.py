"""Read every train letter with evidence models that never saw it: honest features for fitting and measuring the score.

    python models/strength/crossfit.py     # writes models/build/crossfit: letters.jsonl, and models a fold

For each of five folds of letters the trained parts of the evidence (sentences, praise, doubt, kind of letter) are
fitted on the other folds and on the labelled sentences, laid over the shipped models, and read the letters left out.
The networks of the folds lie there already: ``models/evidence/train_net.py --fold``.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from lorscore.extract.build import build
from lorscore.extract.classify import sentence_model
from lorscore.extract.doubt_model import doubt_model
from lorscore.extract.model_files import laid_over
from lorscore.features import letter_table
from lorscore.gather import evidence_of
from lorscore.letter import Letter
from lorscore.research import letter_facts
from lorscore.research.evidence import CROSSFIT, FOLDS, fold_of
from lorscore.research.marks import training_letters
from lorscore.scoring.flags import flags_of

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / CROSSFIT


def recipe(name: str) -> ModuleType:
    """Import ``models/<name>/train.py``."""
    spec = importlib.util.spec_from_file_location(f"recipe_{name}", ROOT / "models" / name / "train.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def write_models() -> None:
    """Fit the trained parts without each fold."""
    evidence, generic, doubt = recipe("evidence"), recipe("generic"), recipe("doubt")
    rows, shipped = evidence.read().rows, sentence_model()
    letters, singles = generic.read()
    doubts, whole = doubt.read(), doubt_model()
    read = letter_facts.read_letters(training_letters(ROOT / "data"))
    wanted = letter_facts.targets_of(read)
    for k in range(FOLDS):
        keep = np.flatnonzero(fold_of(rows.groups) != k)
        _write(k, "evidence/sentences.json", evidence.trained(rows.take(keep), shipped.thresholds).to_dict())
        part = [r for r, fold in zip(letters, fold_of([r.id for r in letters]), strict=True) if fold != k]
        _write(k, "generic/praise.json", generic.trained(part + singles).to_dict())
        keep = np.flatnonzero(fold_of(doubts.rows.groups) != k)
        _write(k, "doubt/doubt.json", dataclasses.replace(whole, tagger=doubt.tagger_of(doubts.where(keep))).to_dict())
        mine = np.flatnonzero(fold_of([one.id for one in read]) != k).tolist()
        _write(k, "letter/letter.json", letter_facts.fit([read[i].features for i in mine], wanted[mine]).to_dict())
        print(f"fold {k}: fitted", flush=True)


def _write(fold: int, name: str, model: dict[str, Any]) -> None:
    path = OUT / str(fold) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")


def read_letters() -> Iterable[dict[str, Any]]:
    """Yield each letter as the models of its fold read it."""
    marked = list(training_letters(ROOT / "data"))
    for k in range(FOLDS):
        with laid_over(OUT / str(k)):
            nlp = build()
            for m in (m for m, fold in zip(marked, fold_of([m.id for m in marked]), strict=True) if fold == k):
                doc = nlp(m.text)
                table = letter_table(doc, Letter.from_text(m.text))
                yield {
                    "id": m.id,
                    "text": m.text,
                    "features": table.features,
                    "flags": flags_of(table),
                    "letter_type": table.letter_type,
                    "writer": table.writer,
                    "qualities": table.qualities,
                    "img": table.img,
                    "evidence": [dataclasses.asdict(e) for e in evidence_of(doc)],
                }


def main() -> None:
    """Fit, read, write."""
    write_models()
    with (OUT / "letters.jsonl").open("w", encoding="utf-8") as file:
        for row in read_letters():
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(OUT / "letters.jsonl")


if __name__ == "__main__":
    main()
