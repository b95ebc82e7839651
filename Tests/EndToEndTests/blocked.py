"""Runs a program whose standard output and error are not read: a full pipe, or a terminal that Ctrl-S has stopped. Or one
whose service manager and, in a mount namespace of root's own, journal do not read.

blocked.py pipe|terminal|manager|journal PROGRESS COMMAND...

PROGRESS is a command whose output has to change three times while the program's output is blocked; @FILE means the size
of a file. Then SIGTERM has to end the program while it is still blocked. Prints "ok".
"""
import fcntl, os, pty, shlex, signal, socket, subprocess, sys, tempfile, termios, threading, time

reader, progress, command = sys.argv[1], sys.argv[2], sys.argv[3:]
FILL = b"x" * 4095 + b"\n"


def measure():
    if progress.startswith("@"):
        return str(os.path.getsize(progress[1:])) if os.path.exists(progress[1:]) else ""
    found = subprocess.run(shlex.split(progress), capture_output=True, text=True)
    return found.stdout if found.returncode == 0 else ""


def wait(condition, what):
    end = time.monotonic() + 60
    while not condition():
        assert child.poll() is None, f"ended with {child.returncode} while {what}"
        assert time.monotonic() < end, f"timed out: {what}"
        time.sleep(0.02)


def bind(path):
    mailbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    mailbox.bind(path)
    mailbox.setblocking(False)
    return mailbox


def letters(mailbox):
    while True:
        try:
            yield mailbox.recv(1 << 16).decode()
        except BlockingIOError:
            return


mailbox = folder = None
if reader in ("manager", "journal"):
    reading, writing = None, os.open("/dev/null", os.O_WRONLY)
    if reader == "journal":
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/run"], check=True)
        os.makedirs("/run/systemd/journal")
        mailbox = bind("/run/systemd/journal/socket")
    else:
        folder = tempfile.TemporaryDirectory()
        mailbox = bind(folder.name + "/notify")
        os.environ["NOTIFY_SOCKET"] = folder.name + "/notify"
elif reader == "pipe":
    reading, writing = os.pipe()
    fcntl.fcntl(writing, 1031, 4096)  # F_SETPIPE_SZ: a page
    os.write(writing, FILL)
else:
    reading, writing = pty.openpty()
    settings = termios.tcgetattr(writing)
    settings[1] &= ~termios.OPOST
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(writing, termios.TCSANOW, settings)
    os.write(reading, b"\x13")
child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=writing, stderr=writing, start_new_session=True)
seen = set()


def advances():
    value = measure()
    if value:
        seen.add(value)
        # Each reload is told to the service manager twice, and to the journal.
        if mailbox:
            child.send_signal(signal.SIGHUP)
    return len(seen) > (30 if mailbox else 3)


wait(advances, "it should go on")
if reader == "journal":
    got = list(letters(mailbox))
    assert len(got) < 29, f"{len(got)} entries: its queue was not full"

    def reports():
        child.send_signal(signal.SIGHUP)
        got.extend(letters(mailbox))
        return any("dropped while the journal was not read" in letter for letter in got)
    wait(reports, "it should say what it dropped")
elif reader == "manager":
    # Its queue is still full.
    assert len(list(letters(mailbox))) < 29
    advances()
    wait(lambda: any("READY=1" in letter for letter in letters(mailbox)), "it should be heard again")
# Other processes share this open file description, so the program must not set its flags.
assert not fcntl.fcntl(writing, fcntl.F_GETFL) & os.O_NONBLOCK, "O_NONBLOCK is set on a shared description"
child.send_signal(signal.SIGTERM)
status = child.wait(60)
assert status in (0, -signal.SIGTERM), f"status {status}"
assert not fcntl.fcntl(writing, fcntl.F_GETFL) & os.O_NONBLOCK
print("ok", flush=True)
