#!/usr/bin/env python3
"""Compares the inclination of Psoas and of other filters on the same traces: errors, difficult cases, cost.

  bench.py [--quick] [--data FOLDER]

Creates a virtual environment in .build/bench-orientation with vqf, imufusion and ahrs from PyPI, builds driver.swift with
the sources of PsoasCore/Motion, and prints tables in Markdown. --quick omits the filters that are written in Python
(minutes each). Instructions are counted if valgrind is installed. FOLDER contains recordings of BROAD as sample CSV with
true_up_x|y|z and movement (default: ../shared/data/broad); if there are none, synthetic traces are used.

Error: angle between estimated and true up in sensor axes, RMS in degrees over the movement. `sync` evaluates every
estimate 2.45 ms later, the offset between BROAD's inertial and optical recordings.
"""
import argparse
import csv
import gzip
import pathlib
import re
import shutil
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / ".build" / "bench-orientation"
PEERS = ["numpy", "vqf==2.1.2", "imufusion==1.3.3", "ahrs==0.4.0"]
DEGREE = 3.141592653589793 / 180


def enter_environment():
    """Runs this script again in the virtual environment, which is created if it does not exist."""
    if pathlib.Path(sys.prefix) == WORK / "venv":
        return
    python = WORK / "venv" / "bin" / "python"
    if not (WORK / "ready").exists():
        venv.create(WORK / "venv", with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
        (WORK / "ready").touch()
    sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)


enter_environment()
import numpy as np  # noqa: E402


class Trace:
    """One recording: times (s), accelerations (m/s2), angular velocities (rad/s), true up, and the evaluated rows."""

    def __init__(self, name, t, acc, gyr, true, scored):
        self.name, self.t, self.acc, self.gyr, self.true, self.scored = name, t, acc, gyr, true, scored

    @property
    def dt(self):
        return float(np.median(np.diff(self.t)))

    def rows(self, rows):
        return Trace(self.name, self.t[rows], self.acc[rows], self.gyr[rows], self.true[rows], self.scored[rows])

    def change(self, acc=None, gyr=None):
        return Trace(self.name, self.t, self.acc if acc is None else acc, self.gyr if gyr is None else gyr,
                     self.true, self.scored)

    def slower(self, n):
        """The means of n rows each."""
        k = len(self.t) // n
        mean = lambda a: a[: k * n].reshape(k, n, -1).mean(1)  # noqa: E731
        last = slice(n - 1, k * n, n)
        return Trace(self.name, self.t[last], mean(self.acc), mean(self.gyr), self.true[last], self.scored[last])

    def scored_from(self, seconds):
        return Trace(self.name, self.t, self.acc, self.gyr, self.true, self.scored & (self.t - self.t[0] >= seconds))

    def from_movement(self, share):
        moving = np.flatnonzero(self.scored)
        return self.rows(slice(int(moving[0] + (moving[-1] - moving[0]) * share), None))


def read_csv(path):
    with gzip.open(path, "rt") as file:
        rows = csv.reader(line for line in file if not line.startswith("#"))
        head = next(rows)
        data = np.array([[float(x) if x else np.nan for x in row] for row in rows])
    of = lambda *names: data[:, [head.index(n) for n in names]]  # noqa: E731
    return Trace(path.name.split(".")[0], of("time")[:, 0], of(*[f"pelvis_acc_{a}" for a in "xyz"]),
                 of(*[f"pelvis_gyr_{a}" for a in "xyz"]), of(*[f"true_up_{a}" for a in "xyz"]), of("movement")[:, 0] == 1)


def synthetic(seed, vigour):
    """A synthetic trace of a minute and a half: a body rotates and sways around one place, measured with the errors of a
    consumer sensor; calculated at 800 Hz, sampled as means at 200 Hz."""
    rng = np.random.default_rng(seed)
    rate, n = 800.0, 72000
    t = np.arange(n) / rate

    def waves(low, high, size):
        """Three axes of five sines each, in units of `size`, which increase smoothly after 15 s of rest."""
        moves = np.clip((t - 15) / 3, 0, 1) ** 3
        one = lambda: sum(  # noqa: E731
            rng.normal() * np.sin(2 * np.pi * rng.uniform(low, high) * t + rng.uniform(0, 6.3)) for _ in range(5))
        return np.column_stack([one() * moves for _ in range(3)]) * size

    turn, place = waves(0.1, 1.2, vigour), waves(0.3, 1.5, 0.05 * vigour)
    force = np.gradient(np.gradient(place, t, axis=0), t, axis=0) + [0, 0, 9.80665]
    attitude = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    attitude *= np.linalg.det(attitude)
    acc, true = np.zeros((n, 3)), np.zeros((n, 3))
    for i in range(n):
        x, y, z = turn[i] / rate
        w = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
        attitude = attitude @ (np.eye(3) + w + 0.5 * w @ w)
        acc[i], true[i] = force[i] @ attitude, attitude[2]
    true /= np.linalg.norm(true, axis=1)[:, None]
    exact = Trace(f"{seed:02d}_synthetic", t, acc, turn, true, t > 15).slower(4)
    m = len(exact.t)
    matrix = np.eye(3) + rng.normal(0, 0.003, (3, 3))
    return exact.change(exact.acc + rng.normal(0, 0.02, 3) + rng.normal(0, 0.04, (m, 3)),
                        exact.gyr @ matrix.T + rng.normal(0, 0.3 * DEGREE, 3) + rng.normal(0, 0.004, (m, 3)))


