#!/usr/bin/env python3
"""What a long history costs: ten years of it beside one month.

  bench.py [--days N] [--runs N] [--maker FILE] [--psoasd FILE] [--psoasctl FILE]

`psoas-long-history` (Tests/LongHistory) writes both histories by the daemon's own code, with the same rows each day. All
commands run in turn on one and the other; a figure is the median of the runs, in milliseconds of wall time. Compare within
a run only. The exit status is 1 if a required figure is exceeded. Needs `make daemon ctl` and the debug build of
psoas-long-history; `make bench-history` builds them.
"""
import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MONTH = 30
# Milliseconds, with the long history.
REQUIRED = {"status": 10, "report of a month": 200, "report of a year": 500}


def date(days_ago):
    return time.strftime("%Y-%m-%d", time.gmtime(time.time() - days_ago * 86400))


def environment(folder):
    place = {name: folder for name in ("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
    return dict(os.environ, PSOAS_DATA_DIR=os.path.join(ROOT, "data"), STATE_DIRECTORY=folder, TZ="UTC", **place)


class Bus:
    """A private session bus."""

    def __init__(self):
        self.process = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
                                        stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().strip()

    def end(self):
        self.process.terminate()
        self.process.wait()


class Daemon:
    """psoasd without a sensor on a bus; `ready` is how long its start took, in ms."""

    def __init__(self, program, folder, bus):
        self.folder = folder
        path = os.path.join(folder, "notify")
        if os.path.exists(path):
            os.unlink(path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
            listener.bind(path)
            listener.settimeout(60)
            place = dict(environment(folder), NOTIFY_SOCKET=path, DBUS_SESSION_BUS_ADDRESS=bus.address,
                         DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nowhere")
            began = time.perf_counter()
            self.process = subprocess.Popen([program, "--bus", "user", "--output", "none"], env=place,
                                            stderr=subprocess.DEVNULL)
            while b"READY=1" not in listener.recv(4096):
                pass
            self.ready = 1000 * (time.perf_counter() - began)
        self.place = place

    def memory(self):
        """(resident, private) kB."""
        with open("/proc/%d/status" % self.process.pid) as file:
            found = dict(re.findall(r"^(VmRSS|RssAnon):\s+(\d+) kB", file.read(), re.MULTILINE))
        return int(found["VmRSS"]), int(found["RssAnon"])

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def timed(command, place):
    began = time.perf_counter()
    subprocess.run(command, env=place, check=True, stdout=subprocess.DEVNULL)
    return 1000 * (time.perf_counter() - began)


def commands(options, folder):
    """Name and command of what is measured with a daemon that runs on the history."""
    ctl = options.psoasctl
    return {
        "status": [ctl, "status"],
        "day": [ctl, "day"],
        "history of 14 days": [ctl, "history"],
        "report of a month": [ctl, "report", "--from", date(MONTH - 1), "--to", date(0), "--output", os.path.join(folder, "month.html")],
        "report of a year": [ctl, "report", "--from", date(364), "--to", date(0), "--output", os.path.join(folder, "year.html")],
        "export of a month": [ctl, "export", "jsonl", os.path.join(folder, "month.jsonl"), "--from", date(MONTH - 1)],
        "export of all": [ctl, "export", "jsonl", os.path.join(folder, "all.jsonl")],
    }


def minute(options, folder):
    """A start with the synthetic wearer, four minutes of the run with their writes, and the end."""
    return [options.psoasd, "--synthetic", "--history", "--bus", "none", "--output", "none", "--speed", "100000",
            "--seconds", "240"]


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--days", type=int, default=3650)
    words.add_argument("--runs", type=int, default=21)
    words.add_argument("--maker", default=os.path.join(ROOT, ".build/debug/psoas-long-history"))
    words.add_argument("--psoasd", default=os.path.join(ROOT, ".build-embedded/release/psoasd"))
    words.add_argument("--psoasctl", default=os.path.join(ROOT, ".build/release/psoasctl"))
    options = words.parse_args()
    bus = Bus()
    try:
        with tempfile.TemporaryDirectory() as work:
            return compare(options, bus, work)
    finally:
        bus.end()


def compare(options, bus, work):
    folders = {}
    for days in (MONTH, options.days):
        folders[days] = os.path.join(work, str(days))
        os.mkdir(folders[days])
        subprocess.run([options.maker, folders[days], str(days)], check=True, env=environment(folders[days]))
        print("%d days: %.1f MB" % (days, os.path.getsize(os.path.join(folders[days], "history.sqlite")) / 1e6))
    times, memory = {}, {days: [] for days in folders}

    def note(name, days, value):
        times.setdefault(name, {key: [] for key in folders})[days].append(value)

    for _ in range(options.runs):
        for days, folder in folders.items():
            daemon = Daemon(options.psoasd, folder, bus)
            note("psoasd, start until READY", days, daemon.ready)
            for name, command in commands(options, folder).items():
                for word in command:
                    if word.startswith(work) and os.path.exists(word):
                        os.unlink(word)
                note(name, days, timed(command, daemon.place))
            memory[days].append(daemon.memory())
            daemon.end()
            note("psoasd, four minutes", days, timed(minute(options, folder), environment(folder)))
    print("\n%-28s %12s %12s" % ("median of %d, ms" % options.runs, "%d days" % MONTH, "%d days" % options.days))
    failed = False
    for name, series in times.items():
        middle = [statistics.median(series[days]) for days in folders]
        missed = name in REQUIRED and middle[1] > REQUIRED[name]
        failed |= missed
        print("%-28s %12.1f %12.1f%s" % (name, *middle, "  more than %d" % REQUIRED[name] if missed else ""))
    for index, name in enumerate(("psoasd, resident kB", "psoasd, private kB")):
        print("%-28s %12.0f %12.0f" % (name, *(statistics.median(pair[index] for pair in memory[days]) for days in folders)))
    return 1 if failed else 0


sys.exit(main())
