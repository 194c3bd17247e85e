# Exports of what is new or changed, against whole ones: of ten times the leads, one in a thousand changed.
sandbox --leads $((10 * leads)) --non-leads 0
leadferry export "$out/ids.csv" --force --columns uuid --rate 0 --workers 16 -q
delta() { measure "$1" "$out/leadferry" export "$out/new.csv" --since-last --force --rate 0 --workers 16 --json -q; }
for run in $(seq "$runs"); do
  measure leadferry "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
  rm -f "$out/.new.csv.leadferry-mark"
  delta leadferry,_the_first_delta
  delta leadferry,_nothing_changed
  unchanged=$(printed written)
  { echo uuid,name; awk -v run="$run" 'NR > 1 && NR % 1000 == 0 { print $1 ",New " run }' "$out/ids.csv"; } > "$out/changes.csv"
  leadferry import "$out/changes.csv" --yes --rate 0 --workers 16 -q --report "$out/report"
  rm -rf "$out/report"
  delta leadferry,_one_in_a_thousand_changed
  changed=$(printed written)
done
report "export of $((10 * leads)) leads, whole and as a delta, no latency, 16 workers"
target "leads in a delta of which nothing changed" "$unchanged" "==" 0
target "and of those that were changed" "$changed / $(($(wc -l < "$out/changes.csv") - 1))" "==" 1
target "bytes that the mark keeps of a lead, but for its head of half a kilobyte" "($(wc -c < "$out/.new.csv.leadferry-mark") - 512) / (10 * $leads)" "<=" 16
rm -f "$out"/*.csv "$out"/.new.csv.*
