"""Runs a full-screen verb as a job of a shell on a terminal of its own, presses Ctrl-Z, and brings it back with fg.

terminal.py WORDS-OF-SCREEN COMMAND...   prints ok, or what was wrong
"""
import os, pty, select, signal, sys, termios, time

expected, command = sys.argv[1].encode(), sys.argv[2:]


def is_cooked(fd):
    return termios.tcgetattr(fd)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON


def shell(report, orders):
    """The session's leader: starts the job, and tells and does what a shell would."""
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
    """Reads the screen, and what the shell tells, until `what` holds."""
    global screen
    told = b""
    end = time.time() + seconds
    while time.time() < end:
        ready, _, _ = select.select([master, report_read], [], [], 0.2)
        if master in ready:
            try:
                screen += os.read(master, 65536)
            except OSError:
                pass
        if report_read in ready:
            told += os.read(report_read, 100)
        if what(told):
            return told
    sys.exit(f"waited in vain: told {told}, screen {screen[-600:]}")


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
    told = wait_for(lambda told: b"\n" in told)
    assert told == b"stopped cooked\n", told
    # The cursor is shown again.
    wait_for(lambda _: b"\x1b[?25h" in screen)
    os.write(orders_write, b"f")
screen = b""
wait_for(is_drawn)
assert not is_cooked(master), "back in front, keys are not read one by one"
os.write(master, b"q")
told = wait_for(lambda told: b"\n" in told)
assert told == b"ended cooked\n", told
print("ok")
