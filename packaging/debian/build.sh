#!/bin/bash
# Packs a staged tree as a Debian package.
#
#   build.sh STAGE DIST [VERSION]      STAGE has tree/ and tree-debug/; VERSION is the source's by default
#
# SOURCE_DATE_EPOCH is the time of the package's files.
set -euo pipefail
: "${SOURCE_DATE_EPOCH:?is the time of the files: use make}"
here=$(cd "$(dirname "$0")" && pwd)
source_root=$(cd "$here/../.." && pwd)
stage=$(realpath "$1") dist=$(realpath -m "$2") version=${3:-$("$here/../version")}
build=$stage/debian-package
mkdir -p "$dist"
rm -rf "$build"
mkdir -p "$build/debian"
cp "$here"/{control,copyright,rules,psoas.*,psoas-dbgsym.*} "$build/debian/"
cp -r "$source_root"/{README.md,CHANGELOG.md,docs} "$build/"
ln -s "$stage/tree" "$stage/tree-debug" "$build/"
maintainer=$(sed -n 's/^Maintainer: //p' "$here/control")
cat > "$build/debian/changelog" << EOF
psoas ($version-1) unstable; urgency=medium

  * What changed for users is in changelog.gz.

 -- $maintainer  $(date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")
EOF
# What goes into the package must not depend on who packs it.
umask 022
cd "$build"
dpkg-buildpackage --build=binary --no-sign --no-check-builddeps > "$stage/debian-package.log" 2>&1 ||
  { tail -n 30 "$stage/debian-package.log" >&2; exit 1; }
mv "$stage"/psoas{,-dbgsym}_"$version"-1_*.deb "$dist/"
rm -f "$stage"/psoas_"$version"-1_*.{buildinfo,changes}
ls -l "$dist"/psoas{,-dbgsym}_"$version"-1_*.deb
