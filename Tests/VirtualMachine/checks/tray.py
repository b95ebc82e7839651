"""The tray's entry "Open report": psoasd, in its sandbox, asks the wearer's own service manager to start a unit."""
import os
import threading

from machine import DEADLINE, run, said, start, wait_for

REPORT = 'psoas-report.service'


def pages():
    return set(said('find', '/home/wearer', '-name', '*.html').split())


def written():
    return said('journalctl', '--boot', '--output=cat', '_SYSTEMD_USER_UNIT=' + REPORT)


def entry(item, label):
    """The number of a row of the menu."""
    for row in range(1, 20):
        text = said('busctl', '--user', 'call', item, '/MenuBar', 'com.canonical.dbusmenu', 'GetProperty', 'is', str(row), 'label', user='wearer')
        if text == 'v s "%s"' % label:
            return row
    return 0


def opens_report(tally, user):
    # A desktop that has a tray, and a browser.
    run('systemctl', '--user', 'set-environment', 'BROWSER=cat', user='wearer')
    watcher = start('python3', '/opt/psoas-test/watcher.py', user='wearer')
    limit = threading.Timer(DEADLINE, watcher.kill)
    limit.start()
    folder = '/home/wearer/.config/psoas/psoas.conf.d'
    run('sh', '-c', 'mkdir -p %s && printf "[Notifications]\\nTray=yes\\n" > %s/tray.conf' % (folder, folder), user='wearer')
    try:
        user.control('stop')
        user.control('start')
        item = ''
        for line in watcher.stdout:
            if line.startswith('registered '):
                item = line.split()[1]
                break
        row = entry(item, 'Open report')
        if not tally.check('tray: the service is in the tray, with its entry for the report', item and row, '%s row %d' % (item, row)):
            return
        # Of the first stretch: the page of a week keeps its name.
        for page in pages():
            os.remove(page)
        run('busctl', '--user', 'call', item, '/MenuBar', 'com.canonical.dbusmenu', 'Event', 'isvu', str(row), 'clicked', 's', '', '0', user='wearer')
        # A unit that has ended is unloaded: the journal has what it did. The browser is cat.
        opened = wait_for(lambda: '</html>' in written(), seconds=2 * DEADLINE)
        managed = said('journalctl', '--boot', '--output=cat', 'USER_UNIT=' + REPORT)
        tally.check("tray: psoasd starts the report's unit in the wearer's manager", 'Started' in managed and 'Failed' not in managed, managed)
        after = pages()
        texts = [open(path).read() for path in after]
        tally.check('tray: the report is written, and opened', len(texts) == 1 and texts[0].rstrip().endswith('</html>')
                    and opened, ' '.join('%s, %d bytes' % (path, os.path.getsize(path)) for path in after) or written()[-300:])
    finally:
        limit.cancel()
        watcher.kill()
        watcher.communicate()
        os.remove(folder + '/tray.conf')
        run('systemctl', '--user', 'unset-environment', 'BROWSER', user='wearer')
        user.control('stop')
