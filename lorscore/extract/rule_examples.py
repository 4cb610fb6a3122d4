"""Running a rule's own examples: hits are found at their brackets, misses are not, a todo fails."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language

from lorscore.extract.match import RuleMatcher
from lorscore.extract.view import sentences
from lorscore.guide.rules import Rule, unbracketed


def examples(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield (``"hits"``, ``"misses"`` or ``"todo"``, the example)."""
    for name in ("hits", "misses", "todo"):
        for text in getattr(rule, name):
            yield name, text


def failure(rule: Rule, name: str, example: str, nlp: Language) -> str | None:
    """Return what is wrong with one example, in a sentence, or None.

    Parameters
    ----------
    rule : Rule
    name : {"hits", "misses", "todo"}
    example : str
        A hit has its span in brackets, and so may a ``todo`` have.
    nlp : Language
        The English pipeline.
    """
    text, start, end = unbracketed(example) if "[" in example and name != "misses" else (example, -1, -1)
    found = found_spans(rule, text, nlp)
    if name == "hits":
        if (start, end) in found:
            return None
        got = ", ".join(repr(text[a:b]) for a, b in found) or "nothing"
        return f"rule {rule.id!r} should find {text[start:end]!r} in {text!r}; it finds {got}."
    if name == "misses":
        return f"rule {rule.id!r} should find nothing in {text!r}." if found else None
    passes = (start, end) in found if start >= 0 else bool(found)
    return f"rule {rule.id!r} finds its todo {text!r} now: make it a hit." if passes else None


def found_spans(rule: Rule, text: str, nlp: Language) -> list[tuple[int, int]]:
    """Return the character offsets that a rule finds in a text, wherever in a letter the rule looks."""
    matcher = RuleMatcher([rule])
    out = []
    for s in sentences(nlp(text)):
        s.part = sorted(rule.places - {"body"})[0] if rule.places - {"body"} else "paragraph"
        out += [(s.start[first], s.end[last]) for _, first, last in matcher.spans(s)]
    return out
