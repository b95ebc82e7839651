#!/bin/bash
# Boots a Debian machine with real HID drivers, installs the Debian package of Psoas, and runs the checks in it.
#
#   run.sh [--shell|--only NAME,...]      prints one line per check, then "N passed, N failed, N skipped"; exit status 1
#                                         after a failure
#
#   --shell               instead of the checks, a root shell in the guest
#   --only NAME,...       some parts of the checks; checks/main.py has their names
#   PACKAGE=FILE          the package to install in the guest       (default: the one in dist/)
#   BEFORE=FILE           an earlier psoasd that `--only footprint` measures too
#   PSOASCTL=FILE         replays the guest's recording             (default: the newest build of this tree)
#   PSOAS_VM_LIMIT=S      the guest is ended after S seconds        (default 1800)
#   PSOAS_VM_KVM=yes      KVM runs the guest, not emulation         (default: no)
#   PSOAS_SOAK_SECONDS=S  how long the part `soak` lasts            (default: 3600)
#
# The image is built once, into .build-vm, and again when its build script or the Debian release changes. If QEMU cannot
# be installed, it prints "skipped: reason" and exits with status 0.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source_root=$(cd "$here/../.." && pwd)
build=$source_root/.build-vm
limit=${PSOAS_VM_LIMIT:-1800}
skip() { echo "skipped: $*"; exit 0; }
die() { echo "run.sh: $*" >&2; exit 1; }

# ---- tools ----
tools=(qemu-system-x86_64 mmdebstrap mke2fs cpio xz python3)
packages=(qemu-system-x86 mmdebstrap e2fsprogs cpio xz-utils python3)
missing() { for tool in "${tools[@]}"; do command -v "$tool" > /dev/null || echo "$tool"; done; }
[ "$(uname -m)" = x86_64 ] || skip "the guest is made for x86_64"
[ "$(. /etc/os-release && echo "$ID")" = debian ] || skip "the guest is made of the host's own Debian packages, and this is no Debian"
as_root=()
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2> /dev/null || skip "building the guest needs root, or sudo that does not ask"
  as_root=(sudo -n)
fi
if [ -n "$(missing)" ]; then
  echo "installing ${packages[*]}"
  { "${as_root[@]}" apt-get -qq update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
    -o DPkg::Lock::Timeout=300 install --no-install-recommends "${packages[@]}"; } > /dev/null 2>&1 || true
  [ -z "$(missing)" ] || skip "cannot be installed: $(missing | tr '\n' ' ')"
fi

# ---- package ----
package=${PACKAGE:-$source_root/dist/psoas_$("$source_root/packaging/version")-1_amd64.deb}
[ -e "$package" ] || die "no package to test: build it (make deb), or say PACKAGE=FILE"

