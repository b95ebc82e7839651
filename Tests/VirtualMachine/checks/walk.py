"""From nothing to the first stretch, by the README alone: its commands in its order, and a wearer who does what it says.

The commands are taken from the README's text, so that they cannot differ from it.
"""
import re
import shlex
import shutil
import threading
import time

from machine import DEADLINE, PACKAGE, Fake, run, said, start, wait_for

README = '/opt/psoas-test/README.md'
READING = 10.0  # s for the safety advice
LIMIT = 300.0  # s of the guest, from the installation to a checked stretch


def section(title):
    """The text of a section of the README."""
    [text] = re.findall(r'^## %s\n(.*?)(?=^## )' % re.escape(title), open(README).read(), re.MULTILINE | re.DOTALL)
    return text


def commands(title):
    """The commands of a section in their order: indented lines, and code within a sentence that is a whole command."""
    found = re.findall(r'^ {4,}((?:sudo|psoasctl) .+)$|`((?:sudo|psoasctl) [^`]+)`', section(title), re.MULTILINE)
    return [shlex.split(line or word) for line, word in found]


class Walk:
    """The steps, each with the seconds of the guest that it took."""

    def __init__(self, tally):
        self.tally, self.began, self.last, self.times = tally, time.monotonic(), time.monotonic(), []

    def step(self, name, holds, seen=''):
        now = time.monotonic()
        self.times.append('%s %.0f s' % (name, now - self.last))
        self.last = now
        return self.tally.check('first stretch: %s' % name, holds, seen)

    def command(self, words, **options):
        """As the wearer; with `sudo` as root."""
        if words[0] == 'sudo':
            words, options = words[1:], dict(options, user='root', folder='/opt/psoas-test')
        return run(*words, **dict(dict(user='wearer', folder='/home/wearer'), **options))


def follow(fake, guide):
    """The wearer does what the guide says. Returns its lines."""
    lines = []
    for line in guide.stdout:
        lines.append(line.strip())
        if line.startswith('hold') and 'Tuck your tailbone' in line:
            fake.move('tuck')
        elif 'Kneel' in line or line.startswith('rest'):
            fake.move('kneel')
    return lines


def first_stretch(tally, uevents, user, script, name):
    [install] = commands('Install')[:1]
    steps = {words[1]: words for words in commands('The first stretch')}
    tally.check('first stretch: the README installs this package', install[:3] == ['sudo', 'apt', 'install']
                and install[3:] == ['./' + PACKAGE], ' '.join(install))
    walk = Walk(tally)
    status, output, errors = walk.command(install[:3] + ['-y'] + install[3:])
    if not walk.step('install', status == 0, '' if status == 0 else output[-400:] + errors[-400:]):
        return

    with Fake(uevents, script, name) as fake:
        listed = wait_for(lambda: user.is_active() and name in walk.command(steps['sensors'])[1])
        walk.step('connect the controller', listed, ' '.join(steps['sensors']))
        fake.move('worn')
        fake.move('stand')
        time.sleep(2 + 5)  # taking the position, and five seconds of it
        fake.move('walk', 6)
        fake.move('sit')
        posture = lambda: walk.command(['psoasctl', 'status'])[1].split('\n')[0]
        sits = wait_for(lambda: re.match(r'posture +sitting', posture()), pause=1)
        walk.step('stand, walk, sit down', sits, posture())

        advice = walk.command(steps['safety'])
        time.sleep(READING)
        walk.step('read the safety advice', advice[0] == 0 and 'pain' in advice[1], '%d lines' % len(advice[1].splitlines()))
        guide = start(*steps['exercise'], user='wearer')
        ending = threading.Timer(LIMIT, guide.kill)
        ending.start()
        lines = follow(fake, guide)
        errors = guide.stderr.read()
        status = guide.wait(DEADLINE)
        ending.cancel()
        both = {'left', 'right'} <= set(re.findall(r'^hold .*, (left|right) side', '\n'.join(lines), re.MULTILINE))
        result = re.search(r' done: (\d+) s held, (\d+) s of them checked, 100 % of the target', '\n'.join(lines))
        walk.step('the stretch on both sides, checked', status == 0 and both and result and int(result[2]) > 0.9 * int(result[1]),
                  '; '.join(lines[:1] + lines[-1:]) or errors)
        took = time.monotonic() - walk.began
        tally.check('first stretch: checked within five minutes of the installation', took <= LIMIT,
                    '%.0f s: %s' % (took, ', '.join(walk.times)))
        page = walk.command(steps['report'], environment={'BROWSER': 'cat'})
        tally.check('first stretch: the report opens, with the session', page[0] == 0 and '<html' in page[1]
                    and 'Kneeling hip-flexor stretch' in page[1], page[2] or '%d bytes' % len(page[1]))
        fake.unplug()
    forgotten = walk.command(steps['forget'])
    tally.check('first stretch: the history can be deleted', forgotten[0] == 0 and 'Kneeling' not in
                said('psoasctl', 'history', user='wearer'), forgotten[1] + forgotten[2])
    [remove] = [words for words in commands('The first stretch') if words[:3] == ['sudo', 'apt', 'remove']]
    status, output, errors = walk.command(remove[:3] + ['-y'] + remove[3:])
    tally.check('first stretch: apt removes it', status == 0 and not shutil.which('psoasctl'), errors if status else '')