def angle(a, b):
    return np.arctan2(np.linalg.norm(np.cross(a, b), axis=1), np.sum(a * b, axis=1)) / DEGREE


def rms(e):
    return float(np.sqrt(np.nanmean(e**2)))


def score(trace, up):
    offset = 0 if trace.name.endswith("synthetic") else 0.00245
    k = np.clip(np.arange(len(up)) + offset / trace.dt, 0, len(up) - 1)
    i = np.minimum(k.astype(int), len(up) - 2)
    f = (k - i)[:, None]
    later = (1 - f) * up[i] + f * up[i + 1]
    return rms(angle(up, trace.true)[trace.scored]), rms(angle(later, trace.true)[trace.scored])


# The filters. Each takes a trace and returns up in sensor axes, one row per sample.


def up_of(q):
    """The third row of the rotation matrices from sensor to earth; quaternions have the scalar first."""
    w, x, y, z = q.T
    return np.column_stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)])


def write(trace, path):
    np.column_stack([trace.t, trace.acc, trace.gyr]).astype("f8").tofile(path)


def psoas(trace, lag=0.0, mode="gyroscope"):
    write(trace, WORK / "in")
    subprocess.run([WORK / "driver", "run", WORK / "in", WORK / "out", str(lag), mode], check=True)
    return np.fromfile(WORK / "out").reshape(-1, 7)


def psoas_lagged(lag):
    return lambda trace: psoas(trace, lag)[:, 4:7]


def vqf_online(trace, **options):
    from vqf import VQF

    out = VQF(trace.dt, **options).updateBatch(np.ascontiguousarray(trace.gyr), np.ascontiguousarray(trace.acc))
    return up_of(out["quat6D"])


def vqf_wide(trace):
    return vqf_online(trace, biasClip=10.0, biasSigmaInit=5.0)


def vqf_offline(trace):
    from vqf import offlineVQF

    return up_of(offlineVQF(np.ascontiguousarray(trace.gyr), np.ascontiguousarray(trace.acc), None, trace.dt)["quat6D"])


def basic_vqf(trace):
    from vqf import BasicVQF

    out = BasicVQF(trace.dt).updateBatch(np.ascontiguousarray(trace.gyr), np.ascontiguousarray(trace.acc))
    return up_of(out["quat6D"])


def fusion(trace):
    """x-io Fusion with the settings of its example, and its bias estimate."""
    import imufusion

    settings = imufusion.AhrsSettings()
    settings.sample_rate, settings.gain, settings.gyroscope_range = 1 / trace.dt, 0.5, 2000
    settings.acceleration_rejection, settings.rejection_timeout = 10, 5
    ahrs, bias, bias_settings = imufusion.Ahrs(), imufusion.Bias(), imufusion.BiasSettings()
    bias_settings.sample_rate = 1 / trace.dt
    ahrs.set_settings(settings)
    bias.set_settings(bias_settings)
    ups = np.empty((len(trace.t), 3))
    for i, (w, a) in enumerate(zip(trace.gyr / DEGREE, trace.acc / 9.80665)):
        ahrs.update_no_magnetometer(bias.update(w), a)
        ups[i] = ahrs.get_gravity()
    return ups


def ahrs_filter(name, **options):
    def run(trace):
        import ahrs
        from ahrs.common.orientation import acc2q

        kind = getattr(ahrs.filters, name)
        q0 = acc2q(trace.acc[0])
        out = kind(gyr=trace.gyr, acc=trace.acc, frequency=1 / trace.dt, q0=q0, **options)
        ups = up_of(np.asarray(out.Q))
        # The filters of ahrs differ in the direction of their rotation; the one that agrees with gravity at rest is used.
        other = up_of(np.asarray(out.Q) * [1, -1, -1, -1])
        rest = slice(0, max(1, int(np.argmax(trace.scored))))
        return min((ups, other), key=lambda u: rms(angle(u, trace.acc)[rest]))

    return run


