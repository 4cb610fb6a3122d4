"""``lorscore evaluate``: agreement with letters that people have rated and marked."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lorscore.cli import EXIT_DONE
from lorscore.cli._letters import add_model_arguments, loaded


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
    from lorscore.research import evaluation, marks, yardstick

    # what people read comes first: a slip in it is told before the letters are read, which takes long
    letters, readers = yardstick.load(args.letters, args.readings)
    ceiling = yardstick.load(args.ceiling, args.readings)[1] if args.ceiling else readers
    levels = marks.checklists(args.checklists) if args.checklists else None
    system = marks.lines_by_id(args.system) if args.system else _reports(args)
    reader, marked = evaluation.first_reader(system, args.letters, args.readings)
    evaluation.agreement(system, letters, readers, ceiling=ceiling, boot=args.boot, say=print)
    evaluation.beyond(system, reader, marked, print)
    if levels is not None:
        evaluation.checklists(system, levels, args.checklists.name, print)
    if args.rules:
        evaluation.rule_precision(system, marked, print)
    return EXIT_DONE


def _reports(args: argparse.Namespace) -> dict[str, dict[str, Any]]:
    from lorscore.research.evaluation import reports_of
    from lorscore.suppress import hide

    analyzer, disabled = loaded(args)
    reports = reports_of(analyzer, args.letters, args.jobs)
    return {name: hide(report, disabled).to_dict() for name, report in reports.items()}
