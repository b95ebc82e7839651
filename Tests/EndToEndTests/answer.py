"""Runs a program on a terminal of its own, types one line, and prints what it showed and its exit status.

answer.py LINE COMMAND...
"""
import os, pty, select, sys, time

line, command = sys.argv[1], sys.argv[2:]
child, master = pty.fork()
if child == 0:
    os.execvp(command[0], command)
shown = b""
end = time.time() + 120
while time.time() < end:
    ready, _, _ = select.select([master], [], [], 0.2)
    if ready:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    if line and shown.rstrip().endswith((b"]", b":")):
        os.write(master, line.encode() + b"\n")
        line = ""
_, status = os.waitpid(child, 0)
print(shown.decode().replace("\r", ""))
print("status", os.waitstatus_to_exitcode(status))
