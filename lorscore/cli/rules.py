"""``lorscore rules``: list the shipped rules, show one, or check a rule file of your own."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from lorscore.cli import EXIT_BELOW, EXIT_DONE
from lorscore.errors import InputError
from lorscore.guide.rules import MAX_REPEAT, Rule, TokenTest, load, shipped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    what = parser.add_subparsers(dest="what", required=True, metavar="list | show | check")
    listing = what.add_parser("list", help="every rule, and which part of the guide it comes from")
    listing.add_argument("--kind", help="only rules of this kind of evidence")
    show = what.add_parser("show", help="one rule: its pattern, what it asks for, and its examples")
    show.add_argument("id", help="the rule's id")
    check = what.add_parser("check", help="lint a rule file of your own, and run its examples")
    check.add_argument("file", type=Path, metavar="FILE", help="TOML with [[rule]] tables")


def run(args: argparse.Namespace) -> int:
    """List, show or check."""
    if args.what == "check":
        return _check(load(args.file))
    if args.what == "show":
        return _show(args.id)
    chosen = [r for r in shipped() if args.kind in (None, r.kind)]
    if not chosen:
        kinds = ", ".join(sorted({r.kind for r in shipped()}))
        raise InputError(f"There is no rule of the kind {args.kind!r}. Kinds: {kinds}.")
    for rule in chosen:
        print(f"{rule.id:52} {rule.source}")
    counts = Counter(r.kind for r in chosen)
    print(f"\n{len(chosen)} rules: " + ", ".join(f"{n} {k}" for k, n in sorted(counts.items())))
    return EXIT_DONE


def _show(name: str) -> int:
    rule = next((r for r in shipped() if r.id == name), None)
    if rule is None:
        near = [r.id for r in shipped() if name.split(".")[-1] in r.id][:5]
        hint = f" Near it: {', '.join(near)}." if near else " `lorscore rules list` shows all."
        raise InputError(f"There is no rule {name!r}.{hint}")
    print(f"{rule.id}\n  {rule.explain}\n  source: {rule.source}\n  file: {rule.file}")
    print(f"  kind: {rule.kind}{', ' + rule.label if rule.label else ''}")
    for title, values in (
        ("criterion", [rule.criterion] if rule.criterion else []),
        ("strength", [rule.strength] if rule.strength else []),
        ("shown", [] if rule.shown is None else ["by behaviour" if rule.shown else "only said"]),
        ("question", [rule.question] if rule.question else []),
        ("about", sorted(rule.about)), ("unless", rule.unless), ("places", sorted(rule.places)),
    ):  # fmt: skip
        if values:
            print(f"  {title}: {', '.join(values)}")
    patterns = [f"[{', '.join(map(_token, pattern))}]" for pattern in rule.patterns]
    for title, texts in (
        ("patterns", patterns),
        ("finds", rule.hits),
        ("passes over", rule.misses),
        ("known gaps", rule.todo),
    ):
        if texts:
            print(f"  {title}:")
            print("\n".join(f"    {t}" for t in texts))
    return EXIT_DONE


def _token(test: TokenTest) -> str:
    r"""Return one token of a pattern as a rule file has it.

    Examples
    --------
    >>> from lorscore.guide.rules import TokenTest
    >>> _token(TokenTest((("LOWER", frozenset({"top", "upper"})),), (), (("LIKE_NUM", False),), 0, 1))
    '{LOWER = {IN = ["top", "upper"]}, LIKE_NUM = false, OP = "?"}'
    """
    said = []
    allowed, refused = dict(test.allowed), dict(test.refused)
    for key in [*allowed, *(k for k in refused if k not in allowed)]:
        lists = [f"{name} = {_toml(sorted(t[key]))}" for name, t in (("IN", allowed), ("NOT_IN", refused)) if key in t]
        one = key not in refused and len(allowed[key]) == 1
        said.append(f"{key} = {_toml(*allowed[key]) if one else '{' + ', '.join(lists) + '}'}")
    said += [f"{key} = {_toml(value)}" for key, value in test.flags]
    if (test.least, test.most) != (1, 1):
        said.append(f"OP = {_toml(_often(test.least, test.most))}")
    return "{" + ", ".join(said) + "}"


def _often(least: int, most: int) -> str:
    short = {(0, 1): "?", (0, MAX_REPEAT): "*", (1, MAX_REPEAT): "+", (most, most): f"{{{most}}}"}
    return short.get((least, most), f"{{{least},{most}}}")


def _toml(value: object) -> str:
    # JSON writes strings, lists of strings and booleans as TOML does
    return json.dumps(value, ensure_ascii=False)


def _check(own: list[Rule]) -> int:
    from lorscore.extract.base import load_english
    from lorscore.extract.rule_examples import examples, failure

    nlp = load_english()
    wrong = [said for rule in own for name, text in examples(rule) if (said := failure(rule, name, text, nlp))]
    for said in wrong:
        print(said)
    total = sum(1 for rule in own for _ in examples(rule))
    print(f"rules: {len(own)}, examples: {total}, wrong: {len(wrong)}")
    return EXIT_BELOW if wrong else EXIT_DONE
