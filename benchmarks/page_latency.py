"""How long the marks of the local page take to follow a pause in typing, in headless Chromium.

    python benchmarks/page_latency.py

A letter of 500 words (a sample, and the beginning of another) is put into the page; then a character is typed at its
end, again and again. Printed are medians, in milliseconds of this machine, now: from the key to the marks; the pause
that the page waits for in it; and what one analysis of the same text takes in Python in the same minute.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import lorscore

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples" / "text"
TIMES = 15
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def main() -> None:
    names = ("01-program-director.txt", "02-research-mentor.txt")
    both = [(SAMPLES / name).read_text(encoding="utf-8") for name in names]
    text = re.match(r"(\s*\S+){1,500}", "\n\n".join(both))[0]
    command = [sys.executable, "-m", "lorscore", "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        address = re.search(r"http://\S+", server.stderr.readline())[0]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page()
        page.goto(address)
        page.fill("#letter", text)
        page.wait_for_selector("#findings-list button")
        whole = [key_to_marks(page) for _ in range(TIMES)]
        browser.close()
        server.terminate()
    analyzer = lorscore.load()
    analyzer.analyze(text)
    single = [timed(lambda: analyzer.analyze(text), time.perf_counter) for _ in range(TIMES)]
    busy = [timed(lambda: analyzer.analyze(text), time.process_time) for _ in range(TIMES)]
    pause = int(re.search(r"PAUSE = (\d+)", (ROOT / "lorscore/web/static/page.js").read_text(encoding="utf-8"))[1])
    print(f"letter: {len(text.split())} words; {TIMES} times each; medians")
    print(f"key to marks: {statistics.median(whole):.0f} ms (longest {max(whole):.0f} ms)")
    print(f"of it the pause: {pause} ms; one analysis alone: {statistics.median(single):.0f} ms", end="")
    print(f" ({statistics.median(busy):.0f} ms of a processor: the rest is what else this machine was doing)")


def key_to_marks(page: Page) -> float:
    """Type one character, and return the milliseconds until the marks were drawn."""
    page.evaluate("""() => {
      performance.clearMarks();
      letter.addEventListener("input", () => performance.mark("typed"), { once: true, capture: true });
    }""")
    page.locator("#letter").press("End")
    page.keyboard.type(".")
    while not page.evaluate("performance.getEntriesByName('lorscore-shown').length"):
        time.sleep(0.05)
    typed, shown = (
        page.evaluate(f"performance.getEntriesByName('{name}')[0].startTime") for name in ("typed", "lorscore-shown")
    )
    return shown - typed


def timed(do: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    do()
    return 1000 * (clock() - start)


if __name__ == "__main__":
    main()
