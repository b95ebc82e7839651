#!/usr/bin/env python3
"""Sitting in free living: replays HAR70+ and HARTH with psoasctl and prints a table of data sets and placements.

  freeliving.py [--psoasctl FILE] [--data FOLDER] [--turned SEED] [--worn PLACEMENTS] [--people] [--confidence]

A second is evaluated if it has a single label. Cycling and unlabelled seconds are excluded, and with only a thigh sensor
also lying. The first five seconds that are labelled as standing are never evaluated; in the rows "announced" they are
passed to --standing. `live` is the last estimate of each second (`unknown` is not sitting); `diary` is the output of
--diary. After balanced accuracy of sitting over all seconds, mean over people and the worst person come sensitivity and
specificity of walking (stairs included, running excluded), live and in the diary; the share of `unknown` in the diary; and
the largest difference between the totals of the day and the diary, in seconds of one posture.
--turned SEED: every sensor is rotated by a different random rotation. --people: also a row for each person.
--confidence: the reliability tables, with standing and walking as one posture.
Needs only Python. The exit status is 77 if there are no recordings.
"""
import argparse, csv, glob, gzip, json, math, os, random, subprocess, sys, tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
UPRIGHT = {"walk", "stairs", "stairs_up", "stairs_down", "stand", "stand_dynamic", "other_stand", "other_shuffling",
           "other_running"}
WALK = {"walk", "stairs", "stairs_up", "stairs_down"}
FEET = {"standing", "walking"}
POSTURES = {"sitting_s", "standing_s", "walking_s", "lying_s", "not_worn_s", "unknown_s"}
BINS = (0.5, 0.65, 0.75, 0.85, 0.92, 0.97, 1.01)


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
    """(label, live, diary, confidences of both) of each second, and the largest difference of totals and diary, seconds."""
    with gzip.open(path, "rt") as lines:
        table = csv.reader(line for line in lines if not line.startswith("#"))
        head = next(table)
        rows = list(table)
    label = head.index("label")
    stand = first_standing(rows, label)
    with tempfile.TemporaryDirectory() as folder:
        trace, live, diary, events = (os.path.join(folder, name) for name in ("in.csv", "live.csv", "diary.csv", "events"))
        write_trace(trace, head, rows, places, asked.turned)
        command = [asked.psoasctl, "replay", trace, "--estimates", live, "--diary", diary, "--events", events]
        if announced and stand:
            command += ["--standing", f"{stand[0]:.3f}:{stand[1]:.3f}"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"freeliving.py: {path}: exit {done.returncode}: {done.stderr.strip()}")
        with open(live) as lines:
            causal = {int(float(row["time"])): (row["posture"], float(row["confidence"] or 0))
                      for row in csv.DictReader(lines)}
        final, kept = {}, defaultdict(float)
        with open(diary) as lines:
            for row in csv.DictReader(lines):
                began, ended = float(row["began"]), float(row["ended"])
                kept[row["posture"].replace("-", "_") + "_s"] += ended - began
                for second in range(math.ceil(began), math.ceil(ended)):
                    final[second] = row["posture"], float(row["confidence"])
        with open(events) as lines:
            totals = next(event for event in map(json.loads, lines) if event["event"] == "ended")
    kinds = defaultdict(set)
    for row in rows:
        kinds[int(float(row[0]))].add(row[label])
    none = "unknown", 0.0
    said = ((kind, causal.get(second, none), final.get(second, none)) for second, kind in sorted(kinds.items())
            if len(kind) == 1 and not (stand and stand[0] - 1 < second < stand[1]))
    return ([(kind.pop(), now[0], then[0], now[1], then[1]) for kind, now, then in said],
            max(abs(totals[posture] - kept[posture]) for posture in totals if posture in POSTURES))


def balanced(rows, which):
    sitting = [row[which] == "sitting" for row in rows if row[0] == "sit"]
    others = [row[which] == "sitting" for row in rows if row[0] != "sit"]
    return (sum(sitting) / max(len(sitting), 1) + 1 - sum(others) / max(len(others), 1)) / 2


def walking(rows, which):
    """Sensitivity and specificity."""
    walks = [row[which] == "walking" for row in rows if row[0] in WALK]
    others = [row[which] == "walking" for row in rows if row[0] not in WALK and row[0] != "other_running"]
    return sum(walks) / max(len(walks), 1), 1 - sum(others) / max(len(others), 1)


def is_right(label, said):
    return said == "sitting" if label == "sit" else said == "lying" if label == "lie" else said in FEET


def show_confidence(rows):
    for low, high in zip(BINS, BINS[1:]):
        cells = []
        for which in (1, 2):
            chosen = [row for row in rows if row[which] != "unknown" and low <= row[which + 2] < high]
            right = sum(is_right(row[0], row[which]) for row in chosen)
            cells.append(f"{len(chosen):6d} s: {right / len(chosen):.3f}" if chosen else f"{0:6d} s:      ")
        print(f"  said {low:.2f} to {min(high, 1):.2f}, right live {cells[0]}, diary {cells[1]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--psoasctl", default=os.path.join(ROOT, ".build/release/psoasctl"))
    parser.add_argument("--data", default=os.path.join(ROOT, "../shared/data"))
    parser.add_argument("--turned", type=int)
    parser.add_argument("--worn", help="one row alone: thigh, pelvis+thigh, pelvis, or 'pelvis, announced'")
    parser.add_argument("--people", action="store_true")
    parser.add_argument("--confidence", action="store_true")
    asked = parser.parse_args()
    if not glob.glob(os.path.join(asked.data, "har*", "*.csv.gz")):
        print(f"freeliving.py: skipped: no HAR70+ or HARTH recordings in {os.path.relpath(asked.data)}", file=sys.stderr)
        sys.exit(77)
    print("set        worn                   live   mean  worst           diary   mean  worst          "
          "walking live  diary        unknown  totals")
    for name in ("har70plus", "harth"):
        paths = sorted(glob.glob(os.path.join(asked.data, name, "*.csv.gz")))
        for places, announced in ((("thigh",), False), (("pelvis", "thigh"), False), (("pelvis",), False), (("pelvis",), True)):
            worn = "+".join(places) + (", announced" if announced else "")
            if asked.worn and asked.worn != worn:
                continue
            kinds = UPRIGHT | {"sit"} | (set() if places == ("thigh",) else {"lie"})
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                scored = list(pool.map(lambda path: score(path, places, announced, asked), paths))
            people = {os.path.basename(path).split(".")[0].split("_")[0]: [row for row in rows if row[0] in kinds]
                      for path, (rows, _) in zip(paths, scored)}
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
            cells += ["{:.3f} {:.3f}".format(*walking(everything, which)) for which in (1, 2)]
            apart = max(difference for _, difference in scored)
            print(f"{name:10s} {worn:20s} {cells[0]}  {cells[1]}  {cells[2]}  {cells[3]}  {unknown:5.1f} %  {apart:5.2f} s")
            if asked.confidence:
                show_confidence(everything)
            if asked.people:
                for person, rows in own.items():
                    print(f"  {person:8s} {'':20s} {balanced(rows, 1):6.3f} {'':21s} {balanced(rows, 2):6.3f}")


if __name__ == "__main__":
    main()
