"""Runs of capitalised words that may be names of people, in one pass over the text; no tagger needed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lorscore.extract.name_lexicon import NameLexicon, fold, name_lexicon
from lorscore.letter import Letter

_LETTERS = r"(?:[^\W\d_]|[\u0300-\u036f])"
# A capitalised word, initials, or a word with a lower-case Arabic or Romance prefix ("al-Hashimi", "d'Souza").
_TOKEN = re.compile(
    rf"(?<![\w@/])(?:(?P<initials>(?:[^\W\d_a-z]\.[ -]?)*[^\W\d_a-z]\.(?!\w))"
    rf"|(?P<word>(?:(?:al|el|ul|ad|as|ash|ar|an|az|d|l|dell|o)[-‐‑'’])?[^\W\d_a-z](?:[\w\u0300-\u036f])*(?:[-‐‑'’]{_LETTERS}+)*))"
)
_GAP_SPLIT = re.compile(r"[ \t\u00a0\u202f]+")
_SENTENCE_END = re.compile(r"[.!?:][\"”’')\]]*\s*$|[-•*–—·]\s*$|^\s*\d+[.)]\s*$|[\"“(\[]\s*$")
_BEFORE_MONTH = re.compile(r"(?i)\b(?:in|last|since|this|of|every|by|until|from|to|till|on|each|next|\d+)\s*$")
_NEXT_WORD = re.compile(r"\.?[ \u00a0]+([^\W\d_]+)")
_CONTRACTED = frozenset(["i", "he", "she", "we", "they", "you", "it", "that", "there", "what", "who", "here", "let"])


@dataclass(frozen=True, slots=True)
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
        It may as well be a place, an eponym or an ordinary word: counts only where the letter names that person elsewhere.
    opens : bool
        It opens a sentence or a line.
    zone : str
        Kind of the part in which it stands.
    """

    start: int
    end: int
    outer: int
    words: tuple[str, ...]
    title: str
    ambiguous: bool
    opens: bool
    zone: str

    @property
    def keys(self) -> frozenset[str]:
        """The words that identify the person: hyphenated names split, particles and initials left out."""
        return name_keys(self.words)


def name_keys(words: tuple[str, ...]) -> frozenset[str]:
    """Return the words by which two forms of one name are compared.

    Examples
    --------
    >>> sorted(name_keys(("al-hashimi", "y.")))
    ['hashimi']
    """
    particles = name_lexicon().particles
    out = set()
    for word in words:
        if word.endswith(".") or len(word.strip(".")) < 2:
            continue
        pieces = [p for p in re.split(r"[-' ]", word) if p and p not in particles and len(p) > 1]
        out.update(pieces or [word])
    return frozenset(out)


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    text: str
    folded: str
    kind: str  # "title" "degree" "stop" "initials" "name"
    common: bool
    caps: bool
    opens: bool


def find_mentions(letter: Letter, lexicon: NameLexicon | None = None) -> list[Mention]:
    """Find the runs of words in a letter that may name a person, in order of place.

    Examples
    --------
    >>> letter = Letter.from_text("I met Dr. Jin-woo Lee in Seoul. Lee asked about Marfan syndrome.")
    >>> [letter.text[m.outer : m.end] for m in find_mentions(letter)]
    ['Dr. Jin-woo Lee', 'Seoul', 'Lee']
    """
    lex = lexicon or name_lexicon()
    out: list[Mention] = []
    for part in letter.parts:
        tokens = _tokens(letter.text, part.start, part.end, lex)
        for run in _runs(letter.text, tokens, part.kind, lex):
            out.extend(_mentions_of(letter.text, run, part.kind, part.end, lex))
    return out


def _tokens(text: str, start: int, end: int, lex: NameLexicon) -> list[_Token]:
    tokens: list[_Token] = []
    line_start, line_end, caps_line = -1, -1, False
    for match in _TOKEN.finditer(text, start, end):
        s, e = match.span()
        if s >= line_end:
            line_start = max(start, text.rfind("\n", start, s) + 1)
            line_end = text.find("\n", s, end)
            line_end = end if line_end < 0 else line_end
            caps_line = text[line_start:line_end].isupper()
        word = match.group()
        opens = (
            s == line_start
            or not text[line_start:s].strip()
            or bool(_SENTENCE_END.search(text[max(line_start, s - 6) : s]))
        )
        if match.lastgroup == "initials":
            tokens.append(_Token(s, e, word, fold(word), "initials", False, False, opens))
            continue
        if not (word[0].isupper() or (word[0].islower() and any(c.isupper() for c in word[:4]))):
            continue
        word, e = _without_possessive(word, e)
        folded = fold(word)
        upper = word.isupper() and len(word) > 1
        common = folded in lex.common or (len(folded) > 4 and _stem_common(folded, lex))
        tokens.append(
            _Token(
                s,
                e,
                word,
                folded,
                _kind(text, s, e, word, folded, upper, caps_line, lex),
                common,
                upper,
                opens or caps_line,
            )
        )
    return tokens


def _without_possessive(word: str, end: int) -> tuple[str, int]:
    if len(word) > 2 and word[-2] in "'’" and word[-1] in "sS":
        return word[:-2], end - 2
    return word, end


def _stem_common(folded: str, lex: NameLexicon) -> bool:
    if folded.endswith("'ll") or "n't" in folded or folded.endswith(("'ve", "'d", "'m", "'re")):
        return True
    return any(folded.endswith(s) and folded[: -len(s)] in lex.common for s in ("s", "es", "ed", "ing", "ly", "d"))


