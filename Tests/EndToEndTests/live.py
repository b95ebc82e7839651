#!/usr/bin/python3
"""Simulates sensors for a daemon that prints JSON Lines: umockdev-wrapper live.py SCENE psoasd [ARGUMENT...]

Each scene waits for the daemon's output, not for a time.
"""
import json
import math
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../PsoasDevicesTests/Beds'))
import bed  # noqa: E402
import flood  # noqa: E402


class Stage(bed.Stage):
    def wait_for(self, event):
        """Waits until the daemon has printed an event of that name, or ended."""
        with self.changed:
            while True:
                while self.lines:
                    line = self.lines.pop(0)
                    if '"event":"%s"' % event in line or not line:
                        return
                self.changed.wait()

    def play_until(self, event, steps):
        """Plays until the daemon has printed an event of that name, for ten minutes at most."""
        waiting = threading.Thread(target=lambda: self.wait_for(event), daemon=True)
        waiting.start()
        self.play(lambda step: step < 40_000 and steps(step) is not False and waiting.is_alive())

    def end(self):
        self.child.send_signal(signal.SIGTERM)


def scene_replug(stage):
    """A Joy-Con is connected, is disconnected while it sends, and is connected again as another node."""
    stage.start()
    first = bed.joycon()
    first.plug(stage.bed, 7)
    stage.wait_for('sensor-added')
    stage.play(lambda step: bed.turning(first, step) if step < 60 else False)
    first.unplug()
    stage.wait_for('sensor-removed')
    second = bed.joycon()
    second.plug(stage.bed, 9)
    stage.wait_for('sensor-added')
    stage.play(lambda step: bed.turning(second, step) if step < 60 else False)
    stage.end()


def scene_battery(stage):
    """A Joy-Con's battery falls below both limits, is charged, and falls again."""
    device = bed.powered(stage.bed, capacity='80', status='Discharging')
    stage.start()
    stage.wait_for('battery')
    step = iter(range(1 << 30))

    def fall(percent, status='Discharging', event='sensor-notice'):
        device.charge(capacity=str(percent), status=status)
        heard = threading.Thread(target=stage.wait_for, args=(event,))
        heard.start()
        stage.play(lambda _: bed.turning(device, next(step)) if heard.is_alive() else False)
        heard.join()
    fall(15)
    fall(14, event='battery')
    fall(5)
    fall(40, 'Charging', 'battery')
    fall(12)
    stage.end()


def scene_two(stage):
    """A pelvis and a thigh sensor at the same time; the kernel buffer of the thigh sensor overflows."""
    pelvis, thigh = bed.joycon(), bed.joycon('DC:68:EB:44:55:66', 'Right', 0x2007)
    pelvis.plug(stage.bed, 7)
    thigh.plug(stage.bed, 8)
    stage.start()
    stage.wait_for('sensor-added')
    stage.wait_for('sensor-added')

    def both(step):
        bed.turning(pelvis, step)
        bed.turning(thigh, step)
        if step == 40:
            thigh.write([(bed.SYN, bed.DROPPED, 0), (bed.ABS, bed.X, 12345), (bed.SYN, bed.REPORT, 0)])
        return step < 100
    stage.play(both)
    stage.end()


def scene_still(stage):
    """An accelerometer without MSC_TIMESTAMP lies still and sends nothing for a few seconds; then it moves."""
    device = bed.accelerometer()
    device.plug(stage.bed, 3)
    stage.start()
    stage.wait_for('sensor-added')
    stage.play(lambda step: step < 240)
    stage.play(lambda step: device.send({bed.X: step % 50, bed.Y: 0, bed.Z: 113}) if step < 40 else False)
    stage.end()


def halves(stage, acceleration, turn):
    stage.start()
    stage.wait_for('sensor-added')
    both = bed.Halves(acceleration, turn)
    stage.play(lambda step: both.play(step) or step < 100)
    stage.end()


def scene_frames(stage):
    """Acceleration and angular velocity in separate frames."""
    device = bed.motion('Separate Motion Sensors', (bed.X, bed.Y, bed.Z, bed.RX, bed.RY, bed.RZ))
    device.plug(stage.bed, 7)
    halves(stage, device, device)


