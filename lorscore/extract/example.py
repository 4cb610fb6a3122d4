"""Concrete examples: sentences that report what the applicant did on one occasion, and what they lack.

Which sentences are examples is decided by the trained sentence models, which read words, word classes and who does
what in which tense; a sentence after an example is one more readily (`lorscore.extract.judge.going_on`). Grammar
vetoes what no reader would accept (hypotheses, plans, unfilled templates). Grammar alone gives the details: the story
that a sentence belongs to, its case, the applicant's action, what came of it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lorscore.extract.classify import sentence_model
from lorscore.extract.context import Clause
from lorscore.extract.found import Found, found_in, sureness
from lorscore.extract.sentence_features import is_event
from lorscore.extract.trim import trimmed
from lorscore.extract.view import Sentence
from lorscore.guide.explains import explains
from lorscore.guide.lexicon import lexicon

RULE = "example.model"
LAPSED = 0.4
"""Probability of the model that is enough for what the applicant forgot, missed or left undone."""
SURE = 0.8
"""From this probability on, what looks like mere watching counts: the model has read more than the verb."""
_WATCHING = frozenset({"observe", "watch", "witness", "shadow", "attend"})
_LAPSES = frozenset({"forget", "miss", "overlook", "neglect", "fail", "omit", "misread"})
_CORRECTING = frozenset(
    {"tell", "ask", "suggest", "correct", "point", "advise", "say", "criticize", "criticise", "mention"}
)
PARTS = ("case", "action", "outcome")


@functools.cache
def _masks() -> dict[str, int]:
    lex = lexicon()
    return {
        "act": lex.mask(
            "act_perceive", "act_propose", "act_contact", "act_write", "act_compute", "act_make", "act_explain",
            "act_comfort", "act_fix", "act_move", "act_treat", "act_persist", "act_error", "act_admit",
        ),
        "case": lex.mask("patient_person", "case_noun", "project_noun", "indefinite_case", "definite_case"),
        "patient": lex.mask("patient_person"),
        "special": lex.mask("sp_condition", "sp_finding", "sp_test", "sp_variant", "sp_gene_symbol"),
        "new_case": lex.mask("indefinite_case"),
        "outcome": lex.mask("outcome_verb", "watch_outcome"),
        "state": lex.mask("state_verb"),
        "watch": lex.mask("watch_verb"),
        "please_verb": lex.mask("please_verb"),
        "treat_noun": lex.mask("treat_noun"),
    }  # fmt: skip


def find_examples(sentences: Sequence[Sentence], probabilities: NDArray[np.float64]) -> list[Found]:
    """Find the sentences that report a concrete event, one span a sentence.

    Parameters
    ----------
    sentences : sequence of Sentence
        All sentences of one letter.
    probabilities : numpy.ndarray, shape (n_sentences, n_labels)
        What `lorscore.extract.judge.judge` gave.

    Returns
    -------
    list of Found
        ``details``: ``story`` (sentences of one story share it), ``case``, ``action`` and ``outcome`` (the words,
        or None, over the whole story), ``missing`` (which of the three the story lacks), ``probability``, and
        ``sure``, from 0 (just found) to 1.

    Examples
    --------
    >>> from lorscore.extract.base import load_english
    >>> from lorscore.extract.judge import judge
    >>> from lorscore.extract.view import sentences
    >>> text = "In March he noticed ptosis in a boy, proposed Noonan syndrome, and the panel found a PTPN11 variant."
    >>> found = sentences(load_english()(text))
    >>> find_examples(found, judge(found))[0].details["missing"]
    []
    """
    model = sentence_model()
    column = model.labels.index("example")
    p, threshold = probabilities[:, column], float(model.thresholds[column])
    chosen = [
        i for i, s in enumerate(sentences)
        if s.in_body and ((p[i] >= _enough(s, threshold) and not vetoed(s, float(p[i]))) or heeded(s))
    ]  # fmt: skip
    out: list[Found] = []
    for number, story in enumerate(_stories(sentences, chosen), 1):
        told = _told(sentences, story)
        missing = [name for name in PARTS if told[name] is None]
        said = explains("example")
        parts = " and ".join(said[name] for name in missing)
        explain = said["lacking"].format(parts=parts) if missing else said["whole"]
        for i in story:
            first, last = core(sentences[i])
            details = {
                "story": f"s{number}",
                **told,
                "missing": missing,
                "probability": round(float(p[i]), 3),
                "sure": round(sureness(float(p[i]), _enough(sentences[i], threshold)), 3),
            }
            out.append(
                found_in(
                    sentences[i], first, last, "example", RULE, criterion="specific", explain=explain, details=details
                )
            )
    return out


def vetoed(s: Sentence, probability: float = 0.0) -> bool:
    """Whether the grammar rules an event out.

    All of it is hypothetical, planned, heard or quoted; or it is a template; or, unless the model is `SURE`, all that
    the applicant did was to watch, to please, or to bring something to eat.
    """
    if any(w in ("[", "]", "____", "xx", "xxx") for w in s.lower):
        return True
    told = [c for c in s.clauses if c.verb >= 0]
    if not told:
        return False
    if all(c.hypothetical or c.tense in ("future", "modal") for c in told if not c.subordinate):
        return any(not c.subordinate for c in told)
    if all(c.reported or c.quoted for c in told) and not s.quoted[0]:
        return True
    return probability < SURE and _idle(s, [c for c in told if c.who in ("applicant", "applicant_thing")])


def _idle(s: Sentence, deeds: Sequence[Clause]) -> bool:
    """Whether the applicant's clauses tell of watching, pleasing or treating the ward, and of nothing else."""
    m = _masks()
    if not deeds or any(s.tag[k] == "VBG" for k in range(deeds[0].group, len(s))):
        return False
    for c in deeds:
        watches = s.lemma[c.verb] in _WATCHING and c.object >= 0
        listens = s.lemma[c.verb] == "listen" and len(s) < 16
        pleases = bool(s.classes[c.verb] & m["please_verb"])
        feeds = any(bits & m["treat_noun"] for bits in s.classes[c.verb : c.end])
        if not (watches or listens or pleases or feeds):
            return False
    return True


