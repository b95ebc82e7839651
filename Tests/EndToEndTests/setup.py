"""Runs `psoasctl setup` on a terminal of its own, as a newcomer would, on a private bus.

setup.py SCENE PSOASCTL PSOASD   prints ok, or what was wrong; scenes with devices run below umockdev-wrapper
"""
import json, math, os, signal, subprocess, sys, threading, time

import screen
from screen import PATIENCE

scene, psoasctl, psoasd = sys.argv[1:]
STEPS = ["wear", "pair", "permission", "sensors", "walk", "calibrate", "safety", "stretch"]
daemons, views = [], []


def View(*arguments, columns=80, rows=24, prefix=(), **environment):
    view = screen.View([*prefix, psoasctl, "setup", *arguments], columns, rows, **environment)
    views.append(view)
    return view


def start(*more, prefix=()):
    daemon = screen.start_service(psoasctl, [*prefix, psoasd, "--bus", "user", "--output", "none", *more])
    daemons.append(daemon)
    return daemon


def after(view, keys, status):
    """The last lines, after keys that end it."""
    view.screen.feed = lambda data: None
    before = len(view.raw)
    view.press(keys)
    view.ends(status, has_drawn=False)
    return view.raw[before:].decode()


def stop(view, step, keys=b"\x03", status=130):
    """Ends it, and reads how to go on."""
    said = after(view, keys, status)
    assert f"To go on: psoasctl setup --step {step}\r\n" in said, said
    return said


def page(view, step):
    view.shows(f"step {STEPS.index(step) + 1} of 8: ")
    view.wait("the keys", lambda: "q quit" in view.screen.text)


def lead(view, key, words):
    """Presses a key that leads to a screen of another kind, until its words come; then this one is read again."""
    read, view.screen.feed = view.screen.feed, lambda data: None
    before = len(view.raw)
    view.press(key)
    view.wait(words, lambda: words.encode() in view.raw[before:])
    return lambda: (setattr(view.screen, "feed", read), view.screen.resize(view.screen.columns, view.screen.rows),
                    setattr(view.screen, "isOld", True))


def wearer():
    """All steps with the synthetic wearer, to the end."""
    start("--synthetic", "--speed", "300", "--guided-speed", "150")
    view = View()
    page(view, "wear")
    view.shows("A synthetic wearer is played")
    view.wait("the picture", lambda: sum(0x2800 < ord(c) < 0x2900 for c in view.screen.text) > 100)
    for word in "trunk", "pelvis", "thigh", "from behind":
        view.shows(word)
    view.press(b"\n")
    page(view, "pair")
    view.shows("3  DualSense")
    view.press(b"3")
    view.shows("Hold Create and PS until the light bar flashes.")
    view.shows("    trust ADDRESS")
    view.press(b"b")
    view.shows("6  Wii Remote")
    view.press(b"\n")
    page(view, "permission")
    view.shows("ok: psoasd ")
    view.press(b"\n")
    page(view, "sensors")
    view.shows("pelvis: Psoas synthetic wearer, pelvis")
    view.press(b"b")
    page(view, "permission")
    view.press(b"s")
    page(view, "sensors")
    view.press(b"\n")
    page(view, "walk")
    view.shows("10 of 10 steps")
    view.shows("steps counted, upright is learned")
    view.press(b"r")
    view.shows(" 0 of 10 steps")
    view.shows("10 of 10 steps")
    view.press(b"\n")
    page(view, "calibrate")
    view.shows("Enter calibrate now")
    lead(view, b"\n", "Calibration, step 1 of 6")()
    page(view, "calibrate")
    view.shows("Now: valid")
    view.shows("Enter next")
    view.press(b"\n")
    page(view, "safety")
    view.shows("Before you start")
    view.shows("Enter more")
    view.press(b"\n")
    view.shows("I have read it")
    view.press(b"\n")
    page(view, "stretch")
    view.shows("Enter start")
    lead(view, b"\n", "GET READY")()
    page(view, "stretch")
    view.shows("stretch done: ")
    view.shows("Enter finish")
    said = after(view, b"\n", 0)
    for line in ("ok    wear", "ok    pair", "open  permission  skipped", "ok    sensors", "ok    walk",
                 "ok    calibrate   calibrated", "ok    safety", "ok    stretch", "was a synthetic wearer"):
        assert line in said, said


