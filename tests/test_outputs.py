"""What a command writes: where it was told to, whole or not at all, for its owner; the old file outlives any failure.

The failures are real ones: the system refuses to let a file grow (as on a full disk), refuses to make one (as in a
folder that may only be read), or kills the process while it writes.
"""

from __future__ import annotations

import ast
import contextlib
import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import types
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import lorscore
from lorscore import writing
from lorscore.cli import commands, main
from lorscore.research import own_ratings
from lorscore.scoring.strength import StrengthModel

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "lorscore"
SAMPLES = ROOT / "data" / "samples"
LETTERS = sorted((ROOT / "data/letters/train").glob("*.txt"))[:8]
posix = pytest.mark.skipif(os.name != "posix", reason="limits and signals of POSIX")


class Call(NamedTuple):
    """How a command is called so that it writes, and again so that it would write something else."""

    first: list[str]
    again: list[str]
    gone: frozenset[str] = frozenset()
    """Files that say that a run ended, and so are taken away before the next one."""


def _calls(to: Path, given: Path) -> dict[str, list[Call]]:
    """Return the calls of each command; files they write lie in ``to``, what they read in ``given``."""
    draft, plain, table = SAMPLES / "01-program-director.docx", SAMPLES / "04-faint-praise.txt", given / "scores.csv"
    profile = SAMPLES / "profile.toml"
    shards = [str(given / "one.csv"), str(given / "two.csv")]

    def same(*words: object, gone: frozenset[str] = frozenset()) -> Call:
        call = [str(word) for word in words]
        return Call(call, [*call, "--force"], gone)

    score = ["-o", str(to / "s.csv"), "--evidence", str(to / "e.jsonl"), "--errors", str(to / "x.parquet")]
    return {
        "check": [same("check", draft, "--html", to / "page.html"), same("check", draft, "--annotate", to / "c.docx")],
        "score": [Call(["score", str(LETTERS[0]), *score], ["score", str(LETTERS[1]), *score, "--force"])],
        "plan": [same("plan", to / "profile.toml", "--init")],
        "set": [same("set", draft, plain, "--html", to / "set.html")],
        "packet": [same("packet", profile, "-o", to / "packet")],
        "deidentify": [
            same("deidentify", plain, "-o", to / "plain.txt"),
            same("deidentify", given / "letters", "-o", to / "plain", "--index", to / "index.csv"),
        ],
        "corpus": [same("corpus", "merge", *shards, "-o", to / "all.csv")],
        "study": [
            same("study", "describe", table, "-o", to / "study", gone=frozenset({"manifest.json"})),
            same("study", "sample", given / "letters", "-o", to / "sample", "-n", 4, gone=frozenset({"manifest.json"})),
        ],
        "fit": [same("fit", given / "ratings.csv", "--letters", given / "letters", "-o", to / "model")],
    }