def _enough(s: Sentence, threshold: float) -> float:
    """Probability from which a sentence is an example: a lapse that is told ("She forgot to call a family") is one."""
    lapsed = any(
        c.who == "applicant" and c.verb >= 0 and s.lemma[c.verb] in _LAPSES and is_event(c) and not c.negated
        for c in s.clauses
    )
    return min(threshold, LAPSED) if lapsed else threshold


def heeded(s: Sentence) -> bool:
    """Whether the writer corrected the applicant and the next work was better: "I told him ...; his next note ..."."""
    told = [c for c in s.clauses if c.verb >= 0]
    for k, first in enumerate(told):
        if first.who == "writer" and first.tense == "past" and s.lemma[first.verb] in _CORRECTING:
            for c in told[k + 1 :]:
                opening = s.lower[max(0, c.subject - 3) : c.subject + 1] if c.subject >= 0 else []
                if c.who in ("applicant", "applicant_thing") and c.tense == "past" and "next" in opening:
                    return True
    return False


def core(s: Sentence) -> tuple[int, int]:
    """(first, last token) of the clauses that tell the event."""
    acts = [c for c in s.clauses if is_event(c) and c.who == "applicant"] or [c for c in s.clauses if is_event(c)]
    first, last = (acts[0].start, acts[-1].end - 1) if acts else (0, len(s) - 1)
    if last - first < 3:
        first, last = 0, len(s) - 1
    return trimmed(s, first, last)


def _stories(sentences: Sequence[Sentence], chosen: Sequence[int]) -> list[list[int]]:
    """Split the examples into stories: runs in one paragraph, broken where a new case or occasion opens.

    Sentences between that do not tell of the applicant break nothing, nor does one that tells what they did.
    """
    new_case = _masks()["new_case"]
    out: list[list[int]] = []
    for i in chosen:
        s, last = sentences[i], out[-1][-1] if out else i
        between = [t for t in sentences[last + 1 : i] if t.on_applicant]
        general = any(c.tense == "present" and c.who == "applicant" for t in between for c in t.clauses)
        runs_on = bool(out) and s.paragraph == sentences[last].paragraph and len(between) <= 1 and not general
        opens = "another" in s.lower[:4] or (s.has(new_case) and s.clauses[0].bounded)
        if runs_on and not opens:
            out[-1].append(i)
        else:
            out.append([i])
    return out


def _told(sentences: Sequence[Sentence], story: Sequence[int]) -> dict[str, str | None]:
    """Find the case, the applicant's action, and the outcome in a story and the two sentences before it."""
    m = _masks()
    told: dict[str, str | None] = dict.fromkeys(PARTS)
    first = story[0]
    setting = [k for k in (first - 2, first - 1) if k >= 0 and sentences[k].paragraph == sentences[first].paragraph]
    for mask in (m["patient"], m["special"] | m["case"]):
        for k in [*setting, *story]:
            told["case"] = told["case"] or _phrase_of(sentences[k], mask)
    acted = False
    for k in story:
        s = sentences[k]
        for c in s.clauses:
            if not is_event(c) or c.verb < 0:
                continue
            if c.who == "applicant" and s.classes[c.verb] & m["act"] and not s.classes[c.verb] & m["watch"]:
                told["action"] = told["action"] or _words(s, c.group, c)
                acted = True
            elif acted and c.who != "applicant" and _is_outcome(s, c):
                told["outcome"] = _words(s, c.start, c)
    return told


def _is_outcome(s: Sentence, c: Clause) -> bool:
    """Whether a clause after the applicant's act says what came of it."""
    m = _masks()
    if s.classes[c.verb] & m["outcome"]:
        return True
    return any(bits & m["outcome"] for bits in s.classes[c.verb : c.end]) and c.who in ("thing", "patient", "team")


def _phrase_of(s: Sentence, mask: int) -> str | None:
    """Return the first noun phrase whose head belongs to these classes."""
    for k, bits in enumerate(s.classes):
        if bits & mask and s.tag[k] in ("NN", "NNS", "NNP", "JJ"):
            first = k
            while first and s.tag[first - 1] in ("DT", "JJ", "NN", "NNP", "CD", "HYPH", "PRP$", "VBN", "POS"):
                first -= 1
            last = k
            while last + 1 < len(s) and s.tag[last + 1] in ("NN", "NNS", "NNP", "HYPH"):
                last += 1
            return " ".join(s.orth[first : last + 1]).replace(" - ", "-")
    return None


def _words(s: Sentence, first: int, c: Clause) -> str:
    last = min(c.end, first + 14)
    while last > first + 1 and s.tag[last - 1] in (",", ".", ":", "CC", "IN", "DT"):
        last -= 1
    return " ".join(s.orth[first:last]).replace(" - ", "-").replace(" ,", ",")
