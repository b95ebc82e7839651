# Installing what `make build` has built, and removing it. Nothing here builds or looks for a compiler: root's PATH may
# have none.
PREFIX ?= /usr
UNITS = $(DESTDIR)$(PREFIX)/lib/systemd
SHARE = $(DESTDIR)$(PREFIX)/share
# What is installed; the tests give an unstripped or an older daemon.
INSTALLED_PSOASD ?= $(PRODUCTS)/psoasd

# The version of systemd to install for: some keys are new.
SYSTEMD_VERSION ?= $(shell systemctl --version 2>/dev/null | sed -n '1s/systemd \([0-9]*\).*/\1/p')

.PHONY: install uninstall tree tree-debug

## Install what `make build` has built, as root, and make the system use it; with DESTDIR= only place the files.
install: built
ifneq ($(DESTDIR),)
	$(MAKE) --no-print-directory tree
else
	work=$$(mktemp -d); trap 'rm -rf "$$work"' EXIT; \
	$(MAKE) --no-print-directory -s tree DESTDIR="$$work/tree" && packaging/tarball/install.sh "$$work/tree"
endif

## Remove what `make install` has installed.
uninstall:
	packaging/tarball/uninstall.sh "$(PREFIX)"

.PHONY: built
built:
	@for file in psoasd psoasctl completion.bash; do [ -e $(PRODUCTS)/$$file ] || \
	  { echo "install: $(PRODUCTS)/$$file is missing: run 'make build' first, as yourself" >&2; exit 1; }; done

# The files below DESTDIR, and nothing else. Packages, `make install` and the virtual machine all take them from here.
tree:
	install -D -m 755 $(INSTALLED_PSOASD) $(DESTDIR)$(PREFIX)/libexec/psoasd
	install -D -m 755 $(PRODUCTS)/psoasctl $(DESTDIR)$(PREFIX)/bin/psoasctl
	install -D -m 644 $(PRODUCTS)/completion.bash $(SHARE)/bash-completion/completions/psoasctl
	install -D -m 644 $(PRODUCTS)/completion.zsh $(SHARE)/zsh/site-functions/_psoasctl
	install -D -m 644 $(PRODUCTS)/completion.fish $(SHARE)/fish/vendor_completions.d/psoasctl.fish
	install -D -m 644 -t $(UNITS)/user systemd/user/psoasd.service systemd/user/psoas-report.service
	install -D -m 644 -t $(UNITS)/system systemd/system/psoasd.service
	install -D -m 644 -t $(UNITS)/user-preset systemd/preset/90-psoas.preset
	install -D -m 644 -t $(UNITS)/system-preset systemd/preset/90-psoas.preset
	[ "$(or $(SYSTEMD_VERSION),0)" -lt 254 ] || for manager in user system; do \
	  install -D -m 644 systemd/restart-backoff.conf $(UNITS)/$$manager/psoasd.service.d/50-restart-backoff.conf; done
	install -D -m 644 -t $(UNITS)/catalog data/catalog/psoas.catalog
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/sysusers.d systemd/sysusers.d/psoas.conf
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/lib/udev/rules.d udev/72-psoas.rules
	install -D -m 644 data/psoas.conf.example $(DESTDIR)/etc/psoas/psoas.conf
	install -D -m 644 -t $(SHARE)/psoas data/psoas.conf.example data/controllers.ini data/wearing.svg
	install -D -m 644 -t $(SHARE)/psoas/quirks data/quirks/*.quirks
	install -D -m 644 -t $(SHARE)/psoas/exercises data/exercises/*.ini data/exercises/*.svg
	install -D -m 644 -t $(SHARE)/dbus-1/interfaces data/dbus/*.xml
	install -D -m 644 -t $(SHARE)/dbus-1/system.d data/dbus/*.conf
	install -D -m 644 -t $(SHARE)/dbus-1/services data/dbus/session/org.psoas.Psoas1.service
	install -D -m 644 -t $(SHARE)/dbus-1/system-services data/dbus/system/org.psoas.Psoas1.service
	install -D -m 644 -t $(SHARE)/polkit-1/actions data/polkit/org.psoas.Psoas1.policy
	install -D -m 644 -t $(SHARE)/applications data/applications/*.desktop
	install -D -m 644 -t $(SHARE)/metainfo data/metainfo/*.metainfo.xml
	install -D -m 644 -t $(SHARE)/icons/hicolor/scalable/apps data/icons/hicolor/scalable/apps/*.svg
	install -D -m 644 -t $(SHARE)/icons/hicolor/symbolic/apps data/icons/hicolor/symbolic/apps/*.svg
	for page in man/*; do install -D -m 644 -t $(SHARE)/man/man$${page##*.} "$$page"; done
	[ "$(PREFIX)" = /usr ] || sed -i 's|/usr/bin|$(PREFIX)/bin|' $(UNITS)/user/psoas-report.service
	[ "$(PREFIX)" = /usr ] || sed -i 's|/usr/libexec|$(PREFIX)/libexec|' $(UNITS)/user/psoasd.service \
	  $(UNITS)/system/psoasd.service $(SHARE)/dbus-1/services/org.psoas.Psoas1.service

# The debug information, where gdb looks for it by build identifier.
tree-debug:
	for program in psoasd psoasctl; do \
	  id=$$(readelf -n $(PRODUCTS)/$$program | sed -n 's/.*Build ID: //p'); \
	  install -D -m 644 $(PRODUCTS)/$$program.debug $(DESTDIR)$(PREFIX)/lib/debug/.build-id/$${id:0:2}/$${id:2}.debug; done
