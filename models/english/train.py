#!/usr/bin/env python3
"""Train the English pipeline: ``python models/english/train.py TREEBANK`` writes ``models/english/en_lorscore``.

TREEBANK is a folder with ``train.conllu`` and ``dev.conllu`` (UD English EWT). The test part is not read here.
spaCy builds the pipeline from ``config.cfg``; the loop below trains its components together, on label arrays that are made once,
which is several times faster than spaCy's own loop and lets a large pipeline's probabilities serve as targets (``--teacher``).
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, load_config, load_model_from_config
from thinc.api import Adam, Config, set_dropout_rate

sys.path.insert(0, str(Path(__file__).parent))
import treebank

import lorscore.extract.base  # noqa: F401  registers the components that config.cfg names
from lorscore.extract.tok2vec import WordRows

HERE = Path(__file__).parent
HEADS = ("tagger", "morphologizer", "senter")


@dataclass(frozen=True)
class Task:
    """One document and, for each head, the label's number of each token (-1: not known) or probabilities."""

    doc: Doc
    targets: dict[str, np.ndarray]


def build(config: Config, docs: Sequence[Doc]) -> Language:
    """Return an untrained pipeline whose labels and rows come from the documents."""
    nlp = load_model_from_config(Config({k: config[k] for k in ("nlp", "components")}), auto_fill=True)
    nlp.get_pipe("tok2vec").model.attrs["rows"] = WordRows.learn((t.text for d in docs for t in d), config["rows"])
    docs = [_copy(doc, nlp) for doc in docs]
    least = config["training"]["label_at_least"]
    tags = Counter(t.tag_ for d in docs for t in d)
    features = Counter((t.pos_, str(t.morph)) for d in docs for t in d)
    examples = [Example(doc.copy(), doc) for doc in docs[:1]]
    for tag, n in sorted(tags.items()):
        if n >= least:
            nlp.get_pipe("tagger").add_label(tag)
    for (pos, morph), n in sorted(features.items()):
        if n >= least:
            nlp.get_pipe("morphologizer").add_label(f"POS={pos}|{morph}".rstrip("|"))
    for name in ("tok2vec", *HEADS):
        labels = {"labels": nlp.get_pipe(name).label_data} if name in ("tagger", "morphologizer") else {}
        nlp.get_pipe(name).initialize(lambda: examples, nlp=nlp, **labels)
    nlp.get_pipe("lemmatizer").learn(docs, **tomllib.loads((HERE / "words.toml").read_text("utf-8")))
    return nlp


def _copy(doc: Doc, nlp: Language) -> Doc:
    return Doc(nlp.vocab).from_bytes(doc.to_bytes())


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
        tasks.append(Task(Doc(nlp.vocab, [t.text for t in doc], [bool(t.whitespace_) for t in doc]), targets))
        for share, change in ((lower, str.lower), (upper, str.upper)):
            if random.random() < share:
                words = [change(t.text) for t in doc]
                tasks.append(Task(Doc(nlp.vocab, words, [bool(t.whitespace_) for t in doc]), targets))
    return tasks


def taught_tasks(nlp: Language, teacher: Language, docs: Iterable[Doc], gold: Iterable[Task]) -> list[Task]:
    raise NotImplementedError


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
    return rate * min(step / warmup, (steps - step) / (steps - warmup))


