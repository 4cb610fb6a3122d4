"""Rules as data: what loads them from TOML and lints them. Matching is `lorscore.extract.match`'s.

A rule is one table (see ``CONTRIBUTING.md``)::

    [[rule]]
    id       = "comparative.top-percent"
    kind     = "comparative"
    strength = "strong"
    explain  = "Ranks the applicant inside a stated group."
    source   = "guide: Comparative"
    tokens   = [{LOWER = {IN = ["top", "upper"]}}, {LIKE_NUM = true}, {LOWER = {IN = ["%", "percent"]}}]
    hits     = ["She is in the [top 5 percent] of our students."]
    misses   = ["The top 5 of our goals are listed below."]

``patterns`` holds several alternatives of ``tokens``; ``phrases`` matches lower-cased words. ``about`` asks that the
clause describe one of these (``"applicant"`` ...), ``unless`` that it be none of these (``"negated"`` ...). ``todo``
holds known gaps. A comparison may also have ``plain``, ``scale`` and ``deniable`` (see `Rule`).
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_args

import tomli

from lorscore.errors import RuleError
from lorscore.guide.lexicon import lexicon
from lorscore.guide.one_pronoun import one_pronoun
from lorscore.report import CRITERIA, Kind

KINDS = get_args(Kind)
STRENGTHS = ("weak", "moderate", "strong")
WHO = ("applicant", "applicant_thing", "writer", "team", "patient", "trainee", "colleague", "thing", "other", "none")
QUALIFIERS = ("negated", "habitual", "hypothetical", "reported", "hedged", "bounded", "passive", "implied")
PLACES = (
    "letterhead", "date", "reference", "salutation", "heading", "paragraph", "bullet", "closing", "signature", "body",
)  # fmt: skip
COMPARISONS = (
    "percentile", "rank", "superlative", "neg-superlative", "rarity", "comparative", "choice", "equality", "tier",
    "standout", "expectation", "other",
)  # fmt: skip
"""Labels of comparisons, the plainest first: of matches that overlap, the plainest names the evidence."""
RUNGS = {"highest": 5, "unreserved": 4, "strong": 3, "plain": 2, "reserved": 1}
"""Labels of endorsements, and their rung on the ladder; 0 is a letter without any sentence that recommends."""
SCALES = ("rank", "superlative", "above")
LABELS = {"comparative": COMPARISONS, "endorsement": tuple(RUNGS)}
"""Kinds whose label decides what becomes of a match: each of the guide's rules has one of these labels."""
MAX_REPEAT = 12
"""A ``*`` or ``+`` takes at most so many tokens: matching stays linear in the length of a sentence."""

_STRING_KEYS = {"ORTH", "LOWER", "LEMMA", "TAG", "POS", "CLASS"}
_FLAG_KEYS = {"LIKE_NUM", "IS_PUNCT", "IS_TITLE", "APPLICANT"}
_REQUIRED = {"id", "kind", "explain", "source", "hits", "misses"}
_OPTIONAL = {
    "label", "criterion", "strength", "shown", "tokens", "patterns", "phrases", "about", "unless", "places", "todo",
    "question", "plain", "scale", "deniable",
}  # fmt: skip
_POS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X"
_TAG = (
    "CC CD DT EX FW IN JJ JJR JJS LS MD NN NNS NNP NNPS PDT POS PRP PRP$ RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP"
    " VBZ WDT WP WP$ WRB , . : `` '' HYPH NFP ADD AFX GW XX $ -LRB- -RRB-"
)
_OF_COMPARISONS = ("plain", "scale", "deniable")
_ALLOWED = {"POS": frozenset(_POS.split()), "TAG": frozenset(_TAG.split())}


