"""The page in headless Chromium; skipped, with the reason, where there is none."""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Iterator
from typing import Any

import docx
import pytest

from lorscore.web.samples import samples

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (development dependencies)")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LETTER = "Dear Colleagues,\n\nShe is the best resident I have taught in ten years. She is hard-working.\n"
DROP = """([name, bytes]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name));
  for (const type of ["dragover", "drop"])
    document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """Open the page; afterwards, fail where it reported an error or asked another address for anything."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    asked: set[str] = set()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" and "422" not in m.text else None)
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.add(request.url))
    page.goto(address)
    page.wait_for_selector("#sample option:nth-child(2)", state="attached")
    yield page
    context.close()
    assert faults == []
    assert {url for url in asked if not url.startswith((f"{address}/", f"blob:{address}/"))} == set()


def read(page: Any, text: str) -> None:
    """Put a text into the field and wait until its findings are there."""
    page.fill("#letter", text)
    page.wait_for_selector("#findings-list button")


def marked(page: Any, kind: str) -> str:
    return "".join(page.locator(f"#mirror mark.k-{kind}").all_inner_texts())


def drawn(page: Any) -> str:
    """Return the words that the mirror draws, without the codes."""
    return page.evaluate("""() => { const all = document.getElementById("mirror").cloneNode(true);
      for (const tag of all.querySelectorAll(".tag")) tag.remove();
      return all.textContent; }""")


def click_on(page: Any, mark: Any) -> None:
    """Click on the first line of marked words."""
    mark.scroll_into_view_if_needed()
    x, y = mark.evaluate("m => { const r = m.getClientRects()[0]; return [r.x + r.width / 2, r.y + r.height / 2]; }")
    page.mouse.click(x, y)


def drop(page: Any, name: str, data: bytes) -> None:
    page.evaluate(DROP, [name, list(data)])


def test_marks_follow_what_is_typed(page: Any) -> None:
    page.locator("#letter").focus()
    page.keyboard.type("She is the best resident I have taught")
    page.wait_for_selector("#mirror mark.k-comparative")
    assert "best resident" in marked(page, "comparative")
    page.keyboard.type(" in ten years. She is hard-working.")
    page.wait_for_selector("#mirror mark.k-generic_adjective")
    assert "hard-working" in marked(page, "generic_adjective")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.wait_for_selector("#findings", state="hidden")
    assert page.locator("#mirror mark").count() == 0
    assert page.locator("#get-html").is_disabled()


def test_marks_stay_on_their_words_while_the_answer_is_awaited(page: Any) -> None:
    read(page, LETTER)
    page.route("**/read", lambda route: None)  # never answered
    before = marked(page, "generic_adjective")
    page.evaluate("document.getElementById('letter').setSelectionRange(0, 0)")
    page.locator("#letter").press_sequentially("To all: ")
    assert marked(page, "generic_adjective") == before
    assert drawn(page).startswith(f"To all: {LETTER}")


def test_an_older_answer_is_dropped(page: Any) -> None:
    held: list[Any] = []
    page.route("**/read", lambda route: held.append(route) if not held else route.continue_())
    page.fill("#letter", "She is hard-working, kind and a pleasure to work with.")
    page.wait_for_selector("body[aria-busy=true]")
    page.fill("#letter", LETTER)
    page.wait_for_selector("#mirror mark.k-comparative")
    with contextlib.suppress(sync_api.Error):  # the page hung up on it
        held[0].fulfill(status=200, json={"text": "OLD", "findings": [], "marks": []})
    page.wait_for_timeout(100)
    assert page.input_value("#letter") == LETTER
    assert "best resident" in marked(page, "comparative")


def test_an_answer_that_comes_while_somebody_types_takes_nothing_back(page: Any) -> None:
    read(page, LETTER)
    held: list[Any] = []
    page.route("**/read", lambda route: held.append(route))
    page.fill("#letter", "She is kind.")
    page.wait_for_selector("body[aria-busy=true]")
    page.clock.install()  # the pause after the next key does not end
    page.locator("#letter").press("End")
    page.keyboard.type(" And more.")
    with contextlib.suppress(sync_api.Error):  # the page hung up on it
        held[0].fulfill(status=200, json={"text": "She is kind.", "findings": [], "marks": []})
    page.evaluate("fetch('/settings').then((answer) => answer.text())")  # a round trip after it
    assert page.input_value("#letter") == "She is kind. And more."
    assert drawn(page).startswith("She is kind. And more.")


