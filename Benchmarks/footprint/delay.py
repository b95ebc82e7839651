#!/usr/bin/python3
"""The delay from the kernel's time of the frame that changes the posture to the signal at a client on the session bus.

    delay.py PSOASD [WEARERS CHANGES]

A DualSense at 250 Hz from umockdev is worn by a person who sits down and stands up every five seconds. A thousand changes
take an hour and a half that way; therefore several wearers (16), each with a psoasd, a session bus and a client of its own,
take part of the changes (64 each) at the same time: first with nothing else on the machine, then beside a busy loop for
each processor. Needs root: the devices' process is not delayed by the load, as a real device is not.
"""
import json
import os
import pickle
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(REPOSITORY, folder) for folder in ('Tests/PsoasDevicesTests/Beds', 'Tests/VirtualMachine/fakes')]
RATE = 250  # Hz
POSE = 5.0  # s between two changes of the pose, of which two are the movement
STANDING, WALKING = 3.0, 6.0  # s, before them: the mounting is learned
LAST = 2.0  # s after them
OPENING = 4  # s
FRAMES_A_WEARER = 12  # by which the wearers differ
GRAVITY, TURN = 8192, 1024  # counts a g, counts a degree per second
CLIENT = '''
import time
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.signal_subscribe(None, 'org.psoas.Psoas1.Manager', 'PostureChanged', None, None, Gio.DBusSignalFlags.NONE,
                     lambda *signal: print(time.time_ns() // 1000, signal[5][0], flush=True))
print('ready', flush=True)
GLib.MainLoop().run()
'''


def movements(changes):
    """The device's values of each frame, from standing, walking and the changes of the pose."""
    from motion import Motion
    motion, frames = Motion(), []
    motion.command(['worn'], 0)
    motion.command(['stand'], 0)
    motion.command(['walk', str(WALKING)], STANDING)
    begin = STANDING + WALKING + POSE
    times = [begin + POSE * number for number in range(changes)]
    for number in range(int((times[-1] + POSE + LAST) * RATE)):
        now = number / RATE
        while times and now >= times[0]:
            motion.command(['sit' if (changes - len(times)) % 2 == 0 else 'stand'], times.pop(0))
        force, turn = motion.reading(now)
        frames.append([round(axis * GRAVITY) for axis in force] + [round(axis * TURN) for axis in turn])
    return frames


def wear(program, file, number):
    """In umockdev's environment: prints the delays in ms, as JSON."""
    import bed
    with open(file, 'rb') as data:
        frames = pickle.load(data)
    plain = {name: value for name, value in os.environ.items() if name != 'LD_PRELOAD'}
    bus = subprocess.Popen(['dbus-daemon', '--session', '--nofork', '--nopidfile', '--print-address=1'],
                           stdout=subprocess.PIPE, text=True, env=plain)
    address = bus.stdout.readline().strip()
    client = subprocess.Popen([sys.executable, '-c', CLIENT], stdout=subprocess.PIPE, text=True,
                              env={**plain, 'DBUS_SESSION_BUS_ADDRESS': address})
    client.stdout.readline()
    folder = tempfile.mkdtemp()
    os.environ['DBUS_SESSION_BUS_ADDRESS'] = address
    with open(folder + '/events', 'w') as events:
        stage = bed.Stage([])
        device = bed.dualsense()
        device.plug(stage.bed, 7)
        daemon = subprocess.Popen([program, '--output', 'jsonl', '--no-history', '--bus', 'user', '--record',
                                   folder + '/run.psoas'], stdout=events)
    time.sleep(OPENING)
    # The test bed answers the daemon's ioctls in a thread of this process.
    os.setpriority(os.PRIO_PROCESS, 0, -20)
    codes = (bed.X, bed.Y, bed.Z, bed.RX, bed.RY, bed.RZ)
    first, began, sent = number * FRAMES_A_WEARER, time.monotonic(), 0
    for values in frames[first:]:
        device.send(dict(zip(codes, values)), stamp=sent * 4000 % (1 << 31))
        sent += 1
        time.sleep(max(0.0, began + sent / RATE - time.monotonic()))
    daemon.send_signal(signal.SIGTERM)
    daemon.wait()
    client.terminate()
    bus.terminate()
    arrived = [(int(at), posture) for at, posture in map(str.split, client.stdout)]
    with open(folder + '/run.psoas/inputs.jsonl') as file:
        clock = json.loads(file.readline())  # the wall clock at a time of the run
    start = clock['unix_us'] / 1e3 - clock['time'] * 1e3
    with open(folder + '/events') as file:
        seen = [event for event in map(json.loads, file) if event['event'] == 'posture']
    if [event['posture'] for event in seen] != [posture for _, posture in arrived]:
        raise RuntimeError('events %s, signals %s' % (seen, arrived))
    shutil.rmtree(folder)
    print(json.dumps([arrival / 1e3 - start - event['time'] * 1e3 for event, (arrival, _) in zip(seen, arrived)]))


def measure(label, program, file, wearers, spinners):
    errors = tempfile.TemporaryFile('w+')
    spinning = [subprocess.Popen(['sh', '-c', 'while :; do :; done']) for _ in range(spinners)]
    with open('/proc/stat') as stat:
        before = list(map(int, stat.readline().split()[1:]))
    runs = [subprocess.Popen(['umockdev-wrapper', sys.executable, os.path.abspath(__file__), '--wear', program, file, str(number)],
                             stdout=subprocess.PIPE, stderr=errors, text=True,
                             env={**os.environ, 'PSOAS_DATA_DIR': REPOSITORY + '/data', 'PYTHONDONTWRITEBYTECODE': '1'})
            for number in range(wearers)]
    outputs = [run.communicate()[0] for run in runs]
    with open('/proc/stat') as stat:
        spent = [after - earlier for after, earlier in zip(map(int, stat.readline().split()[1:]), before)]
    for spinner in spinning:
        spinner.kill()
        spinner.wait()
    if any(run.returncode for run in runs):
        errors.seek(0)
        raise RuntimeError('a wearer failed:\n' + errors.read())
    delays = sorted(delay for output in outputs for delay in json.loads(output))
    print('%-32s %8d %8.1f %8.1f %8.1f %8.1f %8.1f %9.0f' % (
        label, len(delays), statistics.median(delays), *(delays[int(len(delays) * part)] for part in (0.9, 0.99, 0.999)),
        delays[-1], 100 * (1 - spent[3] / sum(spent))), flush=True)


def main():
    if sys.argv[1] == '--wear':
        return wear(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    program, wearers, changes = os.path.abspath(sys.argv[1]), *(map(int, sys.argv[2:4] or (16, 64)))
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + '/frames', 'wb') as file:
            pickle.dump(movements(changes), file)
        print('%-32s %8s %8s %8s %8s %8s %8s %9s' % (
            'ms', 'changes', 'median', '90 %', '99 %', '99.9 %', 'longest', 'busy, %'), flush=True)
        measure('idle', program, folder + '/frames', wearers, 0)
        measure('a busy loop a processor', program, folder + '/frames', wearers, os.cpu_count())


if __name__ == '__main__':
    sys.exit(main())
