"""Both services while other programs take the processor, with almost no quota of it, and with too little memory.

They read one worn controller at 250 Hz, in one run, because the history must have what was counted a minute before the
kernel kills it.
"""
import contextlib
import glob
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from machine import DEADLINE, Fake, run, said, wait_for

WATCHDOG = 10  # s, in place of the units' 30: a third as long to wait
DROP_INS = ['/run/systemd/%s/psoasd.service.d' % manager for manager in ('system', 'user')]
# What `systemctl set-property --runtime` writes. Without its files the units' own values apply again; an empty value
# would be no limit at all.
PROPERTIES = ['/run/systemd/system.control/psoasd.service.d', '/run/user/1000/systemd/user.control/psoasd.service.d']
HISTORIES = {'user unit': '/home/wearer/.local/state/psoas/history.sqlite', 'system unit': '/var/lib/private/psoas/*.sqlite'}
# A program of real-time priority leaves what the kernel's throttling keeps for all others, 5 %. The controller is above
# it: a device needs no processor.
HOG = '''
import os, sys, time
os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
end = time.monotonic() + float(sys.argv[1])
while time.monotonic() < end:
    pass
'''
DEVICE = 60
SPAN = 2 * WATCHDOG  # s
QUOTA = ('CPUQuotaPeriodSec=1s', 'CPUQuota=0.1%')  # reading a DualSense needs six times as much
LATE = 3.0  # s by which a count may differ
SETTLING = 5.0  # s of sitting after which it is sure
RATE = 240  # Hz, of 250
UNWRITTEN = 60.0  # s that a kill may cost
ENOUGH, SCARCE = 1.5, 0.5  # of what it needs


class Unit:
    def __init__(self, label, service):
        self.label, self.service = label, service
        self.of_system = ('--system',) if label == 'system unit' else ()

    def begin(self):
        """Remembers its process and its count before something happens to it."""
        self.pid, self.restarts = self.service.pid(), self.service.property('NRestarts')
        self.sat, self.waited, self.began = self.sitting(), self.waiting(), time.monotonic()

    def status(self):
        text = said('psoasctl', 'status', '--json', *self.of_system, user=self.service.user)
        return json.loads(text) if text else {}

    def sitting(self):
        return self.status().get('sitting_today_s', 0.0)

    def counts(self, true):
        sat = self.sitting() - self.sat
        return abs(sat - true) <= LATE, '%.1f s of %.1f s' % (sat, true)

    def reads(self, posture):
        """Every report of the sensor, and this posture."""
        status = self.status()
        return status.get('posture') == posture and any(sensor['rate_hz'] >= RATE for sensor in status['sensors'])

    def waiting(self):
        """Seconds in which it was ready to run and did not."""
        with open('/proc/%d/schedstat' % self.service.pid()) as file:
            return int(file.read().split()[1]) / 1e9

    def runs_on(self):
        return self.service.is_active() and self.service.pid() == self.pid and self.service.property('NRestarts') == self.restarts

    def since_notified(self):
        return time.monotonic() - int(self.service.property('WatchdogTimestampMonotonic')) / 1e6

    def group(self, name):
        """The values in a file of its control group, which does not exist while it does not run."""
        try:
            with open('/sys/fs/cgroup%s/%s' % (self.service.property('ControlGroup'), name)) as file:
                return dict(line.split() for line in file)
        except OSError:
            return {}

    def needs(self):
        """Bytes that cannot be taken from it: without the pages of its files."""
        memory = self.group('memory.stat')
        return int(memory['anon']) + int(memory['kernel'])

    def limit(self, *properties):
        status, _, errors = run(*self.service.systemctl, 'set-property', '--runtime', 'psoasd.service', *properties, user=self.service.user)
        if status:
            raise RuntimeError(errors)

    def kept(self):
        """Of a copy of its history: seconds of sitting, seconds in all, and whether SQLite finds it whole."""
        with tempfile.TemporaryDirectory() as folder:
            [history] = glob.glob(HISTORIES[self.label])
            for path in glob.glob(history + '*'):
                shutil.copy2(path, folder)
            copy = os.path.join(folder, os.path.basename(history))
            with contextlib.closing(sqlite3.connect(copy)) as file:
                [(whole,)] = file.execute('PRAGMA integrity_check')
                [(sitting, counted)] = file.execute(
                    'SELECT total(sitting), total(sitting + standing + walking + lying + not_worn + unknown) FROM days')
        return sitting, counted, whole


def reload(user):
    run('systemctl', 'daemon-reload')
    run('systemctl', '--user', 'daemon-reload', user=user)


def watchdog_timeouts():
    return said('journalctl', '--boot', '--output=cat', '--grep=Watchdog timeout').count('Watchdog timeout')


def went_on(tally, units, timeouts, what):
    """Each of them is the same process, has counted the wearer's sitting, and reads as before."""
    for unit in units:
        notified, expired = unit.since_notified(), watchdog_timeouts() - timeouts
        tally.check('%s: %s it notifies its watchdog and is not restarted' % (unit.label, what),
                    unit.runs_on() and notified < WATCHDOG and expired == 0,
                    '%.1f s ago, %d timeouts, NRestarts=%s' % (notified, expired, unit.service.property('NRestarts')))
        ended = time.monotonic()
        again = wait_for(lambda: unit.reads('sitting'))
        tally.check('%s: %s it counts the time that is sat' % (unit.label, what), *unit.counts(time.monotonic() - unit.began))
        tally.check('%s: it reads each report again after the time %s' % (unit.label, what), again, 'within %.1f s' % (time.monotonic() - ended))


