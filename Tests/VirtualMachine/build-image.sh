#!/bin/bash
# Builds the guest's disk, kernel and initramfs from Debian packages.
#
#   build-image.sh FOLDER [SUITE]     writes FOLDER/{kernel,initrd.cpio,disk.ext4}; SUITE: the host's by default
#
# With the host's suite a program that was linked on the host finds the same library versions in the guest. Packages come
# from the host's apt sources. The image does not contain Psoas: run.sh adds it at each boot. Needs root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
suite=${2:-$(. /etc/os-release && echo "$VERSION_CODENAME")}

# systemd as PID 1 with logind, polkit, Python for the fakes and checks, apt, and what Psoas depends on and recommends:
# the guest has no network.
packages=systemd,systemd-sysv,udev,dbus,dbus-user-session,libpam-systemd,libnss-systemd,kmod,python3,busybox-static
packages+=,polkitd,libevdev2,libudev1,libsystemd0,libsqlite3-0,libinih1,zlib1g,libzstd1,libjansson4,libstdc++6,apt,xdg-utils
# For the tray's host.
packages+=,python3-dbus,python3-gi
# Modules that the initramfs needs to mount the disk, and modules that the checks need.
boot_modules=(virtio_pci virtio_blk ext4 crc32c_generic)
guest_modules=(uhid uinput evdev joydev hid_playstation hid_nintendo hid_wiimote autofs4)

work=$(mktemp -d "$folder/work.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root

# ---- packages ----
mapfile -t sources < <(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT) $(ORIGIN)' \
  'Created-By: Packages' | awk -v suite="$suite" '$5 == "Debian" && $4 == "main" && index($3, suite) == 1 { print $1, $2, $3, $4 }')
[ ${#sources[@]} -gt 0 ] || { echo "build-image: apt knows no Debian source for $suite (apt-get update?)" >&2; exit 1; }
mmdebstrap --quiet --mode=root --variant=essential --include="$packages" \
  --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' "$suite" "$root" "${sources[@]}"

# Not installed, because it would be a reader of each sensor: checks/footprint.py measures it beside psoasd.
mkdir "$root/opt/peers"
(cd "$root/opt/peers" && apt-get -qq -o APT::Sandbox::User=root download iio-sensor-proxy libgudev-1.0-0)

# ---- kernel ----
# Downloaded and unpacked, not installed: installation would add an initramfs generator and a boot loader.
name=$(apt-cache depends "linux-image-$(dpkg --print-architecture)" | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "$name")
# Only the modules that the checks can use: all of them are ten times as large.
dpkg-deb --fsys-tarfile "$work"/linux-image-*.deb | tar -x -C "$work" --wildcards './boot/vmlinuz-*' './lib/modules/*/modules.*' \
  './lib/modules/*/kernel/'{lib,crypto,fs/{ext4,jbd2,autofs,mbcache.ko}} \
  './lib/modules/*/kernel/drivers/'{hid,leds,virtio,block/virtio_blk.ko,input/{evdev,joydev,ff-memless,misc/uinput}.ko}
release=$(ls "$work/lib/modules")
mkdir -p "$root/lib/modules"
mv "$work/lib/modules/$release" "$root/lib/modules/"
chroot "$root" depmod "$release"
python3 "$here/image/unpack_kernel.py" "$work/boot/vmlinuz-$release" "$folder/kernel"

# ---- initramfs: load the disk's drivers, add the files of run.sh, start systemd ----
initrd=$work/initrd
mkdir -p "$initrd"/{bin,dev,disk,modules,proc,sys}
cp "$root/bin/busybox" "$initrd/bin/"
install -m 755 "$here/image/init" "$initrd/init"
list_modules() { chroot "$root" modprobe -S "$release" --show-depends -a "$@" | awk '$1 == "insmod" && !seen[$2]++ { print $2 }'; }
list_modules "${guest_modules[@]}" > /dev/null  # fails if one is missing
list_modules "${boot_modules[@]}" | while read -r module; do
  cp "$root/$module" "$initrd/modules/"
  basename "$module" >> "$initrd/modules/order"
done
(cd "$initrd" && find . | cpio --quiet -o -H newc) > "$folder/initrd.cpio"

# ---- settings of the guest ----
echo psoas-test > "$root/etc/hostname"
echo '127.0.0.1 localhost psoas-test' > "$root/etc/hosts"
chroot "$root" systemd-machine-id-setup > /dev/null 2>&1
# `wearer` is logged in at the seat, `bystander` is not logged in. Neither is in the group input.
chroot "$root" useradd --create-home --uid 1000 --shell /bin/bash wearer
chroot "$root" useradd --create-home --uid 1001 --shell /bin/bash bystander
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/*

# ---- disk ----
size=$(du -sm --apparent-size "$root" | cut -f1)
rm -f "$folder/disk.ext4"
# No journal and no checksums, because every run discards its writes. Half a gigabyte is for what a run records.
mke2fs -q -t ext4 -O ^has_journal,^metadata_csum -m 0 -d "$root" "$folder/disk.ext4" $((size * 5 / 4 + 512))M > /dev/null
