# A snapshot of half as many leads and a fifth as many chats, beside an export of the same.
sandbox --leads $((leads / 2)) --non-leads $((leads / 5)) --latency 20ms
truth=$(judge digest)
for _ in $(seq "$runs"); do
  rm -rf "$out/backups"
  measure leadferry_backup "$out/leadferry" backup create "$out/backups" --rate 0 --workers 16 -q
  ! has zstd || { zstd -qdf "$out"/backups/*/leads.jsonl.zst -o "$out/leads.jsonl"; same "the backup" "$truth" -raw "$out/leads.jsonl"; }
  measure leadferry_export,_raw "$out/leadferry" export "$out/all.jsonl" --type all --format raw --force --rate 0 --workers 16 -q
done
report "backup create, $((leads / 2)) leads and $((leads / 5)) chats, 20 ms latency, 16 workers"
target "backup create: wall, of the export's" "$(wall leadferry_backup) / $(wall leadferry_export,_raw)" "<=" 1.15
! has zstd || target "size, of zstd -9" "$(cat "$out"/backups/*/*.zst | wc -c) / $(zstd -9 -q -c "$out/all.jsonl" | wc -c)" "<=" 1.05
rm -rf "$out/backups" "$out"/*.jsonl
