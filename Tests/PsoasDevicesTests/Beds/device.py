"""A simulated input device in an umockdev test bed: its sysfs attributes, evdev ioctls and events."""
import errno
import fcntl
import os
import struct
import time

import gi

gi.require_version('UMockdev', '1.0')
from gi.repository import UMockdev  # noqa: E402

SYN, KEY, ABS, MSC, FF = 0x00, 0x01, 0x03, 0x04, 0x15
UPLOAD, ERASE = 0x80, 0x81  # EVIOCSFF, which also returns data although it is declared as write-only; EVIOCRMFF
RUMBLE = 0x50
GRAB = 0x90  # EVIOCGRAB, which takes a number although it is declared to take a pointer
REPORT, DROPPED, STAMP = 0, 3, 5
X, Y, Z, RX, RY, RZ = range(6)
ACCELEROMETER = 1 << 6
USB, BLUETOOTH, VIRTUAL, HOST = 0x03, 0x05, 0x06, 0x19
CLOCKS = {0: time.CLOCK_REALTIME, 1: time.CLOCK_MONOTONIC, 7: time.CLOCK_BOOTTIME}


class Device:
    """`axes` maps a code to (value, limit, fuzz, resolution)."""

    def __init__(self, name, ids, axes, phys='', uniq='', properties=ACCELEROMETER, stamped=False, keys=(),
                 settable_clock=True, hid=None, **udev):
        self.name, self.ids, self.phys, self.uniq = name, ids, phys, uniq
        self.limits = {code: spec[1:] for code, spec in axes.items()}
        self.value = {code: spec[0] for code, spec in axes.items()}
        self.properties, self.stamped, self.keys = properties, stamped, keys
        self.settable_clock, self.hid, self.udev = settable_clock, hid, udev
        self.sibling = None  # another input device with the same parent
        self.parent = None  # path below /sys and subsystem of the parent device
        self.clock = time.CLOCK_REALTIME
        self.ahead = 0  # microseconds by which event times are ahead of the clock
        self.fd, self.has_reader = None, False
        self.is_grabbed = False  # another program has grabbed it
        self.hangs = False  # its driver never answers

    # Connecting and disconnecting

    def plug(self, bed, number):
        """Adds the device as /dev/input/event<number>; its ioctls work before udev announces it."""
        self.bed, self.node = bed, '/dev/input/event%d' % number
        parent = self.controller()
        if self.hid:
            bed.add_from_string(self._lines(['P: ' + parent], self.hid, {}, 'hid'))
        elif self.parent:
            parent, subsystem = self.parent
            bed.add_from_string(self._lines(['P: ' + parent], {}, {}, subsystem))
        elif self.sibling:
            parent = os.path.dirname(os.path.dirname(self.sibling.place))
        self.place = '%s/input/input%d' % (parent, 100 + number)
        self.handler = IoctlHandler(self)
        bed.attach_ioctl(self.node, self.handler)
        bed.add_from_string(self._input())
        bed.add_from_string(self._event(number))
        self.fd = bed.get_dev_fd(self.node)
        fcntl.fcntl(self.fd, fcntl.F_SETFL, fcntl.fcntl(self.fd, fcntl.F_GETFL) | os.O_NONBLOCK)

    def controller(self):
        """The path of its HID device, or of virtual devices."""
        return '/devices/virtual' + ('/misc/uhid/%04X:%04X:%04X.0001' % self.ids[:3] if self.hid else '')

    def unplug(self):
        event = '/sys%s/%s' % (self.place, os.path.basename(self.node))
        for path in (event, '/sys' + self.place):
            self.bed.uevent(path, 'remove')
            self.bed.remove_device(path)
        self.fd = None

    def power(self, bed, **attributes):
        """The battery of the HID device, which is there once that is plugged in."""
        self.supply = os.path.dirname(os.path.dirname(self.place)) + '/power_supply/battery-%s' % self.uniq.lower()
        bed.add_from_string(self._lines(['P: ' + self.supply], {}, attributes, 'power_supply'))

    def charge(self, **attributes):
        """Its attributes change, and the driver announces it."""
        for name, value in attributes.items():
            self.bed.set_attribute('/sys' + self.supply, name, value)
        self.bed.uevent('/sys' + self.supply, 'change')

    def announce(self, action):
        self.bed.uevent('/sys%s/%s' % (self.place, os.path.basename(self.node)), action)

    def _lines(self, head, properties, attributes, subsystem='input'):
        lines = head + ['E: SUBSYSTEM=' + subsystem] + ['E: %s=%s' % item for item in properties.items()]
        return '\n'.join(lines + ['A: %s=%s' % item for item in attributes.items()]) + '\n\n'

    def _input(self):
        return self._lines(['P: ' + self.place], self.udev, {
            'name': self.name.replace('\\', '\\\\').replace('\n', '\\n'), 'phys': self.phys, 'uniq': self.uniq, 'properties': '%x' % self.properties,
            'id/bustype': '%04x' % self.ids[0], 'id/vendor': '%04x' % self.ids[1],
            'id/product': '%04x' % self.ids[2], 'id/version': '%04x' % self.ids[3],
            'capabilities/abs': '%x' % sum(1 << code for code in self.value),
            'capabilities/msc': '%x' % (1 << STAMP if self.stamped else 0),
        })

    def _event(self, number):
        head = ['P: %s/event%d' % (self.place, number), 'N: input/event%d' % number]
        properties = {'DEVNAME': self.node, 'MAJOR': '13', 'MINOR': str(64 + number), **self.udev}
        return self._lines(head, properties, {'dev': '13:%d' % (64 + number)})

    # Events

    def send(self, values, stamp=None):
        """Sends one frame with the changed axes only, and nothing if no axis changed, as the kernel does. True if it was
        sent, else None: False would end a scene."""
        frame = [(MSC, STAMP, stamp)] if self.stamped and stamp is not None else []
        for code, value in values.items():
            if self.value[code] != value:
                self.value[code] = value
                frame.append((ABS, code, value))
        return frame and self.write(frame + [(SYN, REPORT, 0)]) or None

    def write(self, events, late=0):
        """`late`: age of the events in microseconds. False if they were lost."""
        # Nothing is sent before a reader has set its clock, because the kernel then flushes older events.
        if not self.has_reader:
            return False
        now = time.clock_gettime_ns(self.clock) // 1000 + self.ahead - late
        data = b''.join(struct.pack('qqHHi', now // 1000000, now % 1000000, *event) for event in events)
        # The buffer is full while the reader is busy or suspended. A frame that does not fit is lost, but one that has
        # begun is finished: the reader would take its rest for the beginning of an event.
        begun = False
        for _ in range(5000):
            try:
                data = data[os.write(self.fd, data):]
            except BlockingIOError:
                if not begun:
                    return False
                time.sleep(0.001)
            begun = True
            if not data:
                break
        return True

    # Ioctls

    def answer(self, number, size, given):
        """The bytes that an evdev ioctl returns, or an errno."""
        text = {0x06: self.name, 0x07: self.phys, 0x08: self.uniq}
        if number == 0x01:
            return struct.pack('i', 0x010001)
        if number == 0x02:
            return struct.pack('4H', *self.ids)
        if number in text:
            return text[number].encode() + b'\0' if text[number] else errno.ENOENT
        if number == 0x09:
            return self.properties.to_bytes(8, 'little')
        if number in (0x18, 0x19, 0x1B):
            return bytes(size)
        if 0x20 <= number < 0x40:
            kinds = {0: [SYN, ABS] + [KEY] * bool(self.keys) + [MSC] * self.stamped, KEY: self.keys,
                     ABS: self.value, MSC: [STAMP] * self.stamped}
            return sum(1 << bit for bit in kinds.get(number - 0x20, ())).to_bytes(size, 'little')
        if 0x40 <= number < 0x80 and number - 0x40 in self.value:
            limit, fuzz, resolution = self.limits[number - 0x40]
            return struct.pack('6i', self.value[number - 0x40], -limit, limit, fuzz, 0, resolution)
        if number == GRAB:
            return errno.EBUSY if self.is_grabbed else b''
        if number == 0xA0:
            self.has_reader = True
            if self.settable_clock:
                self.clock = CLOCKS[struct.unpack('i', given)[0]]
                return b''
        return errno.EINVAL


class Motors(Device):
    """The gamepad of a controller: `report` is called with a line for each use of its motors."""

    def __init__(self, sensor, report):
        super().__init__('Wireless Controller', sensor.ids, {code: (0, 255, 0, 0) for code in (X, Y)}, properties=0,
                         keys=(0x130,), ID_INPUT_JOYSTICK='1')
        self.sibling, self.report, self.next = sensor, report, 0

    def answer(self, number, size, given):
        if number == 0x20 + FF:
            return (1 << RUMBLE).to_bytes(size, 'little')
        if number == UPLOAD:
            # struct ff_effect: type, id, direction, trigger (2), replay (length, delay), 2 bytes padding, strong, weak.
            kind, _, _, _, _, length, delay, strong, weak = struct.unpack_from('<HhHHHHH2xHH', given)
            effect, self.next = self.next, self.next + 1
            self.report('motors upload effect=%d kind=%#x strong=%d weak=%d length=%d delay=%d' % (
                effect, kind, strong, weak, length, delay))
            return given[:2] + struct.pack('<h', effect) + given[4:]
        return super().answer(number, size, given)

    def report_events(self):
        """Reports the events that were written to the node since the last call."""
        try:
            data = os.read(self.fd, 24 * 64)
        except OSError:
            return
        for kind, code, value in (event[2:] for event in struct.iter_unpack('qqHHi', data)):
            if kind == FF:
                self.report('motors play effect=%d times=%d' % (code, value))

    def is_held(self, pid):
        """Whether a process has the node open; when it closes the node, the kernel erases its effects."""
        node = os.path.realpath(self.bed.get_root_dir() + self.node)
        folder = '/proc/%d/fd' % pid
        return any(os.path.exists(link) and os.readlink(link) == node
                   for link in (os.path.join(folder, name) for name in os.listdir(folder)))


class IoctlHandler(UMockdev.IoctlBase):
    def __init__(self, device):
        super().__init__()
        self.device = device

    def do_handle_ioctl(self, client):
        if self.device.hangs:
            self.waiting = client  # until the caller ends
            return True
        request = client.get_request()
        size = request >> 16 & 0x3FFF if request & 0xFF != GRAB else 0
        data = client.get_arg().resolve(0, size) if size else None
        takes = request >> 30 & 1
        answer = self.device.answer(request & 0xFF, size, bytes(data.retrieve()) if data and takes else b'')
        if isinstance(answer, int):
            client.complete(-1, answer)
        else:
            if data and (not takes or request & 0xFF == UPLOAD):
                data.update(0, answer[:size])
            # For a string or a bit field the ioctl returns the length.
            client.complete(min(len(answer), size) if 0x06 <= request & 0xFF < 0x40 else 0, 0)
        return True

    def do_client_vanished(self, client):
        self.device.has_reader = False
