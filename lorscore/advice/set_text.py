"""A set of letters as plain text for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lorscore.advice.conditions import guide
from lorscore.advice.letter_set import LetterSet, SetLetter
from lorscore.render import view
from lorscore.render.page import Page
from lorscore.render.words import overall_name, word
from lorscore.report import CRITERIA, QUALITIES


def render(found: LetterSet, *, width: int = 80) -> str:
    """Return a set as text, no line longer than ``width`` characters."""
    words = guide("letter_set")["words"]
    page = Page(width, ruled=True)
    page.heading(words["title"])
    page.paragraph(words["for_whom"])
    page.heading(words["letters"])
    for letter in found.letters:
        page.paragraph(row(letter), rest="   ")
    page.heading(words["mix"])
    for item in found.mix:
        at = f" ({', '.join(item.letters)})" if item.letters else ""
        page.paragraph(f"[{words['statuses'][item.status]}] {item.title}{at}: {item.message}", rest="  ")
    _matrix(page, found, "criteria", CRITERIA, lambda x, c: _level(x.criteria[c]))
    _matrix(page, found, "qualities", QUALITIES, lambda x, q: str(x.qualities.get(q, "-")))
    page.heading(words["next"])
    page.listing(found.next, words["next_none"])
    if found.cautions:
        page.heading(words["cautions"])
        page.listing([f"{c.letter}, {c.title}: {c.why}" for c in found.cautions])
    page.heading(words["contradictions"])
    page.listing([c.message for c in found.contradictions], words["contradictions_none"])
    page.heading(words["same"])
    for pair in found.shared:
        page.paragraph(f'- {pair.first}: "{pair.first_sentence}"', rest="  ")
        page.paragraph(f'{pair.second}: "{pair.second_sentence}"', first="  ", rest="  ")
    page.paragraph(words["same_why" if found.shared else "same_none"])
    return page.text()


def row(letter: SetLetter) -> str:
    """Return what a letter is and how it reads, on one line."""
    words = guide("letter_set")["words"]
    if letter.overall is None:
        reading = words["unread"].format(reason=letter.abstained)
    else:
        reading = words["reading"].format(name=overall_name(letter.overall), overall=view.figure(letter.overall))
    kind = word("letter_types", letter.letter_type or "other").lower()
    said: str = words["row"].format(
        label=letter.label, file=letter.file, type=kind, writer=word("writers", letter.writer or "unknown"),
        reading=reading,
    )  # fmt: skip
    return said


def uncovered(found: LetterSet, table: str) -> str:
    """Return the sentence on what no letter covers."""
    words = guide("letter_set")["words"]
    names = [word(table, name) for name in found.uncovered[table]]
    said: str = words[f"none_{table}"].format(names="; ".join(names)) if names else words["all_covered"]
    return said


def _level(level: float | None) -> str:
    return "-" if level is None else view.figure(level)


def _matrix(
    page: Page, found: LetterSet, table: str, names: Sequence[str], cell: Callable[[SetLetter, str], str]
) -> None:
    page.heading(guide("letter_set")["words"][table])
    label = max(len(word(table, n)) for n in names) + 2
    # many letters go on in a second block of columns
    per = max(1, (page.width - label) // 5)
    for start in range(0, len(found.letters), per):
        shown = found.letters[start : start + per]
        page.lines.append(" " * label + "".join(f"{x.label:>5}" for x in shown))
        page.lines += [f"{word(table, n):<{label}}" + "".join(f"{cell(x, n):>5}" for x in shown) for n in names]
    page.paragraph(uncovered(found, table))
