#!/bin/bash
# Uploads the alerts of two machines ("boxes") to one collector, with the files of docs/fleet.md: three network
# namespaces, a journal and a psoasd with a sensor in each box, mutual TLS, and a collector that is stopped for a while.
#
#   run.sh                 prints one line per check, then "N passed, N failed, N skipped"; exit status 1 if one failed
#   PSOASD=FILE            the daemon of the boxes         (default: the debug build of this tree)
#
# It needs root and namespaces. If something is missing, the test is skipped and the reason printed.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
recipe=$root/docs/fleet
psoasd=${PSOASD:-$root/.build/debug/psoasd}
libexec=/lib/systemd
silent=a143f4ced3e64108b3de4699d4171c71 removed=f6b6e5dd35ce4d08acd4ba5c7fa07d26

passed=0 failed=0
pass() { echo "pass  $1"; passed=$((passed + 1)); }
fail() { echo "FAIL  $1"; [ -z "${2-}" ] || sed 's/^/      /' <<< "$2"; failed=$((failed + 1)); }
check() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "expected: $3"$'\n'"got: $2"$'\n'"$(tail -n 5 "$work"/*.log "$work"/*/*.log 2>/dev/null)"; fi; }
skip() { echo "skip  upload of alerts: $1"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }

[ "$(id -u)" = 0 ] || skip "needs root"
[ -x "$psoasd" ] || skip "$psoasd is not built"
for program in ip openssl umockdev-wrapper journalctl stunnel4 nsenter; do
  command -v $program > /dev/null || skip "$program is missing: make deps-test"
done
for program in systemd-journald systemd-journal-remote systemd-journal-upload; do
  [ -x $libexec/$program ] || skip "$libexec/$program is missing: make deps-test"
done
unique=psoas$$
ip netns add $unique-c 2> /dev/null || skip "no network namespaces can be made here"

