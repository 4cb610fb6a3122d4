"""Report -> one HTML file: no script, nothing loaded from anywhere, light and dark, screen and paper."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from importlib import resources

from lorscore.render import view
from lorscore.render.words import kinds, look, phrase, word
from lorscore.report import CRITERIA, Evidence, Report, Suggestion

# no address may be loaded from, even if letter text broke out of its escaping
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def render(report: Report) -> str:
    """Return the report as one HTML page.

    Parameters
    ----------
    report : Report
        What to show; all of its text is escaped.

    Returns
    -------
    str
        A complete document (HTML 5, UTF-8).
    """
    body = "\n".join(part for part in _sections(report) if part)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex">\n'
        f"<title>{text(view.title(report))}</title>\n<style>\n{stylesheet()}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def stylesheet() -> str:
    """Return the page's CSS: the colours of ``look.toml`` as variables, and ``page.css``."""
    light = [f"--{name}: {value};" for name, value in look()["page"]["light"].items()]
    dark = [f"--{name}: {value};" for name, value in look()["page"]["dark"].items()]
    light += [f"--k-{kind}: {entry.light};" for kind, entry in kinds().items()]
    dark += [f"--k-{kind}: {entry.dark};" for kind, entry in kinds().items()]
    marks = "\n".join(
        f".k-{kind} {{ background: var(--k-{kind}); text-decoration-style: {entry.line.split()[0]}; "
        f"text-decoration-thickness: {entry.line.split()[1]}; }}"
        for kind, entry in kinds().items()
    )
    page = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    # dark on screens only: paper is white
    return (
        f":root {{ color-scheme: light dark; {' '.join(light)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {' '.join(dark)} }} }}\n{page}{marks}\n"
    )


def text(value: str) -> str:
    """Escape a text for an element or a quoted attribute, with its control characters made visible.

    Examples
    --------
    >>> from lorscore.render.html import text
    >>> text("<b>A & 'B'")
    '&lt;b&gt;A &amp; &#x27;B&#x27;'
    """
    return html.escape(view.clean(value), quote=True)


def _sections(report: Report) -> Iterable[str]:
    # the name alone: a page is passed on, and the folders of a machine are nobody's business
    name = re.split(r"[/\\]", report.source)[-1] if report.source else ""
    source = f" — {text(name)}" if name else ""
    yield f'<header><h1>{text(view.title(report))}</h1>\n<p class="lead">{text(view.lead(report))}{source}</p></header>'
    yield "<main>"
    first, *rest = view.headline(report)
    yield f'<p class="headline">{text(first)}</p>'
    yield f"<p>{text(' '.join(rest))}</p>" if rest else ""
    yield f'<p class="soft">{text(word("overall", "caveat"))}</p>'
    yield _alerts(report)
    if report.abstained is None:
        yield _section("criteria", _chart(report) + _why(report))
        yield _section("strengths", _list(view.strengths(report)) or _p(word("phrases", "no_strengths")))
        yield _section("next", _next(report))
    yield _section("letter", _letter(report))
    if report.abstained is None:
        yield from _values(report)
    yield _section("notes", _list(report.notes))
    yield _section("findings", _findings(report))
    yield f"</main>\n<footer>{_made_by(report)}</footer>"


def _values(report: Report) -> Iterable[str]:
    """Set the qualities, the concerns that the letter speaks to, the checklist, and what moved the score."""
    yield '<div class="columns">'
    for table, heading, rows in view.tables(report):
        yield _section(table, _list(f"{row.name}: {row.said}" for row in rows), heading)
    terms = "".join(f"<tr><td>{text(said)}</td><td>{figure}</td></tr>" for said, figure in view.moved(report))
    if terms:
        yield _section("moved", f'<p class="soft">{text(word("phrases", "moved"))}</p><table>{terms}</table>')
    yield "</div>"


def _section(id: str, content: str, heading: str | None = None) -> str:
    if not content:
        return ""
    return f'<section id="{id}"><h2>{text(heading or word("headings", id))}</h2>\n{content}</section>'


def _p(said: str) -> str:
    return f"<p>{text(said)}</p>"


def _list(rows: Iterable[str]) -> str:
    items = "".join(f"<li>{text(row)}</li>" for row in rows)
    return f"<ul>{items}</ul>" if items else ""


def _alerts(report: Report) -> str:
    """Set what a writer must not miss: flags, caps and identifiers."""
    names = [said for _, said in view.identifiers(report)]
    flags = "".join(f'<li class="alert">{text(row)}</li>' for row in view.raised(report))
    flags = f"<ul>{flags}</ul>" if flags else "" if report.abstained else _p(word("phrases", "no_flags"))
    return _section("flags", flags) + _section("caps", _list(view.caps(report))) + _section("identifiers", _list(names))


