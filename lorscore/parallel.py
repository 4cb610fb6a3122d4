"""The analysis in several processes: batches out, reports back, in order, with a bounded number under way."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from threadpoolctl import threadpool_limits

from lorscore.analysis import Analyzer, batches, load
from lorscore.errors import InputError
from lorscore.letter import Letter
from lorscore.report import Report

_UNDER_WAY = 4
"""Batches a process, handed out before the first one's reports are taken: enough to keep all busy, and memory flat."""

_analyzer: Analyzer | None = None


def pipe_in_processes(
    analyzer: Analyzer, texts: Iterable[Any], *, as_tuples: bool, n_process: int, batch_size: int
) -> Iterator[Any]:
    """Yield what `Analyzer.pipe` yields, worked out by ``n_process`` processes that each load the models once.

    Raises
    ------
    InputError
        Where the analyzer was made from a pipeline in memory, which another process cannot load.
    """
    if analyzer.settings is None:
        raise InputError(
            "n_process above 1 needs a spaCy pipeline that each process can load: "
            "give spacy_model as a name or a folder."
        )
    with worker_processes(n_process, _start, analyzer.settings) as pool:
        waiting: deque[tuple[Future[list[Report]], list[Any]]] = deque()
        try:
            for batch in batches(texts, batch_size):
                letters = [item[0] if as_tuples else item for item in batch]
                waiting.append((pool.submit(_reports, letters), batch))
                if len(waiting) >= _UNDER_WAY * n_process:
                    yield from _take(waiting.popleft(), as_tuples)
            while waiting:
                yield from _take(waiting.popleft(), as_tuples)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def worker_processes(jobs: int, start: Callable[..., object], *args: Any) -> ProcessPoolExecutor:
    """Return ``jobs`` processes that each call ``start(*args)`` first, and multiply matrices in one thread.

    NumPy's own threads fill the processors already, and those of one process only get into the way of the next one's.
    """
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(start, *args))


def _begin(start: Callable[..., object], *args: Any) -> None:
    threadpool_limits(1)  # NumPy is loaded by now: it came with this module
    start(*args)


def _take(job: tuple[Future[list[Report]], list[Any]], as_tuples: bool) -> Iterator[Any]:
    future, batch = job
    for report, item in zip(future.result(), batch, strict=True):
        yield (report, item[1]) if as_tuples else report


def _start(settings: dict[str, Any]) -> None:
    global _analyzer
    _analyzer = load(**settings)


def _reports(letters: list[str | Letter]) -> list[Report]:
    assert _analyzer is not None
    return list(_analyzer.pipe(letters, batch_size=len(letters)))
