"""How two readers agree on the endorsements of the same letters.

python data/endorsements/agreement.py
"""

from __future__ import annotations

from pathlib import Path

from lorscore.research.marks import endorsements

HERE = Path(__file__).resolve().parent


def read(name: str) -> dict[str, dict[str, str]]:
    """Return quote -> rung of each letter."""
    marked = endorsements(HERE / name)
    return {name: {mark["quote"]: mark["rung"] for mark in marks} for name, marks in marked.items()}


def main() -> None:
    """Compare and print."""
    first, second = read("train.jsonl"), read("second_reading.jsonl")
    both = [(first[name], again) for name, again in second.items()]
    shared = [(a[quote], b[quote]) for a, b in both for quote in a if quote in b]
    marked = sum(len(a) + len(b) for a, b in both)
    same = sum(a == b for a, b in shared)
    print(f"{len(both)} letters, {marked} marks by two readers: F1 {2 * len(shared) / marked:.3f}")
    print(f"of {len(shared)} sentences that both mark, the rung is the same in {same}")


if __name__ == "__main__":
    main()
