#!/usr/bin/env bash
# Runs every fuzz target of the project for a while: bench/fuzz.sh 30s
set -euo pipefail
cd "$(dirname "$0")/.."
for dir in $(git ls-files '*_test.go' | xargs grep -l '^func Fuzz' | xargs -n1 dirname | sort -u); do
  for target in $(grep -ho '^func Fuzz[A-Za-z0-9]*' "$dir"/*_test.go | awk '{print $2}'); do
    echo "$dir $target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${1:-30s}" -parallel 2 "./$dir" | tail -1
  done
done
