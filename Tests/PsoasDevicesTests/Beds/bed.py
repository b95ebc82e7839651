#!/usr/bin/python3
"""Runs a program with simulated sensors: umockdev-wrapper bed.py SCENE PROGRAM [ARGUMENT...]

Prints the program's output. The scenes wait for lines of that output, not for a time.
"""
import math
import os
import subprocess
import sys
import threading
import time

from device import (ABS, BLUETOOTH, DROPPED, HOST, MSC, REPORT, RX, RY, RZ, STAMP, SYN, USB, VIRTUAL, X, Y, Z, Device,
                    Motors, UMockdev)

TILTED = {X: math.sin(math.radians(30)), Y: 0, Z: math.cos(math.radians(30))}  # g


class Stage:
    def __init__(self, program):
        self.bed = UMockdev.Testbed.new()
        # The input class has to exist before the first device.
        self.bed.add_from_string('P: /devices/virtual/input/none\nE: SUBSYSTEM=input\nA: name=none\n\n')
        self.program, self.lines, self.changed = program, [], threading.Condition()

    def start(self):
        self.child = subprocess.Popen(self.program, stdout=subprocess.PIPE, text=True)
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self):
        for line in self.child.stdout:
            print(line, end='', flush=True)
            with self.changed:
                self.lines.append(line)
                self.changed.notify_all()
        with self.changed:
            self.lines.append('')
            self.changed.notify_all()

    def wait_for(self, beginning):
        """Waits until the program has printed another line with this beginning, or has ended."""
        with self.changed:
            while True:
                while self.lines:
                    line = self.lines.pop(0)
                    if line.startswith(beginning) or not line:
                        return
                self.changed.wait()

    def play(self, steps):
        """Calls `steps(n)` every 15 ms, until it returns False or the program has ended."""
        step = 0
        while self.child.poll() is None and steps(step) is not False:
            step += 1
            time.sleep(0.015)

    def finish(self):
        self.listener.join()
        return self.child.wait()


def joycon(uniq='DC:68:EB:11:22:33', side='Left', product=0x2006):
    axes = {code: (0, 32767, 10, 4096) for code in (X, Y, Z)}
    axes.update({code: (0, 32767000, 10, 14247) for code in (RX, RY, RZ)})
    return Device('Nintendo Switch %s Joy-Con IMU' % side, (BLUETOOTH, 0x057E, product, 0x8001), axes,
                  phys='00:1a:7d:da:71:13', uniq=uniq, stamped=True, ID_INPUT_ACCELEROMETER='1')


def accelerometer(values=(0, 0, 113), resolution=113, **more):
    axes = {code: (value, 512, 4, resolution) for code, value in zip((X, Y, Z), values)}
    return Device('Sony PLAYSTATION(R)3 Controller Motion Sensors', (USB, 0x054C, 0x0268, 0x8111), axes,
                  phys='usb-0000:00:14.0-1/input0', ID_INPUT_ACCELEROMETER='1', **more)


def turning(device, count, began=0):
    """Sends the three frames of a packet from a Joy-Con that leans 30 degrees and rotates at 90 degrees/s. `began` is the
    first timestamp."""
    for number in range(3 * count, 3 * count + 3):
        # Sensor noise.
        noise = 1 if number % 2 else -1
        values = {code: round(4096 * g) + noise for code, g in TILTED.items()}
        device.send({**values, RX: 0, RY: 0, RZ: 14247 * 90}, stamp=signed(began + number * 5000))


def scene_joycon(stage):
    device = joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.play(lambda step: turning(device, step))


def signed(stamp):
    """A timestamp of 32 bits as the value of an event."""
    return (stamp + (1 << 31)) % (1 << 32) - (1 << 31)


def scene_wrap(stage):
    """A Joy-Con whose timestamps wrap around 2^32 microseconds after 300 ms, in the middle of a packet."""
    device = joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.play(lambda step: turning(device, step, (1 << 32) - 307_000))


