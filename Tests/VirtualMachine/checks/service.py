"""psoasd as a service: activation, suspend, two users at one seat, a loose plug, polkit, signals."""
import grp
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from decoding import PSOASD, has_open
from machine import DEADLINE, FAKES, Fake, Service, identity, may_read, run, said, start, wait_for

OBJECT = ('org.psoas.Psoas1', '/org/psoas/Psoas1', 'org.psoas.Psoas1.Manager')


def ask(service, method, *arguments, user=None, groups=(), session=None):
    """(exit status, output, errors) of a method call on the service's bus, optionally from a login session."""
    bus = '--user' if service.systemctl[-1] == '--user' else '--system'
    words = ('busctl', bus, 'call') + OBJECT + (method,) + arguments
    who = identity(user or service.user)
    if groups:
        who['extra_groups'] = who['extra_groups'] + [grp.getgrnam(name).gr_gid for name in groups]
    if session:
        # A process belongs to a session if it is in the session's scope.
        scope = '/sys/fs/cgroup' + said('systemctl', 'show', '--property=ControlGroup', '--value', 'session-%s.scope' % session)
        words = ('sh', '-c', 'echo $$ > %s/cgroup.procs && exec setpriv --reuid=%d --regid=%d --groups=%s "$@"' % (
            scope, who.pop('user'), who.pop('group'), ','.join(map(str, who.pop('extra_groups')))), 'sh') + words
    child = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=4 * DEADLINE, **who)
    return child.returncode, child.stdout.strip(), child.stderr.strip()


def activation(tally, service, label):
    """A method call starts the service, even without a sensor; a second start has no effect."""
    service.control('stop')
    wait_for(lambda: service.property('ActiveState') == 'inactive')
    status, answer, errors = ask(service, 'GetStatus')
    tally.check('%s: a method call starts it' % label, status == 0 and service.is_active(), answer[:60] + errors)
    pid = service.pid()
    service.control('start')
    tally.check('%s: a second start changes nothing' % label, service.is_active() and service.pid() == pid)
    status, _, errors = service.control('reload')
    tally.check('%s: continues after a reload' % label, status == 0 and service.is_active() and service.pid() == pid, errors)
    sensors = said('busctl', '--user' if label == 'user unit' else '--system', 'call', OBJECT[0], OBJECT[1],
                   'org.freedesktop.DBus.ObjectManager', 'GetManagedObjects', user=service.user)
    tally.check('%s: lists no sensor if none is connected' % label, sensors == 'a{oa{sa{sv}}} 0', sensors)


def second_daemon(tally, service):
    status, _, errors = run(PSOASD, '--bus', 'user', '--output', 'none', user='wearer')
    tally.check('a second daemon of the wearer is refused, and the first is named', status == 69
                and '(process %d)' % service.pid() in errors, errors)


def killed(tally, service, label):
    pid = service.pid()
    os.kill(pid, signal.SIGKILL)
    again = wait_for(lambda: service.is_active() and service.pid() not in (0, pid))
    tally.check('%s: is restarted after SIGKILL' % label, again and service.property('NRestarts') == '1',
                'NRestarts=%s' % service.property('NRestarts'))


def stalled(tally, uevents, service, label, script, name):
    """After SIGSTOP there is no watchdog notification although the sensor sends: systemd restarts the service."""
    with Fake(uevents, script, name):
        pid = service.pid()
        if not tally.check('%s: reads a sensor before it is stopped' % label, service.hears(pid, 'sensor-added', name)):
            return
        restarts = int(service.property('NRestarts'))
        os.kill(pid, signal.SIGSTOP)
        again = wait_for(lambda: service.is_active() and service.pid() not in (0, pid), seconds=3 * DEADLINE, pause=1)
        tally.check('%s: is restarted by the watchdog after SIGSTOP' % label,
                    again and int(service.property('NRestarts')) == restarts + 1 and 'Watchdog timeout' in said(
                        'journalctl', '--boot', '--output=cat', '--grep=Watchdog timeout'),
                    'NRestarts=%s' % service.property('NRestarts'))
        tally.check('%s: the new process reads the sensor' % label, again and service.hears(service.pid(), 'sensor-added', name))


