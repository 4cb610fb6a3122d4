"""``python -m lorscore`` is the command ``lorscore``."""

import sys

from lorscore.cli import main

if __name__ == "__main__":
    sys.exit(main())
