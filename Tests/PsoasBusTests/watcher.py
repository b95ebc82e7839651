"""A watcher of tray items with a host: org.kde.StatusNotifierWatcher. It prints a line when an item is registered, when it
is gone, and for each of its signals."""
import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NAME = 'org.kde.StatusNotifierWatcher'
ITEM, MENU = 'org.kde.StatusNotifierItem', 'com.canonical.dbusmenu'


def say(*words):
    print(*words, flush=True)


class Watcher(dbus.service.Object):
    def __init__(self, bus):
        super().__init__(bus, '/StatusNotifierWatcher')
        self.bus, self.items = bus, {}

    @dbus.service.method(NAME, in_signature='s', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender):
        name, path = (sender, service) if service.startswith('/') else (service, '/StatusNotifierItem')
        if name in self.items:
            return
        # As hosts do: everything at once, then the signals.
        self.items[name] = [self.bus.watch_name_owner(name, lambda owner: owner or self.drop(name))]
        for interface in (ITEM, MENU):
            self.items[name].append(self.bus.add_signal_receiver(
                lambda *words, member: say('signal', member, json.dumps(words)), bus_name=name, dbus_interface=interface,
                member_keyword='member'))
        item = self.bus.get_object(name, path)
        item.GetAll(ITEM, dbus_interface=dbus.PROPERTIES_IFACE, reply_handler=lambda properties: say('registered', name),
                    error_handler=lambda error: say('refused', error))

    def drop(self, name):
        for match in self.items.pop(name):
            (match.cancel if hasattr(match, 'cancel') else match.remove)()
        say('gone', name)


DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
watcher = Watcher(bus)
claimed = dbus.service.BusName(NAME, bus)
say('watching')
loop = GLib.MainLoop()
bus.call_on_disconnection(lambda connection: loop.quit())
loop.run()