UNFINISHED = ".s.csv."
"""Beside a table of scores: the folder of a run that another start goes on with, as docs/corpus.md says."""
WRITE_NOTHING = {"upload", "explain", "rules", "evaluate", "serve"}
"""The rest: they print, or answer the browser (tests/web looks that a page leaves nothing on the disk)."""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Models loaded once, letters, tables and ratings; the fit itself is not what is tested here."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "letters").mkdir()
    for letter in LETTERS:
        shutil.copy(letter, folder / "letters")
    rows = [f"{p.stem},ann,{1 + i % 5}" for i, p in enumerate(LETTERS)]
    (folder / "ratings.csv").write_text("\n".join(["id,rater,overall", *rows]) + "\n")
    loaded = lorscore.load()
    fitted = types.SimpleNamespace(
        model=StrengthModel.load(ROOT / "models/strength"),
        left_out=(),
        figures=types.SimpleNamespace(markdown=lambda: "figures"),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(vars(lorscore), "load", lambda **options: loaded)
        patch.setattr(lorscore.analysis, "load", lambda **options: loaded)
        patch.setattr(own_ratings, "fit_own", lambda *a, **k: fitted)
        patch.setattr(own_ratings, "card", lambda fitted: "a card")
        assert main(["score", str(folder / "letters"), "-o", str(folder / "scores.csv")]) == 0
        for name, shard in (("one", "1/2"), ("two", "2/2")):
            out = str(folder / f"{name}.csv")
            assert main(["score", str(folder / "letters"), "-o", out, "--shard", shard]) == 0
        yield folder


def _files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@contextlib.contextmanager
def _full_disk(_patch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file may grow past one byte, so that every output breaks off in its middle."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextlib.contextmanager
def _read_only(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """No file can be made: the user of a test may be root, whom no permission stops."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with patch.context() as inner:
        inner.setattr(tempfile, "mkstemp", refuse)
        yield


def test_every_command_is_here(tmp_path: Path) -> None:
    assert set(_calls(tmp_path, tmp_path)) | WRITE_NOTHING == set(commands())


@posix
@pytest.mark.parametrize("failure", [_full_disk, _read_only])
@pytest.mark.parametrize("name", sorted(set(_calls(Path(), Path()))))
def test_the_old_file_outlives_a_failure(
    name: str, failure: object, given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    for call in _calls(tmp_path, given)[name]:
        assert main(call.first) == 0, capsys.readouterr().err
        before = _files(tmp_path)
        assert before
        capsys.readouterr()
        with failure(monkeypatch):  # type: ignore[operator]
            code = main(call.again)
        said = capsys.readouterr().err
        assert code == 2, said
        assert "could not be written" in said or "could not be made" in said
        assert "Traceback" not in said
        assert "inside lorscore" not in said
        after = {k: v for k, v in _files(tmp_path).items() if not k.startswith(UNFINISHED)}
        left = {k: v for k, v in before.items() if Path(k).name not in call.gone or k in after}
        assert after == left
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()


@posix
@pytest.mark.parametrize("name", sorted(set(_calls(Path(), Path()))))
def test_the_old_file_outlives_a_kill(name: str, given: Path, tmp_path: Path) -> None:
    for call in _calls(tmp_path, given)[name]:
        assert main(call.first) == 0
        before = _files(tmp_path)
        child = os.fork()
        if not child:
            writing._sync = lambda draft: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
            with contextlib.suppress(BaseException):
                main(call.again)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "nothing was written"
        after = _files(tmp_path)
        for path, data in before.items():
            assert after.get(path, data if Path(path).name in call.gone else None) == data
        for path in set(after) - set(before):  # drafts: hidden, and their owner's
            assert any(piece.startswith(".") for piece in Path(path).parts)
            assert stat.S_IMODE((tmp_path / path).stat().st_mode) == 0o600
        shutil.rmtree(tmp_path)
        tmp_path.mkdir()


@posix
@pytest.mark.parametrize("name", sorted(set(_calls(Path(), Path()))))
def test_outputs_are_their_owners_alone(name: str, given: Path, tmp_path: Path) -> None:
    here = set(_files(given))
    for call in _calls(tmp_path, given)[name]:
        assert main(call.first) == 0
    for path in _files(tmp_path):
        assert stat.S_IMODE((tmp_path / path).stat().st_mode) == 0o600, path
        assert not Path(path).name.startswith("."), "a draft was left"
    assert set(_files(given)) == here, "something was written beside what was read"


# Nothing in the package goes past `writing`

MAY_WRITE = {
    ("writing.py", "open"), ("writing.py", "write_bytes"), ("writing.py", "mkstemp"), ("writing.py", "replace"),
    ("writing.py", "link"),
    # drafts that `atomic` gave, or bytes in memory
    ("corpus/tables.py", "open"), ("render/word.py", "save"), ("advice/packet_files.py", "save"),
    ("research/study/sample.py", "save"), ("research/study/output.py", "savefig"),
    # folders
    ("corpus/run.py", "mkdir"), ("advice/packet_files.py", "mkdir"), ("cli/fit.py", "mkdir"),
    ("privacy/folder.py", "mkdir"), ("research/study/output.py", "mkdir"), ("research/study/sample.py", "mkdir"),
    ("research/letter_facts.py", "mkdir"),
    # read only
    ("corpus/input_tables.py", "open"), ("corpus/manifest.py", "open"), ("readers/__init__.py", "open"),
    ("readers/_zip.py", "open"), ("research/study/sample.py", "open"), ("cli/__init__.py", "open"),
    ("extract/lemmatizer.py", "mkdir"),  # spaCy's own way of storing a pipeline, for those who train one
}  # fmt: skip
WRITERS = {
    "open", "write_text", "write_bytes", "mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryDirectory",
    "TemporaryFile", "SpooledTemporaryFile", "mkdir", "makedirs", "save", "savefig", "savez", "tofile", "to_csv",
    "to_parquet", "to_excel", "replace", "link", "rename", "copyfile", "copy2", "dump",
}  # fmt: skip


def test_nothing_is_written_past_the_module_for_it() -> None:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            of, name = (
                (ast.unparse(node.func.value), node.func.attr)
                if isinstance(node.func, ast.Attribute)
                else ("", getattr(node.func, "id", ""))
            )
            is_text = name in ("replace", "link") and of != "os"
            ours = of == "writing" or (not of and name in ("write_text", "write_bytes"))
            if name in WRITERS and not is_text and not ours:
                found.add((path.relative_to(PACKAGE).as_posix(), name))
    assert found - MAY_WRITE == set()
    assert MAY_WRITE - found == set(), "no longer there"


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_under_the_standard_output_is_said_in_a_sentence() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-m", "lorscore", "rules", "list"], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    said = done.stderr.decode()
    assert said.startswith("lorscore: what was to be printed could not be written")
    assert said.count("\n") == 1
