"""Train the sentence network with PyTorch, on the rows that the sentence model is trained on.

    pip install "torch>=2.6"                             # for training only; lorscore itself does not need it
    python models/evidence/train_net.py --fold 0         # without the letters of fold 0, for honest figures; 0 to 4
    python models/evidence/train_net.py                  # writes net.npz beside it

About three minutes each on two cores. What the network brings is in ``python models/evidence/train.py --measure``.
"""

from __future__ import annotations

import argparse
import collections
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from lorscore.extract.kinds import Token, kinds_of
from lorscore.extract.sentence_net import (
    FLAGS,
    LAYERS,
    NET,
    ROLES,
    TENSES,
    WHO,
    Described,
    SentenceNet,
    described,
    places,
    setting,
)  # fmt: skip
from lorscore.extract.view import Sentence
from lorscore.extract.word_vectors import word_vectors
from lorscore.guide.lexicon import lexicon
from lorscore.research.evidence import CROSSFIT, LABELS, fold_of

sys.path.insert(0, str(Path(__file__).parent))
from train import ROOT, Letters, read

OUT = Path(__file__).parent / "net.npz"
WIDTH, EPOCHS, BATCH, LEARNING_RATE, DECAY = 96, 8, 64, 2e-3, 0.05
FEWEST, LONGEST, UNSCORED = 5, 80, 0.5
"""Rarest word with a vector of its own; tokens of a sentence that are looked at; weight of single sentences."""
WORD_DROPOUT, CLASS_DROPOUT, DROPOUT, HEAD_DROPOUT = 0.25, 0.15, 0.2, 0.3


class Inputs:
    """The tokens of all sentences as numbers, and what the numbers stand for."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.number: dict[Token, int] = {}
        self.tokens: list[NDArray[np.int64]] = []
        self.settings: dict[tuple[str, str, tuple[bool, ...]], int] = {}
        self.clauses: list[NDArray[np.int64]] = []
        self.roles: list[NDArray[np.int64]] = []
        for s in sentences:
            kinds, numbers = kinds_of(s)
            self.tokens.append(
                np.asarray([self.number.setdefault(kinds.tokens[k], len(self.number)) for k in numbers], dtype=np.int64)
            )
            clause, role = places(s)
            known = [self.settings.setdefault(setting(c), len(self.settings) + 1) for c in s.clauses]
            self.clauses.append(np.asarray([0 if c < 0 else known[c] for c in clause], dtype=np.int64))
            self.roles.append(np.asarray(role, dtype=np.int64))
        self._describe([described(token) for token in self.number])

    def _describe(self, told: list[Described]) -> None:
        counts = collections.Counter(told[k].word for row in self.tokens for k in row.tolist())
        self.words = sorted(word for word, n in counts.items() if n >= FEWEST)
        self.tags = sorted({one.tag for one in told})
        self.classes = list(lexicon().bits)
        word = {w: i for i, w in enumerate(self.words, start=1)}
        column = {c: i for i, c in enumerate(self.classes)}
        tag = {t: i for i, t in enumerate(self.tags)}
        table = word_vectors().table
        self.word = torch.tensor([word.get(one.word, 0) for one in told])
        self.tag = torch.tensor([tag[one.tag] for one in told])
        self.vector = torch.zeros(len(told), table.shape[1])
        self.bits = torch.zeros(len(told), len(self.classes))
        for i, one in enumerate(told):
            if one.vector is not None:
                self.vector[i] = torch.from_numpy(table[one.vector].astype(np.float32) / 127)
            self.bits[i, [column[c] for c in one.classes]] = 1.0
        who_and_tense = {(who, tense): i for i, (who, tense) in enumerate(((w, t) for w in WHO for t in TENSES), 1)}
        self.clause = torch.tensor([0, *(who_and_tense[who, tense] for who, tense, _ in self.settings)])
        self.flags = torch.tensor([[False] * len(FLAGS), *(flags for *_, flags in self.settings)]).float()

    def batch(self, index: NDArray[np.intp]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return token numbers, clauses, roles and which are there: each of shape (n_sentences, longest)."""
        longest = min(LONGEST, max(len(self.tokens[i]) for i in index))
        out = np.zeros((3, len(index), longest), dtype=np.int64)
        there = np.zeros((len(index), longest), dtype=np.bool_)
        for row, i in enumerate(index):
            n = min(longest, len(self.tokens[i]))
            for k, values in enumerate((self.tokens[i], self.clauses[i], self.roles[i])):
                out[k, row, :n] = values[:n]
            there[row, :n] = True
        tokens, clauses, roles = torch.from_numpy(out)
        return tokens, clauses, roles, torch.from_numpy(there)


