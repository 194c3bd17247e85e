# All leads into a CSV file, from a server that takes 20 ms for each answer.
sandbox --leads "$leads" --non-leads 0 --latency 20ms
truth=$(judge digest)
for _ in $(seq "$runs"); do
  measure leadferry "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
  same leadferry "$truth" -csv "$out/a.csv" -guarded
  measure fetch_only "$out/peers" fetch -workers 16 -pages "$pages"
  measure Go_yardstick "$out/peers" export -workers 16 -o "$out/b.csv"
  same "the yardstick" "$truth" -csv "$out/b.csv"
  ! has node || { measure Node_script node bench/peers/export.mjs "$out/b.csv"; same "the Node script" "$truth" -csv "$out/b.csv"; }
done
report "export of $leads leads, 20 ms latency, 16 workers"
target "export of $leads, 20 ms: wall in s, against 1.10 x fetch only + 0.3 s" "$(wall leadferry)" "<=" "1.10 * $(wall fetch_only) + 0.3"
rm -f "$out"/*.csv