def journal_of_its_own(tally, system):
    """docs/fleet.md: with LogNamespace= psoasd writes only alerts, and only to a separate journal."""
    recipe, drop_in = '/opt/psoas-test/fleet/', '/etc/systemd/system/psoasd.service.d/50-fleet.conf'
    os.makedirs('/etc/psoas', exist_ok=True)
    shutil.copy(recipe + 'psoasd.conf', drop_in)
    shutil.copy(recipe + 'journald@psoas.conf', '/etc/systemd/')
    try:
        run('systemctl', 'daemon-reload')
        status, _, errors = system.control('start')
        tally.check('system unit: starts with a separate journal', status == 0 and system.is_active(), errors)
        with open('/etc/psoas/psoas.conf', 'w') as file:
            file.write('[Reminders]\nPerDay=many\n')
        system.control('reload')

        def shipped(*words):
            return said('journalctl', '--quiet', '--no-pager', '--output=cat', '--output-fields=PSOAS_EVENT', '_PID=%d' % system.pid(), *words)
        heard = wait_for(lambda: shipped('--namespace=psoas'))
        tally.check('system unit: the separate journal contains only alerts', set(heard.split()) == {'configuration-bad'}, heard)
        tally.check('system unit: the default journal contains none of them', shipped() == '', shipped())
    finally:
        system.control('stop')
        os.remove('/etc/psoas/psoas.conf')
        os.remove(drop_in)
        run('systemctl', 'daemon-reload')


def ends_soon(tally, service, label):
    """Reports the duration without a limit, because the machine is emulated."""
    pid = service.pid()
    handle = os.pidfd_open(pid)
    began = time.monotonic()
    os.kill(pid, signal.SIGTERM)
    ended = select.select([handle], [], [], DEADLINE)[0]
    took = time.monotonic() - began
    os.close(handle)
    done = wait_for(lambda: service.property('ActiveState') == 'inactive')
    tally.check('%s: SIGTERM ends it' % label, ended and done and service.property('Result') == 'success', 'in %.0f ms' % (took * 1e3))


def suspended(tally, user):
    """Suspend with logind and the daemon; with pm_test the kernel freezes all processes for five seconds."""
    try:
        with open('/sys/power/pm_test', 'w') as file:
            file.write('freezer')
    except OSError as error:
        tally.skip('sleep', 'this kernel has no /sys/power/pm_test: %s' % error)
        return
    user.control('stop')
    folder = tempfile.mkdtemp()
    shutil.chown(folder, 'wearer')
    session = start(PSOASD, '--bus', 'user', '--no-history', '--output', 'none', '--record', folder + '/sleep.psoas', user='wearer')

    def holds_lock():
        return 'Psoas' in said('busctl', '--system', 'call', 'org.freedesktop.login1', '/org/freedesktop/login1',
                               'org.freedesktop.login1.Manager', 'ListInhibitors')

    def inputs():
        try:
            with open(folder + '/sleep.psoas/inputs.jsonl') as file:
                return [json.loads(line) for line in file if line.endswith('\n')]
        except (OSError, ValueError):
            return []

    def has(name):
        return any(line['input'] == name for line in inputs())

    tally.check('sleep: logind gives the daemon a delay lock', wait_for(holds_lock))
    run('systemctl', 'suspend')
    tally.check('sleep: the daemon records the suspend before it', wait_for(lambda: has('suspending')))
    tally.check('sleep: the daemon records the resume after it', wait_for(lambda: has('resumed')))
    tally.check('sleep: the daemon has its delay lock again', wait_for(holds_lock))
    times = {line['input']: line['time'] for line in inputs()}
    gap = times.get('resumed', 0) - times.get('suspending', 0)
    journal = said('journalctl', '--boot', '--output=cat', '_COMM=systemd-logind')
    tally.check('sleep: logind does not have to wait for the daemon', 'Delay lock is active' not in journal or 'PSOAS' not in journal.upper(),
                '%.1f s between the two' % gap)
    session.terminate()
    session.communicate(timeout=DEADLINE)
    with open('/sys/power/pm_test', 'w') as file:
        file.write('none')


def two_people(tally, uevents, user):
    """Fast user switching: the sensor is used by the active user of the seat."""
    def session_of(name):
        for line in said('loginctl', 'list-sessions', '--no-legend').splitlines():
            words = line.split()
            if name in words and 'seat0' in words:
                return words[0]
        return None

    user.control('stop')
    run('systemctl', 'start', 'getty@tty2.service')
    other = wait_for(lambda: session_of('bystander'))
    wearers = session_of('wearer')
    if not tally.check('two users: both are logged in at the seat', other and wearers, '%s and %s' % (wearers, other)):
        return
    bystander = Service('user', 'bystander')
    run('loginctl', 'activate', wearers)
    with Fake(uevents, 'joycon.py', 'Joy-Con') as fake:
        wait_for(user.is_active)
        pid = user.pid()
        tally.check('two users: the active one reads the sensor', user.hears(pid, 'sensor-added', 'Joy-Con'))
        run('loginctl', 'activate', other)
        tally.check('two users: the daemon of the inactive one closes the sensor', user.hears(pid, 'sensor-removed')
                    and wait_for(lambda: not has_open(pid, fake.node)) and user.is_active())
        theirs = wait_for(bystander.pid)
        tally.check('two users: the other one reads the sensor after the switch', theirs and bystander.hears(theirs, 'sensor-added', 'Joy-Con')
                    and may_read('bystander', fake.node) and not may_read('wearer', fake.node))
        run('loginctl', 'activate', wearers)
        tally.check('two users: the first one reads the sensor again after switching back', user.hears(pid, 'sensor-added', 'Joy-Con', times=2)
                    and wait_for(lambda: has_open(pid, fake.node) and not has_open(theirs, fake.node)) and user.pid() == pid)
    run('loginctl', 'terminate-user', 'bystander')
    run('systemctl', 'stop', 'getty@tty2.service')


