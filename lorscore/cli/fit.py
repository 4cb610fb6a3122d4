"""``lorscore fit``: the strength model, fitted to one's own ratings."""

from __future__ import annotations

import argparse
from pathlib import Path

from lorscore.cli import EXIT_DONE
from lorscore.errors import OutputError

MODEL, CARD = "strength.json", "CARD.md"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "ratings", type=Path, metavar="RATINGS",
        help="CSV with columns id and overall (1 to 5), optionally rater; ids are the letters' names",
    )  # fmt: skip
    parser.add_argument("--letters", type=Path, required=True, metavar="DIR", help="the letters that were rated")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="folder for model and card")
    parser.add_argument("--name", default="own", metavar="NAME", help="name of the model in reports (own)")
    parser.add_argument("--specialty", metavar="ID", help="the specialty that the letters are for (medical_genetics)")
    parser.add_argument("--spacy-model", metavar="NAME", help="a spaCy pipeline instead of the shipped one")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that read letters")
    parser.add_argument("--force", action="store_true", help="replace a model that exists")


def run(args: argparse.Namespace) -> int:
    """Read letters and ratings, fit, print the cross-validated table, and write the folder."""
    from lorscore import analysis, writing
    from lorscore.research import own_ratings
    from lorscore.research.study import inputs
    from lorscore.research.study.ratings import of_letters, read_ratings

    for name in (MODEL, CARD):
        if args.output.is_dir():
            writing.refuse(args.output / name, force=args.force)
    if args.output.exists() and not args.output.is_dir():
        raise OutputError(f"{args.output}: this is a file. Name a folder for the model.")
    ratings = read_ratings(args.ratings)
    letters = inputs.read_letters(args.letters)
    ratings = of_letters(ratings, list(letters.texts), str(args.ratings))
    rated = {r.id for r in ratings}
    pairs = [(letter, name) for name, letter in letters.texts.items() if name in rated]
    analyzer = analysis.load(specialty=args.specialty, spacy_model=args.spacy_model)
    reports = {name: report for report, name in analyzer.pipe(pairs, as_tuples=True, n_process=args.jobs)}
    fitted = own_ratings.fit_own(reports, ratings, name=args.name)
    try:
        args.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{args.output}: the folder could not be made ({(error.strerror or '').lower()}).") from None
    # the model last: a folder without it is that of a fit which did not end
    writing.write_text(args.output / CARD, own_ratings.card(fitted), force=args.force)
    writing.write_text(args.output / MODEL, own_ratings.model_text(fitted.model), force=args.force)
    print(fitted.figures.markdown())
    for reason in fitted.left_out:
        print(f"left out: {reason}")
    print(f"{args.output}: {MODEL}, {CARD}. Use it by --model {args.output}")
    return EXIT_DONE
