#!/usr/bin/python3
"""Breaks sensors for `psoasctl doctor`: umockdev-wrapper doctor.py SCENE psoasctl doctor [ARGUMENT...]"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../PsoasDevicesTests/Beds'))
import bed  # noqa: E402


def nobody(stage):
    """The program runs as a user without rights, who may enter the test bed."""
    for folder, folders, files in os.walk(stage.bed.get_root_dir()):
        os.chmod(folder, 0o777)
        for name in files:
            if not os.path.islink(os.path.join(folder, name)):
                os.chmod(os.path.join(folder, name), 0o666)
    stage.program = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] + stage.program


def scene_fine(stage):
    joycon = bed.powered(stage.bed, capacity='80', status='Discharging')
    stage.start()
    stage.play(lambda step: bed.turning(joycon, step))


def scene_low(stage):
    joycon = bed.powered(stage.bed, capacity='9', status='Discharging')
    stage.start()
    stage.play(lambda step: bed.turning(joycon, step))


def scene_none(stage):
    stage.start()


def scene_two(stage):
    pads = [bed.joycon(), bed.joycon('DC:68:EB:44:55:66', 'Right', 0x2007)]
    for number, pad in enumerate(pads):
        pad.plug(stage.bed, 7 + number)
    stage.start()
    stage.play(lambda step: [bed.turning(pad, step) for pad in pads])


def scene_no_scale(stage):
    bed.scene_no_scale(stage)


def scene_asleep(stage):
    bed.joycon().plug(stage.bed, 7)
    stage.start()


def scene_still(stage):
    """It sends only what changes, and nothing changes."""
    bed.scene_still(stage)


def scene_locked(stage):
    bed.joycon().plug(stage.bed, 7)
    nobody(stage)
    os.chmod(stage.bed.get_root_dir() + '/dev/input/event7', 0)
    stage.start()


def scene_grabbed(stage):
    """Another program has grabbed it: the kernel refuses a second one, and passes on no events."""
    joycon = bed.joycon()
    joycon.is_grabbed = True
    joycon.plug(stage.bed, 7)
    stage.start()


def stuck(stage, number):
    """Of two devices the driver of one never answers."""
    joycon, other = bed.joycon(), bed.joycon('DC:68:EB:44:55:66', 'Right', 0x2007)
    joycon.hangs = True
    joycon.plug(stage.bed, number)
    other.plug(stage.bed, 7)
    stage.start()
    stage.play(lambda step: bed.turning(other, step))


def scene_stuck_first(stage):
    stuck(stage, 6)


def scene_stuck_last(stage):
    stuck(stage, 8)


def scene_served(stage):
    """The daemon, by the variable PSOASD, reads the sensor."""
    joycon = bed.powered(stage.bed, capacity='80', status='Discharging')
    daemon = subprocess.Popen([os.environ['PSOASD'], '--bus', 'user', '--output', 'jsonl'], stdout=subprocess.PIPE)
    try:
        for line in daemon.stdout:
            if b'"event":"sensor-added"' in line:
                break
        stage.start()
        stage.play(lambda step: bed.turning(joycon, step))
    finally:
        daemon.terminate()
        daemon.wait()


def main():
    stage = bed.Stage(sys.argv[2:])
    globals()['scene_' + sys.argv[1]](stage)
    return stage.finish()


if __name__ == '__main__':
    sys.exit(main())
