"""Access to the guest for the checks: users, kernel uevents, devices and services.

There are no fixed delays: a condition is polled until a deadline, and not more often than needed, because polling also
loads the machine. Reported times are those of the kernel and systemd.
"""
import glob
import json
import os
import pwd
import queue
import socket
import subprocess
import sys
import threading
import time

DEADLINE = 30.0  # seconds of the guest, for actions that usually take one or two
[PACKAGE] = map(os.path.basename, glob.glob('/opt/psoas-test/psoas_*.deb'))
FAKES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'fakes')


class Tally:
    """Prints a line for each check and counts the results."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, name, holds, seen=''):
        print('%s  %s%s' % ('pass' if holds else 'FAIL', name, ': %s' % seen if seen != '' else ''), flush=True)
        self.passed, self.failed = self.passed + bool(holds), self.failed + (not holds)
        return bool(holds)

    def skip(self, name, reason):
        print('skip  %s: %s' % (name, reason), flush=True)
        self.skipped += 1

    def closing(self):
        return '%d passed, %d failed, %d skipped' % (self.passed, self.failed, self.skipped)


def wait_for(ask, seconds=DEADLINE, pause=0.2):
    """The first true result of `ask`, or its last result at the deadline."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(pause)


# ---- users ----

def identity(user):
    """Keyword arguments for subprocess that run a child as this user, with the user's groups and buses."""
    if user == 'root':
        return {}
    entry = pwd.getpwnam(user)
    runtime = '/run/user/%d' % entry.pw_uid
    environment = dict(os.environ, HOME=entry.pw_dir, USER=user, XDG_RUNTIME_DIR=runtime,
                       DBUS_SESSION_BUS_ADDRESS='unix:path=%s/bus' % runtime)
    return dict(user=entry.pw_uid, group=entry.pw_gid, extra_groups=os.getgrouplist(user, entry.pw_gid),
                env=environment, cwd='/')


def start(*words, user='root', environment=None, folder=None):
    who = identity(user)
    if environment:
        who['env'] = dict(who.get('env', os.environ), **environment)
    if folder:
        who['cwd'] = folder
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **who)


def run(*words, user='root', environment=None, folder=None):
    """(exit status, standard output, standard error), the latter two stripped."""
    child = start(*words, user=user, environment=environment, folder=folder)
    output, errors = child.communicate(timeout=4 * DEADLINE)
    return child.returncode, output.strip(), errors.strip()


def said(*words, user='root'):
    return run(*words, user=user)[1]


# ---- the kernel ----

class Uevents(threading.Thread):
    """The kernel's uevents (not udev's), each with its time of arrival on CLOCK_MONOTONIC, as systemd uses."""

    KERNEL_GROUP = 1

    def __init__(self):
        super().__init__(daemon=True)
        self.netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, socket.NETLINK_KOBJECT_UEVENT
                                     if hasattr(socket, 'NETLINK_KOBJECT_UEVENT') else 15)
        self.netlink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.netlink.bind((0, self.KERNEL_GROUP))
        self.nodes = queue.Queue()
        self.start()

    def run(self):
        while True:
            message, now = self.netlink.recv(1 << 16), time.monotonic()
            fields = dict(part.split('=', 1) for part in message.decode(errors='replace').split('\0') if '=' in part)
            if fields.get('DEVNAME', '').startswith('input/event'):
                self.nodes.put((now, fields['ACTION'], fields['DEVNAME'][len('input/'):]))

    def next(self, action, end):
        """(time, node) of the next event node to be added or removed, or None at the time `end`."""
        while True:
            try:
                now, what, node = self.nodes.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                return None
            if what == action:
                return now, node


def node_name(node):
    try:
        with open('/sys/class/input/%s/device/name' % node) as file:
            return file.read().strip()
    except OSError:
        return ''


def properties(node):
    """The udev properties of the node; TAGS is a set."""
    found = dict(line.split('=', 1) for line in said('udevadm', 'info', '--query=property', '/dev/input/' + node).splitlines())
    found['TAGS'] = set(found.get('TAGS', '').strip(':').split(':'))
    return found


def may_read(user, node):
    return run('test', '-r', '/dev/input/' + node, user=user)[0] == 0


def may_write(user, node):
    return run('test', '-w', '/dev/input/' + node, user=user)[0] == 0


class Fake:
    """A fake device that is connected within `with`: `node` is the sensor's node, `appeared` the time of its uevent."""

    def __init__(self, uevents, script, sensor):
        self.uevents, self.script, self.sensor = uevents, script, sensor

    def __enter__(self):
        while not self.uevents.nodes.empty():
            self.uevents.nodes.get()
        self.child = subprocess.Popen([sys.executable, os.path.join(FAKES, self.script)], stdin=subprocess.PIPE, text=True,
                                      stderr=subprocess.PIPE)
        end = time.monotonic() + DEADLINE
        while True:
            found = self.uevents.next('add', end)
            if not found:
                self.unplug()
                raise RuntimeError('%s: the kernel made no "%s"; the fake says %r' % (self.script, self.sensor, self.child.stderr.read()))
            self.appeared, self.node = found
            if self.sensor in node_name(self.node):
                return self

    def move(self, *words):
        self.child.stdin.write(' '.join(str(word) for word in words) + '\n')
        self.child.stdin.flush()

    def unplug(self):
        if not self.child.stdin.closed:
            self.child.stdin.close()
        self.child.wait(DEADLINE)

    def __exit__(self, *_):
        self.unplug()


# ---- services ----

class Service:
    """psoasd.service of the system manager or of a user manager."""

    def __init__(self, manager, person='wearer'):
        self.user, self.systemctl = (person, ('systemctl', '--user')) if manager == 'user' else ('root', ('systemctl',))

    def control(self, verb):
        return run(*self.systemctl, verb, 'psoasd.service', user=self.user)

    def property(self, name):
        return said(*self.systemctl, 'show', '--property=' + name, '--value', 'psoasd.service', user=self.user)

    def is_active(self):
        return self.property('ActiveState') == 'active'

    def pid(self):
        return int(self.property('MainPID') or 0)

    def activated(self):
        """The time at which it became active, seconds on CLOCK_MONOTONIC."""
        return int(self.property('ActiveEnterTimestampMonotonic') or 0) / 1e6

    def events(self, pid, kind):
        """The `name` members of the events of a kind that the process has written to the journal so far."""
        names = []
        for line in said('journalctl', '--boot', '--output=cat', '_PID=%d' % pid).splitlines():
            if line.startswith('{'):
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if event.get('event') == kind:
                    names.append(event.get('name', ''))
        return names

    def hears(self, pid, kind, name='', times=1):
        return wait_for(lambda: sum(name in heard for heard in self.events(pid, kind)) >= times)
