"""Generic praise of the applicant: trait words, grades, stock phrases; and whether a sentence near them backs them."""

from __future__ import annotations

from collections.abc import Sequence

from lorscore.extract.found import Found, found_in
from lorscore.extract.match import matcher_of
from lorscore.extract.model_files import loaded_once, model_path
from lorscore.extract.span_tagger import SpanTagger
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.lexicon import Lexicon, lexicon
from lorscore.guide.rules import Rule, rules_of

KIND = "generic_adjective"
MODEL = "generic/praise.json"
THEMES = (
    "theme_work", "theme_warmth", "theme_mind", "theme_integrity", "theme_team", "theme_learning", "theme_speech",
    "theme_calm",
)  # fmt: skip
_QUALITY_THEMES = {
    "communication": ("theme_speech", "theme_warmth"),
    "collaboration": ("theme_team",),
    "analytical": ("theme_mind",),
    "rare_disease": ("theme_mind", "theme_learning"),
    "ethics": ("theme_integrity",),
    "academic": ("theme_mind", "theme_learning"),
}
"""What a competency that is shown by behaviour backs."""

_COPULAS = frozenset({"be", "seem", "appear", "become", "look", "remain"})
_PRONOUNS = frozenset({"her", "them", "their"})
_NEAR = 3
"""A sentence backs praise in the same paragraph, or at most so many sentences away."""


@loaded_once
def tagger() -> SpanTagger:
    """Return the shipped tagger; raises ModelError where it is missing."""
    return SpanTagger.load(model_path(MODEL))


def generic(sentences: Sequence[Sentence], support: Sequence[Found] = ()) -> list[Found]:
    """Return the generic praise of a letter, one `Found` for each trait word or stock phrase.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of the letter.
    support : sequence of Found
        Examples and competencies of the letter, which may back the praise: ``details["backed_by"]`` lists the character
        ranges of those that speak of the same thing nearby; it is empty where the praise stands alone.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> doc = load_english()("She is hard-working. Please call my excellent secretary.")
    >>> [doc[f.start : f.end].text for f in generic(sentences(doc))]
    ['hard-working']
    """
    lex = lexicon()
    backing = _backing(sentences, support, lex)
    model, lukewarm = tagger(), lex.mask("adequacy_core")
    out: list[Found] = []
    body = praised_in(sentences)
    for s, spans in zip(body, model.spans(body), strict=True):
        matches = matcher_of(KIND).spans(s) if spans else []
        for first, last in spans:
            first, last = _trimmed(s, first, last)
            # "her notes were adequate" is faint praise, which is a doubt
            if s.union(first, last + 1) & lukewarm or _of_another(s, first):
                continue
            rule = _rule_of(matches, first, last)
            out.append(
                found_in(
                    s, first, last, KIND, rule.id if rule else "generic.tagger",
                    label=rule.label if rule else "praise",
                    criterion="specific",
                    explain=rule.explain if rule else explains(KIND)["praise"],
                    details=_details(s, first, last, backing, lex),
                )
            )  # fmt: skip
    return out


def praised_in(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the sentences in which praise is looked for."""
    return [s for s in sentences if s.in_body and len(s)]


def _of_another(s: Sentence, first: int) -> bool:
    """Whether a span is said of a patient, a test or a study ("the mother was kind"), the applicant not named."""
    for c in s.clauses:
        if c.start <= first < c.end and 0 <= c.verb < first and s.lemma[c.verb] in _COPULAS:
            test = c.who == "thing" and bool(s.classes[c.subject] & lexicon().mask("sp_test", "project_noun"))
            here = any(s.applicant[j] or s.lower[j] in _PRONOUNS for j in range(c.start, c.end))
            return (test or c.who == "patient") and not here
    return False


def _trimmed(s: Sentence, first: int, last: int) -> tuple[int, int]:
    """Leave out punctuation and "and" at the ends."""
    while first < last and s.lower[first] in (",", ";", ":", "and", "-", "."):
        first += 1
    while last > first and s.lower[last] in (",", ";", ":", "and", "."):
        last -= 1
    return first, last


def _rule_of(matches: Sequence[tuple[Rule, int, int]], first: int, last: int) -> Rule | None:
    """Find the rule that covers most of the span; the earlier one of the file where two cover as much."""
    best: Rule | None = None
    most = 0
    order = rules_of(KIND)
    for rule, a, b in sorted(matches, key=lambda m: order.index(m[0])):
        shared = min(b, last) - max(a, first) + 1
        if shared > most:
            best, most = rule, shared
    return best


def _themes(bits: int, lex: Lexicon) -> frozenset[str]:
    return frozenset(t for t in THEMES if bits & lex.bits[t])


Backing = tuple[int, int, frozenset[str], list[int]]
"""Index of the sentence, its paragraph, the themes that it speaks of, its character range."""


def _backing(sentences: Sequence[Sentence], support: Sequence[Found], lex: Lexicon) -> list[Backing]:
    """Sentences with an example or a competency shown by behaviour, and what they speak of."""
    of_token = {t: s for s in sentences for t in s.tokens}
    out: list[Backing] = []
    for found in support:
        if found.kind == "example" or (found.kind == "competency" and found.shown):
            s = of_token.get(found.start)
            if s is None:
                continue
            themes = _themes(s.union(), lex) | frozenset(_QUALITY_THEMES.get(found.label, ()))
            out.append((s.index, s.paragraph, themes, [s.start[0], s.end[-1]]))
    return out


def _details(s: Sentence, first: int, last: int, backing: Sequence[Backing], lex: Lexicon) -> dict[str, object]:
    themes = _themes(s.union(first, last + 1), lex)
    near = []
    for index, paragraph, about, place in backing:
        beside = (paragraph == s.paragraph and paragraph >= 0) or abs(index - s.index) <= _NEAR
        # praise of no one theme ("a superb resident") is backed by any deed in its own or the next sentence
        same = about & themes if themes else abs(index - s.index) <= 1
        if beside and same and place not in near:
            near.append(place)
    return {"themes": sorted(t.removeprefix("theme_") for t in themes), "backed_by": near}
