#!/usr/bin/env bash
# Makes an image for containers, without Docker: the program and the certificate authorities of this
# machine, and nothing else.
#   release/image.sh leadferry|leadferry-cluster FILE [ARCH]
# FILE is an OCI archive: podman load -i FILE, skopeo copy oci-archive:FILE docker://REGISTRY/NAME. It is built
# from this folder as it is, and dated like the commit.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1 file=$(realpath "$2") arch=${3:-$(go env GOHOSTARCH)}
authorities=/etc/ssl/certs/ca-certificates.crt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
when=@$(git log -1 --format=%ct)
export CGO_ENABLED=0 GOOS=linux GOARCH=$arch GOFLAGS=-trimpath

mkdir -p "$work/root/etc/ssl/certs" "$work/root/tmp" "$work/image/blobs/sha256"
chmod 1777 "$work/root/tmp"
case $program in
  leadferry) go build -pgo=bench/default.pgo -ldflags='-s -w' -o "$work/root/leadferry" . ;;
  leadferry-cluster) (cd cluster && go build -ldflags='-s -w' -o "$work/root/leadferry-cluster" ./cmd/leadferry-cluster) ;;
  *) echo "there is no program $program" >&2 && exit 2 ;;
esac
cp "$authorities" "$work/root/etc/ssl/certs/"
packed() { tar --sort=name --mtime="$when" --owner=0 --group=0 --numeric-owner --format=gnu -C "$1" -cf - .; }
sum() { sha256sum "$1" | cut -d' ' -f1; }
blob() { # FILE: takes it into the image and prints what refers to it
  local digest size
  digest=$(sum "$1") size=$(stat -c %s "$1")
  mv "$1" "$work/image/blobs/sha256/$digest"
  printf '"digest":"sha256:%s","size":%s' "$digest" "$size"
}

packed "$work/root" > "$work/layer"
diff=$(sum "$work/layer")
gzip -n9 "$work/layer"
layer=$(blob "$work/layer.gz")
printf '{"created":"%s","architecture":"%s","os":"linux","config":{"User":"65532:65532","Entrypoint":["/%s"],"Env":["PATH=/"],"WorkingDir":"/tmp"},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
  "$(date -u -d "$when" +%FT%TZ)" "$arch" "$program" "$diff" > "$work/config"
config=$(blob "$work/config")
oci=application/vnd.oci.image
printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":{"mediaType":"%s.config.v1+json",%s},"layers":[{"mediaType":"%s.layer.v1.tar+gzip",%s}]}' \
  $oci $oci "$config" $oci "$layer" > "$work/manifest"
printf '{"schemaVersion":2,"manifests":[{"mediaType":"%s.manifest.v1+json",%s,"annotations":{"org.opencontainers.image.ref.name":"latest"}}]}' \
  $oci "$(blob "$work/manifest")" > "$work/image/index.json"
echo '{"imageLayoutVersion":"1.0.0"}' > "$work/image/oci-layout"
packed "$work/image" > "$file"
echo "$file"
