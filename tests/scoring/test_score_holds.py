"""The score cannot be talked up or down, and does not see who the applicant is."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

import lorscore
from lorscore.extract.base import load_english
from lorscore.extract.people import find_people
from lorscore.extract.view import sentences
from lorscore.letter import Letter
from lorscore.research.marks import training_letters
from lorscore.research.study.swaps import regendered, renamed

ROOT = Path(__file__).resolve().parents[2]
LETTERS = sorted((ROOT / "data" / "letters" / "train").glob("*.txt"))
NAMES = [
    ("Emily", "Carter"), ("Jamal", "Washington"), ("Ngozi", "Adeyemi"), ("Wei", "Zhang"), ("María José", "Hernández"),
    ("Mohammed", "Al-Farsi"), ("Priya", "Raghunathan"), ("Oleksandr", "Shevchuk"), ("Yuki", "Tanaka"),
    ("Minh", "Nguyen"),
    ("Aoife", "O'Sullivan"), ("Jean-Pierre", "Dubois"), ("Giulia", "Ferrari"), ("Lars", "Johansson"),
    ("Fatima", "Zahra"),
    ("Tariq", "Mahmood"), ("Ana", "da Silva"), ("João", "Pereira"), ("Ivana", "Kovačević"), ("Katarzyna", "Nowak"),
    ("Elif", "Yılmaz"), ("Levan", "Beridze"), ("Aigerim", "Bekova"), ("Batbayar", "Ganbold"), ("Nguyen Van", "Binh"),
    ("Siti", "Rahman"), ("Dewi", "Wulandari"), ("Juan", "Dela Cruz"), ("Soo-jin", "Park"), ("Thandiwe", "Nkosi"),
    ("Kwame", "Mensah"), ("Abebe", "Tadesse"), ("Amina", "Diallo"), ("Chidi", "Okafor"), ("Hassan", "El-Sayed"),
    ("Leila", "Haddad"), ("Noa", "Ben-David"), ("Reza", "Karimi"), ("Ahmad", "Wardak"), ("Sanjay", "Patel"),
    ("Dilani", "Perera"), ("Binod", "Thapa"), ("Miguel", "Torres"), ("Lucía", "Gutiérrez"), ("Kalani", "Kealoha"),
]  # fmt: skip
GOOD = (ROOT / "data" / "letters" / "train" / "L0306.txt").read_text(encoding="utf-8")
FRAME = """Dear Program Director,

I am writing to recommend Dr. Lee for your residency program in medical genetics. I am a professor of pediatrics, and
I have known Dr. Lee for two years, first as a student in my course and then as a resident on our service.

{}

I recommend Dr. Lee to your program and would be happy to answer any question.

Sincerely,

