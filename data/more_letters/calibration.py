"""How the readers of these letters agree with the reader of ../letters, on letters that both read.

python data/more_letters/calibration.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LETTERS = HERE.parent / "letters"


def main() -> int:
    """Lay the readings side by side, and let the yardstick compare them."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("letters", "readings/r1", "readings/r3"):
            (Path(folder) / name).mkdir(parents=True)
        for reading in (HERE / "calibration").glob("*.json"):
            shutil.copy(reading, Path(folder) / "readings" / "r3")
            shutil.copy(LETTERS / "readings" / "r1" / reading.name, Path(folder) / "readings" / "r1")
            shutil.copy(LETTERS / "train" / f"{reading.stem}.txt", Path(folder) / "letters")
        return subprocess.call([
            sys.executable, str(LETTERS / "agreement.py"), f"{folder}/letters", f"{folder}/readings",
        ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
