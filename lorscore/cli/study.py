"""``lorscore study``: reproducible studies of a folder of letters."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lorscore.cli import EXIT_DONE
from lorscore.cli._letters import add_model_arguments
from lorscore.errors import InputError

if TYPE_CHECKING:
    from lorscore.analysis import Analyzer
    from lorscore.research.study.inputs import Scores
    from lorscore.research.study.ratings import Rating
    from lorscore.research.study.tables import Study


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the studies and their arguments."""
    parser.epilog = "LETTERS is a folder of letters, or a table that 'lorscore score LETTERS -o TABLE' wrote."
    studies = parser.add_subparsers(dest="study", metavar="STUDY", required=True, title="studies")
    agreement = _study(studies, "agreement", "Raters against each other, and against lorscore.")
    _add_ratings(agreement)
    calibration = _study(studies, "calibration", "Whether the probability of being rated strong holds.")
    _add_ratings(calibration)
    calibration.add_argument("--by", metavar="COLUMN", help="also for each group of this column")
    _add_columns(calibration)
    compare = _study(studies, "compare", "Groups of letters against each other, adjusted for other columns.")
    compare.add_argument("--by", metavar="COLUMN", required=True, help="the column that parts the letters, or a number")
    compare.add_argument("--adjust", metavar="COLUMN", nargs="+", default=[], help="columns to adjust for")
    compare.add_argument("--writer", metavar="COLUMN", help="column that says who wrote a letter: a random effect")
    compare.add_argument("--outcomes", metavar="COLUMN", nargs="+", default=[], help="instead of the usual ones")
    _add_columns(compare)
    fairness = _study(studies, "fairness", "What names, pronouns, length and groups do to score and evidence.")
    _add_ratings(fairness, required=False)
    fairness.add_argument("--by", metavar="COLUMN", help="groups; with --ratings also their calibration")
    fairness.add_argument("--most", type=int, default=60, metavar="N", help="letters to swap names in (default 60)")
    _add_columns(fairness)
    _study(studies, "describe", "Distributions, gaps, letters that repeat each other, words of the literature.")
    sample = _study(studies, "sample", "Draw letters for human raters, with blank forms; or read the forms back.")
    sample.add_argument("-n", type=int, default=40, metavar="N", help="letters to draw (default 40)")
    sample.add_argument(
        "--strata", metavar="COLUMN", nargs="+", default=["overall"], help="columns to draw by (overall)"
    )
    sample.add_argument("--raters", metavar="NAME", nargs="+", default=["rater1", "rater2"], help="one form each")
    sample.add_argument("--seed", type=int, default=0, metavar="N", help="of the draw (default 0)")
    sample.add_argument(
        "--read-back",
        action="store_true",
        help="LETTERS is the folder of a sample: write its forms' ratings to -o FILE",
    )
    _add_columns(sample)
    for one in (agreement, calibration, fairness):
        one.add_argument("--rounds", type=int, default=500, metavar="N", help="bootstrap rounds (default 500)")


