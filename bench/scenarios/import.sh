# New leads from a spreadsheet. Each run finds a server that knows nobody, and is checked by what that holds afterwards. The server lists the
# oldest first: then a new lead does not move all others.
compared=uuid,name,email,number,status,attributes
for phones in bare e164 formatted; do "$out/leads" -n "$rows" -phones "$phones" -o "$out/$phones.csv"; done
truth=$("$out/truth" -fields $compared -csv "$out/bare.csv")
ours() { # NAME FILE WORKERS
  empty
  rm -rf "$out/report"
  measure "$1" "$out/leadferry" import "$2" --yes --no-match --json -q --rate 0 --workers "$3" --report "$out/report"
  same leadferry "$truth" -fields $compared
}
empty() { sandbox --leads 0 --non-leads 0 --order oldest --latency "$latency"; }
theirs() { # WORKERS FILE COMMAND...: writes some leads with another client, whose phones are as they stand in the file
  empty
  measure "$@"
  same "$1" "$("$out/truth" -fields uuid,name,email -csv "$out/bare.csv")" -fields uuid,name,email
}
against() { # WORKERS
  local w=$1
  for _ in $(seq "$runs"); do
    ours leadferry "$out/bare.csv" "$w"
    ours leadferry,_E.164_phones "$out/e164.csv" "$w"
    ours leadferry,_phones_as_people_write_them "$out/formatted.csv" "$w"
    theirs Go_yardstick "$out/putyardstick" -workers "$w" -in "$out/bare.csv"
    empty
    measure PUT_only "$out/put" -workers "$w" -rows "$rows"
    [ "$("$out/truth" -fields name | cut -d' ' -f1)" = "$rows" ]
    ! has node || theirs Node_script node bench/alternatives/import.mjs "$out/bare.csv" "$w"
    ! has vegeta || vegeta_puts "$w"
  done
}
vegeta_puts() { # WORKERS: raw PUTs of the same bodies
  empty
  [ -s "$out/targets.json" ] || "$out/put" -targets -rows "$rows" > "$out/targets.json"
  measure vegeta,_raw_PUTs sh -c "vegeta attack -format=json -targets=$out/targets.json -rate=0 -max-workers=$1 -workers=$1 -duration=0 -lazy > $out/vegeta.bin"
}

latency=0s
against 16
report "import of $rows rows, no latency, 16 workers"
target "import of $rows, no latency, 16 workers, E.164 phones: rate, of the yardstick's" "$(wall Go_yardstick) / $(wall leadferry,_E.164_phones)" ">=" 0.9
target "the same, bare digits" "$(wall Go_yardstick) / $(wall leadferry)" ">=" 0.8
target "the same, phones as people write them" "$(wall Go_yardstick) / $(wall leadferry,_phones_as_people_write_them)" ">=" 0.8
against 64
report "import of $rows rows, no latency, 64 workers"

latency=20ms
late() { # WORKERS
  for _ in $(seq "$runs"); do
    ours leadferry "$out/bare.csv" "$1"
    empty
    measure PUT_only "$out/put" -workers "$1" -rows "$rows"
  done
  report "import of $rows rows, 20 ms latency, $1 workers"
}
late 16
late 64
target "import of $rows, 20 ms, 64 workers: wall in s, against 1.10 x PUT only + 0.3 s" "$(wall leadferry)" "<=" "1.10 * $(wall PUT_only) + 0.3"
rm -rf "$out"/*.csv "$out/report" "$out"/{targets.json,vegeta.bin}
