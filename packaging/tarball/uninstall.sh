#!/bin/sh
# Removes what install.sh has installed. What belongs to wearers stays: their histories, settings and recordings.
#
#   uninstall.sh [PREFIX]      PREFIX is /usr, or where install.sh placed the files
#   --purge                    also /etc/psoas, and the history of the system-wide service in /var/lib
set -eu
prefix=/usr purge=no
for argument; do
  case $argument in
  --purge) purge=yes ;;
  -*) echo "uninstall.sh: $argument is no option: [PREFIX] [--purge]" >&2; exit 64 ;;
  *) prefix=$argument ;;
  esac
done
list=$prefix/share/psoas/installed-files
[ "$(id -u)" = 0 ] || { echo "uninstall.sh: removing needs root: sudo $0" >&2; exit 1; }
[ -e "$list" ] || { echo "uninstall.sh: $list is missing: nothing was installed there by install.sh" >&2; exit 1; }

if [ -d /run/systemd/system ]; then
  systemctl disable --now psoasd.service || true
  for user in $(systemctl list-units --no-legend --plain 'user@*.service' |
    sed -n 's/^user@\([0-9]*\)\.service .*/\1/p'); do
    systemctl --user --machine="$user@" stop psoasd.service || true
  done
fi
# Settings that nobody changed are no loss.
if cmp -s /etc/psoas/psoas.conf "$prefix/share/psoas/psoas.conf.example"; then rm -f /etc/psoas/psoas.conf; fi
if [ $purge = yes ]; then rm -rf /etc/psoas /var/lib/psoas /var/lib/private/psoas; fi

while read -r file; do rm -f "$file"; done < "$list"
sed 's|/[^/]*$||' "$list" | sort -ru | while read -r folder; do
  case $folder in
  # Folders that no other program uses, and those above them that are empty now.
  *psoas*) rmdir "$folder" 2> /dev/null || true ;;
  esac
done
rm -f "$list" "$prefix/share/psoas/uninstall.sh"
rmdir "$prefix/share/psoas" /etc/psoas 2> /dev/null || true
if [ $purge = yes ] && command -v userdel > /dev/null && id psoas > /dev/null 2>&1; then userdel psoas; fi

if [ -d /run/systemd/system ]; then
  journalctl --update-catalog || true
  systemctl daemon-reload
  systemctl reload dbus || true
  udevadm control --reload
fi
if [ $purge = no ] && [ -d /etc/psoas ]; then echo "uninstall.sh: /etc/psoas stays, because its settings were changed"; fi
echo "uninstall.sh: Psoas is removed; the histories in the wearers' home directories stay"
