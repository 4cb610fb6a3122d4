"""Whether who the applicant is moves the score: counterfactual swaps, scores and evidence by length and by group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lorscore.analysis import Analyzer
from lorscore.errors import InputError
from lorscore.letter import Letter
from lorscore.research.study import calibration, plots, swaps
from lorscore.research.study.agreement import spearman
from lorscore.research.study.inputs import Scores
from lorscore.research.study.ratings import Rating
from lorscore.research.study.regression import FEWEST_A_GROUP
from lorscore.research.study.resample import ROUNDS, Floats, bootstrap
from lorscore.research.study.tables import ESTIMATE, Cell, Estimate, Study, Table

BOUND = 0.5
"""Points of the score (0 to 100) that a name or a pronoun may move."""
_MEASURES = ("score", "n_evidence", "n_suggestions")
FEWEST = 8


def study(
    scores: Scores, analyzer: Analyzer | None, *, by: str | None = None, ratings: Sequence[Rating] = (),
    rounds: int = ROUNDS, most: int = 60,
) -> Study:  # fmt: skip
    """Swap names and pronouns, and describe scores by length and by group.

    Parameters
    ----------
    scores : Scores
    analyzer : Analyzer or None
        What scored the letters; None for a table of scores, whose letters cannot be swapped.
    by : str, optional
        Column of groups.
    ratings : sequence of Rating
        For calibration by group.
    rounds : int
        Bootstrap rounds.
    most : int
        Letters that are swapped, drawn with a fixed seed where there are more; each is read ten times.

    Raises
    ------
    InputError
        Where fewer than eight letters have a score.
    """
    frame = scores.frame[scores.frame["overall"].notna()]
    if len(frame) < FEWEST:
        raise InputError(f"Only {len(frame)} letters have a score; a study of fairness needs {FEWEST} or more.")
    notes = scores.notes()
    tables: list[Table] = []
    pictures = {}
    if scores.letters is not None and analyzer is not None:
        moved = changes(scores, analyzer, most)
        tables += swap_tables(moved)
        drawn: dict[str, list[float]] = {}
        for kind, pairs in moved.items():
            drawn.setdefault("names" if kind.startswith("name") else kind, []).extend(d for _, d in pairs)
        if drawn:
            pictures["swaps"] = plots.histograms(
                {kind: np.array(values) for kind, values in drawn.items()},
                "Change of the score where only the name or pronoun changes",
                "points",
            )
        if not drawn:
            notes.append("No letter names an applicant, so nothing could be swapped.")
    else:
        notes.append(
            "A table of scores holds no letters, so names and pronouns were not swapped. Name the folder of letters."
        )
    tables.append(by_length(scores, rounds))
    pictures["length"] = plots.scatter(
        frame["n_words"].to_numpy(dtype=np.float64), frame["score"].to_numpy(dtype=np.float64),
        "Score by length", "words", "score",
    )  # fmt: skip
    if by is not None:
        tables.append(by_group(scores, by, rounds))
        if ratings:
            held = calibration.study(scores, ratings, by=by, rounds=rounds)
            tables += held.tables
            pictures |= held.plots
            notes += held.notes[len(scores.notes()) :]
    notes.append("A swap shows what the words of identity do to the score by themselves. It does not show whether "
                 "writers write differently of different applicants: that is what the groups are for.")  # fmt: skip
    return Study("fairness", "Fairness", tables, pictures, notes)


Moved = dict[str, list[tuple[str, float]]]


def changes(scores: Scores, analyzer: Analyzer, most: int) -> Moved:
    """Return (id, change of the score) of each letter, by what was swapped.

    Both texts are read as plain text, so that nothing but the words differs. A score that comes or goes (lorscore
    abstains on one of the two) counts as a change from or to 0.
    """
    assert scores.letters is not None
    named = [n for n, r in scores.reports.items() if r.score is not None]
    if len(named) > most:
        named = sorted(np.random.default_rng(0).choice(named, most, replace=False).tolist())
    letters = {n: Letter.from_text(scores.letters.texts[n].text) for n in named}
    enabled = [n for n in ("tok2vec", "transformer", "tagger") if n in analyzer.nlp.pipe_names]
    with analyzer.nlp.select_pipes(enable=enabled):
        found = list(swaps.variants(letters, analyzer.nlp))
    swapped = {n for n, _, _ in found}
    before = {n: r.score or 0.0 for r, n in analyzer.pipe([(letters[n], n) for n in sorted(swapped)], as_tuples=True)}
    out: Moved = {}
    for report, (name, kind) in analyzer.pipe(((text, (n, kind)) for n, kind, text in found), as_tuples=True):
        out.setdefault(kind, []).append((name, (report.score or 0.0) - before[name]))
    return dict(sorted(out.items()))


def swap_tables(moved: Moved) -> list[Table]:
    """Return the distribution of changes by what was swapped, and every letter that moved by more than the bound."""
    rows: list[list[Cell]] = []
    everything = {"all names": [v for k, v in moved.items() if k.startswith("name")]}
    kinds = moved | {k: [x for part in v for x in part] for k, v in everything.items() if v}
    for kind, pairs in kinds.items():
        d = np.array([v for _, v in pairs])
        quantiles = [float(q) for q in np.quantile(d, [0.0, 0.05, 0.5, 0.95, 1.0])]
        share = float((np.abs(d) > BOUND + 1e-9).mean())
        rows.append([kind, len(d), float(d.mean()), float(np.abs(d).mean()), *quantiles, share])
    far: list[list[Cell]] = [
        [name, kind, d] for kind, pairs in moved.items() for name, d in pairs if abs(d) > BOUND + 1e-9
    ]
    columns = ("swap", "n", "mean", "mean_absolute", "least", "q05", "median", "q95", "most", f"share_beyond_{BOUND:g}")
    return [
        Table("fairness_swaps", "Change of the score (0 to 100) where only name or pronoun change", columns, rows, (
            "New score minus old. Names and pronouns: lorscore/research/study/swaps.toml; 'they' is not swapped, since "
            "its verbs would have to change too.",
            "With a pronoun, that of everybody in the letter who shares it changes. '(as another person in it)': "
            "somebody has the new pronoun already, so the swap blurs who did what, and a change may come from that.",
        )),
        Table("fairness_moved", f"Letters that moved by more than {BOUND:g} points", ("id", "swap", "change"), far),
    ]  # fmt: skip


def by_length(scores: Scores, rounds: int) -> Table:
    """Return rank correlations with length, and means by quarter of length."""
    frame = scores.frame[scores.frame["overall"].notna()]
    words = frame["n_words"].to_numpy(dtype=np.float64)
    rows: list[list[Cell]] = []
    order = np.argsort(words, kind="stable")
    for measure in _MEASURES:
        values = frame[measure].to_numpy(dtype=np.float64)
        rows.append([measure, "Spearman with words", *spearman(words, values, rounds=rounds).cells()])
        for quarter, part in enumerate(np.array_split(order, 4), 1):
            v = values[part]
            span = f"mean, quarter {quarter} ({words[part].min():.0f} to {words[part].max():.0f} words)"
            rows.append([measure, span, *mean(v, rounds).cells()])
    return Table("fairness_length", "By length", ("measure", "figure", *ESTIMATE), rows, (
        "Length is no feature of the score; a longer letter has room for more evidence, so the two go together.",
    ))  # fmt: skip


def mean(values: Floats, rounds: int) -> Estimate:
    """Return a mean with its bootstrap interval; no interval for fewer than five letters."""
    if len(values) < FEWEST_A_GROUP:
        return Estimate.of(float(values.mean()), n=len(values), limit="too few letters for an interval")
    return bootstrap(lambda i: float(values[i].mean()), len(values), rounds=rounds)


def by_group(scores: Scores, by: str, rounds: int) -> Table:
    """Return means by group; of a group of fewer than five letters its number only, since a mean would tell on them."""
    frame = scores.frame[scores.frame["overall"].notna()]
    groups = frame[by].astype("string").fillna("(none)")
    rows: list[list[Cell]] = []
    for measure in (*_MEASURES, "n_words"):
        for name in sorted(groups.unique()):
            v = frame[measure][groups == name].to_numpy(dtype=np.float64)
            small = len(v) < FEWEST_A_GROUP
            found = Estimate.missing(f"fewer than {FEWEST_A_GROUP} letters", len(v)) if small else mean(v, rounds)
            rows.append([measure, name, *found.cells()])
    return Table("fairness_groups", f"By {by}", ("measure", "group", *ESTIMATE), rows, (
        "Means with bootstrap intervals. `lorscore study compare` has adjusted differences.",
    ))  # fmt: skip
