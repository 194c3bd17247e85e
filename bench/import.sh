#!/usr/bin/env bash
# Measures the import against the yardsticks of this folder, in turn (A B A B ...), on a server in a process of its own, and says of every
# target whether it is met. bench/import.sh [RUNS]; the results go to standard output, the files to bench/out.
# FAST=1 leaves out what takes a minute and more; LEADFERRY=FILE measures another binary than the one of this source.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/harness.sh
runs=${1:-5}
go build -o bench/out/ ./bench/leads ./bench/putyardstick ./bench/put ./bench/ceiling
leadferry=${LEADFERRY:-$out/leadferry}
[ -n "${LEADFERRY:-}" ] || go build -o bench/out/ .
# The platform knows nobody at first, and lists the oldest first: then a new lead does not move all others.
sandbox() { serve "$leadferry" sandbox --addr 127.0.0.1:18787 --leads 0 --non-leads 0 --order oldest "$@"; }

# ours NAME LEADS FLAGS...: measures an import, each with a report of its own
ours() {
  local name=$1 file=$2; shift 2
  rm -rf "$out/report"
  measure "$name" "$leadferry" import "$file" --yes --no-match --json -q --report "$out/report" "$@"
  rm -rf "$out/report"
}
# told FIELD: a number of the last import's summary
told() { grep -o "\"$1\": *[0-9.]*" "$out/stdout" | head -1 | grep -o '[0-9.]*$'; }
leads() { "$out/leads" -n "$@"; }

leads 20000 -o "$out/leads.csv"
leads 20000 -o "$out/formatted.csv" -formatted
leads 8000 -o "$out/fewer.csv"

# against TITLE: 20,000 rows on the server that runs
against() {
  "$out/putyardstick" -workers 16 -in "$out/leads.csv" > /dev/null # warm the server up; from now on it knows all these leads
  "$out/put" -workers 16 -rows 20000 > /dev/null
  for _ in $(seq "$runs"); do
    ours leadferry "$out/leads.csv" --rate 0 --workers 16
    measure yardstick "$out/putyardstick" -workers 16 -in "$out/leads.csv"
    ours leadferry-formatted "$out/formatted.csv" --rate 0 --workers 16
    measure put-only "$out/put" -workers 16 -rows 20000
  done
  report "$1"
  target "rate, of the yardstick's" "$(wall yardstick) / $(wall leadferry)" ">=" 0.8
  printf '  rows per second: leadferry %.0f, yardstick %.0f; CPU of the yardstick'\''s: %.2f\n' "$(ratio 20000 "$(wall leadferry)")" \
    "$(ratio 20000 "$(wall yardstick)")" "$(ratio "$(cpu leadferry)" "$(cpu yardstick)")"
}
ratio() { awk "BEGIN { print $1 / $2 }"; }
sandbox
against "20,000 rows, no latency, 16 workers, against the sandbox"
serve "$out/ceiling" # the sandbox needs more CPU than its clients, and so hides some of the difference between them
against "20,000 rows, no latency, 16 workers, against a server that does nothing"

# late WORKERS ROWS LEADS
late() {
  sandbox --latency 20ms
  "$out/put" -workers 64 -rows 5000 > /dev/null
  for _ in $(seq "$runs"); do
    ours leadferry "$3" --rate 0 --workers "$1"
    measure put-only "$out/put" -workers "$1" -rows "$2"
  done
  report "$2 rows, 20 ms latency, $1 workers"
  target "wall, against 1.15 x put-only + 0.5 s" "$(wall leadferry)" "<=" "1.15 * $(wall put-only) + 0.5"
}
late 16 8000 "$out/fewer.csv"
late 64 20000 "$out/leads.csv"

leads 1000 -o "$out/fewer.csv"
sandbox --limit 50/s,hint=seconds
ours leadferry "$out/fewer.csv" --rate 0 --workers 16
report "1,000 rows, a limit of 50 a second that the client does not know, 16 workers (one run)"
target "rows upserted" "$(told upserted)" "==" 1000
printf '  %s requests, %s of them refused with 429; %.1f rows a second\n' "$(told requests)" "$(told throttled)" \
  "$(ratio 1000 "$(wall leadferry)")"

[ -z "${FAST:-}" ] || { rm -f "$out"/*.csv; exit 0; }

# ceiling RATE: a minute at a rate; the server is the judge
ceiling() {
  leads $((60 * $1)) -o "$out/fewer.csv"
  serve "$out/ceiling"
  ours leadferry "$out/fewer.csv" --rate "$1" --workers 16
  stop
  local requests seconds rate most
  read -r _ requests _ seconds _ rate _ most < "$out/server.log"
  report "a ceiling of $1 requests a second for a minute, 16 workers (one run)"
  printf '  the server counted %d requests in %.2f s\n' "$requests" "$seconds"
  target "requests a second, at least" "$rate" ">=" "0.98 * $1"
  target "requests a second, at most (and what rounds to it)" "$rate" "<" "1.005 * $1"
  target "most requests within any second" "$most" "<=" "$1 + 2"
}
ceiling 50
ceiling 200

leads 1000000 -o "$out/many.csv"
serve "$out/ceiling" # a million leads are too many for the sandbox, and the memory in question is the client's
ours leadferry-1,000,000 "$out/many.csv" --rate 0 --workers 16
report "1,000,000 rows, no latency, 16 workers (one run)"
target "peak in MB, against 100 MB + 80 bytes a row" "$(peak leadferry-1,000,000) / 1024" "<" "(100e6 + 80 * 1e6) / 1024 / 1024"
rm -f "$out"/*.csv
