"""Read a Universal Dependencies treebank (CoNLL-U) into spaCy documents of ten sentences each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

GROUP = 10
"""Sentences in a document: a sentence recognizer that only ever sees one sentence learns no boundaries."""

Row = list[str]


def sentences(path: Path) -> Iterator[tuple[bool, list[Row], list[bool]]]:
    """Yield (begins a text, its words' ten fields, is each word followed by a space) of each sentence in the file."""
    begins, rows, spaces, joined_until, joined_space = True, list[Row](), list[bool](), 0, True
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc"):
            begins = True
        elif line.startswith("#"):
            continue
        elif not line.strip():
            if rows:
                yield begins, rows, spaces
            begins, rows, spaces, joined_until = False, [], [], 0
        else:
            fields = line.split("\t")
            space = "SpaceAfter=No" not in fields[9]
            if "-" in fields[0]:  # several words written as one: "don't"
                joined_until, joined_space = int(fields[0].split("-")[1]), space
            elif fields[0].isdigit():
                at = int(fields[0])
                rows.append(fields)
                spaces.append(space if at > joined_until else at == joined_until and joined_space)
    if rows:
        yield begins, rows, spaces


def documents(path: Path, vocab: Vocab) -> list[Doc]:
    """Return the file's sentences, ten to a document and never across texts, with all their annotation."""
    groups: list[list[tuple[list[Row], list[bool]]]] = []
    for begins, rows, spaces in sentences(path):
        if begins or len(groups[-1]) == GROUP:
            groups.append([])
        groups[-1].append((rows, spaces))
    return [_document(group, vocab) for group in groups]


def _document(group: list[tuple[list[Row], list[bool]]], vocab: Vocab) -> Doc:
    offset, heads, starts = 0, list[int](), list[bool]()
    for rows, _ in group:
        heads += [offset + (int(r[6]) - 1 if r[6] != "0" else i) for i, r in enumerate(rows)]
        starts += [i == 0 for i in range(len(rows))]
        offset += len(rows)
    rows = [r for mine, _ in group for r in mine]
    return Doc(
        vocab,
        words=[r[1] for r in rows],
        spaces=[s for _, mine in group for s in mine],
        tags=[r[4] for r in rows],
        pos=[r[3] for r in rows],
        morphs=[_features(r[5]) for r in rows],
        lemmas=[r[2] if r[2] != "_" else r[1] for r in rows],
        heads=heads,
        deps=["ROOT" if r[7] == "root" else r[7] for r in rows],
    )


def _features(text: str) -> str:
    """Leave out the features that tell of the text's spelling and style, which no rule asks for."""
    if text == "_":
        return ""
    return "|".join(f for f in text.split("|") if f.split("=")[0] not in {"Typo", "Style", "Abbr", "ExtPos", "NumForm"})
