"""Findings as comments in a copy of the user's Word file."""

from __future__ import annotations

import hashlib
import io
import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from full_report import abstained, build, hostile
from lxml import etree
from word_files import commented, shown, write

from lorscore import readers
from lorscore.errors import InputError, OutputError
from lorscore.render.notes import notes, summary
from lorscore.render.word import annotate
from lorscore.report import Report


def annotated(folder: Path, seed: int = 0) -> tuple[Path, Path, Report]:
    source, target = write(folder / "draft.docx", seed), folder / "reviewed.docx"
    letter = readers.read(source)
    report = build(letter.text)
    annotate(source, target, report, letter)
    return source, target, report


@pytest.mark.parametrize("seed", range(8))
def test_text_and_format_are_untouched_and_comments_sit_on_the_exact_words(seed: int, tmp_path: Path) -> None:
    source, target, report = annotated(tmp_path, seed)
    before, after = docx.Document(str(source)), docx.Document(str(target))
    assert shown(after) == shown(before)
    assert readers.read(target).text == readers.read(source).text == report.text

    texts = commented(after)
    ours = {c.comment_id: c.text for c in after.comments if c.author == "lorscore"}
    placed = {(texts[id], said) for id, said in ours.items()}
    wanted = {(report.text[n.start : n.end], n.text) for n in notes(report)}
    assert len(report.evidence) == 20, "the file holds all that the fixture marks"
    assert wanted <= placed
    assert summary(report) in ours.values()


def test_comments_and_tracked_changes_that_were_there_stay(tmp_path: Path) -> None:
    source, target, _ = annotated(tmp_path)
    before, after = docx.Document(str(source)), docx.Document(str(target))
    theirs = [(c.author, c.text) for c in after.comments if c.author != "lorscore"]
    assert theirs == [("A colleague", "Is the date right?")]
    [id] = [c.comment_id for c in before.comments]
    assert commented(after)[id] == commented(before)[id]
    for tag in ("ins", "del"):
        name = f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{tag}"
        found = [[e.get(k) for k in e.keys()] for d in (before, after) for e in d.element.body.iter(name)]  # noqa: SIM118
        assert len(found) == 2
        assert found[0] == found[1]


def test_every_other_part_of_the_file_is_as_it_was(tmp_path: Path) -> None:
    source, target, _ = annotated(tmp_path)
    changed = {"word/document.xml", "word/comments.xml"}
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target) as after:
        assert set(after.namelist()) == set(before.namelist())
        for name in set(before.namelist()) - changed:
            a, b = before.read(name), after.read(name)
            if name.endswith((".xml", ".rels")):
                a, b = (canonical(x) for x in (a, b))
            assert a == b, name


def canonical(data: bytes) -> bytes:
    out = io.BytesIO()
    etree.fromstring(data).getroottree().write_c14n(out)
    return out.getvalue()


def test_the_original_is_only_read(tmp_path: Path) -> None:
    source = write(tmp_path / "draft.docx")
    source.chmod(0o444)
    digest, times = hashlib.sha256(source.read_bytes()).hexdigest(), source.stat().st_mtime_ns
    letter = readers.read(source)
    annotate(source, tmp_path / "reviewed.docx", build(letter.text), letter)
    assert hashlib.sha256(source.read_bytes()).hexdigest() == digest
    assert source.stat().st_mtime_ns == times
    for force in (False, True):
        with pytest.raises(OutputError, match="the letter itself"):
            annotate(source, source, build(letter.text), letter, force=force)


def test_an_existing_target_needs_force(tmp_path: Path) -> None:
    source, target, report = annotated(tmp_path)
    letter, kept = readers.read(source), target.read_bytes()
    with pytest.raises(OutputError, match="--force"):
        annotate(source, target, report, letter)
    assert target.read_bytes() == kept
    annotate(source, target, report, letter, force=True)


