"""Who does the work: this process, several processes, or a Dask cluster. Chunks out, lines back, in order."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from functools import partial
from typing import Any

from lorscore.corpus.sources import Item
from lorscore.corpus.work import Settings, score
from lorscore.errors import InputError, LorscoreError
from lorscore.parallel import worker_processes

Chunk = Sequence[Item]
Engine = Callable[[Iterable[Chunk]], Iterator[bytes]]
"""Takes chunks, and yields the lines of each in the same order."""

_UNDER_WAY = 2
"""Chunks a worker that are handed out before the first one's lines are taken: all are busy, and memory stays flat."""


def here(settings: Settings) -> Engine:
    """Return an engine that works in this process."""
    return partial(map, partial(score, settings))


def processes(settings: Settings, jobs: int) -> Engine:
    """Return an engine of ``jobs`` processes that each load the models once."""

    def run(chunks: Iterable[Chunk]) -> Iterator[bytes]:
        with worker_processes(jobs, _end_with_parent) as pool:
            try:
                yield from in_order(lambda chunk: pool.submit(score, settings, chunk), chunks, lambda: jobs)
            except BrokenProcessPool:
                raise LorscoreError(
                    "A worker process was ended from outside; often memory has run out. Start it again, perhaps with "
                    "fewer --jobs: it goes on from where it was."
                ) from None
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

    return run


def in_order(submit: Callable[[Chunk], Any], chunks: Iterable[Chunk], workers: Callable[[], int]) -> Iterator[bytes]:
    """Yield results in the order of the chunks, with `_UNDER_WAY` handed out a worker; a cluster may grow meanwhile."""
    waiting: deque[Future[bytes]] = deque()
    for chunk in chunks:
        waiting.append(submit(chunk))
        while len(waiting) >= _UNDER_WAY * workers():
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _end_with_parent() -> None:
    """End this worker when the process that started it ends, even by kill -9: the pool itself would wait for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def dask(settings: Settings, scheduler: str | None, jobs: int, expected: str) -> Engine:
    """Return an engine on a Dask cluster: the one at ``scheduler``, or one of ``jobs`` workers on this machine.

    Parameters
    ----------
    settings : Settings
    scheduler : str or None
        Address, as ``tcp://host:8786``.
    jobs : int
    expected : str
        Digest of the identity that every worker must have.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise InputError('--engine dask needs Dask. Run: pip install "lorscore[dask]"') from None

    def run(chunks: Iterable[Chunk]) -> Iterator[bytes]:
        with ExitStack() as stack:
            if scheduler is None:
                cluster = distributed.LocalCluster(
                    n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=None
                )
                client = stack.enter_context(distributed.Client(stack.enter_context(cluster)))
            else:
                client = stack.enter_context(_connect(distributed, scheduler))
            # not pure: the letters are no keys, so that nothing of them is in the scheduler's log
            submit = partial(client.submit, score, settings, expected=expected, pure=False)
            try:
                yield from in_order(submit, chunks, lambda: max(1, sum(client.nthreads().values())))
            except distributed.KilledWorker:
                raise LorscoreError(
                    "The same letters ended several workers, one after the other; often their memory is too small. "
                    "Start it again with larger workers: it goes on from where it was."
                ) from None

    return run


def _connect(distributed: Any, scheduler: str) -> Any:
    try:
        return distributed.Client(scheduler, timeout=30)
    except (OSError, ValueError) as error:
        raise InputError(f"{scheduler}: there is no Dask scheduler that answers ({type(error).__name__}).") from None
