"""A report with every kind of evidence, made by hand: what the renderers are tested on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lorscore.report import (
    CRITERIA,
    FLAGS,
    IMG_CONCERNS,
    Applicant,
    Cap,
    Contribution,
    CriterionLevel,
    Entity,
    Evidence,
    ModelInfo,
    Report,
    Suggestion,
)

LETTER = Path(__file__).parent / "fixtures" / "letter.txt"

# kind, label, strength, shown, quote, criterion
FOUND: list[tuple[str, str, str | None, bool | None, str, str | None]] = [
    ("credential", "letterhead", None, None, "Northfield Children's Hospital", "credible"),
    ("contact", "how_closely", None, None, "supervised her directly for eight weeks in our genetics clinic",
     "credible"),
    ("generic_adjective", "", None, None, "hard-working", None),
    ("generic_adjective", "", None, None, "a pleasure to work with", None),
    ("example", "", None, None,
     "she noticed ptosis and a shield chest in a boy sent for short stature, proposed Noonan syndrome", "specific"),
    ("competency", "analytical", None, True, "noticed ptosis and a shield chest", "specialty"),
    # crosses the end of the example, as trained components do
    ("competency", "rare_disease", None, True, "proposed Noonan syndrome, and the panel found a PTPN11 variant",
     "specialty"),
    ("competency", "communication", None, False, "excellent communication skills", "specialty"),
    ("comparative", "quantified", "strong", None, "among the top 5% of the sixty residents I have taught in eleven "
     "years", "comparative"),
    ("example", "", None, None, "She drew the inheritance pattern for a mother", "specific"),
    ("checklist", "genetics_content", None, None, "drew the inheritance pattern", None),
    ("competency", "collaboration", None, False, "reviewed variants with the laboratory", "specialty"),
    ("doubt", "", None, None, "With more confidence she will", "enthusiasm"),
    ("inflated", "", None, None, "the greatest physician of her generation", "enthusiasm"),
    ("img", "img_us_adaptation", None, True, "adapted to our charting and insurance rules", None),
    ("interest", "", None, None, "her wish to care for people with rare disease", "specialty"),
    ("template_residue", "placeholder", None, None, "[Applicant Name]", None),
    ("endorsement", "", "strong", None, "I give Dr. Raman my highest recommendation", "enthusiasm"),
    ("custom", "mine", None, None, "asked after her", None),
    ("credential", "title", None, None, "Professor of Pediatrics", "credible"),
]  # fmt: skip


def build(text: str | None = None, source: str | None = "draft.docx", **changes: Any) -> Report:
    """Return the full report, on the fixture's letter or on ``text`` (what is not found there is left out)."""
    text = LETTER.read_text(encoding="utf-8") if text is None else text
    evidence = _evidence(text)
    ids = {c: [e.id for e in evidence if e.criterion == c] for c in CRITERIA}
    levels: dict[str, float | None] = {
        "specific": 3.0, "comparative": 4.0, "specialty": 2.5, "credible": None, "enthusiasm": 1.5,
    }  # fmt: skip
    missing = {
        "specific": ["A second example told to its end."],
        "credible": ["The format was not measured."],
        "enthusiasm": ["An unhedged recommendation."],
    }
    values: dict[str, Any] = {
        "version": "0.1.0",
        "model": ModelInfo("strength", "1", "0" * 64, "1" * 64, "en_lorscore 0.1.0"),
        "source": source,
        "text": text,
        "language": "en",
        "n_words": len(text.split()),
        "n_sentences": text.count("."),
        "applicant": Applicant("Priya Raman", "inferred"),
        "letter_type": "clinical",
        "writer": "clinical_geneticist",
        "specialty": "medical_genetics",
        "abstained": None,
        "overall": 3.5,
        "score": 62.5,
        "probability_rated_strong": 0.41,
        "interval": [2.75, 4.0],
        "criteria": {c: CriterionLevel(levels[c], levels[c] is not None, ids[c], missing.get(c, [])) for c in CRITERIA},
        "qualities": {
            "analytical": 2,
            "rare_disease": 2,
            "collaboration": 1,
            "communication": 1,
            "ethics": 0,
            "academic": 0,
        },
        "img": {c: (2 if c == "img_us_adaptation" else 0) for c in IMG_CONCERNS},
        "flags": {f: f in ("doubt_raiser", "overstated", "template_residue") for f in FLAGS},
        "checklist": {"genetics_content": 2, "family_communication": 1, "professionalism": 0},
        "entities": _entities(text),
        "evidence": evidence,
        "suggestions": _suggestions(text),
        "contributions": [
            Contribution("specific", "concrete examples", 3.0, 0.5, 1.5),
            Contribution("doubt", "doubt about the applicant", 1.0, -0.8, -0.8),
        ],
        "caps": [Cap("unsupported_superlatives", "Superlatives stand without examples behind them.", 4.0, 3.5)],
        "readability": {"flesch_reading_ease": 52.1},
        "parts": [],
        "notes": ["The format was not measured: the letter was pasted as text."],
    }
    return Report(**{**values, **changes})


