#!/usr/bin/env python3
"""The orientation filter and the posture classifier on a Cortex-M4F: results, size, memory, instructions.

  bench.py [--keep FOLDER]

The core is compiled as Embedded Swift for the board and as ordinary Swift for this machine, with the same wearer. QEMU runs
the board's program and counts its instructions. The processor has no double precision. libgcc has two sets of functions for
it: that of Armv6-M rounds correctly, so that the results of each sample must have the same bits on both machines; that of
Armv7E-M is faster, but rounds some differences to the wrong neighbour (1 - t for t about 2 to the power of -33), so that only
the postures must be the same. The first second that differs is printed, and the exit status is 1.

Needs qemu-system-arm, gcc-arm-none-eabi and libnewlib-arm-none-eabi; `make bench-board` installs them.
"""
import argparse, glob, os, re, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CORE = os.path.join(os.path.dirname(os.path.dirname(HERE)), "Sources/PsoasCore")
CPU = ["-mcpu=cortex-m4", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"]
GCC = ["arm-none-eabi-gcc", *CPU, "-mthumb"]
RATE = 100  # samples a second
CYCLES = 1.5  # cycles an instruction, chosen by judgement: one mostly, two for a load, two to four for a taken branch
CLOCKS = {"64 MHz (nRF52832)": 64e6, "100 MHz (STM32F411)": 100e6}
# Which columns of a second must be the same with the functions of libgcc for a processor: all, or without the hash.
ARITHMETIC = {"cortex-m0": slice(4), "cortex-m4": slice(3)}
KNOWN = 2003  # instructions of platform_known, with the call and the return
PARTS = [  # object file in the linker's map, symbols, name in the table
    (r"program\.o", r"Board\d+(Wearer|Cost|Hash|Output|run_|write|overhead)|\.program$", "this benchmark's program"),
    (r"board\.o", "", "this benchmark's program"),
    (r"program\.o", "", "PsoasCore"),
    (r"libgcc\.a", "", "double-precision arithmetic (libgcc)"),
    (r"lib[cm]\.a", "", "square root, copying (newlib)"),
]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        sys.exit("%s failed with status %d:\n%s%s" % (command[0], done.returncode, done.stdout[-3000:], done.stderr[-3000:]))
    return done.stdout


def build(folder):
    """Compiles the program for the board, and for this machine; returns the latter."""
    sources = sorted(glob.glob(CORE + "/**/*.swift", recursive=True)) + sorted(glob.glob(HERE + "/*.swift"))
    swift = ["swiftc", "-swift-version", "6", "-warnings-as-errors", "-wmo", "-parse-as-library", "-module-name", "Board",
             "-import-objc-header", HERE + "/platform.h"] + sources
    run(*swift, "-target", "armv7em-none-none-eabi", *(word for flag in CPU for word in ("-Xcc", flag)), "-Osize",
        "-enable-experimental-feature", "Embedded", "-Xfrontend", "-function-sections",
        "-Xfrontend", "-disable-stack-protector", "-c", "-o", folder + "/program.o")
    run(*GCC, "-Os", "-ffreestanding", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-ffunction-sections",
        "-c", HERE + "/board.c", "-o", folder + "/board.o")
    run("clang", "-O2", "-std=c17", "-Wall", "-Wextra", "-Werror", "-c", HERE + "/host.c", "-o", folder + "/host.o")
    run(*swift, "-O", folder + "/host.o", "-lm", "-o", folder + "/host")
    return folder + "/host"


def link(folder, processor):
    """The program for the board with that processor's arithmetic, and the linker's map. There is no heap: an allocation
    would be an undefined symbol."""
    board, table = os.path.join(folder, processor + ".elf"), os.path.join(folder, processor + ".map")
    libgcc = run("arm-none-eabi-gcc", "-mthumb", "-mcpu=" + processor, *(CPU[1:] if processor == "cortex-m4" else []),
                 "-print-libgcc-file-name").strip()
    # Square roots without errno, which newlib keeps in a kilobyte of RAM. The functions of the arithmetic have the same
    # calling convention on all processors.
    run(*GCC, "-nostartfiles", "-T", HERE + "/board.ld", "-Wl,--gc-sections", "-Wl,--no-warn-mismatch",
        "-Wl,--defsym=sqrt=__ieee754_sqrt,--defsym=sqrtf=__ieee754_sqrtf", "-Wl,-Map=" + table,
        folder + "/board.o", folder + "/program.o", libgcc, "-lm", "-o", board)
    return board, open(table).read()


def results(output):
    """The lines of seconds, and the numbers of the others by their names."""
    seconds, numbers = [], {}
    for line in output.splitlines():
        words = line.split()
        if words[0] in ("gyroscope", "accelerometer"):
            seconds.append(words)
        else:
            name = " ".join(word for word in words if not word.isdigit())
            numbers[name] = [int(word) for word in words if word.isdigit()]
    return seconds, numbers


def sizes(table):
    """Bytes in flash by part, from the linker's map."""
    kept = table[table.index("Linker script and memory map"):]
    total = {}
    for section, size, file in re.findall(r"^ (\.(?:text|rodata|data|vectors)\S*)\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+)$", kept, re.MULTILINE):
        part = next((name for of, symbols, name in PARTS if re.search(of, file) and re.search(symbols, section)), file)
        total[part] = total.get(part, 0) + int(size, 16)
    return total


def measure(folder, processor, here):
    """Runs the program with that processor's arithmetic, compares its results with those here, and prints its tables."""
    board, table = link(folder, processor)
    there, numbers = results(run(
        "qemu-system-arm", "-M", "mps2-an386", "-icount", "shift=7", "-display", "none", "-monitor", "none",
        "-serial", "none", "-chardev", "stdio,id=out", "-semihosting-config", "enable=on,target=native,chardev=out",
        "-kernel", board))
    if abs(numbers["known"][0] - KNOWN) > 1:
        sys.exit("QEMU counts %d instructions where there are %d" % (numbers["known"][0], KNOWN))
    if not here or len(here) != len(there):
        sys.exit("here %d seconds, on the board %d" % (len(here), len(there)))
    for ours, theirs in zip(here, there):
        if ours[ARITHMETIC[processor]] != theirs[ARITHMETIC[processor]]:
            sys.exit("With the arithmetic for %s the results differ from this second on:\n  here   %s\n  board  %s"
                     % (processor, " ".join(ours), " ".join(theirs)))
    same = sum(ours == theirs for ours, theirs in zip(here, there))
    print("## Arithmetic for %s\nOf %d seconds, %d have the same postures as here, and %d the same bits so far.\n"
          % (processor, len(here), len(here), same))

    print("| in flash | bytes |\n|---|---|")
    for part, size in sizes(table).items():
        print("| %s | %d |" % (part, size))
    print("\n| in RAM | bytes |\n|---|---|")
    print("| state of the orientation filter | %d |" % numbers["size orientation"][0])
    print("| state of the posture classifier | %d |" % numbers["size posture"][0])
    print("| most stack, with both | %d |" % numbers["stack"][0])
    print("\n| instructions an update | mean | most | %s |\n|---|---|---|%s"
          % (" | ".join("load at %d Hz and longest update, %s" % (RATE, clock) for clock in CLOCKS), "---|" * len(CLOCKS)))
    for sensor in ("gyroscope", "accelerometer"):
        costs = [numbers["cost %s %s" % (sensor, part)] for part in ("orientation", "posture")]
        costs.append([sum(numbers) for numbers in zip(*costs)])
        for part, (mean, most) in zip(("orientation", "posture", "both"), costs):
            loads = " | ".join("%.1f %%, %.1f ms" % (100 * mean * CYCLES * RATE / clock, 1000 * most * CYCLES / clock)
                               for clock in CLOCKS.values())
            print("| %s, %s | %d | %d | %s |" % (part, sensor, mean, most, loads))
    print()


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--keep", metavar="FOLDER", help="build there, and keep what is built")
    options = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or scratch
        os.makedirs(folder, exist_ok=True)
        here, _ = results(run(build(folder)))
        for processor in ARITHMETIC:
            measure(folder, processor, here)


main()
