#!/usr/bin/env python3
"""Compares the time and memory of `psoasctl replay` with those of pandas and vqf, and of the forms of a recording.

  bench.py [--hours N] [--runs N]

Creates a virtual environment in .build/bench-replay with pandas and vqf from PyPI, and the synthetic wearer's signals at
100 Hz as sample CSV and as a recording folder. The peer reads the CSV with pandas.read_csv and computes the orientation
with vqf's updateBatch, which is less than the summary of a replay. All programs run in turn, so that their ratio holds on
a machine that others use; each figure is the median over the runs. Needs `make daemon ctl`.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = ROOT / ".build" / "bench-replay"
PEERS = ["pandas==3.1.1", "vqf==2.1.2"]
PSOASCTL = ROOT / ".build/release/psoasctl"
PSOASD = ROOT / ".build-embedded/release/psoasd"
RATE = 100
PEER = """
import sys, numpy, pandas, vqf
table = pandas.read_csv(sys.argv[1], comment="#")
acc = numpy.ascontiguousarray(table[["pelvis_acc_" + axis for axis in "xyz"]].to_numpy(float))
gyr = numpy.ascontiguousarray(table[["pelvis_gyr_" + axis for axis in "xyz"]].to_numpy(float))
vqf.VQF(0.01).updateBatch(gyr, acc)
"""


def environment():
    """The Python of the virtual environment, which is created if it does not exist."""
    python = WORK / "venv" / "bin" / "python"
    if not (WORK / "ready").exists():
        venv.create(WORK / "venv", with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
        (WORK / "ready").touch()
    return python


def recordings(hours):
    """The signals of so many hours: the sample CSV and the recording folder."""
    seconds = str(hours * 3600)
    csv, folder = WORK / ("wearer-%s.csv" % hours), WORK / ("wearer-%s.psoas" % hours)
    if not csv.exists():
        subprocess.run([PSOASCTL, "simulate", csv, "--seed", "1", "--seconds", seconds, "--rate", str(RATE)], check=True)
    if not folder.exists():
        subprocess.run([PSOASD, "--synthetic", "--speed", "100000", "--seconds", seconds, "--bus", "none", "--no-history",
                        "--output", "none", "--record", folder], check=True, env=home(), stderr=subprocess.DEVNULL)
    return csv, folder


def home():
    place = {name: str(WORK) for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
    return dict(os.environ, PSOAS_DATA_DIR=str(ROOT / "data"), **place)


def run(command):
    """Wall-clock and processor seconds of a whole process, and its largest memory in MB."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=home())
    largest = ended = 0
    while not ended:
        # ru_maxrss begins with the memory of the process that starts the program, here Python's.
        largest = max(largest, peak(child.pid))
        time.sleep(0.005)
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
    wall = time.perf_counter() - began
    if status != 0:
        sys.exit("%s failed with status %d" % (command, status))
    return wall, usage.ru_utime + usage.ru_stime, largest / 1024


def peak(process):
    """VmHWM in kB; 0 for a process that has ended."""
    with open("/proc/%d/status" % process) as file:
        return max([0] + [int(line.split()[1]) for line in file if line.startswith("VmHWM:")])


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--hours", type=int, default=4, help="length of the recording (default 4)")
    words.add_argument("--runs", type=int, default=5, help="runs of each program (default 5)")
    options = words.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    python = environment()
    csv, folder = recordings(options.hours)
    short, _ = recordings(1)
    estimates = ["--estimates", "/dev/null"]
    commands = {
        "pandas and vqf": [python, "-c", PEER, csv],
        "summary": [PSOASCTL, "replay", csv],
        "with --estimates": [PSOASCTL, "replay", csv] + estimates,
        "summary of 1 hour": [PSOASCTL, "replay", short],
        ".evemu": [PSOASCTL, "replay", folder / "pelvis.evemu"],
        "recording folder": [PSOASCTL, "replay", folder],
    }
    runs = {name: [] for name in commands}
    for _ in range(options.runs):
        for name, command in commands.items():
            runs[name].append(run(command))
    print("| %d hours at %d Hz | wall s | processor s | of pandas and vqf | of the summary | MB |" % (options.hours, RATE))
    print("|---|---|---|---|---|---|")
    for name, found in runs.items():
        share = [statistics.median(mine[1] / other[1] for mine, other in zip(found, runs[base]))
                 for base in ("pandas and vqf", "summary")]
        wall, processor, memory = (statistics.median(column) for column in zip(*found))
        print("| %s | %.2f | %.2f | %.2f | %.2f | %.0f |" % (name, wall, processor, *share, memory))
    shutil.rmtree(folder)
    csv.unlink()


main()
