"""Plots of the studies: matplotlib figures without a window, and without anything that changes between runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lorscore.research.study.libraries import library
from lorscore.research.study.resample import Floats

_DARK, _LIGHT, _MARK = "#1f4e79", "#9dbbd6", "#b5541c"


def axes(title: str, x: str, y: str, size: tuple[float, float] = (6.4, 4.4)) -> tuple[Any, Any]:
    """Return a figure and its axes, with a title and names of the axes."""
    figure = library("matplotlib.figure").Figure(figsize=size, layout="constrained")
    ax = figure.add_subplot()
    ax.set_title(title, fontsize=11)
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.spines[["top", "right"]].set_visible(False)
    return figure, ax


def bland_altman(x: Floats, y: Floats, lines: Mapping[str, float], title: str) -> Any:
    """Plot differences against means, with horizontal lines by name."""
    figure, ax = axes(title, "mean of the two", "lorscore minus raters")
    ax.scatter((x + y) / 2, x - y, s=18, color=_DARK, alpha=0.6, linewidths=0)
    for name, value in lines.items():
        ax.axhline(value, color=_MARK, linewidth=1, linestyle="-" if name == "bias" else "--")
        ax.annotate(
            f"{name} {value:.2f}", (1, value), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize=8
        )
    return figure


def reliability(curves: Mapping[str, Sequence[tuple[float, float, float, float]]], title: str) -> Any:
    """Plot observed shares against predicted ones; each point is (predicted, observed, low, high)."""
    figure, ax = axes(title, "predicted probability of being rated strong", "observed share rated strong", (5.4, 5.2))
    ax.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle=":")
    for name, points in curves.items():
        p = np.array(points)
        error = [np.maximum(p[:, 1] - p[:, 2], 0), np.maximum(p[:, 3] - p[:, 1], 0)]
        ax.errorbar(p[:, 0], p[:, 1], yerr=np.array(error), fmt="o-", label=name, markersize=4, linewidth=1, capsize=2)
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.02, 1.02)
    if len(curves) > 1:
        ax.legend(fontsize=8, frameon=False)
    return figure


def forest(rows: Sequence[tuple[str, float, float, float]], title: str, x: str) -> Any:
    """Plot one line an effect: (name, effect, low, high), the first at the top."""
    figure, ax = axes(title, x, "", (7.0, 1.2 + 0.32 * len(rows)))
    at = np.arange(len(rows))[::-1]
    values = np.array([r[1:] for r in rows], dtype=np.float64)
    ax.hlines(at, values[:, 1], values[:, 2], color=_DARK, linewidth=1.5)
    ax.plot(values[:, 0], at, "s", color=_DARK, markersize=5)
    ax.axvline(0, color="grey", linewidth=1, linestyle=":")
    ax.set_yticks(at, [r[0] for r in rows], fontsize=8)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    return figure


def histograms(values: Mapping[str, Floats], title: str, x: str) -> Any:
    """Plot one histogram a name, below each other, on one scale."""
    figure = library("matplotlib.figure").Figure(figsize=(6.4, 1.1 + 1.5 * len(values)), layout="constrained")
    figure.suptitle(title, fontsize=11)
    everything = np.concatenate(list(values.values()))
    edges = np.histogram_bin_edges(everything, bins=min(30, max(5, len(everything) // 8)))
    rows = figure.subplots(len(values), 1, sharex=True, squeeze=False)[:, 0]
    for ax, (name, v) in zip(rows, values.items(), strict=True):
        ax.hist(v, bins=edges, color=_LIGHT, edgecolor=_DARK, linewidth=0.5)
        ax.set_ylabel(name, fontsize=8, rotation=0, ha="right", va="center")
        ax.spines[["top", "right"]].set_visible(False)
    rows[-1].set_xlabel(x)
    return figure


def scatter(x: Floats, y: Floats, title: str, x_name: str, y_name: str) -> Any:
    """Plot points."""
    figure, ax = axes(title, x_name, y_name)
    ax.scatter(x, y, s=18, color=_DARK, alpha=0.6, linewidths=0)
    return figure


def groups(values: Mapping[str, Floats], title: str, x: str) -> Any:
    """Plot the values of each group as a box, with all its points."""
    figure, ax = axes(title, x, "", (6.4, 1.2 + 0.5 * len(values)))
    names = list(values)
    ax.boxplot([values[n] for n in names], orientation="horizontal", showfliers=False, widths=0.5)
    rng = np.random.default_rng(0)
    for i, name in enumerate(names, 1):
        ax.scatter(
            values[name], i + rng.uniform(-0.15, 0.15, len(values[name])), s=10, color=_DARK, alpha=0.5, linewidths=0
        )
    ax.set_yticks(range(1, len(names) + 1), [f"{n} ({len(values[n])})" for n in names], fontsize=8)
    return figure
