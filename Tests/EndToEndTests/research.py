"""Runs the examples of docs/research.md.

  research.py tables FOLDER     those that read FOLDER/results, the output of an analysis
  research.py rename FOLDER     the one that makes sample CSV of FOLDER/raw, and an analysis of it
  research.py parallel|dask|slurm|spark FOLDER
        one that analyzes FOLDER/recordings, one of which cannot be used, past one machine, and compares its bytes with those
        of one run; psoasctl is in PATH. slurm starts a cluster of its own (see slurm.py), dask two workers, spark a local session.
"""
import os
import re
import subprocess
import sys

import slurm

DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../docs/research.md")


def example(words, **replaced):
    """The one example of the document that has these words, with the names in it replaced by those of this machine."""
    with open(DOCUMENT) as file:
        found = [code for code in re.findall(r"^```\w+\n(.*?)^```$", file.read(), re.M | re.S) if words in code]
    assert len(found) == 1, f"{len(found)} examples have {words}"
    code = found[0]
    for name, value in replaced.items():
        assert name in code, f"no {name} in {code}"
        code = code.replace(name, value)
    return code


def tables():
    import duckdb
    import pandas
    read = {}
    exec(example("pivot"), read)
    recordings, agreement = read["recordings"], read["agreement"]
    words = {"trace", "person", "start", "sensors", "upright_from", "calibration", "warning"}
    for name, kind in recordings.dtypes.items():
        assert name in words or kind.kind in "if", (name, kind)
    postures = [f"{name}_s" for name in ("sitting", "standing", "walking", "lying", "not_worn", "unknown")]
    assert ((recordings[postures].sum(axis=1) - recordings.recorded_s).abs() < 0.004).all()
    diary = pandas.read_csv("results/diary.csv")
    assert diary.began.dtype.kind == diary.ended.dtype.kind == "f"
    sitting = diary[diary.posture == "sitting"]
    sums = (sitting.ended - sitting.began).groupby(sitting.trace).sum()
    for row in recordings.itertuples():
        assert abs(sums.get(row.trace, 0) - row.sitting_s) < 0.01, row.trace
    assert (agreement.dtypes == float).all() and 0 < agreement.loc[("*", "diary"), ("sensitivity", "sitting")] <= 1

    def sql(query):
        return duckdb.connect().execute(query).fetchall()

    hours, bouts = example("-- DuckDB").split(";")[:2]
    for person, found in sql(hours):
        assert abs(recordings[recordings.person == person].sitting_s.sum() / 3600 - found) < 1e-6, person
    assert len(sql(hours)) == recordings.person.nunique()
    long = sitting[sitting.ended - sitting.began >= 1800].groupby("trace").size()
    assert dict(sql(bouts)) == long.to_dict()
    values = sql("SELECT count(value) FROM 'results/agreement.csv' WHERE typeof(value) = 'DOUBLE'")[0][0]
    assert values == agreement.count().sum()
    print(f"{len(recordings)} recordings, {len(diary)} intervals, {values} measures")


def rename():
    exec(example("rename"), {})
    import pandas
    shell("psoasctl analyze recordings -o results", status=0)
    print(*pandas.read_csv("results/recordings.csv")[["sensors", "samples"]].values.flatten())


def shell(code, status=1, **options):
    """The status is usually 1 because of a recording that cannot be used."""
    found = subprocess.run(["sh", "-c", code], stdout=subprocess.DEVNULL, timeout=300, **options).returncode
    assert found == status, f"{code}: {found}"


def parallel():
    shell(example("parallel --jobs", **{"a,b": ":"}))


def dask():
    from dask.distributed import LocalCluster
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1",
                      local_directory="dask") as cluster:
        read = {}
        exec(example("dask", **{"scheduler:8786": cluster.scheduler_address}), read)
        read["client"].close()


def array():
    with open("array.sh", "w") as file:
        file.write(example("#SBATCH"))
    with slurm.Cluster("slurm", processors=8) as cluster:
        shell("sbatch --wait array.sh", env=cluster.environment)
        shell("psoasctl analyze --merge results.* -o results")


def spark():
    from pyspark.sql import SparkSession
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    folders = os.walk("recordings")
    read = {"spark": session, "paths": [f"{folder}/{name}" for folder, _, names in folders for name in names]}
    exec(example("spark.", **{"64)": "4)", '{"PATH": "/usr/bin:/bin"}': repr(dict(os.environ))}), read)
    os.mkdir("results")
    with open("results/recordings.csv", "w") as file:
        file.write("\n".join(dict.fromkeys(read["lines"].collect())) + "\n")
    rows = {row.trace: row.sitting_s for row in read["recordings"].collect()}
    assert len(rows) == len(read["paths"]) - 1 and all(value >= 0 for value in rows.values()), rows
    session.stop()


def compare(way, names=None):
    shell("psoasctl analyze recordings -o whole")
    way()

    def files(folder):
        found = {}
        for name in names or [name for name in os.listdir(folder) if name[0] != "."]:
            with open(f"{folder}/{name}", "rb") as file:
                found[name] = file.read()
        return found

    whole, merged = files("whole"), files("results")
    different = [name for name in {**whole, **merged} if whole.get(name) != merged.get(name)]
    assert not different, f"other bytes than those of one run: {different}"
    print("same", *sorted(whole))


if __name__ == "__main__":
    what, folder = sys.argv[1:]
    os.chdir(folder)
    if what in ("tables", "rename"):
        {"tables": tables, "rename": rename}[what]()
    else:
        compare({"parallel": parallel, "dask": dask, "slurm": array, "spark": spark}[what],
                ["recordings.csv"] if what == "spark" else None)
