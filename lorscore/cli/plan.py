"""``lorscore plan``: whom to ask for letters, in what mix, how, and by when."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
from pathlib import Path

from lorscore import writing
from lorscore.cli import EXIT_DONE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("profile", metavar="PROFILE", type=Path, help="your profile, a TOML file (--init writes one)")
    parser.add_argument("--init", action="store_true", help="write a commented profile to start from, and stop")
    parser.add_argument("--force", action="store_true", help="with --init: replace a file that exists")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, json for programs")


def run(args: argparse.Namespace) -> int:
    """Print the plan, or write a profile to start from."""
    from lorscore.advice import plan_text, profile
    from lorscore.advice.plan import make_plan
    from lorscore.advice.timeline import timeline

    today = datetime.date.today()
    if args.init:
        writing.write_text(args.profile, profile.starter(today), force=args.force)
        print(f"Wrote {args.profile}. Put your own facts in it, then: lorscore plan {args.profile}")
        return EXIT_DONE
    plan = make_plan(profile.load(args.profile))
    steps = timeline(plan, today)
    if args.format == "json":
        dates = [dataclasses.asdict(s) | {"start": s.start.isoformat(), "end": s.end.isoformat()} for s in steps]
        print(json.dumps(dataclasses.asdict(plan) | {"timeline": dates}, ensure_ascii=False, indent=2))
    else:
        print(plan_text.render(plan, steps), end="")
    return EXIT_DONE
