"""Where the writer stands behind the applicant: recommends, would take them, trusts them; and how strongly.

The rules of ``endorsement.toml`` name the usual words. Most writers have words of their own ("I mind her going"), so
the trained sentence model decides, which sees what the rules find as features; where no model is asked, as for a text
that may be no letter, the rules decide alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lorscore.extract.found import Found, found_in
from lorscore.extract.match import matcher_of
from lorscore.extract.pieces import Piece
from lorscore.extract.trim import trimmed
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.rules import RUNGS, Rule

READ_RUNGS = ("reserved", "plain", "strong", "unreserved")
"""Rungs that readers tell apart; the highest is an unreserved one in the words of the rule."""
ENDORSED = ("endorsement", "endorsement:plain", "endorsement:strong", "endorsement:unreserved")
"""Labels of the sentence model: the sentence endorses, and does so at least plainly, strongly, without reserve."""
HELD_BACK = 0.5
"""Of what endorses, what is plain with a smaller share of the probability is reserved: one that is hardly found at all
is not held back for that."""
MODEL_RULE = "endorsement.sentence-model"
_STRENGTH = {"highest": "strong", "unreserved": "strong", "strong": "moderate", "plain": "weak", "reserved": None}
_Named = tuple[Rule, int, int]
"""A rule, and the first and last token of its words."""


def pieces(s: Sentence) -> list[Piece]:
    """Return which rungs the rules find in a sentence, as features for the sentence model.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.pieces import names_of
    >>> from lorscore.extract.view import sentences
    >>> names_of(pieces(sentences(load_english()("I recommend her highly."))[0]))
    ['end=plain', 'end=strong']
    """
    rungs = tuple(sorted({rule.label for rule, _, _ in matcher_of("endorsement").spans(s)})) if s.in_body else ()
    return [(_features, *rungs)] if rungs else []


def _features(*rungs: str) -> list[str]:
    return [f"end={rung}" for rung in rungs]


def read_rung(label: str) -> int:
    """Return the rung that readers give, 1 to 4, of one of `RUNGS`.

    Examples
    --------
    >>> read_rung("highest"), read_rung("unreserved"), read_rung("reserved")
    (4, 4, 1)
    """
    return min(RUNGS[label], len(READ_RUNGS))


def find_endorsement(sentences: Sequence[Sentence]) -> list[Found]:
    """Find the sentences that endorse the applicant by the rules alone, in the letter's body or closing.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.

    Returns
    -------
    list of Found
        As `judged_endorsement`, with no doubt about any. Of several rungs in a sentence the highest counts.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> found = find_endorsement(sentences(load_english()("I recommend her highly and without any reservation.")))
    >>> [(f.label, f.details["rung"]) for f in found]
    [('unreserved', 4)]
    """
    out = []
    for s in sentences:
        if (s.in_body or s.part == "closing") and matcher_of("endorsement").spans(s):
            named = max(matcher_of("endorsement").spans(s), key=lambda m: RUNGS[m[0].label])
            label = named[0].label
            out.append(_found(s, label, named, [float(read_rung(label) > k) for k in range(len(ENDORSED))]))
    return out


def judged_endorsement(
    sentences: Sequence[Sentence], probabilities: NDArray[np.float64], thresholds: Sequence[float]
) -> list[Found]:
    """Find the sentences of the body that endorse the applicant, each with its rung on the ladder.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    probabilities : numpy.ndarray, shape (n_sentences, 4)
        The sentence model's, of each of `ENDORSED`.
    thresholds : sequence of float
        From which probability on each of the labels holds.

    Returns
    -------
    list of Found
        Kind ``endorsement``, one a sentence; label one of `RUNGS`; details: ``rung`` (1-5), ``probability`` that the
        sentence endorses, ``expected_rung`` (0-4, the highest counts as 4), ``warm`` (the probability that it does so
        strongly) and ``held_back`` (that it does so, but not even plainly).

    Examples
    --------
    >>> import numpy as np
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> asked = np.asarray([[0.9, 0.8, 0.7, 0.1]])
    >>> found = judged_endorsement(sentences(load_english()("I shall miss her.")), asked, [0.5] * 4)
    >>> [(f.label, f.details["rung"], f.details["expected_rung"]) for f in found]
    [('strong', 3, 2.5)]
    """
    asked = zip(sentences, probabilities.tolist(), strict=True)
    return [_judged(s, row, thresholds) for s, row in asked if s.in_body and row[0] >= thresholds[0]]


def _judged(s: Sentence, row: Sequence[float], thresholds: Sequence[float]) -> Found:
    """Name the rung that the model gives, and the words by the rule that gives the same one."""
    rung = 1 if row[1] < HELD_BACK * row[0] else 2
    while 2 <= rung < len(ENDORSED) and row[rung] >= thresholds[rung]:
        rung += 1
    near = [m for m in matcher_of("endorsement").spans(s) if read_rung(m[0].label) == rung]
    named = max(near, key=lambda m: RUNGS[m[0].label]) if near else None
    return _found(s, named[0].label if named else READ_RUNGS[rung - 1], named, row)


def _found(s: Sentence, label: str, named: _Named | None, row: Sequence[float]) -> Found:
    first, last = (named[1], named[2]) if named else trimmed(s, 0, len(s) - 1)
    told = {
        "probability": row[0],
        "expected_rung": sum(row),
        "warm": row[2],
        "held_back": max(0.0, row[0] - row[1]),
    }
    return found_in(
        s, first, last, "endorsement", named[0].id if named else MODEL_RULE,
        label=label, strength=_STRENGTH[label], criterion="enthusiasm",
        explain=named[0].explain if named else explains("endorsement")[label],
        details={"rung": RUNGS[label], **{name: round(value, 3) for name, value in told.items()}},
    )  # fmt: skip


def endorsement_rung(found: Sequence[Found]) -> int:
    """Return the rung of the letter, 0-5: its strongest recommendation, less one for a reserved one beside it.

    Examples
    --------
    >>> from lorscore.extract.endorsement import endorsement_rung
    >>> endorsement_rung([])
    0
    """
    rungs = [int(f.details["rung"]) for f in found if f.kind == "endorsement"]
    best = max(rungs, default=0)
    return best - 1 if best > 2 and 1 in rungs else best
