#!/bin/bash
# Measures which lines the tests run.
#
#   Tests/Coverage/run.sh [--all]
#
# Runs the suites of the modules and those of the programs with simulated devices; --all: all suites. Prints the share of
# each module; .build-coverage/uncovered.txt lists the other lines. Exit status 1: a test failed, or a module of
# report.py has less than its bar.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=.build-coverage
profiles=$PWD/$build/profiles
toolchain=$(dirname "$(readlink -f "$(command -v swiftc)")")
suites='^Psoas.*Tests\.|^WireNameTests\.|^EndToEndTests\.(LiveTests|SensorFaultTests|DoctorSensorTests)/'
[ "${1-}" != --all ] || suites=.

swift build --build-tests --enable-code-coverage --scratch-path "$build"
rm -rf "$profiles"
mkdir -p "$profiles"
status=0
# The processes of each program share four files. Programs that the tests start inherit the variable.
LLVM_PROFILE_FILE="$profiles/%4m.profraw" PSOAS_EMBEDDED_DAEMON='' \
  swift test --skip-build --scratch-path "$build" --filter "$suites" || status=1

"$toolchain/llvm-profdata" merge -sparse -o "$build/tests.profdata" "$profiles"/*.profraw
programs=("$build"/debug/psoasPackageTests.xctest)
for program in psoasd psoasctl psoas-probe psoas-system-probe psoas-long-history; do
  programs+=(-object "$build/debug/$program")
done
"$toolchain/llvm-cov" export -format=lcov -instr-profile "$build/tests.profdata" "${programs[@]}" > "$build/tests.lcov"
Tests/Coverage/report.py "$build/tests.lcov" "$build/uncovered.txt" || status=1
exit $status