@dataclass(frozen=True, slots=True)
class TokenTest:
    """What one token of a pattern must be: allowed (or refused) values by key, and how often it may repeat."""

    allowed: tuple[tuple[str, frozenset[str]], ...]
    refused: tuple[tuple[str, frozenset[str]], ...]
    flags: tuple[tuple[str, bool], ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of data: a pattern, what it is evidence of, why, its source, texts that it must hit and miss.

    The last three are of comparisons: ``plain``, a form that hardly misleads, in whatever style, so that the sentence
    model has little to say; ``scale``, what places the applicant (a ``rank``, a ``superlative``, standing ``above``
    others), on which the strength rests; ``deniable``, whether "not" before it leaves a weak comparison.
    """

    id: str
    kind: str
    label: str
    criterion: str | None
    strength: str | None
    shown: bool | None
    explain: str
    question: str
    source: str
    patterns: tuple[tuple[TokenTest, ...], ...]
    about: frozenset[str]
    unless: tuple[str, ...]
    places: frozenset[str]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    todo: tuple[str, ...]
    file: str
    plain: bool = False
    scale: str | None = None
    deniable: bool = False


def parse(text: str, file: str, *, own: bool = True) -> list[Rule]:
    r"""Read and lint the rules of one TOML text.

    Parameters
    ----------
    text : str
        TOML with ``[[rule]]`` tables.
    file : str
        Name for messages.
    own : bool
        Whether the rules are a user's own, which stand beside the guide's and may go without a label.

    Raises
    ------
    RuleError
        On the first thing that is not right, naming file and rule.

    Examples
    --------
    >>> from lorscore.guide.rules import parse
    >>> parse('[[rule]]\nid = "x"', "mine.toml")
    Traceback (most recent call last):
    ...
    lorscore.errors.RuleError: mine.toml, rule 'x': the key 'explain' is missing.
    """
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise RuleError(f"{file}: this is not valid TOML ({error}).") from None
    if unknown := sorted(set(data) - {"rule"}):
        raise RuleError(f"{file}: unknown table {unknown[0]!r}; a rule file holds [[rule]] tables.")
    rules = [_rule(table, file) for table in data.get("rule", [])]
    _refuse_repeated(rules)
    if not own:
        _refuse_unlabelled(rules)
    return rules


def load(path: Path) -> list[Rule]:
    """Read and lint a rule file, a user's own or one of the guide's; raises RuleError."""
    try:
        return parse(path.read_text(encoding="utf-8"), path.name, own=path.resolve() not in _files("rules"))
    except OSError as error:
        raise RuleError(f"{path}: the rule file cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise RuleError(f"{path}: the rule file is not UTF-8 text. Save it as UTF-8.") from None


def from_words(words: Mapping[str, Iterable[str]]) -> list[Rule]:
    """Make one rule a kind from a user's own phrases; raises RuleError on a kind that there is not.

    Examples
    --------
    >>> from lorscore.guide.rules import from_words
    >>> [r.id for r in from_words({"generic_adjective": ["a safe pair of hands"]})]
    ['words.generic_adjective']
    """
    rules = []
    for kind, phrases in words.items():
        _one_of({"kind": kind}, "kind", KINDS, "words")
        patterns = _patterns({"phrases": [p.lower() for p in phrases]}, f"words, {kind}")
        rules.append(
            Rule(
                f"words.{kind}", kind, "", None, None, None, "One of your own phrases.", "", "own", patterns,
                frozenset(), (), frozenset(), (), (), (), "words",
            )
        )  # fmt: skip
    return rules


@functools.cache
def shipped() -> tuple[Rule, ...]:
    """Return the rules of ``lorscore/guide/rules``, in the order of files and places."""
    rules = [r for f in _files("rules") for r in parse(f.read_text(encoding="utf-8"), f.name, own=False)]
    _refuse_repeated(rules)
    return tuple(rules)


@functools.cache
def rules_of(kind: str) -> tuple[Rule, ...]:
    """Return the shipped rules of one kind."""
    return tuple(r for r in shipped() if r.kind == kind)


@functools.cache
def digest() -> str:
    """Return the SHA-256 of all data of the guide: rules, lexicons, specialties, criteria, checklists."""
    total = hashlib.sha256()
    for folder in ("", "rules", "lexicons", "specialties", "names"):
        for file in _files(folder):
            total.update(f"{folder}/{file.name}\0".encode())
            total.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return total.hexdigest()


def _files(folder: str) -> list[Traversable]:
    root = resources.files("lorscore.guide")
    place = root / folder if folder else root
    if not place.is_dir():
        return []
    return sorted((f for f in place.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def _refuse_repeated(rules: Iterable[Rule]) -> None:
    seen: dict[str, str] = {}
    for rule in rules:
        if rule.id in seen:
            raise RuleError(f"{rule.file}, rule {rule.id!r}: the id is used already in {seen[rule.id]}.")
        seen[rule.id] = rule.file


def _refuse_unlabelled(rules: Iterable[Rule]) -> None:
    for rule in rules:
        known = LABELS.get(rule.kind)
        if known and rule.label not in known:
            raise RuleError(
                f"{rule.file}, rule {rule.id!r}: a rule of the kind {rule.kind!r} needs a label, one of "
                f"{', '.join(known)}; its label is {rule.label!r}."
            )


def _rule(table: Mapping[str, Any], file: str) -> Rule:
    where = f"{file}, rule {table.get('id', '?')!r}"
    if unknown := sorted(set(table) - _REQUIRED - _OPTIONAL):
        raise RuleError(f"{where}: unknown key {unknown[0]!r}.")
    if lost := sorted(_REQUIRED - set(table)):
        raise RuleError(f"{where}: the key {lost[0]!r} is missing.")
    _one_of(table, "kind", KINDS, where)
    _one_of(table, "criterion", CRITERIA, where)
    _one_of(table, "strength", STRENGTHS, where)
    _one_of(table, "scale", SCALES, where)
    _one_of(table, "plain", (True, False), where)
    _one_of(table, "deniable", (True, False), where)
    if table["kind"] != "comparative" and (odd := next((k for k in _OF_COMPARISONS if k in table), None)):
        raise RuleError(f"{where}: the key {odd!r} is for rules of the kind 'comparative'.")
    for key, allowed in (("about", WHO), ("unless", QUALIFIERS), ("places", PLACES)):
        for value in table.get(key, []):
            if value not in allowed:
                raise RuleError(f"{where}: {key} holds {value!r}, which is none of {', '.join(allowed)}.")
    patterns = _patterns(table, where)
    rule = Rule(
        id=str(table["id"]),
        kind=str(table["kind"]),
        label=str(table.get("label", "")),
        criterion=table.get("criterion"),
        strength=table.get("strength"),
        shown=table.get("shown"),
        explain=str(table["explain"]),
        question=str(table.get("question", "")),
        source=str(table["source"]),
        patterns=patterns,
        about=frozenset(table.get("about", ())),
        unless=tuple(table.get("unless", ())),
        places=frozenset(table.get("places", ())),
        hits=tuple(table["hits"]),
        misses=tuple(table["misses"]),
        todo=tuple(table.get("todo", ())),
        file=file,
        plain=table.get("plain", False),
        scale=table.get("scale"),
        deniable=table.get("deniable", False),
    )
    _lint_examples(rule, where)
    return rule


def _one_of(table: Mapping[str, Any], key: str, allowed: Iterable[object], where: str) -> None:
    if key in table and table[key] not in allowed:
        raise RuleError(f"{where}: {key} is {table[key]!r}, which is none of {', '.join(map(str, allowed))}.")


def _patterns(table: Mapping[str, Any], where: str) -> tuple[tuple[TokenTest, ...], ...]:
    given = [k for k in ("tokens", "patterns", "phrases") if k in table]
    if len(given) != 1:
        raise RuleError(f"{where}: give exactly one of tokens, patterns and phrases.")
    if given[0] == "phrases":
        return tuple(
            tuple(TokenTest((("LOWER", frozenset({w})),), (), (), 1, 1) for w in str(p).split())
            for p in table["phrases"]
        )
    lists = [table["tokens"]] if given[0] == "tokens" else table["patterns"]
    if not lists or not all(isinstance(p, list) and p for p in lists):
        raise RuleError(f"{where}: a pattern is a list of tables, one a token, and is not empty.")
    patterns = tuple(tuple(_token(t, where) for t in tokens) for tokens in lists)
    if any(all(t.least == 0 for t in p) for p in patterns):
        raise RuleError(f"{where}: a pattern needs at least one token that must be there.")
    return patterns


def _token(table: Any, where: str) -> TokenTest:
    if not isinstance(table, Mapping):
        raise RuleError(f'{where}: a token is a table such as {{LOWER = "top"}}.')
    allowed: list[tuple[str, frozenset[str]]] = []
    refused: list[tuple[str, frozenset[str]]] = []
    flags: list[tuple[str, bool]] = []
    for key, value in table.items():
        if key == "OP":
            continue
        if key in _FLAG_KEYS:
            flags.append((key, bool(value)))
        elif key in _STRING_KEYS:
            for values, positive in _values(key, value, where):
                folded = frozenset(map(one_pronoun, values)) if key in ("LOWER", "LEMMA") else values
                (allowed if positive else refused).append((key, folded))
        else:
            raise RuleError(
                f"{where}: unknown token key {key!r}; use {', '.join(sorted(_STRING_KEYS | _FLAG_KEYS))} or OP."
            )
    least, most = _repeat(str(table.get("OP", "1")), where)
    return TokenTest(tuple(allowed), tuple(refused), tuple(flags), least, most)


def _values(key: str, value: Any, where: str) -> list[tuple[frozenset[str], bool]]:
    if isinstance(value, str):
        value = {"IN": [value]}
    if not isinstance(value, Mapping) or not value or set(value) - {"IN", "NOT_IN"}:
        raise RuleError(f"{where}: {key} takes a string, {{IN = [...]}} or {{NOT_IN = [...]}}.")
    out = []
    for name, words in value.items():
        _check_values(key, words, where)
        out.append((frozenset(words), name == "IN"))
    return out


def _check_values(key: str, words: Any, where: str) -> None:
    if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
        raise RuleError(f"{where}: {key} needs a list of strings.")
    known = frozenset(lexicon().bits) if key == "CLASS" else _ALLOWED.get(key)
    for word in words:
        if known is not None and word not in known:
            raise RuleError(f"{where}: {word!r} is no value of {key}.")
        if key in ("LOWER", "LEMMA") and word != word.lower():
            raise RuleError(f"{where}: {key} holds {word!r}; it is matched in lower case.")


def _repeat(op: str, where: str) -> tuple[int, int]:
    known = {"1": (1, 1), "?": (0, 1), "*": (0, MAX_REPEAT), "+": (1, MAX_REPEAT)}
    if op in known:
        return known[op]
    match = re.fullmatch(r"\{(\d+)(?:,(\d+))?\}", op)
    if not match:
        raise RuleError(f'{where}: OP is {op!r}; use ?, *, +, {{n}} or {{n,m}} (for "not this" use NOT_IN).')
    least = int(match[1])
    most = int(match[2] or match[1])
    if not 0 <= least <= most <= MAX_REPEAT or most == 0:
        raise RuleError(f"{where}: OP {op} must lie within 0 and {MAX_REPEAT}.")
    return least, most


def unbracketed(hit: str) -> tuple[str, int, int]:
    """Split a hit into its text and the span between its brackets.

    Examples
    --------
    >>> from lorscore.guide.rules import unbracketed
    >>> unbracketed("She is [second to none].")
    ('She is second to none.', 7, 21)
    """
    start, end = hit.index("["), hit.index("]") - 1
    return hit.replace("[", "", 1).replace("]", "", 1), start, end


def _lint_examples(rule: Rule, where: str) -> None:
    if not rule.hits:
        raise RuleError(f"{where}: a rule needs at least one hit.")
    if not rule.misses:
        raise RuleError(f"{where}: a rule needs at least one miss.")
    words: set[str] = set()
    for hit in rule.hits:
        if hit.count("[") != 1 or hit.count("]") != 1 or hit.index("[") > hit.index("]"):
            raise RuleError(f"{where}: the hit {hit!r} must mark its span with one pair of brackets.")
        words |= set(re.findall(r"\w+", hit.lower()))
    for miss in rule.misses:
        if not words & set(re.findall(r"\w+", miss.lower())):
            raise RuleError(f"{where}: the miss {miss!r} shares no word with the hits; it would prove nothing.")
