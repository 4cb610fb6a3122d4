"""What processes that share the work are started with; that they give the same reports is in test_analysis.py."""

from __future__ import annotations

from threadpoolctl import threadpool_info

from lorscore.parallel import worker_processes

started: list[str] = []


def threads() -> list[int]:
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def start(word: str) -> None:
    started.append(word)


def what_started() -> list[str]:
    return started


def test_a_worker_multiplies_matrices_in_one_thread_whatever_the_environment_says(monkeypatch):
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "2")
    with worker_processes(1, start, "ready") as pool:
        found = pool.submit(threads).result()
        assert pool.submit(what_started).result() == ["ready"]
    assert set(found) == {1} if threads() else not found  # Apple's library does not tell