def holdings(pid):
    """(open descriptors, descriptors watched by epoll, kB of anonymous memory)"""
    watches = 0
    for name in os.listdir('/proc/%d/fdinfo' % pid):
        try:
            with open('/proc/%d/fdinfo/%s' % (pid, name)) as file:
                watches += sum(line.startswith('tfd:') for line in file)
        except FileNotFoundError:
            pass
    with open('/proc/%d/status' % pid) as file:
        memory = next(int(line.split()[1]) for line in file if line.startswith('RssAnon:'))
    return len(os.listdir('/proc/%d/fd' % pid)), watches, memory


def storm(tally, user):
    """A loose plug on a real kernel and udev, a hundred times."""
    user.control('start')
    wait_for(user.is_active)
    pid = user.pid()

    def blink(times):
        child = subprocess.run([sys.executable, os.path.join(FAKES, 'blink.py'), str(times), '0.05'], capture_output=True, text=True)
        run('udevadm', 'settle', '--timeout=%d' % (4 * DEADLINE))
        return child.stderr

    blink(10)
    wait_for(lambda: len(user.events(pid, 'sensor-removed')) > 0)
    before = holdings(pid)
    began = time.monotonic()
    errors = blink(100)
    took = time.monotonic() - began
    wait_for(lambda: holdings(pid)[:2] == before[:2])
    after = holdings(pid)
    tally.check('a hundred disconnections leave no descriptor, watch or memory behind', not errors and user.pid() == pid
                and after[:2] == before[:2] and after[2] - before[2] < 400,
                errors or '%s before, %s after: descriptors, watches, kB; %d of them were read, %.0f s' % (
                    before, after, len(user.events(pid, 'sensor-added')), took))


def polkit(tally, system):
    """On the system bus the real polkit decides about each action."""
    def pause(user, *groups):
        return ask(system, 'Pause', user=user, groups=groups)
    status, _, errors = pause('bystander', 'input')
    tally.check('system unit: a member of input cannot pause', status != 0 and ('password' in errors or 'Access denied' in errors), errors)
    member = ['setpriv', '--reuid=bystander', '--regid=bystander', '--groups=input']
    status, _, errors = run(*member, 'busctl', '--system', 'call', 'org.freedesktop.DBus', '/org/freedesktop/DBus',
                            'org.freedesktop.DBus', 'RequestName', 'su', OBJECT[0], '0')
    tally.check('system unit: a member of input cannot own its name', status != 0 and 'denied' in errors, errors)
    status, _, errors = pause('wearer', 'input')
    tally.check('system unit: a user with a polkit rule can pause', status == 0, errors)
    session = said('loginctl', 'show-user', '--property=Display', '--value', 'wearer')
    status, _, errors = ask(system, 'Resume', user='wearer', groups=('input',), session=session)
    tally.check('system unit: the user at the seat can resume by allow_active', session and status == 0, errors)
    status, _, errors = ask(system, 'AssignSensor', 'ss', 'pelvis', '', user='wearer', groups=('input',), session=session)
    tally.check('system unit: the user at the seat needs a password to assign sensors', status != 0 and 'password' in errors, errors)
    status, _, errors = ask(system, 'AssignSensor', 'ss', 'pelvis', '', user='wearer', groups=('input',))
    tally.check('system unit: a user with a polkit rule needs a password to assign sensors', status != 0 and 'password' in errors, errors)
    status, _, errors = ask(system, 'AssignSensor', 'ss', 'pelvis', '')
    kept = '/var/lib/psoas/config/psoas/psoas.conf.d/50-sensors.conf'
    tally.check('system unit: root can assign a sensor, and the setting is stored', status == 0 and os.path.exists(kept), errors or kept)
    status, _, errors = ask(system, 'Resume')
    tally.check('system unit: root can resume', status == 0, errors)
