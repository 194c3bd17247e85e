#!/usr/bin/env bash
# Runs every fuzz target of the project for so many inputs: bench/fuzz.sh 300000x
# (A count, not a time: a time limit that ends in the middle of an input is now and then reported as a failure by go test.)
set -euo pipefail
cd "$(dirname "$0")/.."
for dir in $(git ls-files '*_test.go' | xargs grep -l '^func Fuzz' | xargs -n1 dirname | sort -u); do
  for target in $(grep -ho '^func Fuzz[A-Za-z0-9]*' "$dir"/*_test.go | awk '{print $2}'); do
    echo "$dir $target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${1:-300000x}" -fuzzminimizetime 10x -parallel 2 "./$dir" > /tmp/fuzz.$$ 2>&1 || { cat /tmp/fuzz.$$; exit 1; }
    tail -1 /tmp/fuzz.$$
  done
done
rm -f /tmp/fuzz.$$
