"""``lorscore explain``: what was found in a sentence of a letter, and why that and not something else."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lorscore.cli import EXIT_DONE
from lorscore.cli._letters import add_model_arguments, loaded, must_exist, taken
from lorscore.errors import InputError

if TYPE_CHECKING:
    from lorscore.extract.why import Why
    from lorscore.report import Evidence

_TOLD = 0.05
"""What is less likely is not told."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="a letter")
    parser.add_argument(
        "--at", metavar="LINE", type=int, required=True, help="line of the letter, as `check` numbers them"
    )
    parser.add_argument("--applicant", metavar="NAME", help="the applicant's name; inferred from the letter otherwise")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Explain every sentence that touches the line."""
    must_exist([args.file])
    from lorscore import suppress
    from lorscore.extract.why import why

    letter, ignores = taken(args.file)
    lines = letter.text.split("\n")
    if not 1 <= args.at <= len(lines):
        raise InputError(f"{args.file}: there is no line {args.at}; the letter has {len(lines)}.")
    start = sum(len(line) + 1 for line in lines[: args.at - 1])
    analyzer, disabled = loaded(args)
    report, doc = analyzer.analyze_with_doc(letter, applicant=args.applicant)
    shown = suppress.hide(report, disabled, ignores).evidence
    explained = why(doc, start, start + len(lines[args.at - 1]))
    if not explained:
        print(f"Line {args.at} holds no sentence.")
    for one in explained:
        print(_words(letter.text[one.start : one.end]))
        _show_found([e for e in shown if e.start < one.end and one.start < e.end])
        _show_why(one)
    return EXIT_DONE


def _words(text: str) -> str:
    return " ".join(text.split())


def _show_found(evidence: Sequence[Evidence]) -> None:
    print("  found" if evidence else "  nothing was found")
    for e in evidence:
        told = ", ".join(value for value in (e.kind, e.label, e.strength) if value)
        print(f"    {told} ({e.rule}): {_words(e.text)}")


def _show_why(one: Why) -> None:
    print("  clauses (who, tense, how sure)")
    for clause in one.clauses:
        print(f"    {_words(clause)}")
    print("  rules that match" if one.matched else "  no rule matches")
    for rule, words in one.matched:
        print(f"    {rule}: {_words(words)}")
    if one.held_back:
        print("  rules held back")
    for rule, words, reason in one.held_back:
        print(f"    {rule}: {_words(words)} - {reason}")
    print("  how likely by the trained models, and what weighed most (log odds)")
    likely = [j for j in one.judged if j.probability >= _TOLD]
    if not any(j.label.startswith("competency:") for j in likely):
        likely = [j for j in likely if j.label != "shown"]  # which asks how a competency is told
    for judged in sorted(likely, key=lambda j: -j.probability):
        reasons = ", ".join(f"{name} {weight:+.2f}" for name, weight in judged.reasons)
        print(f"    {judged.label:26}{judged.probability:6.2f}   {reasons}")
    print(f"    {'the others' if likely else 'all':24} < {_TOLD:.2f}\n")
