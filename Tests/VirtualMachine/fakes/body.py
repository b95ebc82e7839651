"""A person who wears the device at the back of the pelvis: stands, walks, sits down, kneels, tucks the tailbone.

World axes: x forward, y left, z up. Angles in degrees, lengths in metres. The figures of each movement are those of
the synthetic wearer (Sources/PsoasSimulator), which has their sources.
"""
import math

GRAVITY = 9.80665  # m/s2
STEP = 1 / 250  # s between the poses from which acceleration and angular velocity are calculated: a DualSense's period
STRIDES = 0.9  # per second
SETTLING = 1.0  # s in which walking begins and ends
# The device hangs almost upright in its pouch: rotated about y relative to the pelvis.
MOUNTING = 80.0
BEHIND, ABOVE = 0.10, 0.10  # the sensor relative to the hip joints

# Tilt of the pelvis (anterior positive) and height of the hip joints. `table`: not worn, the device lies level.
POSES = {'table': (-MOUNTING, 0.75), 'stand': (0.0, 0.95), 'sit': (-14.0, 0.59), 'kneel': (4.0, 0.48), 'tuck': (-6.0, 0.46)}
# Each command as positions to take, with seconds of the movement and of rest after it.
TO_THE_FLOOR = [('stand', 1.7, 2.5), ('kneel', 2.5, 0.0)]


def smooth(u):
    """0 up to 0, 1 from 1 on, with continuous slope and curvature between."""
    u = min(1.0, max(0.0, u))
    return u * u * u * (10 + u * (6 * u - 15))


def bump(u):
    return 64 * (u * (1 - u)) ** 3 if 0 < u < 1 else 0.0


def turned(pelvis, lateral, heading):
    """The matrix from pelvis to world axes: about z, then y, then x; radians."""
    (sy, cy), (sx, cx), (sz, cz) = ((math.sin(angle), math.cos(angle)) for angle in (pelvis, lateral, heading))
    return ((cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx),
            (sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx),
            (-sy, cy * sx, cy * cx))


class Body:
    def __init__(self):
        self.moves = [(-1.0, 0.0, 'table', 'table')]  # start, seconds, from, to
        self.walks = []  # start, seconds
        self.poses = {}  # by number of steps, the last three
        self.mounting = math.sin(math.radians(MOUNTING)), math.cos(math.radians(MOUNTING))

    def command(self, words, now):
        """`stand`, `walk SECONDS`, `sit`, `kneel`, `tuck`: each begins when the movement before it has ended."""
        verb = words[0]
        if verb == 'walk':
            self.walks.append((max(now, self._end()), float(words[1])))
        elif verb == 'kneel' and self.moves[-1][3] in ('sit', 'table'):
            self._take(TO_THE_FLOOR, now)
        elif verb == 'tuck':  # kneels quietly for a moment first
            self._take([('kneel', 1.2, 2.5), ('tuck', 1.5, 0.0)], now)
        else:
            self._take([(verb, 2.0, 0.0)], now)

    def _end(self):
        begin, seconds, _, _ = self.moves[-1]
        return max([begin + seconds] + [start + length for start, length in self.walks])

    def _take(self, positions, now):
        begin = max(now, self._end())
        for pose, seconds, rest in positions:
            before = self.moves[-1][3]
            if pose != before:
                self.moves.append((begin, seconds, before, pose))
                begin += seconds
            begin += rest

    def _pose(self, time):
        """Rotation from pelvis to world axes, and the sensor's position."""
        begin, seconds, before, after = next(move for move in reversed(self.moves) if move[0] <= time)
        u = (time - begin) / seconds if seconds else 1.0
        (tilt, height), (tilt_after, height_after) = POSES[before], POSES[after]
        part = smooth(u)
        tilt, height = tilt + (tilt_after - tilt) * part, height + (height_after - height) * part
        if 'sit' in (before, after) and before != after:
            tilt += 32 * bump(u)  # the trunk leans when the hips leave or reach the seat
        if (before, after) == ('stand', 'kneel'):
            tilt += 12 * bump(u)  # and forward on the way to the knee, by 5 to 20 degrees
        # Breathing, and the slow sway of a person who keeps a position.
        tilt += 0.2 * math.sin(2 * math.pi * 0.25 * time) + 0.4 * math.sin(2 * math.pi * 0.31 * time)
        lateral, heading, forward, left = 0.3 * math.sin(2 * math.pi * 0.23 * time), 0.0, 0.0, 0.0
        for start, length in self.walks:
            part = smooth((time - start) / SETTLING) * smooth((start + length - time) / SETTLING)
            if part:
                stride = 2 * math.pi * STRIDES * (time - start)
                height += part * (0.021 * math.cos(2 * stride) + 0.003 * math.cos(4 * stride + 1))
                forward += part * 0.01 * math.sin(2 * stride + 0.6)
                left -= part * 0.02 * math.sin(stride)
                tilt += part * 1.5 * math.cos(2 * stride + 0.4)
                lateral += part * 4 * math.sin(stride + 0.3)
                heading += part * 5 * math.sin(stride + 0.9)
        rotation = turned(*map(math.radians, (tilt, lateral, heading)))
        hips = forward, left, height
        return rotation, [hips[row] - BEHIND * rotation[row][0] + ABOVE * rotation[row][2] for row in range(3)]

    def _footfall(self, time):
        """m/s2: the vibration of soft tissue after each footfall."""
        for start, length in self.walks:
            part = smooth((time - start) / SETTLING) * smooth((start + length - time) / SETTLING)
            if part:
                since = (time - start) % (0.5 / STRIDES)
                return part * 1.4 * math.exp(-since / 0.06) * math.sin(2 * math.pi * 9 * since)
        return 0.0

    def reading(self, now):
        """((ax, ay, az) in g, (gx, gy, gz) in degrees per second), in the device's axes."""
        middle = round(now / STEP)
        self.poses = {step: self.poses.get(step) or self._pose(step * STEP) for step in range(middle - 1, middle + 2)}
        (earlier, from_), (rotation, at), (later, to) = self.poses.values()
        force = [(a + c - 2 * b) / STEP ** 2 for a, b, c in zip(from_, at, to)]
        force[2] += GRAVITY + self._footfall(now)
        felt = [sum(rotation[row][column] * force[row] for row in range(3)) / GRAVITY for column in range(3)]

        def moved(one, other):
            """The part of the later axis `other` along the earlier axis `one`."""
            return sum(earlier[row][one] * later[row][other] for row in range(3))
        turn = [math.degrees(difference / (4 * STEP)) for difference in (
            moved(2, 1) - moved(1, 2), moved(0, 2) - moved(2, 0), moved(1, 0) - moved(0, 1))]
        return self._mounted(felt), self._mounted(turn)

    def _mounted(self, vector):
        """From pelvis axes to the device's, which are rotated by MOUNTING about y."""
        sine, cosine = self.mounting
        x, y, z = vector
        return cosine * x - sine * z, y, sine * x + cosine * z
