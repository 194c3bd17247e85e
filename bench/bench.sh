#!/usr/bin/env bash
# Measures leadferry against the alternatives, and says which targets are met. See bench/README.md.
# bench/bench.sh [-only NAME,NAME...] [RUNS] prints the tables and leaves them in bench/out.
set -eEuo pipefail
cd "$(dirname "$0")/.."
. bench/harness.sh

all=start,export,late,million,delta,convert,import,limits,unknown,plan,ui,backup,bots
only=$all
[ "${1:-}" != -only ] || { only=$2; shift 2; }
runs=${1:-5}
leads=${BENCH_LEADS:-100000} # fewer for a quick check that everything works
rows=$((leads / 5))
pages=$((leads / 50))

go build -pgo=bench/default.pgo -trimpath -ldflags '-s -w' -o "$out/leadferry" . # as it is released
go build -o "$out/" ./bench/...
for tool in curl jq node mlr vegeta zstd; do
  command -v "$tool" > /dev/null || note "$tool is not installed: its lines are missing"
done
for scenario in ${only//,/ }; do . "bench/scenarios/$scenario.sh"; done
print_tables