def scene_nodes(stage):
    """The same on two nodes of one device."""
    acceleration, turn = bed.two_nodes()
    acceleration.plug(stage.bed, 7)
    turn.plug(stage.bed, 8)
    halves(stage, acceleration, turn)


def scene_handheld(stage):
    bed.scene_handheld_uhid(stage)


def scene_quirk(stage):
    """A Joy-Con; the wearer corrects its scale while it is being read."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('sensor-added')
    stage.play(lambda step: bed.turning(device, step) if step < 30 else False)
    folder = os.environ['XDG_CONFIG_HOME'] + '/psoas/quirks'
    os.makedirs(folder)
    with open(folder + '/10-mine.quirks', 'w') as file:
        file.write('[Mine]\nMatchVendor=0x057e\nUnitsPerG=4000\n')
    stage.child.send_signal(signal.SIGHUP)
    stage.wait_for('sensor-removed')
    stage.wait_for('sensor-added')
    stage.play(lambda step: bed.turning(device, 30 + step) if step < 60 else False)
    stage.end()


def scene_assign(stage):
    """The wearer assigns a sensor other than that of the command line, and reloads the settings."""
    for number, device in enumerate([bed.joycon(), bed.joycon('DC:68:EB:44:55:66', 'Right', 0x2007)]):
        device.plug(stage.bed, 7 + number)
    stage.start()
    stage.wait_for('sensor-added')

    def psoasctl(*arguments):
        subprocess.run([os.environ['PSOASCTL'], *arguments], check=True)
    psoasctl('sensors', 'assign', 'pelvis', '057e:2007:dc-68-eb-44-55-66')
    stage.wait_for('sensor-removed')
    stage.wait_for('sensor-added')
    psoasctl('config', 'reload')
    stage.end()


def scene_name(stage):
    """A device whose name sets the terminal's title, ends the line, and changes the colour of the following text."""
    device = bed.joycon()
    device.name = 'Joy\x1b]0;owned\x07\nFAKE: \x1b[31mred\x9b'
    device.plug(stage.bed, 7)
    listed = subprocess.run([os.environ['PSOASCTL'], 'sensors'], check=True, stdout=subprocess.PIPE).stdout
    print(listed.decode(), end='', flush=True)
    stage.start()
    with stage.changed:
        while not any('pelvis sensor' in line or not line for line in stage.lines):
            stage.changed.wait()
    stage.play(lambda step: bed.turning(device, step) if step < 20 else False)
    # Also through the bus: in the list of sensors, in the reply to a command, and in the status.
    for words in (['sensors'], ['sensors', 'assign', 'pelvis', '057e:2006:dc-68-eb-11-22-33'], ['status']):
        subprocess.run([os.environ['PSOASCTL'], *words], stderr=subprocess.STDOUT)
    stage.end()


def scene_silent(stage):
    """A Joy-Con stops sending while it is connected, and is unplugged after that has been reported."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('sensor-added')
    stage.play(lambda step: bed.turning(device, step) if step < 20 else False)
    stage.wait_for('sensor-silent')
    device.unplug()
    stage.wait_for('sensor-removed')
    stage.end()


def resting(device, step):
    """A DualSense that lies still."""
    # Both halves have noise: one that never changes counts as stuck.
    noise = step % 2
    device.send({bed.X: 40 + noise, bed.Y: 0, bed.Z: 8190, bed.RX: noise}, stamp=step * 15000 % (1 << 31))


def scene_units(stage):
    """A controller whose driver gives its resolution per m/s2. It continues to send after the fault has been reported;
    then the wearer writes the quirk."""
    device = bed.dualsense(resolution=835)
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('sensor-added')
    stage.play_until('sensor-fault', lambda step: resting(device, step))
    stage.play(lambda step: resting(device, step) if step < 100 else False)
    folder = os.environ['XDG_CONFIG_HOME'] + '/psoas/quirks'
    os.makedirs(folder)
    with open(folder + '/10-mine.quirks', 'w') as file:
        file.write('[Mine]\nMatchVendor=0x054c\nUnitsPerG=8192\n')
    stage.child.send_signal(signal.SIGHUP)
    stage.wait_for('sensor-removed')
    stage.wait_for('sensor-added')
    stage.play(lambda step: resting(device, step) if step < 100 else False)
    stage.end()


def scene_stuck(stage):
    """A Joy-Con sends MSC_TIMESTAMP but no axis changes; then it moves again."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('sensor-added')
    stage.play(lambda step: bed.turning(device, step) if step < 20 else False)
    stage.play_until('sensor-fault', lambda step: device.send({}, stamp=300000 + step * 15000))
    stage.play(lambda step: bed.turning(device, 2000 + step) if step < 60 else False)
    stage.end()