def test_a_dropped_word_file_comes_back_with_comments(page: Any) -> None:
    name = "10-draft-with-changes.docx"
    data = samples()[name].read_bytes()
    drop(page, name, data)
    page.wait_for_selector("#get-docx:enabled")
    assert page.inner_text("#source-text") == name
    with page.expect_download() as waiting:
        page.click("#get-docx")
    assert waiting.value.suggested_filename == "10-draft-with-changes-reviewed.docx"
    after = docx.Document(str(waiting.value.path()))
    before = docx.Document(io.BytesIO(data))
    assert [p.text for p in after.paragraphs] == [p.text for p in before.paragraphs]
    assert len(list(after.comments)) > len(list(before.comments))

    # edited here, the text is no longer the file's; one step leads back
    page.locator("#letter").press_sequentially("!")
    page.wait_for_selector("#back")
    assert page.locator("#get-docx").is_disabled()
    page.click("#back")
    page.wait_for_selector("#get-docx:enabled")
    assert page.locator("#back").is_hidden()


@pytest.mark.parametrize("name", ["02-research-mentor.pdf", "04-faint-praise.txt"])
def test_other_files_can_be_dropped(page: Any, name: str) -> None:
    drop(page, name, samples()[name].read_bytes())
    page.wait_for_selector("#findings-list button")
    assert page.locator("#get-docx").is_disabled()
    for form, first in (("html", b"<!DOCTYPE html>"), ("json", b"{")):
        with page.expect_download() as waiting:
            page.click(f"#get-{form}")
        assert waiting.value.path().read_bytes().startswith(first)
        assert waiting.value.suggested_filename == name[:-4] + f"-report.{form}"


def test_a_file_that_cannot_be_read_leaves_the_letter_alone(page: Any) -> None:
    read(page, LETTER)
    drop(page, "draft.docx", b"no zip at all")
    page.wait_for_selector("#error:not([hidden])")
    assert "draft.docx" in page.inner_text("#error")
    assert page.input_value("#letter") == LETTER
    assert page.locator("#source").is_hidden()


def test_a_sample_can_be_tried(page: Any) -> None:
    page.select_option("#sample", "01-program-director.docx")
    page.wait_for_selector("#findings-list button")
    assert page.locator("#get-docx").is_enabled()
    page.click("#clear")
    assert page.input_value("#letter") == ""
    assert page.locator("#findings").is_hidden()


def test_a_click_on_marked_words_says_why_and_what_to_ask(page: Any) -> None:
    page.select_option("#sample", "03-stock-praise.docx")
    mark = page.locator("#mirror mark.k-generic_adjective").first
    mark.wait_for()
    click_on(page, mark)
    page.wait_for_selector("#card:not([hidden])")
    card = page.inner_text("#card")
    assert "stock praise" in card
    assert "Rule: generic." in card
    assert page.locator("#mirror mark.chosen").count() >= 1
    # some finding of such a letter leads to a question
    for i in range(page.locator("#findings-list button").count()):
        page.locator("#findings-list button").nth(i).click()
        if "What to ask" in page.inner_text("#card"):
            break
    assert "Ask yourself:" in page.inner_text("#card")


def test_everything_by_keyboard_alone(page: Any) -> None:
    press = page.keyboard.press
    active = "document.activeElement.id || document.activeElement.dataset.id || document.activeElement.textContent"
    stops: list[str] = []
    for _ in range(12):
        press("Tab")
        stops.append(page.evaluate(active))
        if stops[-1] == "letter":
            break
    assert {"file", "sample", "clear", "letter"} <= set(stops)
    page.keyboard.insert_text(LETTER)
    page.wait_for_selector("#findings-list button")
    press("Control+Home")
    press("F8")
    chosen = page.inner_text("#card h2")
    selected = "letter.value.slice(letter.selectionStart, letter.selectionEnd)"
    assert page.evaluate(selected) == page.inner_text("#card blockquote")
    press("F8")
    assert page.inner_text("#card h2") != chosen
    press("Shift+F8")
    assert page.inner_text("#card h2") == chosen
    press("Escape")
    assert page.locator("#card").is_hidden()
    assert page.evaluate(active) == "letter"
    while page.evaluate("!document.activeElement.closest('#findings-list')"):
        press("Tab")
    first = page.evaluate(active)
    press("ArrowDown")
    assert page.evaluate(active) != first
    press("Enter")
    assert page.evaluate(active) == page.get_attribute("#findings-list [aria-pressed=true]", "data-id")
    assert page.locator("#card").is_visible()
    press("Escape")
    assert page.locator("#card").is_hidden()


