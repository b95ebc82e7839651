#!/usr/bin/env python3
"""Sitting on HAPT, with seconds cut out of each recording as a radio link loses them.

    gaps.py [--data FOLDER] PSOASCTL...

Prints for each program, length of the gaps and time between them (uniform, half to one and a half times the given mean; the
seed is the recording's number): balanced accuracy of sitting, mean over the recordings and the worst, and Cohen's kappa.
Seconds within the gaps have no label and are not evaluated. The exit status is 77 without the recordings.
"""
import argparse
import collections
import csv
import gzip
import os
import random
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GAPS = (None, (3, 20), (5, 40), (8, 60))  # s: length, mean time between


def cut(source, target, seed, gaps):
    """Copies a recording without the rows in its gaps."""
    draw = random.Random(seed)
    with gzip.open(source, 'rt') as rows, open(target, 'w') as kept:
        if gaps is None:
            kept.writelines(rows)
            return
        length, mean = gaps
        begins = draw.uniform(mean / 2, mean * 1.5)
        for row in rows:
            if row[0].isdigit():
                time = float(row.split(',')[0])
                while time >= begins + length:
                    begins += length + draw.uniform(mean / 2, mean * 1.5)
                if time >= begins:
                    continue
            kept.write(row)


def agreement(program, folder, out):
    """Values of the recordings, by estimate and measure."""
    subprocess.run([program, 'analyze', folder, '-o', out, '--labels', 'label'], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, env={**os.environ, 'PSOAS_DATA_DIR': ROOT + '/data'})
    found = collections.defaultdict(list)
    with open(out + '/agreement.csv') as file:
        for row in csv.DictReader(file):
            if row['class'] == 'sitting' and row['value'] not in ('', 'nan'):
                found[row['estimate'], row['measure']].append(float(row['value']))
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', default=os.path.join(os.path.dirname(ROOT), 'shared/data/hapt'))
    parser.add_argument('psoasctl', nargs='+')
    chosen = parser.parse_args()
    names = sorted(name for name in os.listdir(chosen.data) if name.endswith('.csv.gz')) if os.path.isdir(chosen.data) else []
    if not names:
        print('no recordings of HAPT in ' + chosen.data)
        return 77
    print('%-14s %-28s %-16s %-8s %-16s %s' % ('gaps, s', 'program', 'live', 'kappa', 'diary', 'kappa'))
    for gaps in GAPS:
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(folder + '/cut')
            for number, name in enumerate(names):
                cut(os.path.join(chosen.data, name), '%s/cut/%s' % (folder, name[:-3]), number, gaps)
            for number, program in enumerate(chosen.psoasctl):
                found = agreement(os.path.abspath(program), folder + '/cut', '%s/%d' % (folder, number))
                cells = []
                for estimate in ('live', 'diary'):
                    values = found[estimate, 'balanced_accuracy']
                    cells += ['%.3f (%.3f)' % (statistics.mean(values), min(values)),
                              '%.3f' % statistics.mean(found[estimate, 'kappa'])]
                print('%-14s %-28s %-16s %-8s %-16s %s' % ('%d every %d' % gaps if gaps else 'none', program[-28:], *cells), flush=True)
    return 0


if __name__ == '__main__':
    sys.exit(main())
