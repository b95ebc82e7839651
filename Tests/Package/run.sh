#!/bin/bash
# Installs the Debian package in a minimal system made by mmdebstrap, runs what it installs, upgrades it over an older
# version, removes and purges it; then the same with the archive's install.sh. What is left behind is a failure.
#
#   run.sh                 one line a check, then "N passed, N failed, N skipped"; 1 where one failed
#
#   SUITE=NAME             the release of Debian to make (default: the host's)
#   SOURCES=LINES          apt's sources of that release, where the host has none
#
# The minimal system is made once, into .build-package, which takes a minute; the checks take another. It needs root.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source_root=$(cd "$here/../.." && pwd)
dist=$source_root/dist stage=$source_root/.build-package
suite=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
version=$("$source_root/packaging/version")
architecture=$(dpkg --print-architecture)
package=psoas_$version-1_$architecture.deb

passed=0 failed=0
pass() { echo "pass  $1"; passed=$((passed + 1)); }
fail() { echo "FAIL  $1"; [ -z "${2-}" ] || sed 's/^/      /' <<< "$2" | tail -n 30; failed=$((failed + 1)); }
# check NAME COMMAND...: the command succeeds.
check() { local name=$1 said; shift; if said=$("$@" 2>&1); then pass "$name"; else fail "$name" "$said"; fi; }
# equal NAME GOT EXPECTED
equal() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "expected: $3"$'\n'"got: $2"; fi; }
skip() { echo "skip  package: $1"; echo "0 passed, 0 failed, 1 skipped"; exit 0; }

[ "$(id -u)" = 0 ] || skip "needs root"
command -v mmdebstrap > /dev/null || skip "mmdebstrap is missing: make deps-package"
[ -e "$dist/$package" ] || { echo "run.sh: dist/$package is missing: make deb" >&2; exit 1; }

work=$(mktemp -d)
root=$work/root
finish() {
  umount "$root/proc" 2> /dev/null
  rm -rf --one-file-system "$work"
}
trap finish EXIT
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
wearer() { inside runuser -u wearer -- env HOME=/home/wearer "$@"; }
apt() { inside apt-get -q -y --no-install-recommends -o Dpkg::Options::=--force-confold "$@"; }

# ---- a minimal system with the libraries that the package depends on ----
minimal=$stage/minimal-$suite-$(dpkg-deb --field "$dist/$package" Depends | sha256sum | cut -c1-8).tar
if [ ! -e "$minimal" ]; then
  mapfile -t sources < <(apt-get indextargets --format '$(CODENAME) deb $(REPO_URI) $(RELEASE) $(COMPONENT)' \
    'Created-By: Packages' 'Origin: Debian' 'Component: main' | sed -n "s/^${suite}[^ ]* //p")
  [ -z "${SOURCES:-}" ] || mapfile -t sources <<< "$SOURCES"
  mmdebstrap --quiet --variant=apt --include="passwd,sqlite3" "$suite" "$work/making" "${sources[@]}" > "$stage/minimal.log" 2>&1 ||
    { tail -n 5 "$stage/minimal.log"; skip "$suite cannot be fetched"; }
  mv "$work/making" "$root"
  cp /etc/resolv.conf "$root/etc/"
  apt update > /dev/null
  check "the dependencies can be had in $suite" apt satisfy "$(dpkg-deb --field "$dist/$package" Depends)"
  apt clean
  inside useradd --create-home wearer
  tar -C "$root" -cf "$minimal.part" . && mv "$minimal.part" "$minimal"
  rm -rf --one-file-system "$root"
fi
mkdir "$root"
tar -C "$root" -xf "$minimal"
mount -t proc proc "$root/proc" || skip "needs to mount /proc"

