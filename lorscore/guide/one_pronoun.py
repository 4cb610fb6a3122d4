"""One form for "he" and "she", so that nothing which reads a letter can tell which of them it was.

"her" is a possessive and an object, "his" and "him" are one each: all three are read as "her", and the tag, which is
set from the words around, says which it is. Word lists and rules are folded alike: either form may be written.
"""

from __future__ import annotations

ONE_PRONOUN = {"he": "she", "him": "her", "his": "her", "hers": "her", "himself": "herself"}
ONE_NOUN = {"man": "woman", "men": "women", "gentleman": "lady", "gentlemen": "ladies"}
"""Nouns that are said of an applicant: "a young man of promise"."""
ONE_FORM = ONE_PRONOUN | ONE_NOUN


def one_pronoun(word: str) -> str:
    """Return the form that stands for a pronoun or noun of either gender, in the word's own case; others unchanged.

    Parameters
    ----------
    word : str

    Examples
    --------
    >>> [one_pronoun(w) for w in ("he", "His", "HIMSELF", "her", "they", "man")]
    ['she', 'Her', 'HERSELF', 'her', 'they', 'woman']
    """
    if len(word) > 9:
        return word
    low = word.lower()
    one = ONE_FORM.get(low)
    if one is None:
        return word
    return one if word == low else one.upper() if word.isupper() and len(word) > 1 else one.capitalize()