def lowpass(trace):
    """The acceleration after a 1 Hz low-pass."""
    share = trace.dt / (trace.dt + 1 / (2 * np.pi))
    mean, ups = trace.acc[0].copy(), np.empty_like(trace.acc)
    for i, a in enumerate(trace.acc):
        mean += share * (a - mean)
        ups[i] = mean
    return ups / np.linalg.norm(ups, axis=1)[:, None]


GROUPS = [("slow rotation", "slow_rotation"), ("fast rotation", "fast_rotation"), ("slow translation", "slow_translation"),
          ("fast translation", "fast_translation"), ("disturbed", "disturbed")]


def row(label, trials, run):
    scores = []
    for trace in trials:
        try:
            scores.append(score(trace, run(trace)))
        except Exception as error:  # the interface of another filter may have changed
            return f"| {label} | not run: {type(error).__name__}: {str(error)[:60]} |"
    a = np.array(scores)
    cells = [f"{a[:, 0].mean():.3f}", f"{a[:, 1].mean():.3f}"]
    for _, word in GROUPS:
        of = [s[0] for s, t in zip(scores, trials) if f"_{word}" in t.name.replace("undisturbed", "un")]
        cells.append(f"{np.mean(of):.2f}" if of else "")
    cells.append(f"{a[:, 0].max():.2f}")
    return f"| {label} | " + " | ".join(cells) + " |"


def pair(trials, run):
    a = np.array([score(t, run(t)) for t in trials])
    return f"{a[:, 0].mean():.3f} / {a[:, 1].mean():.3f}"


def honest(trials, lag, mode="gyroscope"):
    inside = []
    for trace in trials:
        out = psoas(trace, lag, mode)
        error = angle(out[:, :3], trace.true)
        ok = trace.scored & np.isfinite(error)
        inside.append(np.mean(error[ok] < 2 * out[ok, 3] / DEGREE))
    return np.mean(inside)


def main_table(trials, quick):
    print("\n| filter | mean | sync | " + " | ".join(g for g, _ in GROUPS) + " | worst |")
    print("|---|" + "---|" * (len(GROUPS) + 3))
    filters = [("Psoas", lambda t: psoas(t)[:, :3]), ("Psoas, 2 s later", psoas_lagged(2)),
               ("Psoas, 6 s later", psoas_lagged(6)), ("VQF online", vqf_online), ("VQF offline", vqf_offline),
               ("BasicVQF", basic_vqf), ("accelerometer, 1 Hz low-pass", lowpass),
               ("Psoas without gyroscope", lambda t: psoas(t, 0, "accelerometer")[:, :3])]
    if not quick:
        filters += [("x-io Fusion", fusion), ("Madgwick", ahrs_filter("Madgwick", gain_imu=0.034)),
                    ("Mahony", ahrs_filter("Mahony", k_P=0.74, k_I=0.0012)), ("EKF", ahrs_filter("EKF"))]
    for label, run in filters:
        print(row(label, trials, run), flush=True)
    print(f"\nTruth inside two of the filter's own deviations: {honest(trials, 0):.3f} of the movement; "
          f"without gyroscope {honest(trials, 0, 'accelerometer'):.3f}.")


def stuck(trace, what, axis):
    data = getattr(trace, what).copy()
    middle = len(data) // 2
    data[middle : middle + int(10 / trace.dt), axis] = data[middle, axis]
    return trace.change(**{what: data})


def cases(trials):
    rng = np.random.default_rng(1)
    lost = [rng.random(len(t.t)) >= 0.1 for t in trials]
    biased = lambda ts, b: [t.change(gyr=t.gyr + b * DEGREE) for t in ts]  # noqa: E731
    first, cold = [t.from_movement(0) for t in trials], [t.from_movement(0.25) for t in trials]
    clip = lambda t: t.change(np.clip(t.acc, -39.2, 39.2), np.clip(t.gyr, -500 * DEGREE, 500 * DEGREE))  # noqa: E731
    listing = [("gyroscope bias +1 deg/s on every axis", biased(trials, 1)), ("+3", biased(trials, 3)),
               ("+5", biased(trials, 5)), ("cold start: the movement's first sample is the first", first),
               ("cold, +1", biased(first, 1)), ("cold, +3", biased(first, 3)), ("cold, +5", biased(first, 5)),
               ("cold start a quarter into the movement", cold), ("a quarter, +3", biased(cold, 3)),
               ("a quarter, +3, from its second second on", biased([t.scored_from(1) for t in cold], 3)),
               ("a third of the rate", [t.slower(3) for t in trials]), ("a sixth", [t.slower(6) for t in trials]),
               ("an eleventh", [t.slower(11) for t in trials]),
               ("10 % of samples lost", [t.rows(k) for t, k in zip(trials, lost)]),
               ("0.1 s lost every 10 s", [t.rows(t.t % 10 > 0.1) for t in trials]),
               ("5 s lost every 40 s", [t.rows(t.t % 40 > 5) for t in trials]),
               ("clipped at 500 deg/s and 4 g", [clip(t) for t in trials]),
               ("gyroscope z stuck for 10 s", [stuck(t, "gyr", 2) for t in trials]),
               ("accelerometer x stuck for 10 s", [stuck(t, "acc", 0) for t in trials])]
    print("\nMean / sync mean:\n\n| case | Psoas | VQF | VQF, biasClip 10, biasSigmaInit 5 |\n|---|---|---|---|")
    for label, traces in listing:
        mine = pair(traces, lambda t: psoas(t)[:, :3])
        print(f"| {label} | {mine} | {pair(traces, vqf_online)} | {pair(traces, vqf_wide)} |", flush=True)