def _kind(text: str, s: int, e: int, word: str, folded: str, upper: bool, caps_line: bool, lex: NameLexicon) -> str:
    if "'" in folded and folded.partition("'")[0] in _CONTRACTED:
        return "stop"
    if folded in lex.titles:
        nxt = _NEXT_WORD.match(text, e)
        if folded not in lex.weak_titles or (
            nxt and nxt[1][0].isupper() and fold(nxt[1]) not in lex.capitals and not upper
        ):
            return "title"
    if (
        folded in lex.degrees
        and (upper or len(folded) > 2 or word[:2] in ("Ph", "Ms"))
        and (not caps_line or len(folded) < 4)
    ):
        return "degree"
    if any(c.isdigit() for c in word):
        return "stop"
    if len(word) == 1:
        return "initials" if word != "I" and text[e : e + 1] in " ." else "stop"
    if folded in lex.capitals:
        return "stop"
    if upper and not caps_line and len(word) < 3:
        return "stop"
    return "name"


def _runs(text: str, tokens: list[_Token], zone: str, lex: NameLexicon) -> list[list[_Token]]:
    """Join tokens that stand side by side, with particles between them."""
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
    if left.kind == "title" and gap[:1] == ".":
        gap = gap[1:]
    elif left.end > 0 and gap[:2] in ("'s", "’s", "'S"):
        return False
    if "\n" in gap:
        line = text.rfind("\n", 0, left.end) + 1
        if zone not in ("paragraph", "bullet") or left.end - line < 45 or gap.count("\n") > 1:
            return False
        gap = gap.replace("\n", " ")
    words = [w for w in _GAP_SPLIT.split(gap) if w]
    if left.kind == "initials" and right.common and right.opens and right.folded not in lex.given:
        return False
    if not words:
        return bool(gap) or left.kind in ("title", "initials")
    return (
        left.kind not in ("stop", "degree")
        and all(w in lex.particles for w in words)
        and words not in (["e"], ["i"], ["as"], ["at"])
        and not (len(words) == 1 and words[0] in ("y", "e", "i") and left.kind == "title")
    )


def _mentions_of(text: str, run: list[_Token], zone: str, end: int, lex: NameLexicon) -> list[Mention]:
    institution = run[0].kind != "title" and any(
        t.kind == "stop" and (t.folded in lex.institution_strong or t.folded in lex.streets) for t in run
    )
    out: list[Mention] = []
    i = 0
    while i < len(run):
        titles = i
        while i < len(run) and run[i].kind == "title":
            i += 1
        title = run[i - 1].folded if i > titles else ""
        first = i
        while i < len(run) and (
            run[i].kind in ("name", "initials") or _name_after_all(text, run, i, first, title, lex)
        ):
            i += 1
        body = run[first:i]
        if i == first:
            i = max(i, titles + 1)
            continue
        mention = _build(text, body, run[titles] if title else body[0], title, zone, end, lex)
        if mention and not (institution and not title):
            out.append(mention)
    return out


def _name_after_all(text: str, run: list[_Token], i: int, first: int, title: str, lex: NameLexicon) -> bool:
    """Whether a word of the stop list is a name here: right after a title ("Dr. April"), or a month before a name."""
    token = run[i]
    if i != first or token.kind != "stop" or not token.text.isalpha() or token.caps:
        return False
    if title:
        return i + 1 == len(run)
    if token.folded not in lex.given or i + 1 >= len(run) or run[i + 1].kind != "name":
        return False
    return not _BEFORE_MONTH.search(text[max(0, token.start - 10) : token.start])


def _build(
    text: str, body: list[_Token], outer: _Token, title: str, zone: str, end: int, lex: NameLexicon
) -> Mention | None:
    # Ordinary words at the front ("Since Hala ...", "LETTER FOR ARJUN"): not part of the name unless they are given names too.
    while (
        not title and body and body[0].common and body[0].opens and (len(body) == 1 or body[0].folded not in lex.given)
    ):
        if len(body) == 1 and body[0].folded in lex.given:
            break
        body = body[1:]
        if body:
            outer = body[0]
    while body and body[-1].kind == "initials" and len(body) > 1 and not body[-1].text.endswith("."):
        body = body[:-1]
    if not body or (all(t.kind == "initials" for t in body) and not title):
        return None
    names = [t for t in body if t.kind != "initials"]
    if (
        not title
        and names
        and all(t.caps and not t.opens for t in names)
        and (len(names) < 2 or all(t.folded in lex.degrees for t in names))
    ):
        return None
    if _eponym(text, body, title, end, lex):
        return None
    words = tuple(t.folded for t in body)
    ambiguous = not title and (
        (len(names) == 1 and (names[0].common or names[0].folded in lex.eponyms or names[0].folded in lex.places))
        or all(t.folded in lex.places for t in names)
        or all(t.folded in lex.eponyms and t.folded not in lex.given for t in names)
        or (len(names) > 1 and all(t.common for t in names) and not any(t.folded in lex.given for t in names))
    )
    return Mention(
        body[0].start, body[-1].end, outer.start if title else body[0].start, words, title, ambiguous, outer.opens, zone
    )


def _eponym(text: str, body: list[_Token], title: str, end: int, lex: NameLexicon) -> bool:
    """Whether the run names a disease, a sign or a method ("Marfan syndrome", "Loeys-Dietz")."""
    if title:
        return False
    last = body[-1]
    after = text[last.end : min(end, last.end + 24)]
    if after[:2] in ("'s", "’s"):
        possessive, after = True, after[2:]
    else:
        possessive = False
    word = re.match(r"\s+([a-z]+)|-(like|type|related|positive)", after)
    if word and (
        word.group(2) or (word.group(1) in lex.eponym_nouns and (not possessive or last.folded in lex.eponyms))
    ):
        return True
    return any("-" in t.folded and t.folded in lex.eponyms for t in body)
