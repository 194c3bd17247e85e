# The program itself: how long it takes to start and end, and how big it is.
for _ in $(seq 50); do
  from=$EPOCHREALTIME
  leadferry version > /dev/null
  sum "(${EPOCHREALTIME/,/.} - ${from/,/.}) * 1000"
done | sort -n > "$out/starts"
target "leadferry version, start to exit, median of 50, ms" "$(sed -n 25p "$out/starts")" "<=" 20
target "stripped binary, MB" "$(stat -c %s "$out/leadferry") / 1e6" "<=" 25
