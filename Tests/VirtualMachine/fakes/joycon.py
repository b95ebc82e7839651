#!/usr/bin/env python3
"""A left Joy-Con on Bluetooth, for hid-nintendo.

The driver requests the device information, reads the calibration from flash memory, enables full reports and
the motion sensor, and then decodes three readings from each report: joycon_subcmd_*,
joycon_request_*_calibration and joycon_parse_imu_report in drivers/hid/hid-nintendo.c.
"""
import struct

from uhid import BLUETOOTH, Device, int16, play, vendor_descriptor

REPLY, FULL = 0x21, 0x30
DEVICE_INFO, REPORT_MODE, READ_FLASH, ENABLE_MOTION = 0x02, 0x03, 0x10, 0x40  # sub-commands
LEFT = 1
STICK, MOTION = 0x603D, 0x6020  # addresses of the factory calibration
# Per axis: the raw values at rest and at full scale.
ACCELERATION_OFFSET, ACCELERATION_SCALE = (350, -120, 210), (16384, 16384, 16384)
TURN_OFFSET, TURN_SCALE = (-14, 22, 9), (13371, 13371, 13371)
UNITS_PER_G, UNITS_PER_DEGREE_PER_SECOND = 4096, 14.247
READINGS = 3  # per report
STILL = bytes([0x00, 0x01, 0x40, 0x40])  # vibration with zero amplitude


def twelve_bits(*values):
    """Pairs of 12-bit values, as the sticks and their calibration are packed."""
    pairs = zip(values[::2], values[1::2])
    return b''.join((low | high << 12).to_bytes(3, 'little') for low, high in pairs)


class JoyCon(Device):
    name, address = 'Joy-Con (L)', 'd5:00:00:00:00:02'
    bus, vendor, product, version = BLUETOOTH, 0x057E, 0x2006, 0x0001
    period = READINGS / 200
    descriptor = vendor_descriptor([(REPLY, 'input', 48), (FULL, 'input', 48), (0x01, 'output', 48), (0x10, 'output', 48)])

    def __init__(self):
        super().__init__()
        self.counter, self.is_full, self.has_motion, self.motors = 0, False, False, (False, False)
        self.flash = bytearray(b'\xFF' * 0x8100)  # erased: no user calibration
        struct.pack_into('<12h', self.flash, MOTION, *ACCELERATION_OFFSET, *ACCELERATION_SCALE, *TURN_OFFSET, *TURN_SCALE)
        # The left stick: range above the centre, centre, range below the centre.
        self.flash[STICK:STICK + 9] = twelve_bits(1500, 1500, 2000, 2000, 1500, 1500)

    def head(self, number):
        """Report number, counter, battery full, three bytes of buttons, two sticks centred, vibrator."""
        self.counter = (self.counter + 1) & 0xFF
        return bytes([number, self.counter, 0x80, 0, 0, 0]) + twelve_bits(2000, 2000) * 2 + b'\0'

    def output(self, data):
        # Each report has four bytes of vibration for each side: the high amplitude in the second, the low in the last two.
        if data[0] in (0x01, 0x10) and len(data) >= 10:
            motors = data[2:6] != STILL, data[6:10] != STILL
            if motors != self.motors:
                self.say('motors', *map(int, motors))
            self.motors = motors
        if data[0] != 0x01 or len(data) < 11:  # 0x10 is only vibration
            return
        command, argument, answer = data[10], data[11:], b''
        if command == DEVICE_INFO:
            address = bytes(int(part, 16) for part in self.address.split(':'))
            answer = bytes([4, 33, LEFT, 2]) + address + bytes([1, 1])
        elif command == READ_FLASH:
            start, size = struct.unpack_from('<IB', argument)
            answer = argument[:5] + bytes(self.flash[start:start + size])
        elif command == REPORT_MODE:
            self.is_full = argument[0] == FULL
        elif command == ENABLE_MOTION:
            self.has_motion = argument[0] != 0
        self.send((self.head(REPLY) + bytes([0x80, command]) + answer).ljust(49, b'\0'))

    def report(self, now):
        if not self.is_full:
            return None
        raw = []
        for index in range(READINGS if self.has_motion else 0):
            acceleration, turn = self.motion.reading(now + index * self.period / READINGS)
            for value, offset, scale in zip(acceleration, ACCELERATION_OFFSET, ACCELERATION_SCALE):
                raw.append(int16(value * UNITS_PER_G * (scale - offset) / scale))
            for value, offset, scale in zip(turn, TURN_OFFSET, TURN_SCALE):
                raw.append(int16(value * UNITS_PER_DEGREE_PER_SECOND * (scale - offset) / scale + offset))
        return (self.head(FULL) + struct.pack('<%dh' % len(raw), *raw)).ljust(49, b'\0')


if __name__ == '__main__':
    play(JoyCon())
