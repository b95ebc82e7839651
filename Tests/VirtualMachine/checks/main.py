"""Runs the checks in the guest, as root. Prints one line per check, and the totals at the end."""
import os
import pwd
import shutil
import sys
import tempfile
import termios
import time

import decoding
import doctor
import footprint
import limits
import rumble
import service
import soak
import tray
import walk
from machine import DEADLINE, PACKAGE, Fake, Service, Tally, Uevents, may_read, properties, run, said, start, wait_for

# Script, name of the sensor's node, tolerance of tilt (deg), tolerance of a rotation by 90 deg (None: no gyroscope).
# A Wii Remote has ten bits, and the kernel's fuzz filter of two units causes errors of half a degree. The timestamps of
# a Joy-Con are hid-nintendo's mean of 300 report intervals in whole milliseconds, rounded down, such as 14 for 14.99:
# without a correction a fifteenth of each rotation would be missing (joycon_parse_imu_report).
SENSORS = [
    ('dualsense.py', 'DualSense Wireless Controller Motion Sensors', 1.0, 2.0),
    ('joycon.py', 'Joy-Con', 1.0, 7.0),
    ('wiimote.py', 'Nintendo Wii Remote Accelerometer', 2.0, None),
]
# hid-nintendo names the same node "Nintendo Switch Left Joy-Con IMU" up to Linux 6.11 and "Joy-Con (L) (IMU)" later.
# What each fake reports to its driver, and so in psoasctl.
BATTERIES = {
    'dualsense': '"battery_percent":85,"battery_level":"unknown","battery_status":"discharging"',
    'joycon': '"battery_percent":null,"battery_level":"full","battery_status":"discharging"',
    'wiimote': '"battery_percent":69,"battery_level":"unknown","battery_status":"unknown"',
}
START_LIMIT = 1.0  # s from the kernel's uevent to the active service
WATCHDOG = 40  # s, more than the units' WatchdogSec=

tally = Tally()
uevents = Uevents()
user, system = Service('user'), Service('system')


def installed():
    """By dpkg under the running system, as on a wearer's machine; a controller is connected already."""
    script, name = SENSORS[0][:2]
    with Fake(uevents, script, name) as fake:
        status, output, errors = run('dpkg', '--install', '/opt/psoas-test/' + PACKAGE)
        tally.check('the package installs under the running system', status == 0, '' if status == 0 else output[-400:] + errors[-400:])
        active = wait_for(user.is_active)
        tally.check('a controller that is connected already starts the service, without another step',
                    active and user.hears(user.pid(), 'sensor-added', name))
        status, output, errors = run('psoasctl', 'status', user='wearer')
        tally.check('psoasctl shows the status', status == 0 and output != '', output.split('\n')[0] + errors)
        fake.unplug()
    tally.check("the wearer's service is in the background slice", said(
        'systemctl', '--user', 'show', '--property=Slice', '--value', 'psoasd.service', user='wearer') == 'background.slice')
    tally.check('the system-wide service is neither enabled nor running', said('systemctl', 'is-enabled', 'psoasd.service')
                == 'disabled' and not system.is_active())


def seat():
    """A user is logged in at the seat; the checks of access depend on this."""
    def active_at_seat():
        session = said('loginctl', 'show-seat', 'seat0', '--property=ActiveSession', '--value')
        return session and said('loginctl', 'show-session', session, '--property=Name', '--value') == 'wearer' and session
    session = wait_for(active_at_seat)
    manager = wait_for(lambda: run('systemctl', '--user', 'is-active', 'default.target', user='wearer')[0] == 0)
    tally.check('the wearer is logged in at seat0 and has a user manager', session and manager, 'session %s' % session)


def sensor(script, name, tilt_tolerance, turn_tolerance):
    label = script.split('.')[0]
    user.control('stop')
    with Fake(uevents, script, name) as fake:
        active = wait_for(user.is_active)
        took = user.activated() - fake.appeared
        tally.check('%s: the udev rule starts the user service within a second' % label,
                    active and 0 < took <= START_LIMIT, '%.2f s' % took if active else 'never active')
        run('udevadm', 'settle', '--timeout=%d' % DEADLINE)
        with_sensor(label, fake, name, tilt_tolerance, turn_tolerance)


