"""A profile is read strictly: each error names the field and shows a right one."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path

import pytest

from lorscore.advice.conditions import guide
from lorscore.advice.profile import load, parse, starter
from lorscore.errors import InputError

TODAY = datetime.date(2027, 1, 4)
TEXT = starter(TODAY)
REQUIRED = [(t, f) for t, fields in guide("profile").items() for f, field in fields.items() if field.get("required")]
FIELDS = [(t, f) for t, fields in guide("profile").items() for f in fields]


def without(table: str, field: str) -> str:
    """Return the starter with the first such field taken out of the first such table."""
    head = "[applicant]" if table == "applicant" else f"[[{table}]]"
    before, after = TEXT.split(head, 1)
    return before + head + re.sub(rf"(?m)^{field} = (?:\[\n(?:.*\n)*?\]|.*)\n", "", after, count=1)


def test_the_starter_runs_and_tells_its_dates() -> None:
    profile = parse(TEXT)
    assert profile.applicant["deadline"] == datetime.date(2027, 5, 24)
    assert profile.rotations[0]["begins"] == datetime.date(2027, 2, 1)
    assert [len(w["reminders"]) for w in profile.writers] == [3, 3, 3]
    assert profile.writers[2]["email"] is None


@pytest.mark.parametrize(("table", "field"), REQUIRED)
def test_a_missing_field_is_named_with_a_right_one(table: str, field: str) -> None:
    with pytest.raises(InputError) as raised:
        parse(without(table, field), "mine.toml")
    said = str(raised.value)
    assert said.startswith("mine.toml: [")
    assert table in said
    assert f"the field '{field}' is missing" in said
    assert guide("profile")[table][field]["example"] in said


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_a_wrong_value_is_named_and_the_example_shown_is_right(table: str, field: str) -> None:
    head = "[applicant]" if table == "applicant" else f"[[{table}]]"
    example = guide("profile")[table][field]["example"]
    for value in ("{ a = 1 }", '""', "[]", '"two\\nlines"', "-4"):
        wrong = without(table, field).replace(head, f"{head}\n{field} = {value}", 1)
        with pytest.raises(InputError) as raised:
            parse(wrong)
        assert f"{field}" in str(raised.value)
        assert example in str(raised.value)
    parse(without(table, field).replace(head, f"{head}\n{example}", 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('role = "clinical_geneticist"', 'role = "geneticist"', "'geneticist' is none of clinical_geneticist,"),
        ("weeks = 12", 'weeks = "12"', "weeks must be a whole number"),
        ("weeks = 12", "weeks = true", "weeks must be a whole number"),
        ("weeks = 12", "weeks = 12\nwekks = 3", "there is no field 'wekks'"),
        ("senior = true", 'senior = "yes"', "senior must be true or false"),
        ('saw = ["analytical", "communication"]', 'saw = ["kindness"]', "'kindness' is none of analytical,"),
        ("[[writer]]", "[[writers]]", "there is no table [writers]"),
        ("[applicant]", "[aplicant]", "there is no table [aplicant]"),
        ('name = "Dr. Samuel Oduya"', 'name = "dr. ruth lindqvist"', "two [[writer]] tables have the name"),
        ("deadline = 2027-05-24", 'deadline = "24 May"', "deadline must be a date"),
        ("deadline = 2027-05-24", "deadline = 24 May", "this is not valid TOML"),
    ],
)
def test_slips(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(InputError, match=re.escape(says)):
        parse(TEXT.replace(old, new, 1) if "writers" not in new else TEXT.replace(old, new))


def test_no_writer_and_one_bracket() -> None:
    data = TEXT.split("[[writer]]")[0]
    with pytest.raises(InputError, match=re.escape('there is no [[writer]]. Add one for each person whom you could ask, beginning with name = "Dr. Ruth Lindqvist"')):  # fmt: skip  # noqa: E501
        parse(data)
    with pytest.raises(InputError, match=re.escape("write [[writer]] with two brackets")):
        parse(data + '[writer]\nname = "A"')


def test_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=re.escape("lorscore plan --init none.toml")):
        load(tmp_path / "none.toml")
    odd = tmp_path / "odd.toml"
    odd.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="no plain text in UTF-8"):
        load(odd)
    # a byte order mark, as editors on Windows write it
    odd.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load(odd) == parse(TEXT)


def test_the_sample_is_a_profile() -> None:
    profile = load(Path(__file__).parents[2] / "data" / "samples" / "profile.toml")
    assert len(profile.writers) == 4


def test_examples_are_toml() -> None:
    for table, field in FIELDS:
        assert list(tomllib.loads(guide("profile")[table][field]["example"])) == [field]
