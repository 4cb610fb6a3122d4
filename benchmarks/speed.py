"""How fast a letter is read, beside what a user would pick or combine instead; all in one run on the same letters.

    python benchmarks/speed.py                 # the table
    python benchmarks/speed.py --curve         # one letter of 100 to 100,000 words
    python benchmarks/speed.py --processes     # two processes beside one
    python benchmarks/speed.py --components    # where the time of a letter goes
    python benchmarks/speed.py --start         # a command from its start to its end, beside "import spacy"
    python benchmarks/speed.py --write         # the table, into README.md and docs/speed.md
    pip install --group bench                  # the peers; those that are not installed are named and left out

Times are of processor, one process, of each twenty letters the best of several rounds; the readers take turns with
these twenty, so that another job on the machine weighs on all alike. Compare ratios, not seconds. Matrices are
multiplied in one thread: with two, twice the time of processor is spent, and no letter is read sooner.
``--processes`` alone goes by the clock on the wall, once the processes have loaded their models: on a machine that does
other work, it says less of lorscore than of that work.

``--write`` puts what it prints between a comment ``<!-- made by: python benchmarks/speed.py ... -->`` and the end of
the code block after it, as ``docs/make_readme.py`` does for other commands, with the arguments that the comment names.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import itertools
import os
import re
import shlex
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is loaded

import spacy

import lorscore
from lorscore.analysis import batches
from lorscore.extract.base import load_english
from lorscore.letter import Letter

ROOT = Path(__file__).resolve().parents[1]
LETTERS = ROOT / "data" / "letters" / "train"
PAGES = ("README.md", "docs/speed.md")
FLOOR = "bare English pipeline"
BLOCK = 20
"""Letters that each reader reads before it is the next one's turn."""
Reader = Callable[[Sequence[str]], object]


def _blank() -> Reader:
    nlp = spacy.blank("en")
    return lambda texts: list(nlp.pipe(texts))


def _bare() -> Reader:
    nlp = load_english()
    return lambda texts: list(nlp.pipe(texts))


def _whole() -> Reader:
    analyzer = lorscore.load()
    return lambda texts: list(analyzer.pipe(texts))


def _textdescriptives() -> Reader:
    described = importlib.import_module("textdescriptives")
    nlp = load_english()
    parts = ["descriptive_stats", "readability", "pos_proportions"]  # what needs no parser, on the same pipeline
    for name in parts:
        nlp.add_pipe(f"textdescriptives/{name}")
    # its values are made when they are asked for
    return lambda texts: [described.extract_dict(doc, metrics=parts) for doc in nlp.pipe(texts)]


def _proselint() -> Reader:
    tools = importlib.import_module("proselint.tools")
    if hasattr(tools, "LintFile"):
        importlib.import_module("proselint.checks")
        registry = importlib.import_module("proselint.registry").CheckRegistry()
        registry.register_many(importlib.import_module("proselint.checks").__register__)
        return lambda texts: [tools.LintFile(content=t, source="letter").lint() for t in texts]
    return lambda texts: [tools.lint(t) for t in texts]


def _textstat() -> Reader:
    module = importlib.import_module("textstat.textstat")
    names = ("flesch_reading_ease", "flesch_kincaid_grade", "gunning_fog", "smog_index", "coleman_liau_index")

    def read(texts: Sequence[str]) -> object:
        stats = module.textstatistics()  # a new one: it remembers the texts that it has seen
        return [[getattr(stats, name)(t) for name in names] for t in texts]

    return read


def _vader() -> Reader:
    vader = importlib.import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda texts: [[vader.polarity_scores(line) for line in t.splitlines() if line.strip()] for t in texts]


def _empath() -> Reader:
    lexicon = importlib.import_module("empath").Empath()
    return lambda texts: [lexicon.analyze(t, normalize=True) for t in texts]


READERS: dict[str, Callable[[], Reader]] = {
    'spacy.blank("en")': _blank,
    FLOOR: _bare,
    "lorscore": _whole,
    "TextDescriptives": _textdescriptives,
    "proselint": _proselint,
    "textstat": _textstat,
    "vaderSentiment": _vader,
    "Empath": _empath,
}


def _seconds(reader: Reader, texts: Sequence[str]) -> float:
    start = time.process_time()
    reader(texts)
    return time.process_time() - start


def table(texts: Sequence[str], rounds: int) -> None:
    """Print words a second and the ratio to the bare pipeline of each reader."""
    words = sum(len(t.split()) for t in texts)
    ready: dict[str, Reader] = {}
    for name, make in READERS.items():
        try:
            ready[name] = make()
            ready[name](texts[:10])
        except Exception as error:  # a peer that is missing or does not run here is named, not hidden
            ready.pop(name, None)
            print(f"left out: {name} ({type(error).__name__}: {str(error)[:90]})")
    blocks = list(batches(texts, BLOCK))
    of_block = {name: [float("inf")] * len(blocks) for name in ready}
    for _, (i, block) in itertools.product(range(rounds), enumerate(blocks)):
        for name, reader in ready.items():
            of_block[name][i] = min(of_block[name][i], _seconds(reader, block))
    best = {name: sum(seconds) for name, seconds in of_block.items()}
    print(f"{len(texts)} letters, {words} words, best of {rounds} rounds\n")
    print("| what | words/s | time / bare pipeline |")
    print("|---|---:|---:|")
    for name, seconds in sorted(best.items(), key=lambda row: row[1]):
        print(f"| {name} | {words / seconds:,.0f} | {seconds / best[FLOOR]:.2f} |")
    analyzer = lorscore.load()
    usual = min(texts, key=lambda t: abs(len(t.split()) - 450))
    for _ in range(3):
        analyzer.analyze(usual)
    warm = min(_seconds(lambda t: analyzer.analyze(t[0]), [usual]) for _ in range(10))
    print(f"\na letter of {len(usual.split())} words, warm: {1000 * warm:.0f} ms")


