#!/usr/bin/env python3
"""Add a dependency parser to the English pipeline: ``python models/english/parser.py TREEBANK --out FOLDER``.

An option, not shipped: it costs speed, and no rule of lorscore reads heads. The parser has a shared layer of its
own that starts from the pipeline's, so that tags and lemmas stay as they are.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

import spacy
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch
from thinc.api import Adam

sys.path.insert(0, str(Path(__file__).parent))
import treebank
from evaluate import on_gold_tokens

import lorscore.extract.base  # noqa: F401  registers the components that a stored pipeline names

HERE = Path(__file__).parent


def main() -> None:
    """Read the command line, train the parser, save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebank", type=Path, help="folder with train.conllu and dev.conllu")
    parser.add_argument("--model", type=Path, default=HERE / "en_lorscore")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=4)
    args = parser.parse_args()
    fix_random_seed(1)
    nlp = spacy.load(args.model)
    shared = nlp.get_pipe_config("tok2vec")["model"]
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "parser",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": shared,
    }
    pipe = nlp.add_pipe("parser", config={"model": model, "min_action_freq": 30})
    docs, dev = (treebank.documents(args.treebank / f"{part}.conllu", nlp.vocab) for part in ("train", "dev"))
    blank = [spacy.tokens.Doc(nlp.vocab, [t.text for t in d], [bool(t.whitespace_) for t in d]) for d in docs]
    examples = [Example(mine, gold) for mine, gold in zip(blank, docs, strict=True)]
    own = next(node for node in pipe.model.walk() if node.name == "word_tok2vec")
    own.from_bytes(nlp.get_pipe("tok2vec").model.to_bytes())
    pipe.initialize(lambda: examples, nlp=nlp)
    optimizer, began = Adam(0.001, L2=0.01, L2_is_weight_decay=True), time.perf_counter()
    for epoch in range(1, args.epochs + 1):
        losses: dict[str, float] = {}
        for batch in minibatch(random.sample(examples, len(examples)), 8):
            pipe.update(batch, sgd=optimizer, drop=0.2, losses=losses)
        optimizer.learn_rate = 0.001 * (1 - epoch / (args.epochs + 1))
        figures = " ".join(f"{k} {v:.2f}" for k, v in on_gold_tokens(nlp, dev).items())
        print(f"epoch {epoch}  {time.perf_counter() - began:.0f} s  {losses}  dev: {figures}", flush=True)
    nlp.to_disk(args.out)


if __name__ == "__main__":
    main()