# ---- an older version: another number, a file that is no more, another default of the settings ----
older=$work/older
mkdir -p "$older" "$work/dist"
cp -a "$stage/tree" "$stage/tree-debug" "$older/"
echo '# of an older version' > "$older/tree/usr/share/psoas/quirks/99-earlier.quirks"
sed -i 's/^#PerDay=.*/#PerDay=7/' "$older/tree/etc/psoas/psoas.conf"
export SOURCE_DATE_EPOCH=1700000000
check "an older version is built" "$source_root/packaging/debian/build.sh" "$older" "$work/dist" 0.0.1
cp "$work/dist/psoas_0.0.1-1_$architecture.deb" "$dist/$package" "$root/"

files() { (cd "$root" && find . -xdev ! -type d ! -path './proc/*' ! -path './dev/*' ! -path './var/log/*' ! -path './var/cache/*' \
  ! -path './var/lib/apt/*' ! -path './var/lib/dpkg/*' ! -path './tmp/*' ! -path './*.deb' ! -path './home/*' ! -path './payload/*' | sort)
  sed 's/:.*//' "$root/etc/passwd" "$root/etc/group"; }
folders() { (cd "$root" && find . -xdev -type d -iname '*psoas*' ! -path './home/*' ! -path './payload*'); }
home() { (cd "$root/home" && find . -type f -exec sha256sum {} + | sort); }
state=/home/wearer/.local/state/psoas
# A guided hour of the synthetic wearer, written to the wearer's own history.
hour() { wearer timeout 120 /usr/libexec/psoasd --synthetic --speed 600 --seconds 3000 --bus none --history --output none; }
clean=$(files)

# ---- install ----
check "the older version installs" apt install /psoas_0.0.1-1_$architecture.deb
check "its files are as packed" inside dpkg --verify psoas
equal "the system's user exists" "$(inside getent passwd psoas | cut -d: -f1)" psoas
equal "nothing is left to configure" "$(inside dpkg --audit)" ""
equal "no library is missing" "$(inside ldd /usr/bin/psoasctl /usr/libexec/psoasd | grep 'not found')" ""
equal "the system-wide service is not enabled" "$(inside systemctl is-enabled psoasd.service 2> /dev/null)" disabled
equal "nor the wearer's" "$(inside systemctl --global is-enabled psoasd.service 2> /dev/null)" disabled
inside systemctl preset-all > /dev/null 2>&1
inside systemctl --global preset-all > /dev/null 2>&1
equal "nor do presets enable the system-wide one" "$(inside systemctl is-enabled psoasd.service 2> /dev/null)" disabled
equal "nor the wearer's either" "$(inside systemctl --global is-enabled psoasd.service 2> /dev/null)" disabled
clean=$(files | grep -v -i psoas; grep -i psoas <<< "$clean")
clean=$(sort <<< "$clean")
id=$(sed -n 's/^-- \([0-9a-f]*\)$/\1/p' "$source_root/data/catalog/psoas.catalog" | head -n 1)
check "journalctl explains its messages" grep -q . <(inside journalctl --list-catalog "$id")

# ---- run ----
mkdir -p "$root$state"
inside sqlite3 "$state/history.sqlite" < "$here/first-history.sql"
inside chown -R wearer: /home/wearer/.local
chmod 700 "$root$state"
check "an hour of the synthetic wearer" hour
echo 'PerDay=5' | sed '1i [Reminders]' >> "$root/etc/psoas/psoas.conf"
check "psoasctl takes the settings from /etc/psoas" grep -q '/etc/psoas/psoas.conf' <(wearer psoasctl config)
cp "$root/etc/psoas/psoas.conf" "$work/edited.conf"

# ---- upgrade ----
check "the new version installs over it" apt install "/$package"
equal "it is the new version" "$(wearer psoasctl --version | grep -o '[0-9.]*$')" "$version"
equal "and so is the daemon" "$(wearer /usr/libexec/psoasd --version | grep -o '[0-9.]*$')" "$version"
check "edited settings stay as they were" cmp "$root/etc/psoas/psoas.conf" "$work/edited.conf"
check "the new default is beside them" cmp "$root/etc/psoas/psoas.conf.dpkg-dist" "$source_root/data/psoas.conf.example"
equal "a file that is no more is gone" "$(find "$root/usr/share/psoas/quirks" -name '*earlier*')" ""
check "another hour of the synthetic wearer" hour
equal "the history has the newest form" "$(inside sqlite3 "$state/history.sqlite" 'PRAGMA user_version')" \
  "$(grep -c 'PRAGMA user_version = ' "$source_root/Sources/PsoasHistory/Schema.swift")"