work=$(mktemp -d)
declare -A box_process
finish() {
  # Process 1 of a PID namespace ignores SIGTERM; SIGKILL ends it with all processes of the box.
  [ ${#box_process[@]} = 0 ] || kill -KILL "${box_process[@]}"
  collector_stop
  wait
  for name in c 1 2; do ip netns del $unique-$name 2> /dev/null; done
  rm -rf "$work"
}
trap 'finish 2> /dev/null' EXIT

# "ip netns exec" does not work here: it mounts a /sys without the control groups that journald needs.
inside() { local name=$1; shift; exec nsenter --net="/run/netns/$name" -- "$@"; }
# The command in ExecStart= of a unit in docs/fleet.
command_of() { sed -n 's/^ExecStart=\(.\+\)/\1/p' "$recipe/$1" | head -n 1; }
# Waits until a command prints something, for about 30 s.
await() { local said; for _ in $(seq 300); do said=$("$@" 2> /dev/null); [ -n "$said" ] && break; sleep 0.1; done; }

# ---- certificates: a CA of the fleet, and a certificate for each machine ----
cd "$work"
authority() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout $1.key -out $1.pem 2> /dev/null; }
certify() { # name, subjectAltName, folder/file
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout $3.key -out $3.csr 2> /dev/null
  openssl x509 -req -in $3.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out $3.pem \
    -extfile <(echo "subjectAltName=$2") 2> /dev/null
}
authority ca
certify collector IP:10.77.1.1,IP:10.77.2.1 collector

# ---- the collector ----
mkdir -p collector/log collector/catalog
ip -n $unique-c link set lo up
sed -e "s|/etc/ssl/psoas|$work|; s|^pid = .*|pid =|; s|^set[ug]id.*||" -e '1,/^\[/s|^\[|foreground = yes\n[|' \
  "$recipe/collector/stunnel.conf" > stunnel.conf
collector_pids=()
collector_start() {
  local listen=$(sed -n 's/^ListenStream=\(.\+\)/\1/p' "$recipe/collector/systemd-journal-remote.socket.conf")
  local command=$(command_of collector/systemd-journal-remote.service.conf)
  # Socket activation, as by the service manager.
  inside $unique-c systemd-socket-activate --listen="$listen" \
    ${command/\/var\/log\/journal\/remote/$work\/collector\/log} 2>> remote.log &
  collector_pids+=($!)
  inside $unique-c stunnel4 stunnel.conf 2>> stunnel.log &
  collector_pids+=($!)
  await ip netns exec $unique-c ss -Htln "sport = 19532"
}
collector_stop() {
  [ ${#collector_pids[@]} = 0 ] || { kill "${collector_pids[@]}"; wait "${collector_pids[@]}"; }
  collector_pids=()
}
collected() { journalctl --quiet --no-pager --directory=collector/log "$@"; }
# The entries of psoasd at the collector, one line each: box and event. After an interruption systemd-journal-upload 252
# sends its last entry again; entries with the same time in microseconds are one entry.
arrived() { collected -t psoasd -o json "$@" 2> /dev/null | python3 -c '
import json, sys
entries = {(e["_HOSTNAME"], e["__REALTIME_TIMESTAMP"], e["PSOAS_EVENT"]) for e in map(json.loads, sys.stdin)}
for host, _, event in sorted(entries):
    print(host, event)'; }

# ---- the boxes ----
box_start() { # number
  mkdir -p box$1
  certify box$1 DNS:box$1 box$1/box
  ip netns add $unique-$1
  ip -n $unique-c link add box$1 type veth peer name eth0 netns $unique-$1
  ip -n $unique-c addr add 10.77.$1.1/24 dev box$1
  ip -n $unique-c link set box$1 up
  ip -n $unique-$1 addr add 10.77.$1.2/24 dev eth0
  ip -n $unique-$1 link set eth0 up
  inside $unique-$1 unshare --mount --uts --pid --fork --kill-child --mount-proc \
    "$here/box.sh" $1 "$work" > box$1/box.log 2>&1 &
  await find box$1/ready
  box_process[$1]=$(pgrep -P $!)
}
box() { local number=$1; shift; nsenter --target "${box_process[$number]}" --mount --uts --net --pid -- "$@"; }
# psoasd with a sensor that becomes silent and is then disconnected: an entry at warning, and one at info.
box_watch() { # number, namespace of the journal or ""
  mkdir -p box$1/state
  box $1 unshare --mount bash -c '
    [ -z "$1" ] || mount --bind "/run/systemd/journal.$1" /run/systemd/journal
    exec env HOME="$2" STATE_DIRECTORY="$2/state" XDG_CONFIG_HOME="$2/config" PSOAS_DATA_DIR="$3/data" \
      umockdev-wrapper /usr/bin/python3 "$3/Tests/EndToEndTests/live.py" silent "$4" --bus none --output jsonl' \
    - "$2" "$work/box$1" "$root" "$psoasd" > box$1/psoasd.log 2>&1
}
# Runs the unit's command, and again whenever it ends, as its Restart= does.
box_ship() { # number, unit
  local command
  command=$(command_of "$2")
  command=${command/\%m/$(cat box$1/machine-id)}
  box $1 bash -c 'until [ -e "$1/stop" ]; do $2; sleep 0.5; done' - "$work/box$1" "$command" > box$1/upload.log 2>&1 &
}

collector_start
box_start 1
box_start 2

# ---- box 1, headless: LogNamespace= ----
box_watch 1 psoas
box_ship 1 box/systemd-journal-upload.conf
await arrived _HOSTNAME=box1
check "an alert reaches the collector over TLS, and other entries do not" "$(arrived)" "box1 sensor-silent"
check "the alert can be found by its fields" "$(collected -o cat --output-fields=PSOAS_PLACEMENT MESSAGE_ID=$silent PRIORITY=4)" pelvis
mkdir -p catalog/usr/lib/systemd/catalog
cp "$root/data/catalog/psoas.catalog" catalog/usr/lib/systemd/catalog/
said=$(unshare --mount bash -c '
  mount -t tmpfs none /var/lib/systemd && mkdir /var/lib/systemd/catalog && mount --bind "$1" /usr/lib/systemd/catalog &&
    journalctl --update-catalog && journalctl -q --no-pager -x -D "$2" MESSAGE_ID="$3"' \
  - "$work/catalog/usr/lib/systemd/catalog" "$work/collector/log" $silent 2>&1)
[[ $said == *"Subject: Sensor silent at the pelvis"* && $said == *"Move nearer or charge the sensor"* ]]
check "the collector's catalog explains the alert" $? 0

# ---- the collector is unavailable ----
collector_stop
box_watch 1 psoas
await grep -m 1 -i "refused\|failed\|connect" box1/upload.log
collector_start
two_arrived() { [ "$(arrived _HOSTNAME=box1 | wc -l)" -ge 2 ] && echo yes; }
await two_arrived
check "alerts during an interruption arrive afterwards" "$(arrived _HOSTNAME=box1 | xargs)" \
  "box1 sensor-silent box1 sensor-silent"

# ---- box 2, a desktop: a copy of selected entries ----
box_watch 2 ""
copy=$(sed -n "/^ExecStart=\/bin\/bash/,/'\$/p" "$recipe/desktop/psoas-alerts.service" | sed "1s/.* -c '//; \$s/'\$//")
{ box 2 bash -o pipefail -c "$copy" && box 2 bash -o pipefail -c "$copy"; } 2> copy.log
check "copying succeeds twice" $? 0
box_ship 2 desktop/systemd-journal-upload.conf
await arrived _HOSTNAME=box2
check "the alerts of a desktop arrive once" "$(arrived _HOSTNAME=box2)" "box2 sensor-silent"
check "the alerts of a desktop have only the selected fields" \
  "$(collected -o export _HOSTNAME=box2 | grep -ac '^_CMDLINE=\|^_UID=\|^_PID=')" 0
check "entries of other programs are not uploaded" "$(collected -o cat -t neighbour)" ""
check "the box has these entries, and those below notice" \
  "$(box 2 journalctl -q -o cat --output-fields=SYSLOG_IDENTIFIER MESSAGE_ID=$removed + SYSLOG_IDENTIFIER=neighbour | sort | xargs)" \
  "neighbour psoasd"

# ---- a machine that is not in the fleet ----
authority stranger
cp stranger.key stranger.pem box1/
before=$(arrived | wc -l)
refused=$(grep -c "Rejected by CERT" stunnel.log)
box 1 unshare --mount bash -c '
  mount --bind "$1/stranger.key" /etc/ssl/psoas/box.key && mount --bind "$1/stranger.pem" /etc/ssl/psoas/box.pem &&
    exec "$2" --directory="/var/log/journal/$(cat /etc/machine-id).psoas"' \
  - "$work/box1" $libexec/systemd-journal-upload > stranger.log 2>&1
check "a client without a certificate of the fleet's CA is refused" \
  "$? $(arrived | wc -l) $(($(grep -c "Rejected by CERT" stunnel.log) - refused))" "1 $before 1"
touch box1/stop box2/stop
echo "$passed passed, $failed failed, 0 skipped"
[ $failed = 0 ]
