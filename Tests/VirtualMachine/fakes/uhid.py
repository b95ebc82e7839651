"""A HID device in user space, to which the kernel's driver binds as to hardware.

A subclass defines the identity, the replies to the driver, and the input reports. Layouts are those of
linux/uhid.h. This code must not read the HID device's `uevent` in sysfs: that blocks until the driver's probe
ends, and the probe waits for replies from this code.
"""
import os
import select
import struct
import sys
import time

from motion import Motion

USB, BLUETOOTH = 0x03, 0x05
# enum uhid_event_type without legacy types
DESTROY, OUTPUT, GET_REPORT, GET_REPORT_REPLY, CREATE2, INPUT2, SET_REPORT, SET_REPORT_REPLY = 1, 6, 9, 10, 11, 12, 13, 14
EVENT_SIZE = 4376  # sizeof(struct uhid_event)
DATA_MAX = 4096
IO_ERROR = 5  # EIO

# After a longer delay the device does not catch up, because the whole machine was delayed.
PATIENCE = 0.06  # s


def vendor_descriptor(reports, usage_page=0xFF00, usage=0x01):
    """A report descriptor that declares only sizes, for drivers that read raw reports.

    `reports` are (number, 'input' | 'output' | 'feature', bytes after the number). HID 1.11, section 6.2.2.
    """
    kinds = {'input': 0x81, 'output': 0x91, 'feature': 0xB1}
    items = struct.pack('<BHBBBB', 0x06, usage_page, 0x09, usage, 0xA1, 0x01)  # page, usage, collection
    items += struct.pack('<BHBBBHBB', 0x06, 0xFF00, 0x15, 0, 0x26, 255, 0x75, 8)  # vendor page, bytes from 0 to 255
    for number, kind, size in reports:
        items += bytes([0x85, number, 0x09, number, 0x95, size, kinds[kind], 0x02])
    return items + b'\xC0'


class Device:
    """Subclasses set the attributes and `period`, and implement `report`."""

    name, address = '', ''  # the HID device's name and its `uniq`
    bus, vendor, product, version = USB, 0, 0, 0
    descriptor = b''
    period = 0.01  # s between two input reports
    noise = 0.002  # g, peak

    def __init__(self):
        self.motion, self.clock = Motion(self.noise), 0.0
        self.handle = os.open('/dev/uhid', os.O_RDWR | os.O_CLOEXEC)

    # ---- for subclasses ----

    def report(self, now):
        """The input report at the device's time `now`, beginning with its number; None to send nothing."""
        raise NotImplementedError

    def feature(self, number):
        """The feature report with this number, beginning with the number; None to return an error."""
        return None

    def output(self, data):
        """Called with an output report of the driver."""

    def say(self, *words):
        """Prints a line on standard error, for the checks."""
        print(*words, file=sys.stderr, flush=True)

    def send(self, report):
        os.write(self.handle, struct.pack('<IH', INPUT2, len(report)) + report)

    # ---- running ----

    def create(self):
        head = struct.pack('<I128s64s64sHHIIII', CREATE2, self.name.encode(), b'00:00:00:00:00:00', self.address.encode(),
                           len(self.descriptor), self.bus, self.vendor, self.product, self.version, 0)
        os.write(self.handle, head + self.descriptor.ljust(DATA_MAX, b'\0'))

    def run(self):
        """Runs until standard input ends; each of its lines is a command for the motion."""
        self.create()
        waiting = select.poll()
        waiting.register(self.handle, select.POLLIN)
        waiting.register(0, select.POLLIN | select.POLLHUP)
        due = time.monotonic()
        while True:
            left = max(0.0, due - time.monotonic())
            for handle, _ in waiting.poll(left * 1000):
                if handle == self.handle:
                    self._answer()
                elif not self._obey():
                    os.write(self.handle, struct.pack('<I', DESTROY))
                    return
            now = time.monotonic()
            if now < due:
                continue
            report = self.report(self.clock)
            if report:
                self.send(report)
            self.clock += self.period
            due = due + self.period if now - due < PATIENCE else now

    def _obey(self):
        text = os.read(0, 1024).decode()
        for line in text.splitlines():
            self.motion.command(line.split(), self.clock)
        return bool(text)

    def _answer(self):
        event = os.read(self.handle, EVENT_SIZE)
        kind = struct.unpack_from('<I', event)[0]
        if kind == OUTPUT:
            size = struct.unpack_from('<H', event, 4 + DATA_MAX)[0]
            self.output(event[4:4 + size])
        elif kind == GET_REPORT:
            request, number = struct.unpack_from('<IB', event, 4)
            data = self.feature(number)
            error, data = (IO_ERROR, b'') if data is None else (0, data)
            reply = struct.pack('<IIHH', GET_REPORT_REPLY, request, error, len(data)) + data.ljust(DATA_MAX, b'\0')
            os.write(self.handle, reply)
        elif kind == SET_REPORT:
            request = struct.unpack_from('<I', event, 4)[0]
            os.write(self.handle, struct.pack('<IIH', SET_REPORT_REPLY, request, 0))


def int16(value):
    return max(-32768, min(32767, round(value)))


def play(device):
    print('created', device.name, file=sys.stderr)
    device.run()