def interrupts():
    """Ctrl-C in each step and in each screen that a step opens, and q: the terminal is restored, and how to go on is said."""
    start("--synthetic", "--speed", "60")
    for step in STEPS:
        view = View("--step", step)
        page(view, step)
        # It has heard of the service and its sensors.
        view.shows("A synthetic wearer is played")
        # What was found without a doubt is not asked for again.
        said = stop(view, {"wear": "pair", "pair": "permission", "sensors": "walk"}.get(step, step))
        assert "Stopped at step %d of 8" % (STEPS.index(step) + 1) in said
    view = View("--step", "walk")
    page(view, "walk")
    stop(view, "walk", b"q", 0)
    view = View("--step", "calibrate")
    page(view, "calibrate")
    lead(view, b"\n", "Calibration, step 1 of 6")
    stop(view, "calibrate")
    view = View("--step", "stretch")
    page(view, "stretch")
    view.shows("First read the step before this one")
    view.press(b"\n")
    page(view, "safety")
    view.press(b"\n")
    view.shows("I have read it")
    view.press(b"\n")
    view.shows("Enter start")
    lead(view, b"\n", "GET READY")
    stop(view, "stretch")
    for sign in signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP:
        view = View("--step", "pair")
        page(view, "pair")
        os.kill(view.pid, sign)
        view.screen.feed = lambda data: None
        view.ends(130, has_drawn=False)


def service():
    """No service, one that appears, one that is killed, one that hangs."""
    view = View("--step", "walk")
    view.shows("psoasd does not run")
    view.shows("systemctl --user start psoasd")
    view.shows("make run")
    daemon = start("--synthetic", "--speed", "0.1")
    view.shows(" 0 of 10 steps")
    daemon.kill()
    daemon.wait()
    view.shows("psoasd does not run")
    daemon = start("--synthetic", "--speed", "0.1")
    view.shows(" 0 of 10 steps")
    daemon.send_signal(signal.SIGSTOP)
    view.shows("psoasd does not answer")
    view.press(b"\n")
    page(view, "calibrate")
    view.shows("psoasd does not answer")
    # There is nothing to calibrate: Enter leads on.
    view.shows("Enter next")
    daemon.kill()
    daemon.wait()
    view.shows("psoasd does not run")
    view.press(b"\n")
    page(view, "safety")
    stop(view, "safety", b"q", 0)


def unserved():
    """Without a service the first stretch goes by the clock."""
    view = View("--step", "safety")
    page(view, "safety")
    view.press(b"\n")
    view.shows("I have read it")
    view.press(b"\n")
    page(view, "stretch")
    view.shows("The clock guides")
    back = lead(view, b"\n", "by the clock")
    view.press(b"q")
    back()
    view.shows("Enter finish")
    view.press(b"\n")
    view.screen.feed = lambda data: None
    view.ends(0, has_drawn=False)


def nosteps():
    """No step comes within a minute, and r waits again; a sensor that is not there is named at once."""
    daemon = start("--synthetic", "--speed", "0.05")
    view = View("--step", "walk")
    view.shows(" 0 of 10 steps")
    view.shows("No step came within a minute.", 2 * PATIENCE)
    view.press(b"r")
    view.wait("a new wait", lambda: "No step came" not in view.screen.text)
    stop(view, "walk")
    daemon.terminate()
    daemon.wait()
    with open(os.environ["HOME"] + "/absent.conf", "w") as file:
        file.write("[Sensors]\nPelvis=0000:0000:absent\n")
    start("--config", file.name, "--no-history")
    view = View("--step", "walk")
    view.shows("0000:0000:absent is not connected: press a button on it.")
    stop(view, "walk")


def sizes():
    """Each step at each size, in ASCII, in French, without colours."""
    start("--synthetic", "--speed", "60")
    for step in STEPS:
        view = View("--step", step, NO_COLOR="1", LC_ALL="C")
        page(view, step)
        for columns, rows in (40, 12), (20, 6), (1, 1), (200, 60), (120, 40), (80, 24):
            view.resize(columns, rows)
            if columns >= 20:
                view.wait("%dx%d" % (columns, rows), lambda: "q quit" in view.screen.text)
            else:
                view.wait("%dx%d" % (columns, rows), lambda: view.screen.text.strip())
        view.wait("ASCII", lambda: "setup, step" in view.screen.text and view.screen.text.isascii())
        assert view.screen.colours == 0, "colours, in spite of NO_COLOR"
        view.press(b"q")
        view.screen.feed = lambda data: None
        view.ends(0, has_drawn=False)
    view = View(LC_ALL="fr_FR.UTF-8")
    page(view, "wear")
    assert view.screen.colours > 0
    view.wait("the picture", lambda: sum(0x2800 < ord(c) < 0x2900 for c in view.screen.text) > 100)
    # A text that does not fit has parts.
    view.resize(40, 12)
    view.shows("Space more")
    view.press(b"   ")
    view.wait("another part", lambda: "your walking" in view.screen.text or view.press(b" "))
    stop(view, "pair")


