#!/bin/bash
# Writes DIST/psoas.spec and packs a staged tree as an RPM package with it, and checks both with rpmlint.
#
#   build.sh STAGE DIST VERSION      STAGE has tree/, DIST the source archive
set -euo pipefail
: "${SOURCE_DATE_EPOCH:?is the time of the files: use make}"
here=$(cd "$(dirname "$0")" && pwd)
stage=$(realpath "$1") dist=$(realpath -m "$2") version=$3
top=$stage/rpm
rm -rf "$top"
mkdir -p "$top"/{SOURCES,SPECS}
date=$(LC_ALL=C date --utc --date="@$SOURCE_DATE_EPOCH" '+%a %b %d %Y')
sed "s/@VERSION@/$version/g; s/@DATE@/$date/" "$here/psoas.spec.in" > "$dist/psoas.spec"
cp "$dist/psoas-$version.tar.gz" "$top/SOURCES/"
cp "$dist/psoas.spec" "$top/SPECS/"
# Before systemd 254 there are no such drop-ins in the tree.
find "$stage/tree" -path '*/psoasd.service.d/*' | grep -q . || sed -i '/psoasd\.service\.d$/d' "$top/SPECS/psoas.spec"
rpmbuild -bb --define "_topdir $top" --define "staged $stage/tree" --define "clamp_mtime_to_source_date_epoch 1" \
  --define "use_source_date_epoch_as_buildtime 1" --define "_buildhost localhost" \
  "$top/SPECS/psoas.spec" > "$stage/rpm.log" 2>&1 ||
  { tail -n 30 "$stage/rpm.log" >&2; exit 1; }
mv "$top"/RPMS/*/psoas-"$version"-1.*.rpm "$dist/"
rpmlint --config "$here/rpmlint.toml" "$dist/psoas.spec" "$dist"/psoas-"$version"-1.*.rpm
ls -l "$dist"/psoas-"$version"-1.*.rpm
