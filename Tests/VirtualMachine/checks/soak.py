"""A DualSense is worn at 250 Hz for an hour: what the service counts, and what it needs (make soak-vm).

The shipped user unit also writes a recording, whose frames are compared with the device's own timestamps: a report that
the kernel or the daemon lost is a gap in them.
"""
import json
import os
import re
import shutil
import sqlite3
import time

from decoding import PSOASD
from machine import Fake, run, said, wait_for

HOME = '/home/wearer'
RECORDING = HOME + '/soak.psoas'
# Read after the guest's test.conf: drop-ins are sorted by name, whatever their folders.
DROP_IN = HOME + '/.config/systemd/user/psoasd.service.d/z-soak.conf'
HISTORY = HOME + '/.local/state/psoas/history.sqlite'
# What the wearer does, again and again: minutes. The bout is long enough for a reminder.
SITTING, STANDING, WALKING = 31.0, 1.0, 2.0
MOVING = 2.0  # s: what body.py takes to sit down, and to rise
PERIOD = 4000  # us between two reports, by the device's clock
STAMPS = 1 << 32  # the driver's timestamps wrap
SETTLED = 5  # minutes after which nothing may grow
GROWTH = 64  # kB of private memory
SHARE = 0.005  # of the sitting time


def seconds():
    """At least a minute, after which the first needs are known."""
    words = [word for word in open('/proc/cmdline').read().split() if word.startswith('psoas.soak=')]
    return max(61.0, float(words[0].split('=')[1])) if words else 3600.0


def needs(pid):
    """Resident and private memory in kB, descriptors, and bytes of the history and of its WAL file."""
    with open('/proc/%d/status' % pid) as file:
        memory = dict(re.findall(r'^(VmRSS|RssAnon):\s+(\d+) kB', file.read(), re.MULTILINE))
    size = [os.path.getsize(path) if os.path.exists(path) else 0 for path in (HISTORY, HISTORY + '-wal')]
    return dict(resident=int(memory['VmRSS']), private=int(memory['RssAnon']), descriptors=len(os.listdir('/proc/%d/fd' % pid)),
                history=size[0], wal=size[1])


def count(pattern, file):
    return int(run('grep', '-c', pattern, file)[1] or 0)


def stamps(file):
    """The device's first and last timestamp in the recording, microseconds."""
    last = said('sh', '-c', 'tail -n 100 %s | grep " 0004 0005 " | tail -n 1' % file)
    first = said('grep', '-m', '1', ' 0004 0005 ', file)
    return [int(line.split()[-1]) % STAMPS for line in (first, last)]


class Wearer:
    """Plays what the wearer does, and adds up the true seconds of sitting."""

    def __init__(self, fake):
        self.fake, self.sitting, self.due, self.step = fake, 0.0, 0.0, 0
        fake.move('worn')
        fake.move('stand')

    def follow(self, now):
        """Begins what is due at `now`, seconds since the start."""
        if now < self.due:
            return
        verb, minutes = (('sit', SITTING), ('stand', STANDING), ('walk', WALKING))[self.step % 3]
        self.step += 1
        if verb == 'sit':
            self.began = now
        elif verb == 'stand':
            self.rise(now)
        self.fake.move(*(('walk', minutes * 60) if verb == 'walk' else (verb,)))
        self.due = now + minutes * 60 + MOVING

    def rise(self, now):
        """A seat begins and ends in the middle of the movement."""
        self.sitting += now - self.began


def worn(tally, uevents, user, script, name):
    limit = seconds()
    user.control('stop')
    os.makedirs(os.path.dirname(DROP_IN), exist_ok=True)
    with open(DROP_IN, 'w') as file:
        file.write('[Service]\nExecStart=\nExecStart=%s --bus user --record %s\n' % (PSOASD, RECORDING))
    for folder, _, _ in os.walk(HOME + '/.config'):
        shutil.chown(folder, 'wearer')
    run('systemctl', '--user', 'daemon-reload', user='wearer')
    if os.path.exists(HISTORY):
        run('psoasctl', 'forget', '--all', '--yes', user='wearer')
    with Fake(uevents, script, name) as fake:
        tally.check('soak: a controller starts the service', wait_for(user.is_active))
        pid, began, series = user.pid(), time.monotonic(), []
        wearer, minute = Wearer(fake), 1
        while (now := time.monotonic() - began) < limit:
            wearer.follow(now)
            if now >= minute * 60:
                series.append(needs(pid))
                print('minute %d: %s' % (minute, ', '.join('%s %d' % item for item in series[-1].items())), flush=True)
                minute += 1
            time.sleep(0.2)
        if wearer.step % 3 == 1:
            wearer.rise(now)
        tally.check('soak: the service ran without a restart', user.pid() == pid and user.property('NRestarts') == '0')
        state = json.loads(said('psoasctl', 'status', '--json', user='wearer'))
        user.control('stop')
        sent = time.monotonic() - began
        fake.unplug()
    file = RECORDING + '/pelvis.evemu'
    frames, dropped = count('^E: .* 0000 0000 ', file), count('^E: .* 0000 0003 ', file)
    first, last = stamps(file)
    expected = (last - first) % STAMPS // PERIOD + 1
    tally.check('soak: every report of the device is counted', frames == expected and dropped == 0,
                '%d of %d, %.1f a second, %d SYN_DROPPED' % (frames, expected, frames / sent, dropped))
    early, late = series[min(SETTLED, len(series)) - 1], series[-1]
    tally.check('soak: descriptors stay', early['descriptors'] == late['descriptors'],
                '%d and %d' % (early['descriptors'], late['descriptors']))
    tally.check('soak: private memory stays', late['private'] - early['private'] <= GROWTH,
                '%d kB after %d minutes, %d kB after %d' % (early['private'], min(SETTLED, len(series)), late['private'], len(series)))
    with sqlite3.connect(HISTORY) as file:
        [(sitting, counted)] = file.execute(
            'SELECT sum(sitting), sum(sitting + standing + walking + lying + not_worn + unknown) FROM days')
    tally.check('soak: the sitting time is the true one', abs(sitting - wearer.sitting) <= SHARE * wearer.sitting,
                '%.1f s of %.1f s, of %.1f s in all' % (sitting, wearer.sitting, counted))
    tally.check('soak: the history keeps its size', late['history'] + late['wal'] <= 5 << 20,
                '%d bytes, its WAL file %d' % (late['history'], late['wal']))
    print('status at the end: %s' % json.dumps(state))
    for path in (RECORDING, os.path.dirname(DROP_IN)):
        shutil.rmtree(path)
    run('systemctl', '--user', 'daemon-reload', user='wearer')
