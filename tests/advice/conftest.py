"""The advice is tested on the renderers' report, with its text and values changed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "render"))
