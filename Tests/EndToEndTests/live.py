#!/usr/bin/python3
"""Plays sensors to a daemon that prints JSON Lines: umockdev-wrapper live.py SCENE psoasd [ARGUMENT...]

Nothing waits for a time to pass, but for what the daemon says.
"""
import json
import os
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../PsoasDevicesTests/Beds'))
import bed  # noqa: E402


class Stage(bed.Stage):
    def hear(self, event):
        """Waits until the daemon has printed an event of that name, or ended."""
        with self.news:
            while True:
                while self.said:
                    line = self.said.pop(0)
                    if '"event":"%s"' % event in line or not line:
                        return
                self.news.wait()

    def end(self):
        self.child.send_signal(signal.SIGTERM)


def scene_replug(stage):
    """A Joy-Con comes, drops out in mid-stream, and comes back as another node."""
    stage.start()
    first = bed.joycon()
    first.plug(stage.bed, 7)
    stage.hear('sensor-added')
    stage.play(lambda step: bed.turning(first, step) if step < 60 else False)
    first.unplug()
    stage.hear('sensor-removed')
    second = bed.joycon()
    second.plug(stage.bed, 9)
    stage.hear('sensor-added')
    stage.play(lambda step: bed.turning(second, step) if step < 60 else False)
    stage.end()


def scene_two(stage):
    """Pelvis and thigh at once; the thigh's kernel buffer overflows."""
    pelvis, thigh = bed.joycon(), bed.joycon('DC:68:EB:44:55:66', 'Right', 0x2007)
    pelvis.plug(stage.bed, 7)
    thigh.plug(stage.bed, 8)
    stage.start()
    stage.hear('sensor-added')
    stage.hear('sensor-added')

    def both(step):
        bed.turning(pelvis, step)
        bed.turning(thigh, step)
        if step == 40:
            thigh.write([(bed.SYN, bed.DROPPED, 0), (bed.ABS, bed.X, 12345), (bed.SYN, bed.REPORT, 0)])
        return step < 100
    stage.play(both)
    stage.end()


def scene_still(stage):
    """An accelerometer without stamps lies still and says nothing, for a few seconds of ticks; then it moves."""
    device = bed.accelerometer()
    device.plug(stage.bed, 3)
    stage.start()
    stage.hear('sensor-added')
    stage.play(lambda step: step < 240)
    stage.play(lambda step: device.send({bed.X: step % 50, bed.Y: 0, bed.Z: 113}) if step < 40 else False)
    stage.end()


def scene_quirk(stage):
    """A Joy-Con whose scale the wearer corrects while it is read."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.hear('sensor-added')
    stage.play(lambda step: bed.turning(device, step) if step < 30 else False)
    folder = os.environ['XDG_CONFIG_HOME'] + '/psoas/quirks'
    os.makedirs(folder)
    with open(folder + '/10-mine.quirks', 'w') as file:
        file.write('[Mine]\nMatchVendor=0x057e\nUnitsPerG=4000\n')
    stage.child.send_signal(signal.SIGHUP)
    stage.hear('sensor-removed')
    stage.hear('sensor-added')
    stage.play(lambda step: bed.turning(device, 30 + step) if step < 60 else False)
    stage.end()


def scene_name(stage):
    """A device whose name sets the terminal's title, ends the line, and colours what follows."""
    device = bed.joycon()
    device.name = 'Joy\x1b]0;owned\x07\nFAKE: \x1b[31mred\x9b'
    device.plug(stage.bed, 7)
    listed = subprocess.run([os.environ['PSOASCTL'], 'sensors'], check=True, stdout=subprocess.PIPE).stdout
    print(listed.decode(), end='', flush=True)
    stage.start()
    with stage.news:
        while not any('pelvis sensor' in line or not line for line in stage.said):
            stage.news.wait()
    stage.play(lambda step: bed.turning(device, step) if step < 20 else False)
    # Read from the bus, and back: the reason of a program reaches the terminal as well.
    for words in (['sensors'], ['sensors', 'assign', 'pelvis', '057e:2006:dc-68-eb-11-22-33'], ['status']):
        subprocess.run([os.environ['PSOASCTL'], *words], stderr=subprocess.STDOUT)
    stage.end()


def scene_silent(stage):
    """A Joy-Con stops sending while it is connected, and is unplugged once that was noticed."""
    device = bed.joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.hear('sensor-added')
    stage.play(lambda step: bed.turning(device, step) if step < 20 else False)
    stage.hear('sensor-silent')
    device.unplug()
    stage.hear('sensor-removed')
    stage.end()


def holdings(pid):
    """Open descriptors, what epoll watches, and anonymous memory (kB) of a process."""
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


def scene_storm(stage):
    """A loose plug: ten times to warm up, then a hundred times. What does the daemon hold then?

    Each is heard of before the next, because umockdev ends a program whose device goes while it is being opened; the
    virtual machine's storm, on a real kernel, waits for nothing.
    """
    stage.start()

    def blink(number):
        device = bed.joycon()
        device.plug(stage.bed, 10 + number)
        stage.hear('sensor-added')
        bed.turning(device, 0)
        device.unplug()
        stage.hear('sensor-removed')

    for number in range(10):
        blink(number)
    before = holdings(stage.child.pid)
    began = time.monotonic()
    for number in range(10, 110):
        blink(number)
    took = time.monotonic() - began
    # A descriptor is closed just after its going was told.
    for _ in range(100):
        after = holdings(stage.child.pid)
        if after['descriptors'] <= before['descriptors']:
            break
        time.sleep(0.05)
    print(json.dumps({'event': 'storm', 'seconds': took, 'before': before, 'after': after}), flush=True)
    stage.end()


def scene_rumble(stage):
    """A worn controller lies still; its wearer says that this is sitting, for longer than the settings like."""
    sensor = bed.dualsense()
    sensor.plug(stage.bed, 7)
    gamepad = bed.motors(sensor)
    gamepad.plug(stage.bed, 8)
    stage.start()
    stage.hear('sensor-added')
    subprocess.run([os.environ['PSOASCTL'], 'correct', 'sitting'], check=True, stdout=subprocess.DEVNULL)
    heard = threading.Thread(target=lambda: stage.hear('reminder'), daemon=True)
    heard.start()
    stage.play(lambda step: sensor.send({bed.X: 40 + step % 2, bed.Y: 0, bed.Z: 8190}, stamp=step * 15000 % (1 << 31))
               or heard.is_alive())
    # Once it has shaken the daemon lets the node go.
    stage.play(lambda step: gamepad.look() or gamepad.is_held(stage.child.pid))
    gamepad.look()
    print('motors let go', flush=True)
    stage.end()


def main():
    stage = Stage(sys.argv[2:])
    globals()['scene_' + sys.argv[1]](stage)
    return stage.finish()


if __name__ == '__main__':
    sys.exit(main())
