#!/bin/bash
# Fuzz the readers, the monitor and the message bus with libFuzzer and AddressSanitizer.
#
#   Tests/Fuzz/run.sh [SECONDS [TARGET...]]
#   Tests/Fuzz/run.sh --cases N [TARGET...]
#
# SECONDS for each target, 60 by default; TARGET is one of the names below, all by default.
# --cases: each target runs N cases in a build without AddressSanitizer, up to eight times as fast. Broken invariants and
# Swift's traps are found there too. AddressSanitizer then runs each case of the corpus that this has found.
# Exit status 0: no failure. Failing cases are written to .build-fuzz/TARGET-*; to run one again:
#   .build-fuzz/TARGET FILE
# The seeds of each target are kept in Tests/Fuzz/seeds, with every case that has failed once.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=60 cases=0
if [ "${1-}" = --cases ]; then
  cases=$2
  shift 2
elif [ $# -gt 0 ]; then
  seconds=$1
  shift
fi
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(samplecsv evemu recording settings state dconf monitor pairs replies arguments bus)

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
mkdir -p "$build" "$build/fast"

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
  [arguments]="Tests/Fuzz/ArgumentsFuzz.swift"
  [bus]="Tests/Fuzz/BusFuzz.swift"
)
# build_modules FOLDER FLAG...
build_modules() {
  folder=$1
  flags=(-swift-version 6 -O -wmo -parse-as-library -suppress-warnings -I "$folder" "${@:2}")
  for library in CLinux CZlib CZstd CJansson CInih CSystemd; do
    flags+=(-Xcc "-fmodule-map-file=Sources/$library/module.modulemap")
  done
  objects=()
  for module in PsoasCore PsoasSystem PsoasMonitor PsoasTrace PsoasSettings PsoasBus MonitorScript BusScript; do
    mapfile -t files < <(find "Sources/$module" "Tests/$module" -name '*.swift' 2>/dev/null | sort)
    swiftc "${flags[@]}" -enable-testing -c -emit-module -emit-module-path "$folder/$module.swiftmodule" \
      -module-name "$module" "${files[@]}" -o "$folder/$module.o"
    objects+=("$folder/$module.o")
  done
  for target in "${targets[@]}"; do
    # Ignores the linker's warnings about the sanitizer's symbols.
    # shellcheck disable=SC2086 # the sources are words
    swiftc "${flags[@]}" -module-name "fuzz_$target" ${sources[$target]} "${objects[@]}" \
      -lz -ljansson -linih -lsystemd -lm -o "$folder/$target" 2>&1 | { grep -v "Cannot export local symbol" || true; }
  done
}

# Removes the cases' folders of processes that have ended; another fuzzer may run beside this one.
remove_cases() {
  for folder in /dev/shm/psoas-fuzz-*.psoas; do
    process=${folder#/dev/shm/psoas-fuzz-}
    [ -e "/proc/${process%.psoas}" ] || rm -rf "$folder"
  done
}

# run FOLDER TARGET OPTION...: of libFuzzer
run() {
  target=$2 launcher=() limit=(-timeout=10)
  case $target in arguments | bus)
    launcher=(dbus-run-session --config-file="$PWD/Tests/Fuzz/bus.conf" --)
    # libFuzzer's timer interrupts libsystemd's calls, which then fail (EINTR). BusRun has its own limit of time.
    limit=(-handle_alrm=0)
    ;;
  esac
  "${launcher[@]}" "$1/$target" "$build/corpus-$target" "${limit[@]}" -rss_limit_mb=1024 -print_funcs=0 \
    -artifact_prefix="$build/$target-" -print_final_stats=1 "${@:3}" 2>"$build/$target.log" || {
    tail -n 40 "$build/$target.log" >&2
    remove_cases
    exit 1
  }
  remove_cases
  # As libFuzzer counts them: edges of the code that were reached, and features, which are edges and how often.
  read -r edges features < <(sed -n 's/.*DONE *cov: \([0-9]*\) ft: \([0-9]*\).*/\1 \2/p' "$build/$target.log")
  count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log")
}

if ! command -v dbus-run-session > /dev/null; then
  echo "arguments, bus: skipped, this machine has no dbus-run-session"
  mapfile -t targets < <(printf '%s\n' "${targets[@]}" | grep -vxE 'arguments|bus')
fi
# Counters alone: the comparisons that -sanitize=fuzzer traces as well take a third of the time.
[ "$cases" = 0 ] || build_modules "$build/fast" -sanitize=fuzzer -sanitize-coverage=edge,inline-8bit-counters,pc-table
build_modules "$build" -sanitize=fuzzer,address
for target in "${targets[@]}"; do
  corpus=$build/corpus-$target
  mkdir -p "$corpus"
  # Pairs of runs are made from the scripts of the monitor.
  cp -n "Tests/Fuzz/seeds/${target/pairs/monitor}"/* "$corpus/"
  [ "$target" != samplecsv ] || { gzip -kf "$corpus/plain.csv"; zstd -qkf "$corpus/plain.csv"; }
  if [ "$cases" = 0 ]; then
    run "$build" "$target" -max_total_time="$seconds" -max_len=4096
    echo "$target: $count cases, $edges edges, $features features, nothing found"
    continue
  fi
  # A byte of a script is a step or a value of one: longer scripts take more time for the same states.
  length=4096
  case $target in monitor | pairs | arguments | bus) length=64 ;; esac
  # Prefers quick cases: scripts of many hours would otherwise take most of the time.
  run "$build/fast" "$target" -runs="$cases" -max_len=$length -entropic_scale_per_exec_time=1
  echo "$target: $count cases of at most $length bytes, $edges edges, $features features, nothing found"
  run "$build" "$target" -runs=0 -max_len=4096
  echo "$target: $count of them with AddressSanitizer, $edges edges, nothing found"
done
