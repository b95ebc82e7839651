# The two main commands are `make run` and `make test`; the other targets are their parts.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := DEBIAN_FRONTEND=noninteractive apt-get

# packaging/libraries has the names of other distributions too.
BUILD_PACKAGES := binutils pkg-config $(shell awk '!/^\#/ { print $$2 }' packaging/libraries)
TEST_PACKAGES := dbus libglib2.0-bin python3-dbus python3-dbusmock umockdev gir1.2-umockdev-1.0 python3-gi evemu-tools \
  sqlite3 systemd udev util-linux mount locales xz-utils zstd tmux parallel \
  systemd-journal-remote stunnel4 openssl iproute2 procps mandoc appstream desktop-file-utils python3 \
  dconf-cli dconf-service xfconf libxfconf-0-3 xvfb dunst xfce4-panel imagemagick librsvg2-common fonts-dejavu-core \
  libsixel-bin chromium poppler-utils python3-prometheus-client mosquitto mosquitto-clients faketime python3-venv strace

# From PyPI, because Debian has no DuckDB: the tests that need them are skipped without them.
PYTHON_PACKAGES := pandas duckdb distributed

# What both programs are built with. One section per function, so that the linker can drop unused functions (1.3 MB of
# daemon instead of 3.3). No path of this machine is in them: two builds of one commit are the same bytes.
RELEASE_FLAGS := -Xswiftc -Osize -Xswiftc -Xfrontend -Xswiftc -function-sections \
  -Xswiftc -file-prefix-map -Xswiftc $(CURDIR)=. -Xswiftc -Xfrontend -Xswiftc -no-serialize-debugging-options \
  -Xswiftc -Xfrontend -Xswiftc -no-clang-module-breadcrumbs -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen \
  -Xlinker --gc-sections -Xlinker -z -Xlinker now -Xlinker --build-id=sha1 --disable-local-rpath
TOOLCHAIN_BIN := $(shell dirname "$$(readlink -f "$$(command -v swiftc)")")
# The toolchain's lld keeps one of several identical functions and packs relocations: 8 % less than the system's linker.
HAS_LLD := $(wildcard $(TOOLCHAIN_BIN)/ld.lld)
ifneq ($(HAS_LLD),)
RELEASE_FLAGS += -Xswiftc -use-ld=lld -Xlinker --icf=all -Xlinker -z -Xlinker pack-relative-relocs
endif

# The daemon is Embedded Swift in release: no runtime library, a few megabytes resident. The same source builds as
# ordinary Swift too, for debugging and where the toolchain has no Embedded library for the architecture.
EMBEDDED := .build-embedded
EMBEDDED_FLAGS := -Xswiftc -enable-experimental-feature -Xswiftc Embedded -Xswiftc -wmo $(RELEASE_FLAGS)
HAS_EMBEDDED := $(shell d=$(TOOLCHAIN_BIN)/../lib/swift/embedded; \
  [ -d "$$d/$$(uname -m)-unknown-linux-gnu" ] && echo yes)
SWIFT_BUILD := swift build

# psoasctl is ordinary Swift with its runtime library linked in, whose symbols would be exported. Nothing outside it calls
# its modules, so that the linker may drop public functions too. docs/decisions/psoasctl-size.md has the figures.
CTL_FLAGS := $(RELEASE_FLAGS) -Xlinker --no-export-dynamic -Xswiftc -Xfrontend -Xswiftc -internalize-at-link
# In place of FoundationEssentials, which is 6 MB: see packaging/psoasctl/ParserFoundation.swift.
CTL_PARTS := .build-psoasctl-parts
CTL_FLAGS += -Xswiftc -module-alias -Xswiftc FoundationEssentials=ParserFoundation \
  -Xswiftc -I$(abspath $(CTL_PARTS)) -Xlinker $(abspath $(CTL_PARTS))/ParserFoundation.o
