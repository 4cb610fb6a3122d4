"""What a letter says to the questions asked of international graduates: the U.S. system, English, a gap."""

from __future__ import annotations

from collections.abc import Sequence

from lorscore.extract.found import Found
from lorscore.extract.match import matcher_of
from lorscore.extract.view import Sentence
from lorscore.report import IMG_CONCERNS

_REACH = 3
"""An explanation belongs to a gap that is named at most so many sentences away."""
_MANY = 3
"""So many sentences on one concern show it, even where each alone only asserts."""


def find_img(sentences: Sequence[Sentence]) -> list[Found]:
    """Find the words that speak to the concerns about international graduates.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.

    Returns
    -------
    list of Found
        Kind ``img``; label ``img_us_adaptation``, ``img_language`` or ``img_gap``; ``shown`` by behaviour or only
        asserted. What reads like the explanation of a gap counts only near a sentence that names one.
    """
    body = [s for s in sentences if s.in_body]
    found = [(i, f) for i, s in enumerate(body) for f in matcher_of("img").find([s])]
    gaps = {i for i, f in found if f.rule == "img.gap"}
    return [
        f for i, f in found
        if not f.rule.startswith("img.gap-explained") or any(abs(i - g) <= _REACH for g in gaps)
    ]  # fmt: skip


def img_levels(found: Sequence[Found]) -> dict[str, int]:
    """Return 0 absent, 1 asserted, 2 shown for each concern.

    Examples
    --------
    >>> from lorscore.extract.img import img_levels
    >>> img_levels([])
    {'img_us_adaptation': 0, 'img_language': 0, 'img_gap': 0}
    """
    out = dict.fromkeys(IMG_CONCERNS, 0)
    for concern in IMG_CONCERNS:
        mine = [f for f in found if f.kind == "img" and f.label == concern]
        if any(f.shown for f in mine) or len({f.start for f in mine}) > _MANY:
            out[concern] = 2
        elif mine:
            out[concern] = 1
    return out
