#!/usr/bin/env python3
"""Prints the share of covered lines of each module: report.py LCOV UNCOVERED

UNCOVERED gets the other lines, as FILE:FIRST-LAST and their text. Exit status 1 if a module is below its bar.
"""
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SOURCES = os.path.join(ROOT, "Sources") + "/"
# Least share of lines.
BARS = {"PsoasCore": 0.9, "PsoasMonitor": 0.9, "PsoasTrace": 0.9, "PsoasDevices": 0.9, "PsoasSettings": 0.9}


def lines_of(lcov):
    """How often each line of the modules was run, as {file: {line: count}}."""
    counts, lines = {}, None
    for record in open(lcov, encoding="utf-8"):
        key, _, value = record.rstrip("\n").partition(":")
        if key == "SF":
            lines = counts.setdefault(value[len(SOURCES):], {}) if value.startswith(SOURCES) else None
        elif key == "DA" and lines is not None:
            line, count = value.split(",")[:2]
            lines[int(line)] = max(lines.get(int(line), 0), int(count))
    return counts


def uncovered(lines):
    """The ranges of lines that were never run; lines without code between them join."""
    ranges, isOpen = [], False
    for line in sorted(lines):
        if lines[line] == 0:
            ranges = ranges[:-1] + [(ranges[-1][0], line)] if isOpen else ranges + [(line, line)]
        isOpen = lines[line] == 0
    return ranges


def main():
    counts = lines_of(sys.argv[1])
    modules, failed = {}, False
    for file, lines in counts.items():
        whole = modules.setdefault(file.split("/")[0], [0, 0])
        whole[0] += sum(count > 0 for count in lines.values())
        whole[1] += len(lines)
    with open(sys.argv[2], "w", encoding="utf-8") as list_file:
        for file in sorted(counts):
            text = open(SOURCES + file, encoding="utf-8").read().split("\n")
            for first, last in uncovered(counts[file]):
                print("%s:%d-%d" % (file, first, last), file=list_file)
                for line in range(first, last + 1):
                    print("    " + text[line - 1], file=list_file)
    print("%-16s %7s %9s %8s" % ("module", "lines", "uncovered", "covered"))
    for module, (covered, total) in sorted(modules.items()):
        below = covered < BARS.get(module, 0) * total
        failed = failed or below
        print("%-16s %7d %9d %6.1f %%%s" % (module, total, total - covered, 100 * covered / total,
                                           "  less than %.0f %%" % (100 * BARS[module]) if below else ""))
    return failed


sys.exit(main())
