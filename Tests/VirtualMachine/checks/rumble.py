"""psoasd plays a rumble on a worn controller through its driver, as the wearer; the fake receives the vibration."""
import os

from decoding import PSOASD
from machine import DEADLINE, may_write, run, start, wait_for


class Motors:
    """The changes of a fake's motors, which it prints as lines `motors RIGHT LEFT`."""

    def __init__(self, fake):
        self.handle, self.text = fake.child.stderr.fileno(), b''
        os.set_blocking(self.handle, False)

    def seen(self):
        """All values so far, oldest first."""
        try:
            while chunk := os.read(self.handle, 4096):
                self.text += chunk
        except BlockingIOError:
            pass
        lines = [line.split() for line in self.text.decode(errors='replace').splitlines()]
        return [(int(words[1]), int(words[2])) for words in lines if len(words) == 3 and words[0] == 'motors']


def shaken(fake):
    """(passed, details): the device received two pulses, and the motors are off at the end."""
    motors = Motors(fake)
    run('udevadm', 'settle', '--timeout=%d' % DEADLINE)
    before = len(motors.seen())
    shaker = start(PSOASD, '--rumble', user='wearer')
    output, errors = shaker.communicate(timeout=4 * DEADLINE)
    wait_for(lambda: motors.seen()[before:] and not any(motors.seen()[-1]), seconds=5)
    seen = motors.seen()[before:]
    starts = sum(any(now) and not any(then) for then, now in zip([(0, 0)] + seen, seen))
    holds = shaker.returncode == 0 and ' shakes' in output and starts == 2 and not any(seen[-1])
    return holds, '%s %s' % (seen, output.strip() or errors.strip())


def motor_nodes(fake):
    """Event nodes with force feedback that have the same parent device as a fake's sensor."""
    parent = os.path.realpath('/sys/class/input/%s/device/device' % fake.node)
    found = []
    for node in sorted(os.listdir('/sys/class/input')):
        above = '/sys/class/input/%s/device' % node
        if node.startswith('event') and os.path.realpath(above + '/device') == parent:
            with open(above + '/capabilities/ff') as file:
                if any(int(word, 16) for word in file.read().split()):
                    found.append(node)
    return found


def refused(fake, wearer, user):
    """(passed, details): the wearer can open the node with the motors, a user who is not at the seat cannot."""
    nodes = motor_nodes(fake)
    allowed = {person: [may_write(person, node) for node in nodes] for person in (wearer, user)}
    return bool(nodes) and all(allowed[wearer]) and not any(allowed[user]), '%s %s' % (nodes, allowed)
