#!/usr/bin/env bash
# Tries out what release/build.sh makes for Linux on this kind of machine: the same bytes twice, and the
# Debian package in a bare system. That takes root, mmdebstrap and a mirror; it says so if they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
arch=$(go env GOHOSTARCH)
export RELEASE_TOOLS=${RELEASE_TOOLS:-$work/tools}

release/build.sh -o "$work/first" "linux/$arch"
RELEASE_GOCACHE=$work/cache release/build.sh -o "$work/second" "linux/$arch" > /dev/null
diff -r "$work/first" "$work/second"
echo "two builds, in two folders and with two caches: the same bytes"
(cd "$work/first" && sha256sum --quiet -c SHA256SUMS)
deb=$(echo "$work"/first/*.deb) rpm=$(echo "$work"/first/*.rpm)

if command -v rpm > /dev/null; then
  rpm -qlp "$rpm" > "$work/files"
  for file in /usr/bin/leadferry /usr/share/man/man1/leadferry-import.1.gz /usr/share/bash-completion/completions/leadferry \
    /usr/share/zsh/site-functions/_leadferry /usr/share/licenses/leadferry/LICENSE; do
    grep -qx "$file" "$work/files" || { echo "the rpm lacks $file"; exit 1; }
  done
  echo "the rpm holds $(wc -l < "$work/files") files"
else
  echo "rpm is not installed: the rpm was not looked at"
fi

if command -v umoci > /dev/null && [ "$(id -u)" = 0 ]; then
  release/image.sh leadferry "$work/image.tar" > /dev/null && mkdir "$work/image" && tar -xf "$work/image.tar" -C "$work/image"
  umoci unpack --image "$work/image:latest" "$work/unpacked" > /dev/null
  chroot "$work/unpacked/rootfs" /leadferry --version
  echo "the image was unpacked, and its program runs with nothing beside it"
else
  echo "umoci is not installed, or this is not root: no image was made"
fi

root=$work/root
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap > /dev/null || ! mmdebstrap -q --variant=essential "$suite" "$root" 2> "$work/log"; then
  cat "$work/log" 2> /dev/null || true
  echo "no bare Debian could be made here, which takes root, mmdebstrap and a mirror: the package was not installed"
  exit 0
fi
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"; }
anybody() { chroot --userspec=65534:65534 "$root" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/tmp/home "$@"; }
files() { (cd "$root" && find . -path ./proc -prune -o -path ./sys -prune -o ! -path './var/*' -print | sort); }
files > "$work/before"
cp "$deb" "$root/tmp/leadferry.deb"
# A bare system of containers leaves pages out of packages; a person's does not.
inside dpkg --path-include='/usr/share/*' -i /tmp/leadferry.deb > /dev/null
anybody leadferry --version
anybody sh -c 'zcat /usr/share/man/man1/leadferry-import.1.gz' | grep -q '^\.TH LEADFERRY-IMPORT 1'
anybody bash -c '. /usr/share/bash-completion/completions/leadferry && complete -p leadferry' > /dev/null
anybody sh -c 'mkdir /tmp/home && cd /tmp/home && leadferry export --sandbox -q leads.csv && wc -c < leads.csv' > "$work/size"
test "$(cat "$work/size")" -gt 500000
inside dpkg -P leadferry > /dev/null
rm -r "$root/tmp/leadferry.deb" "$root/tmp/home"
files | diff "$work/before" -
echo "the Debian package was installed, used and removed, and left nothing"