def plain():
    """Lines, and keys that end with Enter."""
    start("--synthetic", "--speed", "300", "--guided-speed", "150")
    for view in View("--plain"), View(TERM="dumb"):
        view.screen.feed = lambda data: None

        def hear(words, keys=b""):
            view.wait(words, lambda: words.encode() in view.raw)
            view.raw = view.raw[view.raw.find(words.encode()):]
            view.press(keys)

        hear("Keys, each with Enter: Enter next, r again", b"\n")
        hear("6  Wii Remote", b"6\n")
        hear("red SYNC button", b"x\n")
        hear("Keys", b"\n")
        hear("ok: psoasd", b"\n")
        hear("nothing to shake", b"\n")
        hear("steps counted, upright is learned", b"\n")
        hear("calibrate now", b"\n")
        hear("1/6 neutral")
        hear("the pelvis sensor is calibrated")
        hear("Enter next", b"\n")
        hear("night, or keeps getting worse.")
        hear("I have read it", b"\n")
        hear("Enter start", b"\n")
        hear("done: ")
        hear("Enter finish", b"\x04")
        hear("To go on: psoasctl setup")
        assert b"\x1b" not in view.raw
        view.ends(0, has_drawn=False)


# Sensors: below umockdev-wrapper.

class Bed:
    def __init__(self):
        sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../PsoasDevicesTests/Beds"))
        import bed
        self.bed = bed
        self.stage = bed.Stage([])
        # It is in the C library's environment only.
        os.environ["UMOCKDEV_DIR"] = self.stage.bed.get_root_dir()
        self.pads, self.motions = [], []
        self.isOver = False
        self.player = threading.Thread(target=self.play)

    def plug(self, *pads):
        for pad in pads:
            pad.plug(self.stage.bed, 7 + len(self.pads))
            self.pads.append(pad)
            self.motions.append(lambda t: 0.0)
        if not self.player.is_alive():
            self.player.start()

    def play(self):
        """Sends a packet of each pad every 15 ms: gravity along z, and along x what its motion says, m/s2."""
        step = 0
        while not self.isOver:
            for pad, motion in zip(self.pads, self.motions):
                if motion is None:
                    continue
                for number in range(3 * step, 3 * step + 3):
                    noise = 1 if number % 2 else -1
                    # By the clock: on a busy machine the packets come late.
                    force = motion(time.monotonic()) / 9.80665
                    pad.send({self.bed.X: round(4096 * force) + noise, self.bed.Y: noise, self.bed.Z: 4096 + noise},
                             stamp=number * 5000 % (1 << 31))
            step += 1
            time.sleep(0.015)

    def end(self):
        self.isOver = True
        if self.player.is_alive():
            self.player.join()


def shake(t):
    """Four times a second, 3 cm to both sides."""
    return 19 * math.sin(2 * math.pi * 4 * t)


def knock(t):
    """A hard knock on the desk four times a second: 20 m/s2 for 5 ms, and its echo."""
    since = t % 0.25
    return 20 if since < 0.005 else -12 if since < 0.01 else 0


def walk(t):
    """A walking thigh: one stride a second, with the heel's impact."""
    return 6 * math.sin(2 * math.pi * t) + (15 if t % 1 < 0.04 else 0)


def sensors_now():
    said = subprocess.run([psoasctl, "sensors", "--json"], check=True, capture_output=True, text=True).stdout
    return {entry["identifier"]: entry["placement"] for entry in map(json.loads, said.splitlines())}


