"""Lets the tests of the renderers import their fixtures by name, however pytest is called."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
