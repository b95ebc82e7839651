#!/bin/bash
# On a machine without apt: says which libraries of the table "libraries" are missing, under the names of Fedora and
# Arch. Exit status 1 where one is.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
fedora=() arch=()
command -v pkg-config > /dev/null || { fedora+=(pkgconf-pkg-config) arch+=(pkgconf); }
while read -r module _ of_fedora of_arch; do
  pkg-config --exists "$module" 2> /dev/null || { fedora+=("$of_fedora") arch+=("$of_arch"); }
done < <(grep -v '^#' "$here/libraries")
[ ${#fedora[@]} -gt 0 ] || exit 0
unique() { printf '%s\n' "$@" | sort -u | tr '\n' ' '; }
echo "The build needs libraries that are not installed here. Install their packages:
  Fedora:  sudo dnf install $(unique "${fedora[@]}")
  Arch:    sudo pacman -S --needed $(unique "${arch[@]}")
On another distribution they have similar names; pkg-config must find: $(awk '!/^#/ { printf "%s ", $1 }' "$here/libraries")" >&2
exit 1
