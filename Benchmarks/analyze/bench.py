#!/usr/bin/env python3
"""What `psoasctl analyze` gains from a second processor, and the memory of a worker by the length of the recording.

  bench.py [--psoasctl FILE] [--rounds N]

Eight simulated recordings of 20 minutes at 100 Hz: with one job, with two, and as two processes that have half of them each.
The last tells how much of a second processor the machine gives at that time; compare only within one round. Needs only
Python. The exit status is 1 if in every round two jobs take over 1.1 times as long as the two processes, or, in a round where those are
1.9 times as fast as one, two jobs are less than 1.8 times as fast; and if a worker needs over 25 MB.
"""
import argparse, os, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def cost(command, path=None):
    """Wall and processor seconds, and the peak memory of the process in MB."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.stdin.write(path.encode() if path else b"")
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"bench.py: {' '.join(command)}: exit {process.returncode}")
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--psoasctl", default=os.path.join(ROOT, ".build/release/psoasctl"))
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    os.environ.setdefault("PSOAS_DATA_DIR", os.path.join(ROOT, "data"))
    with tempfile.TemporaryDirectory() as folder:
        def simulate(name, seconds):
            subprocess.run([asked.psoasctl, "simulate", f"{folder}/{name}", "--seconds", str(seconds)], check=True)

        os.mkdir(f"{folder}/in")
        for number in range(8):
            simulate(f"in/{number}.csv", 1200)
        halves = [[f"{folder}/in/{number}.csv" for number in range(first, first + 4)] for first in (0, 4)]
        good = False
        for _ in range(asked.rounds):
            one, two = (cost([asked.psoasctl, "analyze", f"{folder}/in", "--jobs", str(jobs)]) for jobs in (1, 2))
            began = time.monotonic()
            apart = [subprocess.Popen([asked.psoasctl, "analyze", *half, "--jobs", "1"], stdout=subprocess.DEVNULL)
                     for half in halves]
            if any([process.wait() for process in apart]):
                sys.exit("bench.py: analyze failed")
            limit = time.monotonic() - began
            good |= two[0] <= 1.1 * limit and (one[0] < 1.9 * limit or one[0] >= 1.8 * two[0])
            print(f"one job {one[0]:.2f} s ({one[1]:.2f} s of processor), two {two[0]:.2f} s ({two[1]:.2f} s): "
                  f"{one[0] / two[0]:.2f} times as fast; two processes {one[0] / limit:.2f}")
        largest = 0
        for minutes in (10, 60, 240):
            simulate(f"{minutes}.csv", minutes * 60)
            for labels in ([], ["--labels=label"]):
                memory = cost([asked.psoasctl, "analyze", "--worker", *labels], f"{folder}/{minutes}.csv")[2]
                largest = max(largest, memory)
                print(f"a worker for {minutes} min{', with labels' if labels else ''}: {memory:.1f} MB")
    sys.exit(not good or largest > 25)


if __name__ == "__main__":
    main()
