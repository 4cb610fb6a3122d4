"""How well the names in the letters are found: the applicant, the forms of the name, the pronoun, the writer.

    python benchmarks/names.py [--show] [--part dev]

The truth is the sheet from which each letter was written (``data/letters/sheets.jsonl``); the letters were written by
language models after these sheets, and every name in them is invented.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path

from lorscore.extract.name_lexicon import fold
from lorscore.extract.people import find_people
from lorscore.letter import Letter

ROOT = Path(__file__).resolve().parent.parent / "data" / "letters"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    parser.add_argument(
        "--part", choices=("train", "dev"), default="train", help="dev: letters that no rule was made on"
    )
    args = parser.parse_args()
    show = args.show and args.part == "train"
    sheets = [json.loads(line) for line in (ROOT / "sheets.jsonl").read_text(encoding="utf-8").splitlines()]
    right = named = pronouns = sets = forms_found = forms_all = extra = words = 0
    letters = []
    for sheet in sheets:
        path = ROOT / args.part / f"{sheet['id']}.txt"
        if path.exists():
            letters.append((sheet, Letter.from_text(path.read_text(encoding="utf-8"))))
    began = time.perf_counter()
    found = [find_people(letter) for _, letter in letters]
    seconds = time.perf_counter() - began
    for (sheet, letter), people in zip(letters, found, strict=True):
        words += len(letter.text.split())
        truth = [fold(w) for w in sheet["applicant"].split()]
        spots = [
            m.span()
            for w in sheet["applicant"].split()
            for m in re.finditer(rf"(?<!\w){re.escape(w)}(?!\w)", letter.text, re.IGNORECASE)
            if m.group()[0].isupper()
        ]
        present = {fold(letter.text[s:e]) for s, e in spots}
        got = {fold(w) for w in (people.applicant_name or "").split()}
        ok = (
            got == present
            or (not present and not got)
            or (bool(got) and got <= set(truth) and got >= present & got and len(got) == len(present))
        )
        right += ok
        named += bool(got & set(truth)) or not present
        hit = [any(a <= s and e <= b for a, b in people.applicant_spans) for s, e in spots]
        forms_found += sum(hit)
        forms_all += len(hit)
        extra += sum(
            1
            for s, e in people.applicant_spans
            if not any(s <= a < e for a, _ in spots)
            and letter.text[s].isupper()
            and letter.text[s:e].split()[0].lower() not in ("the", "this", "our", "my", "such", "said")
        )
        good = people.pronoun == sheet["pronoun"]
        pronouns += good
        slip = "slip" in sheet["twist"]
        sets += sheet["pronoun"] in people.pronouns and (slip or len(people.pronouns) == 1)
        if show and not (ok and good and all(hit)):
            missed = [
                letter.text[max(0, s - 20) : e + 10].replace("\n", " ")
                for (s, e), h in zip(spots, hit, strict=True)
                if not h
            ]
            print(
                sheet["id"],
                sheet["applicant"],
                "->",
                people.applicant_name,
                "|",
                sheet["pronoun"],
                sorted(people.pronouns),
                people.pronoun,
                "| twist:",
                sheet["twist"],
                "| missed:",
                missed,
            )
    n = len(letters)
    print(f"{n} {args.part} letters")
    print(f"applicant's name, as full as the letter has it  {right / n:.3f}")
    print(f"right person (at least one part of the name)    {named / n:.3f}")
    print(f"recall of the name's words in the letters       {forms_found / forms_all:.3f} ({forms_all} words)")
    print(f"spans of other names given to the applicant     {extra}")
    print(f"pronoun used most                               {pronouns / n:.3f}")
    print(f"set of pronouns (two only where it slips)       {sets / n:.3f}")
    print(f"words a second                                  {words / seconds:,.0f}")


if __name__ == "__main__":
    main()
