# A hundred bots in one process, each behind a limit of its own of 2 a second, beside one of them alone; and ten processes that
# share a token whose limit of 20 a second they do not know, one of which is killed.
bots=$((100 * leads / 100000))
stop
: > "$out/server.log"
"$out/leadferry" sandbox --addr 127.0.0.1:18787 --bots "$bots" --limit 2/s,burst=2 --latency 20ms > "$out/bots.toml" 2> "$out/server.log" 9>&- &
pid=$!
until grep -q Ctrl-C "$out/server.log"; do kill -0 "$pid"; sleep 0.2; done
chmod 600 "$out/bots.toml"
many="--rate 2 --config $out/bots.toml --json -q"
for _ in $(seq "$runs"); do
  rm -rf "$out/clients" "$out/one" "$XDG_STATE_HOME"
  measure one_bot "$out/leadferry" backup create "$out/one" --profile bot-1 $many
  rm -rf "$XDG_STATE_HOME"
  measure all_bots "$out/leadferry" backup create "$out/clients" --all-profiles --parallel "$bots" $many
  [ "$(grep -o '"state":"good"' "$out/stdout" | wc -l)" = "$bots" ] || { echo "not every bot was backed up: $(cat "$out/stdout")" >&2; exit 1; }
done
report "$bots bots of 2,500 leads at 2 requests a second each"
target "$bots bots: wall, of one bot alone" "$(wall all_bots) / $(wall one_bot)" "<=" 1.1
target "and peak memory in MB" "$(peak all_bots) / 1024" "<=" 400
seconds=120
for start in 20 0; do
  rm -rf "$XDG_STATE_HOME" "$out/shared"
  mkdir "$out/shared"
  judge leads -n 1000 -o "$out/shared.csv"
  serve "$out/judge" limit -limit 20 -latency 20ms
  imports=()
  for n in $(seq 10); do
    cp "$out/shared.csv" "$out/shared/$n.csv"
    "$out/leadferry" import "$out/shared/$n.csv" --bot-id "bot-$n" --yes --blind --replace-lists -q --rate $start > /dev/null 2>&1 9>&- &
    imports+=($!)
  done
  sleep $((seconds / 2)); kill -9 "${imports[0]}"
  sleep $((seconds / 2)); stop
  kill "${imports[@]}" 2> /dev/null || true
  wait "${imports[@]}" 2> /dev/null || true
  read -r _ requests _ took _ _ _ _ _ refused _ < "$out/server.log"
  target "ten processes of one token, --rate $start: share of its limit" "($requests - $refused) / $took / 20" ">=" 0.95
  target "and refused" "$refused / $requests" "<=" 0.01
done
rm -rf "$out/clients" "$out/one" "$out/state" "$out/shared" "$out/shared.csv" "$out/bots.toml"