def test_a_letter_full_of_markup_stays_text(page: Any) -> None:
    hostile = (
        "Dear <script>alert(1)</script>, <img src=x onerror=alert(2)> she is the best <b>resident</b> I have taught "
        "in ten years </textarea></div><svg onload=alert(3)><style>*{display:none}</style> and hard-working. "
        "javascript:alert(4) \u202e \U0001f9ec &lt;i&gt; She is the best \u202eresident <i>I have taught in ten years."
    )
    drop(page, "<img src=x onerror=alert(5)>.txt", hostile.encode())
    page.wait_for_selector("#findings-list button")
    assert page.input_value("#letter") == hostile
    assert drawn(page).startswith(hostile)
    for i in range(page.locator("#findings-list button").count()):
        page.locator("#findings-list button").nth(i).click()
    count = "document.querySelectorAll('main img, main script, main style, main i, main [onload], header img').length"
    assert page.evaluate(count) == 0
    assert page.inner_text("#source-text").startswith("<img")


def test_markup_from_a_string_is_forbidden_by_the_policy(browser: Any, address: str) -> None:
    # not the fixture's page: Chromium reports what the policy forbids, and here that is meant
    page = browser.new_page()
    page.goto(address)
    said = page.evaluate("""() => {
      try { document.body.innerHTML = "<p>x</p>"; return "allowed"; } catch (error) { return error.name; }
    }""")
    page.close()
    assert said == "TypeError"


@pytest.mark.parametrize("width", [380, 800, 1400])
def test_the_marks_lie_under_their_words(page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    text = (
        LETTER + "\n\n".join(["word " * 80, "longword" * 40, "tab\there  two  blanks " * 30, "\U0001f9ec is one "]) * 3
    )
    read(page, text + "She is the best resident I have taught in ten years.\n")
    sizes = "['mirror', 'letter'].map((id) => document.getElementById(id).scrollHeight)"
    mirror, field = page.evaluate(sizes)
    assert mirror == field
    # a click on the last mark finds the words that it is drawn for
    for mark in page.locator("#mirror mark.k-comparative").all():
        click_on(page, mark)
        chosen = page.locator("#mirror mark.chosen").evaluate_all("all => all.map((m) => m.textContent).join('')")
        assert mark.text_content() in chosen or chosen in mark.text_content()


def test_what_a_screen_reader_is_told(page: Any) -> None:
    read(page, LETTER)
    page.wait_for_selector("#status:not(:empty)", state="attached")
    assert page.get_attribute("#status", "aria-live") == "polite"
    assert "finding" in page.text_content("#status")
    nameless = page.evaluate("""() => [...document.querySelectorAll("button, select, input, textarea, section")]
      .filter((e) => !e.hidden && !(e.textContent.trim() || e.labels?.length || e.ariaLabel
        || e.hasAttribute("aria-labelledby"))).map((e) => e.outerHTML)""")
    assert nameless == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_letter_can_be_read_in_light_and_dark(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    colours = page.evaluate("""() => [getComputedStyle(document.getElementById("letter")).color,
      getComputedStyle(document.querySelector(".field")).backgroundColor,
      getComputedStyle(document.querySelector(".soft")).color,
      getComputedStyle(document.documentElement).backgroundColor]""")
    ink, panel, soft, ground = [_luminance(c) for c in colours]
    assert (ink < panel) == (scheme == "light")
    assert _contrast(ink, panel) >= 4.5
    assert _contrast(soft, panel) >= 4.5
    assert _contrast(soft, ground) >= 4.5


def _luminance(colour: str) -> float:
    """Return the relative luminance of ``rgb(r, g, b)`` (WCAG 2.2)."""
    parts = [int(p) / 255 for p in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