# In place of parts of the runtime library that are never called: see packaging/psoasctl/UnusedRuntime.swift.
CTL_FLAGS += -Xswiftc -Xfrontend -Xswiftc -disable-autolink-library -Xswiftc -Xfrontend -Xswiftc swift_Concurrency \
  $(foreach function,alloc dealloc switch,-Xlinker --defsym=swift_task_$(function)=psoasctl_no_concurrency) \
  -Xlinker --defsym=_swift_stdlib_getScalarName=psoasctl_no_scalar_name
ifneq ($(HAS_LLD),)
# No exception passes through psoasctl, so nothing reads the tables for unwinding its stack.
CTL_FLAGS += -Xlinker -T -Xlinker $(CURDIR)/packaging/psoasctl/sections.ld -Xlinker --no-eh-frame-hdr
# In place of the toolchain's runtime library: see packaging/psoasctl/release-functions.swift.
RUNTIME_LIBRARY := $(abspath $(TOOLCHAIN_BIN)/../lib/swift_static/linux/libswiftCore.a)
CTL_RUNTIME := $(CTL_PARTS)/libswiftCore.a
CTL_FLAGS += -Xlinker '--remap-inputs=*/libswiftCore.a=$(abspath $(CTL_RUNTIME))'
# The C++ library is linked in too, where there is a static one: with the shared one each start looks up thousands of symbols.
CXX_LIBRARY := $(wildcard $(shell $(TOOLCHAIN_BIN)/clang -print-file-name=libstdc++.a))
CTL_FLAGS += $(if $(CXX_LIBRARY),-Xlinker '--remap-inputs=*/libstdc++.so=$(CXX_LIBRARY)')
endif
# What `make test-size` allows. Monitor has 19,752 bytes: no function of psoasd, except initializers, may have room for a copy
# of it in its stack frame.
CTL_BYTES := 8000000
FRAME_BYTES := 18432

PSOASCTL := .build/release/psoasctl
ifeq ($(HAS_EMBEDDED),yes)
PSOASD := $(EMBEDDED)/release/psoasd
else
PSOASD := .build/release/psoasd
endif

# What `make install` installs: the programs without debug information, that information apart, and the completions.
PRODUCTS := .build-products
# $(call products,PROGRAM): the files of one built program.
define products
	mkdir -p $(PRODUCTS)
	objcopy --only-keep-debug $(1) $(PRODUCTS)/$(notdir $(1)).debug
	strip --strip-all -o $(PRODUCTS)/$(notdir $(1)) $(1)
	cd $(PRODUCTS) && objcopy --add-gnu-debuglink=$(notdir $(1)).debug $(notdir $(1))
endef

.PHONY: run build daemon daemon-ordinary daemon-aarch64 ctl test test-swift test-units test-vm test-aarch64 lint core-gate \
  deps deps-test test-fuzz test-size test-kill screenshots \
  bench-check bench-board bench-replay bench-orientation bench-posture bench-tilt bench-history bench-footprint bench-footprint-vm bench-delay \
  soak soak-vm fuzz coverage sanitize memcheck clean

## Do the main job: monitor the connected sensor, or the built-in synthetic wearer if there is none. psoasctl reaches it
## on the session bus; it is not built here, because that takes as long again.
run: daemon
	@command -v psoasctl >/dev/null || { echo "psoasctl is not installed. In another terminal:"; \
	  [ -x $(PRODUCTS)/psoasctl ] || echo "    make ctl"; \
	  echo "    export PATH=$(abspath $(PRODUCTS)):\$$PATH"; echo; }
	exec $(PSOASD) --or-synthetic $(ARGS)

## Install what the tests need and run them all.
test: deps-test lint core-gate daemon test-swift test-fuzz test-units test-size test-package test-vm

build: daemon ctl

