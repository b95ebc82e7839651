#!/bin/sh
# Installs a tree of Psoas on this machine and makes the system use it.
#
#   install.sh [TREE]      TREE has usr/ and etc/; by default the folder "tree" next to this script
#
# Run it as root. It installs no other package and fetches nothing. An earlier installation by this script is replaced.
# psoas.conf in /etc/psoas stays as it is once it exists. What it installed is listed in share/psoas/installed-files.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
tree=${1:-$here/tree}
say() { echo "install.sh: $*"; }
die() { say "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "installing needs root: sudo $0${1+ $1}"
data=$(cd "$tree" 2> /dev/null && find . -type d -path '*/share/psoas') || die "$tree is not a tree of Psoas"
[ -n "$data" ] || die "$tree is not a tree of Psoas: it has no share/psoas"
prefix=${data%/share/psoas}
prefix=${prefix#.}
if [ "$prefix" = /usr ]; then
  ! dpkg-query --show --showformat='${db:Status-Status}' psoas 2> /dev/null | grep -qx installed ||
    die "the Debian package psoas is installed: remove it first (apt remove psoas), or upgrade it with a newer package"
  ! rpm --query psoas > /dev/null 2>&1 || die "the RPM package psoas is installed: remove it first (dnf remove psoas)"
fi

# ---- libraries ----
for program in "$tree$prefix/libexec/psoasd" "$tree$prefix/bin/psoasctl"; do
  missing=$(ldd "$program" 2>&1 | sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | tr '\n' ' ')
  [ -z "$missing" ] || die "this machine lacks the libraries $missing
  Debian, Ubuntu: apt install libevdev2 libudev1 libsystemd0 libsqlite3-0 libinih1 zlib1g libzstd1 libjansson4 libgcc-s1
  Other distributions: the names of the files may differ, as those of libinih do in Fedora and Arch. Build from source."
  # A C library that is too old says so with a version that is not found.
  ! ldd "$program" 2>&1 | grep 'version.*not found' ||
    die "this machine's libraries are older than Debian 12's: build from source"
done

# ---- files ----
list=$prefix/share/psoas/installed-files
earlier=$(mktemp) files=$(mktemp)
trap 'rm -f "$earlier" "$files"' EXIT
[ ! -e "$list" ] || cp "$list" "$earlier"
(cd "$tree" && find . ! -type d ! -path './etc/*' | sed 's/^\.//' | sort) > "$files"
while read -r file; do
  mkdir -p "${file%/*}"
  # To another name first: a running program cannot be written to, and the loader never sees half a file.
  cp -P "$tree$file" "$file.new"
  chown 0:0 "$file.new"
  mv -f "$file.new" "$file"
done < "$files"
install -m 644 "$files" "$list"
# Files of the earlier version that this one does not have.
grep -vxF -f "$list" "$earlier" | while read -r file; do rm -f "$file"; done || true
if [ ! -e /etc/psoas/psoas.conf ]; then
  mkdir -p /etc/psoas
  cp "$tree/etc/psoas/psoas.conf" /etc/psoas/psoas.conf
fi
install -m 755 "$here/uninstall.sh" "$prefix/share/psoas/uninstall.sh"

# ---- the running system ----
if command -v systemd-sysusers > /dev/null; then systemd-sysusers psoas.conf || true; fi
if [ -d /run/systemd/system ]; then
  journalctl --update-catalog || true
  systemctl daemon-reload
  systemctl reload dbus || true
  udevadm control --reload
  # A sensor that is connected already starts the service now.
  udevadm trigger --subsystem-match=input --action=change
  systemctl try-restart psoasd.service || true
  for user in $(systemctl list-units --no-legend --plain 'user@*.service' |
    sed -n 's/^user@\([0-9]*\)\.service .*/\1/p'); do
    systemctl --user --machine="$user@" daemon-reload || true
    systemctl --user --machine="$user@" try-restart psoasd.service || true
  done
fi
say "Psoas $("$prefix/bin/psoasctl" --version | sed 's/.* //') is installed. Connect a sensor, then: psoasctl status"
say "to remove it: $prefix/share/psoas/uninstall.sh"
