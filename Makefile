# The two main commands are `make run` and `make test`; the other targets are their parts.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := DEBIAN_FRONTEND=noninteractive apt-get

BUILD_PACKAGES := pkg-config libevdev-dev libudev-dev libsystemd-dev libsqlite3-dev libinih-dev zlib1g-dev libjansson-dev
TEST_PACKAGES := dbus libglib2.0-bin python3-dbus python3-dbusmock umockdev gir1.2-umockdev-1.0 python3-gi evemu-tools \
  sqlite3 systemd udev util-linux mount locales xz-utils \
  systemd-journal-remote stunnel4 openssl iproute2 procps mandoc \
  dconf-cli dconf-service xfconf libxfconf-0-3 xvfb dunst imagemagick librsvg2-common fonts-dejavu-core

# The daemon is Embedded Swift in release: no runtime library, a few megabytes resident. The same source builds as
# ordinary Swift too, for debugging and where the toolchain has no Embedded library for the architecture.
EMBEDDED := .build-embedded
# One section per function, so that the linker can drop unused functions (0.9 MB of program instead of 2.3).
EMBEDDED_FLAGS := -Xswiftc -enable-experimental-feature -Xswiftc Embedded -Xswiftc -wmo -Xswiftc -Osize \
  -Xswiftc -Xfrontend -Xswiftc -function-sections \
  -Xlinker -s -Xlinker --gc-sections -Xlinker -z -Xlinker now --disable-local-rpath
TOOLCHAIN_BIN := $(shell dirname "$$(readlink -f "$$(command -v swiftc)")")
# The toolchain's lld keeps one of several identical functions and packs relocations: 8 % less than the system's linker.
ifneq ($(wildcard $(TOOLCHAIN_BIN)/ld.lld),)
EMBEDDED_FLAGS += -Xswiftc -use-ld=lld -Xlinker --icf=all -Xlinker -z -Xlinker pack-relative-relocs
endif
HAS_EMBEDDED := $(shell d=$(TOOLCHAIN_BIN)/../lib/swift/embedded; \
  [ -d "$$d/$$(uname -m)-unknown-linux-gnu" ] && echo yes)
SWIFT_BUILD := swift build

PSOASCTL := .build/release/psoasctl
ifeq ($(HAS_EMBEDDED),yes)
PSOASD := $(EMBEDDED)/release/psoasd
else
PSOASD := .build/release/psoasd
endif

.PHONY: run build daemon daemon-ordinary ctl test test-swift test-units test-vm lint core-gate deps deps-test \
  test-kill bench-orientation bench-posture bench-tilt fuzz install install-service install-ctl clean

## Do the main job: monitor the connected sensor, or the built-in synthetic wearer if there is none.
run: build
	exec $(PSOASD) --or-synthetic --bus none $(ARGS)

## Install what the tests need and run them all.
test: deps-test lint core-gate daemon test-swift test-units test-vm

build: daemon ctl

ifeq ($(HAS_EMBEDDED),yes)
daemon: deps
	$(SWIFT_BUILD) -c release --product psoasd --scratch-path $(EMBEDDED) $(EMBEDDED_FLAGS)
else
daemon: daemon-ordinary
endif

daemon-ordinary: deps
	$(SWIFT_BUILD) -c release --product psoasd --static-swift-stdlib

ctl: deps
	$(SWIFT_BUILD) -c release --product psoasctl --static-swift-stdlib

# The core must not use the heap: the compiler rejects an allocation in it.
core-gate:
ifeq ($(HAS_EMBEDDED),yes)
	mkdir -p .build-gate
	swiftc -enable-experimental-feature Embedded -swift-version 6 -wmo -Osize -parse-as-library -no-allocations \
	  -module-name PsoasCore -c -o .build-gate/PsoasCore.o $$(find Sources/PsoasCore -name '*.swift' | sort)
endif

