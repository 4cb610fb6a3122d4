"""The report as one HTML page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from importlib import resources

import pytest
from full_report import HOSTILE, abstained, build, hostile

from lorscore.render import view
from lorscore.render.html import render
from lorscore.render.words import kinds, look
from lorscore.report import Report

VOID = {"meta", "rect", "line", "br"}


class Page(HTMLParser):
    """The elements of a page, and the letter's rows as a reader sees them."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.rows: dict[int, str] = {}
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)
        self.close()
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        row = next((a["id"] for _, a in self.open if (a.get("id") or "").startswith("line")), None)
        inside = [t for t, _ in self.open]
        aside = {"beside", "code"} & {a.get("class") for _, a in self.open}
        if row and "p" in inside and not aside:
            number = int(row.removeprefix("line"))
            self.rows[number] = self.rows.get(number, "") + data


@pytest.fixture(params=[build, hostile, abstained], ids=["full", "hostile", "abstained"])
def report(request: pytest.FixtureRequest) -> Report:
    made = request.param()
    assert isinstance(made, Report)
    return made


def test_nothing_runs_and_nothing_is_loaded(report: Report) -> None:
    page = render(report)
    for tag, attributes in Page(page).tags:
        assert tag not in {"script", "img", "link", "iframe", "object", "embed", "form", "base", "b", "u", "i"}, tag
        for name, value in attributes.items():
            assert not name.startswith("on"), name
            assert name not in {"src", "srcset", "style", "action"}, name
            if name == "href":
                assert value is not None
                assert value.startswith("#")
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_the_letter_reads_as_it_was_written(report: Report) -> None:
    rows = Page(render(report)).rows
    assert rows == {line.number: view.clean(report.text[line.start : line.end]) for line in view.lines(report.text)}


def test_links_lead_somewhere_and_ids_are_unique(report: Report) -> None:
    tags = Page(render(report)).tags
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(set(ids)) == len(ids)
    assert {a["href"] for t, a in tags if t == "a" and "href" in a} <= {f"#{i}" for i in ids}


def test_every_finding_is_marked_named_and_listed() -> None:
    report = build()
    page = render(report)
    for evidence in report.evidence:
        assert f'href="#{evidence.id}"' in page
        assert f'<tr id="{evidence.id}">' in page
        assert f'class="k-{evidence.kind}"' in page


def test_hostile_text_is_shown_not_obeyed() -> None:
    page = render(hostile())
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "&amp;lt;already&amp;gt;" in page


@pytest.mark.parametrize("source", ["/home/zanzibar/draft.docx", "C:\\Users\\zanzibar\\draft.docx", "draft.docx"])
def test_the_page_names_the_file_and_not_its_folder(source: str) -> None:
    page = render(build(source=source))
    assert "draft.docx" in page
    assert "zanzibar" not in page


def test_no_score_where_there_is_none() -> None:
    page = render(abstained())
    assert "No score" in page
    assert "of 100" not in page


def test_suggestions_stand_beside_their_line() -> None:
    page = render(build())
    row = page[page.index('id="line20"') : page.index('id="line22"')]
    assert "This reads as a doubt about her." in row
    assert "excellent with families" not in row


# Contrast, as WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio


def luminance(colour: str) -> float:
    assert re.fullmatch("#[0-9a-f]{6}", colour), colour
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_computed_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_meets_aa(theme: str) -> None:
    page = look()["page"][theme]
    for ink, ground in look()["contrast"]["text"]:
        assert contrast(page[ink], page[ground]) >= 4.5, (ink, ground)
    for line, ground in look()["contrast"]["graphic"]:
        assert contrast(page[line], page[ground]) >= 3, (line, ground)
    for kind, entry in kinds().items():
        ground = getattr(entry, theme)
        assert contrast(page["ink"], ground) >= 4.5, kind
        # the short names are links, and stand on the ground of the span around them
        assert contrast(page["link"], ground) >= 4.5, kind


def test_the_style_sheet_holds_no_colour_that_is_not_measured() -> None:
    css = resources.files("lorscore.render").joinpath("page.css").read_text()
    named = r"\b(white|black|red|green|blue|grey|gray|yellow|orange|purple|silver|navy|teal)\b(?!-)"
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(|" + named, css)
    used = set(re.findall(r"var\(--([a-z]+)\)", css))
    pairs = look()["contrast"]
    assert used == {name for pair in [*pairs["text"], *pairs["graphic"]] for name in pair}


def test_prints_and_adapts() -> None:
    page = render(build())
    assert "@media print" in page
    assert "prefers-color-scheme: dark" in page
    assert "screen and (prefers-color-scheme" in page, "paper stays white"
