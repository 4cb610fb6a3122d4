"""Runs of capitalised words that may be names of people, in one pass over the text; no tagger needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from lorscore.extract.name_lexicon import NameLexicon, fold, name_lexicon
from lorscore.letter import Letter

_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"
_HYPHEN = "-‐‑'’"
# Initials; a capitalised word, perhaps with a prefix ("al-Hashimi", "d'Souza"); a title in lower case.
_TOKEN = re.compile(
    rf"(?<![\w@/])(?:(?P<initials>(?:[^\W\d_a-z]\.[ -]?){{0,4}}[^\W\d_a-z]\.(?!\w))"
    rf"|(?P<word>(?:(?:al|el|ul|ad|as|ash|ar|an|az|d|l|dell|o)[{_HYPHEN}])?"
    rf"[^\W\d_a-z][\w\u0300-\u036f]*(?:[{_HYPHEN}]{_LETTER}+)*)"
    r"|(?P<title>(?:dr|prof|drs|ing|dott|mr|mrs|ms)(?=\.?\s+[^\W\d_a-z])))"
)
_SENTENCE_END = re.compile(r"[.!?:][\"”’)\]]*\s*$|[-•*–—·]\s*$|^\s*\d+[.)]\s*$|[\"“(\[]\s*$")
_NICKNAME = re.compile(r"\s+[\"“'‘(]([^\W\d_a-z][\w'’-]{0,14})[\"”'’)]\s+(?=[^\W\d_a-z])")
_BEFORE_MONTH = re.compile(r"(?i)\b(?:in|last|since|this|of|every|by|until|from|to|till|on|each|next|\d+)\s*$")
_NEXT_WORD = re.compile(r"\.?[ \u00a0]+([^\W\d_]+)")
_NEXT_NOUN = re.compile(r"\s+([a-z]+)|-(?:like|type|related|positive)")
_PARTICLES = re.compile(r"[ \u00a0]([^\W\d_A-Z]+(?:[ \u00a0]+[^\W\d_A-Z]+)*)[ \u00a0]+$")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|from|near|to|of)\s+$")
_DIGIT_NEXT = re.compile(r"\.?,?\s*\d")
_CONTRACTED = frozenset(("i", "he", "she", "we", "they", "you", "it", "that", "there", "what", "who", "here", "let"))
_OWNERS = frozenset({"children", "women", "veterans", "infants", "people", "king", "queen", "mother"})
_SAINTS = frozenset({"st", "saint", "san", "santa"})
# A line this long is one of running text, so that a name may go on in the next.
_WRAPPED = 45
# A longer run of capitalised words is a heading.
_MOST_WORDS = 8
_PLAIN_ZONES = ("paragraph", "bullet")


@dataclass(frozen=True)
class Mention:
    """A run of words that may name a person.

    Attributes
    ----------
    start, end : int
        Character offsets of the name itself, without title, possessive or degrees.
    outer : int
        Offset where the title begins, or ``start``.
    words : tuple of str
        The name's words, folded, initials with their dots.
    title : str
        The folded title before it (the last of several), or ``""``.
    ambiguous : bool
        May as well be a place, an eponym or an ordinary word: counts only where the letter names that person elsewhere.
    zone : str
        Kind of the part in which it stands.
    """

    start: int
    end: int
    outer: int
    words: tuple[str, ...]
    title: str
    ambiguous: bool
    zone: str

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words that identify the person: hyphenated names split, particles and initials left out."""
        return name_keys(self.words)

    @property
    def span(self) -> tuple[int, int]:
        """Title and name, as character offsets."""
        return self.outer, self.end


