"""``lorscore set``, ``plan`` and ``packet``, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_html import Page

from lorscore.cli import main

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
LETTERS = [
    str(SAMPLES / name) for name in ("01-program-director.docx", "02-research-mentor.pdf", "04-faint-praise.txt")
]


pytestmark = pytest.mark.usefixtures("loaded_once")


def test_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "set.html"
    assert main(["set", *LETTERS, "--html", str(page)]) == 0
    out, err = capsys.readouterr()
    assert err == f"lorscore: wrote {page}\n"
    assert max(map(len, out.splitlines())) <= 80
    assert "one of them may be about another applicant" in " ".join(out.split())
    Page(page.read_text(encoding="utf-8"))
    assert main(["set", *LETTERS, "--html", str(page)]) == 2
    assert "--force" in capsys.readouterr().err


def test_set_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["set", *LETTERS, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [x["file"] for x in data["letters"]] == [Path(p).name for p in LETTERS]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["set", LETTERS[0]], "A set is two letters or more"),
        (["set", LETTERS[0], "none.pdf"], "none.pdf: there is no such file"),
        (["set", *LETTERS, "--html", LETTERS[0]], "never written to"),
        (["plan", "none.toml"], "lorscore plan --init none.toml"),
        (["packet", "none.toml", "-o", "x"], "lorscore plan --init none.toml"),
        (["packet", str(SAMPLES / "profile.toml"), "-o", "/none/there"], "/none/there: this folder could not be made"),
    ],
)
def test_wrong_calls_are_told(argv: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert len(err.splitlines()) == 1


def test_from_a_new_profile_to_a_packet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile, folder = tmp_path / "profile.toml", tmp_path / "packet"
    assert main(["plan", "--init", str(profile)]) == 0
    assert main(["plan", "--init", str(profile)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main(["plan", str(profile)]) == 0
    out = capsys.readouterr().out
    assert "Whom to ask for letters: Amina Haddad" in out
    assert "This date has passed" not in out
    assert main(["plan", str(profile), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["timeline"][-1]["start"] == data["deadline"]
    assert main(["packet", str(profile), "-o", str(folder)]) == 0
    assert "The letter itself is the writer's" in capsys.readouterr().out
    assert (folder / "dates.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert len(list(folder.glob("*/summary.docx"))) == 3
    assert main(["packet", str(profile), "-o", str(folder)]) == 2
    assert main(["packet", str(profile), "-o", str(folder), "--force"]) == 0
