"""How two readers agree on the checklists of the same letters: weighted kappa of each item.

python data/checklists/agreement.py
"""

from __future__ import annotations

from pathlib import Path

from lorscore.research.marks import checklists
from lorscore.research.yardstick import weighted_kappa

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Compare and print."""
    first, second = checklists(HERE / "train.jsonl"), checklists(HERE / "second_reading.jsonl")
    print(f"{len(second)} letters by two readers: weighted kappa, share of equal levels")
    for item in next(iter(second.values())):
        pairs = [(first[name][item], levels[item]) for name, levels in second.items()]
        kappa = weighted_kappa([a for a, _ in pairs], [b for _, b in pairs], 0, 2, 1)
        print(f"{item.replace('_', ' '):28}{kappa:6.2f}{sum(a == b for a, b in pairs) / len(pairs):8.2f}")


if __name__ == "__main__":
    main()
