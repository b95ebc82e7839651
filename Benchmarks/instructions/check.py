#!/usr/bin/env python3
"""Counts the instructions of fixed runs, and compares them with those in counts.json.

  check.py [--update] [RUN]...

`orientation` and `posture` are the updates of both estimators alone, within the replay; the others are whole programs.
valgrind's callgrind counts them: unlike times, the counts hardly differ from one run to the next, whatever else the
machine does. The inputs are the synthetic wearer's signals, which are the same for the same seed. A run that takes over
3 % more instructions than counts.json has fails, and the functions that grew most are named. Counts depend on the
compiler and on libm, which chooses its code by the processor: with another compiler the exit status is 77, and --update
writes new counts.

Needs valgrind, `make daemon ctl`, and nothing else.
"""
import argparse, json, os, re, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
COUNTS = os.path.join(HERE, "counts.json")
PSOASCTL = os.path.join(ROOT, ".build/release/psoasctl")
PSOASD = os.path.join(ROOT, ".build-embedded/release/psoasd")
GROWTH = 0.03  # share of the instructions
KEPT = 40  # functions of each run in counts.json
TRACE = ["simulate", "TRACE", "--seed", "1", "--seconds", "1200", "--rate", "100"]
# The functions that are counted, with all that they call, where a run is not a whole program.
WITHIN = {
    "orientation": "$s9PsoasCore17OrientationFilterV6updateyyAA6SampleVF",
    "posture": "$s9PsoasCore17PostureClassifierV6update__2upyAA9PlacementO_AA6SampleVAA7Vector3VtF",
}
RUNS = {
    "replay": [PSOASCTL, "replay", "TRACE"],
    "orientation": [PSOASCTL, "replay", "TRACE"],
    "posture": [PSOASCTL, "replay", "TRACE"],
    "estimates": [PSOASCTL, "replay", "TRACE", "--estimates", "/dev/null"],
    "diary": [PSOASCTL, "replay", "TRACE", "--diary", "/dev/null"],
    "daemon": [PSOASD, "--synthetic", "--speed", "3600", "--seconds", "3600", "--bus", "none", "--no-history",
               "--output", "none"],
}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def count(command, within, folder):
    """The number of instructions of a run, and those of its functions without the functions that they call. With `within`
    only while that function runs."""
    counts = os.path.join(folder, "callgrind.out")
    place = {name: folder for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
    options = ["--callgrind-out-file=" + counts] + (["--toggle-collect=" + within] if within else [])
    subprocess.run(["valgrind", "--tool=callgrind"] + options + command, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=dict(os.environ, PSOAS_DATA_DIR=os.path.join(ROOT, "data"), **place))
    table = output("callgrind_annotate", "--auto=no", "--threshold=99", counts)
    found = re.search(r"^ *([\d,]+).*PROGRAM TOTALS", table, re.MULTILINE)
    if not found:
        sys.exit("check.py: %s has no function %s: was it renamed, or is it compiled into its caller?" % (command[0], within))
    total = int(found[1].replace(",", ""))
    functions = {}
    for number, name in re.findall(r"^ *([\d,]+) \([^)]*\) +[^\s:]*:(\S+)", table, re.MULTILINE):
        functions[name] = functions.get(name, 0) + int(number.replace(",", ""))
    dearest = sorted(functions.items(), key=lambda entry: -entry[1])[:KEPT]
    return {"total": total, "functions": dict(dearest)}


def grown(before, now):
    """The functions that grew most, as (instructions more, name)."""
    names = set(before["functions"]) | set(now["functions"])
    more = [(now["functions"].get(name, 0) - before["functions"].get(name, 0), name) for name in names]
    return sorted((entry for entry in more if entry[0] > 0), reverse=True)[:5]


def demangled(name):
    return output("swift", "demangle", "--compact", "--simplified", name).strip()


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--update", action="store_true", help="write the counts of these runs to counts.json")
    words.add_argument("runs", nargs="*", metavar="RUN", help="all by default: " + ", ".join(RUNS))
    options = words.parse_args()
    for name in options.runs:
        if name not in RUNS:
            words.error("no run %s: expected %s" % (name, ", ".join(RUNS)))
    compiler = output("swiftc", "--version").splitlines()[0]
    known = json.load(open(COUNTS)) if os.path.exists(COUNTS) else {"compiler": compiler, "runs": {}}
    if known["compiler"] != compiler and not options.update:
        print("counts.json is of another compiler (%s): run check.py --update on a state that is known to be good"
              % known["compiler"])
        return 77
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "wearer.csv")
        subprocess.run([PSOASCTL] + [trace if word == "TRACE" else word for word in TRACE], check=True)
        for name in options.runs or RUNS:
            now = count([trace if word == "TRACE" else word for word in RUNS[name]], WITHIN.get(name), folder)
            before = known["runs"].get(name)
            share = now["total"] / before["total"] - 1 if before else 0
            print("%-11s %7.1f million instructions%s" % (name, now["total"] / 1e6, ", %+.2f %%" % (100 * share) if before else ""))
            if share > GROWTH and not options.update:
                failed = True
                for more, function in grown(before, now):
                    print("  %+8.1f million in %s" % (more / 1e6, demangled(function)))
            known["runs"][name] = now if options.update or not before else before
    if options.update:
        known["compiler"] = compiler
        with open(COUNTS, "w") as file:
            json.dump(known, file, indent=1)
            file.write("\n")
    return 1 if failed else 0


sys.exit(main())