ifeq ($(HAS_EMBEDDED),yes)
daemon: deps
	$(SWIFT_BUILD) -c release --product psoasd --scratch-path $(EMBEDDED) $(EMBEDDED_FLAGS)
	$(call products,$(PSOASD))
else
daemon: daemon-ordinary
endif

daemon-ordinary: deps
	$(SWIFT_BUILD) -c release --product psoasd --static-swift-stdlib -Xlinker --build-id=sha1
	$(call products,.build/release/psoasd)

# The toolchain has no Embedded library for aarch64 Linux, but one for the bare processor, which contains the same: Swift is
# compiled for that, while the C headers, the objects and the program are Linux's.
AARCH64 := .build-aarch64
AARCH64_ROOT := $(abspath $(AARCH64))/root
AARCH64_TRIPLE := aarch64-unknown-linux-gnu
AARCH64_CLANG := --target=$(AARCH64_TRIPLE) --sysroot=$(AARCH64_ROOT) -pie
AARCH64_FLAGS := --triple $(AARCH64_TRIPLE) --sdk $(AARCH64_ROOT) $(EMBEDDED_FLAGS) \
  -Xswiftc -target -Xswiftc aarch64-none-none-elf \
  -Xswiftc -Xfrontend -Xswiftc -clang-target -Xswiftc -Xfrontend -Xswiftc $(AARCH64_TRIPLE) \
  -Xswiftc -Xcc -Xswiftc --sysroot=$(AARCH64_ROOT) $(foreach flag,$(AARCH64_CLANG),-Xswiftc -Xclang-linker -Xswiftc $(flag))
AARCH64_PSOASD := $(AARCH64)/release/psoasd

## Build psoasd for aarch64 Linux on another architecture, as Embedded Swift with Debian's libraries.
daemon-aarch64: deps
	packaging/aarch64/root.sh $(AARCH64_ROOT)
	PKG_CONFIG_LIBDIR=$(AARCH64_ROOT)/usr/lib/aarch64-linux-gnu/pkgconfig PKG_CONFIG_SYSROOT_DIR=$(AARCH64_ROOT) \
	  $(SWIFT_BUILD) -c release --product psoasd --scratch-path $(AARCH64) $(AARCH64_FLAGS)

$(CTL_PARTS)/ParserFoundation.o: packaging/psoasctl/ParserFoundation.swift packaging/psoasctl/UnusedRuntime.swift
	mkdir -p $(@D)
	swiftc -swift-version 6 -warnings-as-errors -Osize -wmo -parse-as-library -module-name ParserFoundation \
	  -emit-module -emit-module-path $(@D)/ParserFoundation.swiftmodule -c -o $@ $^

$(CTL_PARTS)/release-functions: packaging/psoasctl/release-functions.swift
	mkdir -p $(@D)
	swiftc -swift-version 6 -warnings-as-errors -o $@ $<

# Made each time: it must be the present toolchain's.
.PHONY: $(CTL_PARTS)/libswiftCore.a
$(CTL_PARTS)/libswiftCore.a: $(CTL_PARTS)/release-functions
	cd $(@D) && ar x $(RUNTIME_LIBRARY) Swift.o && ./release-functions Swift.o
	cp $(RUNTIME_LIBRARY) $@
	ar rD $@ $(@D)/Swift.o

ctl: deps $(CTL_PARTS)/ParserFoundation.o $(CTL_RUNTIME)
	$(SWIFT_BUILD) -c release --product psoasctl --traits Speed --static-swift-stdlib $(CTL_FLAGS)
	$(call products,$(PSOASCTL))
	for shell in bash zsh fish; do \
	  $(PSOASCTL) --generate-completion-script $$shell | sed '1{/^#!/d}' > $(PRODUCTS)/completion.$$shell; done

test-size: deps-test ctl daemon
ifeq ($(HAS_EMBEDDED)-$(shell uname -m),yes-x86_64)
	@Tests/StackFrames/check.py $(PSOASD) $(FRAME_BYTES)