def with_sensor(label, fake, name, tilt_tolerance, turn_tolerance):
    known = properties(fake.node)
    tally.check('%s: the rule marks a worn sensor' % label,
                known.get('ACCEL_LOCATION') == 'base' and {'uaccess', 'systemd'} <= known['TAGS']
                and known.get('SYSTEMD_USER_WANTS') == 'psoasd.service',
                'ACCEL_LOCATION=%s, tags %s' % (known.get('ACCEL_LOCATION'), ' '.join(sorted(known['TAGS']))))
    if label == 'wiimote':
        tally.check('wiimote: is marked although it is not an accelerometer to udev', 'ID_INPUT_ACCELEROMETER' not in known)
    tally.check('%s: only the user at the seat has access' % label,
                may_read('wearer', fake.node) and not may_read('bystander', fake.node))
    pid = user.pid()
    tally.check('%s: the user service reads it' % label, user.hears(pid, 'sensor-added', name), user.events(pid, 'sensor-added'))

    tally.check('%s: level' % label, *decoding.at_rest(fake, 0, tilt_tolerance))
    tally.check('%s: a tilt of 30 deg' % label, *decoding.at_rest(fake, 30, tilt_tolerance))
    if turn_tolerance:
        tally.check('%s: a steady turn of 90 deg/s' % label, *decoding.turning(fake, 90))
    tally.check('%s: a swing of 90 deg/s for 1 s' % label, *decoding.swinging(fake, 90, 1, tilt_tolerance, turn_tolerance))

    listed = lambda: said('psoasctl', 'sensors', '--json', user='wearer')
    shown = wait_for(lambda: BATTERIES[label] in listed())
    tally.check('%s: psoasctl shows its battery as the driver reports it' % label, shown, listed())

    fake.unplug()
    tally.check('%s: the user service detects the disconnection' % label, user.hears(pid, 'sensor-removed'))
    tally.check('%s: the service continues without the sensor' % label, user.is_active() and user.pid() == pid, user.property('ActiveState'))


def shaken():
    """Controllers with motion sensors have motors on another node."""
    for script, name in (SENSORS[0][:2], SENSORS[1][:2]):
        label = script.split('.')[0]
        with Fake(uevents, script, name) as fake:
            tally.check('%s: the wearer can play a rumble, and the motors stop' % label, *rumble.shaken(fake))
            tally.check('%s: another user cannot play a rumble' % label, *rumble.refused(fake, 'wearer', 'bystander'))


def plugged_in_again():
    """A second connection, while root has a user manager too: udev starts the service in every user manager, and the
    unit's condition excludes root."""
    script, name = SENSORS[1][:2]
    run('systemctl', 'start', 'user@0.service')
    pid = user.pid()
    before = len(user.events(pid, 'sensor-added'))
    with Fake(uevents, script, name):
        heard = wait_for(lambda: len(user.events(pid, "sensor-added")) > before)
        tally.check('after a reconnection the same process reads it', heard and user.pid() == pid)
        roots = ('env', 'XDG_RUNTIME_DIR=/run/user/0', 'systemctl', '--user', 'show', '--value', 'psoasd.service')
        declined = wait_for(lambda: said(*roots, '--property=ConditionTimestampMonotonic') not in ('', '0'))
        tally.check("root's manager does not start the service", declined and said(*roots, '--property=ActiveState') == 'inactive'
                    and said(*roots, '--property=ConditionResult') == 'no')


def recorded():
    """Writes the events and the recording of a live run to the second disk; run.sh compares them with the replay."""
    script, name = SENSORS[0][:2]
    user.control('stop')
    folder = tempfile.mkdtemp()
    shutil.chown(folder, 'wearer')
    with Fake(uevents, script, name) as fake:
        user.control('stop')  # the udev rule has started it; only the recorded run should read the sensor
        session = start(decoding.PSOASD, '--bus', 'none', '--no-history', '--output', 'jsonl', '--seconds', '6',
                        '--record', folder + '/live.psoas', user='wearer')
        began = wait_for(lambda: decoding.has_open(session.pid, fake.node))
        for motion in (('swing', 45, 1), ('turn', 90), ('rest', 20)):
            fake.move(*motion)
            time.sleep(1.2)
        fake.unplug()
        output, errors = session.communicate(timeout=4 * DEADLINE)
    holds = began and session.returncode == 0 and all('"%s"' % kind in output for kind in ('sensor-added', 'sensor-removed'))
    tally.check('a live session is recorded', holds, '%d events' % output.count('\n') if holds else output + errors)
    with open(folder + '/live.jsonl', 'w') as file:
        file.write(output)
    run('tar', '--create', '--file=/dev/vdb', '--directory=' + folder, '.')


def builtin():
    """A laptop's own accelerometer is not worn."""
    with Fake(uevents, 'laptop.py', 'Laptop Accelerometer') as fake:
        run('udevadm', 'settle')
        known = properties(fake.node)
        tally.check("laptop: the rule ignores the built-in accelerometer",
                    known.get('ID_INPUT_ACCELEROMETER') == '1' and 'ACCEL_LOCATION' not in known
                    and 'uaccess' not in known['TAGS'] and 'SYSTEMD_USER_WANTS' not in known, ' '.join(sorted(known['TAGS'])))


