# Packages of what `make build` has built, from one staged tree. They are in dist/, for the libraries of the machine that
# built them: releases are built on Debian 12.
VERSION := $(shell packaging/version)
DIST := dist
STAGE := .build-package
ARCHITECTURE := $(shell uname -m)
PACKAGE_PACKAGES := debhelper lintian mmdebstrap python3
# Files get the time of the commit, so that two builds of it are the same bytes.
export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)

.PHONY: package-tree deb tarball source rpm arch packages check-rpm check-arch test-package deps-package

deps-package: deps
	$(call install-missing,$(PACKAGE_PACKAGES))

package-tree: built deps-package
	rm -rf $(STAGE)/tree $(STAGE)/tree-debug
	$(MAKE) --no-print-directory -s tree DESTDIR=$(abspath $(STAGE)/tree) PREFIX=/usr
	$(MAKE) --no-print-directory -s tree-debug DESTDIR=$(abspath $(STAGE)/tree-debug) PREFIX=/usr
	packaging/metainfo.py > $(STAGE)/tree/usr/share/metainfo/org.psoas.Psoas.metainfo.xml
	find $(STAGE)/tree $(STAGE)/tree-debug -exec touch --no-dereference --date=@$(SOURCE_DATE_EPOCH) {} +

## Make dist/psoas_VERSION_ARCHITECTURE.deb, and psoas-dbgsym with the debug information.
deb: build
	$(MAKE) --no-print-directory deb-of-built

.PHONY: deb-of-built
deb-of-built: package-tree
	packaging/debian/build.sh $(STAGE) $(DIST)
	lintian --allow-root --fail-on error,warning --pedantic $(DIST)/psoas*_$(VERSION)-1_*.deb

## Make the source archive of the commit: packages for other distributions are built from it.
source:
	mkdir -p $(DIST)
	git archive --format=tar --prefix=psoas-$(VERSION)/ HEAD | gzip -9n > $(DIST)/psoas-$(VERSION).tar.gz

## Make an archive with install.sh and uninstall.sh.
tarball: build package-tree
	packaging/tarball/build.sh $(STAGE) $(DIST) psoas-$(VERSION)-linux-$(ARCHITECTURE)

## Make an RPM package. On Fedora rpmbuild builds dist/psoas.spec from the source archive alone.
rpm: build package-tree source
	packaging/rpm/build.sh $(STAGE) $(DIST) $(VERSION)

## Make dist/PKGBUILD, from which makepkg on Arch builds a package.
arch: source
	sum=$$(sha256sum $(DIST)/psoas-$(VERSION).tar.gz | cut -d' ' -f1); \
	sed "s/@VERSION@/$(VERSION)/; s/@SHA256@/$$sum/" packaging/arch/PKGBUILD.in > $(DIST)/PKGBUILD

packages: deb tarball rpm arch

## Build the RPM package from the source archive alone, as Fedora does. Debian has no packages with the names of
## BuildRequires, and an older systemd: the drop-ins for 254 are packed nevertheless.
check-rpm: rpm
	rm -rf $(STAGE)/rpm-source
	mkdir -p $(STAGE)/rpm-source/SOURCES
	cp $(DIST)/psoas-$(VERSION).tar.gz $(STAGE)/rpm-source/SOURCES/
	SYSTEMD_VERSION=254 rpmbuild -ba --nodeps --define "_topdir $(abspath $(STAGE))/rpm-source" $(DIST)/psoas.spec
	rpmlint --config packaging/rpm/rpmlint.toml $(DIST)/psoas.spec $$(find $(STAGE)/rpm-source -name '*.rpm')

## Pack what is built with PKGBUILD. makepkg refuses to run as root, and Debian has no packages with Arch's names.
check-arch: build arch
	rm -rf $(STAGE)/arch
	mkdir -p $(STAGE)/arch
	cp $(DIST)/PKGBUILD $(DIST)/psoas-$(VERSION).tar.gz $(STAGE)/arch/
	cd $(STAGE)/arch && makepkg --nodeps --nobuild
	cp -r $(PRODUCTS) $(STAGE)/arch/src/psoas-$(VERSION)/
	cd $(STAGE)/arch && makepkg --nodeps --repackage

## Install, run, upgrade, remove and purge the Debian package in a minimal Debian.
test-package: deb tarball
	Tests/Package/run.sh
