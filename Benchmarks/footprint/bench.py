#!/usr/bin/python3
"""psoasd's memory, processor time and wake-ups while it reads a DualSense at 250 Hz from umockdev.

    bench.py PSOASD...       all at the same time, so that their figures can be compared

umockdev's part of each read(2) is in the processor time, in every program's alike.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile
import time

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(REPOSITORY, 'Tests/PsoasDevicesTests/Beds'))
RATE = 250  # Hz
OPENING = 4  # s
SETTLED = 60  # s: the history has been written, at 50 s
MEASURED = 30  # s
TRACED = 10  # s, after that


def spent(pid):
    """Ticks of user and system, and nanoseconds on the processor."""
    with open('/proc/%d/stat' % pid) as file:
        fields = file.read().rsplit(')', 1)[1].split()
    with open('/proc/%d/schedstat' % pid) as file:
        return int(fields[11]), int(fields[12]), int(file.read().split()[0])


def memory(pid):
    """kB: resident, proportional, anonymous."""
    with open('/proc/%d/smaps_rollup' % pid) as file:
        found = dict(re.findall(r'^(Rss|Pss|Anonymous):\s+(\d+)', file.read(), re.MULTILINE))
    return tuple(int(found[name]) for name in ('Rss', 'Pss', 'Anonymous'))


class Sensor:
    def __init__(self, bed, device):
        self.bed, self.device, self.began, self.sent = bed, device, time.monotonic(), 0

    def play(self, seconds):
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            while self.sent < (now - self.began) * RATE:
                noise = self.sent % 2
                self.device.send({self.bed.X: 40 + noise, self.bed.Y: 0, self.bed.Z: 8190, self.bed.RX: noise,
                                  self.bed.RY: 1 - noise, self.bed.RZ: noise}, stamp=self.sent * 4000 % (1 << 31))
                self.sent += 1
            time.sleep(max(0.0, self.began + self.sent / RATE - time.monotonic()))


def measure(program):
    """In umockdev's environment."""
    import bed
    stage = bed.Stage([program, '--output', 'none', '--bus', 'none'])
    device = bed.dualsense()
    device.plug(stage.bed, 7)
    stage.start()
    time.sleep(OPENING)
    sensor, pid = Sensor(bed, device), stage.child.pid
    sensor.play(SETTLED)
    first = spent(pid)
    sensor.play(MEASURED)
    user, system, busy = (after - before for after, before in zip(spent(pid), first))
    sizes = memory(pid)
    trace = subprocess.Popen(['strace', '-f', '-c', '-e', 'trace=epoll_wait', '-p', str(pid)], stderr=subprocess.PIPE, text=True)
    sensor.play(TRACED)
    trace.send_signal(signal.SIGINT)
    calls = re.search(r'(\d+)\s+epoll_wait$', trace.communicate()[1], re.MULTILINE)
    print('%-40s %6d %6d %6d %6d %6d %8.2f %8.1f' % (
        program[-40:], *sizes, user, system, busy / 1e7 / MEASURED, int(calls[1]) / TRACED if calls else 0), flush=True)
    stage.child.terminate()
    stage.finish()


def main():
    if sys.argv[1] == '--measure':
        return measure(sys.argv[2])
    print('%-40s %6s %6s %6s %6s %6s %8s %8s' % ('', 'RSS kB', 'PSS kB', 'anon.', 'user', 'system', 'proc. %', 'wakes/s'), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        runs = [subprocess.Popen(
            ['umockdev-wrapper', sys.executable, os.path.abspath(__file__), '--measure', os.path.abspath(program)],
            stderr=subprocess.DEVNULL, env={
                **os.environ, 'PSOAS_DATA_DIR': REPOSITORY + '/data', 'PYTHONDONTWRITEBYTECODE': '1',
                'XDG_CONFIG_HOME': folder + '/config', 'XDG_STATE_HOME': '%s/%d' % (folder, number)})
            for number, program in enumerate(sys.argv[1:])]
        return max(run.wait() for run in runs)


if __name__ == '__main__':
    sys.exit(main())
