"""Make the pictures in docs/screenshots: the HTML report, the local page, and a Word file with comments.

    python docs/make_screenshots.py [LETTER.docx]

Needs the development dependencies, Chromium, LibreOffice with a window (on a virtual screen), and poppler:
``apt-get install chromium libreoffice-writer libreoffice-gtk3 xvfb xdotool imagemagick poppler-utils``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import lorscore
from lorscore import readers
from lorscore.render import html, word

DOCS = Path(__file__).parent
SAMPLE = DOCS.parent / "data" / "samples" / "10-draft-with-changes.docx"
# opens a document in a window, waits until it is there, and photographs the screen
WINDOW = """
soffice "-env:UserInstallation=$1" --norestore --nologo --nofirststartwizard --writer "$2" &
xdotool search --sync --onlyvisible --name "$(basename "$2")" >/dev/null
sleep 8
import -window root -crop 1290x1000+55+48 +repage "$3"
kill $!
"""


def main() -> None:
    """Analyse the letter and photograph what is rendered of it."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    letter = readers.read(source)
    report = lorscore.load().analyze(letter)
    folder = DOCS / "screenshots"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        page = work / "report.html"
        page.write_text(html.render(report), encoding="utf-8")
        chromium(work, page, f"--screenshot={folder / 'report-light.png'}", "--window-size=1000,3100")
        chromium(
            work, page, f"--screenshot={folder / 'report-dark.png'}", "--window-size=1000,3100",
            "--blink-settings=preferredColorScheme=0",
        )  # fmt: skip
        chromium(work, page, f"--print-to-pdf={work / 'report.pdf'}", "--no-pdf-header-footer")
        png(work / "report.pdf", folder / "report-print", page=1)
        local_page(source, folder)
        word.annotate(source, work / "reviewed.docx", report, letter)
        window(work, work / "reviewed.docx", folder / "word-comments.png")


def chromium(work: Path, page: Path, *options: str) -> None:
    """Open a page in headless Chromium, with a profile of its own and no connections."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is not installed.")
    quiet = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ]  # fmt: skip
    subprocess.run(
        [program, *quiet, f"--user-data-dir={work / 'profile'}", *options, page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip


def local_page(source: Path, folder: Path) -> None:
    """Photograph the page of ``lorscore serve`` with the letter opened and a finding chosen, in both themes."""
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "lorscore", "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stderr
        address = server.stderr.readline().split(" at ")[1].split()[0]
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        for scheme, name in (("light", "page.png"), ("dark", "page-dark.png")):
            page = browser.new_page(viewport={"width": 1360, "height": 1150}, color_scheme=scheme)
            page.goto(address)
            page.set_input_files("#file", source)
            page.click("#findings-list button:has-text('stock praise')")
            page.evaluate("scrollTo(0, 0); document.querySelector('.side').scrollTo(0, 0)")
            page.screenshot(path=folder / name)
        browser.close()
        server.terminate()


def window(work: Path, file: Path, target: Path) -> None:
    """Photograph a Word file in LibreOffice, comments in the margin, on a virtual screen."""
    subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1400x1100x24", "sh", "-c", WINDOW, "sh",
         (work / "office").as_uri(), str(file), str(target)],
        check=False, capture_output=True, timeout=180,
    )  # fmt: skip
    if not target.exists():
        raise SystemExit("LibreOffice could not be photographed; see the packages above.")


def png(pdf: Path, target: Path, *, page: int) -> None:
    """Draw one page of a PDF."""
    subprocess.run(
        ["pdftoppm", "-r", "80", "-f", str(page), "-l", str(page), "-singlefile", "-png", str(pdf), str(target)],
        check=True, timeout=60,
    )  # fmt: skip


if __name__ == "__main__":
    main()
