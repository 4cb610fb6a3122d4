"""Plain text in any encoding."""

from __future__ import annotations

from lorscore.letter import Letter
from lorscore.readers._assemble import bounded
from lorscore.readers._encoding import decode

FORMAT = "text"


def read_data(data: bytes, name: str) -> Letter:
    """Read plain text.

    Raises
    ------
    ReadError
        Where the bytes are no text.
    """
    return Letter.from_text(bounded(decode(data, name)), format=FORMAT)
