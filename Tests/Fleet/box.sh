#!/bin/bash
# Sets up one machine ("box") of the fleet: box.sh NUMBER WORK, as process 1 of private namespaces. Creates the file
# "ready" in its folder when the journals are open, then waits. All processes of the box end with this one.
set -eu -o pipefail
number=$1 work=$2/box$1
recipe=$(cd "$(dirname "$0")/../../docs/fleet" && pwd)
libexec=/lib/systemd

hostname "box$number"
printf '%032x\n' $((0xb0c5000 + number)) > "$work/machine-id"
mount --bind "$work/machine-id" /etc/machine-id
for folder in /run /var/log /var/lib /etc/systemd /etc/ssl; do mount -t tmpfs none $folder; done
mkdir -p /run/systemd/journal /run/systemd/journal.psoas /var/log/journal /etc/ssl/psoas
mkdir -p /var/lib/systemd/journal-upload /var/lib/psoas-alerts /etc/systemd/journal-upload.conf.d
cp "$recipe/box/journald@psoas.conf" /etc/systemd/
cp "$2/ca.pem" /etc/ssl/psoas/
cp "$work/box.key" "$work/box.pem" /etc/ssl/psoas/
# Box N reaches the collector at 10.77.N.1.
sed "s/collector\.example/10.77.$number.1/" "$recipe/box/journal-upload.conf" > /etc/systemd/journal-upload.conf.d/50-psoas.conf

# The default journal of the box, and the one that LogNamespace=psoas starts.
$libexec/systemd-journald 2> "$work/journald.log" &
$libexec/systemd-journald psoas 2> "$work/journald-psoas.log" &
for _ in $(seq 200); do
  [ -S /run/systemd/journal/socket ] && [ -S /run/systemd/journal.psoas/socket ] && break
  sleep 0.1
done
systemd-cat --priority=err --identifier=neighbour echo "nobody else's business"
touch "$work/ready"
exec sleep infinity
