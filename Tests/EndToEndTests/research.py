"""Reads the tables of `psoasctl analyze` with pandas and DuckDB, and runs its shards on two workers of Dask.

  research.py tables FOLDER
  research.py dask PSOASCTL RECORDINGS SCRATCH
"""
import subprocess
import sys


def tables(folder):
    import duckdb
    import pandas
    recordings = pandas.read_csv(f"{folder}/recordings.csv")
    words = {"trace", "person", "start", "sensors", "upright_from", "calibration", "warning"}
    for name, kind in recordings.dtypes.items():
        assert name in words or kind.kind in "if", (name, kind)
    postures = [f"{name}_s" for name in ("sitting", "standing", "walking", "lying", "not_worn", "unknown")]
    assert ((recordings[postures].sum(axis=1) - recordings.recorded_s).abs() < 0.004).all()
    diary = pandas.read_csv(f"{folder}/diary.csv")
    assert diary.began.dtype.kind == diary.ended.dtype.kind == "f"
    sitting = diary[diary.posture == "sitting"]
    sums = (sitting.ended - sitting.began).groupby(sitting.trace).sum()
    for row in recordings.itertuples():
        assert abs(sums.get(row.trace, 0) - row.sitting_s) < 0.01, row.trace
    agreement = pandas.read_csv(f"{folder}/agreement.csv")
    assert agreement.value.dtype.kind == "f" and not agreement.duplicated(["person", "estimate", "measure", "class"]).any()

    def sql(query):
        return duckdb.connect().execute(query).fetchall()[0]

    count, seconds = sql(f"SELECT count(*), sum(sitting_s) FROM '{folder}/recordings.csv'")
    assert count == len(recordings) and abs(seconds - recordings.sitting_s.sum()) < 1e-6
    rows, of_diary = sql(f"SELECT count(*), sum(ended - began) FILTER (posture = 'sitting') FROM '{folder}/diary.csv'")
    assert rows == len(diary) and abs(of_diary - seconds) < 0.01
    values = sql(f"SELECT count(value) FROM '{folder}/agreement.csv' WHERE typeof(value) = 'DOUBLE'")[0]
    assert values == agreement.value.notna().sum()
    print(f"{len(recordings)} recordings, {len(diary)} intervals, {len(agreement)} measures")


def shard(number, psoasctl, recordings, scratch):
    folder = f"{scratch}/shard{number}"
    done = subprocess.run([psoasctl, "analyze", recordings, "-o", folder, "--shard", f"{number}/4", "--jobs", "1"],
                          stdout=subprocess.DEVNULL, timeout=300)
    assert done.returncode == 0, done.returncode
    return folder


def dask(psoasctl, recordings, scratch):
    from dask.distributed import Client, LocalCluster
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1",
                      local_directory=f"{scratch}/dask") as cluster, Client(cluster) as client:
        shards = client.map(shard, range(1, 5), psoasctl=psoasctl, recordings=recordings, scratch=scratch)
        folders = client.gather(shards)
    subprocess.run([psoasctl, "analyze", "--merge", *folders, "-o", f"{scratch}/merged"], check=True,
                   stdout=subprocess.DEVNULL, timeout=300)
    print(f"{len(folders)} shards")


if __name__ == "__main__":
    {"tables": tables, "dask": dask}[sys.argv[1]](*sys.argv[2:])