def scene_still(stage):
    """An accelerometer without MSC_TIMESTAMP that lies still: it sends nothing."""
    accelerometer(values=(56, 0, -98)).plug(stage.bed, 3)
    stage.start()


def scene_old_clock(stage):
    """A kernel that refuses EVIOCSCLOCKID."""
    device = accelerometer(settable_clock=False)
    device.plug(stage.bed, 3)
    stage.start()
    stage.play(lambda step: device.send({X: step % 50, Y: 0, Z: 113}))


def scene_no_scale(stage):
    accelerometer(resolution=0).plug(stage.bed, 4)
    stage.start()


def scene_wiimote(stage):
    axes = {code: (value, 500, 2, 0) for code, value in zip((RX, RY, RZ), (50, 0, 87))}
    Device('Nintendo Wii Remote Accelerometer', (BLUETOOTH, 0x057E, 0x0306, 0x0600), axes, properties=0,
           hid={'HID_UNIQ': '8C:CD:E8:11:22:33', 'HID_PHYS': '00:1a:7d:da:71:13'}, ID_INPUT_JOYSTICK='1'
           ).plug(stage.bed, 5)
    stage.start()


def scene_gamepad(stage):
    axes = {code: (0, 32767, 250, 0) for code in (X, Y, RX, RY)}
    Device('Some Gamepad', (USB, 0x045E, 0x028E, 0x0110), axes, properties=0, keys=(0x130, 0x131),
           ID_INPUT_JOYSTICK='1').plug(stage.bed, 6)
    stage.start()


def scene_built_in(stage):
    axes = {code: (0, 2048, 0, 1024) for code in (X, Y, Z)}
    Device('ST LIS3LV02DL Accelerometer', (HOST, 0, 0, 0), axes, ACCEL_LOCATION='display').plug(stage.bed, 2)
    stage.start()


def scene_two(stage):
    left, right = joycon(), joycon('DC:68:EB:44:55:66', 'Right', 0x2007)
    left.plug(stage.bed, 7)
    right.plug(stage.bed, 8)
    stage.start()

    def both(step):
        turning(left, step)
        turning(right, step)
    stage.play(both)


def scene_replug(stage):
    """The sensor is disconnected while it is being read, and is connected again as another node."""
    first = joycon()
    stage.start()
    stage.wait_for('ready')
    first.plug(stage.bed, 7)
    stage.wait_for('opened')
    stage.play(lambda step: turning(first, step) if step < 20 else False)
    first.unplug()
    stage.wait_for('closed')
    second = joycon()
    second.plug(stage.bed, 9)
    stage.wait_for('opened')
    stage.play(lambda step: turning(second, step) if step < 20 else False)


def scene_dropped(stage):
    """The kernel's buffer overflows, and the acceleration axes change before it is read."""
    device = joycon()
    device.plug(stage.bed, 7)
    stage.start()
    stage.wait_for('opened')
    stage.play(lambda step: turning(device, step) if step < 10 else False)
    device.value.update({X: 0, Y: 4096, Z: 0})
    device.write([(SYN, DROPPED, 0), (ABS, X, 12345), (SYN, REPORT, 0)])


def dualsense(resolution=8192):
    axes = {code: (0, 32768, 16, resolution) for code in (X, Y, Z)}
    axes.update({code: (0, 2097152, 16, 1024) for code in (RX, RY, RZ)})
    return Device('DualSense Wireless Controller Motion Sensors', (BLUETOOTH, 0x054C, 0x0CE6, 0x8100), axes, stamped=True,
                  hid={'HID_UNIQ': 'A0:AB:51:11:22:33', 'HID_PHYS': '00:1a:7d:da:71:13'}, ID_INPUT_ACCELEROMETER='1')


def motors(sensor):
    """The node with the motors of a connected sensor."""
    return Motors(sensor, lambda line: print(line, flush=True))


