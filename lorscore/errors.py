"""Every error that a user can meet. Each message says what, where, and what to do."""

from __future__ import annotations


class LorscoreError(Exception):
    """Root of all errors that lorscore raises on purpose.

    ``str(error)`` is a sentence for the user: it names the file or field and the remedy.

    Examples
    --------
    >>> import lorscore
    >>> try:
    ...     lorscore.analyze_file("no-such-letter.docx")
    ... except lorscore.LorscoreError as error:
    ...     print(error)
    no-such-letter.docx: there is no such file. Check the path.
    """


class ReadError(LorscoreError):
    """A file could not be read as a letter (missing, empty, encrypted, scanned, binary, too large ...)."""


class RuleError(LorscoreError):
    """A rule file, or one rule in it, is not well formed; names the file and the rule's id."""


class ModelError(LorscoreError):
    """A stored model is missing, damaged, or does not fit the rules or features at hand."""


class PipelineError(LorscoreError):
    """A spaCy pipeline lacks a component that the extractors need."""


class ConfigError(LorscoreError):
    """A configuration file or an option holds something that lorscore does not know."""


class InputError(LorscoreError):
    """An argument, a table, or a profile is not what the call needs; names the field."""


class OutputError(LorscoreError):
    """A result could not be written (it exists already, no space, no permission)."""