def abstained() -> Report:
    """Return the report on a text that cannot be judged."""
    return build(
        "Take two eggs and stir.", None, abstained="This does not read like a letter.", overall=None, score=None,
        probability_rated_strong=None, interval=None, evidence=[], suggestions=[], entities=[],
        criteria={c: CriterionLevel(None, False) for c in CRITERIA}, caps=[], contributions=[],
        applicant=Applicant(None, "unknown"), letter_type=None, writer=None,
        flags={f: f == "not_a_letter" for f in FLAGS},
    )  # fmt: skip


HOSTILE = "<script>alert('x')</script>"


def hostile() -> Report:
    """Return a report whose letter, names, messages and ids all try to be markup."""
    text = (
        f"Dear {HOSTILE},\n\nShe is hard-working & <b onmouseover=alert(1)>a pleasure to work with</b>.\n"
        "\x1b[31mred\x1b[0m \u202eevil\u202c <!-- --></textarea>\"'`\n\n"
        "&lt;already&gt; javascript:alert(1) {{x}} ${x}\n"
    )
    report = build(text, source=f"{HOSTILE}.docx", applicant=Applicant(HOSTILE, "given"), notes=[HOSTILE])
    start = text.index(HOSTILE)
    found = Evidence(
        "e90", "custom", '"><img src=x>', None, None, start, start + len(HOSTILE), HOSTILE, '"><i>', None, HOSTILE
    )
    suggestion = Suggestion("s90", None, "high", HOSTILE, HOSTILE, start, start + len(HOSTILE), 1.0)
    return build(
        text, source=report.source, applicant=report.applicant, notes=report.notes,
        evidence=[found, *report.evidence], suggestions=[suggestion],
        checklist={'"><u>': 1}, writer="unknown",
    )  # fmt: skip


def _evidence(text: str) -> list[Evidence]:
    spans = [(text.index(f[4]), f) for f in FOUND if f[4] in text]
    return [
        Evidence(
            id=f"e{i}", kind=kind, label=label, strength=strength, shown=shown, start=start, end=start + len(quote),
            text=quote, rule=f"{kind}.test", criterion=criterion, explain=f"Why this is {kind}.",
        )
        for i, (start, (kind, label, strength, shown, quote, criterion)) in enumerate(
            sorted(spans, key=lambda s: (s[0], -len(s[1][4]))), 1
        )
    ]  # fmt: skip


def _entities(text: str) -> list[Entity]:
    found = [("person", "applicant", "Dr. Priya Raman"), ("patient_identifier", "record_number", "MRN 4471902")]
    return [
        Entity(kind, role, text.index(quote), text.index(quote) + len(quote))  # type: ignore[arg-type]
        for kind, role, quote in found
        if quote in text
    ]


def _suggestions(text: str) -> list[Suggestion]:
    rows: list[tuple[str, str | None, str, str, str, str | None, float | None]] = [
        ("specific.backing.1", "specific", "medium",
         "You call her excellent with families; nothing in the letter shows it.",
         "Which family, what did she say, and what came of it?",
         "excellent communication skills", 4.0),
        ("doubt.hedge", "enthusiasm", "high", "This reads as a doubt about her.",
         "Is that what you mean? If so, what did you see? If not, what would you say instead?",
         "With more confidence she will", 9.5),
        ("template.placeholder", None, "high", "A placeholder was left in.", "Whose name belongs here?",
         "[Applicant Name]", None),
        ("checklist.variant", "specialty", "low", "Nothing is said of variant interpretation.",
         "Did you see her weigh the evidence for a variant? Which one?", None, 1.0),
    ]  # fmt: skip
    return [
        Suggestion(
            id, criterion, severity, message, prompt,  # type: ignore[arg-type]
            text.index(quote) if quote and quote in text else None,
            text.index(quote) + len(quote) if quote and quote in text else None, gain,
        )
        for id, criterion, severity, message, prompt, quote, gain in rows
    ]  # fmt: skip
