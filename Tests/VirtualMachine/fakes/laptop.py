#!/usr/bin/env python3
"""A laptop's own accelerometer on the host bus, as from lis3lv02d, through uinput."""
import fcntl
import os
import struct
import sys

HOST_BUS = 0x19
EV_ABS, AXES, PROP_ACCELEROMETER = 0x03, (0, 1, 2), 0x06
# linux/uinput.h
UI_DEV_SETUP, UI_ABS_SETUP, UI_DEV_CREATE = 0x405C5503, 0x401C5504, 0x5501
UI_SET_EVBIT, UI_SET_ABSBIT, UI_SET_PROPBIT = 0x40045564, 0x40045567, 0x4004556E

handle = os.open('/dev/uinput', os.O_WRONLY)
fcntl.ioctl(handle, UI_SET_EVBIT, EV_ABS)
fcntl.ioctl(handle, UI_SET_PROPBIT, PROP_ACCELEROMETER)
for axis in AXES:
    fcntl.ioctl(handle, UI_SET_ABSBIT, axis)
    fcntl.ioctl(handle, UI_ABS_SETUP, struct.pack('<Hxx6i', axis, 0, -2048, 2048, 3, 3, 1024))
fcntl.ioctl(handle, UI_DEV_SETUP, struct.pack('<4H80sI', HOST_BUS, 0, 0, 0, b'Laptop Accelerometer', 0))
fcntl.ioctl(handle, UI_DEV_CREATE)
sys.stdin.read()