# ---- image ----
recipe=$(cat "$here/build-image.sh" "$here"/image/* /etc/debian_version | sha256sum | cut -c1-16)
image=$build/image-$recipe
mkdir -p "$build"
exec 9> "$build/lock"
flock 9
if [ ! -e "$image/disk.ext4" ]; then
  started=$SECONDS
  "${as_root[@]}" rm -rf --one-file-system "$build"/image-* "$build/making"
  if ! nice -n 5 "${as_root[@]}" "$here/build-image.sh" "$build/making" > "$build/image.log" 2>&1; then
    tail -n 20 "$build/image.log" >&2
    # Without network access the test is skipped; any other error is a failure.
    ! grep -qE 'Failed to fetch|Could not resolve|apt knows no' "$build/image.log" || skip "Debian's packages cannot be fetched"
    die "building the guest failed, see above"
  fi
  mv "$build/making" "$image"
  echo "guest built in $((SECONDS - started)) s"
fi
flock -u 9

# ---- the package and the checks, added to the image ----
work=$(mktemp -d "$build/run.XXXXXX")
trap 'rm -rf "$work"' EXIT
payload=$work/tree/payload
mkdir -p "$payload/opt/psoas-test"
cp -a "$here/guest/." "$payload/"
cp -a "$here/fakes" "$here/checks" "$payload/opt/psoas-test/"
mkdir -p "$payload/opt/psoas-test/fleet"
cp "$source_root"/docs/fleet/box/{psoasd.conf,journald@psoas.conf} "$payload/opt/psoas-test/fleet/"
cp "$package" "$source_root/README.md" "$source_root/Tests/PsoasBusTests/watcher.py" "$payload/opt/psoas-test/"
[ -z "${BEFORE-}" ] || cp "$BEFORE" "$payload/opt/psoas-test/psoasd-before"
(cd "$work/tree" && find . | cpio --quiet -o -H newc -R 0:0) | cat "$image/initrd.cpio" - > "$work/initrd"

# ---- boot ----
kernel=(-kernel "$image/kernel" -nodefaults -no-user-config -display none -no-reboot -m 1024 -smp 1 -machine pc,i8042=off
  -drive "file=$image/disk.ext4,format=raw,if=virtio,snapshot=on,cache=unsafe")
command_line="console=ttyS0 quiet panic=-1 mitigations=off nokaslr audit=0 lsm=yama nowatchdog random.trust_cpu=on systemd.show_status=no"
# Without KVM: while the guest is busy, its clock counts instructions, one per nanosecond. A busy host therefore makes the
# run longer but hardly changes the guest's time, so "within a second" has the same meaning on every host. While the guest
# is idle, its clock follows the host's (sleep=on): skipping idle time would also skip the time in which it waits for its
# disk. CPU features for paging and protection that are slow in emulation, and that no check needs, are off.
if [ "${PSOAS_VM_KVM:-no}" = yes ]; then
  machine=(-accel kvm -cpu host)
else
  machine=(-accel tcg,thread=single -icount shift=0,sleep=on -rtc clock=vm -cpu "max,la57=off,pku=off,smap=off,smep=off")
fi
machine+=("${kernel[@]}" -initrd "$work/initrd")
# Boot units that the checks do not need; each takes a second or more in emulation.
for unit in modprobe@{configfs,dm_mod,drm,efi_pstore,fuse,loop}.service sys-{kernel-config,kernel-debug,kernel-tracing,fs-fuse-connections}.mount \
  dev-{hugepages,mqueue}.mount proc-sys-fs-binfmt_misc.automount serial-getty@ttyS0.service e2scrub_reap.service dpkg-db-backup.timer \
  systemd-{binfmt,journal-flush,pstore,random-seed,remount-fs,update-utmp,update-utmp-runlevel}.service; do
  command_line+=" systemd.mask=$unit"
done
if [ "${1-}" = --shell ]; then
  echo "exit ends the guest, Ctrl-A X at once" >&2
  qemu-system-x86_64 "${machine[@]}" -serial mon:stdio -append "$command_line psoas.shell"
  exit
fi
only=
[ "${1-}" != --only ] || only=$2
[ -z "$only" ] || command_line+=" psoas.only=$only psoas.soak=${PSOAS_SOAK_SECONDS:-3600}"
closing='^([0-9]+) passed, ([0-9]+) failed, ([0-9]+) skipped$'
started=$SECONDS
truncate -s 64M "$work/second.disk"  # the guest leaves a tar file on it
timeout --foreground "$limit" qemu-system-x86_64 "${machine[@]}" -append "$command_line" \
  -drive "file=$work/second.disk,format=raw,if=virtio,cache=unsafe" \
  -serial "file:$build/console.log" -chardev stdio,id=said,signal=off -serial chardev:said -serial "file:$build/journal.log" \
  < /dev/null 2> "$build/qemu.log" | sed -u 's/\r$//' | tee "$work/said" | grep --line-buffered -vE "$closing" || true
if ! [[ $(grep -E "$closing" "$work/said" | tail -n 1) =~ $closing ]]; then
  echo "FAIL  the guest did not come to an end in $((SECONDS - started)) s; the end of its console:"
  cat "$build/qemu.log"
  tail -n 25 "$build/console.log" || true
  exit 1
fi
passed=${BASH_REMATCH[1]} failed=${BASH_REMATCH[2]} skipped=${BASH_REMATCH[3]}

# ---- replay of the guest's recording on the host ----
check="a replay of the guest's recording gives the live session's events, byte for byte"
# The newest build, because an older one may not support the recording.
psoasctl=${PSOASCTL:-$(ls -t "$source_root"/.build/{release,debug}/psoasctl 2> /dev/null | head -n 1 || true)}
if [ -n "$only" ] && [[ ,$only, != *,recorded,* ]]; then
  :
elif [ -z "$psoasctl" ]; then
  echo "skip  $check: no psoasctl here"
  skipped=$((skipped + 1))
elif tar -xf "$work/second.disk" -C "$work" && "$psoasctl" replay "$work/live.psoas" --events "$work/replay.jsonl" &&
  diff "$work/live.jsonl" "$work/replay.jsonl"; then
  echo "pass  $check: $(wc -l < "$work/live.jsonl") events"
  passed=$((passed + 1))
else
  echo "FAIL  $check"
  failed=$((failed + 1))
fi
[ "$failed" = 0 ] || echo "the guest's journal is in ${build#"$source_root"/}/journal.log" >&2
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
