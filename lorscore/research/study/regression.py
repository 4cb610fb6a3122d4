"""One outcome on one column, with covariates: mixed with the writer as a random effect, or robust (statsmodels)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lorscore.research.study.libraries import library

FEWEST = 20
"""Letters a regression needs."""
FEWEST_A_GROUP = 5
"""Letters a group needs; smaller ones are left out, and that is said."""
FEWEST_A_TERM = 5
"""Letters a coefficient needs."""
_FEWEST_WRITERS = 10


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference from the reference group, or per unit of a number.

    Attributes
    ----------
    outcome, contrast : str
    n : int
    estimate, low, high : float or None
        On the outcome's scale, with a 95% interval.
    d, d_low, d_high : float or None
        The same over the residual standard deviation of the regression.
    p : float or None
    method : str
    limit : str
        Why there is no figure.
    """

    outcome: str
    contrast: str
    n: int
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    d: float | None = None
    d_low: float | None = None
    d_high: float | None = None
    p: float | None = None
    method: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Letters ready for a regression.

    Attributes
    ----------
    frame : pandas.DataFrame
    by : str
    numeric : bool
        Whether ``by`` is a number; groups otherwise.
    groups : tuple of str
        The groups, the reference (the largest) first.
    adjust : tuple of str
    writer : str or None
    notes : list of str
        What was left out.
    """

    frame: Any
    by: str
    numeric: bool
    groups: tuple[str, ...]
    adjust: tuple[str, ...]
    writer: str | None
    notes: list[str] = field(default_factory=list)


def is_number(values: Any) -> bool:
    """Whether a column is a number rather than a group: numeric, not yes/no, with more than six values."""
    types = library("pandas.api.types")
    return bool(types.is_numeric_dtype(values) and not types.is_bool_dtype(values) and values.nunique() > 6)


def fit(data: Prepared, outcome: str) -> list[Effect]:
    """Return the effects of ``by`` on one outcome; an `Effect` with a limit where it cannot be fitted.

    References
    ----------
    Laird NM, Ware JH. Random-effects models for longitudinal data. Biometrics 1982;38:963-974.
    MacKinnon JG, White H. Some heteroskedasticity-consistent covariance matrix estimators.
    J Econometrics 1985;29:305-325 (HC3).
    """
    columns = [outcome, data.by, *data.adjust, *([data.writer] if data.writer else [])]
    frame = data.frame[columns].dropna()
    contrasts = [data.by] if data.numeric else [f"{data.by}: {g} vs {data.groups[0]}" for g in data.groups[1:]]
    problem = _problem(data, frame, outcome)
    if problem:
        return [Effect(outcome, c, len(frame), limit=problem) for c in contrasts]
    y = frame[outcome].to_numpy(dtype=np.float64)
    design, names = _design(data, frame)
    k = len(contrasts)
    if len(y) < FEWEST_A_TERM * design.shape[1]:
        problem = f"{len(y)} letters for {design.shape[1]} coefficients; adjust for fewer columns"
    elif np.linalg.matrix_rank(design) < design.shape[1]:
        problem = f"the columns ({', '.join(names)}) explain each other; adjust for fewer"
    elif data.writer and frame[data.writer].nunique() < 2:
        problem = "all letters are of one writer"
    elif _explained(y, design):
        problem = "the columns explain the outcome completely, so there is no error to go by"
    if problem:
        return [Effect(outcome, c, len(frame), limit=problem) for c in contrasts]
    found, method = _fitted(y, design, frame[data.writer].astype(str).to_numpy() if data.writer else None)
    bounds = np.asarray(found.conf_int())
    scale = math.sqrt(float(found.scale) + _between(found))
    out = []
    for i, contrast in enumerate(contrasts, 1):
        values = [float(v) for v in (found.params[i], *bounds[i][:2], found.pvalues[i])]
        if not all(map(math.isfinite, values)) or scale == 0:
            out.append(Effect(outcome, contrast, len(y), method=method, limit="the regression has no error to go by"))
            continue
        b, low, high, p = values
        out.append(Effect(outcome, contrast, len(y), b, low, high, b / scale, low / scale, high / scale, p, method))
    assert len(out) == k
    return out


def _explained(y: Any, design: Any) -> bool:
    left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    return bool((left**2).sum() < 1e-12 * ((y - y.mean()) ** 2).sum())


def _problem(data: Prepared, frame: Any, outcome: str) -> str:
    if len(frame) < FEWEST:
        return f"{len(frame)} letters without a gap; a regression needs {FEWEST}"
    if frame[outcome].nunique() < 2:
        return "the outcome is the same in all letters"
    if data.numeric:
        return "" if frame[data.by].nunique() > 1 else f"{data.by} is the same in all letters"
    counts = frame[data.by].astype(str).value_counts()
    small = [g for g in data.groups if counts.get(g, 0) < FEWEST_A_GROUP]
    return f"group {small[0]} has {counts.get(small[0], 0)} letters without a gap" if small else ""


def _design(data: Prepared, frame: Any) -> tuple[Any, list[str]]:
    """Return constant, ``by``, covariates (numbers centred, groups as 0/1 against the first), and their names."""
    columns: list[Any] = [np.ones(len(frame))]
    names = ["constant"]
    if data.numeric:
        columns.append(frame[data.by].to_numpy(dtype=np.float64))
        names.append(data.by)
    else:
        values = frame[data.by].astype(str).to_numpy()
        columns += [(values == g).astype(np.float64) for g in data.groups[1:]]
        names += [f"{data.by} {g}" for g in data.groups[1:]]
    for column in data.adjust:
        if is_number(data.frame[column]):
            values = frame[column].to_numpy(dtype=np.float64)
            spread = values.std()
            columns.append((values - values.mean()) / (spread or 1.0))
            names.append(column)
        else:
            values = frame[column].astype(str).to_numpy()
            for level in sorted(set(values))[1:]:
                columns.append((values == level).astype(np.float64))
                names.append(f"{column} {level}")
    return np.column_stack(columns), names


def _fitted(y: Any, design: Any, writers: Any) -> tuple[Any, str]:
    sm = library("statsmodels.api")
    if writers is None:
        return sm.OLS(y, design).fit(cov_type="HC3", use_t=True), "least squares, HC3 errors"
    n_writers = len(set(writers))
    if n_writers == len(writers):
        return sm.OLS(y, design).fit(
            cov_type="HC3", use_t=True
        ), "least squares, HC3 errors (every writer wrote one letter)"
    mixed = _mixed(sm, y, design, writers) if n_writers >= _FEWEST_WRITERS else None
    if mixed is not None:
        return mixed, "mixed, writer as random effect (REML)"
    groups = np.unique(writers, return_inverse=True)[1]
    found = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    why = (
        "the mixed model did not converge"
        if n_writers >= _FEWEST_WRITERS
        else f"{n_writers} writers are too few to be random"
    )
    return found, f"least squares, errors clustered by writer ({why})"


def _mixed(sm: Any, y: Any, design: Any, writers: Any) -> Any | None:
    """Return the mixed model, or None where it does not converge to something usable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what does not converge is told by its result
        try:
            found = sm.MixedLM(y, design, groups=writers).fit(reml=True)
        except (np.linalg.LinAlgError, ValueError):
            return None
    usable = found.converged and np.isfinite(np.asarray(found.bse_fe)).all() and (np.asarray(found.bse_fe) > 0).all()
    return found if usable else None