def name_keys(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words by which two forms of one name are compared.

    Examples
    --------
    >>> sorted(name_keys(("al-hashimi", "y.")))
    ['hashimi']
    """
    particles = name_lexicon().particles
    out: set[str] = set()
    for word in words:
        if word.endswith(".") or len(word) < 2:
            continue
        if word in particles:
            continue
        pieces = [p for p in re.split(r"[-' ]", word) if len(p) > 1 and p not in particles]
        out.update(pieces or [word])
    return frozenset(out)


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    text: str
    folded: str
    kind: str
    """``title``, ``degree``, ``initials``, ``stop`` (no part of a name) or ``name``."""
    common: bool
    caps: bool
    opens: bool


def find_mentions(letter: Letter) -> list[Mention]:
    """Find the runs of words in a letter that may name a person, in order of place.

    Examples
    --------
    >>> letter = Letter.from_text("I met Dr. Jin-woo Lee in Seoul. Lee asked about Marfan syndrome.")
    >>> [letter.text[m.outer : m.end] for m in find_mentions(letter)]
    ['Dr. Jin-woo Lee', 'Seoul', 'Lee']
    """
    lex = name_lexicon()
    out: list[Mention] = []
    for part in letter.parts:
        for run in _runs(letter.text, _tokens(letter.text, part.start, part.end, lex), part.kind, lex):
            out.extend(_mentions_of(letter.text, run, part.kind, part.end, lex))
    return out


def _tokens(text: str, start: int, end: int, lex: NameLexicon) -> list[_Token]:
    tokens: list[_Token] = []
    line_start, line_end, caps_line = start, -1, False
    for match in _TOKEN.finditer(text, start, end):
        s, e = match.span()
        if s >= line_end:
            line_start = max(start, text.rfind("\n", start, s) + 1)
            line_end = text.find("\n", s, end)
            line_end = end if line_end < 0 else line_end
            caps_line = text[line_start : min(line_end, line_start + 200)].isupper()
        opens = caps_line or _opens(text, line_start, s)
        word = match.group()
        if match.lastgroup == "initials":
            tokens.append(_Token(s, e, word, fold(word), "initials", False, False, opens))
            continue
        if match.lastgroup == "title":
            tokens.append(_Token(s, e, word, word, "title", False, False, opens))
            continue
        if not any(c.isupper() for c in word[:5]):
            continue
        if len(word) > 2 and word[-2] in "'’" and word[-1] in "sS":
            word, e = word[:-2], e - 2
        folded = fold(word)
        caps = len(word) > 1 and word.isupper()
        kind = _kind(text, e, word, folded, caps, caps_line, lex)
        tokens.append(_Token(s, e, word, folded, kind, kind == "name" and lex.is_common(folded), caps, opens))
    return tokens


def _opens(text: str, line_start: int, at: int) -> bool:
    """Whether a word at this place opens a line or a sentence."""
    before = text[max(line_start, at - 6) : at]
    return (at - line_start < 7 and not before.strip()) or bool(_SENTENCE_END.search(before))


def _kind(text: str, end: int, word: str, folded: str, caps: bool, caps_line: bool, lex: NameLexicon) -> str:
    if "'" in folded and folded.partition("'")[0] in _CONTRACTED:
        return "stop"
    if folded in lex.titles:
        following = _NEXT_WORD.match(text, end)
        named = following is not None and following[1][0].isupper() and fold(following[1]) not in lex.capitals
        if folded not in lex.weak_titles or (named and not caps):
            return "title"
    if folded in lex.degrees and (caps or word[:2] in ("Ph", "Ms", "MB")) and (not caps_line or len(folded) < 4):
        return "degree"
    if any(c.isdigit() for c in word):
        return "stop"
    if len(word) == 1:
        return "initials" if word != "I" and text[end : end + 1] == " " else "stop"
    if folded in lex.capitals or (caps and not caps_line and len(word) < 3):
        return "stop"
    return "name"


def _runs(text: str, tokens: list[_Token], zone: str, lex: NameLexicon) -> list[list[_Token]]:
    """Put tokens that stand side by side together, with particles between them."""
    runs: list[list[_Token]] = []
    for token in tokens:
        if runs and _joined(text, runs[-1][-1], token, zone, lex):
            runs[-1].append(token)
        else:
            runs.append([token])
    return runs


def _joined(text: str, left: _Token, right: _Token, zone: str, lex: NameLexicon) -> bool:
    gap = text[left.end : right.start]
    if len(gap) > 16:
        return False
    if gap[:2] in ("'s", "’s", "'S", "’S"):
        # "Eastmarch Children's Hospital" is one name
        return left.folded in _OWNERS and right.kind == "stop"
    if left.kind == "title":
        gap = gap.strip(".()").replace("(", " ") if "\n" not in gap else gap
        if not gap.strip():
            return True
    elif left.kind == "name" and right.kind == "name" and _in_nickname(text, left, right):
        return True
    if left.kind == "initials" and right.common and right.opens and right.folded not in lex.given:
        return False
    if "\n" in gap:
        line = text.rfind("\n", 0, left.end) + 1
        if zone not in _PLAIN_ZONES or left.end - line < _WRAPPED or gap.count("\n") > 1:
            return False
    words = gap.split()
    if not words:
        return bool(gap) or left.kind == "initials"
    if left.folded == "st" and words == ["."]:
        return True
    if left.kind in ("stop", "degree") or (len(words) == 1 and words[0] in ("e", "i", "y") and left.kind == "title"):
        return False
    return all(w in lex.particles for w in words)


def _in_nickname(text: str, left: _Token, right: _Token) -> bool:
    """Whether two tokens belong to a name with a nickname inside: ``Robert "Bo" Castleberry``."""
    inside = _NICKNAME.match(text, left.end)
    if inside:
        return inside.start(1) == right.start
    return text[left.end : left.end + 1] in "\"”'’)" and text[left.start - 1 : left.start] in "\"“'‘("


def _mentions_of(text: str, run: list[_Token], zone: str, end: int, lex: NameLexicon) -> list[Mention]:
    titled = run[0].kind == "title"
    if not titled and any(
        t.kind == "stop" and (t.folded in lex.institution_heads or t.folded in lex.streets) for t in run
    ):
        return []
    out: list[Mention] = []
    i = 0
    while i < len(run):
        begin = i
        while i < len(run) and run[i].kind == "title":
            i += 1
        title = run[i - 1].folded if i > begin else ""
        first = i
        while i < len(run) and (
            run[i].kind in ("name", "initials") or _name_after_all(text, run, i, first, title, lex)
        ):
            i += 1
        if i == first:
            i = max(i, begin + 1)
            continue
        if not title and begin and run[begin - 1].folded in _SAINTS:
            continue
        if title and i < len(run) and run[i].folded in lex.institution_heads and not run[i].caps:
            continue
        mention = _build(text, run[first:i], run[begin] if title else None, title, zone, end, lex)
        if mention:
            out.append(mention)
    return out


def _name_after_all(text: str, run: list[_Token], i: int, first: int, title: str, lex: NameLexicon) -> bool:
    """Whether a word of the stop list is part of a name here: "Dr. April", "May Mensah", "Julian St. J. Whitcombe"."""
    token = run[i]
    if token.kind != "stop" or not token.text.isalpha() or token.caps:
        return False
    follows = i + 1 < len(run) and run[i + 1].kind in ("name", "initials")
    if i != first:
        if token.folded in lex.name_stops:
            before = run[i - 1]
            named = before.kind == "name" and before.folded not in lex.places
            named = named and (not before.common or before.folded in lex.given)
            return named and not _DIGIT_NEXT.match(text, token.end)
        return token.folded in lex.name_prefixes and follows
    if title:
        return i + 1 == len(run) or token.folded in lex.name_prefixes
    if token.folded not in lex.given or not follows:
        return False
    return not _BEFORE_MONTH.search(text[max(0, token.start - 10) : token.start])


def _build(
    text: str, body: list[_Token], outer: _Token | None, title: str, zone: str, end: int, lex: NameLexicon
) -> Mention | None:
    # Ordinary words in front ("Since Hala ...", "LETTER FOR ARJUN") are no part of the name, unless given names too.
    while not title and body and body[0].common and body[0].opens and body[0].folded not in lex.given:
        body = body[1:]
    while len(body) > 1 and body[-1].kind == "initials" and not body[-1].text.endswith("."):
        body = body[:-1]
    names = [t for t in body if t.kind != "initials"]
    if len(body) > _MOST_WORDS or (not names and not (title and body)):
        return None
    # "TANABE Hiroshi" is a name, "QTc" and "MCCQE Part" are none
    shouted = [t.caps and not t.opens for t in names]
    acronym = any(shouted) and (
        len(names) == 1
        or (any(t.common for t in names) and all(c or t.common for c, t in zip(shouted, names, strict=True)))
    )
    if not title and (acronym or _eponym(text, names, end, lex)):
        return None
    start = body[0].start
    if title and outer:
        between = _PARTICLES.search(text, outer.end, start)
        start = between.start(1) if between else start
    return Mention(
        start, body[-1].end, outer.start if outer else start, tuple(t.folded for t in body), title,
        not title and _ambiguous(text, names, zone, lex), zone,
    )  # fmt: skip


def _ambiguous(text: str, names: list[_Token], zone: str, lex: NameLexicon) -> bool:
    if len(names) == 1:
        name = names[0]
        if name.folded in lex.given and zone in _PLAIN_ZONES and not name.opens:
            # "I trust Grace", but "in Jordan"
            return bool(_PLACE_BEFORE.search(text, max(0, name.start - 10), name.start))
        return name.common or name.folded in lex.eponyms or name.folded in lex.places
    if all(t.common for t in names):
        return names[0].folded not in lex.given or zone == "heading"
    if all(t.folded in lex.places for t in names):
        return names[0].folded not in lex.given
    return all(t.folded in lex.eponyms for t in names) and names[0].folded not in lex.given


def _eponym(text: str, names: list[_Token], end: int, lex: NameLexicon) -> bool:
    """Whether the run names a disease, a sign or a method ("Loeys-Dietz", "Huntington's disease")."""
    last = names[-1]
    if any("-" in t.folded and t.folded in lex.eponyms for t in names) or (
        len(names) > 1 and "-".join(t.folded for t in names) in lex.eponyms
    ):
        return True
    after = text[last.end : min(end, last.end + 24)]
    possessive = after[:2] in ("'s", "’s")
    word = _NEXT_NOUN.match(after, 2 if possessive else 0)
    if not word:
        return False
    if word.group(1) is None:
        return True
    return word.group(1) in lex.eponym_nouns and (not possessive or last.folded in lex.eponyms)
