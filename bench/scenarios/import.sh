# New leads from a spreadsheet. Each run gets an empty server, and what that holds afterwards judges it.
# The server lists the oldest lead first, so that a new one does not move all others.
compared=uuid,name,email,number,status,attributes
for phones in bare e164 formatted; do judge leads -n "$rows" -phones "$phones" -o "$out/$phones.csv"; done
truth=$(judge digest -fields $compared -csv "$out/bare.csv")
truth_but_phones=$(judge digest -fields uuid,name,email -csv "$out/bare.csv")

empty_server() { sandbox --leads 0 --non-leads 0 --order oldest --latency "$latency"; }
import() { # NAME FILE WORKERS
  empty_server
  rm -rf "$out/report"
  measure "$1" "$out/leadferry" import "$2" --yes --blind --replace-lists --json -q --rate 0 --workers "$3" --report "$out/report"
  same leadferry "$truth" -fields $compared
}
import_by() { # NAME COMMAND...: another program, which sends phones as they stand in the file
  empty_server
  measure "$@"
  same "$1" "$truth_but_phones" -fields uuid,name,email
}
put_only() { # WORKERS
  empty_server
  measure PUT_only "$out/peers" put -workers "$1" -rows "$rows"
  [ "$(judge digest -fields name | cut -d' ' -f1)" = "$rows" ]
}
vegeta_puts() { # WORKERS: the requests of put_only
  empty_server
  [ -s "$out/targets.json" ] || peers put -targets -rows "$rows" > "$out/targets.json"
  measure vegeta,_raw_PUTs sh -c \
    "vegeta attack -format=json -targets=$out/targets.json -rate=0 -max-workers=$1 -workers=$1 -duration=0 -lazy > $out/vegeta.bin"
}

latency=0s
against_others() { # WORKERS
  for _ in $(seq "$runs"); do
    import leadferry "$out/bare.csv" "$1"
    import leadferry,_E.164_phones "$out/e164.csv" "$1"
    import leadferry,_phones_as_people_write_them "$out/formatted.csv" "$1"
    import_by Go_yardstick "$out/peers" import -workers "$1" -in "$out/bare.csv"
    put_only "$1"
    ! has node || import_by Node_script node bench/peers/import.mjs "$out/bare.csv" "$1"
    ! has vegeta || vegeta_puts "$1"
  done
  report "import of $rows rows, no latency, $1 workers"
}
against_others 16
target "import of $rows, no latency, 16 workers, E.164 phones: rate, of the yardstick's" "$(wall Go_yardstick) / $(wall leadferry,_E.164_phones)" ">=" 0.9
target "the same, bare digits" "$(wall Go_yardstick) / $(wall leadferry)" ">=" 0.8
target "the same, phones as people write them" "$(wall Go_yardstick) / $(wall leadferry,_phones_as_people_write_them)" ">=" 0.8
against_others 64

latency=20ms
against_floor() { # WORKERS
  for _ in $(seq "$runs"); do
    import leadferry "$out/bare.csv" "$1"
    put_only "$1"
  done
  report "import of $rows rows, 20 ms latency, $1 workers"
}
against_floor 16
against_floor 64
target "import of $rows, 20 ms, 64 workers: wall in s, against 1.10 x PUT only + 0.3 s" "$(wall leadferry)" "<=" "1.10 * $(wall PUT_only) + 0.3"
rm -rf "$out"/*.csv "$out/report" "$out"/{targets.json,vegeta.bin}