class Net(nn.Module):
    """The arithmetic of `SentenceNet` in PyTorch, with dropout; parameters named alike."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__()
        self.inputs = inputs

        def spread(*shape: int, by: float) -> nn.Parameter:
            return nn.Parameter((torch.rand(shape) * 2 - 1) * by)

        def normal(*shape: int, by: float) -> nn.Parameter:
            return nn.Parameter(torch.randn(shape) * by)

        n, labels = WIDTH, len(LABELS)
        a = {
            "words": normal(len(inputs.words) + 1, n, by=0.02),
            "vectors": spread(inputs.vector.shape[1], n, by=inputs.vector.shape[1] ** -0.5),
            "tags": normal(len(inputs.tags), n, by=0.05),
            "classes": spread(len(inputs.classes), n, by=len(inputs.classes) ** -0.5),
            "clauses": normal(len(WHO) * len(TENSES) + 1, n, by=0.05),
            "flags": spread(len(FLAGS), n, by=len(FLAGS) ** -0.5),
            "roles": normal(len(ROLES), n, by=0.05),
            "bias": nn.Parameter(torch.zeros(n)),
            "intercepts": nn.Parameter(torch.zeros(labels)),
        }
        for k in range(LAYERS + 1):
            a[f"norm{k}"] = nn.Parameter(torch.stack([torch.ones(n), torch.zeros(n)]))
        for k in range(LAYERS):
            a[f"kernel{k}"] = spread(3, n, 2 * n, by=(3 * n) ** -0.5)
            a[f"kernel_bias{k}"] = nn.Parameter(torch.zeros(2 * n))
        for name in ("attention", "value", "strongest"):
            a[name] = spread(n, labels, by=n**-0.5)
        self.a = nn.ParameterDict(a)

    def forward(self, tokens: Tensor, clauses: Tensor, roles: Tensor, there: Tensor) -> Tensor:
        """Log odds, of shape (n_sentences, n_labels)."""
        a, told, on = self.a, self.inputs, self.training
        word = told.word[tokens]
        if on:
            word = torch.where(torch.rand(word.shape) < WORD_DROPOUT, torch.zeros_like(word), word)
        x = a["bias"] + a["words"][word] + a["tags"][told.tag[tokens]]
        x = x + functional.dropout(told.vector[tokens], 0.1, on) @ a["vectors"]
        x = x + functional.dropout(told.bits[tokens], CLASS_DROPOUT, on) @ a["classes"]
        x = x + a["clauses"][told.clause[clauses]] + told.flags[clauses] @ a["flags"]
        x = x + a["roles"][roles] * (roles > 0).unsqueeze(-1)
        x = functional.relu(self._normal(x, 0))
        x = functional.dropout(x, DROPOUT, on) * there.unsqueeze(-1)
        for k in range(LAYERS):
            kernel = a[f"kernel{k}"].permute(2, 1, 0)
            seen = functional.conv1d(x.transpose(1, 2), kernel, a[f"kernel_bias{k}"], padding=1)
            seen = functional.glu(seen, 1).transpose(1, 2)
            x = self._normal(x + functional.dropout(seen, DROPOUT, on), k + 1) * there.unsqueeze(-1)
        hidden = ~there.unsqueeze(-1)
        weights = torch.softmax((x @ a["attention"]).masked_fill(hidden, -1e4), 1)
        strongest = functional.dropout(x.masked_fill(hidden, -1e4).max(1)[0], HEAD_DROPOUT, on)
        result: Tensor = (weights * (x @ a["value"])).sum(1) + strongest @ a["strongest"] + a["intercepts"]
        return result

    def _normal(self, x: Tensor, k: int) -> Tensor:
        scale, shift = self.a[f"norm{k}"]
        return functional.layer_norm(x, x.shape[-1:], scale, shift)

    def stored(self) -> SentenceNet:
        """Return the same network as lorscore runs it."""
        told = self.inputs
        return SentenceNet(
            {name: p.detach().numpy() for name, p in self.a.items()},
            {"labels": LABELS, "words": told.words, "tags": told.tags, "classes": told.classes},
        )


def batches(
    lengths: NDArray[np.intp], index: NDArray[np.intp], random: np.random.RandomState
) -> list[NDArray[np.intp]]:
    """Sentences of about one length together, in random order."""
    shuffled, out = random.permutation(index), []
    for start in range(0, len(shuffled), 20 * BATCH):
        near = shuffled[start : start + 20 * BATCH]
        near = near[np.argsort(lengths[near], kind="stable")]
        out += [near[k : k + BATCH] for k in range(0, len(near), BATCH)]
    return [out[k] for k in random.permutation(len(out))]


def trained(letters: Letters, index: NDArray[np.intp], seed: int = 0) -> Net:
    """Fit a network to some of the sentences."""
    torch.manual_seed(seed)
    random = np.random.RandomState(seed)
    inputs = Inputs(letters.sentences)
    lengths = np.asarray([len(row) for row in inputs.tokens])
    index = index[lengths[index] > 0]
    net = Net(inputs)
    targets = torch.from_numpy(letters.rows.targets.astype(np.float32))
    counts = torch.from_numpy(np.where(letters.rows.scored, 1.0, UNSCORED).astype(np.float32))
    optimizer = torch.optim.AdamW(net.parameters(), lr=LEARNING_RATE, weight_decay=DECAY)
    steps = EPOCHS * len(batches(lengths, index, np.random.RandomState(seed)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps, pct_start=0.15)
    began = time.time()
    for epoch in range(EPOCHS):
        total, listed = 0.0, batches(lengths, index, random)
        for chosen in listed:
            asked = (targets[chosen] >= 0).float() * counts[chosen].unsqueeze(-1)
            each = functional.binary_cross_entropy_with_logits(
                net(*inputs.batch(chosen)), targets[chosen].clamp(min=0), reduction="none"
            )
            loss = (each * asked).sum() / len(chosen)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
        print(f"epoch {epoch + 1}: loss {total / len(listed):.3f}, {time.time() - began:.0f} s", flush=True)
    return net.eval()


def check(net: Net, stored: SentenceNet, letters: Letters) -> None:
    """Raise where lorscore's arithmetic does not give what PyTorch gives."""
    index = np.asarray([i for i, s in enumerate(letters.sentences) if s.in_body and 0 < len(s) <= LONGEST][:500])
    with torch.no_grad():
        wanted = net(*net.inputs.batch(index)).numpy()
    got = stored.logits([letters.sentences[i] for i in index])
    apart = float(np.abs(got - wanted).max())
    if apart > 1e-3:
        raise SystemExit(f"The stored network is {apart:.4f} away from the trained one.")


def main() -> None:
    """Train, check, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fold", type=int, help="leave the letters of this fold out")
    args = parser.parse_args()
    letters = read()
    use = letters.body | ~letters.rows.scored
    if args.fold is not None:
        use &= fold_of(letters.rows.groups) != args.fold
    net = trained(letters, np.flatnonzero(use))
    stored = net.stored()
    check(net, stored, letters)
    out = OUT if args.fold is None else ROOT / CROSSFIT / str(args.fold) / NET
    out.parent.mkdir(parents=True, exist_ok=True)
    np.savez(out, **stored.to_arrays())


if __name__ == "__main__":
    main()
