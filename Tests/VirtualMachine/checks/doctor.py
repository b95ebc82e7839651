"""`psoasctl doctor` beside real processes that keep a sensor to themselves, and as root for the system service."""
import json
import os
import sys
import tempfile

from machine import Fake, run, start, wait_for

# Takes the device as Steam and joycond do, and keeps it until its input ends: EVIOCGRAB is _IOW('E', 0x90, int).
HOLDER = '''
import fcntl, os, sys, time
device = os.open(sys.argv[1], os.O_RDWR)
fcntl.ioctl(device, 0x40044590, 1)
print('held', flush=True)
while True:
    time.sleep(3600)
'''


def diagnosis(*options, user='wearer'):
    """(exit status, findings by the name of their check)"""
    status, output, errors = run('psoasctl', 'doctor', '--json', *options, user=user)
    found = {}
    for line in output.splitlines():
        finding = json.loads(line)
        found.setdefault(finding['check'], []).append(finding)
    return status, found


def words(found, check):
    return '; '.join('%(result)s: %(finding)s [%(remedy)s]' % finding for finding in found.get(check, []))


class Holder:
    """A process of a name, of a user, that has grabbed the node within `with`."""

    def __init__(self, name, node, user):
        self.folder = tempfile.mkdtemp()
        os.chmod(self.folder, 0o755)
        program = os.path.join(self.folder, name)
        os.symlink(sys.executable, program)
        self.child = start(program, '-c', HOLDER, '/dev/input/' + node, user=user)

    def __enter__(self):
        self.holds = self.child.stdout.readline() == 'held\n'
        return self

    def has_ended(self):
        return self.child.poll() is not None

    def __exit__(self, *_):
        self.child.kill()
        self.child.communicate()


def grabbed(tally, uevents, user, script, name):
    with Fake(uevents, script, name) as fake:
        wait_for(user.is_active)
        user.hears(user.pid(), 'sensor-added', name)
        status, found = diagnosis()
        tally.check('doctor: nobody keeps the sensor that psoasd reads', words(found, 'grab').startswith('ok: '), words(found, 'grab'))
        for program, remedy in (('joycond', 'sudo systemctl stop joycond'), ('steam', 'steam -shutdown')):
            with Holder(program, fake.node, 'wearer') as holder:
                status, found = diagnosis()
                [said] = found.get('grab') or [{'finding': '', 'remedy': ''}]
                tally.check('doctor: names %s, which keeps the sensor' % program, holder.holds and status == 1
                            and said['finding'].startswith('%s (process %d) keeps ' % (program, holder.child.pid))
                            and said['remedy'] == remedy, words(found, 'grab'))
        with Holder('driver-of-mine', fake.node, 'wearer') as holder:
            status, found = diagnosis()
            [said] = found.get('grab') or [{'finding': '', 'remedy': ''}]
            named = 'driver-of-mine (process %d)' % holder.child.pid in said['finding']
            # As a person who pastes it.
            run('sh', '-c', said['remedy'], user='wearer')
            ended = wait_for(holder.has_ended)
            tally.check('doctor: the command that it gives for another program frees the sensor', named and ended
                        and words(diagnosis()[1], 'grab').startswith('ok: '), words(found, 'grab'))
        with Holder('joycond', fake.node, 'root') as holder:
            status, found = diagnosis()
            tally.check("doctor: a wearer who cannot see root's processes is told how to", status == 1
                        and '"sudo fuser -v ' in json.dumps(found.get('grab')), words(found, 'grab'))
            status, found = diagnosis('--system', user='root')
            tally.check('doctor: root sees it', 'joycond (process %d) keeps ' % holder.child.pid in words(found, 'grab'), words(found, 'grab'))
        fake.unplug()


def as_root(tally, uevents, user, system, script, name):
    user.control('stop')
    system.control('start')
    with Fake(uevents, script, name) as fake:
        user.control('stop')  # the udev rule has started it
        system.hears(system.pid(), 'sensor-added', name)
        status, found = diagnosis('--system', user='root')
        problems = [finding for findings in found.values() for finding in findings if finding['result'] == 'problem']
        tally.check('doctor --system: finds no problem of a system service that runs', status == 0 and not problems,
                    '; '.join('%(check)s: %(finding)s' % finding for finding in problems))
        service = words(found, 'service')
        tally.check('doctor --system: finds the service on the system bus', service.startswith('ok: psoasd '), service)
        history = words(found, 'history')
        tally.check("doctor --system: root reads the service's history", history.startswith('ok: ') and '/var/lib/' in history, history)
        status, found = diagnosis('--system')
        history = words(found, 'history')
        tally.check("doctor --system: another user is told that only root may look", history.startswith('warning: Only root'), history)
        system.control('stop')
        status, found = diagnosis('--system', user='root')
        service = words(found, 'service')
        tally.check('doctor --system: a stopped service is a problem', status == 1 and service.startswith('problem: psoasd does not run')
                    and 'sudo systemctl start psoasd' in service, service)
        fake.unplug()