def _chart(report: Report) -> str:
    """Draw the criteria as bars; the same figures stand beside them as text."""
    left, width, step = 230, 320, 34
    rows = [c for c in CRITERIA if c in report.criteria]
    height = step * len(rows) + 24
    parts = []
    for i, name in enumerate(rows):
        level, said, y = report.criteria[name].level, text(view.level(report.criteria[name])), i * step + 6
        parts.append(f'<text x="0" y="{y + 16}">{text(word("criteria", name))}</text>')
        parts.append(f'<rect class="track" x="{left}" y="{y}" width="{width}" height="22"/>')
        if level is None:
            parts.append(f'<text x="{left + 8}" y="{y + 16}">{said}</text>')
            continue
        parts.append(f'<rect class="bar" x="{left}" y="{y}" width="{level / 4 * width:.0f}" height="22"/>')
        parts.append(f'<text x="{left + width + 12}" y="{y + 16}">{said}</text>')
    for value in range(5):
        x, y = left + value * width // 4, step * len(rows) + 2
        parts.append(f'<line class="tick" x1="{x}" x2="{x}" y1="{y - 4}" y2="{y + 2}"/>')
        parts.append(f'<text x="{x}" y="{y + 18}" text-anchor="middle">{value}</text>')
    return (
        f'<svg class="chart" role="img" aria-labelledby="chart-title" viewBox="0 0 640 {height}">'
        f'<title id="chart-title">{text(word("phrases", "chart"))}</title>{"".join(parts)}</svg>\n'
    )


def _why(report: Report) -> str:
    rows = []
    for name in CRITERIA:
        criterion = report.criteria.get(name)
        if criterion is None:
            continue
        level = text(view.level(criterion))
        rows.append(
            f"<div><dt>{text(word('criteria', name))}: {level}</dt><dd>{text(view.why(report, name))}</dd></div>"
        )
    return f'<dl class="why">{"".join(rows)}</dl>'


def _next(report: Report) -> str:
    steps = view.next_steps(report)
    if not steps:
        return _p(word("phrases", "no_suggestions"))
    items = []
    for step in steps:
        where = ""
        if step.start is not None:
            line = view.line_number(report.text, step.start)
            where = f'<p class="soft"><a href="#line{line}">{text(view.suggested_place(report, step))}</a></p>'
        items.append(f"<li>{_said(step)}{where}</li>")
    return f'<ol class="next">{"".join(items)}</ol>'


def _said(step: Suggestion) -> str:
    prompt = _p(phrase("phrases", "prompt", prompt=step.prompt)) if step.prompt else ""
    return f"<p><strong>{text(step.message)}</strong> ({text(view.gain(step))})</p>{prompt}"


def _letter(report: Report) -> str:
    """Set the letter line by line, each with its number and, beside it, the suggestions that belong there."""
    if not report.text.strip():
        return _p(word("phrases", "no_evidence"))
    names = view.codes(report)
    notes: dict[int, list[Suggestion]] = {}
    for step in view.next_steps(report):
        if step.start is not None:
            notes.setdefault(view.line_number(report.text, step.start), []).append(step)
    legend = "".join(
        f'<li><mark class="k-{kind}">{text(word("kinds", kind))}</mark> {text(kinds()[kind].code)}</li>'
        for kind in view.used_kinds(report)
    )
    rows, previous = [], 0
    for line, segments in view.marked_lines(report):
        gap = " gap" if line.number > previous + 1 else ""
        previous = line.number
        beside = "".join(f'<div class="note {n.severity}">{_said(n)}</div>' for n in notes.get(line.number, []))
        margin = f'<div class="beside" role="note">{beside}</div>' if beside else ""
        rows.append(
            f'<div class="row{gap}" id="line{line.number}"><span class="number">{line.number}</span>'
            f"<p>{_marked(report, segments, names)}</p>{margin}</div>"
        )
    return f'<ul class="legend">{legend}</ul>\n' + "\n".join(rows)


def _marked(report: Report, segments: list[view.Segment], names: dict[str, str]) -> str:
    parts = []
    for segment in segments:
        run = text(report.text[segment.start : segment.end])
        # the longest span is outermost, so the shortest one's ground is seen
        for evidence in reversed(segment.covering):
            run = f'<mark class="k-{evidence.kind}" title="{text(_tip(evidence))}">{run}</mark>'
        parts.append(run)
        for evidence in reversed(segment.closing):
            name, id = names[evidence.id], text(evidence.id)
            hidden = f'<span class="hidden"> {text(word("kinds", evidence.kind))}</span>'
            parts.append(f'<a class="code" id="at-{id}" href="#{id}">{name}{hidden}</a>')
    return "".join(parts)


def _tip(evidence: Evidence) -> str:
    return f"{view.describe(evidence)}. {evidence.explain}"


def _findings(report: Report) -> str:
    """List every span with what it is and why it counts."""
    names = view.codes(report)
    rows = []
    for evidence in report.evidence:
        id = text(evidence.id)
        where = text(view.place(report.text, evidence.start, evidence.end, 80))
        rows.append(
            f'<tr id="{id}"><th scope="row"><a href="#at-{id}">{names[evidence.id]}</a></th><td>{where}</td>'
            f"<td>{text(view.describe(evidence))}. {text(evidence.explain)} "
            f'<span class="soft">{text(evidence.rule)}</span></td></tr>'
        )
    return f"<table>{''.join(rows)}</table>" if rows else ""


def _made_by(report: Report) -> str:
    model = report.model
    return text(
        phrase(
            "phrases", "made_by", version=report.version, model=f"{model.name} {model.version}",
            pipeline=model.pipeline, sha=model.sha256[:12], rules=model.rules_sha256[:12],
        )
    )  # fmt: skip
