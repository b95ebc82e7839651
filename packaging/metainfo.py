#!/usr/bin/env python3
"""Prints data/metainfo/*.metainfo.xml with the releases of CHANGELOG.md.

SOURCE_DATE_EPOCH dates a release that is not out yet, which is marked as a development version.
"""
import datetime
import os
import pathlib
import re
import xml.sax.saxutils

root = pathlib.Path(__file__).resolve().parent.parent
[page] = (root / 'data/metainfo').glob('*.metainfo.xml')


def releases():
    """(version, date or None, changes) of each section of CHANGELOG.md, the latest first."""
    sections = re.split(r'^## ', (root / 'CHANGELOG.md').read_text(), flags=re.MULTILINE)[1:]
    for section in sections:
        heading, body = section.split('\n', 1)
        match = re.fullmatch(r'(\d+\.\d+\.\d+), (\d{4}-\d\d-\d\d|unreleased)', heading.strip())
        if not match:
            raise SystemExit('CHANGELOG.md: "## %s" is not of the form "## 1.2.3, 2026-03-29" or "## 1.2.3, unreleased"' % heading)
        changes = [' '.join(change.split()) for change in re.split(r'^- ', body, flags=re.MULTILINE)[1:]]
        yield match[1], None if match[2] == 'unreleased' else match[2], changes


def element(version, date, changes):
    kind = 'stable' if date else 'development'
    if not date:
        epoch = int(os.environ['SOURCE_DATE_EPOCH'])
        date = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).date().isoformat()
    lines = ['    <release version="%s" date="%s" type="%s">' % (version, date, kind), '      <description>', '        <ul>']
    lines += ['          <li>%s</li>' % xml.sax.saxutils.escape(change.replace('`', '')) for change in changes]
    return '\n'.join(lines + ['        </ul>', '      </description>', '    </release>'])


text = '\n'.join(element(*release) for release in releases())
before, closing = page.read_text().rsplit('</component>', 1)
print('%s  <releases>\n%s\n  </releases>\n</component>' % (before, text))
