"""Frames of pandas, Arrow and Dask in and out; a Dask cluster that loses a worker ends with the same result."""

from __future__ import annotations

import os
import signal
import threading
import time

import pandas as pd
import pyarrow as pa
import pytest
from corpus_letters import LETTER, bytes_of, job

import lorscore
from lorscore.corpus import run as run_module
from lorscore.corpus import score_dataframe
from lorscore.corpus.columns import letter_columns
from lorscore.corpus.run import run
from lorscore.corpus.work import Settings
from lorscore.errors import InputError

TEXTS = [LETTER.format(n=2), None, LETTER.format(n=3), "Take two eggs and stir."]


def frame() -> pd.DataFrame:
    return pd.DataFrame({"key": list("abcd"), "body": TEXTS}, index=[10, 11, 12, 13])


def test_pandas_in_and_out():
    done = score_dataframe(frame(), text_column="body", id_column="key")
    assert done.index.tolist() == [10, 11, 12, 13]
    assert list(done.columns) == [*(c.name for c in letter_columns()), "error"]
    assert done["id"].tolist() == list("abcd")
    assert done["error"].notna().tolist() == [False, True, False, False]
    assert done["score"].isna().tolist() == [False, True, False, True]
    assert done.loc[12, "score"] == lorscore.analyze(TEXTS[2]).score
    assert score_dataframe(frame(), text_column="body")["id"].tolist() == ["10", "11", "12", "13"]


def test_arrow_in_and_out():
    table = pa.Table.from_pandas(frame(), preserve_index=False)
    done = score_dataframe(table, text_column="body", id_column="key")
    assert isinstance(done, pa.Table)
    assert done.column("id").to_pylist() == list("abcd")
    assert done.column("score").to_pylist()[2] == lorscore.analyze(TEXTS[2]).score


def test_what_is_no_frame_or_lacks_the_column_is_told():
    with pytest.raises(InputError, match=r"no column 'text'\. It has: key, body"):
        score_dataframe(frame())
    with pytest.raises(InputError, match="not dict"):
        score_dataframe({"text": TEXTS})


def test_dask_in_and_out_is_what_pandas_gives():
    import dask
    import dask.dataframe as dd

    with dask.config.set(scheduler="synchronous"):
        lazy = score_dataframe(dd.from_pandas(frame(), npartitions=2), text_column="body", id_column="key")
        done = lazy.compute()
    plain = score_dataframe(frame(), text_column="body", id_column="key")
    assert lazy.dtypes.equals(plain.dtypes)
    pd.testing.assert_frame_equal(done, plain)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_midway_ends_with_the_same_bytes(letters, tmp_path, monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr(run_module, "_LETTERS", 1)
    for n in range(20):
        (letters / f"more{n:02}.txt").write_text(LETTER.format(n=n))
    run(job(letters, tmp_path / "one"))
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        victims = []
        done: list[int] = []

        def kill_one() -> None:
            while not done:
                time.sleep(0.01)
            victim = next(iter(cluster.workers.values())).pid
            os.kill(victim, signal.SIGKILL)
            victims.append((victim, len(done)))

        killer = threading.Thread(target=kill_one, daemon=True)
        killer.start()
        dask_job = job(letters, tmp_path / "two", engine="dask", scheduler=cluster.scheduler_address)
        run(dask_job, start=lambda total: lambda n, earlier: done.append(n))
        killer.join(10)
    assert victims
    assert victims[0][1] < 25, "the worker was killed when all was done"
    assert bytes_of(tmp_path / "two") == bytes_of(tmp_path / "one")


def test_a_scheduler_that_does_not_answer_is_told(letters, tmp_path, monkeypatch):
    import distributed

    def refuse(*args, **kwargs):
        raise OSError("Timed out")

    monkeypatch.setattr(distributed, "Client", refuse)
    with pytest.raises(InputError, match="no Dask scheduler that answers"):
        run(job(letters, tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:1"))


def test_a_worker_with_other_models_is_refused():
    from lorscore.corpus.work import score

    with pytest.raises(InputError, match="another version"):
        score(Settings(), [], expected="0" * 64)