def _between(found: Any) -> float:
    """Variance between writers, 0 where there is none in the model."""
    cov = getattr(found, "cov_re", None)
    return float(np.asarray(cov)[0, 0]) if cov is not None else 0.0


def prepare(frame: Any, by: str, adjust: Sequence[str], writer: str | None, outcomes: Sequence[str]) -> Prepared:
    """Leave out letters without the column and groups that are too small, and say so.

    Raises
    ------
    InputError
        Where fewer than two groups, or one value of a number, are left.
    """
    from lorscore.errors import InputError

    notes = []
    kept = frame[frame[by].notna()]
    if len(kept) < len(frame):
        notes.append(f"{len(frame) - len(kept)} letters have no {by} and are left out.")
    numeric = is_number(kept[by])
    groups: tuple[str, ...] = ()
    if numeric:
        notes.append(f"{by} is a number: effects are per unit of it.")
    else:
        # a letter without a score is in no comparison, so a group is as large as its scored letters
        usable = kept.dropna(subset=["overall"]) if "overall" in outcomes else kept
        counts = usable[by].astype(str).value_counts()
        order = sorted(counts.index, key=lambda g: (-counts[g], g))
        groups = tuple(g for g in order if counts[g] >= FEWEST_A_GROUP)
        small = [f"{g} ({counts[g]})" for g in order if counts[g] < FEWEST_A_GROUP]
        if len(groups) < 2:
            raise InputError(
                f"--by {by}: a comparison needs two groups of {FEWEST_A_GROUP} scored letters or more; there are "
                f"{', '.join(f'{g} ({counts[g]})' for g in order) or 'none'}."
            )
        if small:
            notes.append(f"Groups of fewer than {FEWEST_A_GROUP} letters are left out: {', '.join(small)}.")
        kept = kept[kept[by].astype(str).isin(groups)]
    if numeric and kept[by].nunique() < 2:
        raise InputError(f"--by {by}: it is the same in all letters, so there is nothing to compare.")
    return Prepared(kept, by, numeric, groups, tuple(adjust), writer, notes)
