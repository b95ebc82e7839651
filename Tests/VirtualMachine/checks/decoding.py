"""psoasd reads simulated motion from the nodes of the real drivers, as the wearer, who is not in the group input."""
import json
import math
import os
import time

from machine import DEADLINE, start, wait_for

GRAVITY = 9.80665  # m/s2
PSOASD = '/usr/libexec/psoasd'


def angle_between(one, other):
    """Degrees."""
    length = math.hypot(*one) * math.hypot(*other)
    return math.degrees(math.acos(max(-1.0, min(1.0, sum(a * b for a, b in zip(one, other)) / length)))) if length else 180.0


def up_at(degrees):
    """Gravity-up in the axes of a sensor that is rotated by `degrees` about its +y."""
    return -math.sin(math.radians(degrees)), 0.0, math.cos(math.radians(degrees))


def has_open(pid, node):
    folder = '/proc/%d/fd' % pid
    try:
        return any(os.readlink(os.path.join(folder, handle)) == '/dev/input/' + node for handle in os.listdir(folder))
    except OSError:
        return False


def probe(fake, seconds, moves=()):
    """The output of `psoasd --probe` for the fake's sensor; `moves` are played when it has opened the node."""
    reader = start(PSOASD, '--probe', str(seconds), user='wearer')
    if wait_for(lambda: has_open(reader.pid, fake.node) or reader.poll() is not None, pause=0.02):
        for move in moves:
            fake.move(*move)
    output, errors = reader.communicate(timeout=seconds + 2 * DEADLINE)
    for line in output.splitlines():
        try:
            reading = json.loads(line)
        except ValueError:
            continue
        if isinstance(reading, dict) and reading.get('node') == fake.node:
            if reading.get('error') or not reading['samples']:
                raise RuntimeError('psoasd --probe read nothing: %s' % reading)
            return reading
    raise RuntimeError('psoasd --probe said nothing of %s: %r %r' % (fake.node, output, errors))


def off_from(degrees, reading):
    """The angle between the expected and the measured direction of gravity, degrees, before or after the filter,
    whichever is larger."""
    return max(angle_between(reading[key], up_at(degrees)) for key in ('acceleration_m_per_s2', 'up') if reading.get(key))


def seen(ask):
    """The result of `ask`: (passed, details); an error counts as a failure."""
    try:
        return ask()
    except (RuntimeError, KeyError, TypeError, ValueError) as error:
        return False, repr(error)


def at_rest(fake, degrees, tolerance):
    """The fake holds the sensor still at this tilt."""
    def ask():
        fake.move('rest', degrees)
        reading = probe(fake, 1.5)
        off = off_from(degrees, reading)
        pull = math.hypot(*reading['acceleration_m_per_s2'])
        turn = math.degrees(math.hypot(*(reading['turn_rad_per_s'] or (0, 0, 0))))
        # A tilt by one degree is 0.017 g perpendicular to gravity; the same tolerance applies along it.
        holds = off <= tolerance and abs(pull - GRAVITY) <= math.radians(tolerance) * GRAVITY and turn < 1
        return holds, '%.2f deg off, %.2f m/s2, %d samples, %.0f Hz' % (off, pull, reading['samples'], reading['rate_hz'])
    return seen(ask)


def turning(fake, rate):
    """The fake rotates the level sensor about the vertical at `rate` degrees per second."""
    def ask():
        fake.move('rest', 0)
        fake.move('turn', rate)
        reading = probe(fake, 1.5)
        turn = [math.degrees(axis) for axis in reading['turn_rad_per_s']]
        holds = abs(turn[2] - rate) <= 0.02 * rate and math.hypot(turn[0], turn[1]) <= 1 and off_from(0, reading) <= 1.5
        return holds, '(%.1f, %.1f, %.1f) deg/s' % tuple(turn)
    answer = seen(ask)
    fake.move('rest', 0)
    return answer


def swinging(fake, rate, seconds, tilt_tolerance, turn_tolerance):
    """The fake rotates the sensor about +y while it is read: the rotation and the direction of gravity must agree."""
    def ask():
        fake.move('rest', 0)
        # Rest at the start for the filter's initial alignment, and at the end so that it settles.
        reading = probe(fake, seconds + 2.5, moves=[('swing', rate, seconds)])
        off = off_from(rate * seconds, reading)
        said = '%.2f deg off' % off
        holds = off <= tilt_tolerance
        if turn_tolerance:
            turned = reading['turned_deg']
            holds = holds and abs(turned[1] - rate * seconds) <= turn_tolerance and math.hypot(turned[0], turned[2]) <= 1
            said += ', turned by (%.1f, %.1f, %.1f) deg' % tuple(turned)
        return holds, said
    return seen(ask)
