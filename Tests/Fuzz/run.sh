#!/bin/bash
# Fuzz the readers, the monitor and the message bus with libFuzzer and AddressSanitizer.
#
#   Tests/Fuzz/run.sh [SECONDS [TARGET...]]
#
# SECONDS for each target, 60 by default; TARGET is one of the names below, all by default.
# Exit status 0: no failure. Failing cases are written to .build-fuzz/TARGET-*; to run one again:
#   .build-fuzz/TARGET FILE
# The seeds of each target are kept in Tests/Fuzz/seeds, with every case that has failed once.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(samplecsv evemu recording settings state dconf monitor pairs replies bus)

toolchain=$(dirname "$(readlink -f "$(command -v swiftc)")")
if ! compgen -G "$toolchain/../lib/clang/*/lib/*/libclang_rt.fuzzer*" > /dev/null; then
  echo "skipped: this Swift toolchain has no libFuzzer (libclang_rt.fuzzer)"
  exit 0
fi

# Otherwise each crash takes the time of a backtrace.
export SWIFT_BACKTRACE=enable=no
# Each case allocates anew, so a small quarantine is enough to detect a use after free.
export ASAN_OPTIONS=quarantine_size_mb=4:malloc_context_size=4
build=.build-fuzz
mkdir -p "$build"
flags=(-swift-version 6 -O -wmo -parse-as-library -suppress-warnings -sanitize=fuzzer,address -I "$build")
for library in CLinux CZlib CZstd CJansson CInih CSystemd; do
  flags+=(-Xcc "-fmodule-map-file=Sources/$library/module.modulemap")
done

objects=()
for module in PsoasCore PsoasSystem PsoasMonitor PsoasTrace PsoasSettings PsoasBus MonitorScript BusScript; do
  mapfile -t files < <(find "Sources/$module" "Tests/$module" -name '*.swift' 2>/dev/null | sort)
  swiftc "${flags[@]}" -enable-testing -c -emit-module -emit-module-path "$build/$module.swiftmodule" \
    -module-name "$module" "${files[@]}" -o "$build/$module.o"
  objects+=("$build/$module.o")
done

# The sources of each target, beside the modules.
declare -A sources=(
  [samplecsv]="Tests/Fuzz/SampleCSVFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [evemu]="Tests/Fuzz/EvemuFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [recording]="Tests/Fuzz/RecordingFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [settings]="Tests/Fuzz/SettingsFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [state]="Tests/Fuzz/StateFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [dconf]="Tests/Fuzz/DconfFuzz.swift"
  [monitor]="Tests/Fuzz/MonitorFuzz.swift"
  [pairs]="Tests/Fuzz/PairsFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [replies]="Tests/Fuzz/RepliesFuzz.swift"
  [bus]="Tests/Fuzz/BusFuzz.swift"
)
for target in "${targets[@]}"; do
  launcher=()
  if [ "$target" = bus ]; then
    if ! command -v dbus-run-session > /dev/null; then
      echo "bus: skipped, this machine has no dbus-run-session"
      continue
    fi
    launcher=(dbus-run-session --config-file="$PWD/Tests/Fuzz/bus.conf" --)
  fi
  # Ignores the linker's warnings about the sanitizer's symbols.
  # shellcheck disable=SC2086 # the sources are words
  swiftc "${flags[@]}" -module-name "fuzz_$target" ${sources[$target]} "${objects[@]}" \
    -lz -ljansson -linih -lsystemd -lm -o "$build/$target" 2>&1 | { grep -v "Cannot export local symbol" || true; }
  corpus=$build/corpus-$target
  mkdir -p "$corpus"
  # Pairs of runs are made from the scripts of the monitor.
  cp -n "Tests/Fuzz/seeds/${target/pairs/monitor}"/* "$corpus/"
  [ "$target" != samplecsv ] || { gzip -kf "$corpus/plain.csv"; zstd -qkf "$corpus/plain.csv"; }
  "${launcher[@]}" "$build/$target" "$corpus" -max_total_time="$seconds" -max_len=4096 -timeout=10 \
    -rss_limit_mb=1024 -print_funcs=0 -artifact_prefix="$build/$target-" -print_final_stats=1 2>"$build/$target.log" || {
    tail -n 40 "$build/$target.log" >&2
    rm -rf /dev/shm/psoas-fuzz-*.psoas
    exit 1
  }
  rm -rf /dev/shm/psoas-fuzz-*.psoas
  # As libFuzzer counts them: edges of the code that were reached, and features, which are edges and how often.
  read -r edges features < <(sed -n 's/.*DONE *cov: \([0-9]*\) ft: \([0-9]*\).*/\1 \2/p' "$build/$target.log")
  cases=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log")
  echo "$target: $cases cases, $edges edges, $features features, nothing found"
done