def curve(texts: Sequence[str]) -> None:
    """Print the cost of a word in one letter that grows: it stays the same where the cost is linear."""
    analyzer = lorscore.load()
    body = [line for t in texts for line in t.splitlines() if len(line.split()) > 15]
    analyzer.analyze(texts[0])
    print("| words in one letter | µs a word |")
    print("|---:|---:|")
    for size in (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000):
        lines: list[str] = []
        count = 0
        while count < size:
            line = body[len(lines) % len(body)]
            lines.append(line)
            count += len(line.split())
        text = "\n\n".join(lines)
        seconds = min(_seconds(lambda t: analyzer.analyze(t[0]), [text]) for _ in range(3 if size < 10_000 else 1))
        print(f"| {count} | {1e6 * seconds / count:.0f} |", flush=True)


def components(texts: Sequence[str], rounds: int) -> None:
    """Print what each component of the pipeline takes of a letter, and the report after them."""
    analyzer = lorscore.load()
    list(analyzer.pipe(texts))
    best: dict[str, float] = {}
    for _ in range(rounds):
        spent: defaultdict[str, float] = defaultdict(float)
        for four in batches(texts, 4):
            letters = [Letter.from_text(text) for text in four]
            start = time.process_time()
            docs = [analyzer._doc(letter, letter.text) for letter in letters]
            spent["tokens"] += time.process_time() - start
            for name, component in analyzer.nlp.pipeline:
                start = time.process_time()
                docs = list(component.pipe(docs)) if hasattr(component, "pipe") else [component(doc) for doc in docs]
                spent[name] += time.process_time() - start
            start = time.process_time()
            for letter, doc in zip(letters, docs, strict=True):
                analyzer._report(letter, doc)
            spent["report"] += time.process_time() - start
        best = {name: min(seconds, best.get(name, seconds)) for name, seconds in spent.items()}
    print("| component | ms a letter |")
    print("|---|---:|")
    for name, seconds in sorted(best.items(), key=lambda row: -row[1]):
        print(f"| {name} | {1000 * seconds / len(texts):.2f} |")


def processes(texts: Sequence[str], rounds: int) -> None:
    """Print how much faster two processes read the same letters than one; loading the models is not counted."""
    analyzer = lorscore.load()
    many = list(texts) * max(1, 600 // len(texts))
    best = dict.fromkeys((1, 2), float("inf"))
    for _, n in itertools.product(range(rounds), best):
        stream = analyzer.pipe(itertools.chain(many[:64], many), n_process=n)
        for _ in range(64):  # by then each process has loaded its models and read a batch
            next(stream)
        start = time.perf_counter()
        for _ in stream:
            pass
        best[n] = min(best[n], time.perf_counter() - start)
    print(f"{len(many)} letters, best of {rounds} rounds: two processes are {best[1] / best[2]:.2f} times one")


def start(rounds: int) -> None:
    """Print what whole processes take, start and end included, beside one that only imports spaCy."""
    sample = str(ROOT / "data" / "samples" / "01-program-director.docx")
    commands = {
        "import spacy": ["-c", "import spacy"],
        "lorscore --help": ["-m", "lorscore", "--help"],
        "lorscore check": ["-m", "lorscore", "check", sample],
    }
    # modules are compiled in the round before those that count, as pip compiles them
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    best = dict.fromkeys(commands, float("inf"))
    for turn, (name, command) in itertools.product(range(rounds + 1), commands.items()):
        before = os.times()
        subprocess.run([sys.executable, *command], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, check=True)
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        best[name] = min(best[name], spent) if turn else best[name]
    print("| command | s of processor | time / import spacy |")
    print("|---|---:|---:|")
    for name, seconds in best.items():
        print(f"| `{name}` | {seconds:.2f} | {seconds / best['import spacy']:.2f} |")


def write() -> None:
    """Run each command that the pages name, once, and put what it prints where it is named."""
    block = re.compile(r"(<!-- made by: (?P<command>python benchmarks/speed\.py[^\n]*?) -->\n```\n).*?\n```", re.S)
    printed: dict[str, str] = {}

    def made(match: re.Match[str]) -> str:
        command = match["command"]
        if command not in printed:
            with contextlib.redirect_stdout(io.StringIO()) as out:
                main(shlex.split(command)[2:])
            printed[command] = out.getvalue().strip()
        return f"{match[1]}{printed[command]}\n```"

    for name in PAGES:
        page = ROOT / name
        page.write_text(block.sub(made, page.read_text(encoding="utf-8")), encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=100, help="so many of the train letters (100)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--curve", action="store_true", help="one letter of 100 to 100,000 words instead")
    parser.add_argument("--processes", action="store_true", help="two processes beside one instead")
    parser.add_argument("--components", action="store_true", help="the time of each component instead")
    parser.add_argument("--start", action="store_true", help="the start of a command instead")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md and docs/speed.md")
    args = parser.parse_args(argv)
    if args.write:
        write()
        return
    if args.start:
        start(args.rounds)
        return
    texts = [p.read_text(encoding="utf-8") for p in sorted(LETTERS.glob("*.txt"))[: args.letters]]
    if args.curve:
        curve(texts)
    elif args.components:
        components(texts, args.rounds)
    elif args.processes:
        processes(texts, args.rounds)
    else:
        table(texts, args.rounds)


if __name__ == "__main__":
    main()
