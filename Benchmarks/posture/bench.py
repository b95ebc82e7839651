#!/usr/bin/env python3
"""Posture on the HAPT recordings: replays each with psoasctl and prints a table of all people.

  bench.py [--psoasctl FILE] [--data FOLDER] [--mode standing|none]...

Two modes: `standing` passes the first five seconds that are labelled as standing to --standing and excludes them from
the score; `none` passes nothing. A second is evaluated if it has a single label. Its estimate is that of its last
sample, so that a delay counts as an error. Transitions and unlabelled seconds are excluded, `unknown` counts as wrong.
Needs only Python. The exit status is 77 if there are no recordings.
"""
import argparse, csv, glob, gzip, io, os, subprocess, sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WANTED = {"sit": "sitting", "stand": "standing", "lie": "lying",
          "walk": "walking", "stairs_up": "walking", "stairs_down": "walking"}
BINS = (0.0, 0.75, 0.85, 0.92, 0.97, 0.985, 1.001)


def labels(path):
    """The labels of the trace as {second: label or None}, and the start of the first standing."""
    with gzip.open(path, "rt") as lines:
        rows = csv.reader(line for line in lines if not line.startswith("#"))
        head = next(rows)
        at, what = head.index("time"), head.index("label")
        seconds, standing = {}, None
        for row in rows:
            time, label = float(row[at]), row[what]
            second = int(time)
            seconds[second] = label if seconds.get(second, label) == label else None
            if standing is None and label == "stand":
                standing = time
    return seconds, standing


def estimates(psoasctl, path, standing):
    """{second: (posture, confidence)} of the last sample in each second."""
    command = [psoasctl, "replay", path, "--estimates", "-"]
    if standing is not None:
        command += ["--standing", f"{standing}:{standing + 5}"]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"bench.py: {' '.join(command)}: exit {done.returncode}: {done.stderr.strip()}")
    rows = csv.DictReader(io.StringIO(done.stdout))
    return {int(float(row["time"])): (row["posture"], float(row["confidence"] or 0)) for row in rows}


def rates(pairs, posture):
    """Sensitivity, specificity, balanced accuracy and F1 of one posture, from pairs (truth, estimate)."""
    tp = sum(t == posture and s == posture for t, s in pairs)
    fn = sum(t == posture and s != posture for t, s in pairs)
    fp = sum(t != posture and s == posture for t, s in pairs)
    tn = len(pairs) - tp - fn - fp
    sensitivity, specificity = tp / max(tp + fn, 1), tn / max(tn + fp, 1)
    return sensitivity, specificity, (sensitivity + specificity) / 2, 2 * tp / max(2 * tp + fp + fn, 1)


def bench(mode, paths, psoasctl):
    def one(path):
        seconds, standing = labels(path)
        said = estimates(psoasctl, path, standing if mode == "standing" else None)
        skip = range(int(standing), int(standing) + 5) if mode == "standing" else ()
        return [(WANTED[label], *said.get(second, ("unknown", 0)))
                for second, label in seconds.items() if label in WANTED and second not in skip]

    with ThreadPoolExecutor(2) as pool:
        scored = dict(zip(paths, pool.map(one, paths)))
    people = defaultdict(list)
    for path, rows in scored.items():
        people[os.path.basename(path).split("_")[0]] += rows
    print(f"\n{mode}: seconds scored {sum(map(len, people.values()))}")
    print("person     sitting: sens   spec  balanced  F1     lying   walking  unknown")
    line = "{:10s} {:13.3f} {:6.3f} {:8.3f} {:6.3f} {:8.3f} {:8.3f} {:7.1f} %"

    def show(name, rows):
        pairs = [row[:2] for row in rows]
        unknown = 100 * sum(said == "unknown" for _, said in pairs) / len(pairs)
        sitting = rates(pairs, "sitting")
        print(line.format(name, *sitting, rates(pairs, "lying")[2], rates(pairs, "walking")[2], unknown))
        return sitting[2]

    worst = min((show(person, rows), person) for person, rows in sorted(people.items()))
    everything = [row for rows in people.values() for row in rows]
    show("all", everything)
    print(f"worst person {worst[1]} with balanced accuracy {worst[0]:.3f}")
    print("confidence, said and found:")
    for low, high in zip(BINS, BINS[1:]):
        chosen = [row for row in everything if row[1] != "unknown" and low <= row[2] < high]
        if chosen:
            mean = sum(row[2] for row in chosen) / len(chosen)
            right = sum(row[0] == row[1] for row in chosen) / len(chosen)
            print(f"  {low:5.3f} to {min(high, 1):5.3f}: {len(chosen):5d} s, said {mean:.3f}, right {right:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--psoasctl", default=os.path.join(ROOT, ".build/release/psoasctl"))
    parser.add_argument("--data", default=os.path.join(ROOT, "../shared/data/hapt"))
    parser.add_argument("--mode", action="append", choices=("standing", "none"))
    asked = parser.parse_args()
    paths = sorted(glob.glob(os.path.join(asked.data, "u*.csv.gz")))
    if not paths:
        print(f"bench.py: skipped: no HAPT recordings in {os.path.relpath(asked.data)}", file=sys.stderr)
        sys.exit(77)
    if not os.access(asked.psoasctl, os.X_OK):
        sys.exit(f"bench.py: {asked.psoasctl} is missing: run `make ctl` first, or say where with --psoasctl")
    for mode in asked.mode or ("standing", "none"):
        bench(mode, paths, asked.psoasctl)


if __name__ == "__main__":
    main()
