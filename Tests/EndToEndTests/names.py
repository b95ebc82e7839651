#!/usr/bin/python3
"""Owns bus names: names.py NAME...

org.psoas.Psoas1 answers as a daemon of version 0.0.9 does; a notification server answers as one without a name.
"""
import sys

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

INTERFACES = {
    'org.psoas.Psoas1': ('/org/psoas/Psoas1', '''<node><interface name="org.psoas.Psoas1.Manager">
      <method name="GetStatus"><arg type="a{sv}" direction="out"/></method></interface></node>'''),
    'org.freedesktop.Notifications': ('/org/freedesktop/Notifications', '''<node>
      <interface name="org.freedesktop.Notifications"><method name="GetServerInformation">
      <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
      <arg type="s" direction="out"/></method></interface></node>'''),
}
ANSWERS = {
    'GetStatus': GLib.Variant('(a{sv})', ({'Version': GLib.Variant('s', '0.0.9')},)),
    'GetServerInformation': GLib.Variant('(ssss)', ('', '', '', '')),
}
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
for name in sys.argv[1:]:
    if name in INTERFACES:
        path, xml = INTERFACES[name]
        bus.register_object(path, Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0],
                            lambda *call: call[6].return_value(ANSWERS[call[4]]), None, None)
    bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'RequestName',
                  GLib.Variant('(su)', (name, 0)), None, 0, -1)
print('ready', flush=True)
GLib.MainLoop().run()
