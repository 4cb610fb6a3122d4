"""Names of people in text that is no letter: an outside check on the English named-entity files of Universal NER.

    python benchmarks/names_outside.py FOLDER

FOLDER holds ``en_ewt-ud-dev.iob2`` and ``en_ewt-ud-test.iob2`` (https://www.universalner.org, CC BY-SA 4.0); nothing of
them is in this repository. Each document is read as one text. The rules look for the people of a letter, so that a name
met once in a web page, without title, is often passed over on purpose: recall of "any capitalised run" says how many
were seen as names at all.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from lorscore.extract.institutions import find_institutions
from lorscore.extract.mentions import find_mentions
from lorscore.extract.people import find_people
from lorscore.letter import Letter

Marks = list[tuple[int, int, str]]


def documents(path: Path) -> list[tuple[str, Marks]]:
    """Return text and entities of each document."""
    out: list[tuple[str, Marks]] = []
    text, marks = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc"):
            if text:
                out.append((text, marks))
            text, marks = "", []
        elif not line.strip():
            text = text.rstrip() + "\n"
        elif line[0] != "#":
            _, word, tag = line.split("\t")[:3]
            if tag.startswith("B-"):
                marks.append((len(text), len(text) + len(word), tag[2:]))
            elif tag.startswith("I-") and marks:
                marks[-1] = (marks[-1][0], len(text) + len(word), marks[-1][2])
            text += word + " "
    return [*out, (text, marks)] if text else out


def main() -> None:
    """Print the figures."""
    for name in ("en_ewt-ud-dev.iob2", "en_ewt-ud-test.iob2"):
        seen: Counter[str] = Counter()
        count: Counter[str] = Counter()
        for text, marks in documents(Path(sys.argv[1]) / name):
            letter = Letter.from_text(text)
            people = find_people(letter)
            spans = {
                "PER": [*people.applicant_names, *people.writer_spans, *(s for _, _, o in people.others for s in o)],
                "ORG": [(i.start, i.end) for i in find_institutions(letter)],
                "run": [m.span for m in find_mentions(letter)],
            }
            for start, end, kind in marks:
                count[f"{kind} marks"] += kind in ("PER", "ORG")
                seen[kind] += any(s < end and start < e for s, e in spans.get(kind, ()))
                if kind == "PER":
                    seen["run"] += any(s < end and start < e for s, e in spans["run"])
            for kind in ("PER", "ORG"):
                count[f"{kind} spans"] += len(spans[kind])
                seen[f"{kind} right"] += sum(
                    any(s < e and b < t and k == kind for b, e, k in marks) for s, t in spans[kind]
                )
        print(name)
        print(
            f"  people: recall {seen['PER'] / count['PER marks']:.3f} of {count['PER marks']}, precision "
            f"{seen['PER right'] / count['PER spans']:.3f}; any capitalised run {seen['run'] / count['PER marks']:.3f}"
        )
        print(
            f"  organisations: recall {seen['ORG'] / count['ORG marks']:.3f} of {count['ORG marks']}, precision "
            f"{seen['ORG right'] / count['ORG spans']:.3f}"
        )


if __name__ == "__main__":
    main()