def test_annotating_a_reviewed_file_adds_to_it(tmp_path: Path) -> None:
    source, target, report = annotated(tmp_path)
    letter = readers.read(target)
    count = annotate(target, tmp_path / "again.docx", report, letter)
    again = docx.Document(str(tmp_path / "again.docx"))
    assert len(list(again.comments)) == 1 + 2 * count
    assert shown(again) == shown(docx.Document(str(source)))


def test_header_and_text_box_findings_are_quoted_nearby(tmp_path: Path) -> None:
    source = write(tmp_path / "draft.docx")
    letter = readers.read(source)
    quotes = ("Northfield Children's Hospital", "Professor of Pediatrics")
    report = build(letter.text)
    moved = [e for e in report.evidence if e.text in quotes]
    report = build(letter.text, evidence=[replace(e, kind="custom") for e in moved], suggestions=[], entities=[])
    annotate(source, tmp_path / "reviewed.docx", report, letter)
    said = [c.text for c in docx.Document(str(tmp_path / "reviewed.docx")).comments if c.author == "lorscore"]
    for quote in quotes:
        assert any(quote in text and "allows no comment" in text for text in said), quote


def test_other_files_carry_no_comments(tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("Dear Program Director,\n\nShe was my student for a year.\n")
    letter = readers.read(path)
    with pytest.raises(InputError, match="--html"):
        annotate(path, tmp_path / "out.docx", build(letter.text), letter)
    assert not (tmp_path / "out.docx").exists()


def test_hostile_words_are_text(tmp_path: Path) -> None:
    report = hostile()
    document = docx.Document()
    for line in report.text.replace("\x1b", "").split("\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "draft.docx"))
    letter = readers.read(tmp_path / "draft.docx")
    start = letter.text.index("<script>")
    spans = [replace(report.evidence[0], start=start, end=start + 8, text="<script>")]
    report = build(letter.text, evidence=spans, suggestions=[], entities=[], notes=report.notes)
    annotate(tmp_path / "draft.docx", tmp_path / "out.docx", report, letter)
    texts = [c.text for c in docx.Document(str(tmp_path / "out.docx")).comments]
    assert any("<script>alert('x')</script>" in t for t in texts)


def test_a_text_that_was_not_judged_gets_the_reason(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(abstained().text)
    document.save(str(tmp_path / "draft.docx"))
    letter = readers.read(tmp_path / "draft.docx")
    assert annotate(tmp_path / "draft.docx", tmp_path / "out.docx", abstained(), letter) == 1
    [comment] = docx.Document(str(tmp_path / "out.docx")).comments
    assert "This does not read like a letter." in comment.text


SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.docx"))


@pytest.mark.parametrize("source", SAMPLES, ids=lambda p: p.stem)
def test_any_words_of_a_sample_can_be_commented(source: Path, tmp_path: Path) -> None:
    letter = readers.read(source)
    words = [m.span() for m in re.finditer(r"\S+", letter.text)]
    dice = random.Random(7)
    spans = set()
    for i in dice.sample(range(len(words) - 6), 40):
        start, end = words[i][0], words[i + dice.randrange(6)][1]
        if any(p.start <= start and end <= p.end for p in letter.parts):
            spans.add((start, end))
    assert len(spans) > 20
    kind = build().evidence_of("doubt")[0]
    evidence = [
        replace(kind, id=f"e{i}", start=a, end=b, text=letter.text[a:b], explain=f"Number {i}.")
        for i, (a, b) in enumerate(sorted(spans))
    ]
    report = build(letter.text, evidence=evidence, suggestions=[], entities=[])
    annotate(source, tmp_path / "out.docx", report, letter)
    before, after = docx.Document(str(source)), docx.Document(str(tmp_path / "out.docx"))
    assert shown(after) == shown(before)
    assert readers.read(tmp_path / "out.docx").text == letter.text
    texts = commented(after)
    on = {c.text: texts[c.comment_id] for c in after.comments}
    for e in evidence:
        said = next((words for text, words in on.items() if text.endswith(e.explain)), None)
        quoted = any(text.endswith(e.explain) and "allows no comment" in text for text in on)
        # the end of a paragraph is no character of the file
        assert quoted or "".join((said or "").split()) == "".join(e.text.split())