def played(bed, seconds):
    """Lets the pads play on; what is then on the screen has had its chance to be wrong."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        views[-1].read(0.1)


LEFT, RIGHT = "057e:2006:dc-68-eb-11-22-33", "057e:2007:dc-68-eb-44-55-66"


def pair_of_pads(bed):
    return bed.bed.joycon(), bed.bed.joycon("DC:68:EB:44:55:66", "Right", 0x2007)


def chosen(bed):
    """The shaken one is chosen, first for the pelvis and then for the thigh; knocks and a walk choose none."""
    left, right = pair_of_pads(bed)
    bed.plug(left, right)
    start("--no-history")
    view = View("--step", "sensors")
    view.shows("2  Nintendo Switch Right Joy-Con IMU")
    bed.motions[0], bed.motions[1] = knock, walk
    played(bed, 5)
    assert " sensor" not in view.screen.text.split("for three seconds")[1], view.screen.text
    bed.motions[0] = bed.motions[1] = shake
    view.shows("Two sensors move: put the other one down")
    bed.motions[0] = walk
    view.shows("Right Joy-Con IMU is the pelvis sensor")
    assert sensors_now()[RIGHT] == "pelvis"
    bed.motions[1] = walk
    view.shows("the sensor for the thigh")
    bed.motions[0] = shake
    view.shows("Left Joy-Con IMU is the thigh sensor")
    assert sensors_now() == {RIGHT: "pelvis", LEFT: "thigh"}, sensors_now()
    said = stop(view, "walk", b"q", 0)
    assert "ok    sensors     Nintendo Switch Right Joy-Con IMU is the pelvis sensor" in said, said


def alone(bed):
    """Without a service, with one sensor: it is chosen, and written to the settings. A number does the same."""
    bed.plug(bed.bed.joycon())
    view = View("--step", "sensors")
    view.shows("There is one sensor: it is the pelvis sensor")
    bed.motions[0] = shake
    view.shows("Left Joy-Con IMU is the pelvis sensor")
    stop(view, "walk", b"q", 0)
    with open(os.environ["XDG_CONFIG_HOME"] + "/psoas/psoas.conf.d/50-sensors.conf") as file:
        assert "Pelvis=" + LEFT in file.read()
    os.unlink(file.name)
    bed.motions[0] = walk
    view = View("--step", "sensors")
    view.shows("1  Nintendo")
    view.press(b"1")
    view.shows("Left Joy-Con IMU is the pelvis sensor")
    stop(view, "walk", b"q", 0)
    assert os.path.exists(file.name)


def asleep(bed):
    """A sensor that sends nothing is named, and is chosen once it wakes. One that comes later is shown."""
    bed.plug(bed.bed.joycon())
    bed.motions[0] = None
    view = View("--step", "sensors")
    view.shows("asleep. Press a button on it.")
    bed.motions[0] = shake
    view.shows("IMU is the pelvis sensor")
    stop(view, "walk", b"q", 0)
    view = View("--step", "pair")
    view.shows("Already connected: Nintendo Switch Left Joy-Con IMU")
    bed.plug(pair_of_pads(bed)[1])
    view.shows("Nintendo Switch Right Joy-Con IMU is connected now")
    stop(view, "permission", b"q", 0)


def none(bed):
    """No sensor at all, and the whole minute without a shake."""
    view = View("--step", "sensors")
    view.shows("No sensor is connected: b leads back")
    view.press(b"b")
    page(view, "permission")
    view.press(b"b")
    page(view, "pair")
    view.shows("No sensor is connected yet")
    stop(view, "pair")
    bed.plug(*pair_of_pads(bed))
    view = View("--step", "sensors")
    view.shows("1  Nintendo")
    view.shows("No sensor was shaken within a minute", 2 * PATIENCE)
    view.press(b"r")
    view.wait("a new wait", lambda: "within a minute" not in view.screen.text)
    stop(view, "sensors")


def stuck(bed):
    """A driver that never answers."""
    pad = bed.bed.joycon()
    pad.hangs = True
    bed.plug(pad)
    view = View("--step", "sensors")
    view.shows("IMU: does not answer. Disconnect it")
    stop(view, "sensors")


def locked(bed):
    """A node that may not be read: the step of the permission has the remedy."""
    bed.plug(bed.bed.joycon())
    root = bed.stage.bed.get_root_dir()
    for folder, folders, files in os.walk(root):
        os.chmod(folder, 0o777)
        for name in files:
            if not os.path.islink(os.path.join(folder, name)):
                os.chmod(os.path.join(folder, name), 0o666)
    os.chmod(root + "/dev/input/event7", 0)
    nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    view = View("--step", "permission", "--root", root + "/nothing", prefix=nobody)
    view.shows("udev rule is not installed")
    view.shows("permission for /dev/input/event7")
    assert view.screen.text.count("sudo udevadm trigger") == 1, view.screen.text
    view.press(b"\n")
    view.shows("you may not read it. Step 3 says")
    stop(view, "sensors")


def hostile(bed):
    """A device whose name has escape codes: the screen refuses all but its own."""
    pad = bed.bed.joycon()
    pad.name = "Joy\x1b]0;owned\x07\nFAKE: \x1b[31mred\x9b"
    bed.plug(pad)
    view = View("--step", "pair", columns=120)
    view.shows(r"Joy\x1b]0;owned\x07\nFAKE")
    view.press(b"\n")
    page(view, "permission")
    view.wait("the checks", lambda: r"\x1b[31mred" in view.screen.text or view.press(b" "))
    view.press(b"\n")
    page(view, "sensors")
    bed.motions[0] = shake
    view.shows(r"red\xc2\x9b is the pelvis sensor")
    said = stop(view, "walk", b"q", 0)
    assert "\x1b]" not in said and "\nFAKE" not in said, said


bed = None
try:
    if scene in ("chosen", "alone", "asleep", "none", "stuck", "locked", "hostile"):
        bed = Bed()
        globals()[scene](bed)
    else:
        globals()[scene]()
    print("ok")
finally:
    for view in views:
        view.kill()
    for daemon in daemons:
        daemon.kill()
        daemon.wait()
    if bed:
        bed.end()