endif
# Without the toolchain's lld psoasctl is larger.
ifneq ($(HAS_LLD),)
	@bytes=$$(stat -c %s $(PRODUCTS)/psoasctl); echo "psoasctl has $$bytes bytes; $(CTL_BYTES) are allowed."; \
	[ $$bytes -le $(CTL_BYTES) ] || { echo "docs/decisions/psoasctl-size.md says how to find what grew." >&2; exit 1; }
endif

# The core must not use the heap: the compiler rejects an allocation in it.
core-gate:
ifeq ($(HAS_EMBEDDED),yes)
	mkdir -p .build-gate
	swiftc -enable-experimental-feature Embedded -swift-version 6 -wmo -Osize -parse-as-library -no-allocations \
	  -module-name PsoasCore -c -o .build-gate/PsoasCore.o $$(find Sources/PsoasCore -name '*.swift' | sort)
endif

lint: deps-test
	swift format lint --strict --recursive Package.swift Sources Tests packaging
	mandoc -T lint -W warning man/*
	desktop-file-validate data/applications/*.desktop
	mkdir -p $(STAGE)
	packaging/metainfo.py > $(STAGE)/org.psoas.Psoas.metainfo.xml
	appstreamcli validate --pedantic --no-net $(STAGE)/org.psoas.Psoas.metainfo.xml

# Many tests start programs and wait for them. All of them at once would make a small machine so slow that programs give up
# waiting for each other.
test-swift: deps-test
	$(SWIFT_BUILD) --build-tests
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$$((3 * $$(nproc))) \
	  PSOAS_EMBEDDED_DAEMON=$(if $(HAS_EMBEDDED),$(abspath $(PSOASD))) swift test --skip-build

# `make test` kills the daemon a dozen times during exercise sessions; this target two hundred times.
test-kill: deps-test daemon
	$(SWIFT_BUILD) --build-tests
	PSOAS_EMBEDDED_DAEMON=$(if $(HAS_EMBEDDED),$(abspath $(PSOASD))) PSOAS_KILLS=200 swift test --skip-build --filter HistoryKillTests

## A month of the synthetic wearer, with the bus, notifications and the history: six minutes.
soak: deps-test daemon
	$(SWIFT_BUILD) --build-tests
	PSOAS_EMBEDDED_DAEMON=$(if $(HAS_EMBEDDED),$(abspath $(PSOASD))) PSOAS_SOAK_DAYS=$${PSOAS_SOAK_DAYS:-30} \
	  swift test --skip-build --filter SoakTests

## An hour of a sensor at 250 Hz in the virtual machine: an hour of the guest, which is longer on a busy host.
soak-vm: deps-test deb
	PSOAS_VM_LIMIT=14400 Tests/VirtualMachine/run.sh --only soak

## Take docs/images/report.png again, which the README and software centres show.
screenshots: deps-test
	$(SWIFT_BUILD) --build-tests
	PSOAS_SCREENSHOTS=$(abspath docs/images) swift test --skip-build --filter ScreenshotTests

test-units: deps-test daemon
	Tests/VirtualMachine/verify-units.sh
	PSOASD=$(abspath $(PSOASD)) Tests/Fleet/run.sh

# Not part of `make test`, which builds no third psoasd.
test-aarch64: daemon-aarch64 ctl
	$(call install-missing,qemu-user-static)
	Tests/Aarch64/run.sh $(AARCH64_PSOASD) $(AARCH64_ROOT) $(PSOASCTL)

test-vm: deps-test deb
	Tests/VirtualMachine/run.sh

bench-orientation:
	Benchmarks/orientation/bench.py

# Optimised: three hundred calibrations take minutes in a debug build.
bench-tilt:
	PSOAS_MOUNTINGS=300 swift test -c release -Xswiftc -enable-testing --scratch-path .build-bench \
	  --filter CalibrationProcedureTests | grep -E 'mountings|issue|passed|failed'

bench-posture: ctl
	Benchmarks/posture/bench.py
	Benchmarks/posture/freeliving.py
	Benchmarks/posture/freeliving.py --turned 3

# Time and memory of replays, in turn with pandas and vqf.
bench-replay: daemon ctl
	Benchmarks/replay/bench.py

# The core on a Cortex-M4F.
bench-board:
	$(call install-missing,qemu-system-arm gcc-arm-none-eabi libnewlib-arm-none-eabi)
	Benchmarks/board/bench.py

# Ten years of history beside a month of it.
bench-history: daemon ctl
	$(SWIFT_BUILD) --product psoas-long-history
	Benchmarks/history/bench.py

# Memory, processor time and wake-ups with a sensor; with BEFORE=FILE those of an earlier psoasd at the same time.
bench-footprint: daemon deps-test
	$(call install-missing,strace)
	Benchmarks/footprint/bench.py $(BEFORE) $(PRODUCTS)/psoasd

# The same in the virtual machine, with the kernel's driver, beside iio-sensor-proxy; and the delay of a change of posture.
bench-footprint-vm: deps-test deb
	PSOAS_VM_LIMIT=14400 BEFORE=$(BEFORE) Tests/VirtualMachine/run.sh --only footprint

# The delay of a change of posture, a thousand of them at once; as root, with nothing else on the machine.
bench-delay: daemon deps-test
	Benchmarks/footprint/delay.py $(PSOASD)

# Instructions of fixed runs, compared with those of an earlier state.
bench-check: daemon ctl
	$(call install-missing,valgrind)
	Benchmarks/instructions/check.py

## Fuzz each parser for SECONDS (60 by default).
fuzz: deps
	Tests/Fuzz/run.sh $(SECONDS)

# A minute of all readers, of the monitor and of the bus.
test-fuzz: deps
	Tests/Fuzz/run.sh 6

## The share of lines of each module that the tests run; --all in ARGS: with the tests of the programs.
coverage: deps-test
	Tests/Coverage/run.sh $(ARGS)

## The tests of the modules under AddressSanitizer, or under SANITIZER=thread.
sanitize: deps-test
	Tests/Sanitizers/run.sh $${SANITIZER:-address}

## Two hours of the synthetic wearer, and simulated devices, under valgrind's memcheck.
memcheck: deps-test daemon
	$(call install-missing,valgrind)
	PSOASD=$(PSOASD) Tests/Memcheck/run.sh

# $(call install-missing,PACKAGES): only what is missing, so that a second run does not ask for a password.
define install-missing
@missing=(); for p in $(1); do dpkg -s "$$p" >/dev/null 2>&1 || missing+=("$$p"); done; \
	if [ $${#missing[@]} -gt 0 ]; then $(SUDO) $(APT) update -q && \
	  $(SUDO) $(APT) install -q -y --no-install-recommends "$${missing[@]}"; fi
endef

deps:
ifneq ($(shell command -v apt-get),)
	$(call install-missing,$(BUILD_PACKAGES))
else
	@packaging/check-libraries.sh
endif

deps-test: deps
	$(call install-missing,$(TEST_PACKAGES))
	@[ -e .build-python/ready ] || { /usr/bin/python3 -m venv .build-python && \
	  .build-python/bin/python -m pip install --quiet $(PYTHON_PACKAGES) && touch .build-python/ready; } || \
	  echo 'no PyPI: the tests with pandas, DuckDB and Dask are skipped'
	@locale -a 2>/dev/null | grep -qi '^fr_FR.utf-\?8$$' || \
	  { echo 'fr_FR.UTF-8 UTF-8' | $(SUDO) tee -a /etc/locale.gen >/dev/null && $(SUDO) locale-gen; }

include packaging/install.mk
include packaging/packages.mk

clean:
	rm -rf .build .build-*/ dist
