#!/usr/bin/env bash
# Runs the aarch64 psoasd with qemu-user over an hour of the synthetic wearer, and replays its recording with this
# machine's psoasctl: the events must be the same, byte for byte.
#
#   run.sh PSOASD ROOT PSOASCTL       ROOT has the arm64 libraries
set -eu -o pipefail
psoasd=$1 root=$2 psoasctl=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PSOAS_DATA_DIR=$(cd "$(dirname "$0")/../../data" && pwd)
export PSOAS_DATA_DIR HOME=$work XDG_CONFIG_HOME=$work XDG_STATE_HOME=$work XDG_RUNTIME_DIR=$work

qemu-aarch64-static -L "$root" "$psoasd" --synthetic --thigh --trunk --speed 100000 --seconds 3600 --bus none \
  --no-history --output jsonl --record "$work/run.psoas" > "$work/aarch64"
"$psoasctl" replay "$work/run.psoas" --events "$work/here" > /dev/null
[ -s "$work/aarch64" ] || { echo "no events on aarch64" >&2; exit 1; }
if ! diff "$work/here" "$work/aarch64" > "$work/difference"; then
  echo "The events differ, < here and > on aarch64:" >&2
  head -n 10 "$work/difference" >&2
  exit 1
fi
echo "$(wc -l < "$work/here") events of an hour are the same on aarch64 as here"
