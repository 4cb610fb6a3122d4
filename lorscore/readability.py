"""How hard a letter is to read, by textstat. Described, never scored.

textstat is imported at the first call (its import costs more than a letter does). Release 0.7.4 counts syllables by
hyphenation patterns (pyphen); see docs/readers.md for why no later one is used.
"""

from __future__ import annotations

import importlib
import re
import warnings
from functools import cache, lru_cache
from typing import Any

from lorscore.errors import PipelineError

# textstat keeps a cache of texts; a corpus of long texts must not stay in memory, and a letter is shorter than this.
MAX_CHARS = 100_000
_LINE_BREAK = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]")


def readability(text: str) -> dict[str, float]:
    """Describe how hard a text is to read.

    Parameters
    ----------
    text : str
        Running text, the body of a letter; only its first `MAX_CHARS` characters are looked at.

    Returns
    -------
    dict of str to float
        ``flesch_reading_ease`` (about 100 easy to 0 hard), ``flesch_kincaid_grade`` and ``coleman_liau_index`` (U.S.
        school grades), ``words_per_sentence``, ``syllables_per_word``. Empty where the text holds no word.

    Raises
    ------
    PipelineError
        Where textstat, or the ``pkg_resources`` that it imports, is not installed.

    References
    ----------
    Flesch 1948, J Appl Psychol 32:221; Kincaid et al. 1975, Naval Research Branch Report 8-75; Coleman and Liau 1975,
    J Appl Psychol 60:283. Computed by textstat 0.7.4; the two measures that look up a list of easy words or every long
    word (Gunning fog, SMOG) are left out, because they cost more than the rest together.

    Examples
    --------
    >>> easy = readability("She came. She saw the child. She told the mother what she saw.")
    >>> hard = readability("Comprehensive dysmorphological examination necessitates considerable deliberation.")
    >>> easy["flesch_reading_ease"] > hard["flesch_reading_ease"]
    True
    >>> readability("")
    {}
    """
    plain = _LINE_BREAK.sub(" ", text[:MAX_CHARS]).strip()
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    if not _WORD.search(plain):
        return {}
    stats = _textstat()
    values = {
        "flesch_reading_ease": stats.flesch_reading_ease(plain),
        "flesch_kincaid_grade": stats.flesch_kincaid_grade(plain),
        "coleman_liau_index": stats.coleman_liau_index(plain),
        "words_per_sentence": stats.avg_sentence_length(plain),
        "syllables_per_word": stats.avg_syllables_per_word(plain),
    }
    return {name: round(float(value), 2) for name, value in values.items()}


@cache
def _textstat() -> Any:
    try:
        with warnings.catch_warnings():
            # textstat 0.7.4 imports pkg_resources, and setuptools warns of that on every start.
            warnings.simplefilter("ignore")
            module = importlib.import_module("textstat.textstat")
    except ImportError as error:
        raise PipelineError(
            f"Readability needs textstat 0.7.4 and setuptools below 81 ({error}). Run: "
            'pip install "textstat==0.7.4" "setuptools<81"'
        ) from None
    stats = module.textstatistics()
    stats.pyphen = _Syllables(stats.pyphen)
    return stats


class _Syllables:
    """Remembers where words divide: letters share most of their words, and dividing them is most of the cost.

    Bounded, unlike what pyphen itself remembers, which grows with every new word of a corpus.
    """

    def __init__(self, pyphen: Any) -> None:
        self._pyphen = pyphen
        self.positions = lru_cache(maxsize=20_000)(self._divided)

    def _divided(self, word: str) -> list[int]:
        found = [int(place) for place in self._pyphen.positions(word)]
        self._pyphen.hd.cache.clear()
        return found
