#!/usr/bin/env python3
"""A Wii Remote on Bluetooth without extension or Motion Plus, for hid-wiimote.

It has only an accelerometer, with ten bits, and reports it only while a process has the node open. The node
has the axes ABS_RX to ABS_RZ, no resolution and no INPUT_PROP_ACCELEROMETER
(drivers/hid/hid-wiimote-{core,modules}.c).
"""
from uhid import BLUETOOTH, Device, play, vendor_descriptor

STATUS, DATA, RESULT, KEYS, KEYS_AND_ACCELERATION = 0x20, 0x21, 0x22, 0x30, 0x31  # input reports
REPORT_MODE, ASK_STATUS, WRITE, READ = 0x12, 0x15, 0x16, 0x17  # output reports
ZERO, UNITS_PER_G = 0x200, 100


class WiiRemote(Device):
    name, address = 'Nintendo RVL-CNT-01', 'd5:00:00:00:00:03'
    bus, vendor, product, version = BLUETOOTH, 0x057E, 0x0306, 0x0600
    period = 1 / 100
    # The driver filters changes of up to two units; a person always moves more than that.
    noise = 0.03
    descriptor = vendor_descriptor(
        [(STATUS, 'input', 6), (DATA, 'input', 21), (RESULT, 'input', 4), (KEYS, 'input', 2), (KEYS_AND_ACCELERATION, 'input', 5)]
        + [(number, 'input', 21) for number in (0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x3D, 0x3E, 0x3F)]
        + [(number, 'output', 21 if number in (0x16, 0x18) else 6) for number in range(0x10, 0x1B)])

    def __init__(self):
        super().__init__()
        self.mode = KEYS

    def output(self, data):
        if data[0] == REPORT_MODE:
            self.mode = data[2]
        elif data[0] == ASK_STATUS:
            self.send(bytes([STATUS, 0, 0, 0x10, 0, 0, 0xB0]))  # first LED on, battery at 69 %
        elif data[0] == WRITE:
            self.send(bytes([RESULT, 0, 0, WRITE, 7]))  # 7: no memory at this address, so no extension
        elif data[0] == READ:
            self.send(bytes([DATA, 0, 0, 0xF7, data[3], data[4]]).ljust(22, b'\0'))

    def report(self, now):
        if self.mode != KEYS_AND_ACCELERATION:
            return None
        acceleration, _ = self.motion.reading(now)
        x, y, z = (max(0, min(1023, round(ZERO + UNITS_PER_G * value))) for value in acceleration)
        # The keys contain the low bits: two of x, and only the second lowest of y and z.
        keys = bytes([(x & 3) << 5, (y >> 1 & 1) << 5 | (z >> 1 & 1) << 6])
        return bytes([KEYS_AND_ACCELERATION]) + keys + bytes([x >> 2, y >> 2, z >> 2])


if __name__ == '__main__':
    play(WiiRemote())
