# What the scripts of this folder share: a server in a process of its own, and programs measured in turn. To be sourced from the top folder.
out=$PWD/bench/out
mkdir -p "$out"
pid=
exec 9> "$out/lock"
flock -n 9 || { echo "another run is measuring; two at once would spoil each other" >&2; exit 1; }
rm -f "$out/times"

# serve COMMAND...: starts a server that prints the lines that point a client to it, in place of the one before it
serve() {
  stop
  "$@" > "$out/env" 2> "$out/server.log" &
  pid=$!
  for _ in $(seq 600); do grep -q CUSTOMER "$out/env" && break; kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  grep -q CUSTOMER "$out/env" || { cat "$out/server.log" >&2; exit 1; }
  . "$out/env"
}
stop() {
  [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }
  pid=
}
trap stop EXIT

# measure NAME COMMAND...: one line "NAME wall cpu peak-KiB" into times; what the command prints goes to bench/out/stdout
measure() {
  local name=$1; shift
  sync # or else an fsync would also write out what the run before it left in the page cache
  /usr/bin/time -f "$name %e %U %S %M" -a -o "$out/times" "$@" > "$out/stdout" 2> "$out/stderr" ||
    { cat "$out/stdout" "$out/stderr" >&2; exit 1; }
}

# report TITLE: the medians of what was measured since the last report; they stay in bench/out/medians as "NAME wall cpu peak-KiB runs"
report() {
  printf '\n%s\n' "$1"
  awk '{ n[$1]++; w[$1,n[$1]]=$2; c[$1,n[$1]]=$3+$4; m[$1,n[$1]]=$5 }
    function median(a, name, k,   i, j, v, x) {
      k = n[name]; for (i=1;i<=k;i++) v[i]=a[name,i]
      for (i=2;i<=k;i++) { x=v[i]; for (j=i-1; j>0 && v[j]>x; j--) v[j+1]=v[j]; v[j+1]=x }
      return v[int((k+1)/2)] }
    END { for (name in n) print name, median(w,name), median(c,name), median(m,name), n[name] }' "$out/times" | sort > "$out/medians"
  awk '{ printf "  %-22s wall %6.2f s   cpu %6.2f s   peak %6.1f MB   (median of %d)\n", $1, $2, $3, $4/1024, $5 }' "$out/medians"
  rm -f "$out/times"
}

# wall, cpu, peak NAME: of the last report, in seconds and KiB
wall() { awk -v name="$1" '$1 == name { print $2 }' "$out/medians"; }
cpu() { awk -v name="$1" '$1 == name { print $3 }' "$out/medians"; }
peak() { awk -v name="$1" '$1 == name { print $4 }' "$out/medians"; }

# target TEXT GOT RELATION WANTED: one line that says whether a promise is kept; GOT and WANTED are sums as awk reads them
target() {
  awk "BEGIN { got = $2; wanted = $4
    printf \"  %-50s %9.2f   wanted %s %9.2f   %s\n\", \"$1\", got, \"$3\", wanted, (got $3 wanted) ? \"met\" : \"MISSED\" }"
}
