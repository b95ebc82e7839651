#!/bin/bash
# Runs the daemon under valgrind's memcheck: two hours of the synthetic wearer with all that it then uses of C (the bus, a
# notification server, SQLite, a compressed recording, epoll, a reload), and some seconds of devices of umockdev.
#
#   Tests/Memcheck/run.sh [SECONDS]
#
# SECONDS of the wearer's time, 7200 by default: the calls delay the first reminder to the end of the first hour.
# PSOASD is the daemon, by default the release build.
# Exit status 0: no memory was read before it was set, or used outside its block, and no block is lost at the end. The
# reports are in .build-memcheck. Needs valgrind, dbus, busctl, sqlite3, python3-dbusmock, umockdev and python3-gi.
set -euo pipefail
cd "$(dirname "$0")/../.."
# The programs that are started here end with their private bus.
[ -n "${PSOAS_MEMCHECK-}" ] || PSOAS_MEMCHECK=1 exec dbus-run-session --config-file=Tests/Fuzz/bus.conf -- "$0" "$@"
seconds=${1:-7200}
psoasd=$(realpath "${PSOASD:-.build-embedded/release/psoasd}")
reports=$PWD/.build-memcheck
work=$(mktemp -d)
rm -rf "$reports"
mkdir -p "$reports"
export HOME=$work XDG_CONFIG_HOME=$work/config STATE_DIRECTORY=$work/state PSOAS_DATA_DIR=$PWD/data

processes=()
finish() {
  for process in "${processes[@]}"; do kill "$process" 2> /dev/null || true; done
  wait
  rm -rf "$work"
}
trap finish EXIT

fail() { echo "memcheck: $1" >&2; exit 1; }
# The words before a program; its report is named by the variable REPORT.
memcheck=(valgrind --tool=memcheck --error-exitcode=99 --leak-check=full --show-leak-kinds=definite
  --errors-for-leak-kinds=definite --num-callers=30 --suppressions=Tests/Memcheck/suppressions
  --log-file="$reports/%q{REPORT}.log")
judge() { # NAME STATUS
  [ "$2" != 99 ] || { cat "$reports/$1.log" >&2; fail "$1: the errors above"; }
  [ "$2" = 0 ] || { cat "$reports/$1.err" >&2; fail "$1: exit status $2"; }
  echo "$1: $(sed -n 's/^==[0-9]*== //; /ERROR SUMMARY/p' "$reports/$1.log")"
}

# The wearer's two hours.
/usr/bin/python3 -m dbusmock --session --template notification_daemon --logfile "$work/desktop.log" &
processes+=($!)
for _ in {1..100}; do busctl --user status org.freedesktop.Notifications &> /dev/null && break; sleep 0.1; done

# Without --compress, which would take most of the time: the short run below has it.
REPORT=hour "${memcheck[@]}" "$psoasd" --synthetic --seconds "$seconds" --speed 100000 --guided-speed 100000 --bus user \
  --history --record "$work/hour.psoas" --output jsonl > "$reports/hour.jsonl" 2> "$reports/hour.err" &
daemon=$!
processes+=("$daemon")

manager="org.psoas.Psoas1 /org/psoas/Psoas1 org.psoas.Psoas1.Manager"
answered=0 refused=0
call() { # COMMAND METHOD-OR-PROPERTY ARGUMENTS...
  local verb=$1
  shift
  # shellcheck disable=SC2086 # the words of manager
  if busctl --user --quiet --timeout=60 "$verb" $manager "$@" &> /dev/null; then answered=$((answered + 1)); else refused=$((refused + 1)); fi
}
round() { # Each method once; which ones are refused depends on the moment.
  call call GetStatus
  call call GetProgramme
  call call ListExercises
  call call StartCalibration bas false 0
  call call CancelCalibration
  call call GetCalibration s pelvis
  call call ForgetCalibration s trunk
  call call StartRhythm u 3
  call call StopRhythm
  call call StartSession 'sa{sv}' kneeling-hip-flexor 0
  call call Respond s pause
  call call Respond s resume
  call call StopSession
  call call CorrectPosture s sitting
  call call Undo
  # Each is taken back, so that a reminder comes.
  call call Snooze t 600000000
  call call Undo
  call call SnoozeUntil t 1
  call call Undo
  call call Skip
  call call Undo
  call call DoneExercise s kneeling-hip-flexor
  call call Undo
  call call Inhibit s memcheck
  call call Uninhibit u 4000000000
  call call ListInhibitors
  call call ClaimTilt
  call call Pause
  call call Resume
  call call AssignSensor ss pelvis 057e:2006:00
  call call Reload
  call call Forget s 2000-01-01
  call call Forget s not-a-date
  call call NoSuchMethod
  call get-property Posture Confidence Suggestions TiltToday PauseReasons
  busctl --user --timeout=60 introspect org.psoas.Psoas1 /org/psoas/Psoas1 &> /dev/null || true
  busctl --user --timeout=60 call org.psoas.Psoas1 /org/psoas/Psoas1 org.freedesktop.DBus.ObjectManager GetManagedObjects &> /dev/null || true
  kill -HUP "$daemon" 2> /dev/null || true
}
for _ in {1..600}; do busctl --user status org.psoas.Psoas1 &> /dev/null && break; sleep 0.1; done
# Then the wearer is left alone.
for _ in {1..3}; do
  kill -0 "$daemon" 2> /dev/null || break
  round
done
status=0
wait "$daemon" || status=$?
judge hour "$status"
# What was to be used has been used.
[ "$answered" -ge 15 ] || fail "hour: only $answered calls were answered, $refused were refused"
grep -q ' Notify ' "$work/desktop.log" || fail "hour: no notification was shown"
[ -s "$work/hour.psoas/inputs.jsonl" ] || fail "hour: no recording was written"
sum=$(sqlite3 "$STATE_DIRECTORY/history.sqlite" 'SELECT CAST(sum(sitting + standing + walking + lying) AS INTEGER) FROM days')
echo "hour: $answered calls answered, $refused refused, $(grep -c ' Notify ' "$work/desktop.log") notifications, $sum s kept"

# All sensors, compressed.
status=0
REPORT=packed "${memcheck[@]}" "$psoasd" --synthetic --thigh --trunk --seconds 30 --speed 100000 --bus none --no-history \
  --record "$work/packed.psoas" --compress --output none 2> "$reports/packed.err" || status=$?
judge packed "$status"
[ -s "$work/packed.psoas/trunk.evemu.zst" ] || fail "packed: no compressed recording was written"

# Devices that come and go, in umockdev's emulation of the kernel.
for scene in still replug; do
  status=0
  REPORT=$scene umockdev-wrapper /usr/bin/python3 Tests/EndToEndTests/live.py "$scene" "${memcheck[@]}" "$psoasd" \
    --bus none --no-history --output jsonl --record "$work/$scene.psoas" \
    > "$reports/$scene.jsonl" 2> "$reports/$scene.err" || status=$?
  judge "$scene" "$status"
  grep -q sensor-added "$reports/$scene.jsonl" || fail "$scene: no sensor was read"
done
