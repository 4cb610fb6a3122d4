"""What is said of one letter: plain, frozen, versioned, JSON-able. Renderers see nothing else."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from lorscore.errors import InputError

SCHEMA = "lorscore.report/1"

Kind: TypeAlias = Literal[
    "comparative", "example", "competency", "generic_adjective", "doubt", "inflated", "endorsement",
    "contact", "credential", "img", "template_residue", "checklist", "interest", "custom",
]  # fmt: skip
Strength: TypeAlias = Literal["weak", "moderate", "strong"]
Severity: TypeAlias = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = typing.get_args(Severity)
"""Of suggestions, the weightiest first."""

CRITERIA = ("specific", "comparative", "specialty", "credible", "enthusiasm")
QUALITIES = ("analytical", "rare_disease", "collaboration", "communication", "ethics", "academic")
IMG_CONCERNS = ("img_us_adaptation", "img_language", "img_gap")
FLAGS = (
    "doubt_raiser", "overstated", "barely_knows", "personal_relation", "personality_only", "wrong_specialty",
    "template_residue", "not_a_letter",
)  # fmt: skip
LETTER_TYPES = ("clinical", "research", "other")
WRITERS = (
    "clinical_geneticist", "related_specialist", "research_mentor", "home_faculty", "lab_or_counselor", "community",
    "personal", "unknown",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """One span of the letter that a rule or a trained component found.

    ``start`` and ``end`` are character offsets into ``Report.text``; ``Report.text[start:end] == text`` always.

    Attributes
    ----------
    id : str
        Unique within the report, ``"e1"``, ``"e2"`` ... in order of place.
    kind : str
        What it is evidence of (`Kind`).
    label : str
        The quality of a competency, the type of a comparative, the item of a checklist; ``""`` where a kind has none.
    strength : {"weak", "moderate", "strong"} or None
        Strength of a comparative or an endorsement; None for other kinds, and for support that is held back.
    shown : bool or None
        For a competency or an IMG concern: by behaviour (True) or only asserted (False).
    rule : str
        Id of the rule or trained component that found it; stable between versions.
    criterion : str or None
        The criterion that it speaks to.
    explain : str
        One sentence that a letter writer understands.
    details : dict
        Plain JSON values: reference class, time frame, story id, backing ...
    """

    id: str
    kind: Kind
    label: str
    strength: Strength | None
    shown: bool | None
    start: int
    end: int
    text: str
    rule: str
    criterion: str | None
    explain: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which strength model, pipeline and rules made the score."""

    name: str
    version: str
    sha256: str
    rules_sha256: str
    pipeline: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom the letter recommends, and how that is known."""

    name: str | None
    how: Literal["given", "inferred", "unknown"]


@dataclass(frozen=True, slots=True)
class CriterionLevel:
    """Level 0-4 (halves allowed) of one criterion; ``level`` is None exactly where it could not be measured."""

    level: float | None
    measured: bool
    why: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entity:
    """A name, date, contact detail or identifier in the letter."""

    kind: Literal["person", "institution", "place", "date", "contact", "exam", "patient_identifier"]
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would make the letter stronger: a question that only the writer can answer, and its place."""

    id: str
    criterion: str | None
    severity: Severity
    message: str
    prompt: str
    start: int | None
    end: int | None
    gain: float | None = None
    """Points of ``score`` that it could move at most, where the model can say so."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One term of the strength model's linear predictor; they add up to it exactly."""

    feature: str
    plain: str
    value: float
    weight: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit that overrode the model, and why. ``before`` and ``after`` are on the scale of ``overall``."""

    name: str
    why: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything said of one letter (schema ``lorscore.report/1``).

    Examples
    --------
    >>> import lorscore
    >>> report = lorscore.analyze("A recipe: take two eggs and stir.")
    >>> report.score is None
    True
    >>> lorscore.Report.from_json(report.to_json()) == report
    True
    """

    version: str
    model: ModelInfo
    source: str | None
    text: str
    language: str | None
    n_words: int
    n_sentences: int
    applicant: Applicant
    letter_type: Literal["clinical", "research", "other"] | None
    writer: str | None
    specialty: str
    abstained: str | None
    overall: float | None
    score: float | None
    probability_rated_strong: float | None
    interval: list[float] | None
    criteria: dict[str, CriterionLevel]
    qualities: dict[str, int]
    img: dict[str, int]
    flags: dict[str, bool]
    checklist: dict[str, int]
    entities: list[Entity]
    evidence: list[Evidence]
    suggestions: list[Suggestion]
    contributions: list[Contribution]
    caps: list[Cap]
    readability: dict[str, float]
    parts: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Limits of this analysis in plain words ("the format was not measured: pasted text")."""
    features: dict[str, float] = field(default_factory=dict)
    """The feature table that levels, flags and score were worked out from (`lorscore.features.feature_names`)."""
    schema: str = SCHEMA

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return dataclasses.asdict(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the report as JSON text, keys in a fixed order."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Report:
        """Build a report from plain JSON values.

        Raises
        ------
        InputError
            Where a field is missing, unknown, of another type, or the schema is another version's.
        """
        if data.get("schema") != SCHEMA:
            raise InputError(f"This is no report of schema {SCHEMA} (its schema is {data.get('schema')!r}).")
        report = _build(cls, data, "report")
        assert isinstance(report, cls)
        return report

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Build a report from the text that `to_json` wrote.

        Raises
        ------
        InputError
            Where the text is no JSON, or no report.
        """
        try:
            data = json.loads(text)
        except ValueError as error:
            raise InputError(f"The report is not valid JSON ({error}).") from None
        if not isinstance(data, dict):
            raise InputError("The report is not a JSON object.")
        return cls.from_dict(data)

    def evidence_of(self, *kinds: str) -> list[Evidence]:
        """Return the evidence of these kinds, in order of place."""
        return [e for e in self.evidence if e.kind in kinds]


