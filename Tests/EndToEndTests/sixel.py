"""Runs `psoasctl exercise show` on a terminal that answers a query of its attributes, and writes what it prints to a file.

sixel.py ANSWER FILE PSOASCTL [ARGUMENT...]   ANSWER: the attributes, such as 62;4; none if it is empty
"""
import os, pty, sys, termios

answer, path, command = sys.argv[1].encode(), sys.argv[2], sys.argv[3:]
pid, master = pty.fork()
if pid == 0:
    os.execve(command[0], command, {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
printed, has_answered = b"", False
while True:
    try:
        data = os.read(master, 65536)
    except OSError:
        break
    if not data:
        break
    printed += data
    if b"\x1b[c" in printed and answer and not has_answered:
        has_answered = True
        # In two parts, as a slow connection may deliver it.
        os.write(master, b"\x1b[?" + answer[:2])
        os.write(master, answer[2:] + b"c")
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
assert status == 0, f"status {status}: {printed}"
assert printed.startswith(b"Kneeling") or b"\x1b[c" in printed, printed[:200]
with open(path, "wb") as file:
    file.write(printed.replace(b"\x1b[c", b""))
