"""``lorscore explain``: why a sentence of a letter did or did not fire."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from lorscore.cli import EXIT_DONE
from lorscore.cli._letters import must_exist
from lorscore.errors import InputError

if TYPE_CHECKING:
    from lorscore.extract.why import Why


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="a letter")
    parser.add_argument(
        "--at", metavar="LINE", type=int, required=True, help="line of the letter, as `check` numbers them"
    )
    parser.add_argument("--applicant", metavar="NAME", help="the applicant's name; inferred from the letter otherwise")
    parser.add_argument("--spacy-model", metavar="NAME", help="a spaCy pipeline instead of the shipped one")


def run(args: argparse.Namespace) -> int:
    """Explain every sentence that touches the line."""
    must_exist([args.file])
    from lorscore import readers
    from lorscore.extract.build import build
    from lorscore.extract.people_component import GIVEN
    from lorscore.extract.why import why

    letter = readers.read(args.file)
    lines = letter.text.split("\n")
    if not 1 <= args.at <= len(lines):
        raise InputError(f"{args.file}: there is no line {args.at}; the letter has {len(lines)}.")
    start = sum(len(line) + 1 for line in lines[: args.at - 1])
    nlp = build(args.spacy_model)
    doc = nlp.make_doc(letter.text)
    if args.applicant:
        doc.user_data[GIVEN] = args.applicant
    found = why(nlp(doc), start, start + len(lines[args.at - 1]))
    if not found:
        print(f"Line {args.at} holds no sentence.")
    for one in found:
        _show(letter.text, one)
    return EXIT_DONE


def _show(text: str, one: Why) -> None:
    print(" ".join(text[one.start : one.end].split()))
    print("  clauses (who, tense, how sure)")
    for clause in one.clauses:
        print(f"    {' '.join(clause.split())}")
    print("  rules that match" if one.matched else "  no rule matches")
    for rule, words in one.matched:
        print(f"    {rule}: {' '.join(words.split())}")
    if one.held_back:
        print("  rules held back")
    for rule, words, reason in one.held_back:
        print(f"    {rule}: {' '.join(words.split())} - {reason}")
    print("  trained sentence model (probability, threshold, what weighed most)")
    for judged in sorted(one.judged, key=lambda j: -j.probability / max(j.threshold, 1e-6)):
        mark = "yes" if judged.probability >= judged.threshold else " no"
        reasons = ", ".join(f"{name} {weight:+.2f}" for name, weight in judged.reasons)
        print(f"    {mark} {judged.label:26}{judged.probability:6.2f}{judged.threshold:6.2f}   {reasons}")
    print()
