"""Letter to Report: the one place where it all meets."""

from __future__ import annotations

import contextlib
import functools
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

from spacy.language import Language
from spacy.tokens import Doc

import lorscore
from lorscore import readers
from lorscore.errors import InputError
from lorscore.extract.build import build
from lorscore.extract.identifiers import patient_warnings
from lorscore.extract.letter_parts import write_parts
from lorscore.extract.match import RuleMatcher
from lorscore.extract.model_files import model_path
from lorscore.extract.people_component import GIVEN
from lorscore.extract.tokenizer import Rehearsed
from lorscore.extract.view import sentences
from lorscore.features import letter_table
from lorscore.gather import evidence_of
from lorscore.guide import rules as guide_rules
from lorscore.guide.lexicon import DEFAULT_SPECIALTY
from lorscore.letter import Letter
from lorscore.readability import readability
from lorscore.report import Applicant, Cap, Contribution, Entity, ModelInfo, Report, Suggestion
from lorscore.scoring.caps import capped
from lorscore.scoring.flags import flags_of
from lorscore.scoring.levels import all_levels, criterion_levels
from lorscore.scoring.strength import Strength, StrengthModel
from lorscore.scoring.suggest import asked_by, suggestions

Context = TypeVar("Context")
_WORDS_KEPT = 30_000
"""With more words than so many in the pipeline's vocabulary, those of a batch are forgotten after it."""
_AT_ONCE = 4
"""So many letters go through the pipeline together: with more, their matrices outgrow the processor's cache."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class Analyzer:
    """Reads letters; made by `load`, and meant to be kept.

    One analyzer may be used from several threads: spaCy's pipeline is called under a lock, everything else holds no
    state.

    Parameters
    ----------
    nlp : Language
        The pipeline with the extractors (`lorscore.pipeline`).
    model : StrengthModel
    specialty : str
        Id of the specialty that letters are read for.
    rules : sequence of Rule
        A user's own rules: they add evidence and suggestions, and leave the score alone.
    settings : dict, optional
        Arguments of `load` by which another process can make the same analyzer.

    Examples
    --------
    >>> import lorscore
    >>> analyzer = lorscore.load()
    >>> [r.score is None for r in analyzer.pipe(["Take two eggs.", "Stir."])]
    [True, True]
    """

    def __init__(
        self,
        nlp: Language,
        model: StrengthModel,
        specialty: str,
        rules: Sequence[guide_rules.Rule] = (),
        settings: dict[str, Any] | None = None,
    ) -> None:
        self.nlp, self.model, self.specialty, self.settings = nlp, model, specialty, settings
        self._own = RuleMatcher(rules) if rules else None
        self._questions = [rule for rule in rules if rule.question]
        self._make_doc = Rehearsed(nlp)
        self._lock = threading.Lock()
        self.info = ModelInfo(
            model.name, model.version, model.sha256, guide_rules.digest(), f"{nlp.meta['name']} {nlp.meta['version']}"
        )

    def analyze(self, letter: str | Letter, *, applicant: str | None = None) -> Report:
        """Read one letter.

        Parameters
        ----------
        letter : str or Letter
        applicant : str, optional
            The applicant's name; inferred otherwise, and the report says so.

        Returns
        -------
        Report

        Raises
        ------
        InputError
            Where the letter is no text.
        """
        return self.analyze_with_doc(letter, applicant=applicant)[0]

    def analyze_with_doc(self, letter: str | Letter, *, applicant: str | None = None) -> tuple[Report, Doc]:
        """Read one letter as `analyze` does, and return the pipeline's Doc beside the report, to explain it by.

        Examples
        --------
        >>> import lorscore
        >>> report, doc = lorscore.load().analyze_with_doc("She is in the top 5 percent of our students.")
        >>> report.text == doc.text
        True
        """
        found = _letter(letter)
        with self._lock:
            doc = self.nlp(self._doc(found, letter, applicant))
            return self._report(found, doc), doc

    @overload
    def pipe(
        self, texts: Iterable[str | Letter], *, as_tuples: Literal[False] = False, n_process: int = 1,
        batch_size: int = 32,
    ) -> Iterator[Report]: ...  # fmt: skip
    @overload
    def pipe(
        self, texts: Iterable[tuple[str | Letter, Context]], *, as_tuples: Literal[True], n_process: int = 1,
        batch_size: int = 32,
    ) -> Iterator[tuple[Report, Context]]: ...  # fmt: skip
    def pipe(
        self, texts: Iterable[Any], *, as_tuples: bool = False, n_process: int = 1, batch_size: int = 32
    ) -> Iterator[Any]:
        """Read many letters as a stream, in their order.

        Parameters
        ----------
        texts : iterable of str or Letter, or of (str or Letter, context)
        as_tuples : bool
            Yield (report, context) for (letter, context).
        n_process : int
            Number of processes; each loads the models once.
        batch_size : int
            Letters a batch; memory is given back after each.

        Yields
        ------
        Report or (Report, context)
        """
        if n_process > 1:
            from lorscore.parallel import pipe_in_processes

            yield from pipe_in_processes(self, texts, as_tuples=as_tuples, n_process=n_process, batch_size=batch_size)
            return
        for batch in batches(texts, batch_size):
            given = [item[0] if as_tuples else item for item in batch]
            for report, item in zip(self._batch(given), batch, strict=True):
                yield (report, item[1]) if as_tuples else report

    def _batch(self, given: Sequence[str | Letter]) -> list[Report]:
        letters = [_letter(one) for one in given]
        # words of the first letters stay: the next ones share most of them
        full = len(self.nlp.vocab) > _WORDS_KEPT
        with self._lock, self.nlp.memory_zone() if full else contextlib.nullcontext():
            docs = self.nlp.pipe(map(self._doc, letters, given), batch_size=_AT_ONCE)
            return [self._report(letter, doc) for letter, doc in zip(letters, docs, strict=True)]

    def _doc(self, letter: Letter, given: str | Letter, applicant: str | None = None) -> Doc:
        doc = self._make_doc(letter.text)
        write_parts(doc, letter, by_text=isinstance(given, str))
        if applicant:
            doc.user_data[GIVEN] = applicant
        return doc

    def _report(self, letter: Letter, doc: Doc) -> Report:
        table = letter_table(doc, letter, self.specialty)
        flags = flags_of(table)
        abstained = table.letterness.explain
        features = table.features | {f"flag_{name}": float(on) for name, on in flags.items()}
        features |= all_levels(features)
        evidence = evidence_of(doc, self._own)
        strength: Strength | None = None
        caps: list[Cap] = []
        contributions: list[Contribution] = []
        entities = _entities(doc)
        advice: list[Suggestion] = []
        if abstained is None:
            contributions = self.model.contributions(features)
            strength, caps = capped(self.model, self.model.eta(features), features)
            advice = suggestions(self.model, features, evidence) + asked_by(self._questions, evidence)
        mentions = doc.spans["mentions"].attrs
        rows = sentences(doc)
        return Report(
            version=lorscore.__version__,
            model=self.info,
            source=letter.source,
            text=letter.text,
            language=table.language,
            n_words=sum(w[:1].isalnum() for s in rows for w in s.lower),
            n_sentences=len(rows),
            applicant=Applicant(mentions["name"], mentions["how"]),
            letter_type=None if abstained else table.letter_type,  # type: ignore[arg-type]
            writer=None if abstained else table.writer,
            specialty=self.specialty,
            abstained=abstained,
            overall=round(strength.overall, 2) if strength else None,
            score=round(strength.score, 1) if strength else None,
            probability_rated_strong=round(strength.probability_rated_strong, 3) if strength else None,
            interval=[round(v, 2) for v in strength.interval] if strength else None,
            criteria=criterion_levels(features, evidence),
            qualities=dict(table.qualities),
            img=dict(table.img),
            flags=flags,
            checklist=dict(table.checklist),
            entities=entities,
            evidence=evidence,
            suggestions=[*advice, *patient_warnings(letter.text, entities)],
            contributions=contributions,
            caps=caps,
            readability=readability(letter.text),
            parts=[{"kind": p.kind, "start": p.start, "end": p.end} for p in letter.parts],
            notes=[*letter.notes, *table.notes],
            features=dict(table.features),
        )


def batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Yield lists of ``size`` items, the last one shorter."""
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


