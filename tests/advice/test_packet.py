"""The packet: reminders judged by what judges letters, one page, drafts, dates. With the shipped models."""

from __future__ import annotations

import dataclasses
import datetime
import email
import email.policy
from pathlib import Path
from typing import Any

import docx
import pytest
from test_html import Page

import lorscore
from lorscore.advice import packet_files, packet_text
from lorscore.advice.conditions import guide
from lorscore.advice.packet import Packet, make_packet, page_lines
from lorscore.advice.profile import Profile, parse, starter
from lorscore.advice.reminders import check_reminders, in_letter_voice
from lorscore.advice.timeline import timeline
from lorscore.errors import InputError, OutputError

TODAY = datetime.date(2027, 1, 4)
BASE = parse(starter(TODAY))
EVENT = "I noticed ptosis and a shield chest in a boy sent for short stature, proposed Noonan syndrome, and the panel found a PTPN11 variant."  # fmt: skip  # noqa: E501


@pytest.fixture(scope="module")
def analyzer() -> lorscore.Analyzer:
    return lorscore.load()


@pytest.fixture(scope="module")
def packet(analyzer: lorscore.Analyzer) -> Packet:
    return make_packet(BASE, analyzer)


def with_writer(**changes: Any) -> Profile:
    return dataclasses.replace(BASE, writers=({**BASE.writers[0], **changes},))


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("I told you what I'd found.", "She told I what she had found."),
        ("My plan was used; you asked me for it.", "Her plan was used; I asked her for it."),
        ("Drew a pedigree. It changed the plan.", "She drew a pedigree. It changed the plan."),
        ("When a boy came, I called. I was told.", "When a boy came, she called. She was told."),
    ],
)
def test_the_voice_of_a_letter(said: str, spoken: str) -> None:
    assert in_letter_voice(said) == spoken


def test_reminders_are_judged_as_sentences_of_a_letter_are(analyzer: lorscore.Analyzer) -> None:
    said = [EVENT, "I am hard-working and kind.", "I am a team player with excellent communication skills."]
    checks = check_reminders(analyzer, {"name": "Dr. A", "reminders": said}, "Amina Haddad")
    assert [(c.number, c.text) for c in checks] == list(enumerate(said, 1))
    assert [c.concrete for c in checks] == [True, False, False]
    assert not any(c.patient for c in checks)


def test_what_is_vague_is_told(analyzer: lorscore.Analyzer) -> None:
    found = make_packet(with_writer(reminders=[EVENT, "I am hard-working and kind."]), analyzer)
    notes = " ".join(found.notes)
    assert "reminder 2: it tells no event" in notes
    assert "reminder 1: it tells no event" not in notes
    assert "2 reminders. The guide asks for three to five" in notes
    many = make_packet(with_writer(reminders=[EVENT.replace("boy", f"boy of {n}") for n in range(3, 9)]), analyzer)
    assert any("keep the best five" in note for note in many.notes)


@pytest.mark.parametrize(
    "reminder",
    [
        "I examined a boy named Owen Carter, proposed Noonan syndrome, and the panel found a variant.",
        "I found the missed array of a girl (MRN 0048291), and the family was called.",
        "I called the family of an infant, born on 4 May 2019, about a newborn screen.",
    ],
)
def test_a_patient_is_named_nowhere(reminder: str, analyzer: lorscore.Analyzer) -> None:
    with pytest.raises(InputError, match=r"reminder 2: .* Take it out; nothing was written"):
        make_packet(with_writer(reminders=[EVENT, reminder]), analyzer)


def test_one_page(analyzer: lorscore.Analyzer, packet: Packet) -> None:
    most = guide("packet")["page"]["lines"]
    assert all(page_lines(w) <= most for w in packet.writers)
    long = [f"{EVENT} {EVENT} {EVENT} {EVENT}"] * 5
    with pytest.raises(InputError, match=f"one page holds {most}"):
        make_packet(with_writer(reminders=long), analyzer)


