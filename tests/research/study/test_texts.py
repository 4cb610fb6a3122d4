"""Swaps, likeness, word categories, samples: what is done with the words of letters."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from lorscore.analysis import Analyzer
from lorscore.errors import InputError
from lorscore.extract.people import find_people
from lorscore.letter import Letter
from lorscore.research.study import describe, fairness, likeness, sample, swaps, words
from lorscore.research.study.inputs import Scores
from lorscore.research.study.ratings import read_ratings

TEMPLATE = """Dear Program Director,

I write in support of Dr. {name}, whom I supervised on our genetics consult service for six weeks in {year}. {He}
asked for the karyotype before anyone else had thought of it, and {he} explained the result to the family twice. I
have taught students for {n} years and count {name} among the best of them. I recommend {name} without reservation.

Sincerely,
Dr. Ruth Amsel
"""
ANA = Letter.from_text(TEMPLATE.format(name="Ana Silva", year=2021, He="She", he="she", n=12))
TOM = Letter.from_text(TEMPLATE.format(name="Tom Hale", year=2019, He="He", he="he", n=15))
OTHER = Letter.from_text(
    "Dear colleagues,\n\nMr. Okafor sequenced our cohort last winter. When two samples had been switched he found out "
    "by comparing their sexes, told me the same evening, and wrote the report that the laboratory has used since."
)


def test_family_of_a_template_filled_twice() -> None:
    letters = {"a": ANA, "b": TOM, "c": OTHER, "d": ANA}
    assert likeness.duplicates(letters) == [["a", "d"]]
    assert likeness.families(likeness.pairs(letters)) == [["a", "b", "d"]]
    assert all(p.jaccard > likeness.NEAR for p in likeness.pairs(letters))
    assert likeness.pairs({"a": ANA}) == []


def test_names_are_swapped_in_every_form() -> None:
    text = "I recommend Dr. Ana Silva. Ana read it; SILVA signed. Silvan poplars stand."
    letter = Letter.from_text(text)
    assert swaps.renamed(letter, find_people(letter), "Wei", "Zhang") == (
        "I recommend Dr. Wei Zhang. Wei read it; ZHANG signed. Silvan poplars stand."
    )
    assert swaps.renamed(OTHER, find_people(Letter.from_text("Nobody is here.")), "Wei", "Zhang") is None


def test_pronouns_are_swapped_by_their_tags(analyzer: Analyzer) -> None:
    text = "I recommend Ana Silva. She is exact. I told her that her talk was good, and she herself knew."
    people = find_people(Letter.from_text(text))
    with analyzer.nlp.select_pipes(enable=["tok2vec", "tagger"]):
        found = swaps.regendered(text, people, analyzer.nlp)
    assert found == "I recommend Ana Silva. He is exact. I told him that his talk was good, and he himself knew."


def test_fairness_of_few_letters(scores: Scores, analyzer: Analyzer) -> None:
    found = fairness.study(scores, analyzer, rounds=20, most=2)
    table = found.tables[0]
    assert {row[0] for row in table.rows} >= {"name: Wei Zhang", "all names"}
    assert all(row[1] <= 16 for row in table.rows)
    assert "swaps" in found.plots


def test_categories_have_sources_and_stay_out_of_the_score() -> None:
    names = [c.name for c in words.categories()]
    assert names == ["agentic", "communal", "standout", "ability", "grindstone", "doubt"]
    assert all(c.source for c in words.categories())
    text = "Dear colleagues,\n\nShe is a conscientious, hard-working and caring leader. Her carefully kept notes stay."
    rates = words.rates(Letter.from_text(text))
    # the body has thirteen words, without the salutation: three of them are grindstone, one agentic, one communal
    assert rates["words_grindstone"] == pytest.approx(3000 / 13, abs=0.01)
    assert rates["words_agentic"] == rates["words_communal"] == pytest.approx(1000 / 13, abs=0.01)
    assert rates["words_standout"] == 0


def test_description_of_a_corpus(scores: Scores) -> None:
    found = describe.study(scores)
    table = {t.name: t for t in found.tables}
    n = len(scores.frame)
    assert next(row for row in table["describe_numbers"].rows if row[0] == "n_words")[1:3] == [n, 0]
    assert len(table["words"].rows) == n


def test_draw_is_proportional_and_repeatable() -> None:
    strata = {f"a{k}": "many" for k in range(30)} | {f"b{k}": "some" for k in range(9)} | {"c": "one"}
    drawn = sample.draw(strata, 8, seed=4)
    taken = [d.stratum for d in drawn]
    # shares of 8: 6, 1.8 and .2; the stratum of one has its one
    assert (taken.count("many"), taken.count("some"), taken.count("one")) == (6, 1, 1)
    assert sum(d.weight for d in drawn) == pytest.approx(40)
    assert drawn == sample.draw(dict(reversed(strata.items())), 8, seed=4)
    with pytest.raises(InputError, match="3 strata"):
        sample.draw(strata, 2)
    with pytest.raises(InputError, match="cannot be drawn"):
        sample.draw(strata, 99)


def test_forms_there_and_back(tmp_path: Path) -> None:
    texts = {"x/one.txt": "First.", "x/two.txt": "Second.", "x/three.txt": "Third."}
    drawn = sample.draw(dict.fromkeys(texts, "all"), 3)
    sample.write(drawn, texts, tmp_path, raters=["ann"])
    key = sample.read_key(tmp_path / "key.csv")
    path = tmp_path / "form-ann.xlsx"
    assert path.read_bytes() == sample.form([row[0].value for row in _rows(path)], "ann")
    assert sample.read_form(path, key) == ([], 3)
    assert "2.5" in " ".join(sample.instructions())
    book = openpyxl.load_workbook(path)
    assert len(book["Ratings"].data_validations.dataValidation) == 6
    number = book["Ratings"].cell(2, 1).value
    book["Ratings"].cell(2, 2).value, book["Ratings"].cell(2, 3).value = 4.5, 3
    book.save(path)
    ratings, empty = sample.read_form(path, key)
    assert empty == 2
    assert [(r.id, r.rater, r.overall, r.criteria) for r in ratings] == [(key[number], "ann", 4.5, {"specific": 3.0})]
    out = tmp_path / "ratings.csv"
    out.write_text(sample.ratings_csv(ratings))
    assert read_ratings(out) == ratings
    book["Ratings"].cell(2, 2).value = 7
    book.save(path)
    with pytest.raises(InputError, match="row 2: overall is '7'"):
        sample.read_form(path, key)
    path.write_bytes(b"no workbook")
    with pytest.raises(InputError, match="no rating form"):
        sample.read_form(path, key)


def _rows(path: Path) -> list[tuple[openpyxl.cell.Cell, ...]]:
    return list(openpyxl.load_workbook(path)["Ratings"].iter_rows(min_row=2))
