"""A terminal for a program that draws on it, which follows the drawing and refuses unexpected codes."""
import fcntl, os, pty, re, select, signal, struct, subprocess, termios, time

# Seconds to wait for anything.
PATIENCE = 60


def start_service(psoasctl, command, **options):
    """A daemon that answers on the bus."""
    daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    end = time.monotonic() + PATIENCE
    while subprocess.run([psoasctl, "status"], capture_output=True).returncode != 0:
        assert time.monotonic() < end and daemon.poll() is None, "no daemon"
        time.sleep(0.05)
    return daemon


class Screen:
    """A terminal: a grid of characters that follows the codes which the view uses, and refuses all others."""

    CODES = re.compile(
        rb"\x1b\[(\d+);(\d+)H|\x1b\[([JK])|\x1b\[2J|\x1b\[([0-9;]*)m|\x1b\[\?(\d+)([hl])|\x07|\r\n|([^\x00-\x1f\x7f]+)|(.)",
        re.DOTALL)

    def __init__(self, columns, rows):
        self.modes, self.colours, self.bells = {}, 0, 0
        self.rest = b""
        self.isOld = False
        self.resize(columns, rows)

    def resize(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines = [""] * rows
        self.row = self.column = 0

    def feed(self, data):
        data = self.rest + data
        if self.isOld:
            # What is on its way was drawn for the old size; the next frame begins with an empty screen.
            data, self.isOld = (data[data.find(b"\x1b[2J"):], False) if b"\x1b[2J" in data else (data[-3:], True)
            if self.isOld:
                self.rest = data
                return
        # A code that is not complete waits for the rest.
        cut = data.rfind(b"\x1b")
        self.rest = b""
        if cut >= 0 and not re.match(rb"\x1b\[[?0-9;]*[a-zA-Z]", data[cut:]):
            data, self.rest = data[:cut], data[cut:]
        # So does a character.
        while data and not self.rest:
            try:
                data.decode()
                break
            except UnicodeDecodeError as error:
                if error.end < len(data) or len(data) - error.start > 3:
                    raise
                data, self.rest = data[:error.start], data[error.start:]
        for code in self.CODES.finditer(data):
            whole = code.group(0)
            if code.group(1):
                self.row, self.column = int(code.group(1)) - 1, int(code.group(2)) - 1
            elif whole == b"\x1b[2J":
                self.lines = [""] * self.rows
            elif whole == b"\x1b[K":
                self.lines[self.row] = self.lines[self.row][:self.column]
            elif whole == b"\x1b[J":
                self.lines[self.row:] = [""] * (self.rows - self.row)
            elif code.group(4) is not None:
                self.colours += 1
            elif code.group(5):
                self.modes[code.group(5).decode()] = code.group(6) == b"h"
            elif whole == b"\x07":
                self.bells += 1
            elif code.group(7):
                text = code.group(7).decode()
                assert self.row < self.rows, f"row {self.row} of {self.rows}"
                self.lines[self.row] = self.lines[self.row].ljust(self.column)[:self.column] + text
                self.column += len(text)
                assert self.column <= self.columns, f"{self.column} of {self.columns} columns: {self.lines[self.row]}"
            elif whole != b"\r\n":
                raise AssertionError(f"a code that the view should not use: {data[code.start():code.start() + 20]}")

    @property
    def text(self):
        return "\n".join(self.lines)


class View:
    """A program on a terminal, as a job of a shell in its own session."""

    def __init__(self, command, columns=80, rows=24, **environment):
        self.screen = Screen(columns, rows)
        self.raw = b""
        variables = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment}
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], command, variables)

    def read(self, seconds):
        """Reads what comes within a time; False at the end."""
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.raw += data
        self.screen.feed(data)
        return bool(data)

    def wait(self, what, condition, patience=PATIENCE):
        end = time.monotonic() + patience
        while not condition():
            alive = self.read(0.1)
            assert time.monotonic() < end and alive, f"{what}: not on the screen:\n{self.screen.text}\n{self.raw[-300:]}"

    def shows(self, words, patience=PATIENCE):
        self.wait(words, lambda: words in self.screen.text, patience)

    def press(self, keys):
        os.write(self.master, keys)

    def resize(self, columns, rows):
        self.screen.resize(columns, rows)
        self.screen.isOld = True
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def is_cooked(self):
        return termios.tcgetattr(self.master)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON

    def ends(self, status=0, has_drawn=True):
        """The program has ended, and the terminal is as it was."""
        end = time.monotonic() + PATIENCE
        while True:
            self.read(0.05)
            pid, code = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            assert time.monotonic() < end, "it does not end"
        while self.read(0.05) and select.select([self.master], [], [], 0)[0]:
            pass
        found = os.waitstatus_to_exitcode(code)
        assert found == status, f"status {found}: {self.raw[-400:]}"
        self.is_restored(has_drawn)
        assert self.is_cooked()
        os.close(self.master)

    def is_restored(self, has_drawn=True):
        """The modes are as before; a program that has drawn has changed and restored all but that of pasted text."""
        modes = {mode: state == b"h" for mode, state in re.findall(rb"\x1b\[\?(\d+)([hl])", self.raw)}
        for mode, usual in ((b"1049", False), (b"25", True), (b"7", True)):
            assert modes.get(mode, None if has_drawn else usual) is usual, modes
        assert not modes.get(b"2004"), modes

    def kill(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
