#!/usr/bin/env bash
# Makes default.pgo, by which go build decides what to inline: where the time of exports, conversions and imports goes. To be run when hot
# code has changed much; the profile only makes the program faster, and a stale one does no harm.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/harness.sh
go build -pgo=off -o "$out/" . ./bench/profile ./bench/leads
run() { "$out/profile" "$out/$1.prof" "${@:2}"; }

serve "$out/leadferry" sandbox --addr 127.0.0.1:18787 --leads 100000 --non-leads 0
for n in $(seq 8); do run "export-$n" export "$out/a.csv" --force --rate 0 --workers 16 -q; done
run export-raw export "$out/raw.jsonl" --format raw --force --rate 0 --workers 16 -q
for n in $(seq 4); do run "convert-$n" convert "$out/raw.jsonl" "$out/b.csv" --format raw --force -q; done
run convert-xlsx convert "$out/a.csv" "$out/b.xlsx" --force -q
serve "$out/leadferry" sandbox --addr 127.0.0.1:18787 --leads 0 --non-leads 0
"$out/leads" -n 20000 -o "$out/leads.csv"
rm -rf "$out/report"
run import import "$out/leads.csv" --report "$out/report" --no-match --yes --rate 0 --workers 16 -q
go tool pprof -proto "$out"/export*.prof "$out"/convert*.prof "$out/import.prof" > "$out/merged.pgo"
mv "$out/merged.pgo" default.pgo
rm -rf "$out"/*.prof "$out"/*.csv "$out"/*.jsonl "$out"/*.xlsx "$out/report"
