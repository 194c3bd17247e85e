# Imports under a limit, for a minute each, or two if it is to be found. The server judges: it counts
# what came, what it refused, and the rate of what it accepted after the first 50 seconds.
limited() { # TITLE RATE SECONDS SERVER-FLAGS -- CLIENT-FLAGS
  local title=$1 rate=$2 seconds=$3 flags=(); shift 3
  while [ "$1" != -- ]; do flags+=("$1"); shift; done; shift
  judge leads -n $((rate * seconds)) -o "$out/limited.csv"
  serve "$out/judge" limit "${flags[@]}" -latency 20ms
  rm -rf "$out/report"
  measure leadferry "$out/leadferry" import "$out/limited.csv" --yes --blind --replace-lists --json -q --workers 64 --report "$out/report" "$@"
  [ "$(printed upserted)" = $((rate * seconds)) ] || { echo "not every row was sent: $(cat "$out/stdout")" >&2; exit 1; }
  stop
  read -r _ requests _ _ _ pace _ _ _ refused _ late < "$out/server.log"
  report "$title"
}
for rate in 50 200; do
  limited "a limit of $rate a second, known, for a minute" $rate 60 -limit $rate -- --rate $rate
  target "limit of $rate a second, known: rate, of it, at least" "$pace / $rate" ">=" 0.98
  target "and at most (and what rounds to it)" "$pace / $rate" "<" 1.005
  target "and refused" "$refused" "<=" 0
  limited "the same, unknown, told by Retry-After" $rate 115 -limit $rate -hint -- --rate 0
  target "limit of $rate a second, unknown, with hints: rate after 50 s, of it" "$late / $rate" ">=" 0.95
  target "and refused, of all requests" "$refused / $requests" "<=" 0.02
  limited "the same, unknown, bare" $rate 115 -limit $rate -- --rate 0
  target "limit of $rate a second, unknown, bare: rate after 50 s, of it" "$late / $rate" ">=" 0.85
  target "and refused, of all requests" "$refused / $requests" "<=" 0.05
done
rm -rf "$out"/*.csv "$out/report"