def ask(*words):
    """The output of psoasctl; prints each line with the arguments in front."""
    answer = subprocess.run([os.environ['PSOASCTL'], *words], check=True, capture_output=True, text=True).stdout
    for line in answer.splitlines():
        print('%s> %s' % (' '.join(words), line), flush=True)
    return answer


def scene_saturated(stage):
    """A controller without MSC_TIMESTAMP sends one frame at the end of an axis' range, and then nothing, because the
    kernel sends changes only."""
    device = bed.accelerometer()
    device.plug(stage.bed, 3)
    stage.start()
    stage.wait_for('sensor-added')
    stage.play(lambda step: device.send({bed.X: step % 3, bed.Y: 0, bed.Z: 113}) if step < 40 else False)
    device.send({bed.Z: 512})
    stage.wait_for('sensor-fault')
    for words in ('status',), ('status', '--json'), ('sensors',), ('sensors', '--json'):
        ask(*words)
    device.send({bed.Z: 113})
    for _ in range(100):
        if '"problem":""' in ask('sensors', '--json'):
            break
        time.sleep(0.1)
    stage.end()


def scene_future(stage):
    """A Joy-Con whose event times are ten days ahead, and another whose times are ten days ago."""
    pads = [bed.joycon(), bed.joycon('DC:68:EB:44:55:66', 'Right', 0x2007)]
    for number, pad in enumerate(pads):
        pad.plug(stage.bed, 7 + number)
        pad.ahead = (1 - 2 * number) * 864000 * 1000000
    stage.start()
    stage.wait_for('sensor-added')
    stage.wait_for('sensor-added')
    stage.play(lambda step: [bed.turning(pad, step) for pad in pads] and step < 150)
    stage.end()


def holdings(pid):
    """Open descriptors, descriptors watched by epoll, and anonymous memory (kB) of a process."""
    folder = '/proc/%d/' % pid
    watches = 0
    for name in os.listdir(folder + 'fdinfo'):
        try:
            with open(folder + 'fdinfo/' + name) as file:
                watches += sum(line.startswith('tfd:') for line in file)
        except FileNotFoundError:
            pass
    with open(folder + 'status') as file:
        anonymous = next(int(line.split()[1]) for line in file if line.startswith('RssAnon:'))
    return {'descriptors': len(os.listdir(folder + 'fd')), 'watches': watches, 'anonymous': anonymous}


def settled(pid):
    """The same when the number of descriptors has not changed for half a second: a descriptor is closed shortly after
    the removal has been reported."""
    last, since = holdings(pid), time.monotonic()
    for _ in range(100):
        time.sleep(0.05)
        now = holdings(pid)
        if now['descriptors'] != last['descriptors']:
            since = time.monotonic()
        last = now
        if time.monotonic() - since > 0.5:
            break
    return last


def scene_storm(stage):
    """A loose plug: ten disconnections to warm up, then a hundred. Prints the daemon's resources before and after.

    Each one waits for the daemon's report of the one before, because umockdev ends a program whose device disappears
    while it is being opened. The virtual machine's test, on a real kernel, does not wait.
    """
    stage.start()

    def blink(number):
        device = bed.joycon()
        device.plug(stage.bed, 10 + number)
        stage.wait_for('sensor-added')
        bed.turning(device, 0)
        device.unplug()
        stage.wait_for('sensor-removed')

    for number in range(10):
        blink(number)
    before = settled(stage.child.pid)
    began = time.monotonic()
    for number in range(10, 110):
        blink(number)
    took = time.monotonic() - began
    after = settled(stage.child.pid)
    print(json.dumps({'event': 'storm', 'seconds': took, 'before': before, 'after': after}), flush=True)
    stage.end()


