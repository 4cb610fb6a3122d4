"""What a corpus is made of: the same items whatever the order, and a reason for each letter that cannot be had."""

from __future__ import annotations

import itertools
import os
import random
from pathlib import Path

import pytest

from lorscore.corpus.sources import Corpus
from lorscore.errors import InputError


def ids(*paths: object, **options: object) -> list[str]:
    return [item.id for item in Corpus([str(p) for p in paths], **options).items()]  # type: ignore[arg-type]


def errors(*paths: object, **options: object) -> dict[str, str]:
    return {i.id: i.error for i in Corpus([str(p) for p in paths], **options).items() if i.error}  # type: ignore[arg-type]


def test_a_folder_is_read_with_the_folders_in_it(letters):
    (letters / ".hidden.txt").write_text("x")
    (letters / "~$a.docx").write_text("x")
    assert ids(letters) == ["a.txt", "b/one.txt", "b/two.md", "c.txt", "d.html"]


def test_the_order_of_the_paths_changes_nothing(letters):
    paths = [letters / "c.txt", letters / "b", letters / "a.txt", letters / "b" / "one.txt"]
    random.Random(1).shuffle(paths)
    assert ids(*paths) == ids(*sorted(paths)) == ["a.txt", "b/one.txt", "b/two.md", "c.txt"]


def test_a_pattern_stands_for_its_files(letters):
    assert ids(letters / "**" / "*.txt") == ["a.txt", "b/one.txt", "c.txt"]
    with pytest.raises(InputError, match="no file has a name like this"):
        ids(letters / "*.rtf")


def test_ids_do_not_depend_on_the_folder_one_is_in(letters, monkeypatch):
    monkeypatch.chdir(letters)
    assert ids(".") == ids(letters) == ids("../letters")


@pytest.mark.parametrize("name", ["gone.txt", "gone/"])
def test_a_path_that_is_not_there(name, tmp_path):
    with pytest.raises(InputError, match="no such file or folder"):
        ids(tmp_path / name)


def test_an_empty_folder(tmp_path):
    with pytest.raises(InputError, match="no letter here"):
        ids(tmp_path)


def test_links_end_and_are_told_of(letters):
    (letters / "loop").symlink_to(letters)
    (letters / "b" / "self").symlink_to("self")
    (letters / "link.txt").symlink_to("a.txt")
    told = errors(letters)
    assert set(told) == {"loop", "b/self", "link.txt"}
    assert all("link" in error for error in told.values())
    assert errors(letters, letters / "link.txt").keys() == {"loop", "b/self"}


def test_a_folder_without_permission_is_an_error_and_the_rest_is_read(letters, monkeypatch):
    scan = os.scandir

    def refuse(path):
        if Path(path).name == "b":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert ids(letters) == ["a.txt", "b", "c.txt", "d.html"]
    assert "permission denied" in errors(letters)["b"]


def test_a_file_without_permission_is_an_error(letters, monkeypatch):
    opened = os.open

    def refuse(path, *args, **kwargs):
        if str(path).endswith("c.txt"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)
    assert set(errors(letters)) == {"c.txt"}
    assert "no permission" in errors(letters)["c.txt"]


