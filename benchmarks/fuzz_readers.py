"""Feed the readers broken files and count what comes out.

    python benchmarks/fuzz_readers.py [--seconds 60] [--seed 1]

Takes the sample letters, changes bytes (also inside the XML of .docx and .odt, where no checksum guards it), and reads
the result. A letter or an error of lorscore's own is right; anything else, or more than ten seconds, is a find, and the
file is kept in ``fuzz-finds/``. Prints counts a format, the slowest read and the peak of memory.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import signal
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path

from lorscore.errors import ReadError
from lorscore.readers import read_bytes

SAMPLES = Path(__file__).parents[1] / "data/samples"
LIMIT_SECONDS = 10
LIMIT_BYTES = 3_000_000_000
WORDS = (
    b"\x00", b"\xff\xfe", b"<", b">", b"&#0;", b"&x;", b"{", b"}", b"\\'", b"\\u-1", b"]]>", b"<!--", b"\r\n\r\n",
    b"=?utf-8?b?", b"boundary=", b"99999999999", b"-1", b"obj", b"endstream", b"/Kids", b"\xd8\x00", b"\xed\xa0\x80",
    b"`", b"![", b"|",
)  # fmt: skip


class Late(BaseException):
    """No ``Exception``: a reader that catches those must not hide it."""


def late(*_: object) -> None:
    raise Late


def mutated(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20, 100))):
        at = rng.randrange(len(out) + 1)
        kind = rng.randrange(6)
        if kind == 0 and at < len(out):
            out[at] = rng.randrange(256)
        elif kind == 1:
            del out[at : at + rng.randrange(1, 300)]
        elif kind == 2:
            out[at:at] = out[at : at + rng.randrange(1, 300)] * rng.choice((1, 2, 50))
        elif kind == 3:
            out[at:at] = rng.choice(WORDS) * rng.choice((1, 1, 3, 1000))
        elif kind == 4 and at < len(out):
            out[at] ^= 1 << rng.randrange(8)
        else:
            other = rng.randrange(len(out) + 1)
            out[at:at] = out[other : other + rng.randrange(1, 500)]
    return bytes(out)


def inside(package: bytes, rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = rng.choice([n for n in old.namelist() if n.endswith((".xml", ".rels"))])
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, mutated(data, rng) if name == chosen else data)
    return out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    files = [(p, p.read_bytes()) for p in sorted(SAMPLES.iterdir()) if p.name[:2].isdigit()]
    rng = random.Random(arguments.seed)
    read, refused, slowest = Counter[str](), Counter[str](), dict.fromkeys((p.suffix for p, _ in files), 0.0)
    finds = 0
    signal.signal(signal.SIGALRM, late)
    end = time.monotonic() + arguments.seconds
    while time.monotonic() < end:
        path, original = rng.choice(files)
        packed = path.suffix in (".docx", ".odt") and rng.random() < 0.8
        data = inside(original, rng) if packed else mutated(original, rng)
        start = time.perf_counter()
        signal.alarm(LIMIT_SECONDS)
        try:
            read_bytes(data, path.name)
            read[path.suffix] += 1
        except ReadError:
            refused[path.suffix] += 1
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            finds += 1
            folder = Path("fuzz-finds")
            folder.mkdir(exist_ok=True)
            (folder / f"{finds}-{path.name}").write_bytes(data)
            print(f"find {finds}: {path.name}: {type(error).__name__}: {error}", file=sys.stderr)
        finally:
            signal.alarm(0)
        slowest[path.suffix] = max(slowest[path.suffix], time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{arguments.seconds:g} s, seed {arguments.seed}; peak memory {peak:.0f} MB")
    print("| format | read | refused with a message | slowest |\n|---|---|---|---|")
    for suffix in sorted(slowest):
        print(f"| {suffix} | {read[suffix]} | {refused[suffix]} | {slowest[suffix]:.1f} s |")
    print(f"finds: {finds}")
    return 1 if finds else 0


if __name__ == "__main__":
    sys.exit(main())
