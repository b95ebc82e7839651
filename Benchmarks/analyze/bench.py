#!/usr/bin/env python3
"""What `psoasctl analyze` gains from a second processor, and the memory of a worker by the length of the recording.

  bench.py [--psoasctl FILE] [--rounds N]

Eight simulated recordings of 20 minutes at 100 Hz: with one job, with two, and as two processes that have half of them each, in
turn, N times. The shortest time of each counts: other programs can only lengthen it. The two processes tell how much of a second
processor the machine gives. As root the runs go before all ordinary programs (SCHED_RR). Needs only Python.

The exit status is 1 if two jobs are less than 1.8 times as fast as one, unless the two processes are less than 1.85 times as
fast; and if a worker needs over 25 MB.
"""
import argparse, os, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def cost(command):
    """Wall and processor seconds."""
    began = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    check(process)
    return time.monotonic() - began, used.ru_utime + used.ru_stime


def check(process):
    if process.returncode:
        sys.exit(f"bench.py: {' '.join(process.args)}: exit {process.returncode}")


def peak(command, path):
    """The peak memory of a worker for a recording, in MB: VmHWM, looked at as long as it runs. ru_maxrss begins with the
    memory of the process that starts the program, here Python's."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.stdin.write(path.encode())
    process.stdin.close()
    largest = 0
    while process.poll() is None:
        with open(f"/proc/{process.pid}/status") as file:
            largest = max([largest] + [int(line.split()[1]) for line in file if line.startswith("VmHWM:")])
        time.sleep(0.001)
    check(process)
    return largest / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--psoasctl", default=os.path.join(ROOT, ".build/release/psoasctl"))
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    os.environ.setdefault("PSOAS_DATA_DIR", os.path.join(ROOT, "data"))
    with tempfile.TemporaryDirectory() as folder:
        def simulate(name, seconds):
            subprocess.run([asked.psoasctl, "simulate", f"{folder}/{name}", "--seconds", str(seconds)], check=True)

        os.mkdir(f"{folder}/in")
        for number in range(8):
            simulate(f"in/{number}.csv", 1200)
        halves = [[f"{folder}/in/{number}.csv" for number in range(first, first + 4)] for first in (0, 4)]
        rounds = []
        if os.geteuid() == 0:
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
        for _ in range(asked.rounds):
            one, two = (cost([asked.psoasctl, "analyze", f"{folder}/in", "--jobs", str(jobs)]) for jobs in (1, 2))
            began = time.monotonic()
            apart = [subprocess.Popen([asked.psoasctl, "analyze", *half, "--jobs", "1"], stdout=subprocess.DEVNULL)
                     for half in halves]
            if any([process.wait() for process in apart]):
                sys.exit("bench.py: analyze failed")
            rounds.append((one[0], two[0], time.monotonic() - began, one[1], two[1]))
            print("one job {:.2f} s, two {:.2f} s, two processes {:.2f} s; processor {:.2f} s and {:.2f} s".format(*rounds[-1]))
        if os.geteuid() == 0:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        one, two, apart = (min(times) for times in list(zip(*rounds))[:3])
        used = [statistics.median(times) for times in list(zip(*rounds))[3:]]
        print(f"shortest: one job {one:.3f} s, two {two:.3f} s: {one / two:.2f} times as fast; two processes {one / apart:.2f}; "
              f"processor {used[1] / used[0]:.2f} times (medians)")
        good = one >= 1.8 * two or one < 1.85 * apart
        largest = 0
        for minutes in (10, 60, 240):
            simulate(f"{minutes}.csv", minutes * 60)
            for labels in ([], ["--labels=label"]):
                memory = peak([asked.psoasctl, "analyze", "--worker", *labels], f"{folder}/{minutes}.csv")
                largest = max(largest, memory)
                print(f"a worker for {minutes} min{', with labels' if labels else ''}: {memory:.1f} MB")
    sys.exit(not good or largest > 25)


if __name__ == "__main__":
    main()
