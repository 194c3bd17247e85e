# All leads into a CSV file, from a server that answers at once.
sandbox --leads "$leads" --non-leads 0
truth=$(judge digest)
for _ in $(seq "$runs"); do
  measure leadferry "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
  same leadferry "$truth" -csv "$out/a.csv" -guarded
  measure Go_yardstick "$out/peers" export -workers 16 -o "$out/b.csv"
  same "the yardstick" "$truth" -csv "$out/b.csv"
  measure fetch_and_validate_only "$out/peers" fetch -workers 16 -pages "$pages" -validate
  ! has node || { measure Node_script node bench/peers/export.mjs "$out/b.csv"; same "the Node script" "$truth" -csv "$out/b.csv"; }
  ! has curl || ! has jq || { measure curl_and_jq bench/peers/curl-jq.sh "$out/b.csv"; same "curl and jq" "$truth" -csv "$out/b.csv"; }
done
report "export of $leads leads, no latency, 16 workers"
target "export of $leads, no latency: CPU, of the yardstick's" "$(cpu leadferry) / $(cpu Go_yardstick)" "<=" 0.3333
peak_of_export=$(peak leadferry)
rm -f "$out"/*.csv
