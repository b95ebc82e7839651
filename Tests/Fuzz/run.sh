#!/bin/bash
# Fuzz the readers and the monitor with libFuzzer and AddressSanitizer.
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
[ ${#targets[@]} -gt 0 ] || targets=(samplecsv evemu recording settings state dconf monitor)

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
for library in CLinux CZlib CJansson CInih; do
  flags+=(-Xcc "-fmodule-map-file=Sources/$library/module.modulemap")
done

objects=()
for module in PsoasCore PsoasSystem PsoasMonitor PsoasTrace PsoasSettings MonitorScript; do
  mapfile -t files < <(find "Sources/$module" "Tests/$module" -name '*.swift' 2>/dev/null | sort)
  swiftc "${flags[@]}" -c -emit-module -emit-module-path "$build/$module.swiftmodule" -module-name "$module" \
    "${files[@]}" -o "$build/$module.o"
  objects+=("$build/$module.o")
done

# The sources of each target, beside the modules.
declare -A sources=(
  [samplecsv]="Tests/Fuzz/SampleCSVFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [evemu]="Tests/Fuzz/EvemuFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [recording]="Tests/Fuzz/RecordingFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [settings]="Tests/Fuzz/SettingsFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [state]="Tests/Fuzz/StateFuzz.swift Tests/Fuzz/FuzzedFile.swift"
  [dconf]="Tests/Fuzz/DconfFuzz.swift Sources/PsoasBus/Desktop/Quiet/DconfFile.swift"
  [monitor]="Tests/Fuzz/MonitorFuzz.swift"
)
for target in "${targets[@]}"; do
  # Ignores the linker's warnings about the sanitizer's symbols.
  # shellcheck disable=SC2086 # the sources are words
  swiftc "${flags[@]}" -module-name "fuzz_$target" ${sources[$target]} "${objects[@]}" \
    -lz -ljansson -linih -lm -o "$build/$target" 2>&1 | { grep -v "Cannot export local symbol" || true; }
  corpus=$build/corpus-$target
  mkdir -p "$corpus"
  cp -n "Tests/Fuzz/seeds/$target"/* "$corpus/"
  [ "$target" != samplecsv ] || gzip -kf "$corpus/plain.csv"
  "$build/$target" "$corpus" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
    -artifact_prefix="$build/$target-" -print_final_stats=1 2>"$build/$target.log" || {
    tail -n 40 "$build/$target.log" >&2
    rm -rf /dev/shm/psoas-fuzz-*.psoas
    exit 1
  }
  rm -rf /dev/shm/psoas-fuzz-*.psoas
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log") cases, nothing found"
done
