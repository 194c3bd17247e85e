# Ten times the leads: what matters is the memory.
sandbox --leads $((10 * leads)) --non-leads 0
truth=$(judge digest)
for _ in $(seq "$runs"); do
  measure leadferry "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
  same leadferry "$truth" -csv "$out/a.csv" -guarded
done
report "export of $((10 * leads)) leads, no latency, 16 workers"
target "export of $((10 * leads)): peak memory in MB" "$(peak leadferry) * 1024 / 1e6" "<=" 120
[ -z "${peak_of_export:-}" ] ||
  target "and against that of $leads + 64 bytes a further lead" "$(peak leadferry) * 1024 / 1e6" "<=" "($peak_of_export * 1024 + 64 * 9 * $leads) / 1e6"
rm -f "$out"/*.csv
