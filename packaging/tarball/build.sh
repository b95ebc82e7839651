#!/bin/bash
# Packs a staged tree as an archive with install.sh and uninstall.sh.
#
#   build.sh STAGE DIST NAME      STAGE has tree/; writes DIST/NAME.tar.xz
#
# SOURCE_DATE_EPOCH is the time of its files.
set -euo pipefail
: "${SOURCE_DATE_EPOCH:?is the time of the files: use make}"
here=$(cd "$(dirname "$0")" && pwd)
stage=$(realpath "$1") dist=$(realpath -m "$2") name=$3
folder=$stage/archive/$name
rm -rf "$stage/archive"
mkdir -p "$folder" "$dist"
umask 022
cp -a "$stage/tree" "$folder/"
install -m 755 "$here"/{install,uninstall}.sh "$folder/"
install -m 644 "$here"/../../{README.md,CHANGELOG.md,LICENSE} "$folder/"
tar --directory="$stage/archive" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" \
  --format=gnu -cf - "$name" | xz -9 --threads=1 > "$dist/$name.tar.xz"
ls -l "$dist/$name.tar.xz"