check "the day of the first version is in it" grep -q 'kneeling' <(wearer psoasctl day 2026-03-02)
equal "and the two new hours" "$(inside sqlite3 "$state/history.sqlite" 'SELECT count(*) >= 2 FROM bouts WHERE day > 20514')" 1
check "psoasctl writes a report of it" wearer psoasctl report --from 2026-03-01 --to 2026-03-03 --output /home/wearer/report.html

# ---- remove, purge ----
mkdir -p "$root/var/lib/private/psoas"
touch "$root/var/lib/private/psoas/history.sqlite"
own=$(home)
check "it can be removed" apt remove psoas
equal "of it only settings and state are left" "$(files | grep -i psoas | grep -v deb-systemd | sort | tr '\n' ' ')" \
  "./etc/psoas/psoas.conf ./etc/psoas/psoas.conf.dpkg-dist ./var/lib/private/psoas/history.sqlite psoas psoas "
check "it can be purged" apt purge psoas
equal "no file is left" "$(diff <(echo "$clean") <(files | sort))" ""
equal "no folder is left" "$(folders)" ""
equal "the wearer's own files are untouched" "$(home)" "$own"

# ---- the archive ----
archive=psoas-$version-linux-$(uname -m)
mkdir "$root/payload"
check "the archive is packed" tar -C "$root/payload" -xf "$dist/$archive.tar.xz"
script=/payload/$archive/install.sh
equal "only root can install it" "$(wearer "$script" 2>&1 | grep -c 'needs root')" 1
check "install.sh installs it" inside "$script"
equal "psoasctl runs" "$(wearer psoasctl --version | grep -o '[0-9.]*$')" "$version"
check "a third hour of the synthetic wearer" hour
# As with make install PREFIX=/usr/local: the program finds its data under its own prefix.
mkdir -p "$root/usr/local/bin"
mv "$root/usr/share/psoas" "$root/usr/local/share/psoas"
cp "$root/usr/bin/psoasctl" "$root/usr/local/bin/"
check "with another prefix the exercises are found there" grep -q kneeling-hip-flexor <(wearer /usr/local/bin/psoasctl exercise list)
rm "$root/usr/local/bin/psoasctl"
mv "$root/usr/local/share/psoas" "$root/usr/share/psoas"
echo '# of a earlier version' > "$root/usr/share/psoas/quirks/99-earlier.quirks"
echo /usr/share/psoas/quirks/99-earlier.quirks >> "$root/usr/share/psoas/installed-files"
echo '# edited' >> "$root/etc/psoas/psoas.conf"
check "it installs over itself" inside "$script"
equal "a file that is no more is gone" "$(find "$root/usr/share/psoas/quirks" -name '*earlier*')" ""
equal "edited settings stay" "$(tail -n 1 "$root/etc/psoas/psoas.conf")" "# edited"
own=$(home)
check "uninstall.sh removes it" inside /usr/share/psoas/uninstall.sh
equal "edited settings stay as well" "$(folders) $(files | grep -i psoas | tr '\n' ' ')" "./etc/psoas ./etc/psoas/psoas.conf psoas psoas "
check "it installs again" inside "$script"
check "uninstall.sh --purge removes all of it" inside /usr/share/psoas/uninstall.sh --purge
equal "no file is left" "$(diff <(echo "$clean") <(files | sort))" ""
equal "no folder is left" "$(folders)" ""
equal "the wearer's own files are untouched" "$(home)" "$own"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
