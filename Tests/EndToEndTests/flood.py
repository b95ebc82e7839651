#!/usr/bin/python3
"""Clients that flood a message bus: they write their messages without waiting for replies."""
import collections
import os
import socket
import threading

from gi.repository import Gio, GLib

SERVICE = 'org.psoas.Psoas1'
OBJECT, MANAGER = '/org/psoas/Psoas1', SERVICE + '.Manager'
BUS = ('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus')
DESKTOP = ('org.freedesktop.Notifications', '/org/freedesktop/Notifications', 'org.freedesktop.Notifications')
# Each with its arguments: replies of some kB and of some bytes, an unknown method, wrong arguments, a refusal.
CALLS = [
    (OBJECT, MANAGER, 'GetStatus', None),
    (OBJECT, 'org.freedesktop.DBus.Properties', 'Get', GLib.Variant('(ss)', (MANAGER, 'Posture'))),
    (OBJECT, MANAGER, 'ListInhibitors', None),
    (OBJECT, MANAGER, 'NoSuchMethod', None),
    (OBJECT, MANAGER, 'Snooze', GLib.Variant('(s)', ('soon',))),
    (OBJECT, MANAGER, 'StopSession', None),
    (OBJECT, 'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects', None),
]
SERIAL = slice(8, 12)  # of the header, D-Bus specification


def blob(message, body=None):
    """The bytes of a message, whose serial number is set later."""
    if body is not None:
        message.set_body(body)
    message.set_serial(1)
    message.set_byte_order(Gio.DBusMessageByteOrder.LITTLE_ENDIAN)
    return bytearray(message.to_blob(Gio.DBusCapabilityFlags.NONE))


class Client:
    """A connection to a bus that counts the replies to each of its calls."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(address.removeprefix('unix:path=').split(',')[0])
        self.socket.settimeout(60)
        self.socket.sendall(b'\0AUTH EXTERNAL %s\r\n' % str(os.getuid()).encode().hex().encode())
        assert self.socket.recv(4096).startswith(b'OK ')
        self.socket.sendall(b'BEGIN\r\n')
        self.serial, self.data = 0, bytearray()
        self.replies, self.errors = collections.Counter(), collections.Counter()
        self.call(*BUS, 'Hello')

    def pack(self, data):
        """The bytes of a message with the next serial number."""
        self.serial += 1
        data[SERIAL] = self.serial.to_bytes(4, 'little')
        return bytes(data)

    def call(self, name, path, interface, member, body=None):
        """Calls a method and reads until its reply."""
        self.socket.sendall(self.pack(blob(Gio.DBusMessage.new_method_call(name, path, interface, member), body)))
        while not self.replies[self.serial]:
            self.read()

    def read(self):
        """Reads what has arrived, and counts the replies in it."""
        more = self.socket.recv(1 << 16)
        assert more, 'the bus has closed the connection'
        self.data += more
        while len(self.data) >= 16 and len(self.data) >= (size := Gio.DBusMessage.bytes_needed(bytes(self.data[:16]))):
            message = Gio.DBusMessage.new_from_blob(bytes(self.data[:size]), Gio.DBusCapabilityFlags.NONE)
            del self.data[:size]
            if message.get_message_type() != Gio.DBusMessageType.SIGNAL:
                self.replies[message.get_reply_serial()] += 1
            if message.get_message_type() == Gio.DBusMessageType.ERROR:
                self.errors[message.get_error_name()] += 1

    def write_calls(self, count):
        """Writes so many calls of the service, as fast as it can; returns their serial numbers."""
        templates = [blob(Gio.DBusMessage.new_method_call(SERVICE, *call[:3]), call[3]) for call in CALLS]
        first = self.serial + 1
        for number in range(0, count, 100):
            self.socket.sendall(b''.join(self.pack(templates[(number + more) % len(CALLS)])
                                         for more in range(min(100, count - number))))
        return range(first, self.serial + 1)

    def flood(self, count):
        """Calls the service so many times at once, and returns how many calls did not get exactly one reply."""
        writer_result = []
        writer = threading.Thread(target=lambda: writer_result.append(self.write_calls(count)))
        writer.start()
        before = len(self.replies)
        while len(self.replies) < before + count:
            self.read()
        writer.join()
        # What comes before the reply to a last call has come.
        self.call(*BUS, 'GetId')
        return sum(self.replies[serial] != 1 for serial in writer_result[0])

    def own_desktop(self):
        self.call(*BUS, 'RequestName', GLib.Variant('(su)', (DESKTOP[0], 4)))

    def signal(self, count):
        """Sends so many signals of a notification server, about notifications that are not the daemon's."""
        signals = [('NotificationClosed', GLib.Variant('(uu)', (4_000_000_000, 2))),
                   ('ActionInvoked', GLib.Variant('(us)', (4_000_000_001, 'done')))]
        templates = [blob(Gio.DBusMessage.new_signal(*DESKTOP[1:], name), body) for name, body in signals]
        for number in range(0, count, 100):
            self.socket.sendall(b''.join(self.pack(templates[more % 2]) for more in range(100)))
        self.call(*BUS, 'GetId')


def storm(address, calls=2500, clients=4, signals=10_000):
    """One round of the flood: clients that call, one that owns the notifications and signals, and one that calls and
    never reads. Returns the calls without exactly one reply, and the names of the errors."""
    desktop, deaf = Client(address), Client(address)
    desktop.own_desktop()
    wrong, errors, failures = [], collections.Counter(), []

    def call():
        try:
            client = Client(address)
            wrong.append(client.flood(calls))
            errors.update(client.errors)
        except Exception as error:  # noqa: BLE001
            failures.append(repr(error))
    threads = [threading.Thread(target=call) for _ in range(clients)]
    threads += [threading.Thread(target=desktop.signal, args=(signals,)),
                threading.Thread(target=deaf.write_calls, args=(calls,))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for client in (desktop, deaf):
        client.socket.close()
    return {'calls': calls * clients, 'wrong': sum(wrong), 'finished': len(wrong), 'errors': sorted(errors),
            'failures': failures}