def scene_rumble(stage):
    """A controller whose motors are on the gamepad's node."""
    sensor = dualsense()
    sensor.plug(stage.bed, 7)
    gamepad = motors(sensor)
    gamepad.plug(stage.bed, 8)
    stage.start()
    stage.play(lambda step: gamepad.report_events())


def scene_no_motors(stage):
    """A controller without a gamepad node, which may belong to another program, and another controller with motors."""
    sensor, other = dualsense(), joycon()
    sensor.plug(stage.bed, 7)
    other.hid = {'HID_UNIQ': 'DC:68:EB:11:22:33'}
    other.plug(stage.bed, 9)
    motors(other).plug(stage.bed, 10)
    stage.start()


def motion(name, codes, ids=(USB, 0x1209, 0x0001, 0x0100), **more):
    """A sensor without MSC_TIMESTAMP, with the given axes."""
    axes = {code: (0, 32768, 0, 4096 if code < RX else 100) for code in codes}
    return Device(name, ids, axes, ID_INPUT_ACCELEROMETER='1', **more)


class Halves:
    """Acceleration at 100 Hz and angular velocity at 400 Hz in separate frames, from a sensor that leans 30 degrees and
    rotates at 90 degrees/s."""

    def __init__(self, acceleration, turn):
        self.acceleration, self.turn = acceleration, turn
        self.began, self.ticks = time.monotonic(), 0

    def play(self, step):
        due = int((time.monotonic() - self.began) * 400)
        for tick in range(self.ticks, due):
            late = round((time.monotonic() - self.began - tick / 400) * 1e6)
            noise = 1 if tick % 2 else -1
            self.turn.write([(ABS, RX, noise), (ABS, RY, -noise), (ABS, RZ, 9000 + noise), (SYN, REPORT, 0)], late)
            if tick % 4 == 0:
                noise = 1 if tick % 8 else -1
                self.acceleration.write([(ABS, code, round(4096 * g) + noise) for code, g in TILTED.items()]
                                        + [(SYN, REPORT, 0)], late - 300)
        self.ticks = max(self.ticks, due)


def two_nodes(uniq='A1:B2:C3:D4:E5:F6', other='A1:B2:C3:D4:E5:F6'):
    return (motion('Separate Motion Accelerometer', (X, Y, Z), uniq=uniq),
            motion('Separate Motion Gyroscope', (RX, RY, RZ), uniq=other))


def scene_frames(stage):
    """One node that sends acceleration and angular velocity in separate frames."""
    device = motion('Separate Motion Sensors', (X, Y, Z, RX, RY, RZ))
    device.plug(stage.bed, 7)
    stage.start()
    stage.play(Halves(device, device).play)


def scene_nodes(stage):
    """The same on two nodes."""
    acceleration, turn = two_nodes()
    turn.plug(stage.bed, 6)
    acceleration.plug(stage.bed, 7)
    stage.start()
    stage.play(Halves(acceleration, turn).play)


def scene_strangers(stage):
    """An accelerometer node and a gyroscope node of two devices of the same model."""
    for number, node in enumerate(two_nodes(other='A1:B2:C3:00:00:00')):
        node.plug(stage.bed, 7 + number)
    stage.start()


def scene_gyroscope_goes(stage):
    """The gyroscope node is removed and added again."""
    acceleration, turn = two_nodes()
    acceleration.plug(stage.bed, 7)
    turn.plug(stage.bed, 8)
    stage.start()
    stage.wait_for('opened')
    turn.unplug()
    stage.wait_for('opened')
    two_nodes()[1].plug(stage.bed, 9)


def computer(stage, modalias):
    stage.bed.add_from_string('P: /devices/virtual/dmi/id\nE: SUBSYSTEM=dmi\nA: modalias=%s\n\n' % modalias)


DECK = ('dmi:bvnValve:bvrF7A0133:bd08/05/2024:br1.33:efr1.19:svnValve:pnJupiter:pvr1:rvnValve:rnJupiter:rvr:cvnValve:'
        'ct8:cvr1:sku:pfaAerith:')
