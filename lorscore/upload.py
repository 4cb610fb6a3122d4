"""Whether a file will pass the portal that residency applications use, and what its readers expect there.

The facts, with their sources, are in ``upload.toml``.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Literal, TypeAlias

import tomli

from lorscore.letter import Letter

Outcome: TypeAlias = Literal["pass", "fail", "advice", "unknown"]


@dataclass(frozen=True, slots=True)
class UploadItem:
    """One thing that was checked.

    Attributes
    ----------
    key : str
        Stable name of the check.
    name : str
        The same for people.
    outcome : {"pass", "fail", "advice", "unknown"}
        ``fail``: the portal refuses the file. ``advice``: recommended, not required. ``unknown``: cannot be told
        from the file.
    message : str
        What was found and what to do.
    source : str
        Where the portal says so.
    """

    key: str
    name: str
    outcome: Outcome
    message: str
    source: str


def check(path: Path, letter: Letter | None) -> list[UploadItem]:
    """Check a file, and the letter that was read from it, for the portal.

    Parameters
    ----------
    path : pathlib.Path
        The file; it exists.
    letter : Letter or None
        What was read from it; None where it could not be read, and only the file is checked.

    Returns
    -------
    list of UploadItem
        In the order of a person's look: the file, its pages, the letter from head to foot.
    """
    items = [*_file(path), *_pages(path)]
    return items if letter is None else [*items, *_letter(letter)]


def _file(path: Path) -> Iterator[UploadItem]:
    limits = _data()["limits"]
    if path.suffix.lower() != ".pdf":
        yield _item("format", "fail")
    size = path.stat().st_size
    yield _item("size", "pass" if size <= limits["bytes"] else "fail", kilobytes=-(-size // 1000))
    if bad := sorted(set(path.name) & set(limits["forbidden"])):
        yield _item("filename", "fail", characters=" ".join(bad))


def _pages(path: Path) -> Iterator[UploadItem]:
    if path.suffix.lower() == ".pdf":
        yield from _pdf(path)
    elif path.suffix.lower() == ".docx":
        yield _page_size(_docx_pages(path))
    else:
        yield _item("page_size", "unknown")


def _pdf(path: Path) -> Iterator[UploadItem]:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        yield _item("encryption", "fail" if locked else "unknown")
        yield _item("digital_signature", "unknown")
        yield _item("page_size", "unknown")
        return
    try:
        # -1 says that no security handler is in the file, even one with an empty password
        locked = raw.FPDF_GetSecurityHandlerRevision(document) != -1
        yield _item("encryption", "fail" if locked else "pass")
        yield _item("digital_signature", "fail" if raw.FPDF_GetSignatureCount(document) > 0 else "pass")
        yield _page_size([document.get_page_size(i) for i in range(len(document))])
    finally:
        document.close()


def _docx_pages(path: Path) -> list[tuple[float, float]]:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        sections = docx.Document(str(path)).sections
    except (PackageNotFoundError, KeyError, ValueError):
        return []
    return [(s.page_width.pt, s.page_height.pt) for s in sections if s.page_width and s.page_height]


def _page_size(pages: list[tuple[float, float]]) -> UploadItem:
    limits = _data()["limits"]
    if not pages:
        return _item("page_size", "unknown")
    for number, (width, height) in enumerate(pages, 1):
        if max(abs(width - limits["width"]), abs(height - limits["height"])) > limits["tolerance"]:
            inches = {"width": f"{width / 72:.2f}", "height": f"{height / 72:.2f}"}
            return _item("page_size", "fail", page=number, **inches)
    return _item("page_size", "pass")


def _letter(letter: Letter) -> Iterator[UploadItem]:
    said: dict[str, str] = {}
    for part in letter.parts:
        said[part.kind] = said.get(part.kind, "") + letter.text[part.start : part.end] + "\n"
    yield from _letterhead(letter, said)
    yield _item("date", "pass" if "date" in said else "advice")
    yield _salutation(said.get("salutation", "").strip())
    yield _signature(letter, "signature" in said)
    waived = any(re.search(p, letter.text, re.IGNORECASE) for p in _data()["waiver"]["said"])
    yield _item("waiver", "pass" if waived else "advice")


def _letterhead(letter: Letter, said: dict[str, str]) -> Iterator[UploadItem]:
    pictured = "header" in letter.images
    if "letterhead" in said:
        yield _item("letterhead", "pass")
    else:
        yield _item("letterhead", "unknown" if pictured else "advice")
    # some writers put their address under their name
    where = said.get("letterhead", "") + said.get("signature", "")
    names = {"address": "address", "phone": "phone", "email": "e-mail"}
    missing = [name for key, name in names.items() if not re.search(_data()["contact"][key], where)]
    outcome: Outcome = "pass" if not missing else "unknown" if pictured else "advice"
    yield _item("letterhead_contact", outcome, missing=", ".join(missing))


def _salutation(words: str) -> UploadItem:
    if not words:
        return _item("salutation", "unknown")
    named = any(re.search(pattern, words) for pattern in _data()["salutation"]["named"])
    return _item("salutation", "advice" if named else "pass", salutation=" ".join(words.split()))


def _signature(letter: Letter, named: bool) -> UploadItem:
    if not named:
        return _item("signature", "unknown" if "signature" in letter.images else "advice")
    return _item("signature", "pass" if "signature" in letter.images else "unknown")


def _item(key: str, outcome: Outcome, **values: object) -> UploadItem:
    entry = _data()["items"][key]
    return UploadItem(key, entry["name"], outcome, entry[outcome].format(**values), entry["source"])


@functools.cache
def _data() -> dict[str, Any]:
    return tomli.loads(resources.files(__package__).joinpath("upload.toml").read_text(encoding="utf-8"))