def without_processor(tally, units):
    timeouts = watchdog_timeouts()
    for unit in units:
        unit.begin()
    began = time.monotonic()
    hogs = [subprocess.Popen([sys.executable, '-c', HOG, str(SPAN)]) for _ in range(os.cpu_count())]
    for hog in hogs:
        hog.wait(4 * DEADLINE)
    passed = time.monotonic() - began
    for unit in units:
        waited = unit.waiting() - unit.waited
        tally.check('%s: other programs have the processor' % unit.label, waited >= 0.8 * passed, 'it waits for %.1f s of %.1f s' % (waited, passed))
    went_on(tally, units, timeouts, 'without the processor')


def with_a_quota(tally, units):
    timeouts = watchdog_timeouts()
    for unit in units:
        unit.begin()
        unit.limit(*QUOTA)
    time.sleep(SPAN)
    for unit in units:
        stopped = int(unit.group('cpu.stat').get('throttled_usec', 0)) / 1e6
        unit.limit('CPUQuota=', 'CPUQuotaPeriodSec=')
        tally.check('%s: a quota of a thousandth of a processor is too little' % unit.label, stopped >= 0.5 * SPAN,
                    'it is stopped for %.1f s of %.1f s' % (stopped, SPAN))
    went_on(tally, units, timeouts, 'with a quota')


def short_of_memory(tally, unit, name, before):
    time.sleep(max(0.0, unit.started + UNWRITTEN + LATE - time.time()))
    unit.begin()
    need = unit.needs()
    unit.limit('MemoryMax=%d' % (ENOUGH * need))
    status = unit.service.control('reload')[0]
    again = wait_for(lambda: unit.reads('sitting'))
    events = unit.group('memory.events')
    tally.check('%s: goes on with half as much memory again as it needs' % unit.label, status == 0 and again and unit.runs_on(),
                '%d kB of %d kB, at the limit %s times' % (need >> 10, ENOUGH * need / 1024, events.get('max', '?')))

    unit.limit('MemoryMax=%d' % (SCARCE * need))
    killed = wait_for(lambda: unit.service.property('Result') == 'oom-kill', pause=0.05)
    passed = time.time() - unit.started
    sitting, counted, whole = unit.kept()
    unit.limit('MemoryMax=infinity')
    tally.check('%s: the kernel kills it with half as much as it needs' % unit.label, killed, '%d kB' % (SCARCE * need / 1024))
    lost = passed - (counted - before)
    tally.check('%s: its history has the time up to a minute before that, and is whole' % unit.label,
                whole == 'ok' and -LATE <= lost <= UNWRITTEN, '%.1f s of %.1f s, %s' % (passed - lost, passed, whole))
    again = wait_for(lambda: unit.service.is_active() and unit.service.pid() not in (0, unit.pid))
    restarts = unit.service.property('NRestarts')
    tally.check('%s: is started again' % unit.label, again and int(restarts) > int(unit.restarts), 'NRestarts=%s' % restarts)
    tally.check('%s: the new process reads the sensor, and goes on from the history' % unit.label,
                again and unit.service.hears(unit.service.pid(), 'sensor-added', name) and unit.sitting() >= sitting - 0.1,
                '%.1f s of sitting' % sitting)


def held(tally, uevents, user, system, script, name):
    units = [Unit('user unit', user), Unit('system unit', system)]
    own = [unit.service.property('MemoryMax') for unit in units]
    for folder in DROP_INS:
        os.makedirs(folder, exist_ok=True)
        with open(folder + '/z-limits.conf', 'w') as file:
            file.write('[Service]\nWatchdogSec=%d\n' % WATCHDOG)
    reload(user.user)
    try:
        for unit in units:
            unit.service.control('stop')
        before = [unit.kept()[1] if glob.glob(HISTORIES[unit.label]) else 0.0 for unit in units]
        with Fake(uevents, script, name) as fake:
            os.sched_setscheduler(fake.child.pid, os.SCHED_FIFO, os.sched_param(DEVICE))
            system.control('start')
            wait_for(user.is_active)
            for unit in units:
                unit.started = time.time() - time.monotonic() + unit.service.activated()
            fake.move('worn')
            fake.move('stand')
            time.sleep(2 + 4)  # taking the position, and four seconds of it
            fake.move('walk', 6)
            fake.move('sit')
            if not tally.check('limits: both services read one controller, whose wearer sits',
                               all([wait_for(lambda: unit.reads('sitting'), pause=0.5) for unit in units])):
                return
            time.sleep(SETTLING)
            without_processor(tally, units)
            with_a_quota(tally, units)
            for unit, counted in zip(units, before):
                short_of_memory(tally, unit, name, counted)
            fake.unplug()
    finally:
        for unit in units:
            unit.service.control('stop')
            unit.service.control('reset-failed')
        for folder in DROP_INS + PROPERTIES:
            shutil.rmtree(folder, ignore_errors=True)
        reload(user.user)
    left = [unit.service.property('MemoryMax') for unit in units]
    tally.check('limits: the units have their own limits again', left == own, ' '.join(left))