def test_who_gets_a_page(analyzer: lorscore.Analyzer, packet: Packet) -> None:
    assert [w.writer for w in packet.writers] == [w["name"] for w in BASE.writers]
    first, second, third = BASE.writers
    some = dataclasses.replace(BASE, writers=({**first, "answer": "no"}, {**second, "reminders": []}, third))
    found = make_packet(some, analyzer)
    assert [w.writer for w in found.writers] == [third["name"]]
    with pytest.raises(InputError, match="No writer of the profile has reminders"):
        make_packet(with_writer(reminders=[]), analyzer)


def test_files(tmp_path: Path, packet: Packet) -> None:
    folder = tmp_path / "packet"
    files = packet_files.write(packet, folder, timeline(packet.plan, TODAY))
    assert sorted(p for p in folder.rglob("*") if p.is_file()) == sorted(files)
    assert {p.parent.name for p in files} == {
        "packet", "dr-ruth-lindqvist", "dr-samuel-oduya", "prof-mei-castellanos",
    }  # fmt: skip
    assert all(p.stat().st_mode & 0o077 == 0 for p in files)
    with pytest.raises(OutputError, match="exists already"):
        packet_files.write(packet, folder, timeline(packet.plan, TODAY))
    assert packet_files.write(packet, folder, timeline(packet.plan, TODAY), force=True) == files
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="could not be made"):
        packet_files.write(packet, tmp_path / "file" / "packet", timeline(packet.plan, TODAY))
    assert "3 of 3" in " ".join(packet_text.render(packet, timeline(packet.plan, TODAY), files).split())


def test_word_and_html_say_the_same(tmp_path: Path, packet: Packet) -> None:
    one = packet.writers[0]
    path = tmp_path / "summary.docx"
    path.write_bytes(packet_files.word(one))
    made = docx.Document(str(path))
    lines = [one.title, one.opening, *(t for s in one.sections for t in (s.heading, *s.lines))]
    assert [p.text for p in made.paragraphs] == lines
    assert (made.sections[0].page_width.inches, made.sections[0].page_height.inches) == (8.5, 11)
    assert (made.core_properties.author, made.core_properties.comments) == ("", "")
    page = packet_files.html(one)
    Page(page)
    for wanted in (*BASE.writers[0]["reminders"], "Curriculum vitae", "24 May 2027", "The letter is yours"):
        assert wanted in " ".join(lines)
        assert wanted in page


def test_scores_go_along_where_they_are_strong(analyzer: lorscore.Analyzer) -> None:
    weak = dataclasses.replace(BASE, applicant={**BASE.applicant, "scores_strong": None}, writers=BASE.writers[:1])
    assert "Exam scores" not in packet_files.html(make_packet(weak, analyzer).writers[0])


def test_drafts(packet: Packet) -> None:
    drafts = {m.id: email.message_from_bytes(packet_files.eml(m), policy=email.policy.default) for m in packet.writers[0].mails}  # fmt: skip  # noqa: E501
    assert list(drafts) == ["ask", "packet", "reminder-1", "reminder-2", "thanks"]
    ask = drafts["ask"]
    assert (ask["To"], ask["From"], ask["X-Unsent"]) == (BASE.writers[0]["email"], BASE.applicant["email"], "1")
    body = ask.get_content()
    assert "strong letter" in body
    assert "by video" in body
    assert "24 May 2027" in body
    assert "{" not in "".join(str(d["Subject"]) + d.get_content() for d in drafts.values())
    assert packet_files.eml(packet.writers[2].mails[0]).count(b"To:") == 0, "no address in the profile"


def test_names_in_any_script(analyzer: lorscore.Analyzer) -> None:
    first = BASE.writers[0]
    named = tuple({**first, "name": n} for n in ("王小明", "Dr. Łukasz Żak", "Dr Lukasz Zak", "../../etc"))
    found = make_packet(dataclasses.replace(BASE, writers=named), analyzer)
    assert packet_files._folders(found.writers) == ["writer-1", "dr-lukasz-zak", "dr-lukasz-zak-3", "etc"]
    assert (
        "王小明"
        in email.message_from_bytes(
            packet_files.eml(found.writers[0].mails[0]), policy=email.policy.default
        ).get_content()
    )
