#!/usr/bin/env python3
"""Train the English pipeline: ``python models/english/train.py TREEBANK`` writes ``models/english/en_lorscore``.

TREEBANK is a folder with ``train.conllu`` and ``dev.conllu`` (UD English EWT); the test part is not read here. spaCy
builds the pipeline from ``config.cfg``. The loop below trains its components together on label arrays that are made
once, which is several times faster than spaCy's own loop, and lets the probabilities of larger pipelines serve as
targets (``--teacher``, may be repeated): on the treebank's text mixed with its labels, on the letters and sentences of
``data/`` alone.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, load_config, load_model_from_config
from spacy.vocab import Vocab
from thinc.api import Adam, Config, Model, Optimizer, set_dropout_rate

sys.path.insert(0, str(Path(__file__).parent))
import treebank
from evaluate import on_gold_tokens

import lorscore.extract.base  # noqa: F401  registers the components that config.cfg names
from lorscore.extract.tok2vec import WordRows, use_numpy
from lorscore.extract.tokenizer import add_letter_notation

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
HEADS = ("tagger", "morphologizer", "senter")
Labels = npt.NDArray[np.integer[Any]]
Shares = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Task:
    """A document and, for each head, the label's number of each token (-1: not known) or the labels' probabilities."""

    doc: Doc
    targets: Mapping[str, Labels | Shares]


def build(config: Config, docs: Sequence[Doc], more: Sequence[Doc] = ()) -> Language:
    """Return an untrained pipeline whose labels, rows and lemmas come from the documents; more text gives rows only."""
    nlp = load_model_from_config(Config({k: config[k] for k in ("nlp", "components")}), auto_fill=True)
    add_letter_notation(nlp)
    nlp.get_pipe("tok2vec").model.attrs["rows"] = WordRows.learn(
        (t.text for d in (*docs, *more) for t in d), config["rows"]
    )
    least = config["training"]["label_at_least"]
    for tag, n in sorted(Counter(t.tag_ for d in docs for t in d).items()):
        if n >= least:
            nlp.get_pipe("tagger").add_label(tag)
    for (pos, morph), n in sorted(Counter((t.pos_, str(t.morph)) for d in docs for t in d).items()):
        if n >= least:
            nlp.get_pipe("morphologizer").add_label(f"POS={pos}|{morph}".rstrip("|"))
    sample = Doc(nlp.vocab).from_bytes(docs[0].to_bytes())
    for name in ("tok2vec", *HEADS):
        pipe = nlp.get_pipe(name)
        labels = {"labels": pipe.label_data} if name in ("tagger", "morphologizer") else {}
        pipe.initialize(lambda: [Example(sample.copy(), sample)], nlp=nlp, **labels)
    nlp.get_pipe("lemmatizer").learn(docs, **tomllib.loads((HERE / "words.toml").read_text("utf-8")))
    return nlp


def _plain(doc: Doc, vocab: Vocab, *, change: Any = str) -> Doc:
    return Doc(vocab, [change(t.text) for t in doc], [bool(t.whitespace_) for t in doc])


def gold_tasks(nlp: Language, docs: Iterable[Doc], *, lower: float = 0.0, upper: float = 0.0) -> list[Task]:
    """Return the documents with their labels as numbers, and some of them once more in other capitals."""
    tags = {label: i for i, label in enumerate(nlp.get_pipe("tagger").labels)}
    morphologizer = nlp.get_pipe("morphologizer")
    features = {
        (morphologizer.cfg["labels_pos"][k], morphologizer.cfg["labels_morph"][k].replace("_", "")): i
        for i, k in enumerate(morphologizer.labels)
    }
    tasks = []
    for doc in docs:
        targets = {
            "tagger": np.array([tags.get(t.tag_, -1) for t in doc]),
            "morphologizer": np.array([features.get((t.pos, str(t.morph)), -1) for t in doc]),
            "senter": np.array([int(bool(t.is_sent_start)) for t in doc]),
        }
        tasks.append(Task(_plain(doc, nlp.vocab), targets))
        for share, change in ((lower, str.lower), (upper, str.upper)):
            if random.random() < share:
                tasks.append(Task(_plain(doc, nlp.vocab, change=change), targets))
    return tasks


def unlabelled() -> list[Doc]:
    """Return the train letters and, in groups, the labelled sentences of ``data/``, as tokens only."""
    texts = [path.read_text("utf-8") for path in sorted((DATA / "letters" / "train").glob("*.txt"))]
    for path in sorted((DATA / "sentences").glob("*.jsonl")):
        lines = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
        texts += [" ".join(lines[i : i + treebank.GROUP]) for i in range(0, len(lines), treebank.GROUP)]
    nlp = spacy.blank("en")
    add_letter_notation(nlp)
    return [nlp.make_doc(text) for text in texts]


def taught(tasks: Sequence[Task], teachers: Sequence[Language], share: float) -> list[Task]:
    """Mix the teachers' mean probabilities into the labels; where a document has no labels they stand alone.

    Parameters
    ----------
    share : float
        The teachers' part, between 0 and 1.
    """
    out: list[Task] = []
    for begin in range(0, len(tasks), 32):
        part = tasks[begin : begin + 32]
        found = [_probabilities(teacher, [task.doc for task in part]) for teacher in teachers]
        for i, task in enumerate(part):
            targets = {}
            for name in HEADS:
                mean = sum(each[name][i] for each in found) / len(teachers)
                if name in task.targets:
                    truth = dense(task.targets[name], mean.shape[1])
                    mean = (share * mean + (1 - share) * truth) * truth.any(axis=1, keepdims=True)
                targets[name] = mean.astype("float16")
            out.append(Task(task.doc, targets))
    return out


def _probabilities(nlp: Language, docs: Sequence[Doc]) -> dict[str, list[Shares]]:
    vectors = nlp.get_pipe("tok2vec").model.predict(docs)
    found: dict[str, list[Shares]] = {name: [] for name in HEADS}
    for name in HEADS:
        head = nlp.get_pipe(name).model.get_ref("softmax")
        head.attrs["softmax_normalize"] = True
        found[name] = [head.predict(v) for v in vectors]
    return found


def dense(target: Labels | Shares, labels: int) -> Shares:
    """Return labels as rows of probabilities; a token whose label is not known has a row of zeros."""
    if target.ndim == 2:
        return target.astype("f")
    rows = np.zeros((len(target), labels), dtype="f")
    known = np.flatnonzero(target >= 0)
    rows[known, target[known]] = 1
    return rows


def batches(tasks: Sequence[Task], words: int) -> Iterator[list[Task]]:
    """Yield the tasks in random order for ever, about so many words at a time."""
    while True:
        batch, size = list[Task](), 0
        for task in random.sample(tasks, len(tasks)):
            batch.append(task)
            size += len(task.doc)
            if size >= words:
                yield batch
                batch, size = [], 0


def learn_rate(step: int, rate: float, warmup: int, steps: int) -> float:
    """Return the learning rate: up in a line, then down to nothing in a line."""
    return rate * min(step / warmup, (steps - step) / max(1, steps - warmup))


def train(
    nlp: Language, tasks: Sequence[Task], settings: Mapping[str, Any], dev: Sequence[Doc], *, every: int = 500
) -> None:
    """Train the shared layer and the heads together; the averaged weights stay in the pipeline."""
    shared: Model[Any, Any] = nlp.get_pipe("tok2vec").model
    heads = {name: nlp.get_pipe(name).model.get_ref("softmax") for name in HEADS}
    for head in heads.values():
        use_numpy(head)
        head.attrs["softmax_normalize"] = True
    drop, began, lost = settings["dropout"], time.perf_counter(), Counter[str]()
    set_dropout_rate(shared, drop)
    optimizer = Adam(settings["learn_rate"], L2=settings["l2"], use_averages=True, L2_is_weight_decay=True)
    source = batches(tasks, settings["batch_words"])
    for step in range(1, settings["steps"] + 1):
        batch = next(source)
        vectors, back_shared = shared.begin_update([task.doc for task in batch])
        flat = np.concatenate(vectors)
        mask = (np.random.uniform(size=flat.shape) >= drop).astype("f") / (1 - drop)
        d_flat = np.zeros_like(flat)
        for name, head in heads.items():
            guesses, back_head = head.begin_update(flat * mask)
            truth = np.concatenate([dense(task.targets[name], guesses.shape[1]) for task in batch])
            gradient = guesses * truth.sum(axis=1, keepdims=True) - truth
            lost[name] += -float((truth * np.log(guesses + 1e-9)).sum()) / len(flat)
            d_flat += back_head(gradient / len(flat))
        back_shared(np.split(d_flat * mask, np.cumsum([len(v) for v in vectors])[:-1]))
        optimizer.learn_rate = learn_rate(step, settings["learn_rate"], settings["warmup"], settings["steps"])
        for model in (shared, *heads.values()):
            model.finish_update(optimizer)
        optimizer.step_schedules()
        if step % every == 0 or step == settings["steps"]:
            losses = " ".join(f"{name} {value / every:.3f}" for name, value in lost.items())
            lost.clear()
            with _averaged(nlp, optimizer):
                figures = " ".join(f"{k} {v:.2f}" for k, v in on_gold_tokens(nlp, dev).items())
            print(f"{step:6d} {time.perf_counter() - began:6.0f} s  loss: {losses}  dev: {figures}", flush=True)
    for node, param in _params(nlp):
        average = optimizer.averages.get((node.id, param))
        if average is not None:
            node.set_param(param, average)
    for head in heads.values():
        head.attrs["softmax_normalize"] = False


def _averaged(nlp: Language, optimizer: Optimizer) -> ExitStack:
    stack = ExitStack()
    for name in ("tok2vec", *HEADS):
        stack.enter_context(nlp.get_pipe(name).model.use_params(optimizer.averages))
    return stack


def _params(nlp: Language) -> Iterator[tuple[Model[Any, Any], str]]:
    for name in ("tok2vec", *HEADS):
        for node in nlp.get_pipe(name).model.walk():
            yield from ((node, param) for param in node.param_names if node.has_param(param))


def save(nlp: Language, config: Config, path: Path) -> None:
    """Write the pipeline with short numbers (12 bits of mantissa, which a wheel packs well), without training text."""
    for node, param in _params(nlp):
        bits = np.ascontiguousarray(node.get_param(param), dtype="f").view("u4")
        node.set_param(param, ((bits + np.uint32(0x400)) & np.uint32(0xFFFFF800)).view("f"))
    fresh = load_model_from_config(Config({k: config[k] for k in ("nlp", "components")}), auto_fill=True)
    add_letter_notation(fresh)
    for name in nlp.pipe_names:
        if hasattr(nlp.get_pipe(name), "to_bytes"):
            fresh.get_pipe(name).from_bytes(nlp.get_pipe(name).to_bytes(exclude=["vocab"]), exclude=["vocab"])
    for tag in (*nlp.get_pipe("tagger").labels, "_SP"):
        fresh.vocab.strings.add(tag)
    for morph in nlp.get_pipe("morphologizer").cfg["labels_morph"].values():
        fresh.vocab.morphology.add(morph)
    fresh.meta.update(
        name="lorscore",
        license="CC BY-SA 4.0",
        description="English for letters of recommendation: sentences, tags, features, lemmas (UD English EWT).",
        sources=[{"name": "UD English EWT", "license": "CC BY-SA 4.0", "author": "Silveira et al. 2014"}],
    )
    fresh.to_disk(path)


def main() -> None:
    """Read the command line, train, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path, help="folder with train.conllu and dev.conllu")
    parser.add_argument("--out", type=Path, default=HERE / "en_lorscore")
    parser.add_argument("--teacher", type=Path, action="append", default=[], help="a pipeline that this script trained")
    parser.add_argument(
        "--set", nargs=2, action="append", default=[], metavar=("KEY", "VALUE"), help="as training.steps 100"
    )
    args = parser.parse_args()
    config = load_config(HERE / "config.cfg", overrides={k: json.loads(v) for k, v in args.set}, interpolate=True)
    settings = config["training"]
    fix_random_seed(settings["seed"])
    docs, dev = (treebank.documents(args.treebank / f"{part}.conllu", Vocab()) for part in ("train", "dev"))
    more = unlabelled()
    nlp = build(config, docs, more)
    tasks = gold_tasks(nlp, docs, lower=settings["lower"], upper=settings["upper"])
    if args.teacher:
        teachers = [spacy.load(path) for path in args.teacher]
        tasks += [Task(_plain(doc, nlp.vocab), {}) for doc in more]
        tasks = taught(tasks, teachers, settings["teacher_share"])
    train(nlp, tasks, settings, dev)
    save(nlp, config, args.out)
    print("as stored:", " ".join(f"{k} {v:.2f}" for k, v in on_gold_tokens(spacy.load(args.out), dev).items()))


if __name__ == "__main__":
    main()
