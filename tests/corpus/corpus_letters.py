"""Short letters, and runs over them, for the tests of a corpus."""

from __future__ import annotations

from pathlib import Path

from lorscore.corpus.run import Job
from lorscore.corpus.work import Settings

LETTER = (
    "Dear Program Director,\n\nI supervised Dr. Ana Silva for {n} months on our genetics service. In March she noticed "
    "that the infant in bed {n} had a cleft uvula, asked for a microarray, and it showed the deletion. She explained "
    "the result to the parents in plain words. She is among the top {n} percent of the residents whom I have taught. "
    "She is hard-working.\n\nI recommend her without reservation.\n\nSincerely,\nJohn Ito, MD\nAssociate Professor\n"
)


def job(letters: Path | str, folder: Path, suffix: str = ".parquet", **more: object) -> Job:
    """A run into three tables in a folder."""
    folder.mkdir(exist_ok=True)
    outputs = {name: folder / f"{name}{suffix}" for name in ("scores", "evidence", "errors")}
    plain = {"settings": Settings(evidence="words"), "evidence": outputs["evidence"], "errors": outputs["errors"]}
    return Job((str(letters),), outputs["scores"], **{**plain, **more})  # type: ignore[arg-type]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Everything that a run left in a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
