#!/usr/bin/env python3
"""Sitting in free living: replays HAR70+ and HARTH with psoasctl and prints a table of data sets and placements.

  freeliving.py [--psoasctl FILE] [--data FOLDER] [--turned SEED] [--worn PLACEMENTS] [--people]

A second is evaluated if it has a single label. Cycling and unlabelled seconds are excluded, and with only a thigh sensor
also lying. The first five seconds that are labelled as standing are never evaluated; in the rows "announced" they are
passed to --standing. `live` is the last estimate of each second (`unknown` is not sitting); `diary` is the output of
--diary. --turned SEED: every sensor is rotated by a different random rotation. --people: also a row for each person.
Needs only Python. The exit status is 77 if there are no recordings.
"""
import argparse, csv, glob, gzip, math, os, random, subprocess, sys, tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
UPRIGHT = {"walk", "stairs", "stairs_up", "stairs_down", "stand", "stand_dynamic", "other_stand", "other_shuffling",
           "other_running"}


def rotation(seed):
    """Rows of a random rotation matrix, from a random quaternion."""
    draw = random.Random(seed)
    w, x, y, z = (draw.gauss(0, 1) for _ in range(4))
    n = math.sqrt(w * w + x * x + y * y + z * z)
    w, x, y, z = w / n, x / n, y / n, z / n
    return ((1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)),
            (2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)),
            (2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)))


def write_trace(path, head, rows, places, turned):
    """Writes only the columns of some placements."""
    groups = [[head.index(f"{place}_acc_{axis}") for axis in "xyz"] for place in places]
    turns = [rotation(turned * 7 + i) if turned is not None else None for i in range(len(places))]
    with open(path, "w") as out:
        out.write("time," + ",".join(head[i] for group in groups for i in group) + "\n")
        for row in rows:
            cells = [row[0]]
            for group, turn in zip(groups, turns):
                values = [row[i] for i in group]
                if turn and all(values):
                    v = [float(value) for value in values]
                    values = [f"{sum(a * b for a, b in zip(line, v)):.4f}" for line in turn]
                cells += values
            out.write(",".join(cells) + "\n")


def first_standing(rows, label):
    """Start and end of the first five consecutive seconds that are labelled as standing."""
    start = before = None
    for row in rows:
        time = float(row[0])
        if row[label] != "stand" or (before is not None and time - before > 0.5):
            start = time if row[label] == "stand" else None
        elif start is None:
            start = time
        before = time
        if start is not None and time - start >= 5:
            return start, time
    return None


def score(path, places, announced, asked):
    """(label, live, diary) of each second."""
    with gzip.open(path, "rt") as lines:
        table = csv.reader(line for line in lines if not line.startswith("#"))
        head = next(table)
        rows = list(table)
    label = head.index("label")
    stand = first_standing(rows, label)
    with tempfile.TemporaryDirectory() as folder:
        trace, live, diary = (os.path.join(folder, name) for name in ("in.csv", "live.csv", "diary.csv"))
        write_trace(trace, head, rows, places, asked.turned)
        command = [asked.psoasctl, "replay", trace, "--estimates", live, "--diary", diary]
        if announced and stand:
            command += ["--standing", f"{stand[0]:.3f}:{stand[1]:.3f}"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"freeliving.py: {path}: exit {done.returncode}: {done.stderr.strip()}")
        with open(live) as lines:
            causal = {int(float(row["time"])): row["posture"] for row in csv.DictReader(lines)}
        final = {}
        with open(diary) as lines:
            for row in csv.DictReader(lines):
                for second in range(math.ceil(float(row["began"])), math.ceil(float(row["ended"]))):
                    final[second] = row["posture"]
    kinds = defaultdict(set)
    for row in rows:
        kinds[int(float(row[0]))].add(row[label])
    return [(kind.pop(), causal.get(second, "unknown"), final.get(second, "unknown"))
            for second, kind in sorted(kinds.items())
            if len(kind) == 1 and not (stand and stand[0] - 1 < second < stand[1])]


def balanced(rows, which):
    sitting = [row[which] == "sitting" for row in rows if row[0] == "sit"]
    others = [row[which] == "sitting" for row in rows if row[0] != "sit"]
    return (sum(sitting) / max(len(sitting), 1) + 1 - sum(others) / max(len(others), 1)) / 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--psoasctl", default=os.path.join(ROOT, ".build/release/psoasctl"))
    parser.add_argument("--data", default=os.path.join(ROOT, "../shared/data"))
    parser.add_argument("--turned", type=int)
    parser.add_argument("--worn", help="thigh, pelvis+thigh or pelvis alone; all without this")
    parser.add_argument("--people", action="store_true")
    asked = parser.parse_args()
    if not glob.glob(os.path.join(asked.data, "har*", "*.csv.gz")):
        print(f"freeliving.py: skipped: no HAR70+ or HARTH recordings in {os.path.relpath(asked.data)}", file=sys.stderr)
        sys.exit(77)
    print("set        worn                   live   mean  worst           diary   mean  worst           unknown")
    for name in ("har70plus", "harth"):
        paths = sorted(glob.glob(os.path.join(asked.data, name, "*.csv.gz")))
        for places, announced in ((("thigh",), False), (("pelvis", "thigh"), False), (("pelvis",), False), (("pelvis",), True)):
            if asked.worn and asked.worn != "+".join(places):
                continue
            kinds = UPRIGHT | {"sit"} | (set() if places == ("thigh",) else {"lie"})
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                scored = pool.map(lambda path: score(path, places, announced, asked), paths)
            people = {os.path.basename(path).split(".")[0].split("_")[0]: [row for row in rows if row[0] in kinds]
                      for path, rows in zip(paths, scored)}
            # A person is evaluated separately if there are 30 s each of sitting and of other postures.
            own = {person: rows for person, rows in people.items()
                   if sum(row[0] == "sit" for row in rows) >= 30 and sum(row[0] != "sit" for row in rows) >= 30}
            everything = [row for rows in people.values() for row in rows]
            cells = []
            for which in (1, 2):
                each = sorted((balanced(rows, which), person) for person, rows in own.items())
                cells.append(f"{balanced(everything, which):6.3f} {sum(value for value, _ in each) / len(each):6.3f} "
                             f"{each[0][0]:6.3f} ({each[0][1]:4s})")
            unknown = 100 * sum(row[2] == "unknown" for row in everything) / len(everything)
            worn = "+".join(places) + (", announced" if announced else "")
            print(f"{name:10s} {worn:20s} {cells[0]}  {cells[1]}  {unknown:5.1f} %")
            if asked.people:
                for person, rows in own.items():
                    print(f"  {person:8s} {'':20s} {balanced(rows, 1):6.3f} {'':21s} {balanced(rows, 2):6.3f}")


if __name__ == "__main__":
    main()
