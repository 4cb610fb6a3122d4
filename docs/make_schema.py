"""Write the JSON Schema of the report: ``python docs/make_schema.py``."""

from __future__ import annotations

import json
from pathlib import Path

from lorscore.report import json_schema

if __name__ == "__main__":
    path = Path(__file__).with_name("report.schema.json")
    path.write_text(json.dumps(json_schema(), indent=2) + "\n", encoding="utf-8")
