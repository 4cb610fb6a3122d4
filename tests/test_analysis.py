"""The main job: a letter in, a report out."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import jsonschema
import pytest

import lorscore
from lorscore.report import json_schema

ROOT = Path(__file__).resolve().parents[1]
LETTERS = sorted((ROOT / "data" / "letters" / "train").glob("*.txt"))[:12]
NON_LETTERS = sorted((ROOT / "data" / "letters" / "non_letters").glob("*.txt"))
GOOD = (ROOT / "data" / "letters" / "train" / "L0306.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def analyzer():
    return lorscore.load()


@pytest.mark.parametrize("path", LETTERS, ids=lambda p: p.stem)
def test_offsets_schema_and_round_trip(analyzer, path):
    report = analyzer.analyze(path.read_text(encoding="utf-8"))
    assert report.evidence
    for e in report.evidence:
        assert report.text[e.start : e.end] == e.text
    for s in report.suggestions:
        assert s.start is None or 0 <= s.start < s.end <= len(report.text)
    jsonschema.validate(json.loads(report.to_json()), json_schema())
    assert lorscore.Report.from_json(report.to_json()) == report


def test_contributions_add_up_and_the_score_follows(analyzer):
    report = analyzer.analyze(GOOD)
    total = sum(c.contribution for c in report.contributions)
    assert total == pytest.approx(analyzer.model.eta({c.feature: c.value for c in report.contributions}))
    assert report.score == pytest.approx((report.overall - 1) * 25, abs=0.2)
    assert report.interval[0] <= report.overall <= report.interval[1]


def test_a_better_letter_scores_higher(analyzer):
    weak = (
        "Dear Program Director,\n\nDr. Lee rotated with us for a week in the spring and attended our clinic. "
        "Dr. Lee is nice, punctual and hard-working, and did adequately. She was always on time and got along with "
        "the team. I have no reason to doubt that she will do well with more confidence. I can recommend her for "
        "your consideration, and I wish her well.\n\nSincerely,\n\nA. Smith, MD\n"
    )
    assert analyzer.analyze(weak).score < analyzer.analyze(GOOD).score - 20


def test_the_published_schema_is_the_code_s():
    published = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(json_schema())), "run: python docs/make_schema.py"


def test_same_report_in_every_thread_order_and_batch(analyzer):
    texts = [p.read_text(encoding="utf-8") for p in LETTERS[:6]]
    want = [analyzer.analyze(t) for t in texts]
    assert list(analyzer.pipe(texts, batch_size=2)) == want
    assert list(analyzer.pipe(reversed(texts), batch_size=5)) == want[::-1]
    got: dict[int, lorscore.Report] = {}

    def work(i: int) -> None:
        got[i] = analyzer.analyze(texts[i])

    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(texts))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert [got[i] for i in range(len(texts))] == want


def test_processes_give_the_same_reports_in_order(analyzer):
    texts = [(p.read_text(encoding="utf-8"), p.stem) for p in LETTERS[:5]]
    want = [(analyzer.analyze(t), name) for t, name in texts]
    assert list(analyzer.pipe(texts, as_tuples=True, n_process=2, batch_size=2)) == want


def test_the_applicant_is_inferred_or_given(analyzer):
    report = analyzer.analyze(GOOD)
    assert report.applicant.how == "inferred"
    assert report.applicant.name in GOOD
    assert analyzer.analyze(GOOD, applicant="Jane Roe").applicant == lorscore.report.Applicant("Jane Roe", "given")


@pytest.mark.parametrize("path", NON_LETTERS, ids=lambda p: p.stem)
def test_what_is_no_letter_gets_no_score_and_a_reason(analyzer, path):
    report = analyzer.analyze(path.read_text(encoding="utf-8"))
    assert report.score is None
    assert report.overall is None
    assert report.abstained
    assert not report.contributions


BAD = {
    "empty": "",
    "three words": "Good student. Recommended.",
    "recipe": "Take two eggs and a cup of flour. Stir well, then bake for forty minutes at 180 degrees. " * 4,
    "spanish": "Estimado director: Escribo esta carta para recomendar a la doctora García, que trabajó conmigo durante "
    "dos años en el servicio de genética y fue la mejor residente que hemos tenido en mucho tiempo. " * 3,
    "nuls": "\x00" * 500,
    "lone surrogates": "Dear Director, \ud800 she \udfff was good. " * 30,
    "right to left": "هذه رسالة توصية للطبيبة التي عملت معنا في قسم الوراثة لمدة سنة كاملة. " * 10,
    "emoji": "😀🎉👍" * 300,
    "one long word": "a" * 200_000,
    "spaces": " \n\t" * 5_000,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_bad_input_abstains_and_never_crashes(analyzer, text):
    report = analyzer.analyze(text)
    assert report.score is None
    assert report.abstained
    assert lorscore.Report.from_json(report.to_json()) == report
    report.to_json().encode("utf-8")


@pytest.mark.parametrize("text", ["Take two eggs. " * 350_000, "x" * 5_000_000, "'" * 20_000])
def test_too_much_text_is_an_error_in_words(analyzer, text):
    with pytest.raises(lorscore.LorscoreError, match="The text h"):
        analyzer.analyze(text)


def test_what_is_no_text_is_an_error_in_words(analyzer):
    with pytest.raises(lorscore.LorscoreError, match="not bytes"):
        analyzer.analyze(b"Dear Director")


def test_own_rules_add_evidence_and_leave_the_score_alone(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        '[[rule]]\nid = "mine.lip"\nkind = "custom"\nexplain = "Names a finding."\nsource = "own"\n'
        'phrases = ["low calcium"]\nhits = ["A [low calcium] was found."]\nmisses = ["Calcium was low."]\n'
    )
    text = GOOD + "\n\nShe asked about a low calcium."
    plain, mine = lorscore.load().analyze(text), lorscore.load(rules=[file]).analyze(text)
    assert [e.text for e in mine.evidence if e.rule == "mine.lip"] == ["low calcium"]
    assert mine.score == plain.score


def test_own_rules_with_a_question_ask_it_where_they_found_something(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        '[[rule]]\nid = "mine.lip"\nkind = "custom"\nexplain = "Names a finding."\nsource = "own"\n'
        'question = "What did the applicant make of it?"\n'
        'phrases = ["low calcium"]\nhits = ["A [low calcium] was found."]\nmisses = ["Calcium was low."]\n'
    )
    text = GOOD + "\n\nShe asked about a low calcium. The low calcium went away."
    plain, mine = lorscore.load().analyze(text), lorscore.load(rules=[file]).analyze(text)
    asked = [s for s in mine.suggestions if s.id.startswith("mine.lip")]
    assert [(s.id, s.message, s.prompt) for s in asked] == [
        (f"mine.lip.{n}", "Names a finding.", "What did the applicant make of it?") for n in (1, 2)
    ]
    assert all(text[s.start : s.end] == "low calcium" for s in asked)
    assert [s for s in mine.suggestions if s not in asked] == list(plain.suggestions)
    assert mine.score == plain.score


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("Her English is excellent.", True),
        (
            "Her English is excellent. She explained the result to the family in clear English until they understood.",
            False,
        ),
        ("She is kind.", False),
    ],
)
def test_english_that_is_only_asserted_is_asked_about(analyzer, sentence, asked):
    report = analyzer.analyze(GOOD.replace(". ", f". {sentence} ", 1))
    wanted = [s for s in report.suggestions if s.id.startswith("img.language")]
    assert bool(wanted) is asked
    assert all("English is excellent" in s.message and s.prompt.startswith("When did") for s in wanted)


def test_the_face_lists_its_names():
    assert {"analyze", "analyze_file", "load", "pipeline", "Report", "LorscoreError", "to_frame"} <= set(dir(lorscore))
    with pytest.raises(AttributeError):
        _ = lorscore.no_such_name


def test_the_pipeline_shows_the_extractors():
    names = lorscore.pipeline().pipe_names
    assert {"lorscore_comparative", "lorscore_example", "lorscore_competency", "lorscore_generic_adjective"} <= set(
        names
    )
