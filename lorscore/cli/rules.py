"""``lorscore rules``: list the shipped rules, show one, or check a rule file of your own."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from lorscore.cli import EXIT_BELOW, EXIT_DONE
from lorscore.errors import InputError

if TYPE_CHECKING:
    from lorscore.guide.rules import Rule


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    what = parser.add_subparsers(dest="what", required=True, metavar="list | show | check")
    listing = what.add_parser("list", help="every rule, and which part of the guide it comes from")
    listing.add_argument("--kind", help="only rules of this kind of evidence")
    show = what.add_parser("show", help="one rule, with its examples")
    show.add_argument("id", help="the rule's id")
    check = what.add_parser("check", help="lint a rule file of your own, and run its examples")
    check.add_argument("file", type=Path, metavar="FILE", help="TOML with [[rule]] tables")


def run(args: argparse.Namespace) -> int:
    """List, show or check."""
    from lorscore.guide import rules

    if args.what == "check":
        return _check(rules.load(args.file))
    if args.what == "show":
        return _show(args.id, rules.shipped())
    chosen = [r for r in rules.shipped() if args.kind in (None, r.kind)]
    if not chosen:
        kinds = ", ".join(sorted({r.kind for r in rules.shipped()}))
        raise InputError(f"There is no rule of the kind {args.kind!r}. Kinds: {kinds}.")
    for rule in chosen:
        print(f"{rule.id:52} {rule.source}")
    counts = Counter(r.kind for r in chosen)
    print(f"\n{len(chosen)} rules: " + ", ".join(f"{n} {k}" for k, n in sorted(counts.items())))
    return EXIT_DONE


def _show(name: str, shipped: tuple[Rule, ...]) -> int:
    rule = next((r for r in shipped if r.id == name), None)
    if rule is None:
        near = [r.id for r in shipped if name.split(".")[-1] in r.id][:5]
        hint = f" Near it: {', '.join(near)}." if near else " `lorscore rules list` shows all."
        raise InputError(f"There is no rule {name!r}.{hint}")
    print(f"{rule.id}\n  {rule.explain}\n  source: {rule.source}\n  file: {rule.file}")
    print(f"  kind: {rule.kind}{', ' + rule.label if rule.label else ''}")
    for title, values in (
        ("strength", [rule.strength] if rule.strength else []),
        ("about", sorted(rule.about)), ("unless", rule.unless), ("places", sorted(rule.places)),
    ):  # fmt: skip
        if values:
            print(f"  {title}: {', '.join(values)}")
    for title, texts in (("finds", rule.hits), ("passes over", rule.misses), ("known gaps", rule.todo)):
        if texts:
            print(f"  {title}:")
            print("\n".join(f"    {t}" for t in texts))
    return EXIT_DONE


def _check(own: list[Rule]) -> int:
    from lorscore.extract.base import load_english
    from lorscore.extract.rule_examples import examples, failure

    nlp = load_english()
    wrong = [said for rule in own for name, text in examples(rule) if (said := failure(rule, name, text, nlp))]
    for said in wrong:
        print(said)
    total = sum(1 for rule in own for _ in examples(rule))
    print(f"{len(own)} rules, {total} examples, {len(wrong)} wrong")
    return EXIT_BELOW if wrong else EXIT_DONE
