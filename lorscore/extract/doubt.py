"""Doubt raisers: faint praise, hedges, limits of what was seen, weaknesses; which words carry them, and of what sort.

`lorscore.extract.doubt_model` decides which sentences raise doubt; which words carry it is the tagger's to say, and of
what sort it is that of the rules and of the words' classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lorscore.extract.context import Clause
from lorscore.extract.doubt_features import class_names
from lorscore.extract.doubt_model import doubt_model
from lorscore.extract.found import Found, found_in, sureness
from lorscore.extract.match import matcher_of
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.rules import Rule

KIND = "doubt"
MODEL_RULE = "doubt.sentence-model"
_LABEL_OF_CLASS = {
    "limited_view": "limited_view",
    "early_marker": "overcome_weakness",
    "weakness_verb": "negativity",
    "weakness_adjective": "negativity",
    "weakness_noun": "negativity",
    "adequacy": "faint_praise",
    "expectation": "faint_praise",
    "lukewarm_support": "faint_praise",
    "concern_denied": "faint_praise",
    "training_needed": "hedge",
    "doubt_hedge": "hedge",
    "doubt_scope": "hedge",
    "irrelevancy": "irrelevancy",
}
"""Sort of doubt by the classes of a clause, the first that is there."""
_LONGEST = 24
"""A clause of more tokens is not marked whole where a rule tells which words carry the doubt."""
_TRIMMED = frozenset(
    {",", ";", ":", ".", "-", "–", "—", "and", "but", "so", "•", "(", ")", "that", "although", "though"}
)


def doubt(sentences: Sequence[Sentence], shared: Sequence[float] | None = None) -> list[Found]:
    """Return the doubt raisers of a letter, one or more `Found` for each sentence that raises doubt.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of the letter.
    shared : sequence of float, shape (n_sentences,), optional
        The sentence model's probability of doubt for each. None: the rules decide alone.

    Returns
    -------
    list of Found
        ``label`` is ``faint_praise``, ``hedge``, ``negativity``, ``irrelevancy``, ``overcome_weakness`` or
        ``limited_view`` (after Madera 2018, the last two added). Details: ``sorts``, all that its words are, and
        ``sure``, from 0 (just found) to 1 (beyond doubt).

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> doc = load_english()("Her notes were adequate. The coverage of the exons was adequate.")
    >>> [(doc[f.start : f.end].text, f.label) for f in doubt(sentences(doc))]
    [('Her notes were adequate', 'faint_praise')]
    """
    if shared is None:
        return [_by_rule(s, m, 1.0) for s in sentences if s.in_body and len(s) and (m := matcher_of(KIND).spans(s))]
    model = doubt_model()
    chances = zip(sentences, model.probabilities(sentences, shared), strict=True)
    least = model.threshold
    doubtful = [(s, sureness(p, least)) for s, p in chances if p >= least and s.in_body and len(s)]
    spans = model.tagger.spans([s for s, _ in doubtful])
    return [found for (s, sure), marked in zip(doubtful, spans, strict=True) for found in _in_sentence(s, marked, sure)]


def _in_sentence(s: Sentence, spans: Sequence[tuple[int, int]], sure: float) -> list[Found]:
    """Mark what the tagger marks; where it marks nothing, what a rule tells, or the clause with most words of doubt."""
    matches = matcher_of(KIND).spans(s)
    if spans:
        return [_tagged(s, first, last, matches, sure) for first, last in spans]
    return [_by_rule(s, matches, sure) if matches else _by_words(s, sure)]


def _tagged(s: Sentence, first: int, last: int, matches: Sequence[tuple[Rule, int, int]], sure: float) -> Found:
    """Name the sort of a span that the tagger found: by the rule that shares most of it, else by its words."""
    inside = [(min(b, last) - max(a, first), rule) for rule, a, b in matches if a <= last and b >= first]
    rule = max(inside, key=lambda r: r[0])[1] if inside else None
    label = rule.label if rule else _label_of(s, first, last + 1)
    first, last = _trim(s, first, last)
    return found_in(
        s, first, last, KIND, rule.id if rule else MODEL_RULE,
        label=label, criterion="enthusiasm", explain=rule.explain if rule else explains(KIND)[label],
        details=_details({label, *(r.label for _, r in inside)}, sure),
    )  # fmt: skip


def _details(sorts: set[str], sure: float) -> dict[str, Any]:
    return {"sorts": sorted(sorts), "sure": round(sure, 3)}


def _by_rule(s: Sentence, matches: Sequence[tuple[Rule, int, int]], sure: float) -> Found:
    """Mark the clause that holds the longest match, or the match alone where the clause is long."""
    rule, first, last = max(matches, key=lambda m: m[2] - m[1])
    clause = next((c for c in s.clauses if c.start <= first < c.end), None)
    if clause is not None and clause.end - clause.start <= _LONGEST:
        first, last = min(first, clause.start), max(last, clause.end - 1)
    first, last = _trim(s, first, last)
    label = rule.label
    sorts = {r.label for r, _, _ in matches}
    return found_in(
        s, first, last, KIND, rule.id,
        label=label, criterion="enthusiasm", explain=rule.explain, details=_details(sorts, sure),
    )  # fmt: skip


def _by_words(s: Sentence, sure: float) -> Found:
    """Mark the clause that has most words of doubt; the whole sentence where none has any."""
    best = max(s.clauses, key=lambda c: _weight(s, c))
    label = _label_of(s, best.start, best.end)
    first, last = (best.start, best.end - 1) if _weight(s, best) else (0, len(s) - 1)
    first, last = _trim(s, first, last)
    return found_in(
        s, first, last, KIND, MODEL_RULE,
        label=label, criterion="enthusiasm", explain=explains(KIND)[label], details=_details({label}, sure),
    )  # fmt: skip


def _classes(s: Sentence, start: int, end: int) -> tuple[str, ...]:
    return class_names(s.union(start, end))


def _weight(s: Sentence, clause: Clause) -> int:
    return sum(1 for name in _classes(s, clause.start, clause.end) if name in _LABEL_OF_CLASS)


def _label_of(s: Sentence, start: int, end: int) -> str:
    names = _classes(s, start, end)
    return next((label for name, label in _LABEL_OF_CLASS.items() if name in names), "negativity")


def _trim(s: Sentence, first: int, last: int) -> tuple[int, int]:
    while first < last and s.lower[first] in _TRIMMED:
        first += 1
    while last > first and s.lower[last] in _TRIMMED:
        last -= 1
    return first, last
