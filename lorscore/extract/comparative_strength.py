"""Strength of a comparison on the rubric's scale, from its form and its slots."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from lorscore.extract.comparative_slots import Slots
from lorscore.extract.comparative_target import clause_at
from lorscore.extract.numbers import whole_number
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import Rule

_SELDOM = {"few", "seldom", "rarely", "hardly", "scarcely"}
_APART = {"from", "alongside", "even"}
_LEVEL = {"weak": 1, "moderate": 2, "strong": 3}


@functools.cache
def _superlatives() -> int:
    return lexicon().mask("cmp_est", "cmp_ordinal")


def comparison_strength(s: Sentence, rules: Sequence[Rule], first: int, last: int, found: Slots, backed: bool) -> str:
    """Strength of a comparison on the rubric's scale.

    Strong: quantified, ranked, or the top of a stated group. Moderate: clear, but neither. Weak: vague, hedged, or
    measured only by what is expected at the stage.

    Parameters
    ----------
    s : Sentence
    rules : sequence of Rule
        The rules that found it; none where only the sentence model did.
    first, last : int
        Its tokens.
    found : Slots
    backed : bool
        Whether the writer's experience is stated nearby.

    Source: rubric, section 2 and the readers' conventions.
    """
    words = s.lower[first : last + 1]
    best = any(c & _superlatives() for c in s.classes[first : last + 1])
    # where only the group is named, what is said of it decides
    rules = [r for r in rules if best or _name(r) != "of-all"]
    scales = {r.scale for r in rules}
    level = _level(rules, words, found, backed)
    if level is None:
        level = max((_LEVEL[r.strength] for r in rules if r.strength), default=2)
    if {_name(r) for r in rules} == {"level-of"} and "already" in s.lower[:first]:
        level = 3
    clause = clause_at(s, first)
    if found.hedge is not None or clause.hypothetical:
        counted = "rank" in scales or words[:1] == ["written"]
        level = level if counted and level == 3 and "guess" not in s.lower else max(1, level - 1)
    if {"become", "becoming"} & {*s.lower[max(0, first - 5) : last + 1]} and "superlative" in scales:
        level = 1
    denied = any(w in ("not", "n't") for w in s.lower[max(clause.start, first - 4) : first + 1])
    if denied and any(r.deniable for r in rules):
        level = 1
    return ("weak", "moderate", "strong")[level - 1]


def _name(rule: Rule) -> str:
    return rule.id.partition(".")[2]


def _level(rules: Sequence[Rule], words: Sequence[str], found: Slots, backed: bool) -> int | None:
    """1 to 3 by the kind of comparison and its slots; None where the rule's own strength stands."""
    told, names, scales = set(words), {_name(r) for r in rules}, {r.scale for r in rules}
    scoped = found.lasting or found.size is not None
    ranked = {_name(r) for r in rules if r.scale == "rank"}
    if ranked and not ("fraction" in names and ranked <= {"rank-verb", "rank-of"}):
        return _ranked(names, words, found)
    if "fraction" in names:
        return _fraction(told, found, scoped or backed)
    if told & {"expect", "expected", "expectation", "expectations", "hoped", "feared"}:
        return 2 if any(w.startswith(("exceed", "surpass")) for w in words) else 1
    if "never-better" in names:
        return 2 if told & _SELDOM else 3
    if "unmatched" in names:
        return 3 if scoped or "no" in told else 2
    if "one-of-best" in names:
        if found.reference is None and not backed and not told & {"i", "we"}:
            return 1
        counted = any(w != "one" and whole_number(w) is not None for w in words)
        return 3 if scoped or counted else 2
    if "superlative" in scales:
        return _superlative(names, told, found, scoped)
    if "grade" in names:
        return 3 if "highest" in told and found.size is not None else 1 if "tier" in told else 2
    if "level-of" in names:
        return 1 if "top" in told else 2
    if "stands-out" in names and found.reference is not None and told & _APART:
        return 2
    if "above" in scales:
        return _above(names, told, found)
    if not names:
        return 3 if found.size is not None else 2 if found.reference is not None else 1
    if told & {"everyone", "every", "everybody"} and names & {"rarity", "others-fail"}:
        return 1
    if "rarity" in names and scoped and told & {"letters", "letter", "handful", "hand"}:
        return 3
    if "on-par" in names and told & {"like", "same"}:
        return 1
    return 2 if "compares-well" in names and found.higher else None


def _ranked(names: set[str], words: Sequence[str], found: Slots) -> int:
    if "graduated" in words and found.size is not None:
        return 2
    if told_high := {"high", "highly", "higher"} & set(words):
        return 2 if told_high and not names - {"rank-verb"} else 3
    for j, w in enumerate(words[1:], 1):
        if w in ("%", "percent", "per") and "top" in words[:j] and (whole_number(words[j - 1]) or 0) > 50:
            return 1
    return 1 if any(w.startswith("licens") for w in words) else 3


def _fraction(told: set[str], found: Slots, scoped: bool) -> int:
    if found.reference is None or told & {"tier", "middle", "lower", "bottom", "midpoint"}:
        return 1
    if told & {"third", "half", "part", "end"}:
        clear = told & {"top", "upper", "highest"} and (found.lasting or not found.time_frame)
        return 1 if not clear else 3 if scoped else 2 if told & {"third", "half"} else 1
    small = {"quarter", "quartile", "quintile", "decile", "tenth", "fifth"}
    highest = told & {"top", "highest"} or ("upper" in told and (scoped or found.time_frame))
    return 3 if highest and told & small else 2


def _superlative(names: set[str], told: set[str], found: Slots, scoped: bool) -> int:
    if told & {"woman", "female", "male", "man", "girl", "lady"} and "young" not in told:
        return 1  # the best of a narrower class than need be
    if found.reference is None:
        return 3 if scoped else 2
    one_skill_one_cohort = found.time_frame and not scoped and found.attribute != "overall"
    return 3 if names & {"superlative", "of-all"} and not one_skill_one_cohort else 2


def _above(names: set[str], told: set[str], found: Slots) -> int:
    if "some" in told or (found.reference is None and told & {"i", "me", "mine", "myself"}):
        return 1  # than some of them; than I was
    if names <= {"as-good-as"}:
        return 3 if found.universal and told & {"i", "we"} else 2
    named = told & {"any", "every", "no", "all"} and not told & {"anyone", "anybody", "everybody", "everyone"}
    if found.universal and (named or found.time_frame):
        return 2 if told & {"nearly", "almost"} else 3
    return 3 if found.higher and "most" in told and "prepared" in told else 2