def _whole(text: str) -> str:
    """Replace halves of surrogate pairs, which no encoding can write, by U+FFFD; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


MAX_CHARS = 1_000_000
"""Characters of the longest text that is read; a letter has some three thousand."""
_SIGNS = re.compile(r"[^\w\s]{2000}")


def _letter(letter: str | Letter) -> Letter:
    """Return the letter, or say why the text cannot be one."""
    text = letter.text if isinstance(letter, Letter) else letter
    if isinstance(text, str) and len(text) > MAX_CHARS:
        raise InputError(
            f"The text has {len(text):,} characters; a letter has some thousand, and {MAX_CHARS:,} is the most that is "
            "read. Give one letter at a time."
        )
    if isinstance(text, str) and _SIGNS.search(text):
        raise InputError(
            "The text holds thousands of signs in a row without a letter or a space. Give it without them."
        )
    if isinstance(letter, Letter):
        return letter if not _SURROGATE.search(letter.text) else replace(letter, text=_whole(letter.text))
    if isinstance(letter, str):
        return Letter.from_text(_whole(letter))
    raise InputError(f"A letter is a text or a Letter, not {type(letter).__name__}. For a file use analyze_file.")


def _entities(doc: Doc) -> list[Entity]:
    group = doc.spans.get("entities")
    if group is None:
        return []
    return [
        Entity(span.label_, row["role"], row["start"], row["end"])
        for span, row in zip(group, group.attrs["rows"], strict=True)
    ]


def load(
    *,
    spacy_model: str | Path | Language | None = None,
    model: str | Path | None = None,
    specialty: str | None = None,
    rules: Iterable[str | Path] = (),
    words: Mapping[str, Sequence[str]] | None = None,
) -> Analyzer:
    """Load everything that reading letters needs, to be kept and used again.

    Parameters
    ----------
    spacy_model : str, pathlib.Path or Language, optional
        A spaCy pipeline under the extractors instead of the shipped one.
    model : str or pathlib.Path, optional
        A strength model of your own (the folder that ``lorscore fit`` wrote).
    specialty : str, optional
        Id of the specialty; ``medical_genetics`` otherwise.
    rules : iterable of str or pathlib.Path
        Rule files of your own: they add evidence, and leave the score alone.
    words : mapping of kind to sequence of str, optional
        Phrases of your own, by kind of evidence.

    Raises
    ------
    LorscoreError
        Where a model, a pipeline or a rule file cannot be used; the message says why.

    Examples
    --------
    >>> import lorscore
    >>> lorscore.load().specialty
    'medical_genetics'
    """
    files = [Path(path) for path in rules]
    own = [rule for path in files for rule in guide_rules.load(path)] + guide_rules.from_words(words or {})
    nlp = build(spacy_model, specialty=specialty)
    strength = StrengthModel.load(Path(model) if model else model_path("strength/strength.json"))
    settings = {"spacy_model": spacy_model, "model": model, "specialty": specialty, "rules": files, "words": words}
    shared = None if isinstance(spacy_model, Language) else settings
    return Analyzer(nlp, strength, specialty or DEFAULT_SPECIALTY, own, shared)


@functools.cache
def _default() -> Analyzer:
    return load()


def analyze(text: str | Letter, applicant: str | None = None) -> Report:
    """Read one letter with the shipped models, which are loaded at the first call and kept.

    Examples
    --------
    >>> import lorscore
    >>> lorscore.analyze("Only three words").abstained is None
    False
    """
    return _default().analyze(text, applicant=applicant)


def analyze_file(path: str | Path, applicant: str | None = None) -> Report:
    """Read one file (Word, PDF, OpenDocument, RTF, HTML, Markdown, e-mail, plain text).

    Raises
    ------
    ReadError
        Where the file cannot be read as a letter; the message says why and what to do.
    """
    return _default().analyze(readers.read(Path(path)), applicant=applicant)


def pipeline() -> Language:
    """Return the spaCy pipeline with the extractors; they write ``doc.spans[kind]``.

    Examples
    --------
    >>> import lorscore
    >>> "lorscore_comparative" in lorscore.pipeline().pipe_names
    True
    """
    return _default().nlp
