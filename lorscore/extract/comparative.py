"""Where a letter places its applicant among others: who, against whom, on what scale, since when, how sure.

The rules of ``comparative.toml`` are the grammar: they say that words compare. Whether it is the applicant who is
compared, and not a case, a test or the writer, is decided together with the sentence model, which sees the same
findings as features (`feature_names`). The slots (`lorscore.extract.comparative_slots`) give the details and, with the
rule, the strength.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lorscore.extract.comparative_slots import Slots, backing, number, slots
from lorscore.extract.context import Clause
from lorscore.extract.found import Found, found_in
from lorscore.extract.match import RuleMatcher, like_number
from lorscore.extract.view import Sentence
from lorscore.guide.lexicon import lexicon
from lorscore.guide.rules import Rule, rules_of

PLAIN = 0.1
"""Probability of the sentence model from which a sentence counts, where a plain form of comparison was found in it."""
DOUBTFUL = 0.3
"""The same, where only forms were found that often mean something else."""
ALONE = 0.4
"""The same, where the grammar found nothing that compares."""
PLAIN_FORMS = frozenset(
    {"top-percent", "percentile", "fraction", "top-number", "rank-of", "rank-verb", "group-rank", "one-of-best",
     "superlative", "of-all", "better-ones", "than-people", "than-usual", "ahead-of", "above-average", "surpass",
     "as-good-as", "unmatched", "stands-out", "remembered", "would-choose", "compares-well"}
)  # fmt: skip
"""Rules that hardly mislead, in whatever style: where they find something, the sentence model has little to say."""
LABELS = (
    "percentile", "rank", "superlative", "neg-superlative", "rarity", "comparative", "choice", "equality", "tier",
    "standout", "expectation", "other",
)  # fmt: skip
"""Kinds of comparison, the plainest first: of matches that overlap, the plainest names the evidence."""

_MODEL_RULE = "comparative.sentence-model"
_MODEL_EXPLAIN = "Sets the applicant beside others, in words that fit no stock form."
_GOES_ON = frozenset(
    {"of", "among", "amongst", "in", "i", "we", "that", "who", "whom", "to", "on", "ever", "with", "from", "than",
     "out", "for", "at", "as", "my", "our", "the", "one", "here"}
)  # fmt: skip
_UNFINISHED = frozenset(
    {"that", "who", "whom", "i", "we", "have", "had", "has", "ever", "of", "'ve", "one", "than", "is", "be"}
)
_STOPS = frozenset(
    {",", ";", ":", ".", "?", "!", "(", ")", "-", "–", "—", "and", "but", "though", "although", "because", "while",
     "which", "so", "if", "or"}
)  # fmt: skip
_QUANTIFIERS = frozenset({"any", "most", "many", "some", "all", "other", "those", "these"})
_INDEFINITE = frozenset({"anyone", "anybody", "everyone", "everybody", "nobody", "someone", "most"})
_REACH = 16
_REMEMBERED = 4_000

_memo: dict[int, tuple[Sentence, list[Match]]] = {}


@dataclass(frozen=True, slots=True)
class Match:
    """Words that compare: tokens ``first`` to ``last`` of a sentence, by one rule of the grammar."""

    rule: Rule
    first: int
    last: int
    clause: Clause


@functools.cache
def _matcher() -> RuleMatcher:
    return RuleMatcher(rules_of("comparative"))


@functools.cache
def _masks() -> dict[str, int]:
    lex = lexicon()
    return {
        "measure": lex.mask("cmp_measure"),
        "thing": lex.mask("cmp_thing"),
        "person": lex.mask("cmp_person", "trainee"),
        "graded": lex.mask("cmp_est_strict", "cmp_most"),
        "applicant_noun": lex.mask("applicant_noun"),
    }


@functools.cache
def _told() -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
    """Classes (name, bit) told as features: those of the words that compare, and of the words after them."""
    bits = lexicon().bits
    people = ("trainee", "patient_person", "colleague_person", "team_noun")
    inside = tuple((n, b) for n, b in bits.items() if n.startswith("cmp_") or n in people)
    after = (
        "cmp_thing", "cmp_person", "trainee", "cmp_group", "cmp_know_verb", "cmp_scope", "first_person", "first_plural",
    )  # fmt: skip
    return inside, tuple((n, bits[n]) for n in after)


def matches(s: Sentence) -> list[Match]:
    """Return what the grammar finds in one sentence of the body, in order of place.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> [m.rule.label for m in matches(sentences(load_english()("She is second to none in the clinic."))[0])]
    ['neg-superlative']
    """
    known = _memo.get(id(s))
    if known is not None and known[0] is s:
        return known[1]
    if len(_memo) > _REMEMBERED:
        _memo.clear()
    out: list[Match] = []
    if s.in_body:
        for rule, first, last in _matcher().spans(s):
            if not _vetoed(s, rule, first, last):
                out.append(Match(rule, first, last, _clause_at(s, first)))
    out.sort(key=lambda m: (m.first, m.last))
    _memo[id(s)] = (s, out)
    return out


def _clause_at(s: Sentence, at: int) -> Clause:
    return next((c for c in s.clauses if c.start <= at < c.end), s.clauses[-1])


def _vetoed(s: Sentence, rule: Rule, first: int, last: int) -> bool:
    """Whether no reader takes it for a comparison of people."""
    m, name, words = _masks(), rule.id.partition(".")[2], s.lower[first : last + 1]
    if s.orth[-1] == "?" or _is_heading(s):
        return True
    if rule.label in ("rank", "percentile"):
        if _BLANKS & {*s.orth[max(0, first - 1) : last + 4]} or _DATES & {*words}:
            return True  # a blank that nobody filled; the 4th of April
        if rule.label == "percentile" and any(c & m["measure"] for c in s.classes):
            return True  # a patient's percentile
        if words[:3] == ["first", "of", "all"] and last == first + 2:
            return True
        if name == "top-number" and last + 1 < len(s) and s.lemma[last + 1] in _TIMES:
            return True  # the first six months
        if words[0] in ("put", "place", "list", "puts", "places") and not _names_applicant(s, first, last):
            return True
    if rule.label in ("superlative", "neg-superlative") and _only_one(s):
        return True
    if rule.label == "superlative" and _of_a_thing(s, first, last):
        return True
    if name == "ahead-of" and words[0] == "above" and _points_at_the_page(s, first):
        return True
    if name == "unmatched" and _stock_unmatched(s, first, last):
        return True
    if rule.label == "standout" and (
        _clause_at(s, first).who == "thing" or "not" in s.lower[max(0, first - 3) : first]
    ):
        return True  # "two things stand out"; "she did not stand out"
    if rule.label == "comparative" and _other_noun(s, last):
        return True
    if rule.label == "comparative" and "than" in words and _counts_or_within(s, s.lower.index("than", first), last):
        return True
    return rule.label in _ABOUT_PERSON and not _about_applicant(s, first)


_ABOUT_PERSON = {"rank", "percentile", "superlative", "standout", "comparative", "tier"}
_BLANKS = frozenset({"[", "___", "____", "XX", "XXX", "<"})
_DATES = frozenset(
    {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
     "december"}
)  # fmt: skip
_TIMES = frozenset(
    {"hour", "day", "week", "month", "year", "case", "conference", "session", "time", "minute", "priority"}
)
_TITLES_OF_COMPARISON = frozenset(
    {"comparison", "comparisons", "standing", "ranking", "relative", "comparative", "rank"}
)
_PRONOUNS = frozenset(
    {"he", "she", "they", "him", "her", "them", "his", "their", "hers", "theirs", "himself", "herself", "themselves"}
)


def _is_heading(s: Sentence) -> bool:
    """Whether it is the title of a section on comparison: "Standing relative to peers"."""
    opens = next((w for w in s.lower if w.isalpha()), "")
    return len(s) < 8 and opens in _TITLES_OF_COMPARISON and ":" not in s.lower and "CD" not in s.tag[2:]


def _names_applicant(s: Sentence, first: int, last: int) -> bool:
    """Whether these tokens may name the applicant; an unknown name may."""
    noun = _masks()["applicant_noun"]
    return any(
        s.applicant[j] or s.lower[j] in _PRONOUNS or s.classes[j] & noun or s.tag[j] == "NNP"
        for j in range(first, min(last, len(s) - 1) + 1)
    )


def _about_applicant(s: Sentence, first: int) -> bool:
    """Whether the clause is not about somebody else, in a sentence without any word for the applicant.

    A subject inside the match ("the best resident I have had") is not what the match is about.
    """
    clause = _clause_at(s, first)
    if clause.who not in ("writer", "team", "patient", "colleague") or not 0 <= clause.subject < first:
        return True
    if clause.verb >= 0 and s.lemma[clause.verb] == "be" and clause.who == "writer" and clause.verb < first:
        return False  # "I was a shade more generous than the midwife"
    return _names_applicant(s, 0, clause.subject - 1) or _names_applicant(s, clause.subject + 1, len(s) - 1)


def _points_at_the_page(s: Sentence, above: int) -> bool:
    before = s.lower[above - 1] if above else ""
    after = s.lower[above + 1] if above + 1 < len(s) else ""
    return before in ("the", "number", "address", "out", "listed", "see", "as") or after in ("-", "number", "address")


def _stock_unmatched(s: Sentence, first: int, last: int) -> bool:
    """Whether it is a stock phrase of a trait ("her work ethic is second to none"), or "peer" in "peer-reviewed"."""
    if last + 1 < len(s) and s.lower[last + 1] == "-":
        return True
    return s.lower[first : last + 1] == ["second", "to", "none"] and _clause_at(s, first).who in (
        "applicant_thing",
        "thing",
    )


def _of_a_thing(s: Sentence, first: int, last: int) -> bool:
    """Whether the superlative grades a thing ("the most complex cases"), with no person in its noun phrase."""
    m = _masks()
    for j in range(first, last + 1):
        if not s.classes[j] & m["graded"]:
            continue
        for k in range(j + 1, min(len(s), j + 6)):
            following = s.tag[k + 1] if k + 1 < len(s) else ""
            if s.tag[k] in ("JJ", "HYPH", "CD") or following == "HYPH":
                continue
            if s.classes[k] & m["person"] and not (s.tag[k] == "NN" and following in ("NN", "NNS")):
                return False
            if s.classes[k] & m["thing"]:
                return True
            if s.tag[k] in ("IN", "WP", "WDT", "PRP", ","):
                return False
    return False


def _only_one(s: Sentence) -> bool:
    """Whether the group was one person: "the best observer I had this year; he was also the only one"."""
    return "also" in s.lower and "the only one" in " ".join(s.lower)


def _counts_or_within(s: Sentence, than: int, last: int) -> bool:
    """Whether "than" counts ("more than 200 residents") or compares within a person ("scientist than clinician")."""
    if than + 1 >= len(s):
        return True
    after = than + 1
    if s.lower[than - 1] in ("more", "less", "fewer") and like_number(s.lower[after]):
        return True
    if "its" in s.lower[after : last + 1] or (s.lower[after] in _DATES and s.tag[after] == "NNP"):
        return True
    person = bool(s.classes[after] & _masks()["person"])
    return s.tag[after] == "NN" and person and s.lower[after] not in _INDEFINITE


def _other_noun(s: Sentence, last: int) -> bool:
    """Whether the match ends before the noun that it compares with, and that is no person: "better than any drug"."""
    if s.lower[last] not in _QUANTIFIERS or last + 1 >= len(s) or s.tag[last + 1] not in ("NN", "NNS"):
        return False
    return not s.classes[last + 1] & _masks()["person"]


def feature_names(s: Sentence) -> list[str]:
    """Return what the grammar says of a sentence as features for the sentence model; none where nothing compares.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> s = sentences(load_english()("She is more careful than most residents."))[0]
    >>> "cmp=than-people" in feature_names(s)
    True
    """
    found = matches(s)
    if not found:
        return []
    inside, after = _told()
    named = any(s.applicant) or any(c.who in ("applicant", "applicant_thing") for c in s.clauses)
    n = min(3, len({m.rule.id for m in found}))
    out = [f"cmp-n={n}", f"cmp-applicant={named}", f"cmp-length={min(4, len(s) // 10)}"]
    out += [f"cmp-any={c.who}" for c in s.clauses]
    for m in found:
        name, c = m.rule.id.partition(".")[2], m.clause
        out += [f"cmp={name}", f"cmp={name}|{c.who}", f"cmp={name}|{named}", f"cmp-who={c.who}", f"cmp-tense={c.tense}"]
        out += [f"cmp-{q}" for q in ("negated", "hypothetical") if getattr(c, q)]
        bits = _union(s.classes[m.first : m.last + 1])
        out += [f"cmp-in={n}" for n, b in inside if b & bits]
        bits = _union(s.classes[m.last + 1 : m.last + 6])
        out += [f"cmp-after={n}" for n, b in after if b & bits]
    return list(dict.fromkeys(out))


def _union(classes: Sequence[int]) -> int:
    bits = 0
    for c in classes:
        bits |= c
    return bits


def find_comparative(sentences: Sequence[Sentence], probabilities: Sequence[float] | None = None) -> list[Found]:
    """Find the comparisons of one letter.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter, in order.
    probabilities : sequence of float, optional
        The sentence model's probability that each sentence compares the applicant; None: the grammar alone decides.

    Returns
    -------
    list of Found
        Kind ``comparative``; label one of `LABELS`; details: ``reference_class``, ``size``, ``time_frame``,
        ``attribute``, ``backed``, ``backed_by``, ``hedged``, ``hedge``.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.view import sentences
    >>> text = "I have taught 300 students since 2009. She is in the top three per cent of those."
    >>> found = find_comparative(sentences(load_english()(text)))
    >>> [(f.label, f.strength, f.details["backed"]) for f in found]
    [('percentile', 'strong', True)]
    """
    out: list[Found] = []
    for i, s in enumerate(sentences):
        found = matches(s)
        p = 1.0 if probabilities is None else probabilities[i]
        plain = any(m.rule.id.partition(".")[2] in PLAIN_FORMS for m in found)
        if found and p >= (PLAIN if plain else DOUBTFUL):
            out += [_evidence(sentences, i, group) for group in _groups(found)]
        elif probabilities is not None and p >= ALONE and s.in_body and len(s) > 2:
            out.append(_evidence(sentences, i, []))
    return out


def _groups(found: Sequence[Match]) -> list[list[Match]]:
    """Put matches that overlap or touch together: they say one thing."""
    groups: list[list[Match]] = []
    end = -2
    for m in found:
        if m.first <= end + 1:
            groups[-1].append(m)
            end = max(end, m.last)
        else:
            groups.append([m])
            end = m.last
    return groups


def _evidence(sentences: Sequence[Sentence], i: int, group: Sequence[Match]) -> Found:
    s = sentences[i]
    if group:
        chief = min(group, key=lambda m: (LABELS.index(m.rule.label), m.first - m.last))
        first, last = min(m.first for m in group), max(m.last for m in group)
        rule, label, explain = chief.rule.id, chief.rule.label, chief.rule.explain
    else:
        first, last = 0, len(s) - 1
        rule, label, explain = _MODEL_RULE, "other", _MODEL_EXPLAIN
    last = _extended(s, last)
    while last > first and not s.orth[last][-1].isalnum() and s.orth[last] not in ("%", ")"):
        last -= 1
    found = slots(s, first, last)
    backed_by = backing(sentences, i)
    details: dict[str, Any] = {
        "reference_class": found.reference,
        "size": found.size,
        "time_frame": found.time_frame,
        "attribute": found.attribute,
        "backed": backed_by is not None or found.time_frame is not None or found.size is not None,
        "backed_by": backed_by,
        "hedged": found.hedge is not None,
        "hedge": found.hedge,
    }
    strength = comparison_strength(s, [m.rule for m in group], first, last, found, backed_by is not None)
    return found_in(
        s, first, last, "comparative", rule,
        label=label, strength=strength, criterion="comparative", explain=explain, details=details,
    )  # fmt: skip


def _extended(s: Sentence, last: int) -> int:
    """Let a match run on over "of the residents I have supervised", up to the next stop."""
    end = last + 1 if s.lower[last] == "-" and last + 1 < len(s) else last
    while end + 2 < len(s) and s.lower[end + 1] == "-":
        end += 2  # the rest of a word with hyphens
    if end > last and end + 1 < len(s) and s.tag[end + 1] in ("NN", "NNS"):
        end += 1
    last = end
    if end + 1 < len(s) and (s.lower[end + 1] in _GOES_ON or s.lower[end] in _UNFINISHED):
        while end + 1 < len(s) and end < last + _REACH and s.lower[end + 1] not in _STOPS:
            end += 1
        if end == last + _REACH:
            while end > last and s.tag[end] in ("IN", "DT", "PRP$", "TO", "CC", "WP", "WDT"):
                end -= 1
    return end


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
    names = {r.id.partition(".")[2] for r in rules}
    words = s.lower[first : last + 1]
    level = _level(names, words, found, backed)
    base = max((_LEVEL[r.strength] for r in rules if r.strength), default=1)
    level = base if level is None else level
    if names == {"level-of"} and "already" in s.lower[:first]:
        level = 3
    clause = _clause_at(s, first)
    if found.hedge is not None or clause.hypothetical:
        counted = names & _RANKED or words[:1] == ["written"]
        level = level if counted and level == 3 and "guess" not in s.lower else 1
    if "become" in words and names & _SUPERLATIVE:
        level = 1
    if any(w in ("not", "n't") for w in s.lower[max(clause.start, first - 4) : first + 1]) and names & _DENIABLE:
        level = 1
    return ("weak", "moderate", "strong")[level - 1]


_RANKED = {"top-percent", "percentile", "rank-of", "group-rank", "rank-verb", "top-number"}
_SUPERLATIVE = {"one-of-best", "superlative", "of-all", "bare-superlative"}
_ABOVE = {"than-people", "ahead-of", "surpass", "compared-with", "as-good-as"}
_DENIABLE = {"one-of-best", "superlative", "better-ones", "as-good-as", "on-par"}


def _level(names: set[str], words: Sequence[str], found: Slots, backed: bool) -> int | None:
    """1 to 3 by the kind of comparison and its slots; None where the rule's own strength stands."""
    told = set(words)
    scoped = found.lasting or found.size is not None
    if names & _RANKED and not ("fraction" in names and names & _RANKED <= {"rank-verb"}):
        return _ranked(names, words, found)
    if "fraction" in names:
        return _fraction(told, found, scoped or backed)
    if told & {"expect", "expected", "expectation", "expectations", "hoped", "feared"}:
        return 2 if any(w.startswith(("exceed", "surpass")) for w in words) else 1
    if names & {"unmatched", "never-better"}:
        return 3 if scoped or "never-better" in names else 2
    if "one-of-best" in names:
        if found.reference is None:
            return 1
        return 3 if scoped or sum(number(w) is not None for w in words) > 1 else 2
    if names & _SUPERLATIVE:
        return _superlative(names, told, found, scoped)
    if "grade" in names:
        return 3 if "highest" in told and found.size is not None else 1 if "tier" in told else 2
    if "level-of" in names:
        return 1 if "top" in told else 2
    if "stands-out" in names and "from" in told:
        return 2
    if names & _ABOVE:
        return _above(names, told, found)
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
        if w in ("%", "percent", "per") and "top" in words[:j] and (number(words[j - 1]) or 0) > 50:
            return 1
    return 1 if any(w.startswith("licens") for w in words) else 3


