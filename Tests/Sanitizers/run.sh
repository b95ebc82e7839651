#!/bin/bash
# Runs the suites of the modules, and the programs that they start, under LLVM's sanitizers.
#
#   Tests/Sanitizers/run.sh [address|thread] [FILTER]
#
# address, the default: AddressSanitizer, LeakSanitizer and, in the C parts, UndefinedBehaviorSanitizer. Swift itself
# traps where C has undefined behaviour. FILTER: a regular expression of the tests to run.
# Exit status 1: a test failed, or a program reported something. The reports are in .build-SANITIZER/reports.
set -euo pipefail
cd "$(dirname "$0")/../.."
sanitizer=${1:-address}
suites=("${2:-^Psoas.*Tests\.|^WireNameTests\.}")
build=.build-$sanitizer
reports=$PWD/$build/reports
case $sanitizer in
address) flags=(--sanitize address -Xcc -fsanitize=undefined) ;;
thread)
  flags=(--sanitize thread)
  # Module by module: one run of all of them has had no result after seven minutes.
  [ $# -ge 2 ] || mapfile -t suites < <(cd Tests && printf '^%s\.\n' Psoas*Tests WireNameTests)
  ;;
*) sed -n '4s/^# *//p' "$0" >&2; exit 64 ;;
esac

# Optimised, as what is installed: the filters' tests take many times as long otherwise.
flags+=(-c release -Xswiftc -enable-testing --scratch-path "$build")
swift build --build-tests "${flags[@]}"
rm -rf "$reports"
mkdir -p "$reports"
# A test that expects a program to fail must not take a report for that failure: the reports are files. umockdev is loaded
# before the sanitizer.
export ASAN_OPTIONS=log_path=$reports/address:verify_asan_link_order=0
export UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/Tests/Sanitizers/leaks.txt:print_suppressions=0
export TSAN_OPTIONS=log_path=$reports/thread
# Otherwise each report takes the time of a backtrace.
export SWIFT_BACKTRACE=enable=no PSOAS_EMBEDDED_DAEMON=''
status=0
# There are no tests of XCTest, whose runner loses memory at its end.
for suite in "${suites[@]}"; do
  swift test --skip-build --disable-xctest "${flags[@]}" --filter "$suite" || status=1
done
for report in "$reports"/*; do
  [ -e "$report" ] || break
  cat "$report" >&2
  status=1
done
exit $status
