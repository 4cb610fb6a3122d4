"""One form for "he" and "she", so that nothing which reads a letter can tell which of them it was.

"her" is a possessive and an object, "his" and "him" are one each: all three are read as "her", and the tag, which is
set from the words around, says which it is. Word lists and rules are folded alike: either form may be written.
"""

from __future__ import annotations

ONE_PRONOUN = {"he": "she", "him": "her", "his": "her", "hers": "her", "himself": "herself"}


def one_pronoun(word: str) -> str:
    """Return the form that stands for a third-person singular pronoun, in the word's own case; other words unchanged.

    Parameters
    ----------
    word : str

    Examples
    --------
    >>> [one_pronoun(w) for w in ("he", "His", "HIMSELF", "her", "they", "the")]
    ['she', 'Her', 'HERSELF', 'her', 'they', 'the']
    """
    if len(word) > 7:
        return word
    low = word.lower()
    one = ONE_PRONOUN.get(low)
    if one is None:
        return word
    return one if word == low else one.upper() if word.isupper() and len(word) > 1 else one.capitalize()