def _fraction(told: set[str], found: Slots, scoped: bool) -> int:
    if found.reference is None or "tier" in told:
        return 1
    if told & {"third", "half", "part", "end"}:
        clear = told & {"top", "upper", "highest"} and found.hedge is None and (found.lasting or not found.time_frame)
        return 3 if scoped and clear else 1
    small = {"quarter", "quartile", "quintile", "decile", "tenth", "fifth"}
    return 3 if told & {"top", "highest"} and told & small else 2


def _superlative(names: set[str], told: set[str], found: Slots, scoped: bool) -> int:
    if told & {"woman", "female", "male", "man", "girl", "lady"} and "young" not in told:
        return 1  # the best of a narrower class than need be
    if found.reference is None:
        return 3 if scoped else 2
    return 3 if names & {"superlative", "of-all"} and not (found.time_frame and not scoped) else 2


def _above(names: set[str], told: set[str], found: Slots) -> int:
    if told & {"some", "same"}:
        return 1
    if names <= {"as-good-as"}:
        return 3 if found.universal and told & {"i", "we"} else 2
    named = told & {"any", "every", "no", "all"} and not told & {"anyone", "anybody", "everybody", "everyone"}
    if (found.universal and named) or (found.universal and found.time_frame):
        return 3
    return 3 if found.higher and "most" in told and "prepared" in told else 2


_LEVEL = {"weak": 1, "moderate": 2, "strong": 3}