class Injection:
    """strace(1) lets reads of a device's node fail in the daemon, from the next read on."""

    def __init__(self, stage, device, fault):
        # umockdev's nodes are pseudo-terminals.
        self.child = subprocess.Popen(
            ['strace', '-p', str(stage.child.pid), '-P', os.readlink(stage.bed.get_root_dir() + device.node), '-e', 'trace=read', '-o', '/dev/null',
             '-e', 'inject=read:' + fault], stderr=subprocess.PIPE, text=True)
        self.attached = 'attached' in self.child.stderr.readline()

    def end(self):
        self.child.terminate()
        self.child.communicate()


def scene_errors(stage):
    """A Joy-Con cannot be read: a storm of EAGAIN and of EINTR, EIO once, EIO at each read until it is plugged in again,
    and ENODEV before udev has reported the disconnection."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('sensor-added')
    step = iter(range(1 << 30))

    def play(steps=40):
        stage.play(lambda count: bed.turning(device, next(step)) if count < steps else False)

    def storm(fault):
        """Half a second in which two packets wait: a pseudo-terminal has room for 4095 bytes."""
        injection = Injection(stage, device, fault)
        play(2)
        stage.play(lambda count: count < 40)
        injection.end()
        play()

    def fail(fault, *events):
        injection = Injection(stage, device, fault)
        stage.play_until('sensor-removed', lambda _: bed.turning(device, next(step)))
        for event in events:
            stage.wait_for(event)
        injection.end()

    def replug(number):
        device.unplug()
        again = bed.joycon()
        again.plug(stage.bed, number)
        stage.wait_for('sensor-added')
        return again
    play()
    storm('error=EAGAIN')
    storm('error=EINTR')
    fail('error=EIO:when=1', 'sensor-added')
    play()
    # With the failure before, the sixth reopening is the last.
    fail('error=EIO', *['sensor-added', 'sensor-removed'] * 5)
    device = replug(9)
    play()
    fail('error=ENODEV')
    device = replug(11)
    play()
    stage.end()


def scene_rumble(stage):
    """A worn controller lies still; its wearer corrects the posture to sitting and sits longer than the settings
    allow."""
    sensor = bed.dualsense()
    sensor.plug(stage.bed, 7)
    gamepad = bed.motors(sensor)
    gamepad.plug(stage.bed, 8)
    stage.start()
    stage.wait_for('sensor-added')
    subprocess.run([os.environ['PSOASCTL'], 'correct', 'sitting'], check=True, stdout=subprocess.DEVNULL)
    stage.play_until('reminder', lambda step: resting(sensor, step))
    # After the rumble the daemon closes the node.
    stage.play(lambda step: gamepad.report_events() or gamepad.is_held(stage.child.pid))
    gamepad.report_events()
    print('motors let go', flush=True)
    stage.end()


def scene_flood(stage):
    """The bus is flooded while a Joy-Con is read: one round to warm up, then rounds until three hundred frames have been
    sent meanwhile. Prints the rounds, the timestamps of the frames, and the daemon's resources before and after."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('sensor-added')
    began, stamps, rounds = time.monotonic(), [], []

    def report():
        # The thread may get its turn late: the timestamp is the present.
        stamp, noise = round((time.monotonic() - began) * 1e6), len(stamps) % 2
        if device.send({bed.X: noise, bed.Y: 0, bed.Z: 4096 + noise, bed.RX: 40 * noise}, stamp=stamp):
            stamps.append(stamp)

    def storm(frames):
        enough = len(stamps) + frames
        for _ in range(20):
            thread = threading.Thread(
                target=lambda: rounds.append(flood.storm(os.environ['DBUS_SESSION_BUS_ADDRESS'])))
            thread.start()
            stage.play(lambda _: report() or thread.is_alive())
            thread.join()
            if len(stamps) >= enough:
                break
    storm(1)
    before = settled(stage.child.pid)
    storm(300)
    after = settled(stage.child.pid)
    print(json.dumps({'event': 'flood', 'rounds': rounds, 'stamps': stamps, 'before': before, 'after': after}), flush=True)
    ask('status')
    stage.end()


