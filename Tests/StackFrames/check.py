#!/usr/bin/env python3
"""Check that no function of a program, except initializers, has a large stack frame.

  check.py PROGRAM BYTES

PROGRAM needs its symbols. A larger frame has a copy of a large value in it: a function that is not mutating and is called
from a mutating one gets a copy of the value, which takes memory and time. Prints the largest frame, or each one above BYTES
with its function; exit status 1 then.
"""
import re
import subprocess
import sys

FUNCTION = re.compile(r'^[0-9a-f]+ <(.*)>:$')
FRAME = re.compile(r'\bsub +\$0x([0-9a-f]+),%rsp')
# How the mangled name of an initializer ends: a value's, or an object's with and without its allocation.
INITIALIZER = re.compile(r'f[Cc]$')


def frames(program):
    """The size of each frame, in bytes, and its function, the largest first."""
    found, function = [], ''
    with subprocess.Popen(['objdump', '--disassemble', '--no-show-raw-insn', program], stdout=subprocess.PIPE,
                          text=True) as listing:
        for line in listing.stdout:
            if match := FUNCTION.match(line):
                function = match[1]
            elif match := FRAME.search(line):
                found.append((int(match[1], 16), function))
    if listing.returncode != 0 or not found:
        sys.exit(f'check.py: objdump found no function with a frame in {program}')
    return sorted(found, reverse=True)


def main():
    program, limit = sys.argv[1], int(sys.argv[2])
    checked = [frame for frame in frames(program) if not INITIALIZER.search(frame[1])]
    if checked[0][0] <= limit:
        print(f'The largest stack frame of {program} has {checked[0][0]} bytes; {limit} are allowed.')
        return
    for size, function in checked:
        if size > limit:
            print(f'{function} has a stack frame of {size} bytes; {limit} are allowed. Does it copy a large value?',
                  file=sys.stderr)
    sys.exit(1)


if __name__ == '__main__':
    main()
