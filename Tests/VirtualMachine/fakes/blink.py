"""A uinput accelerometer that is connected and disconnected repeatedly: blink.py TIMES SECONDS

SECONDS is the duration of each connection. The script does not wait for udev or for the daemon.
"""
import fcntl
import os
import struct
import sys
import time

UI_DEV_CREATE, UI_DEV_DESTROY = 0x5501, 0x5502
UI_SET_EVBIT, UI_SET_ABSBIT, UI_SET_PROPBIT = 0x40045564, 0x40045567, 0x4004556E
UI_DEV_SETUP, UI_ABS_SETUP = 0x405C5503, 0x401C5504
EV_ABS, ACCELEROMETER, USB = 0x03, 6, 0x03
NAME = b'Blinking accelerometer'


def blink(seconds):
    node = os.open('/dev/uinput', os.O_WRONLY)
    try:
        fcntl.ioctl(node, UI_SET_EVBIT, EV_ABS)
        fcntl.ioctl(node, UI_SET_PROPBIT, ACCELEROMETER)
        for axis in range(3):
            fcntl.ioctl(node, UI_SET_ABSBIT, axis)
            # struct uinput_abs_setup: code, then value, minimum, maximum, fuzz, flat, resolution (units per g)
            fcntl.ioctl(node, UI_ABS_SETUP, struct.pack('H2x6i', axis, 4096 if axis == 2 else 0, -32768, 32767, 0, 0, 4096))
        fcntl.ioctl(node, UI_DEV_SETUP, struct.pack('4H80sI', USB, 0x1209, 0x0001, 1, NAME, 0))
        fcntl.ioctl(node, UI_DEV_CREATE)
        time.sleep(seconds)
        fcntl.ioctl(node, UI_DEV_DESTROY)
    finally:
        os.close(node)


if __name__ == '__main__':
    for _ in range(int(sys.argv[1])):
        blink(float(sys.argv[2]))
