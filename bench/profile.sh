#!/usr/bin/env bash
# Makes bench/default.pgo, by which make build and the benchmark optimise the program: it shows where
# exports, conversions and imports spend their time. Run it when hot code has changed much; a stale
# profile does no harm.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/harness.sh
go build -pgo=off -o "$out/" . ./bench/profile ./bench/judge
run() { "$out/profile" "$out/$1.prof" "${@:2}"; }

serve "$out/leadferry" sandbox --addr 127.0.0.1:18787 --leads 100000 --non-leads 0
for n in $(seq 8); do run "export-$n" export "$out/a.csv" --force --rate 0 --workers 16 -q; done
run export-raw export "$out/raw.jsonl" --format raw --force --rate 0 --workers 16 -q
for n in $(seq 4); do run "convert-$n" convert "$out/raw.jsonl" "$out/b.csv" --format raw --force -q; done
for n in $(seq 2); do run "check-$n" check "$out/a.csv" -q; done
run convert-xlsx convert "$out/a.csv" "$out/b.xlsx" --force -q
serve "$out/leadferry" sandbox --addr 127.0.0.1:18787 --leads 0 --non-leads 0
"$out/judge" leads -n 20000 -o "$out/leads.csv"
rm -rf "$out/report"
run import import "$out/leads.csv" --report "$out/report" --blind --replace-lists --yes --rate 0 --workers 16 -q
go tool pprof -proto "$out"/{export,convert,check,import}*.prof > "$out/merged.pgo"
mv "$out/merged.pgo" bench/default.pgo
rm -rf "$out"/*.prof "$out"/*.csv "$out"/*.jsonl "$out"/*.xlsx "$out/report"
