# What the scenarios share: a server in a process of its own, the measuring, and the tables. bench.sh
# sources it in the top folder.
out=$PWD/bench/out
mkdir -p "$out"
pid=
exec 9> "$out/lock"
! command -v flock > /dev/null || flock -n 9 ||
  { echo "another benchmark is running; two at once would spoil each other" >&2; exit 1; }
export CONVERTALK_LAG=0s # the servers are one machine, and the second's waiting would hide what is measured
export XDG_STATE_HOME=$out/state # or a pace that one run finds out would be known to the next
rm -rf "$out"/{times,table,targets,notes}
touch "$out"/{table,targets,notes}

has() { command -v "$1" > /dev/null; }
note() { echo "$*" >> "$out/notes"; }
sum() { awk "BEGIN { print $1 }"; }
peers() { "$out/peers" "$@"; }
judge() { "$out/judge" "$@"; }
leadferry() { "$out/leadferry" "$@"; }

# serve COMMAND...: starts a server in place of the one before. It must print the variables that point
# a client to it.
serve() {
  stop
  rm -rf "$XDG_STATE_HOME"
  "$@" > "$out/env" 2> "$out/server.log" 9>&- &
  pid=$!
  for _ in $(seq 600); do
    grep -q CUSTOMER "$out/env" && break
    kill -0 "$pid" 2> /dev/null || break
    sleep 0.1
  done
  grep -q CUSTOMER "$out/env" || { cat "$out/server.log" >&2; exit 1; }
  . "$out/env"
}
sandbox() { serve "$out/leadferry" sandbox --addr 127.0.0.1:18787 "$@"; }
stop() {
  [ -z "$pid" ] || { kill "$pid" 2> /dev/null || true; wait "$pid" 2> /dev/null || true; }
  pid=
}
trap stop EXIT
trap 'echo "failed at ${BASH_SOURCE[0]}, line $LINENO: $BASH_COMMAND" >&2' ERR

# measure NAME COMMAND...: adds a line "NAME wall cpu peak-KiB" to bench/out/times. What the command
# prints is in bench/out/stdout.
measure() {
  local name=$1; shift
  sync # or an fsync would also write out what the run before left in the page cache
  judge time "$name" "$out/times" "$@" > "$out/stdout" 2> "$out/stderr" ||
    { cat "$out/stdout" "$out/stderr" >&2; exit 1; }
}
# printed FIELD: a number in the JSON that the last run printed
printed() { grep -o "\"$1\": *[0-9.]*" "$out/stdout" | head -1 | grep -o '[0-9.]*$'; }

# same WHOSE DIGEST WHERE...: stops unless "judge digest WHERE..." prints this digest
same() {
  local who=$1 want=$2 got; shift 2
  got=$(judge digest "$@")
  [ "$got" = "$want" ] || { echo "what $who wrote is wrong: $got, want $want" >&2; exit 1; }
}

# report TITLE: adds the medians of what was measured since the last report to the table, and leaves
# them in bench/out/medians
report() {
  awk '
    { n[$1]++; w[$1,n[$1]] = $2; c[$1,n[$1]] = $3; m[$1,n[$1]] = $4; if (n[$1] == 1) order[++names] = $1 }
    function median(a, name, k,   i, j, v, x) {
      k = n[name]
      for (i = 1; i <= k; i++) v[i] = a[name,i]
      for (i = 2; i <= k; i++) { x = v[i]; for (j = i-1; j > 0 && v[j] > x; j--) v[j+1] = v[j]; v[j+1] = x }
      return v[int((k+1)/2)]
    }
    END {
      for (i = 1; i <= names; i++)
        print order[i], median(w, order[i]), median(c, order[i]), median(m, order[i]), n[order[i]]
    }' "$out/times" > "$out/medians"
  rm "$out/times"
  awk -v title="$1" '
    function times(x, y) { return y > 0 ? sprintf("%.2f", x/y) : "-" }
    NR == 1 { w = $2; c = $3 }
    {
      gsub("_", " ", $1)
      printf "| %s | %s | %.2f s | %.2f s | %.0f MB | %s | %s | %d |\n",
        NR == 1 ? title : "", $1, $2, $3, $4/1024, times($2, w), times($3, c), $5
    }' "$out/medians" | tee -a "$out/table"
}

# wall, cpu, peak NAME: from the last report, in seconds and KiB
wall() { awk -v name="$1" '$1 == name { print $2 }' "$out/medians"; }
cpu() { awk -v name="$1" '$1 == name { print $3 }' "$out/medians"; }
peak() { awk -v name="$1" '$1 == name { print $4 }' "$out/medians"; }

# target TEXT GOT RELATION WANTED: whether a target is met; GOT and WANTED are expressions of awk
target() {
  awk -v text="$1" "BEGIN { got = $2; wanted = $4
    printf \"| %s | %.4g | $3 %.4g | %s |\n\", text, got, wanted, (got $3 wanted) ? \"met\" : \"MISSED\" }" |
    tee -a "$out/targets"
}

# print_tables: of the whole run
print_tables() {
  printf '\n%s, %s cores, %s, %s, %s, medians of %d\n\n' \
    "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(uname -s)" "$(go env GOVERSION)" \
    "$(date -u +%F)$(git rev-parse --short HEAD 2> /dev/null | sed 's/^/, commit /')" "$runs"
  printf '| scenario | program | wall | CPU | peak memory | wall, of the first | CPU, of the first | runs |\n'
  printf '|---|---|---|---|---|---|---|---|\n'
  cat "$out/table"
  printf '\n| target | reached | wanted | |\n|---|---|---|---|\n'
  cat "$out/targets"
  echo
  cat "$out/notes"
}
