#!/usr/bin/env bash
# Builds what a release consists of, from the commit that is checked out:
#   release/build.sh [-o DIR] [OS/ARCH ...]
# It builds in a clean clone, whose path leaves no trace, and dates everything like the commit: who
# builds the same commit with the same Go gets the same bytes. It needs GNU tar, zip and gzip.
# RELEASE_TOOLS is a folder to keep nfpm and cyclonedx-gomod in, RELEASE_GOCACHE the cache to build with.
set -euo pipefail
cd "$(dirname "$0")/.."
nfpm=github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.1 # later ones need modules that are not everywhere
sbom=github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0

out=dist
if [ "${1:-}" = -o ]; then out=$2; shift 2; fi
[ $# -gt 0 ] || set -- {linux,darwin,windows}/{amd64,arm64}
rm -rf "$out" && mkdir -p "$out" && out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q . "$work/src" && cd "$work/src"
tools=${RELEASE_TOOLS:-$work/tools}
cache=${RELEASE_GOCACHE:-$(go env GOCACHE)}

# Nothing of this machine's settings may reach a build.
export GOFLAGS=-trimpath CGO_ENABLED=0 GOAMD64=v1 GOARM64=v8.0 TZ=UTC LC_ALL=C
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
[ -x "$tools/nfpm" ] || GOBIN=$tools go install "$nfpm"
[ -x "$tools/cyclonedx-gomod" ] || GOBIN=$tools go install "$sbom"
umask 022

build() { # OS ARCH FILE
  GOOS=$1 GOARCH=$2 GOCACHE=$cache go build -buildvcs=true -pgo=bench/default.pgo -ldflags='-s -w' -o "$3" .
}
dated() { find "$@" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }

# Pages and completions are the same everywhere: the program of this machine makes them.
build "$(go env GOHOSTOS)" "$(go env GOHOSTARCH)" "$work/leadferry"
version=$("$work/leadferry" --version | cut -d' ' -f2)
version=${version#v}
mkdir -p "$work/man" "$work/completions"
"$work/leadferry" man "$work/man"
for shell in bash zsh fish powershell; do "$work/leadferry" completion $shell > "$work/completions/leadferry.${shell/powershell/ps1}"; done
mkdir "$work/man.gz"
for page in "$work"/man/*; do gzip -9n < "$page" > "$work/man.gz/${page##*/}.gz"; done
cat LICENSE docs/licences/licences.txt > "$work/copyright"

archive() { # OS ARCH
  local name=leadferry_${version}_$1_$2 exe=leadferry
  [ "$1" != windows ] || exe=leadferry.exe
  mkdir "$work/$name"
  build "$1" "$2" "$work/$name/$exe"
  cp -r README.md CHANGELOG.md LICENSE docs samples "$work/completions" "$work/$name"
  [ "$1" = windows ] || cp -r "$work/man" "$work/$name"
  dated "$work/$name"
  if [ "$1" = windows ]; then
    (cd "$work" && find "$name" -type f | sort | zip -qX@ "$out/$name.zip")
  else
    tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --format=ustar -c "$name" | gzip -9n > "$out/$name.tar.gz"
  fi
  GOOS=$1 GOARCH=$2 "$tools/cyclonedx-gomod" app -json -licenses -std -noserial -notimestamp -output "$out/$name.cdx.json" . 2> "$work/log" ||
    { cat "$work/log" >&2; return 1; }
}

packages() { # ARCH
  mkdir -p "$work/package/$1" && cd "$work/package/$1"
  cp -r "$work/leadferry_${version}_linux_$1/leadferry" "$work/man.gz" "$work/completions" "$work/copyright" .
  gzip -9n < "$work/src/CHANGELOG.md" > changelog.gz
  dated .
  for kind in deb rpm; do
    VERSION=$version ARCH=$1 "$tools/nfpm" package -f "$work/src/release/nfpm.yaml" -p $kind -t "$out/" > "$work/log" || { cat "$work/log" >&2; return 1; }
  done
  cd "$work/src"
}

for target; do
  archive "${target%/*}" "${target#*/}"
  case $target in linux/*) packages "${target#*/}" ;; esac
done
(cd "$out" && sha256sum -- * > "$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
[ $# -lt 6 ] || release/manifests.sh "$version" "$out" # which name the archives of all systems
ls -l "$out"