def _build(kind: Any, value: Any, where: str) -> Any:
    """Turn plain JSON into the annotated type, or say which field does not fit."""
    if kind is Any:
        return value
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(value, Mapping):
            raise InputError(f"{where}: expected an object.")
        hints = typing.get_type_hints(kind)
        unknown = sorted(set(value) - set(hints))
        if unknown:
            raise InputError(f"{where}: unknown field {unknown[0]!r}.")
        lost = [
            f.name for f in dataclasses.fields(kind)
            if f.name not in value and f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        ]  # fmt: skip
        if lost:
            raise InputError(f"{where}: the field {lost[0]!r} is missing.")
        return kind(**{k: _build(hints[k], v, f"{where}.{k}") for k, v in value.items()})
    if origin is list:
        if not isinstance(value, list):
            raise InputError(f"{where}: expected a list.")
        return [_build(args[0], v, f"{where}[{i}]") for i, v in enumerate(value)]
    if origin is dict:
        if not isinstance(value, Mapping):
            raise InputError(f"{where}: expected an object.")
        return {str(k): _build(args[1], v, f"{where}.{k}") for k, v in value.items()}
    if origin is Literal:
        if value not in args:
            raise InputError(f"{where}: {value!r} is none of {', '.join(map(str, args))}.")
        return value
    if origin in (typing.Union, types.UnionType):
        if value is None and type(None) in args:
            return None
        rest = [a for a in args if a is not type(None)]
        return _build(rest[0], value, where) if len(rest) == 1 else value
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(kind, type) and (not isinstance(value, kind) or (kind is not bool and isinstance(value, bool))):
        raise InputError(f"{where}: expected {kind.__name__}, found {type(value).__name__}.")
    return value


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a report, made from its types.

    Examples
    --------
    >>> from lorscore.report import json_schema
    >>> json_schema()["properties"]["schema"]
    {'const': 'lorscore.report/1'}
    """
    definitions: dict[str, Any] = {}
    schema = _schema_of(Report, definitions)
    body = definitions.pop(schema["$ref"].rsplit("/", 1)[1])
    body["properties"]["schema"] = {"const": SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def _schema_of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            hints = typing.get_type_hints(kind)
            names = [f.name for f in dataclasses.fields(kind)]
            definitions[kind.__name__] = {
                "type": "object",
                "properties": {n: _schema_of(hints[n], definitions) for n in names},
                "required": names,
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if origin is list:
        return {"type": "array", "items": _schema_of(args[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema_of(args[1], definitions)}
    if origin is Literal:
        return {"enum": list(args)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_schema_of(a, definitions) for a in args]}
    plain = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
    return {"type": plain[kind]} if kind in plain else {}
