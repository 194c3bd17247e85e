# 10,000 rows (a tenth of the leads) against an unknown limit of 500 a second that saves up 50 requests and answers a refusal with
# Retry-After: 1. The others are told nothing either: they wait and send the row again.
limit=500
judge leads -n "$((leads / 10))" -o "$out/limited.csv"
unknown() { # NAME COMMAND...: adds a line "NAME refused" to bench/out/refused
  serve "$out/judge" limit -limit $limit -hint -latency 20ms
  local name=$1; shift
  measure "$name" "$@"
  stop
  read -r _ _ _ _ _ _ _ _ _ refused _ < "$out/server.log"
  echo "$name $refused" >> "$out/refused"
}
refusals() { awk -v name="$1" '$1 == name { print $2 }' "$out/refused" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for workers in 16 64; do
  rm -f "$out/refused"
  for _ in $(seq "$runs"); do
    rm -rf "$out/report"
    unknown leadferry "$out/leadferry" import "$out/limited.csv" --yes --blind --replace-lists --json -q --rate 0 --workers $workers --report "$out/report"
    [ "$(printed upserted)" = "$((leads / 10))" ] || { echo "not every row was sent: $(cat "$out/stdout")" >&2; exit 1; }
    unknown Go_yardstick,_retrying "$out/peers" import -retry -workers $workers -in "$out/limited.csv"
    ! has node || unknown Node_script,_retrying node bench/peers/import.mjs "$out/limited.csv" $workers
  done
  report "$((leads / 10)) rows, an unknown limit of $limit a second, $workers workers"
  note "refused with $workers workers: $(for name in $(cut -d' ' -f1 "$out/refused" | sort -u); do printf '%s %s; ' "$name" "$(refusals "$name")"; done)"
  target "unknown limit, $workers workers: wall, of the yardstick's that retries" "$(wall leadferry) / $(wall Go_yardstick,_retrying)" "<=" 1
  target "and refused, of what the yardstick was" "$(refusals leadferry) / $(refusals Go_yardstick,_retrying)" "<=" 0.05
done
rm -rf "$out"/*.csv "$out/report" "$out/refused"