def instructions(command, few, more, rows):
    """Instructions per update: the difference of callgrind's counts for `more` and for `few` repeats."""
    if not shutil.which("valgrind"):
        return "no valgrind"
    counts = []
    for repeats in (few, more):
        out = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command), str(repeats)],
                             capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", out.stderr)
        if not found:
            return "not counted"
        counts.append(int(found.group(1)))
    return f"{(counts[1] - counts[0]) / (more - few) / rows:.0f}"


VQF_LOOP = """
import sys, numpy
from vqf import VQF
rows = numpy.fromfile(sys.argv[1]).reshape(-1, 7)
gyr, acc = numpy.ascontiguousarray(rows[:, 4:7]), numpy.ascontiguousarray(rows[:, 1:4])
for _ in range(int(sys.argv[2])): VQF(float(numpy.median(numpy.diff(rows[:, 0])))).updateBatch(gyr, acc)
"""


def cost(trials):
    from vqf import VQF

    trace = trials[min(3, len(trials) - 1)]
    print("\n| one update | ns (best) | instructions |\n|---|---|---|")
    for rate in (trace, trace.slower(3)):
        hertz = f"{1 / rate.dt:.0f} Hz"
        write(rate, WORK / "in")
        gyr, acc = np.ascontiguousarray(rate.gyr), np.ascontiguousarray(rate.acc)
        best = min(timed(lambda: VQF(rate.dt).updateBatch(gyr, acc)) for _ in range(30)) / len(acc) * 1e9
        for label, lag in (("Psoas", -1), ("Psoas with a lag of 2 s", 2), ("Psoas with a lag of 10 s", 10)):
            command = [WORK / "driver", "time", WORK / "in", str(lag)]
            ns, rows, _ = subprocess.run([*command, "30"], capture_output=True, text=True, check=True).stdout.split()
            print(f"| {label}, {hertz} | {float(ns):.0f} | {instructions(command, 1, 3, int(rows))} |", flush=True)
        n = instructions([sys.executable, "-c", VQF_LOOP, WORK / "in"], 1, 3, len(acc))
        print(f"| VQF {best_version()} (wheel, updateBatch), {hertz} | {best:.0f} | {n} |", flush=True)
    print("| VQF, its C++ alone (clang -O3), measured before | | 1818 |")
    filter_size, parameters, step = subprocess.run([WORK / "driver", "size"], capture_output=True, text=True,
                                                   check=True).stdout.split()
    print(f"\nState: {int(filter_size) - int(parameters)} bytes and {parameters} of parameters; a step of the smoother's "
          f"ring {step}, some 7 a second.")


def best_version():
    from importlib.metadata import version

    return version("vqf")


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared" / "data" / "broad")
    options = parser.parse_args()
    sources = sorted((ROOT / "Sources" / "PsoasCore" / "Motion").glob("*.swift"))
    main_file = WORK / "main.swift"
    main_file.write_text((HERE / "driver.swift").read_text())
    subprocess.run(["swiftc", "-O", "-wmo", "-swift-version", "6", *sources, main_file, "-o", WORK / "driver"], check=True)
    files = sorted(options.data.glob("*.csv.gz"))
    if files:
        trials = [read_csv(f) for f in files]
        print(f"{len(trials)} recordings of BROAD (Laidig, Caruso, Cereatti, Seel 2021, CC BY 4.0) in {options.data.name}/.")
    else:
        trials = [synthetic(seed, 0.3 * 1.5**seed) for seed in range(6)]
        print(f"No recordings in {options.data}: {len(trials)} SYNTHETIC traces instead. Their figures compare filters only "
              "with each other.")
    main_table(trials, options.quick)
    cases(trials)
    cost(trials)


if __name__ == "__main__":
    main()
