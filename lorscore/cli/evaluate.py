"""``lorscore evaluate``: agreement with letters that people have rated and marked."""

from __future__ import annotations

import argparse
from pathlib import Path

from lorscore.cli import EXIT_DONE
from lorscore.cli._letters import add_model_arguments


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("letters", type=Path, metavar="LETTERS", help="folder of <id>.txt")
    parser.add_argument(
        "readings", type=Path, metavar="READINGS", help="folder with one sub-folder a reader, <id>.json"
    )
    parser.add_argument(
        "--system", type=Path, metavar="FILE", help="reports to measure (JSON lines) instead of reading anew"
    )
    parser.add_argument(
        "--ceiling", type=Path, metavar="DIR", help="letters that two readers read, for the readers' column"
    )
    parser.add_argument(
        "--checklists", type=Path, metavar="FILE", help="a reader's levels of the checklists' items (JSON lines)"
    )
    parser.add_argument("--boot", type=int, default=200, metavar="N", help="bootstrap rounds (default 200; 0 for none)")
    parser.add_argument("--rules", action="store_true", help="also print the precision of every rule")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
    add_model_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Read the letters, and print the tables."""
    from lorscore import analysis
    from lorscore.research import evaluation

    if args.system is not None:
        system = evaluation.stored_reports(args.system)
    else:
        analyzer = analysis.load(specialty=args.specialty, model=args.model, spacy_model=args.spacy_model)
        system = {k: r.to_dict() for k, r in evaluation.reports_of(analyzer, args.letters, args.jobs).items()}
    evaluation.agreement(system, args.letters, args.readings, ceiling=args.ceiling, boot=args.boot, say=print)
    evaluation.beyond(system, args.letters, args.readings, print)
    if args.checklists is not None:
        evaluation.checklists(system, args.checklists, print)
    if args.rules:
        evaluation.rule_precision(system, args.letters, args.readings, print)
    return EXIT_DONE
