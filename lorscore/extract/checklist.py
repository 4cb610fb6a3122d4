"""The guide's "What They Should Highlight", item by item: for a clinical letter or for one on research."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import tomli

from lorscore.errors import RuleError
from lorscore.extract.context import Clause
from lorscore.extract.found import Found, found_in
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import Lexicon, build
from lorscore.report import QUALITIES

_KEYS = {"title", "source", "qualities", "shown_from", "words"}
_PER_ITEM = 3
"""The report shows at most so many places for an item."""
_BE = frozenset({"be", "have", "seem", "appear", "remain", "become", "feel", "look", "possess", "know"})


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist.

    Attributes
    ----------
    name, title, source : str
    qualities : tuple of str
        Qualities of the rubric whose level the item takes over, where that is higher.
    shown_from : int
        In how many places the applicant must do something with its words for them to show it.
    bit : int
        Its class in the checklist's own lexicon.
    """

    name: str
    title: str
    source: str
    qualities: tuple[str, ...]
    shown_from: int
    bit: int


@functools.cache
def _load() -> tuple[dict[str, tuple[Item, ...]], Lexicon]:
    data = tomli.loads((resources.files("lorscore.guide") / "checklists.toml").read_text(encoding="utf-8"))
    rows = []
    for group, items in data.items():
        for name, item in items.items():
            if set(item) != _KEYS or set(item["qualities"]) - set(QUALITIES) or not item["shown_from"] >= 1:
                raise RuleError(
                    f"checklists.toml: [{group}.{name}] needs title, source, qualities of the rubric, "
                    "shown_from (1 or more) and words."
                )
            rows.append(("checklists.toml", f"{group}.{name}", {"words": item["words"]}))
    lex = build(rows)
    lists = {
        group: tuple(
            Item(
                name,
                item["title"],
                item["source"],
                tuple(item["qualities"]),
                int(item["shown_from"]),
                lex.bits[f"{group}.{name}"],
            )
            for name, item in items.items()
        )
        for group, items in data.items()
    }
    return lists, lex


def checklist_items(letter_type: str) -> tuple[Item, ...]:
    """Return the items for a letter type: the research list for ``"research"``, else the clinical one.

    Examples
    --------
    >>> from lorscore.extract.checklist import checklist_items
    >>> [item.name for item in checklist_items("research")][:2]
    ['curiosity_independence', 'technical_skill']
    """
    return _load()[0]["research" if letter_type == "research" else "clinical"]


def find_checklist(sentences: Sequence[Sentence], letter_type: str) -> list[Found]:
    """Find the places that speak to each item of the letter's checklist.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    letter_type : {"clinical", "research", "other"}

    Returns
    -------
    list of Found
        Kind ``checklist``; label the item; ``shown`` by what the applicant did in enough places, or only said.
    """
    items, lex = checklist_items(letter_type), _load()[1]
    found: dict[str, list[Found]] = {item.name: [] for item in items}
    for s in sentences:
        if not s.in_body:
            continue
        deeds = [c for c in s.clauses if _is_deed(c, s)]
        praised = any(
            c.who in ("applicant", "applicant_thing") and not (c.negated or c.hypothetical) for c in s.clauses
        )
        if not deeds and not praised:
            continue
        bits = lex.classes(s.lower, s.lemma)
        if not any(bits):
            continue
        # "I have been the consultant responsible for the service": the writer, not the applicant
        elsewhere = [c for c in s.clauses if c.who == "writer" and c.verb >= 0 and s.lemma[c.verb] in _BE]
        for item in items:
            at = [j for j, b in enumerate(bits) if b & item.bit and not any(c.start <= j < c.end for c in elsewhere)]
            if not at:
                continue
            acted = [j for j in at if any(c.start <= j < c.end for c in deeds)]
            j = (acted or at)[0]
            last = j
            while last + 1 < len(bits) and bits[last + 1] & item.bit:
                last += 1
            found[item.name].append(
                found_in(
                    s, j, last, "checklist", f"checklist.{item.name}", label=item.name, shown=bool(acted),
                    explain=item.title,
                )
            )  # fmt: skip
    out = []
    for item in items:
        places = found[item.name]
        if sum(bool(f.shown) for f in places) < item.shown_from:
            places = [dataclasses.replace(f, shown=False) for f in places]
        out += sorted(places, key=lambda f: (not f.shown, f.start))[:_PER_ITEM]
    return sorted(out, key=lambda f: (f.start, f.label))


def _is_deed(c: Clause, s: Sentence) -> bool:
    """Whether the applicant does something: no trait, nothing imagined, denied or hearsay."""
    if c.verb < 0 or c.who != "applicant" or s.lemma[c.verb] in _BE:
        return False
    return c.tense in ("past", "present", "perfect") and not (c.negated or c.hypothetical or c.reported or c.passive)


def checklist_levels(found: Sequence[Found], letter_type: str, qualities: Mapping[str, int]) -> dict[str, int]:
    """Return 0 absent, 1 said, 2 shown for each item of the letter's checklist.

    Parameters
    ----------
    found : sequence of Found
        What `find_checklist` found, or any evidence that holds it.
    letter_type : str
    qualities : mapping of str to int
        Levels of the six qualities.
    """
    out = {}
    for item in checklist_items(letter_type):
        mine = [f for f in found if f.kind == "checklist" and f.label == item.name]
        own = 2 if any(f.shown for f in mine) else int(bool(mine))
        out[item.name] = max([own, *(int(qualities.get(q, 0)) for q in item.qualities)])
    return out
