#!/usr/bin/env python3
"""A DualSense on USB, for hid-playstation.

The report layouts are those of struct dualsense_input_report and dualsense_get_calibration_data in
drivers/hid/hid-playstation.c. Readings are packed as raw sensor values. The driver converts them to g and
degrees per second with the reported calibration, so that its arithmetic is part of the test. The gyroscope's
bias is zero, because Linux before 6.3 subtracts it from readings without a bias.
"""
import struct

from uhid import Device, int16, play, vendor_descriptor

OUTPUT, CALIBRATION, PAIRING, FIRMWARE = 0x02, 0x05, 0x09, 0x20
# Raw values at plus and minus one g, and at plus and minus SPEED degrees per second; they differ for each axis.
ACCELERATION_PLUS, ACCELERATION_MINUS = (8170, 8282, 8120), (-8206, -8110, -8250)
SPEED = 540
TURN_PLUS, TURN_MINUS = (8837, 8811, 8862), (-8837, -8811, -8862)
STAMPS_A_SECOND = 3_000_000


class DualSense(Device):
    name, address = 'Sony Interactive Entertainment DualSense Wireless Controller', 'd5:00:00:00:00:01'
    vendor, product, version = 0x054C, 0x0CE6, 0x0111
    period = 1 / 250
    descriptor = vendor_descriptor([(0x01, 'input', 63), (OUTPUT, 'output', 47), (CALIBRATION, 'feature', 40),
                                    (PAIRING, 'feature', 19), (FIRMWARE, 'feature', 63)])

    def feature(self, number):
        if number == CALIBRATION:
            turns = [value for pair in zip(TURN_PLUS, TURN_MINUS) for value in pair]
            accelerations = [value for pair in zip(ACCELERATION_PLUS, ACCELERATION_MINUS) for value in pair]
            values = struct.pack('<17h', 0, 0, 0, *turns, SPEED, SPEED, *accelerations)
            return (bytes([CALIBRATION]) + values).ljust(41, b'\0')
        if number == PAIRING:
            address = bytes(int(part, 16) for part in reversed(self.address.split(':')))
            return (bytes([PAIRING]) + address).ljust(20, b'\0')
        if number == FIRMWARE:
            report = bytearray(64)
            report[0] = FIRMWARE
            struct.pack_into('<II', report, 24, 0x0413, 0x0110002A)  # hardware, firmware
            return bytes(report)
        return None

    def output(self, data):
        # struct dualsense_output_report_common: two bytes of flags, the right motor, the left one.
        if data[0] == OUTPUT and data[1] & 0x03:
            self.say('motors', data[3], data[4])

    def report(self, now):
        acceleration, turn = self.motion.reading(now)
        body = bytearray(63)
        body[0:4] = bytes([128] * 4)  # both sticks centred
        body[7] = 8  # no button pressed
        raw_turn = [int16(value * (plus - minus) / (2 * SPEED)) for value, plus, minus in zip(turn, TURN_PLUS, TURN_MINUS)]
        raw_acceleration = [int16((plus + minus) / 2 + value * (plus - minus) / 2)
                            for value, plus, minus in zip(acceleration, ACCELERATION_PLUS, ACCELERATION_MINUS)]
        struct.pack_into('<6hI', body, 15, *raw_turn, *raw_acceleration, int(now * STAMPS_A_SECOND) & 0xFFFFFFFF)
        body[32] = body[36] = 0x80  # no finger on the touchpad
        body[52] = 0x08  # battery at 85 %
        return b'\x01' + bytes(body)


if __name__ == '__main__':
    play(DualSense())