def _study(studies: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = studies.add_parser(
        name, help=text, description=text, usage=f"lorscore study {name} LETTERS -o DIR [options]"
    )
    parser.add_argument("letters", type=Path, metavar="LETTERS", help="folder of letters, or table of scores")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for tables and plots")
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that score letters")
    add_model_arguments(parser)
    return parser


def _add_ratings(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument(
        "--ratings", type=Path, required=required, metavar="PATH",
        help="CSV with columns id, rater, overall and criteria; or a folder with one sub-folder a reader",
    )  # fmt: skip


def _add_columns(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--columns", type=Path, metavar="FILE", help="CSV with a column id, and columns about letters")


def run(args: argparse.Namespace) -> int:
    """Run one study, write its folder, and print its tables."""
    from lorscore.research.study import output

    if getattr(args, "read_back", False):
        return _read_back(args)
    output.refuse(args.output, force=args.force)
    study, scores = _STUDIES[args.study](args)
    paths = [args.letters, getattr(args, "ratings", None), getattr(args, "columns", None), args.config]
    options = {
        k: str(v) if isinstance(v, Path) else v
        for k, v in vars(args).items()
        if k not in ("command", "study", "output", "force", "jobs", "version")
    }
    names = output.write(
        study, args.output, options=options, model=scores.model,
        inputs={str(p): output.sha256_of(p) for p in paths if p is not None},
        force=args.force or args.study == "sample",  # which has written its forms there already
    )  # fmt: skip
    print(study.markdown())
    print(f"{args.output}: {', '.join(names)}")
    return EXIT_DONE


def _scores(args: argparse.Namespace) -> Scores:
    from lorscore.research.study.inputs import read_scores

    return read_scores(args.letters, lambda: _analyzer(args), jobs=args.jobs)


def _analyzer(args: argparse.Namespace) -> Analyzer:
    from lorscore import analysis, config

    # settings of the folder one happens to stand in would make a study that nobody can repeat
    settings = config.load(args.config)
    return analysis.load(
        specialty=args.specialty or settings.specialty, model=args.model, spacy_model=args.spacy_model,
        rules=settings.rules, words=settings.words,
    )  # fmt: skip


def _ratings(args: argparse.Namespace, scores: Scores) -> list[Rating]:
    from lorscore.research.study.ratings import of_letters, read_ratings

    return of_letters(read_ratings(args.ratings), list(scores.frame["id"]), str(args.ratings))


def _joined(args: argparse.Namespace, scores: Scores, needed: list[str]) -> Scores:
    import dataclasses

    from lorscore.research.study.inputs import with_columns

    return dataclasses.replace(scores, frame=with_columns(scores.frame, args.columns, needed))


def _agreement(args: argparse.Namespace) -> tuple[Study, Scores]:
    from lorscore.research.study import agreement

    scores = _scores(args)
    return agreement.study(scores, _ratings(args, scores), rounds=args.rounds), scores


def _calibration(args: argparse.Namespace) -> tuple[Study, Scores]:
    from lorscore.research.study import calibration

    scores = _joined(args, _scores(args), [args.by] if args.by else [])
    return calibration.study(scores, _ratings(args, scores), by=args.by, rounds=args.rounds), scores


def _compare(args: argparse.Namespace) -> tuple[Study, Scores]:
    from lorscore.research.study import compare

    needed = [args.by, *args.adjust, *([args.writer] if args.writer else []), *args.outcomes]
    scores = _joined(args, _scores(args), [c for c in needed if not c.startswith("words_")])
    found = compare.study(scores, by=args.by, adjust=args.adjust, writer=args.writer, outcomes=args.outcomes)
    return found, scores


def _fairness(args: argparse.Namespace) -> tuple[Study, Scores]:
    from lorscore.research.study import fairness
    from lorscore.research.study.inputs import is_scores, read_letters, scored

    analyzer = None if is_scores(args.letters) else _analyzer(args)
    scores = _scores(args) if analyzer is None else scored(read_letters(args.letters), analyzer, jobs=args.jobs)
    scores = _joined(args, scores, [args.by] if args.by else [])
    ratings = _ratings(args, scores) if args.ratings else []
    found = fairness.study(scores, analyzer, by=args.by, ratings=ratings, rounds=args.rounds, most=args.most)
    return found, scores


def _describe(args: argparse.Namespace) -> tuple[Study, Scores]:
    from lorscore.research.study import describe

    scores = _scores(args)
    return describe.study(scores), scores


def _sample(args: argparse.Namespace) -> tuple[Study, Scores]:
    from lorscore.research.study import sample

    if wrong := [r for r in args.raters if not re.fullmatch(r"[\w-]+", r)]:
        raise InputError(f"--raters {wrong[0]!r}: a rater's name stands in a file name; use letters, digits, - and _.")
    scores = _joined(args, _scores(args), args.strata)
    if scores.letters is None:
        raise InputError("A table of scores holds no letters to be rated. Name the folder of letters.")
    drawn = sample.draw(sample.strata(scores.frame, args.strata), args.n, seed=args.seed)
    texts = {name: letter.text for name, letter in scores.letters.texts.items()}
    sample.write(drawn, texts, args.output, raters=args.raters, seed=args.seed, force=args.force)
    return sample.study(scores, drawn, args.strata), scores


def _read_back(args: argparse.Namespace) -> int:
    from lorscore import writing
    from lorscore.research.study import sample

    forms = sorted(args.letters.glob("form-*.xlsx"))
    if not forms:
        raise InputError(f"{args.letters}: there is no form-*.xlsx here. Name the folder that 'study sample' wrote.")
    key = sample.read_key(args.letters / "key.csv")
    ratings, told = [], []
    for path in forms:
        found, empty = sample.read_form(path, key)
        ratings += found
        told.append(f"{path.name}: letters rated: {len(found)}, left empty: {empty}")
    if not ratings:
        raise InputError(f"{args.letters}: no letter is rated in any form. Fill them in, then read them back.")
    writing.write_text(args.output, sample.ratings_csv(ratings), force=args.force)
    print("\n".join(told))
    print(f"{args.output}: ratings: {len(ratings)}, for --ratings of 'lorscore study' and for 'lorscore fit'.")
    return EXIT_DONE


_STUDIES = {
    "agreement": _agreement, "calibration": _calibration, "compare": _compare, "fairness": _fairness,
    "describe": _describe, "sample": _sample,
}  # fmt: skip
