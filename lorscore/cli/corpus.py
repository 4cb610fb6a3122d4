"""``lorscore corpus``: tables that ``lorscore score`` wrote, put together or compared."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lorscore.cli import EXIT_BELOW, EXIT_DONE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    text = "Put the shards of a corpus together: the same bytes as one run over all of it."
    merge = actions.add_parser("merge", help=text, description=text)
    merge.add_argument("shards", nargs="+", metavar="FILE", type=Path, help="tables of 'lorscore score --shard'")
    merge.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="the table of all letters")
    merge.add_argument("--evidence", metavar="FILE", type=Path, help="the table of all spans")
    merge.add_argument("--errors", metavar="FILE", type=Path, help="the table of all letters that could not be read")
    merge.add_argument("--force", action="store_true", help="replace files that exist")
    text = "Say whether the scores of two tables can be compared; exit with 1 where they cannot."
    compare = actions.add_parser("compare", help=text, description=text)
    compare.add_argument("tables", nargs=2, metavar="FILE", type=Path, help="tables with their manifests beside them")


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    return _merge(args) if args.action == "merge" else _compare(args)


def _merge(args: argparse.Namespace) -> int:
    from lorscore.corpus.merge import merge

    done = merge(args.shards, args.output, evidence=args.evidence, errors=args.errors, force=args.force)
    counts = done["counts"]
    print(
        f"lorscore: {args.output}: {len(args.shards)} shards, {counts['scored'] + counts['abstained']} letters, "
        f"{counts['unreadable']} that could not be read.",
        file=sys.stderr,
    )
    return EXIT_DONE


def _compare(args: argparse.Namespace) -> int:
    from lorscore.corpus import manifest

    one, two = (manifest.read(path) for path in args.tables)
    reasons = manifest.differences(one, two)
    if reasons:
        print("The scores cannot be compared: they were made by")
        print("\n".join(f"  {reason}" for reason in reasons))
        return EXIT_BELOW
    print("The scores can be compared: the same version, models, rules and options made both.")
    if one["input"]["sha256"] != two["input"]["sha256"]:
        print("The letters are not the same.")
    return EXIT_DONE