def train(nlp: Language, tasks: Sequence[Task], config: Config, dev: Sequence[Doc], *, every: int = 500) -> None:
    """Train tok2vec and the heads together; the averaged weights stay in the pipeline."""
    settings = config["training"]
    shared = nlp.get_pipe("tok2vec").model
    heads = {name: nlp.get_pipe(name).model.get_ref("softmax") for name in HEADS}
    for head in heads.values():
        head.attrs["softmax_normalize"] = True
    set_dropout_rate(shared, settings["dropout"])
    optimizer = Adam(settings["learn_rate"], L2=settings["l2"], use_averages=True, L2_is_weight_decay=True)
    drop, began = settings["dropout"], time.perf_counter()
    source, lost = batches(tasks, settings["batch_words"]), Counter[str]()
    for step in range(1, settings["steps"] + 1):
        batch = next(source)
        vectors, back_shared = shared.begin_update([task.doc for task in batch])
        flat = np.concatenate(vectors)
        mask = (np.random.uniform(size=flat.shape) >= drop).astype("f") / (1 - drop)
        dropped, d_flat = flat * mask, np.zeros_like(flat)
        for name, head in heads.items():
            guesses, back_head = head.begin_update(dropped)
            truth = np.concatenate([task.targets[name] for task in batch])
            known = truth >= 0
            gradient = guesses * known[:, None]
            gradient[np.flatnonzero(known), truth[known]] -= 1
            lost[name] += -float(np.log(guesses[known, truth[known]] + 1e-9).mean())
            d_flat += back_head(gradient / len(flat))
        back_shared(np.split(d_flat * mask, np.cumsum([len(v) for v in vectors])[:-1]))
        optimizer.learn_rate = learn_rate(step, settings["learn_rate"], settings["warmup"], settings["steps"])
        for model in (shared, *heads.values()):
            model.finish_update(optimizer)
        optimizer.step_schedules()
        if step % every == 0 or step == settings["steps"]:
            with averaged(nlp, optimizer):
                figures = accuracy(nlp, dev)
            losses = " ".join(f"{k} {v / every:.3f}" for k, v in lost.items())
            lost.clear()
            print(f"{step:6d} {time.perf_counter() - began:6.0f} s  {losses}  dev: {figures}", flush=True)
    _keep_averages(nlp, optimizer)


def averaged(nlp, optimizer):
    from contextlib import ExitStack

    stack = ExitStack()
    for name in ("tok2vec", *HEADS):
        stack.enter_context(nlp.get_pipe(name).model.use_params(optimizer.averages))
    return stack


def _keep_averages(nlp, optimizer) -> None:
    for name in ("tok2vec", *HEADS):
        for node in nlp.get_pipe(name).model.walk():
            for param in node.param_names:
                if (node.id, param) in optimizer.averages:
                    node.set_param(param, optimizer.averages[(node.id, param)])


def accuracy(nlp: Language, docs: Sequence[Doc]) -> str:
    """Return tags, parts of speech, features, lemmas and sentence starts on gold tokens, as text."""
    hits: Counter[str] = Counter()
    right = guessed = gold = 0
    blank = [Doc(nlp.vocab, [t.text for t in d], [bool(t.whitespace_) for t in d]) for d in docs]
    for mine, true in zip(nlp.pipe(blank, disable=["lorscore_layout"]), docs, strict=True):
        for a, b in zip(mine, true, strict=True):
            hits["words"] += 1
            hits["tag"] += a.tag_ == b.tag_
            hits["pos"] += a.pos_ == b.pos_
            hits["morph"] += str(a.morph) == str(b.morph)
            hits["lemma"] += a.lemma_ == b.lemma_
            if a.i:
                right += bool(a.is_sent_start and b.is_sent_start)
                guessed, gold = guessed + bool(a.is_sent_start), gold + bool(b.is_sent_start)
    shares = " ".join(f"{k} {100 * hits[k] / hits['words']:.2f}" for k in ("tag", "pos", "morph", "lemma"))
    return f"{shares} sents {200 * right / max(1, guessed + gold):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path)
    parser.add_argument("--out", type=Path, default=HERE / "en_lorscore")
    parser.add_argument("--set", nargs=2, action="append", default=[], metavar=("KEY", "VALUE"), help="training.steps 100")
    args = parser.parse_args()
    config = load_config(HERE / "config.cfg", overrides={k: _number(v) for k, v in args.set}, interpolate=True)
    fix_random_seed(config["training"]["seed"])
    vocab = spacy.blank("en").vocab
    docs, dev = (treebank.documents(args.treebank / f"{part}.conllu", vocab) for part in ("train", "dev"))
    nlp = build(config, docs)
    tasks = gold_tasks(nlp, docs, lower=config["training"]["lower"], upper=config["training"]["upper"])
    train(nlp, tasks, config, dev)
    nlp.to_disk(args.out)


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


if __name__ == "__main__":
    main()