def test_a_huge_file_and_a_pipe_are_errors_and_not_read(letters):
    with (letters / "huge.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    os.mkfifo(letters / "pipe.txt")
    told = errors(letters)
    assert set(told) == {"huge.txt", "pipe.txt"}
    assert told["huge.txt"].startswith("2000.0 MB is more than the limit")


def test_messages_hold_no_path_of_this_machine(letters, tmp_path):
    (letters / "loop").symlink_to(letters)
    with (letters / "huge.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    assert not [e for e in errors(letters).values() if str(tmp_path) in e]


def test_a_table_stands_for_its_rows(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("id;body\nx;One.\ny;Two.\n")
    found = list(Corpus([str(table)], text_column="body").items())
    assert [(i.id, i.text, i.source) for i in found] == [("x", "One.", "t.csv"), ("y", "Two.", "t.csv")]


def test_a_table_without_ids_has_the_numbers_of_its_rows(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"text": "One."}\n\n{"text": "Two."}\n')
    assert ids(tmp_path / "t.jsonl") == ["t.jsonl:1", "t.jsonl:2"]


def test_parquet_is_a_table_too(tmp_path):
    import pandas as pd

    frame = pd.DataFrame({"id": [7, 8, 9], "letter": ["One.", None, "  "]})
    frame.to_parquet(tmp_path / "t.parquet")
    assert ids(tmp_path / "t.parquet", text_column="letter") == ["7", "8", "9"]
    assert set(errors(tmp_path / "t.parquet", text_column="letter")) == {"8", "9"}


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.parquet"])
def test_a_missing_column_is_named_before_any_work(name, tmp_path):
    import pandas as pd

    frame = pd.DataFrame({"body": ["One."], "year": [2024]})
    path = tmp_path / name
    {"t.csv": lambda: frame.to_csv(path, index=False), "t.parquet": lambda: frame.to_parquet(path),
     "t.jsonl": lambda: frame.to_json(path, orient="records", lines=True)}[name]()  # fmt: skip
    with pytest.raises(InputError, match=r"no column 'text'\. It has: body, year.*--text-column"):
        ids(path)
    with pytest.raises(InputError, match=r"no column 'nr'.*--id-column"):
        ids(path, text_column="body", id_column="nr")


def test_columns_without_a_table_are_a_mistake(letters):
    with pytest.raises(InputError, match="none is named here"):
        ids(letters, text_column="body")


def test_an_id_that_occurs_twice_is_an_error_the_second_time(tmp_path):
    (tmp_path / "t.csv").write_text("id,text\nx,One.\nx,Two.\n,Three.\n")
    found = list(Corpus([str(tmp_path / "t.csv")]).items())
    assert [bool(i.error) for i in found] == [False, True, True]
    assert "occurs before" in found[1].error
    assert found[2].id == "t.csv:3"
    # the second shard knows of the first
    assert next(Corpus([str(tmp_path / "t.csv")]).items(1, 2)).error == found[1].error


def test_a_row_in_another_encoding_is_an_error_and_the_rest_is_read(tmp_path):
    (tmp_path / "t.csv").write_bytes("id,text\na,Zoë.\n".encode() + "b,Zoë.\n".encode("cp1252") + b"c,Zoe.\n")
    assert set(errors(tmp_path / "t.csv")) == {"b"}
    (tmp_path / "u.csv").write_text("id,text\na,Zoë.\n", encoding="utf-16")
    assert [i.text for i in Corpus([str(tmp_path / "u.csv")]).items()] == ["Zoë."]
    (tmp_path / "v.jsonl").write_bytes(
        b'{"text": "Zo\xeb."}\n{"text": "\\ud800"}\n{"text": 3}\n[1]\n{\n{"text": "Zoe."}\n'
    )
    assert len(errors(tmp_path / "v.jsonl")) == 5


def test_an_open_quote_is_an_error_before_any_work(tmp_path):
    (tmp_path / "t.csv").write_text('id,text\na,"One.\n' + "x" * 11_000_000)
    with pytest.raises(InputError, match="Is a quote left open"):
        ids(tmp_path / "t.csv")


def test_a_huge_line_is_an_error_and_the_rest_is_read(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"text": "One."}\n' + "x" * 25_000_000 + '\n{"text": "Two."}\n')
    assert list(errors(tmp_path / "t.jsonl")) == ["t.jsonl:2"]
    (tmp_path / "t.csv").write_text("text\n" + "word " * 210_000 + "\nTwo.\n")
    assert "longer than" in errors(tmp_path / "t.csv")["t.csv:1"]


def test_a_damaged_table_is_named(tmp_path):
    (tmp_path / "t.parquet").write_bytes(b"PAR1 nonsense")
    with pytest.raises(InputError, match="no Parquet file"):
        ids(tmp_path / "t.parquet")


def test_shards_are_the_whole_without_gap_or_overlap(letters):
    corpus = Corpus([str(letters)])
    whole = list(corpus.items())
    for n in (1, 2, 3, 7):
        cuts = [corpus.n_letters * i // n for i in range(n + 1)]
        parts = [item for a, b in itertools.pairwise(cuts) for item in corpus.items(a, b)]
        assert parts == whole


def test_the_tables_to_be_written_are_no_letters(letters):
    (letters / "scores.csv").write_text("x")
    assert "scores.csv" not in ids(letters, leave_out=[letters / "scores.csv"])
