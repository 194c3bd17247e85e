# A file of raw records to CSV. Miller keeps all of its input in memory, so it gets a twentieth of it.
records=$((10 * leads)) part=$((leads / 2))
sandbox --leads "$records" --non-leads 0
leadferry export "$out/raw.jsonl" --format raw --force --rate 0 --workers 16 -q
stop
head -n "$part" "$out/raw.jsonl" > "$out/part.jsonl"
truth=$(judge digest -raw "$out/raw.jsonl")
for _ in $(seq "$runs"); do
  measure leadferry "$out/leadferry" convert "$out/raw.jsonl" "$out/a.csv" --force -q
  same leadferry "$truth" -csv "$out/a.csv" -guarded
  measure Go_yardstick "$out/peers" export -in "$out/raw.jsonl" -o "$out/b.csv"
  same "the yardstick" "$truth" -csv "$out/b.csv"
done
report "convert of $records raw records to CSV"
target "convert of $records: times the yardstick's speed" "$(wall Go_yardstick) / $(wall leadferry)" ">=" 3
target "convert of $records: peak memory in MB" "$(peak leadferry) * 1024 / 1e6" "<=" 64
if has mlr; then
  for _ in $(seq "$runs"); do
    measure leadferry "$out/leadferry" convert "$out/part.jsonl" "$out/a.csv" --force -q
    measure Miller mlr --ijsonl --ocsv --ofmt %.6lf --from "$out/part.jsonl" flatten then unsparsify
    [ "$(mlr --icsv --ojson --from "$out/stdout" count | grep -o '[0-9]*')" = "$part" ] || { echo "Miller lost rows" >&2; exit 1; }
  done
  report "the same of $part records"
  target "convert of $part: times Miller's speed" "$(wall Miller) / $(wall leadferry)" ">=" 6
fi
rm -f "$out"/*.csv "$out"/*.jsonl "$out/stdout"
