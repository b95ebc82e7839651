"""The motion of a fake device as a function of the device's own time: the device alone, or worn by a person (body.py).

Axes are those of the sensor, right-handed, with z up when it lies level. Acceleration is specific force in g (it
points up at rest), angular velocity in degrees per second. The angular velocity always agrees with the change of
the direction of gravity, so that exchanged axes or wrong signs are detected.
"""
import math
import random

from body import Body

LEVEL = 0.0
# Degrees per second, peak: a gyroscope that never changes counts as stuck.
TURN_NOISE = 0.1


class Motion:
    """Rotated by `angle` degrees about +y from level, and possibly rotating."""

    def __init__(self, noise=0.002):
        self.noise = noise  # g, peak
        self.random = random.Random(1)  # a fixed seed, so that failures are reproducible
        self.since, self.angle, self.swing_rate, self.swing_end, self.spin = 0.0, LEVEL, 0.0, 0.0, 0.0
        self.body = None

    def command(self, words, now):
        """`rest [DEGREES]`, `turn DEGREES/S` about the vertical, `swing DEGREES/S SECONDS` about +y, then rest.
        `still`: without noise from now on. `worn` and the commands of body.py."""
        if words[0] == 'still':
            self.noise = 0.0
            return
        if words[0] == 'worn':
            self.body = Body()
            return
        if self.body:
            self.body.command(words, now)
            return
        verb, numbers = words[0], [float(word) for word in words[1:]]
        angle = self._angle(now)
        self.since, self.swing_rate, self.spin = now, 0.0, 0.0
        if verb == 'rest':
            self.angle = numbers[0] if numbers else angle
        elif verb == 'turn':
            self.angle, self.spin = angle, numbers[0]
        elif verb == 'swing':
            self.angle, self.swing_rate, self.swing_end = angle, numbers[0], now + numbers[1]
        else:
            raise ValueError('no motion is called ' + verb)

    def _angle(self, now):
        if not self.swing_rate:
            return self.angle
        return self.angle + self.swing_rate * (min(now, self.swing_end) - self.since)

    def reading(self, now):
        """((ax, ay, az) in g, (gx, gy, gz) in degrees per second) at the device's time `now`."""
        shake = self.random.uniform
        if self.body:
            force, turn = self.body.reading(now)
            return (tuple(axis + shake(-self.noise, self.noise) for axis in force),
                    tuple(axis + shake(-TURN_NOISE, TURN_NOISE) for axis in turn))
        angle = math.radians(self._angle(now))
        up = (-math.sin(angle), 0.0, math.cos(angle))
        acceleration = tuple(axis + shake(-self.noise, self.noise) for axis in up)
        swing = self.swing_rate if self.since <= now < self.swing_end else 0.0
        turn = tuple(self.spin * axis + (swing if index == 1 else 0.0) + shake(-TURN_NOISE, TURN_NOISE)
                     for index, axis in enumerate(up))
        return acceleration, turn
