#!/usr/bin/env bash
# Measures the export against the yardsticks of this folder, in turn (A B A B ...), on a server in a process of its own.
# bench/run.sh [RUNS]; the results go to standard output, the files to bench/out.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
mkdir -p bench/out
go build -o bench/out/ . ./bench/yardstick ./bench/fetch
out=$PWD/bench/out
port=18787
pid=

serve() { # flags of the sandbox
  [ -z "$pid" ] || { kill "$pid"; wait "$pid" 2>/dev/null || true; }
  "$out/leadferry" sandbox --addr 127.0.0.1:$port "$@" > "$out/env" 2>/dev/null &
  pid=$!
  for _ in $(seq 600); do grep -q CUSTOMER "$out/env" && break; sleep 0.1; done
  . "$out/env"
}
trap '[ -z "$pid" ] || kill $pid' EXIT

# measure NAME COMMAND...: one line "NAME wall cpu peak-KiB" into times
measure() {
  local name=$1; shift
  sync # or else an fsync would also write out what the run before it left in the page cache
  /usr/bin/time -f "$name %e %U %S %M" -a -o "$out/times" "$@" > /dev/null 2> "$out/stderr" || { cat "$out/stderr"; exit 1; }
}

report() { # title
  printf '\n%s\n' "$1"
  awk '{ n[$1]++; w[$1,n[$1]]=$2; c[$1,n[$1]]=$3+$4; m[$1,n[$1]]=$5 }
    function median(a, name, k,   i, j, v, x) {
      k = n[name]; for (i=1;i<=k;i++) v[i]=a[name,i]
      for (i=2;i<=k;i++) { x=v[i]; for (j=i-1; j>0 && v[j]>x; j--) v[j+1]=v[j]; v[j+1]=x }
      return v[int((k+1)/2)] }
    END { for (name in n) printf "  %-22s wall %6.2f s   cpu %6.2f s   peak %6.1f MB   (median of %d)\n", name, median(w,name), median(c,name), median(m,name)/1024, n[name] }' "$out/times" | sort
  rm -f "$out/times"
}

rm -f "$out/times"
serve --leads 100000 --non-leads 0
"$out/fetch" -workers 16 -pages 2000 > /dev/null # warm the server up
for _ in $(seq "$runs"); do
  measure leadferry "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
  measure yardstick "$out/yardstick" -workers 16 -o "$out/b.csv"
  measure fetch-only "$out/fetch" -workers 16 -pages 2000
done
report "100,000 leads, 2,000 pages, no latency, 16 workers"

serve --leads 100000 --non-leads 0 --latency 20ms
"$out/fetch" -workers 64 -pages 2000 > /dev/null
for _ in $(seq "$runs"); do
  measure leadferry "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
  measure fetch-only "$out/fetch" -workers 16 -pages 2000
done
report "100,000 leads, 20 ms latency, 16 workers"

serve --leads 1000000 --non-leads 0
"$out/fetch" -workers 16 -pages 20000 > /dev/null
measure leadferry-1,000,000 "$out/leadferry" export "$out/a.csv" --force --rate 0 --workers 16 -q
report "1,000,000 leads, no latency, 16 workers (one run)"
rm -f "$out"/*.csv