def tilted(device, step, angle, rate, stamp):
    """The events of a frame of a Joy-Con that is turned about Y: angle in degrees, rate in degrees/s."""
    noise = 1 if step % 2 else -1
    device.value.update({bed.X: round(4096 * math.sin(math.radians(angle))) + noise, bed.Y: noise,
                         bed.Z: round(4096 * math.cos(math.radians(angle))), bed.RX: 0,
                         bed.RY: round(-14247 * rate) + noise, bed.RZ: 0})
    return [(bed.MSC, bed.STAMP, bed.signed(stamp)), *((bed.ABS, code, value) for code, value in device.value.items()),
            (bed.SYN, bed.REPORT, 0)]


def scene_drops(stage):
    """The kernel drops events before each of three hundred reports, while the sensor turns by 90 degrees; what is in such
    a report counts for nothing. Then it turns back."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('sensor-added')

    def play(step):
        angle = 0 if step < 40 else (step - 40) * 0.3 if step < 340 else max(90 - (step - 340) * 0.9, 0)
        rate = 0 if step < 40 or step >= 440 else 20 if step < 340 else -60
        frame = tilted(device, step, angle, rate, step * 15_000)
        if 40 <= step < 340:
            frame = [(bed.SYN, bed.DROPPED, 0), (bed.ABS, bed.X, -4096), (bed.ABS, bed.Z, 0), (bed.SYN, bed.REPORT, 0)]
        device.write(frame)
        return step < 500
    stage.play(play)
    stage.end()


def scene_slow(stage):
    """A Joy-Con that reports once a second, each time leaning otherwise."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('sensor-added')
    began, sent = time.monotonic(), 0

    def play(_):
        nonlocal sent
        if time.monotonic() - began >= sent:
            device.write(tilted(device, sent, 25 * (sent % 3), 0, sent * 1_000_000))
            sent += 1
        return sent < 9
    stage.play(play)
    stage.end()


FAST = 8000  # Hz


def fast_angle(frame):
    """Degrees, and degrees/s: a second at rest, then 60 degrees back and forth each second."""
    moved = frame / FAST - 1
    if moved < 0:
        return 0, 0
    return 30 - 30 * math.cos(2 * math.pi * moved), 60 * math.pi * math.sin(2 * math.pi * moved)


def scene_fast(stage):
    """A sensor at 8 kHz with timestamps in microseconds, whose frames come several at a time. Prints the number of frames,
    and the daemon's resources after a fifth of them and at the end."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    count = 5 * FAST
    changing = (bed.MSC, bed.STAMP), (bed.ABS, bed.X), (bed.ABS, bed.Z), (bed.ABS, bed.RY), (bed.SYN, bed.REPORT)
    payload = [[struct.pack('HHi', *event) for event in tilted(device, frame, *fast_angle(frame), frame * 125)
                if event[:2] in changing] for frame in range(count)]
    node = os.open(os.readlink(stage.bed.get_root_dir() + device.node), os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    stage.start()
    stage.wait_for('sensor-added')
    began, sent, needs = time.monotonic(), 0, []
    while sent < count and stage.child.poll() is None:
        # None is lost, and no event is split: the pseudo-terminal has room for 34 frames.
        time.sleep(0.0005)
        if select.select([node], [], [], 0)[0]:
            continue
        due = min(int((time.monotonic() - began) * FAST) + 1, count, sent + 11)
        now = time.clock_gettime_ns(device.clock) // 1000
        head = struct.pack('qq', now // 1_000_000, now % 1_000_000)
        os.write(device.fd, b''.join(head + event for frame in payload[sent:due] for event in frame))
        sent = due
        if sent == count or sent > count / 5 and not needs:
            needs.append(holdings(stage.child.pid))
    stage.play(lambda step: step < 20)
    print(json.dumps({'event': 'fast', 'frames': count, 'before': needs[0], 'after': needs[-1]}), flush=True)
    stage.end()


def main():
    stage = Stage(sys.argv[2:])
    globals()['scene_' + sys.argv[1]](stage)
    return stage.finish()


if __name__ == '__main__':
    sys.exit(main())
