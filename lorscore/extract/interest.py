"""Does the letter refer to the applicant's interest in the specialty and a future in it."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from lorscore.extract.found import Found, found_in
from lorscore.extract.target import named_specialties
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.lexicon import lexicon


@functools.cache
def _masks() -> tuple[int, int]:
    lex = lexicon()
    return lex.mask("interest_word"), lex.mask("goal_word")


def find_interest(sentences: Sequence[Sentence], own: str) -> list[Found]:
    """Find where the body names the specialty, and whether it tells of the applicant's interest in it.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    own : str
        The specialty that the letter is checked against, a key of ``specialty_names.toml``.

    Returns
    -------
    list of Found
        Kind ``interest``; label ``interest``, ``future`` or ``named``. Where the writer tells of their own field it
        is none of these.
    """
    interest, goal = _masks()
    out = []
    for s in sentences:
        if not s.in_body:
            continue
        for first, last, name, _ in named_specialties(s):
            if name != own:
                continue
            clause = next((c for c in s.clauses if c.start <= first < c.end), None)
            writers = (
                clause is not None
                and clause.who == "writer"
                and s.lemma[clause.verb] in ("be", "run", "direct", "head", "lead", "practice")
            )
            union = s.union()
            label = "named" if writers else "interest" if union & interest else "future" if union & goal else "named"
            if clause is not None and (clause.negated or clause.hypothetical):
                label = "named"
            out.append(
                found_in(
                    s, first, last, "interest", f"interest.{label}", label=label, criterion="specialty",
                    explain=explains("interest")[label],
                )
            )  # fmt: skip
    return out


def interest_level(found: Sequence[Found]) -> int:
    """Return 0 no word of the specialty, 1 it is only named, 2 the applicant's interest or future in it is told.

    Examples
    --------
    >>> from lorscore.extract.interest import interest_level
    >>> interest_level([])
    0
    """
    labels = {f.label for f in found if f.kind == "interest"}
    return 2 if labels & {"interest", "future"} else 1 if labels else 0
