"""Runs `psoasctl monitor` on a terminal of its own, as a person would, beside a real daemon on a private bus.

monitor.py SCENE PSOASCTL PSOASD   prints ok, or what was wrong
"""
import os, re, signal, subprocess, sys, tempfile, time

import screen
from screen import PATIENCE

scene, psoasctl, psoasd = sys.argv[1:]


def View(columns=80, rows=24, *arguments, **environment):
    return screen.View([psoasctl, "monitor", *arguments], columns, rows, **environment)


daemons = []


def start(*more):
    daemon = screen.start_service(
        psoasctl, [psoasd, "--bus", "user", "--output", "none", *more], stdout=subprocess.DEVNULL)
    daemons.append(daemon)
    return daemon


def start_with(settings, *more):
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/test.conf", "w") as file:
            file.write(settings)
        return start("--config", file.name, *more)


def status():
    return subprocess.run([psoasctl, "status"], capture_output=True, text=True, check=True).stdout


def until(what, condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


class Messages:
    """Counts messages on the bus."""

    def __init__(self, *rules):
        self.child = subprocess.Popen(
            ["busctl", "--address=" + os.environ["DBUS_SESSION_BUS_ADDRESS"], "--json=short", "monitor",
             *["--match=" + rule for rule in rules]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        os.set_blocking(self.child.stdout.fileno(), False)
        self.text = b""

    def count(self, member):
        self.text += self.child.stdout.read() or b""
        return self.text.count(b'"member":"%s"' % member)

    def end(self):
        self.child.kill()
        self.child.wait()


def keys():
    """Each key does what the last row says, and `status` agrees."""
    start_with("[Reminders]\nSittingTime=5min\nIgnoredAfter=1h\n", "--synthetic", "--speed", "20")
    view = View()
    view.shows("p pause")
    assert not view.is_cooked()
    view.press(b"p")
    view.shows("p resume")
    assert "paused: psoasctl resume" in status()
    view.press(b"p")
    view.shows("p pause")
    assert "paused: psoasctl resume" not in status()
    view.press(b"c")
    view.shows("Which posture? 1 standing")
    view.press(b"\x1b")
    view.shows("c correct")
    # Pasted text is no key, however long it is.
    assert view.screen.modes.get("2004") is True, view.screen.modes
    view.press(b"\x1b[200~" + b"pcq1" * 2000 + b"\n\x1b[201~")
    view.shows("Pasted text does nothing here")
    view.shows("p pause")
    assert "paused: psoasctl resume" not in status()
    # Keys that are not on offer, and arrow keys, do nothing.
    view.press(b"x\x1b[Az")
    view.shows("z snooze")
    assert "suggested now" in view.screen.text
    view.press(b"z")
    view.shows("Snoozed until")
    assert "quiet" in status()
    view.press(b"u")
    view.shows("the suggestion is open again")
    view.press(b"k")
    view.shows("Suggestion dismissed: ")
    # The wearer sits for a while now: a change of posture would end the correction.
    view.press(b"c")
    view.shows("1 standing")
    view.press(b"1")
    view.shows("Counted as standing until")
    view.press(b"u")
    view.shows("The correction is taken back")
    # An exercise has a screen of its own; its end leads back.
    read, view.screen.feed = view.screen.feed, lambda data: None
    before = len(view.raw)
    view.press(b"s")
    view.wait("the safety advice", lambda: b"Press Enter" in view.raw[before:])
    assert view.is_cooked()
    # Ctrl-C leads back to the view, and the advice comes again.
    view.press(b"\x03")
    view.wait("the view", lambda: not view.is_cooked())
    view.screen.resize(80, 24)
    view.screen.feed, view.screen.isOld = read, True
    view.shows("Not started: the safety advice was not confirmed")
    view.screen.feed = lambda data: None
    before = len(view.raw)
    view.press(b"s")
    view.wait("the safety advice again", lambda: b"Press Enter" in view.raw[before:])
    # Enter as often as it takes: a key that is pressed in the moment of the prompt can be lost.
    view.wait("the exercise", lambda: b"space pause" in view.raw[before:] or view.press(b"\r"))
    view.screen.resize(80, 24)
    view.screen.feed, view.screen.isOld = read, True
    view.press(b"q")
    view.shows("c correct")
    assert not view.is_cooked()
    view.press(b"q")
    view.ends()


def sizes():
    """It follows the size of the terminal, has its figure where there is room, and no colour with NO_COLOR."""
    start("--synthetic", "--speed", "60")
    view = View(NO_COLOR="1")
    view.shows("last hour")
    dots = lambda: sum(0x2800 < ord(c) < 0x2900 for c in view.screen.text)
    assert dots() > 50, view.screen.text
    for columns, rows in (40, 12), (20, 6), (1, 1), (2, 2), (200, 60), (120, 40), (80, 24):
        view.resize(columns, rows)
        if columns > 2:
            view.wait("%dx%d" % (columns, rows), lambda: re.search(r"s( start)? +p( pause)? +c", view.screen.text))
        else:
            view.wait("%dx%d" % (columns, rows), lambda: view.screen.text.strip())
        if columns >= 40:
            view.wait("a figure", lambda: dots() > 10)
    assert view.screen.colours == 0, "colours, in spite of NO_COLOR"
    view.press(b"\x03")
    view.ends()
    coloured = View(40, 12)
    coloured.shows("correct")
    assert coloured.screen.colours > 0
    coloured.press(b"q")
    coloured.ends()
    ascii = View(80, 24, LC_ALL="C")
    ascii.wait("a figure", lambda: "##" in ascii.screen.text and "q quit" in ascii.screen.text)
    assert ascii.screen.text.isascii()
    ascii.press(b"q")
    ascii.ends()
    # Lines where they are wanted, and where nothing can be drawn.
    for view in (View(80, 24, "--plain"), View(TERM="dumb"), View(TERM="")):
        view.screen.feed = lambda data: None
        view.wait("a line", lambda: b"of sitting today\r\n" in view.raw)
        assert b"\x1b" not in view.raw and view.is_cooked()
        view.kill()


def frames():
    """Four frames per second at most, whatever the daemon sends."""
    messages = Messages("type='signal',member='Tilt'")
    start("--synthetic", "--speed", "300")
    began = time.monotonic()
    view = View()
    # A frame begins where the cursor goes up.
    frames, last = 0, 0
    end = time.monotonic() + PATIENCE
    while messages.count(b"Tilt") < 100:
        before = len(view.raw)
        assert view.read(0.1) and time.monotonic() < end
        rows = [int(row) for row in re.findall(rb"\x1b\[(\d+);1H", view.raw[before:])]
        for row in rows:
            if row <= last:
                frames += 1
            last = row
    took = time.monotonic() - began
    assert frames >= 8, f"{frames} frames: nothing was drawn"
    assert frames <= took * 4 + 1, f"{frames} frames in {took:.1f} s"
    messages.end()
    view.press(b"q")
    view.ends()


def idle():
    """Nothing is sent while nothing changes, however often the view asks."""
    # So that no sensor of this machine is used.
    start_with("[Sensors]\nPelvis=0000:0000:absent\n", "--no-history")
    view = View()
    view.shows("q quit")
    view.shows("not connected")
    messages = Messages("type='method_call',member='GetStatus'")
    asked = lambda: messages.count(b"GetStatus")
    view.wait("it asks", lambda: asked() >= 3)
    before = len(view.raw)
    end = asked() + 5
    view.wait("it asks on", lambda: asked() >= end)
    assert len(view.raw) == before, view.raw[before:]
    messages.end()
    view.press(b"q")
    view.ends()


def service():
    """The service is killed, and returns."""
    daemon = start("--synthetic", "--speed", "60")
    view = View()
    view.shows("p pause")
    daemon.kill()
    daemon.wait()
    view.shows("the service has stopped")
    assert "p pause" not in view.screen.text
    view.press(b"p")
    daemon = start("--synthetic", "--speed", "60")
    view.shows("p pause")
    assert "the service has stopped" not in view.screen.text
    # One that hangs: the keys still work.
    daemon.send_signal(signal.SIGSTOP)
    view.shows("the service does not answer")
    view.press(b"q")
    view.ends()
    daemon.send_signal(signal.SIGCONT)


def stopped():
    """A reader that has stopped with Ctrl-S, and the end meanwhile: by Ctrl-C, by a key, by SIGTERM."""
    start("--synthetic", "--speed", "300")
    for end in (lambda view: view.press(b"\x03"), lambda view: view.press(b"q"),
                lambda view: os.kill(view.pid, signal.SIGTERM)):
        view = View()
        view.shows("p pause")
        view.press(b"\x13")
        messages = Messages("type='method_call',member='GetStatus'")
        before = len(view.raw)
        # It goes on asking, and does not wait for the reader.
        until("it asks", lambda: messages.count(b"GetStatus") >= 3)
        messages.end()
        end(view)
        view.ends()
    view = View()
    view.shows("p pause")
    view.press(b"\x13")
    view.press(b"p")
    until("paused", lambda: "paused: psoasctl resume" in status())
    view.press(b"\x11")
    view.shows("p resume")
    view.press(b"q")
    view.ends()
    # The terminal is gone.
    view = View()
    view.shows("p resume")
    os.close(view.master)
    until("it ends", lambda: os.waitpid(view.pid, os.WNOHANG)[0])


def hostile():
    """A service whose texts have escape codes: the screen accepts none but those of the view."""
    view = View()
    view.shows(r"plank\x1b]0;owned\x07\nFAKE")
    view.resize(30, 10)
    view.shows("suggested now")
    view.press(b"q")
    view.ends()


try:
    {"keys": keys, "sizes": sizes, "frames": frames, "idle": idle, "service": service, "stopped": stopped,
     "hostile": hostile}[scene]()
    print("ok")
finally:
    for daemon in daemons:
        daemon.kill()
        daemon.wait()