def login_after_sensor():
    """The sensor is connected before the wearer logs in."""
    script, name = SENSORS[1][:2]
    user.control('stop')
    with Fake(uevents, script, name) as fake:
        wait_for(user.is_active)
        run('systemctl', 'stop', 'getty@tty1.service')
        run('loginctl', 'terminate-user', 'wearer')
        gone = wait_for(lambda: run('systemctl', 'is-active', 'user@1000.service')[0] != 0)
        tally.check('the access ends with the session', gone and wait_for(lambda: not may_read('wearer', fake.node)))
        run('systemctl', 'start', 'getty@tty1.service')
        active = wait_for(user.is_active)
        tally.check('a sensor that is connected before the login starts the service', active)
        tally.check('the service reads a sensor that is connected before the login', active and user.hears(user.pid(), 'sensor-added', name))


def watchdog(unit, label):
    """The watchdog timestamp of a service changes with each watchdog notification."""
    first = unit.property('WatchdogTimestampMonotonic')
    moved = wait_for(lambda: unit.property('WatchdogTimestampMonotonic') != first, seconds=WATCHDOG)
    tally.check('%s: notifies its watchdog' % label, moved and unit.property('NRestarts') == '0')


def on_the_bus(unit, label):
    """The service owns its name and answers a permitted caller."""
    manager = 'busctl', '--user' if unit is user else '--system', 'get-property', 'org.psoas.Psoas1', '/org/psoas/Psoas1'
    ask = manager + ('org.psoas.Psoas1.Manager', 'Version')
    answered = wait_for(lambda: run(*ask, user=unit.user)[0] == 0, seconds=DEADLINE / 2)
    tally.check('%s: replies on its bus' % label, answered, ' '.join(run(*ask, user=unit.user)[1:]))
    if unit is system:
        status, _, errors = run(*ask, user='bystander')
        tally.check('%s: refuses a user without permission' % label, status != 0, errors)


def stops(unit, label):
    unit.control('stop')
    seen = [unit.property(name) for name in ('ActiveState', 'Result', 'ExecMainStatus')]
    tally.check('%s: SIGTERM ends it with success' % label, seen == ['inactive', 'success', '0'], ' '.join(seen))


def sandboxed():
    """The hardened system unit detects that a sensor is connected and disconnected."""
    user.control('stop')
    status, _, errors = system.control('start')
    if not tally.check('system unit: starts under its sandbox', status == 0 and system.is_active(), errors):
        return
    pid = system.pid()
    with open('/proc/%d/status' % pid) as file:
        kernel = dict(line.split(':', 1) for line in file.read().splitlines())
    kernel = {key: value.split() for key, value in kernel.items()}
    tally.check('system unit: separate user, no capabilities, filtered system calls',
                kernel['Uid'] == [str(pwd.getpwnam('psoas').pw_uid)] * 4 and int(kernel['CapEff'][0], 16) == int(kernel['CapBnd'][0], 16) == 0
                and kernel['Seccomp'] == ['2'] and kernel['NoNewPrivs'] == ['1'],
                'uid %s, seccomp %s' % (kernel['Uid'][0], kernel['Seccomp'][0]))
    exposure = said('systemd-analyze', 'security', '--no-pager', 'psoasd.service').splitlines()[-1]
    figures = [float(word) for word in exposure.split() if word.replace('.', '', 1).isdigit()]
    tally.check('system unit: exposure level at most 1.0', figures and figures[0] <= 1.0, exposure.strip())
    for times, (script, name) in enumerate((SENSORS[0][:2], SENSORS[2][:2]), 1):
        label = script.split('.')[0]
        with Fake(uevents, 'laptop.py', 'Laptop Accelerometer'), Fake(uevents, script, name):
            tally.check('system unit: detects and reads a %s' % label, system.hears(pid, 'sensor-added', name))
        tally.check('system unit: detects the disconnection of the %s and continues' % label,
                    system.hears(pid, 'sensor-removed', times=times) and system.is_active() and system.pid() == pid)
    tally.check("system unit: ignores a laptop's built-in accelerometer", not any('Laptop' in heard for heard in system.events(pid, 'sensor-added')))
    on_the_bus(system, 'system unit')
    service.polkit(tally, system)
    watchdog(system, 'system unit')
    stops(system, 'system unit')
    service.activation(tally, system, 'system unit')
    service.ends_soon(tally, system, 'system unit')
    service.journal_of_its_own(tally, system)


