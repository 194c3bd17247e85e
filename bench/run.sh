#!/usr/bin/env bash
# Measures the export against the yardsticks of this folder, in turn (A B A B ...), on a server in a process of its own.
# bench/run.sh [RUNS]; the results go to standard output, the files to bench/out.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/harness.sh
runs=${1:-5}
go build -o bench/out/ . ./bench/yardstick ./bench/fetch
sandbox() { serve "$out/leadferry" sandbox --addr 127.0.0.1:18787 "$@"; }

sandbox --leads 100000 --non-leads 0
"$out/fetch" -workers 16 -pages 2000 > /dev/null # warm the server up
for _ in $(seq "$runs"); do
  measure leadferry "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
  measure yardstick "$out/yardstick" -workers 16 -o "$out/b.csv"
  measure fetch-only "$out/fetch" -workers 16 -pages 2000
done
report "100,000 leads, 2,000 pages, no latency, 16 workers"

sandbox --leads 100000 --non-leads 0 --latency 20ms
"$out/fetch" -workers 64 -pages 2000 > /dev/null
for _ in $(seq "$runs"); do
  measure leadferry "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
  measure fetch-only "$out/fetch" -workers 16 -pages 2000
done
report "100,000 leads, 20 ms latency, 16 workers"

sandbox --leads 1000000 --non-leads 0
"$out/fetch" -workers 16 -pages 20000 > /dev/null
measure leadferry-1,000,000 "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
report "1,000,000 leads, no latency, 16 workers (one run)"
rm -f "$out"/*.csv
