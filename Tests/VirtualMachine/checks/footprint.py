"""What psoasd costs while it runs: memory, wake-ups, processor time, its start, and the delay of a change of posture.

`make bench-footprint-vm` prints the tables; nothing is checked. With BEFORE=FILE an earlier psoasd is measured in the same run.
"""
import glob
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from decoding import PSOASD, has_open
from machine import Fake, identity, run, said, start, wait_for

BEFORE = '/opt/psoas-test/psoasd-before'
SETTLED = 65  # s: the history has been written, at 50 s
MEASURED = 30  # s
STARTS = 21
POSE = 5  # s between two changes of the pose, of which two are the movement
# Busy loops beside psoasd, and changes of the pose: an emulated processor that is busy runs at a fraction of its time.
LOADS = ((0, 50), (2, 20))
TICKS = os.sysconf('SC_CLK_TCK')
SIGNALS = '''
import time, dbus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib
DBusGMainLoop(set_as_default=True)
dbus.SessionBus().add_signal_receiver(lambda posture, _: print(time.time_ns() // 1000, posture, flush=True),
                                      'PostureChanged', 'org.psoas.Psoas1.Manager')
print('ready', flush=True)
GLib.MainLoop().run()
'''


class Daemon:
    """A psoasd of the wearer, with a state folder of its own."""

    def __init__(self, program, *options, environment=None):
        self.folder = tempfile.mkdtemp()
        shutil.chown(self.folder, 'wearer')
        self.child = start(program, '--bus', 'user', *options, user='wearer',
                           environment={'XDG_STATE_HOME': self.folder, **(environment or {})})
        self.pid = self.child.pid

    def end(self):
        """Its standard output."""
        self.child.send_signal(signal.SIGTERM)
        return self.child.communicate(timeout=60)[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.end()
        shutil.rmtree(self.folder)


def memory(pid):
    """kB: resident, of that anonymous, and the proportional share."""
    found = {}
    with open('/proc/%d/smaps_rollup' % pid) as file:
        for line in file.read().splitlines()[1:]:
            name, value = line.split(':')
            found[name] = int(value.split()[0])
    return found['Rss'], found['Anonymous'], found['Pss']


def mappings(pid):
    """(file, resident kB, private dirty kB, proportional kB), the largest share first."""
    files = {}
    name = ''
    with open('/proc/%d/smaps' % pid) as file:
        for line in file:
            words = line.split()
            if '-' in words[0] and not words[0].endswith(':'):
                name = os.path.basename(words[5]) if len(words) > 5 else '(anonymous)'
            elif words[0] in ('Rss:', 'Private_Dirty:', 'Pss:'):
                files.setdefault(name, {}).setdefault(words[0], 0)
                files[name][words[0]] += int(words[1])
    rows = [(name, sizes['Rss:'], sizes['Private_Dirty:'], sizes['Pss:']) for name, sizes in files.items()]
    return sorted(rows, key=lambda row: -row[3])


def spent(pid):
    """(wake-ups, ticks of user and system, nanoseconds on the processor) so far."""
    with open('/proc/%d/status' % pid) as file:
        wakes = next(int(line.split()[1]) for line in file if line.startswith('voluntary_ctxt_switches'))
    with open('/proc/%d/stat' % pid) as file:
        fields = file.read().rsplit(')', 1)[1].split()
    with open('/proc/%d/schedstat' % pid) as file:
        return wakes, int(fields[11]) + int(fields[12]), int(file.read().split()[0])


def cost(label, pid):
    first = spent(pid)
    time.sleep(MEASURED)
    wakes, ticks, busy = (after - before for after, before in zip(spent(pid), first))
    resident, anonymous, share = memory(pid)
    print('%-46s %6d %6d %6d %8.1f %6d %8.2f' % (label, resident, anonymous, share, wakes / MEASURED, ticks,
                                                 100 * busy / 1e9 / MEASURED), flush=True)


def ready(program, state):
    """ms from the start of the program to READY=1, with the history in this folder."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(folder + '/notify')
        os.chmod(folder, 0o755)
        os.chmod(folder + '/notify', 0o777)
        notified.settimeout(30)
        began = time.monotonic()
        with Daemon(program, '--output', 'none', environment={'NOTIFY_SOCKET': folder + '/notify', 'XDG_STATE_HOME': state}):
            while b'READY=1' not in notified.recv(4096):
                pass
            return (time.monotonic() - began) * 1e3


def delays(program, fake, changes):
    """(ms from the kernel's time of the frame that changes the posture to the signal at a client, SYN_DROPPED)."""
    client = subprocess.Popen([sys.executable, '-c', SIGNALS], stdout=subprocess.PIPE, text=True, **identity('wearer'))
    client.stdout.readline()
    with Daemon(program, '--output', 'jsonl', '--no-history', '--record', '/tmp/footprint.psoas') as daemon:
        wait_for(lambda: has_open(daemon.pid, fake.node))
        for number in range(changes):
            fake.move(('sit', 'stand')[number % 2])
            time.sleep(POSE)
        output = daemon.end()
    client.terminate()
    arrived = [(int(time), posture) for time, posture in map(str.split, client.stdout)]
    with open('/tmp/footprint.psoas/inputs.jsonl') as file:
        clock = json.loads(file.readline())  # the wall clock at a time of the run
    began = clock['unix_us'] / 1e3 - clock['time'] * 1e3
    dropped = int(said('grep', '-c', '^E: .* 0000 0003 ', '/tmp/footprint.psoas/pelvis.evemu') or 0)
    shutil.rmtree('/tmp/footprint.psoas')
    events = [event for event in map(json.loads, output.splitlines()) if event['event'] == 'posture']
    if [event['posture'] for event in events] != [posture for _, posture in arrived]:
        raise RuntimeError('events %s, signals %s' % (events, arrived))
    return sorted(arrival / 1e3 - began - event['time'] * 1e3 for event, (arrival, _) in zip(events, arrived)), dropped


def peer(uevents):
    """iio-sensor-proxy with one sensor and one client, as on a laptop."""
    status, _, errors = run('dpkg', '--install', *glob.glob('/opt/peers/*.deb'))
    if status != 0:
        raise RuntimeError(errors)
    for manager in ('udevadm control --reload', 'systemctl daemon-reload'):
        run(*manager.split())
    with Fake(uevents, 'laptop.py', 'Laptop Accelerometer'):
        run('udevadm', 'settle')
        run('systemctl', 'start', 'iio-sensor-proxy')
        client = start('monitor-sensor')
        time.sleep(5)
        cost('iio-sensor-proxy, one sensor, one client',
             int(said('systemctl', 'show', '--property=MainPID', '--value', 'iio-sensor-proxy')))
        client.kill()
        print('  its client says: %s' % ', '.join(line.strip() for line in client.communicate()[0].splitlines()[:3]))
    run('systemctl', 'stop', 'iio-sensor-proxy')
    run('dpkg', '--purge', 'iio-sensor-proxy')


def measure(uevents, script, name):
    programs = [(label, program) for label, program in (('before', BEFORE), ('now', PSOASD)) if os.path.exists(program)]
    # The rule starts the service for each sensor, and the name on the bus is one.
    run('systemctl', '--user', 'mask', '--runtime', '--now', 'psoasd.service', user='wearer')
    for label, program in programs:
        with tempfile.TemporaryDirectory() as state:
            shutil.chown(state, 'wearer')
            first, *taken = [ready(program, state) for _ in range(1 + STARTS)]
        print('start to READY, %s: %.1f ms with a new history, then median %.1f ms, longest %.1f ms of %d' % (
            label, first, statistics.median(taken), max(taken), STARTS), flush=True)
    print('%-46s %6s %6s %6s %8s %6s %8s' % ('', 'RSS kB', 'anon.', 'PSS kB', 'wakes/s', 'ticks', 'proc. %'))
    peer(uevents)
    seen = []
    for label, program in programs:
        with Fake(uevents, script, name) as fake, Daemon(program, '--output', 'none') as daemon:
            fake.move('worn')
            fake.move('stand')
            wait_for(lambda: has_open(daemon.pid, fake.node))
            time.sleep(SETTLED)
            cost('psoasd %s, worn DualSense' % label, daemon.pid)
            seen.append((label, mappings(daemon.pid)))
    with Daemon(PSOASD, '--output', 'none') as daemon:
        time.sleep(SETTLED)
        cost('psoasd now, no sensor', daemon.pid)
    with Fake(uevents, 'wiimote.py', 'Nintendo Wii Remote Accelerometer') as fake, Daemon(PSOASD, '--output', 'none') as daemon:
        wait_for(lambda: has_open(daemon.pid, fake.node))
        fake.move('still')
        time.sleep(SETTLED)
        cost('psoasd now, still Wii Remote, which is sparse', daemon.pid)
    for label, rows in seen:
        print('psoasd %s by file: RSS, private dirty, PSS in kB' % label)
        for row in rows:
            print('  %-32s %6d %6d %6d' % row)
    for load, changes in LOADS:
        for label, program in programs[::-1]:
            spinners = [subprocess.Popen(['sh', '-c', 'while :; do :; done']) for _ in range(load)]
            with Fake(uevents, script, name) as fake:
                os.setpriority(os.PRIO_PROCESS, fake.child.pid, -20)  # a device does not wait for the processor
                fake.move('worn')
                fake.move('stand')
                fake.move('walk', 6)
                found, dropped = delays(program, fake, changes)
            for spinner in spinners:
                spinner.kill()
                spinner.wait()
            print('posture to signal, %s, %s: %d changes, median %.1f ms, 90 %% %.1f, longest %.1f, %d SYN_DROPPED' % (
                label, 'beside two busy loops' if load else 'idle', len(found), statistics.median(found),
                found[len(found) * 9 // 10], found[-1], dropped), flush=True)
    run('systemctl', '--user', 'unmask', '--runtime', 'psoasd.service', user='wearer')