def upgraded():
    """While both services run: each is another process afterwards."""
    user.control('start')
    system.control('start')
    before = user.pid(), system.pid()
    status, output, errors = run('dpkg', '--install', '/opt/psoas-test/' + PACKAGE)
    again = wait_for(lambda: user.is_active() and system.is_active() and user.pid() != before[0] and system.pid() != before[1])
    tally.check('an upgrade starts both services again', status == 0 and again, output[-400:] + errors[-400:] if not again else '')


def removed():
    """While both services run, with a controller: nothing of it stays, and nothing starts again."""
    history = '/home/wearer/.local/state/psoas/history.sqlite'
    status, output, errors = run('dpkg', '--purge', 'psoas')
    tally.check('the package can be purged while it runs', status == 0, '' if status == 0 else output[-400:] + errors[-400:])
    tally.check('that stops both services', wait_for(lambda: not user.is_active() and not system.is_active()))
    with Fake(uevents, *SENSORS[0][:2]) as fake:
        run('udevadm', 'settle', '--timeout=%d' % DEADLINE)
        tally.check('a controller starts nothing any more', 'SYSTEMD_USER_WANTS' not in properties(fake.node) and not user.is_active())
    left = said('find', '/', '-xdev', '(', '-name', '*psoas*', '-o', '-name', '*Psoas*', ')', '!', '-path', '/home/*', '!', '-path',
                '/opt/*', '!', '-path', '/tmp/*', '!', '-path', '/etc/systemd/*', '!', '-path', '/etc/polkit-1/*', '!', '-path', '/etc/modules-load.d/*', '!',
                '-path', '/var/log/*')
    tally.check('no file of it is left', left == '', left)
    tally.check("the wearer's history is left", os.path.exists(history))


# In this order. `run.sh --only NAME,...` runs some of them, and the first ones that they need.
ALWAYS = ['seat', 'installed']
# Only if they are chosen.
ON_REQUEST = ['soak', 'footprint']
PARTS = {
    'seat': seat,
    'walk': lambda: walk.first_stretch(tally, uevents, user, *SENSORS[0][:2]),
    'installed': installed,
    'builtin': builtin,
    **{which[0].split('.')[0]: lambda which=which: sensor(*which) for which in SENSORS},
    'shaken': shaken,
    'plugged-in-again': plugged_in_again,
    'recorded': recorded,
    'login-after-sensor': login_after_sensor,
    'bus': lambda: on_the_bus(user, 'user unit'),
    'watchdog': lambda: watchdog(user, 'user unit'),
    'stops': lambda: stops(user, 'user unit'),
    'activation': lambda: service.activation(tally, user, 'user unit'),
    'second-daemon': lambda: service.second_daemon(tally, user),
    'killed': lambda: service.killed(tally, user, 'user unit'),
    'stalled': lambda: service.stalled(tally, uevents, user, 'user unit', *SENSORS[0][:2]),
    'storm': lambda: service.storm(tally, user),
    'ends-soon': lambda: service.ends_soon(tally, user, 'user unit'),
    'suspended': lambda: service.suspended(tally, user),
    'two-people': lambda: service.two_people(tally, uevents, user),
    'grabbed': lambda: doctor.grabbed(tally, uevents, user, *SENSORS[0][:2]),
    'tray': lambda: tray.opens_report(tally, user),
    'doctor-as-root': lambda: doctor.as_root(tally, uevents, user, system, *SENSORS[0][:2]),
    'soak': lambda: soak.worn(tally, uevents, user, *SENSORS[0][:2]),
    'footprint': lambda: footprint.measure(uevents, *SENSORS[0][:2]),
    'limits': lambda: limits.held(tally, uevents, user, system, *SENSORS[0][:2]),
    'sandboxed': sandboxed,
    'upgraded': upgraded,
    'removed': removed,
}


def main():
    started = time.monotonic()
    chosen = [word.split('=', 1)[1].split(',') for word in open('/proc/cmdline').read().split() if word.startswith('psoas.only=')]
    unknown = [name for name in sum(chosen, []) if name not in PARTS]
    if unknown:
        tally.check('the chosen parts exist', False, '%s; there are: %s' % (' '.join(unknown), ' '.join(PARTS)))
    for name, part in PARTS.items():
        if name not in chosen[0] + ALWAYS if chosen else name in ON_REQUEST:
            continue
        try:
            part()
        except Exception as error:  # the other parts still run
            tally.check(name, False, repr(error))
    print('checked in %.0f s of the guest, %.0f s after its boot' % (time.monotonic() - started, time.monotonic()))
    print(tally.closing(), flush=True)
    if os.isatty(sys.stdout.fileno()):
        termios.tcdrain(sys.stdout.fileno())


if __name__ == '__main__':
    main()