lint: deps-test
	swift format lint --strict --recursive Package.swift Sources Tests
	mandoc -T lint -W warning man/*

test-swift: deps-test
	$(SWIFT_BUILD) --build-tests
	PSOAS_EMBEDDED_DAEMON=$(if $(HAS_EMBEDDED),$(abspath $(PSOASD))) swift test --skip-build

# `make test` kills the daemon a dozen times during exercise sessions; this target two hundred times.
test-kill: deps-test daemon
	$(SWIFT_BUILD) --build-tests
	PSOAS_EMBEDDED_DAEMON=$(if $(HAS_EMBEDDED),$(abspath $(PSOASD))) PSOAS_KILLS=200 swift test --skip-build --filter HistoryKillTests

test-units: deps-test daemon
	Tests/VirtualMachine/verify-units.sh
	PSOASD=$(abspath $(PSOASD)) Tests/Fleet/run.sh

test-vm: deps-test daemon
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

## Fuzz each parser for SECONDS (60 by default).
fuzz: deps
	Tests/Fuzz/run.sh $(SECONDS)

# Installs only what is missing, so that a second run does not ask for a password.
deps:
	@missing=(); for p in $(BUILD_PACKAGES); do dpkg -s "$$p" >/dev/null 2>&1 || missing+=("$$p"); done; \
	if [ $${#missing[@]} -gt 0 ]; then $(SUDO) $(APT) update -q && \
	  $(SUDO) $(APT) install -q -y --no-install-recommends "$${missing[@]}"; fi

deps-test: deps
	@missing=(); for p in $(TEST_PACKAGES); do dpkg -s "$$p" >/dev/null 2>&1 || missing+=("$$p"); done; \
	if [ $${#missing[@]} -gt 0 ]; then $(SUDO) $(APT) update -q && \
	  $(SUDO) $(APT) install -q -y --no-install-recommends "$${missing[@]}"; fi
	@locale -a 2>/dev/null | grep -qi '^fr_FR.utf-\?8$$' || \
	  { echo 'fr_FR.UTF-8 UTF-8' | $(SUDO) tee -a /etc/locale.gen >/dev/null && $(SUDO) locale-gen; }

PREFIX ?= /usr
UNITS := $(DESTDIR)$(PREFIX)/lib/systemd
SHARE := $(DESTDIR)$(PREFIX)/share

# The version of systemd to install for: some keys are new.
SYSTEMD_VERSION ?= $(shell systemctl --version 2>/dev/null | sed -n '1s/systemd \([0-9]*\).*/\1/p')

## Install what `make build` has built; as root, or with DESTDIR= for a package. Installs no package and builds nothing.
install: install-service install-ctl

# Everything except psoasctl.
install-service:
	install -D -m 755 $(PSOASD) $(DESTDIR)$(PREFIX)/libexec/psoasd
	install -D -m 644 -t $(UNITS)/user systemd/user/psoasd.service
	install -D -m 644 -t $(UNITS)/system systemd/system/psoasd.service
	sed -i 's|/usr/libexec|$(PREFIX)/libexec|' $(UNITS)/user/psoasd.service $(UNITS)/system/psoasd.service
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/sysusers.d systemd/sysusers.d/psoas.conf
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/udev/rules.d udev/72-psoas.rules
	install -D -m 644 -t $(SHARE)/psoas data/psoas.conf.example
	install -D -m 644 -t $(SHARE)/psoas/quirks data/quirks/*.quirks
	install -D -m 644 -t $(SHARE)/psoas/exercises data/exercises/*.ini data/exercises/*.svg
	install -D -m 644 -t $(SHARE)/dbus-1/interfaces data/dbus/*.xml
	install -D -m 644 -t $(SHARE)/dbus-1/system.d data/dbus/*.conf
	install -D -m 644 -t $(SHARE)/applications data/applications/*.desktop
	install -D -m 644 -t $(SHARE)/icons/hicolor/scalable/apps data/icons/hicolor/scalable/apps/*.svg
	install -D -m 644 -t $(SHARE)/dbus-1/services data/dbus/session/org.psoas.Psoas1.service
	install -D -m 644 -t $(SHARE)/dbus-1/system-services data/dbus/system/org.psoas.Psoas1.service
	sed -i 's|/usr/libexec|$(PREFIX)/libexec|' $(SHARE)/dbus-1/services/org.psoas.Psoas1.service
	install -D -m 644 -t $(SHARE)/polkit-1/actions data/polkit/org.psoas.Psoas1.policy
	[ "$(or $(SYSTEMD_VERSION),0)" -lt 254 ] || for manager in user system; do \
	  install -D -m 644 systemd/restart-backoff.conf $(UNITS)/$$manager/psoasd.service.d/50-restart-backoff.conf; done
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/systemd/catalog data/catalog/psoas.catalog
	for page in man/*; do install -D -m 644 -t $(SHARE)/man/man$${page##*.} "$$page"; done

install-ctl:
	install -D -m 755 $(PSOASCTL) $(DESTDIR)$(PREFIX)/bin/psoasctl
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(PSOASCTL) --generate-completion-script bash > $(SHARE)/bash-completion/completions/psoasctl
	$(PSOASCTL) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_psoasctl
	$(PSOASCTL) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/psoasctl.fish

clean:
	rm -rf .build .build-embedded .build-gate .build-vm
