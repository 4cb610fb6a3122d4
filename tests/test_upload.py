"""The check before a letter goes into the portal."""

from __future__ import annotations

from pathlib import Path

import pytest

from lorscore.letter import Letter
from lorscore.upload import UploadItem, check

FIXTURES = Path(__file__).parent / "fixtures"  # two blank pages, encrypted with and without a password to open
FULL = (Path(__file__).parent / "render" / "fixtures" / "letter.txt").read_text(encoding="utf-8")


def outcomes(items: list[UploadItem]) -> dict[str, str]:
    return {item.key: item.outcome for item in items}


def of_letter(text: str, tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "letter.txt"
    path.write_text(text)
    return outcomes(check(path, Letter.from_text(text)))


def pdf(path: Path, *, width: float = 612, height: float = 792, signed: bool = False, padding: int = 0) -> Path:
    """Write a one-page PDF, by hand, so that each property can be set."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R" + (" /AcroForm << /SigFlags 3 /Fields [4 0 R] >>" if signed else "") + " >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}]"
        + (" /Annots [4 0 R]" if signed else "")
        + " >>",
    ]
    if signed:
        objects.append(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature) /Rect [0 0 0 0] /P 3 0 R /V << /Type /Sig "
            "/Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 1 2 3] /Contents <00> >> >>"
        )
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    body += b"%" + b"x" * padding + b"\n"
    table = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    body += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    path.write_bytes(body)
    return path


def test_a_good_pdf_passes(tmp_path: Path) -> None:
    found = outcomes(check(pdf(tmp_path / "letter.pdf"), Letter.from_text(FULL)))
    assert "fail" not in found.values()
    assert found["page_size"] == found["encryption"] == found["digital_signature"] == found["size"] == "pass"


def test_a4_is_refused(tmp_path: Path) -> None:
    items = {i.key: i for i in check(pdf(tmp_path / "a4.pdf", width=595.28, height=841.89), None)}
    assert items["page_size"].outcome == "fail"
    assert "8.27 by 11.69" in items["page_size"].message


def test_a_digital_signature_is_refused(tmp_path: Path) -> None:
    assert outcomes(check(pdf(tmp_path / "signed.pdf", signed=True), None))["digital_signature"] == "fail"


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    assert outcomes(check(pdf(tmp_path / "large.pdf", padding=1_000_000), None))["size"] == "fail"


@pytest.mark.parametrize("name", ["locked.pdf", "owner-password.pdf"])
def test_encryption_is_refused(name: str) -> None:
    assert outcomes(check(FIXTURES / name, None))["encryption"] == "fail"


def test_a_damaged_pdf_is_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "damaged.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing")
    assert outcomes(check(path, None)) == {
        "size": "pass", "encryption": "unknown", "digital_signature": "unknown", "page_size": "unknown",
    }  # fmt: skip


def test_a_word_file_has_its_paper_size_but_is_no_pdf(tmp_path: Path) -> None:
    import docx
    from docx.shared import Mm

    document = docx.Document()
    document.sections[0].page_width, document.sections[0].page_height = Mm(210), Mm(297)
    document.save(str(tmp_path / "letter.docx"))
    found = outcomes(check(tmp_path / "letter.docx", None))
    assert found == {"format": "fail", "size": "pass", "page_size": "fail"}


@pytest.mark.skipif("sys.platform == 'win32'", reason="such a name cannot exist there")
def test_a_forbidden_name(tmp_path: Path) -> None:
    items = {i.key: i for i in check(pdf(tmp_path / "letter: final?.pdf"), None)}
    assert items["filename"].outcome == "fail"
    assert ": ?" in items["filename"].message


def test_the_letters_parts(tmp_path: Path) -> None:
    found = of_letter(FULL, tmp_path)
    assert (found["letterhead"], found["letterhead_contact"], found["date"], found["salutation"]) == ("pass",) * 4
    assert found["signature"] == "unknown", "a name in type does not say that the letter is signed"
    assert found["waiver"] == "advice"
    bare = of_letter("I taught her for a year and saw her with many families in our clinic.", tmp_path)
    assert (bare["letterhead"], bare["letterhead_contact"], bare["date"], bare["signature"]) == ("advice",) * 4
    assert bare["salutation"] == "unknown"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Kresimirova 42, Rijeka", True),
        ("Calle de Alcalá 5 | Madrid", True),
        ("8091 Zürich", True),
        ("Toronto M5G 1X8", True),
        ("Boston, MA 02115", True),
        ("Class of 2024, Division of Genetics", False),
        ("Tel 385", False),
        ("Room 12, Building", False),
    ],
)
def test_addresses_of_many_countries(line: str, named: bool, tmp_path: Path) -> None:
    text = (
        f"Saint Mark Hospital\nDepartment of Pediatrics\n{line}\n\nDear Program Director,\n\nI taught her for a year.\n"
    )
    (tmp_path / "letter.txt").write_text(text, encoding="utf-8")
    items = {i.key: i for i in check(tmp_path / "letter.txt", Letter.from_text(text))}
    missing = items["letterhead_contact"].message.partition(".")[0]
    assert ("address" not in missing) is named


def test_pictures_are_not_measured(tmp_path: Path) -> None:
    text = "Dear Program Director,\n\nI taught her for a year in our clinic.\n\nSincerely,\n\nTobias Okafor, MD"
    path = tmp_path / "letter.txt"
    path.write_text(text)
    plain = Letter.from_text(text)
    letter = Letter(plain.text, plain.parts, images=("header", "signature"))
    found = outcomes(check(path, letter))
    assert (found["letterhead"], found["letterhead_contact"], found["signature"]) == ("unknown", "unknown", "pass")


@pytest.mark.parametrize(
    ("salutation", "outcome"),
    [
        ("Dear Program Director,", "pass"),
        ("To Whom It May Concern:", "pass"),
        ("Dear Members of the Residency Selection Committee,", "pass"),
        ("Respected Sir/Madam,", "pass"),
        ("Dear Dr. Whitlock,", "advice"),
        ("Dear Program Director at Lakeview Hospital,", "advice"),
        ("Dear Selection Committee of Lakeview University,", "advice"),
        ("To the Program Director, [PROGRAM NAME]:", "advice"),
    ],
)
def test_salutations(salutation: str, outcome: str, tmp_path: Path) -> None:
    text = f"{salutation}\n\nI taught Dr. Raman for a year in our clinic.\n\nSincerely,\n\nTobias Okafor, MD"
    assert of_letter(text, tmp_path)["salutation"] == outcome


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("Dr. Raman has waived her right to see this letter.", "pass"),
        ("The right to review this letter has been waived.", "pass"),
        ("She waived her fee for the poor.", "advice"),
    ],
)
def test_waivers(sentence: str, outcome: str, tmp_path: Path) -> None:
    assert of_letter(f"Dear Program Director,\n\n{sentence}\n", tmp_path)["waiver"] == outcome


def test_every_item_has_a_source() -> None:
    assert all(item.source.startswith("https://") for item in check(FIXTURES / "locked.pdf", Letter.from_text(FULL)))
