"""Runs a full-screen verb as a job of a shell on a terminal of its own, presses Ctrl-Z, and brings it back with fg.

terminal.py WORDS-OF-SCREEN COMMAND...   prints ok, or what was wrong
"""
import os, pty, select, signal, sys, termios, time

expected, command = sys.argv[1].encode(), sys.argv[2:]


def is_cooked(fd):
    return termios.tcgetattr(fd)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON


def shell(report, orders):
    """The session leader: does the job control of a shell, and reports each change of the job's state."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = os.fork()
    if job == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpid())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execvp(command[0], command)
    while True:
        _, status = os.waitpid(job, os.WUNTRACED)
        os.tcsetpgrp(0, os.getpid())
        if os.WIFSTOPPED(status):
            os.write(report, b"stopped cooked\n" if is_cooked(0) else b"stopped raw\n")
            os.read(orders, 1)
            os.tcsetpgrp(0, job)
            os.kill(-job, signal.SIGCONT)
        else:
            os.write(report, b"ended cooked\n" if is_cooked(0) else b"ended raw\n")
            os._exit(0)


report_read, report_write = os.pipe()
orders_read, orders_write = os.pipe()
child, master = pty.fork()
if child == 0:
    shell(report_write, orders_read)

screen = b""


def wait_for(what, seconds=60):
    """Reads the screen and the reports of the shell until `what` is true of the reports."""
    global screen
    reports = b""
    end = time.time() + seconds
    while time.time() < end:
        ready, _, _ = select.select([master, report_read], [], [], 0.2)
        if master in ready:
            try:
                screen += os.read(master, 65536)
            except OSError:
                pass
        if report_read in ready:
            reports += os.read(report_read, 100)
        if what(reports):
            return reports
    sys.exit(f"timed out: reports {reports}, screen {screen[-600:]}")


def is_drawn(_):
    if b"Press Enter" in screen:
        globals()["screen"] = screen.replace(b"Press Enter", b"")
        os.write(master, b"\n")
    return expected in screen


for _ in range(2):
    screen = b""
    wait_for(is_drawn)
    assert not is_cooked(master), "the screen is drawn and keys are not read one by one"
    os.write(master, b"\x1a")
    reports = wait_for(lambda reports: b"\n" in reports)
    assert reports == b"stopped cooked\n", reports
    # The cursor is shown again.
    wait_for(lambda _: b"\x1b[?25h" in screen)
    # Text that is pasted into the shell is not marked by a mode of the view.
    assert b"\x1b[?2004h" not in screen or screen.rindex(b"\x1b[?2004l") > screen.rindex(b"\x1b[?2004h"), screen[-200:]
    os.write(orders_write, b"f")
screen = b""
wait_for(is_drawn)
assert not is_cooked(master), "back in front, keys are not read one by one"
os.write(master, b"q")
reports = wait_for(lambda reports: b"\n" in reports)
assert reports == b"ended cooked\n", reports
print("ok")
