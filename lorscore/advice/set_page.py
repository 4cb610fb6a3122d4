"""A set of letters as one HTML page with its plots inside; no script, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from lorscore.advice import set_text
from lorscore.advice.conditions import guide
from lorscore.advice.letter_set import LetterSet, SetLetter
from lorscore.render import view
from lorscore.render.html import stylesheet, text
from lorscore.render.words import word
from lorscore.report import CRITERIA, QUALITIES

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """th { white-space: nowrap; }
.matrix .cell { fill: var(--bar); stroke: var(--rule); }
.matrix .empty { fill: var(--track); stroke: var(--rule); }
.chart .range { stroke: var(--ink); stroke-width: 2; }
.chart .figure { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round; }
@media print { .chart { break-inside: avoid; } }
"""


def render(found: LetterSet) -> str:
    """Return a set as a complete document (HTML 5, UTF-8); all text of the letters is escaped."""
    words = guide("letter_set")["words"]
    mix = "".join(
        f"<tr><th>{text(words['statuses'][i.status])}</th><td>{text(i.title)} {text(_at(i.letters))}</td>"
        f'<td>{text(i.message)} <span class="soft">{text(i.source)}</span></td></tr>'
        for i in found.mix
    )
    same = "".join(
        f"<li>{text(p.first)}: “{text(p.first_sentence)}”<br>{text(p.second)}: “{text(p.second_sentence)}”</li>"
        for p in found.shared
    )
    parts = [
        f'<header><h1>{text(words["title"])}</h1>\n<p class="lead">{text(words["for_whom"])}</p></header>\n<main>',
        section(words["letters"], bullets(map(set_text.row, found.letters))),
        section(words["overall"], _bars(found.letters)),
        section(words["mix"], f"<table>{mix}</table>"),
        section(
            words["criteria"],
            _matrix(found.letters, "criteria", CRITERIA, lambda x, n: x.criteria[n], 4)
            + paragraph(set_text.uncovered(found, "criteria")),
        ),
        section(
            words["qualities"],
            _matrix(found.letters, "qualities", QUALITIES, lambda x, n: x.qualities.get(n), 2)
            + paragraph(set_text.uncovered(found, "qualities")),
        ),
        section(words["next"], bullets(found.next) or paragraph(words["next_none"])),
        section(words["cautions"], bullets(f"{c.letter}, {c.title}: {c.why}" for c in found.cautions)),
        section(
            words["contradictions"],
            bullets(c.message for c in found.contradictions) or paragraph(words["contradictions_none"]),
        ),
        section(
            words["same"],
            (f"<ul>{same}</ul>" if same else "") + paragraph(words["same_why" if same else "same_none"]),
        ),
        "</main>",
    ]
    return document(words["title"], "\n".join(p for p in parts if p), _STYLE)


def document(title: str, body: str, style: str = "") -> str:
    """Return a page with the reports' look around ``body``, which is HTML already."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex">\n'
        f"<title>{text(title)}</title>\n<style>\n{stylesheet()}{style}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def section(heading: str, content: str) -> str:
    """Return a section, or nothing where it would be empty."""
    return f"<section><h2>{text(heading)}</h2>\n{content}</section>" if content else ""


def bullets(rows: Iterable[str]) -> str:
    """Return a list of escaped rows, or nothing."""
    items = "".join(f"<li>{text(row)}</li>" for row in rows)
    return f"<ul>{items}</ul>" if items else ""


def paragraph(said: str) -> str:
    """Return an escaped paragraph."""
    return f"<p>{text(said)}</p>"


def _at(labels: Sequence[str]) -> str:
    return f"({', '.join(labels)})" if labels else ""


def _svg(title: str, width: int, height: int, parts: Iterable[str]) -> str:
    return (
        f'<svg class="chart matrix" role="img" aria-label="{text(title)}" viewBox="0 0 {width} {height}">'
        f"<title>{text(title)}</title>{''.join(parts)}</svg>\n"
    )


def _bars(letters: Sequence[SetLetter]) -> str:
    """Draw how each letter reads, 1 to 5, with its interval; the figure stands beside it."""
    left, width, step = 40, 420, 34
    parts = []
    for i, letter in enumerate(letters):
        y = i * step + 6
        parts.append(f'<text x="0" y="{y + 16}">{letter.label}</text>')
        parts.append(f'<rect class="track" x="{left}" y="{y}" width="{width}" height="22"/>')
        if letter.overall is None:
            parts.append(f'<text x="{left + 8}" y="{y + 16}">{text(word("phrases", "not_measured"))}</text>')
            continue
        parts.append(f'<rect class="bar" x="{left}" y="{y}" width="{_x(letter.overall, width):.0f}" height="22"/>')
        if letter.interval:
            low, high = (left + _x(v, width) for v in letter.interval)
            parts.append(f'<line class="range" x1="{low:.0f}" x2="{high:.0f}" y1="{y + 11}" y2="{y + 11}"/>')
        parts.append(f'<text x="{left + width + 12}" y="{y + 16}">{view.figure(letter.overall)}</text>')
    foot = step * len(letters) + 20
    parts += [f'<text x="{left + _x(v, width):.0f}" y="{foot}" text-anchor="middle">{v}</text>' for v in range(1, 6)]
    return _svg(guide("letter_set")["words"]["overall"], 560, foot + 6, parts)


def _x(value: float, width: int) -> float:
    return (value - 1) / 4 * width


def _matrix(
    letters: Sequence[SetLetter], table: str, names: Sequence[str], value: Callable[[SetLetter, str], float | None],
    most: int,
) -> str:  # fmt: skip
    """Draw letters x names; a cell is filled as far as its value, and says it as a figure."""
    left, cell, step = 380, 64, 34
    parts = [
        f'<text x="{left + j * cell + cell // 2}" y="16" text-anchor="middle">{x.label}</text>'
        for j, x in enumerate(letters)
    ]
    for i, name in enumerate(names):
        y = 26 + i * step
        parts.append(f'<text x="0" y="{y + 19}">{text(word(table, name))}</text>')
        for j, letter in enumerate(letters):
            x, level = left + j * cell, value(letter, name)
            parts.append(f'<rect class="empty" x="{x}" y="{y}" width="{cell - 4}" height="28"/>')
            if level:
                parts.append(f'<rect class="cell" x="{x}" y="{y}" width="{level / most * (cell - 4):.0f}" height="28"/>')  # fmt: skip  # noqa: E501
            said = "-" if level is None else view.figure(level)
            middle = x + (cell - 4) // 2
            parts.append(f'<text class="figure" x="{middle}" y="{y + 19}" text-anchor="middle">{said}</text>')
    return _svg(guide("letter_set")["words"][table], left + cell * len(letters), 30 + step * len(names), parts)
