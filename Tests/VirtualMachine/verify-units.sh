#!/bin/bash
# Checks the units and the udev rule with systemd's verification tools on the host, in a second or two.
#
#   verify-units.sh            prints one line per check, then "N passed, N failed, N skipped"; exit status 1 after a
#                              failure
#
# A verified unit may still fail to start: run.sh starts all of them under a real systemd.
set -uo pipefail
source_root=$(cd "$(dirname "$0")/../.." && pwd)
# The maximum exposure level of the hardened unit (systemd-analyze security: 0 is best, 10 worst).
exposure_bar=10   # tenths: 1.0

passed=0 failed=0 skipped=0
pass() { echo "pass  $1"; passed=$((passed + 1)); }
fail() { echo "FAIL  $1"; [ -z "${2-}" ] || sed 's/^/      /' <<< "$2"; failed=$((failed + 1)); }
skip() { echo "skip  $1: $2"; skipped=$((skipped + 1)); }
finish() { echo "$passed passed, $failed failed, $skipped skipped"; exit $((failed > 0)); }

if ! command -v systemd-analyze > /dev/null; then
  skip "units and rule" "no systemd-analyze here (package systemd)"
  finish
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_RUNTIME_DIR=$work/runtime
mkdir -p "$XDG_RUNTIME_DIR"

for manager in user system; do
  unit=$work/$manager/psoasd.service
  mkdir -p "$work/$manager"
  # systemd-analyze requires the program to exist, but the daemon is not installed on the host.
  sed 's#^ExecStart=/usr/libexec/psoasd#ExecStart=/bin/true#' "$source_root/systemd/$manager/psoasd.service" > "$unit"
  # There must be no output: systemd-analyze warns of an unknown key but exits with status 0.
  said=$(systemd-analyze --man=no "--$manager" verify "$unit" 2>&1)
  status=$?
  if [ $status -eq 0 ] && [ -z "$said" ]; then pass "systemd-analyze verify: $manager unit"
  else fail "systemd-analyze verify: $manager unit (exit $status)" "$said"; fi
done

# The unit of the report.
mkdir -p "$work/report"
sed 's#^ExecStart=/usr/bin/psoasctl#ExecStart=/bin/true#' "$source_root/systemd/user/psoas-report.service" > "$work/report/psoas-report.service"
said=$(systemd-analyze --man=no --user verify "$work/report/psoas-report.service" 2>&1)
status=$?
if [ $status -eq 0 ] && [ -z "$said" ]; then pass "systemd-analyze verify: report unit"
else fail "systemd-analyze verify: report unit (exit $status)" "$said"; fi

# The drop-in with increasing restart delays: an older systemd must warn of its two keys and of nothing else.
version=$(systemd-analyze --version | sed -n '1s/systemd \([0-9]*\).*/\1/p')
mkdir -p "$work/backoff/psoasd.service.d"
cp "$work/system/psoasd.service" "$work/backoff/"
cp "$source_root/systemd/restart-backoff.conf" "$work/backoff/psoasd.service.d/"
said=$(systemd-analyze --man=no verify "$work/backoff/psoasd.service" 2>&1)
status=$?
[ "$version" -ge 254 ] || said=$(grep -v "Unknown key .*'Restart\(Steps\|MaxDelaySec\)'.*, ignoring" <<< "$said")
if [ $status -eq 0 ] && [ -z "$said" ]; then pass "systemd-analyze verify: restart-backoff.conf, by systemd $version"
else fail "systemd-analyze verify: restart-backoff.conf, by systemd $version (exit $status)" "$said"; fi

report=$(systemd-analyze security --offline=true --no-pager "$work/system/psoasd.service" 2>&1)
exposure=$(sed -n 's/.*exposure level for .*: \([0-9]*\)\.\([0-9]\).*/\1\2/p' <<< "$report")
if [ -n "$exposure" ] && [ "$((10#$exposure))" -le "$exposure_bar" ]; then
  pass "systemd-analyze security: system unit, exposure ${exposure%?}.${exposure: -1}"
else
  fail "systemd-analyze security: system unit above 1.0" "$(grep -v '^✓' <<< "$report")"
fi

# The units of docs/fleet.md, and its drop-ins for systemd's units.
recipe=$source_root/docs/fleet
fleet=$work/fleet
over() { mkdir -p "$fleet/$2.d"; cp "$recipe/$1" "$fleet/$2.d/50-psoas.conf"; cp "${3:-/lib/systemd/system/$2}" "$fleet/$2"; }
if [ ! -e /lib/systemd/system/systemd-journal-upload.service ]; then
  skip "systemd-analyze verify: the fleet's units" "no systemd-journal-remote here: make deps-test"
else
  for kind in box desktop; do
    rm -rf "$fleet"
    over box/psoasd.conf psoasd.service "$work/system/psoasd.service"
    over $kind/systemd-journal-upload.conf systemd-journal-upload.service
    over collector/systemd-journal-remote.service.conf systemd-journal-remote.service
    over collector/systemd-journal-remote.socket.conf systemd-journal-remote.socket
    cp "$recipe"/{desktop,collector}/psoas-*.{service,timer} "$fleet"
    said=$(systemd-analyze --man=no verify "$fleet"/*.{service,socket,timer} 2>&1)
    status=$?
    if [ $status -eq 0 ] && [ -z "$said" ]; then pass "systemd-analyze verify: the fleet's units, $kind"
    else fail "systemd-analyze verify: the fleet's units, $kind (exit $status)" "$said"; fi
  done
fi

# The units of docs/metrics.md.
mkdir -p "$work/metrics"
cp "$source_root"/docs/metrics/psoas-* "$work/metrics"
for unit in psoas-metrics.service psoas-metrics.timer psoas-mqtt.service; do
  said=$(systemd-analyze --man=no --user verify "$work/metrics/$unit" 2>&1)
  status=$?
  if [ $status -eq 0 ] && [ -z "$said" ]; then pass "systemd-analyze verify: $unit"
  else fail "systemd-analyze verify: $unit (exit $status)" "$said"; fi
done

if udevadm verify --help > /dev/null 2>&1; then
  if said=$(udevadm verify "$source_root/udev/72-psoas.rules" 2>&1); then pass "udevadm verify: rule"
  else fail "udevadm verify: rule" "$said"; fi
else
  skip "udevadm verify: rule" "this udevadm cannot (systemd 254 can); run.sh loads it into a real udev"
fi
# 73-seat-late.rules is the last file that evaluates the tag "uaccess".
name=$(basename "$source_root"/udev/*.rules)
if [[ $name > 71-seat.rules && $name < 73-seat-late.rules ]]; then pass "rule sorts between 71-seat and 73-seat-late"
else fail "rule $name sorts outside of 71-seat and 73-seat-late"; fi
if grep -q '^[^#]*RUN *+\?=' "$source_root"/udev/*.rules; then fail "rule runs a program"; else pass "rule runs no program"; fi
finish