LAPTOP = 'dmi:bvnX:bvr1:bd01/01/2024:svnX:pnBook:pvr1:rvnX:rnBook:rvr1:cvnX:ct10:cvr1:'


def emulated(stage, modalias, ids, **more):
    computer(stage, modalias)
    motion('Emulated Motion Sensors', (X, Y, Z, RX, RY, RZ), ids, **more).plug(stage.bed, 7)
    stage.start()


def scene_handheld_uinput(stage):
    emulated(stage, DECK, (VIRTUAL, 0x054C, 0x0CE6, 0x8111))


def scene_handheld_uhid(stage):
    emulated(stage, DECK, (USB, 0x054C, 0x0CE6, 0x8111), hid={'HID_PHYS': '', 'HID_UNIQ': ''})


def scene_handheld_bluetooth(stage):
    """A real controller, whose device BlueZ creates with uhid."""
    emulated(stage, DECK, (BLUETOOTH, 0x054C, 0x0CE6, 0x8111),
             hid={'HID_PHYS': '00:1a:7d:da:71:13', 'HID_UNIQ': 'A0:AB:51:11:22:33'})


def scene_laptop_uinput(stage):
    """The combined Joy-Cons of joycond, on a laptop."""
    emulated(stage, LAPTOP, (VIRTUAL, 0x057E, 0x2008, 0x0000))


def scene_iio(stage):
    device = motion('Emulated Motion Sensors', (X, Y, Z), (USB, 0x1209, 0x0001, 0x0100))
    device.parent = ('/devices/platform/i2c-1/iio:device0', 'iio')
    device.plug(stage.bed, 7)
    stage.start()


def powered(bed, **attributes):
    """A Joy-Con with a battery in its sysfs, plugged in."""
    device = joycon()
    device.hid = {'HID_UNIQ': 'DC:68:EB:11:22:33'}
    # The driver registers the battery before the input device.
    device.place = device.controller() + '/input/input107'
    device.power(bed, **attributes)
    device.plug(bed, 7)
    return device


def scene_battery(stage):
    """A battery empties, is charged, and goes with its device; another machine's power supply is announced meanwhile."""
    device = powered(stage.bed, capacity='80', status='Discharging')
    stage.start()
    stage.wait_for('ready')
    device.charge(capacity='15')
    stage.wait_for('battery')
    device.charge(status='Charging')
    stage.wait_for('battery')
    device.charge(capacity='nonsense', capacity_level='Low', status='Discharging')
    stage.wait_for('battery')


def scene_batteries(stage):
    """Two sensors, of which one has a battery that reports only a level, and a machine with a battery of its own."""
    stage.bed.add_from_string('P: /devices/platform/laptop/power_supply/BAT0\nE: SUBSYSTEM=power_supply\n'
                              'A: capacity=3\nA: status=Discharging\n\n')
    powered(stage.bed, capacity_level='Critical', status='Unknown')
    joycon('DC:68:EB:44:55:66', 'Right', 0x2007).plug(stage.bed, 8)
    stage.start()


def late(stage, line):
    """A device whose node cannot be opened before the program has printed `line`."""
    device = joycon()
    device.plug(stage.bed, 7)
    node = stage.bed.get_root_dir() + device.node
    os.rename(node, node + '.away')
    stage.start()
    stage.wait_for(line)
    os.rename(node + '.away', node)
    return device


def scene_late(stage):
    device = late(stage, 'ready')
    stage.play(lambda step: turning(device, step))


def scene_very_late(stage):
    device = late(stage, 'notice cannot open')
    device.announce('change')
    stage.play(lambda step: turning(device, step))


def main():
    stage = Stage(sys.argv[2:])
    globals()['scene_' + sys.argv[1].replace('-', '_')](stage)
    return stage.finish()


if __name__ == '__main__':
    sys.exit(main())