A. Smith, MD
Professor of Pediatrics
"""


@pytest.fixture(scope="module")
def analyzer():
    return lorscore.load()


def scores(analyzer, texts):
    return [r.score for r in analyzer.pipe(texts)]


def change(before, after):
    if before is None or after is None:
        return 0.0 if before is after else 100.0
    return abs(before - after)


def largest_change(analyzer, capsys, what, pairs):
    """Score both texts of (name, before, after); print and return the largest change (a score less or more is 100)."""
    before, after = scores(analyzer, [p[1] for p in pairs]), scores(analyzer, [p[2] for p in pairs])
    changes = {name: change(a, b) for (name, _, _), a, b in zip(pairs, before, after, strict=True)}
    worst = max(changes, key=changes.__getitem__)
    with capsys.disabled():
        print(f"\n{what}: {len(pairs)} letters, largest change {changes[worst]:.1f} ({worst})")
    return changes[worst]


def test_names_of_many_countries_change_no_score(analyzer, capsys):
    assert len(NAMES) >= 40
    pairs = []
    for i, path in enumerate(LETTERS[::2]):
        letter = Letter.from_text(path.read_text(encoding="utf-8"))
        other = renamed(letter, find_people(letter), *NAMES[i % len(NAMES)])
        if other is not None:
            pairs.append((path.stem, letter.text, other))
    assert largest_change(analyzer, capsys, "names", pairs) <= 0.5


def test_pronouns_change_no_score(analyzer, capsys):
    english, pairs = load_english(), []
    for path in LETTERS[1::2]:
        letter = Letter.from_text(path.read_text(encoding="utf-8"))
        other = regendered(letter.text, find_people(letter), english)
        if other is not None:
            pairs.append((path.stem, letter.text, other))
    assert largest_change(analyzer, capsys, "pronouns", pairs) <= 0.5


MARKED = [m for m in training_letters(ROOT / "data") if len(m.text) < 4000]
NEUTRAL = (
    "The hospital has two buildings.", "Our city lies on a river.", "It rained for most of that month.",
    "The clinic is on the third floor.", "The bus takes forty minutes.",
)  # fmt: skip
_ENDS = re.compile(r"[a-z]{3}\. (?=[A-Z])")
_PARAGRAPH_ENDS = re.compile(r"[a-z]\.\n\n(?=[A-Z])")


HARDLY_ANY = 0.03
"""Share of sentences that may move a score by half a point of 100: what is nearly evidence, or breaks a context that
evidence is read in ("Suppose that ..."), is none by the report (docs/figures.md has the distribution)."""


def put_in(text, sentence, at, after):
    return text[:at] + sentence + after + text[at:]


def test_a_sentence_without_evidence_changes_nothing(analyzer, capsys):
    draw, pairs = random.Random(1), []
    for m in MARKED[::9]:
        for ends, after in ((_ENDS, " "), (_PARAGRAPH_ENDS, "\n\n")):
            places = [found.end() for found in ends.finditer(m.text)]
            if places:
                other = put_in(m.text, draw.choice(NEUTRAL), draw.choice(places), after)
                pairs.append((f"{m.id} {after!r}", m.text, other))
    assert len(pairs) > 80
    assert largest_change(analyzer, capsys, "a neutral sentence more", pairs) <= 0.5


def without_evidence(analyzer, text):
    """Yield the places of sentences that hold no evidence, quote nobody and say nothing of the applicant."""
    found = analyzer.analyze(text).evidence
    for s in sentences(analyzer.nlp(text)):
        start, end = s.start[0], s.end[-1]
        quotes = any(sign in text[start:end] for sign in '"\u201c\u201d')
        told = s.on_applicant or any(e.start < end and start < e.end for e in found)
        if s.part == "paragraph" and not quotes and not told:
            yield start, end


def test_leaving_out_a_sentence_without_evidence_changes_nothing(analyzer, capsys):
    draw, before, after = random.Random(2), [], []
    for m in MARKED[4::5]:
        if free := list(without_evidence(analyzer, m.text)):
            start, end = draw.choice(free)
            before.append(m.text)
            after.append(m.text[:start] + m.text[end:].lstrip(" "))
    assert len(before) > 100
    moved = sorted(map(change, scores(analyzer, before), scores(analyzer, after)))
    share = sum(by > 0.5 for by in moved) / len(moved)
    with capsys.disabled():
        print(f"\na sentence without evidence less: {len(moved)} letters, largest change {moved[-1]:.1f}")
        print(f"more than half a point in {share:.1%}")
    assert share <= HARDLY_ANY


ALMOST_NOTHING = 1.0
"""Of 100."""


@pytest.mark.xfail(strict=True, reason="what tells of the applicant stands between doubts, evidence or not")
def test_leaving_out_what_holds_no_evidence_changes_nothing(analyzer, capsys):
    draw, pairs = random.Random(2), []
    for m in MARKED[4::9]:
        report = analyzer.analyze(m.text)
        free = [
            (s.start[0], s.end[-1])
            for s in sentences(analyzer.nlp(m.text))
            if s.part == "paragraph"
            and not any(s.applicant)
            and not any(e.start < s.end[-1] and s.start[0] < e.end for e in report.evidence)
        ]
        if free:
            start, end = draw.choice(free)
            pairs.append((f"{m.id} {m.text[start:end][:60]!r}", m.text, m.text[:start] + m.text[end:].lstrip(" ")))
    assert len(pairs) > 40
    assert largest_change(analyzer, capsys, "a sentence without evidence less", pairs) <= ALMOST_NOTHING


def examples():
    """Return marked examples that begin with a pronoun and hold neither doubt nor exaggeration."""
    out = []
    for m in MARKED:
        against = [(k.start, k.end) for k in m.marks if k.kind in ("doubt", "inflated")]
        for k in m.marks:
            quote = m.text[k.start : k.end]
            alone = not any(start < k.end and k.start < end for start, end in against)
            if k.kind == "example" and alone and re.match(r"(She|He) ", quote) and quote.count(" ") > 6:
                out.append(" ".join(quote.split()).rstrip(".,; ") + ".")
    return out


def doubted(analyzer, text, example):
    """Whether the report finds a doubt in the example ("which was not bad"), which no reader had marked."""
    start = text.index(example)
    end = start + len(example)
    return any(e.kind == "doubt" and e.start < end and start < e.end for e in analyzer.analyze(text).evidence)


def test_an_example_more_never_lowers_a_score(analyzer, capsys):
    draw, found, pairs = random.Random(3), examples(), []
    assert len(found) > 200
    for m in MARKED[2::9]:
        places = [end.end() for end in _PARAGRAPH_ENDS.finditer(m.text)]
        if places and find_people(Letter.from_text(m.text)).pronoun in ("he", "she"):
            while True:
                example = draw.choice(found)
                other = put_in(m.text, example, draw.choice(places), "\n\n")
                if not doubted(analyzer, other, example):
                    break
            pairs.append((f"{m.id} {example[:60]!r}", m.text, other))
    before, after = scores(analyzer, [p[1] for p in pairs]), scores(analyzer, [p[2] for p in pairs])
    gains = {name: b - a for (name, _, _), a, b in zip(pairs, before, after, strict=True) if a is not None}
    worst = min(gains, key=gains.__getitem__)
    with capsys.disabled():
        print(f"\nan example more: {len(pairs)} letters, smallest gain {gains[worst]:.1f} ({worst})")
    assert gains[worst] >= 0.0


STUFFED = {
    "percentiles": "She is in the top 1% of the 400 residents I have taught in 20 years. She is the best of all my "
    "students. She ranks first of 120. No trainee has ever been better. She is in the top 2% of residents. She is the "
    "strongest resident in our history.",
    "superlatives": "She is the greatest physician of her generation. She is a genius without equal. She is the finest "
    "mind in the history of medicine, perfect in every way, and the best human being alive.",
    "jargon": "Genetics, genomics, exome sequencing, ACMG criteria, ClinVar, gnomAD, variant interpretation, "
    "dysmorphology, trio analysis, chromosomal microarray, methylation studies, mosaicism, penetrance, imprinting and "
    "inborn errors of metabolism are among her interests. She has strong skills in variant classification, genetic "
    "counseling, metabolic disease, cancer genetics and prenatal diagnosis.",
    "the guide's own sentence": "She presented a complex case of suspected Marfan syndrome with clear differential and "
    "management plan. She is among the top 5% of the residents I have taught in 12 years. " + GOOD.split("\n\n")[3],
    "one good paragraph ten times": "\n\n".join([max(GOOD.split("\n\n"), key=len)] * 10),
}


@pytest.mark.parametrize("text", STUFFED.values(), ids=STUFFED.keys())
def test_stuffing_meets_a_ceiling(analyzer, text):
    report = analyzer.analyze(FRAME.format(text))
    assert report.overall is not None
    assert report.overall <= 2.51, report.caps


def test_the_caps_are_shown(analyzer):
    for name in ("the guide's own sentence", "one good paragraph ten times"):
        assert analyzer.analyze(FRAME.format(STUFFED[name])).caps


def test_a_slip_of_grammar_or_a_country_moves_nothing(analyzer):
    base = analyzer.analyze(GOOD).score
    assert analyzer.analyze(GOOD.replace("Sincerely", "Sincerly")).score == base
    for country in ("Nigeria", "Germany"):
        home = analyzer.analyze(GOOD + f"\n\nP.S. The weather in {country} is mild.\n").score
        assert home == pytest.approx(base, abs=0.5)
