#!/bin/bash
# Fuzz the parsers with libFuzzer and AddressSanitizer.
#
#   Tests/Fuzz/run.sh [SECONDS [PARSER...]]
#
# SECONDS for each parser, 60 by default; PARSER is samplecsv, evemu or recording, all by default.
# Exit status 0: no failure. Failing cases are written to .build-fuzz/PARSER-*; to run one again:
#   .build-fuzz/PARSER FILE
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
parsers=("$@")
[ ${#parsers[@]} -gt 0 ] || parsers=(samplecsv evemu recording)

# Otherwise each crash takes the time of a backtrace.
export SWIFT_BACKTRACE=enable=no
# Each case allocates anew, so a small quarantine is enough to detect a use after free.
export ASAN_OPTIONS=quarantine_size_mb=4:malloc_context_size=4
build=.build-fuzz
mkdir -p "$build"
flags=(-swift-version 6 -O -wmo -parse-as-library -sanitize=fuzzer,address -I "$build")
for library in CLinux CZlib CJansson; do flags+=(-Xcc "-fmodule-map-file=Sources/$library/module.modulemap"); done

for module in PsoasCore PsoasSystem PsoasMonitor PsoasTrace; do
  mapfile -t files < <(find "Sources/$module" -name '*.swift' | sort)
  swiftc "${flags[@]}" -c -emit-module -emit-module-path "$build/$module.swiftmodule" -module-name "$module" \
    "${files[@]}" -o "$build/$module.o"
done

declare -A target=([samplecsv]=SampleCSVFuzz [evemu]=EvemuFuzz [recording]=RecordingFuzz)
for parser in "${parsers[@]}"; do
  # Ignores the linker's warnings about the sanitizer's symbols.
  swiftc "${flags[@]}" -module-name "${target[$parser]}" "Tests/Fuzz/${target[$parser]}.swift" \
    Tests/Fuzz/FuzzedFile.swift "$build"/Psoas{Core,System,Monitor,Trace}.o -lz -ljansson -lm -o "$build/$parser" \
    2>&1 | grep -v 'Cannot export local symbol' || true
  corpus=$build/corpus-$parser
  mkdir -p "$corpus"
  cp -n "Tests/Fuzz/seeds/$parser"/* "$corpus/"
  [ "$parser" != samplecsv ] || gzip -kf "$corpus/plain.csv"
  "$build/$parser" "$corpus" -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
    -artifact_prefix="$build/$parser-" -print_final_stats=1 2>"$build/$parser.log" || {
    tail -n 40 "$build/$parser.log" >&2
    rm -rf /dev/shm/psoas-fuzz-*.psoas
    exit 1
  }
  rm -rf /dev/shm/psoas-fuzz-*.psoas
  echo "$parser: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$parser.log") cases, nothing found"
done
