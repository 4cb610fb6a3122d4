"""Whether a name from any country is found as well as another: each train letter with its applicant renamed.

    python benchmarks/names_swapped.py

The name is put in the place of the applicant's own, in every form; printed is the share of letters in which it is found
exactly where and as fully as the name that was there. Letters whose applicant has a name of two words.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from lorscore.extract.name_lexicon import fold
from lorscore.extract.people import People, find_people
from lorscore.letter import Letter

ROOT = Path(__file__).resolve().parent.parent / "data" / "letters"

NAMES = (
    ("Chukwuemeka", "Okafor-Eze"), ("Agnieszka", "Wiśniewska"), ("Ahmad", "al-Rashid"), ("Xiomara", "Quispe"),
    ("Tākuta", "Ngata"), ("Grace", "Park"), ("Jordan", "Turner"), ("Jae", "Kim"), ("Wren", "Abara"),
    ("D'Angelo", "Whitfield"), ("Siobhán", "O'Súilleabháin"), ("Khin", "Aye"), ("Bat-Erdene", "Ganbold"),
    ("Hope", "West"), ("Youssef", "El Idrissi"), ("Isabel", "van der Berg"), ("Li", "Na"), ("J.-P.", "Lefèvre"),
)  # fmt: skip


def letters() -> list[tuple[str, list[str]]]:
    """Return the train letters and the words of their applicants' names."""
    out = []
    for line in (ROOT / "sheets.jsonl").read_text(encoding="utf-8").splitlines():
        sheet = json.loads(line)
        path = ROOT / "train" / f"{sheet['id']}.txt"
        words = sheet["applicant"].split()
        if len(words) == 2 and path.exists():
            out.append((path.read_text(encoding="utf-8"), words))
    return out


def renamed(text: str, old: list[str], new: tuple[str, str]) -> str:
    """Return the text with another name in the place of the applicant's."""
    for before, after in zip(old, new, strict=True):
        for word, other in ((before, after), (before.upper(), after.upper())):
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, text)
    return text


def found_as_well(text: str, base: People, old: list[str], new: tuple[str, str]) -> bool:
    """Say whether the new name is found as fully as the old one was."""
    wanted = (base.applicant_name or "").replace(old[0], new[0]).replace(old[1], new[1])
    return fold(find_people(Letter.from_text(renamed(text, old, new))).applicant_name or "") == fold(wanted)


def main() -> None:
    """Print the share of letters for each name."""
    rows = [(text, find_people(Letter.from_text(text)), words) for text, words in letters()]
    print(f"{len(rows)} train letters, each with the applicant renamed")
    for new in NAMES:
        share = sum(found_as_well(text, base, words, new) for text, base, words in rows) / len(rows)
        print(f"{' '.join(new):<28}{share:.3f}")


if __name__ == "__main__":
    main()
