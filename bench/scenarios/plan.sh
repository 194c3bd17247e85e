# What an import would change: a whole export with other e-mail addresses. Nothing is sent.
sandbox --leads "$leads" --non-leads 0
truth=$(judge digest)
leadferry export "$out/same.csv" --force --rate 0 --workers 16 -q
sed -E 's/^([0-9a-f-]{36},[^,"]*,[^,"@]+)@/\1.new@/' "$out/same.csv" > "$out/changed.csv"
plan() { # NAME FILE
  rm -rf "$out/report"
  measure "$1" "$out/leadferry" import "$2" --plan --json -q --rate 0 --workers 16 --report "$out/report"
  updates=$(sed 's/.*"plan"://' "$out/stdout" | grep -o '"updated":[0-9]*' | grep -o '[0-9]*$')
}
for _ in $(seq "$runs"); do
  plan leadferry "$out/changed.csv"
  changed=$updates
  plan leadferry,_nothing_to_change "$out/same.csv"
done
same "leadferry, which must send nothing," "$truth"
report "plan of $leads rows against $leads leads, no latency, 16 workers"
target "plan of $leads: changed leads found, of those that are changed" "$changed / $(grep -cE '^[0-9a-f-]{36},[^,"]*,[^,"@]+\.new@' "$out/changed.csv")" "==" 1
target "and of an export just made" "$updates" "==" 0
rm -rf "$out"/*.csv "$out/report"
