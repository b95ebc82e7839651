#!/usr/bin/env bash
# Makes a folder with Debian's arm64 libraries, for building and running psoasd on another architecture.
#
#   root.sh FOLDER
#
# The packages are those of packaging/libraries, of this system's release and from its mirror, verified by its keys.
# apt keeps everything in the folder: the system's packages and architectures stay as they are.
set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(realpath -m "$1")
[ ! -e "$folder/ready" ] || exit 0
command -v apt-get dpkg-deb > /dev/null || { echo "root.sh needs apt-get and dpkg-deb, of Debian" >&2; exit 69; }

rm -rf "$folder"
mkdir -p "$folder"/apt/{state/lists,cache/archives}/partial
: > "$folder/apt/status"
cat > "$folder/apt/conf" << EOF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
Dir::State "$folder/apt/state";
Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt/cache";
APT::Keep-Downloaded-Packages "true";
EOF
export APT_CONFIG=$folder/apt/conf
apt-get update -q
compiler=$(apt-cache depends libgcc-s1 | sed -n 's/.*gcc-\([0-9]*\)-base.*/\1/p')
mapfile -t libraries < <(awk '!/^#/ { print $2 }' "$here/../libraries")
apt-get install -q -y --no-install-recommends --download-only \
  libc6-dev "libgcc-$compiler-dev" "${libraries[@]}"
for package in "$folder"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$folder"; done
# Absolute links would lead to this system's libraries.
find "$folder" -lname '/*' -print0 | while IFS= read -r -d '' link; do
  ln -srf "$folder$(readlink "$link")" "$link"
done
rm -rf "$folder/apt"
touch "$folder/ready"
