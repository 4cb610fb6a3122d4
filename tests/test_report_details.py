"""A report with details of every JSON type comes back from JSON as it was."""

import sys
from dataclasses import replace
from pathlib import Path

from lorscore.report import Report

sys.path.insert(0, str(Path(__file__).parent / "render"))
from full_report import build


def test_details_of_any_json_type_come_back() -> None:
    details = {
        "text": "three people",
        "n": 3,
        "share": 0.5,
        "backed": True,
        "none": None,
        "list": ["a", 1],
        "in": {"k": []},
    }
    report = build()
    report = replace(
        report, evidence=[replace(report.evidence[0], details=details)], parts=[{"kind": "date", "start": 0}]
    )
    assert Report.from_json(report.to_json()) == report
